//! An API Extension with axum: it completes new carts, and refuses those that the shop cannot deliver.
//!
//! ```sh
//! cargo run -p ctp-sdk --example api_extension --features extension-handler,extensions
//! ```
//!
//! It uses an emulator in this process, which calls the extension over HTTP as the platform does. A project of the platform
//! cannot reach this machine, so the variables `CTP_PROJECT_KEY` and so on must not be set.

mod project;

use std::error::Error;
use std::time::Duration;

use axum::Router;
use ctp_sdk::auth::ScopeSet;
use ctp_sdk::extension_handler::{
    ExtensionHandler, ExtensionInput, Fallback, HandlerError, Reply, ReplyError,
};
use ctp_sdk::models::{
    AuthorizationHeaderAuthentication, Cart, CartDraft, CartSetLocaleAction, CartUpdateAction,
    ExtensionAction, ExtensionDraft, ExtensionResourceTypeId, ExtensionTrigger, HttpDestination,
};
use ctp_sdk::requests::carts::CartsPost;
use ctp_sdk::requests::extensions::ExtensionsPost;
use ctp_sdk::{ApiRoot, CtpClient};
use project::Project;
use serde_json::json;
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let requests = [CartsPost::REQUIRED_SCOPES, ExtensionsPost::REQUIRED_SCOPES];
    let scopes = ScopeSet::minimum_for(requests, &Project::key())?;
    let project = Project::open(scopes).await?;
    if !project.is_emulator() {
        return Err("the platform cannot reach an extension on this machine: unset CTP_*".into());
    }
    let client = CtpClient::new(&project.config)?;

    for line in run(&client.integration_api_root()).await? {
        println!("{line}");
    }
    Ok(())
}

/// The secret that the platform sends. A real program would read it from its settings.
const SECRET: &str = "Bearer pl4tform";

/// The handler of the extension.
pub fn extension() -> Result<ExtensionHandler, Box<dyn Error>> {
    let handler = ExtensionHandler::builder()
        .authorization(SECRET)
        // The extension has a `timeoutInMs` of 2000, which includes the network.
        .deadline(Duration::from_millis(1800))
        // A shop that accepts no carts while its extension fails would use `Fallback::Error`.
        .when_late(Fallback::NoChange)
        .on_cart(complete)
        .build()?;
    Ok(handler)
}

/// The countries that the shop delivers to, and their languages.
const COUNTRIES: [(&str, &str); 2] = [("DE", "de"), ("AT", "de-AT")];

/// A cart gets the language of its country. The reply type allows only update actions of carts.
async fn complete(input: ExtensionInput<Cart>) -> Result<Reply<CartUpdateAction>, HandlerError> {
    let cart = input.resource;
    let Some(country) = cart.country else {
        return Ok(Reply::no_change());
    };
    let Some((_, locale)) = COUNTRIES.iter().find(|(known, _)| *known == country) else {
        let error = ReplyError::invalid_field("country", country, "We do not deliver there.")
            .localized([
                ("de", "Dorthin liefern wir nicht."),
                ("en", "We do not deliver there."),
            ])
            .extra_info("countries", json!(COUNTRIES.map(|(country, _)| country)));
        return Ok(Reply::error(error));
    };
    if input.action == ExtensionAction::Create && cart.locale.is_none() {
        return Ok(Reply::action(CartSetLocaleAction::new().locale(*locale)));
    }
    Ok(Reply::no_change())
}

/// Serves the extension, registers it with the platform, and creates two carts.
pub async fn run(api: &ApiRoot) -> Result<Vec<String>, Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/carts", listener.local_addr()?);
    let router = Router::new().route_service("/carts", extension()?);
    let server = tokio::spawn(async move { axum::serve(listener, router).await });

    let destination =
        HttpDestination::new(url).authentication(AuthorizationHeaderAuthentication::new(SECRET));
    let actions = [ExtensionAction::Create, ExtensionAction::Update];
    let trigger = ExtensionTrigger::new(ExtensionResourceTypeId::Cart, actions);
    let draft = ExtensionDraft::new(destination, [trigger]).timeout_in_ms(2000);
    api.extensions().post(draft).send().await?;

    let mut told = Vec::new();
    let draft = CartDraft::new("EUR").country("AT");
    let cart = api.carts().post(draft).send().await?;
    told.push(format!(
        "a cart for Austria in the language {:?}",
        cart.locale
    ));

    let draft = CartDraft::new("EUR").country("US");
    let Err(error) = api.carts().post(draft).send().await else {
        return Err("a cart that cannot be delivered was taken".into());
    };
    for reason in error.api_errors() {
        let text = reason
            .field("localizedMessage")
            .and_then(|texts| texts.get("de"));
        told.push(format!("refused with {}: {text:?}", reason.code()));
    }
    server.abort();
    Ok(told)
}
