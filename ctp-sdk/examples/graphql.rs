//! GraphQL: operations with types that `graphql_client` generates from a document, and responses with errors beside data.
//!
//! ```sh
//! cargo run -p ctp-sdk --example graphql --features graphql
//! ```
//!
//! Without any settings it talks to an emulator in this process. With `CTP_PROJECT_KEY`, `CTP_CLIENT_ID`,
//! `CTP_CLIENT_SECRET`, `CTP_AUTH_URL` and `CTP_API_URL` it only reads from that project: its API client needs the scope
//! `view_categories`.

mod project;

use std::error::Error;

use ctp_sdk::auth::{Permission, Scope, ScopeSet};
use ctp_sdk::graphql::{GraphQlAnswer, GraphQlBody};
use ctp_sdk::{ApiRoot, CtpClient};
use documents::{Categories, categories};
use graphql_client::GraphQLQuery;
use project::Project;
use serde::Deserialize;

/// The types that `graphql_client` generates from the documents.
#[allow(
    missing_docs,
    unreachable_pub,
    reason = "the derive writes types and functions without any"
)]
mod documents {
    use graphql_client::GraphQLQuery;

    /// The scalars of the schema: `graphql_client` needs a Rust type for each one that the query uses.
    type Locale = String;
    type Long = i64;

    /// The query of `categories.graphql`, with the types of its variables and its data.
    #[derive(GraphQLQuery)]
    #[graphql(
        // Relative to the folder of Cargo.toml: of this crate, and of `tests`, which compiles this file as well. In your
        // crate it is a path such as `graphql/schema.graphql`.
        schema_path = "../ctp-sdk/examples/graphql/schema.graphql",
        query_path = "../ctp-sdk/examples/graphql/categories.graphql",
        response_derives = "Debug"
    )]
    pub struct Categories;
}

/// The data of a hand-written query.
#[derive(Debug, Deserialize)]
pub struct Overview {
    /// The categories.
    pub categories: Total,
    /// A store; also `None` if the token may not read stores.
    pub store: Option<Store>,
}

/// A number of resources.
#[derive(Debug, Deserialize)]
pub struct Total {
    /// The number.
    pub total: i64,
}

/// A store.
#[derive(Debug, Deserialize)]
pub struct Store {
    /// The identifier of the store.
    pub id: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut scopes = ScopeSet::new();
    scopes.insert(Scope::in_project(
        Permission::ViewCategories,
        &Project::key(),
    )?);
    let project = Project::open(scopes).await?;
    let client = CtpClient::new(&project.config)?;
    report(&client.integration_api_root()).await
}

async fn report(api: &ApiRoot) -> Result<(), Box<dyn Error>> {
    let found = categories(api, "en").await?;
    println!("{} categories", found.categories.total);
    for category in found.categories.results {
        println!("  {:?}: {:?}", category.key, category.name);
    }

    // The token may not read stores, so there is an error beside the data.
    let overview = overview(api).await?;
    println!("{:?}", overview.data);
    for error in &overview.errors {
        println!("  {error}");
    }

    // If only the complete data is useful, a GraphQL error is an error like any other.
    if let Err(error) = misspelt(api).await {
        for reason in error.graphql_errors() {
            println!("{}: {:?}", reason.message(), reason.locations());
        }
    }
    Ok(())
}

/// The first categories, with the types that `graphql_client` has generated.
pub async fn categories(api: &ApiRoot, locale: &str) -> ctp_sdk::Result<categories::ResponseData> {
    let variables = categories::Variables {
        locale: locale.to_owned(),
        limit: 3,
    };
    let body = Categories::build_query(variables);
    // Optional. The required scopes depend on the query: with them, an error for a missing scope and `ScopeRecorder` can
    // name it.
    let operation = api.graphql().operation(&body);
    operation
        .requiring(&["view_categories:{projectKey}"])
        .send()
        .await
}

/// The number of categories, and a store if the token may read stores.
pub async fn overview(api: &ApiRoot) -> ctp_sdk::Result<GraphQlAnswer<Overview>> {
    let document = GraphQlBody::new("{ categories { total } store(key: \"berlin\") { id } }");
    api.graphql().operation(&document).send_partial().await
}

/// A query with a field that the schema does not have.
pub async fn misspelt(api: &ApiRoot) -> ctp_sdk::Result<serde_json::Value> {
    let document = GraphQlBody::new("{ categories { totl } }");
    api.graphql().operation(&document).send().await
}
