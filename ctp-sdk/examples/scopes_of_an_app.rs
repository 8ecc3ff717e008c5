//! The scopes that an application needs: recorded while it works, printed, and held against those of its API client.
//!
//! ```sh
//! cargo run -p ctp-sdk --example scopes_of_an_app --features scope-recorder
//! ```
//!
//! Without any settings it talks to an emulator in this process. With `CTP_PROJECT_KEY`, `CTP_CLIENT_ID`,
//! `CTP_CLIENT_SECRET`, `CTP_AUTH_URL` and `CTP_API_URL` it talks to that project, and creates a cart there: its API client
//! needs the scopes `view_categories`, `manage_orders`, `manage_my_orders` and `create_anonymous_token`.

mod project;

use std::error::Error;

use ctp_sdk::auth::{RecordedOperations, ScopeSet};
use ctp_sdk::models::{CartDraft, MyCartDraft};
use ctp_sdk::{CtpClient, ScopeRecorder};
use project::Project;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let key = Project::key();
    let scopes: ScopeSet = format!("view_categories:{key} manage_orders:{key}").parse()?;
    let project = Project::open(scopes).await?;

    // It is a step like any other; a test would record the whole test suite in this way. With `writing_to`, each operation
    // goes into a file when it is seen for the first time: `cargo xtask scopes FILE` prints the same from there.
    let recorder = ScopeRecorder::new();
    let client = CtpClient::builder(&project.config)
        .middleware(recorder.clone())
        .build()?;
    run(&client).await?;

    let recorded = recorder.recorded();
    // The first line is what an API client is created with: the `scope` of `APIClientDraft`.
    println!("{}", recorded.report(&recorded.minimum()?));

    // What a test of the application says of its API client. It names each operation that would be refused.
    let held: ScopeSet = format!("view_products:{key} manage_my_orders:{key}").parse()?;
    if let Err(missing) = recorded.permitted_by(&held) {
        println!("{missing}");
    }

    // As the file of a process that has ended.
    let file = recorded.to_json_lines();
    let again = RecordedOperations::from_json_lines(&file)?.in_project("another-shop");
    println!("in another project: {}", again.minimum()?);
    Ok(())
}

/// What the application does: it reads categories, and creates one cart for the project and one for a guest.
pub async fn run(client: &CtpClient) -> ctp_sdk::Result<()> {
    let api = client.integration_api_root();
    api.categories().get().limit(1).send().await?;
    let cart = api.carts().post(CartDraft::new("EUR")).send().await?;
    api.carts().with_id(&cart.id).get().send().await?;
    api.carts()
        .with_id(&cart.id)
        .delete(cart.version)
        .send()
        .await?;

    let session = client.start_session().await?;
    session.get_or_create_cart(MyCartDraft::new("EUR")).await?;
    session.log_out().await?;
    Ok(())
}
