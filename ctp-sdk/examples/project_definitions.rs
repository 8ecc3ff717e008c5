//! Prints all product types and types of a project as a JSON list, for `cargo xtask project-types`.
//!
//! ```sh
//! cargo run -p ctp-sdk --example project_definitions
//! ```
//!
//! Without any settings it talks to an emulator in this process. With `CTP_PROJECT_KEY`, `CTP_CLIENT_ID`,
//! `CTP_CLIENT_SECRET`, `CTP_AUTH_URL` and `CTP_API_URL` it talks to that project: its API client needs the scopes
//! `view_products` and `view_types`. It changes nothing there.

mod project;

use std::error::Error;

use ctp_sdk::auth::ScopeSet;
use ctp_sdk::requests::product_types::ProductTypesGet;
use ctp_sdk::requests::types::TypesGet;
use ctp_sdk::{ApiRoot, CtpClient, Value};
use project::Project;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let requests = [ProductTypesGet::REQUIRED_SCOPES, TypesGet::REQUIRED_SCOPES];
    let scopes = ScopeSet::minimum_for(requests, &Project::key())?;
    let project = Project::open(scopes).await?;
    let client = CtpClient::new(&project.config)?;
    let definitions = run(&client.integration_api_root()).await?;
    println!("{}", serde_json::to_string_pretty(&definitions)?);
    Ok(())
}

/// All product types and types, as the API sent them.
pub async fn run(api: &ApiRoot) -> Result<Vec<Value>, Box<dyn Error>> {
    let mut definitions = Vec::new();
    let mut product_types = api.product_types().get().items();
    while let Some(product_type) = product_types.try_next().await? {
        definitions.push(serde_json::to_value(product_type)?);
    }
    let mut types = api.types().get().items();
    while let Some(type_) = types.try_next().await? {
        definitions.push(serde_json::to_value(type_)?);
    }
    Ok(definitions)
}
