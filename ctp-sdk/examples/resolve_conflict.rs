//! Two people change the same cart at the same time: the conflict, and how to resolve it.
//!
//! ```sh
//! cargo run -p ctp-sdk --example resolve_conflict
//! ```
//!
//! Without any settings it talks to an emulator in this process. With `CTP_PROJECT_KEY`, `CTP_CLIENT_ID`,
//! `CTP_CLIENT_SECRET`, `CTP_AUTH_URL` and `CTP_API_URL` it talks to that project,
//! whose API client may manage orders. It creates a cart there, and deletes it at the end.

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

/// Creates a cart and changes it in two ways; returns its last state.
pub async fn run(client: &CtpClient) -> ctp_sdk::Result<Cart> {
    let carts = client.integration_api_root().carts();
    let seen = carts.post(CartDraft::new("EUR")).send().await?;
    let cart = carts.with_id(&seen.id);

    // Somebody else changes the cart first, so that the version that was read is outdated.
    cart.update_with(|_| vec![CartSetCountryAction::new().country("DE").into()])
        .await?;
    set_locale_by_hand(&cart, &seen).await?;

    // Does everything: reads, calls the closure, sends the actions with the version that the closure has seen, and starts
    // over on a conflict. The closure decides again then; no actions means no request.
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

    // A delete names the version that was read, and is never repeated with a newer one.
    cart.delete(changed.version).send().await
}

/// Sets the locale without `update_with`, with single requests.
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
    // Do not repeat the request with `currentVersion`, because nobody has seen that state. Read it first, then decide.
    let current = cart.get().send().await?;
    if current.locale.is_some() {
        return Ok(current);
    }
    cart.post(update(current.version)).send().await
}
