//! The crate of tokens against a local authorization service: bytes on the wire, and what comes of each answer.

mod cache;
mod endpoints;
pub(crate) mod faulty_store;
mod fleet;
mod headers;
mod isolation;
mod middleware;
mod no_runtime;
mod outcomes;
mod secrets;
mod service;
mod sessions;
pub(crate) mod text;
mod waiting;

use std::collections::BTreeMap;

use ctp_auth::{AuthClient, AuthClientBuilder, Config, Region};
use emulator::{Answer, Emulator, Request};
use reqwest::redirect::Policy;
use serde_json::json;

use crate::clock::ManualClock;

const PROJECT_KEY: &str = "my-shop";
pub(crate) const CLIENT_ID: &str = "client-id-17";
pub(crate) const CLIENT_SECRET: &str = "client-secret-4711";

/// An API client of the project `my-shop` whose authorization service and API are the server.
pub(crate) fn config(emulator: &Emulator) -> Config {
    let region = Region::custom(&emulator.url(), &emulator.url()).unwrap();
    Config::new(&region, PROJECT_KEY, CLIENT_ID, CLIENT_SECRET).unwrap()
}

/// The client of the server, by that clock.
pub(crate) fn auth_client(emulator: &Emulator, clock: &ManualClock) -> AuthClient {
    auth_client_builder(emulator, clock).build().unwrap()
}

/// The same, for settings of a test's own.
pub(crate) fn auth_client_builder(emulator: &Emulator, clock: &ManualClock) -> AuthClientBuilder {
    AuthClient::builder(&config(emulator)).clock(clock.clone())
}

/// A client of `reqwest` without the proxy that the environment may name, for the middleware alone.
pub(crate) fn http() -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(Policy::none())
        .build()
        .unwrap()
}

/// The answer of the authorization service that hands out a token.
pub(crate) fn token_answer(
    access: &str,
    refresh: Option<&str>,
    expires_in: i64,
    scope: &str,
) -> Answer {
    let mut body = json!({
        "access_token": access,
        "token_type": "Bearer",
        "expires_in": expires_in,
        "scope": scope,
    });
    if let Some(refresh) = refresh {
        body["refresh_token"] = refresh.into();
    }
    Answer::json(200, body.to_string())
}

/// What is in the form that a request has for a body. No name stands twice in it.
#[track_caller]
pub(crate) fn form(request: &Request) -> BTreeMap<String, String> {
    assert_eq!(
        request.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    let mut form = BTreeMap::new();
    for (name, value) in url::form_urlencoded::parse(request.body()) {
        let before = form.insert(name.clone().into_owned(), value.into_owned());
        assert_eq!(before, None, "{name} stands twice");
    }
    form
}

/// The one request that was sent.
#[track_caller]
fn only(emulator: &Emulator) -> Request {
    let requests = emulator.requests();
    assert_eq!(requests.len(), 1, "{requests:?}");
    requests.into_iter().next().unwrap()
}
