//! Two people change the same cart at the same time: what the conflict looks like, and how it is resolved.
//!
//! ```sh
//! cargo run -p ctp-sdk --example resolve_conflict
//! ```
//!
//! Without any settings it talks to an emulator in this process. With `CTP_PROJECT_KEY`, `CTP_CLIENT_ID`,
//! `CTP_CLIENT_SECRET`, `CTP_AUTH_URL` and `CTP_API_URL` it talks to that project,
//! whose API client may manage orders. It creates a cart there, and deletes it in the end.

mod project;

use std::error::Error;

use ctp_sdk::auth::ScopeSet;
use ctp_sdk::models::{
    Cart, CartDraft, CartSetCountryAction, CartSetCustomerEmailAction, CartSetLocaleAction,
    CartUpdate,
};
use ctp_sdk::requests::carts::{
    CartsByIdDelete, CartsByIdGet, CartsByIdPost, CartsByIdRequests, CartsPost,
};
use ctp_sdk::{CtpClient, Value};
use project::Project;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let requests = [
        CartsPost::REQUIRED_SCOPES,
        CartsByIdGet::REQUIRED_SCOPES,
        CartsByIdPost::REQUIRED_SCOPES,
        CartsByIdDelete::REQUIRED_SCOPES,
    ];
    let scopes = ScopeSet::minimum_for(requests, &Project::key())?;
    let project = Project::open(scopes).await?;
    let client = CtpClient::new(&project.config)?;

    let cart = run(&client).await?;
    println!(
        "in the end it was in version {}, for {:?}, in {:?}, of {:?}",
        cart.version, cart.country, cart.locale, cart.customer_email
    );
    Ok(())
}

/// Makes a cart and changes it in two ways; gives the last state of it.
pub async fn run(client: &CtpClient) -> ctp_sdk::Result<Cart> {
    let carts = client.integration_api_root().carts();
    let seen = carts.post(CartDraft::new("EUR")).send().await?;
    let cart = carts.with_id(&seen.id);

    // Somebody else is faster, so that the version which was seen is no longer the current one.
    cart.update_with(|_| vec![CartSetCountryAction::new().country("DE").into()])
        .await?;
    set_locale_by_hand(&cart, &seen).await?;

    // All of it in one: fetches, asks the closure, sends with the version that the closure has seen, and starts over on a
    // conflict. What it decides it decides again then; no actions are no request.
    let changed = cart
        .update_with(|current| {
            if current.customer_email.is_some() {
                return Vec::new();
            }
            vec![
                CartSetCustomerEmailAction::new()
                    .email("anna@example.com")
                    .into(),
            ]
        })
        .await?;

    // A delete names the version that was looked at, and is never repeated with a newer one.
    cart.delete(changed.version).send().await
}

/// Sets the locale without `update_with`, by requests that are sent one by one.
async fn set_locale_by_hand(cart: &CartsByIdRequests, seen: &Cart) -> ctp_sdk::Result<Cart> {
    let update = |version| CartUpdate::new(version, [CartSetLocaleAction::new().locale("de")]);
    let error = match cart.post(update(seen.version)).send().await {
        Err(error) if error.is_conflict() => error,
        outcome => return outcome,
    };
    for reason in error.api_errors() {
        let current = reason.field("currentVersion").and_then(Value::as_i64);
        println!(
            "{} (version {}, the current one is {current:?})",
            reason.code(),
            seen.version
        );
    }
    // Not the same again with `currentVersion`: nobody has looked at what is in it. So look, and decide.
    let current = cart.get().send().await?;
    if current.locale.is_some() {
        return Ok(current);
    }
    cart.post(update(current.version)).send().await
}
