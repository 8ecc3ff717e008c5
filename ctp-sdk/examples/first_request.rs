//! A first request: creates a cart and reads it back.
//!
//! ```sh
//! cargo run -p ctp-sdk --example first_request
//! ```
//!
//! It talks to the project of `CTP_API_URL`, `CTP_PROJECT_KEY` and `CTP_ACCESS_TOKEN` where these are set, and creates a
//! cart there; the token needs the scope `manage_orders`. Where they are not, it talks to a small server of its own.

mod local_server;

use std::env;
use std::error::Error;

use ctp_sdk::models::{AddressDraft, CartDraft};
use ctp_sdk::{ApiRoot, Client};
use emulator::Emulator;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // The server of its own, if there is one, runs until the end.
    let (api, _server) = api()?;

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

/// The API of the environment, or else of a local server.
fn api() -> Result<(ApiRoot, Option<Emulator>), Box<dyn Error>> {
    let variable = |name| env::var(name).ok().filter(|value| !value.is_empty());
    let settings = variable("CTP_API_URL")
        .zip(variable("CTP_PROJECT_KEY"))
        .zip(variable("CTP_ACCESS_TOKEN"));
    let Some(((url, project_key), token)) = settings else {
        let server = local_server::start()?;
        println!(
            "CTP_API_URL, CTP_PROJECT_KEY or CTP_ACCESS_TOKEN is not set: asking {} instead",
            server.url()
        );
        let client = Client::builder(&server.url()).bearer("any token").build()?;
        return Ok((ApiRoot::new(client, "my-shop"), Some(server)));
    };
    println!("asking the project {project_key}");
    let client = Client::builder(&url).bearer(token).build()?;
    Ok((ApiRoot::new(client, project_key), None))
}
