//! The scopes that an application needs: recorded while it works, printed, and compared with those of its API client.
//!
//! ```sh
//! cargo run -p ctp-sdk --example scopes_of_an_app --features scope-recorder
//! ```
//!
//! Without any settings it talks to an emulator in this process. With `CTP_PROJECT_KEY`, `CTP_CLIENT_ID`,
//! `CTP_CLIENT_SECRET`, `CTP_AUTH_URL` and `CTP_API_URL` it talks to that project, and creates a cart there: its API client
//! needs the scopes `view_categories`, `manage_orders` and `create_anonymous_token`, and those of `ScopeSet::visitor`, which
//! the token of a guest has by default.

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
    let project = Project::open_for_visitors(scopes).await?;

    // It is middleware; a test would record its whole run in this way. With `writing_to`, each operation is written to a
    // file when it first occurs: `cargo xtask scopes FILE` prints the same from it.
    let recorder = ScopeRecorder::new();
    let client = CtpClient::builder(&project.config)
        .middleware(recorder.clone())
        .build()?;
    run(&client).await?;

    let recorded = recorder.recorded();
    // The first line is the `scope` of an `APIClientDraft`.
    println!("{}", recorded.report(&recorded.minimum()?));

    // An assertion for a test of the application. It names each operation that would be refused.
    let held: ScopeSet = format!("view_products:{key} manage_my_orders:{key}").parse()?;
    if let Err(missing) = recorded.permitted_by(&held) {
        println!("{missing}");
    }

    // The content of the file of another process.
    let file = recorded.to_json_lines();
    let again = RecordedOperations::from_json_lines(&file)?.in_project("another-shop");
    println!("in another project: {}", again.minimum()?);
    Ok(())
}

/// The work of the application: it reads categories, and creates one cart for the project and one for a guest.
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
