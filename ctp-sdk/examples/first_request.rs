//! A first request: creates a cart and reads it back.
//!
//! ```sh
//! cargo run -p ctp-sdk --example first_request
//! ```
//!
//! Without any settings it talks to an emulator in this process. With `CTP_PROJECT_KEY`, `CTP_CLIENT_ID`,
//! `CTP_CLIENT_SECRET`, `CTP_AUTH_URL` and `CTP_API_URL` it talks to that project, and creates a cart there: its API client
//! needs the scope `manage_orders`.

mod project;

use std::error::Error;

use ctp_sdk::auth::ScopeSet;
use ctp_sdk::models::{AddressDraft, CartDraft};
use ctp_sdk::requests::carts::{CartsByIdGet, CartsPost};
use ctp_sdk::{ApiRoot, CtpClient};
use project::Project;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // Only the scopes that these two requests need.
    let requests = [CartsPost::REQUIRED_SCOPES, CartsByIdGet::REQUIRED_SCOPES];
    let scopes = ScopeSet::minimum_for(requests, &Project::key())?;
    let project = Project::open(scopes).await?;
    let client = CtpClient::new(&project.config)?;
    run(&client.integration_api_root()).await?;
    Ok(())
}

/// Creates a cart and reads it back.
pub async fn run(api: &ApiRoot) -> ctp_sdk::Result<()> {
    let address = AddressDraft::new("DE").city("Berlin");
    let draft = CartDraft::new("EUR")
        .country("DE")
        .shipping_address(address);
    let created = api.carts().post(draft).send().await?;
    println!(
        "created the cart {} at version {}",
        created.id, created.version
    );

    let cart = api
        .carts()
        .with_id(&created.id)
        .get()
        .expand("customerGroup")
        .send()
        .await?;
    let total = &cart.total_price;
    println!(
        "read it back: it comes to {} cents in {}",
        total.cent_amount, total.currency_code
    );
    Ok(())
}
