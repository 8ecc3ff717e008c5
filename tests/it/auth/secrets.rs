//! Secrets go where they must, and nowhere else: not into what is printed, not into errors, not into traces.

mod faults;
mod sessions;
pub(in crate::auth) mod traces;
mod values;

use std::error::Error;
use std::fmt::Debug;

use ctp_auth::{
    AccessToken, AuthClient, AuthClientBuilder, Config, Grant, Password, RefreshToken, Region,
};
use emulator::{Answer, Emulator, Request};

use super::service::Service;
use super::text::base64_decoded;
use super::{CLIENT_ID, PROJECT_KEY, form, token_answer};
use crate::clock::ManualClock;

/// What all planted secrets have in common, however they are encoded: it is this that must not show.
const PLANTED: &str = "pl4nted";

// Each has the characters that encodings change, as far as its place allows them.
const CLIENT_SECRET: &str = r#"pl4nted client-secret &+=%"'<>/\"#;
const PASSWORD: &str = "pl4nted password é&+=%\"'<>/\\\t";
const ACCESS_TOKEN: &str = "pl4nted-access-token+/=";
const REFRESH_TOKEN: &str = "my-shop:pl4nted-refresh-token+/=";
const SESSION_ID: &str = "pl4nted-session-id";

fn secret_config(emulator: &Emulator) -> Config {
    let region = Region::custom(&emulator.url(), &emulator.url()).unwrap();
    Config::new(&region, PROJECT_KEY, CLIENT_ID, CLIENT_SECRET).unwrap()
}

fn secret_builder(emulator: &Emulator, clock: &ManualClock) -> AuthClientBuilder {
    AuthClient::builder(&secret_config(emulator)).clock(clock.clone())
}

/// A service whose client has the planted secret.
fn secret_service(answer: impl FnMut(&Request) -> Answer + Send + 'static) -> Service {
    let emulator = Emulator::with(answer).unwrap();
    let clock = ManualClock::new();
    Service {
        auth: secret_builder(&emulator, &clock).build().unwrap(),
        emulator,
        clock,
    }
}

/// A token and a refresh token that are planted.
fn secret_token() -> Answer {
    token_answer(ACCESS_TOKEN, Some(REFRESH_TOKEN), 172_800, "")
}

fn secret_password() -> Grant {
    Password::new("anna@example.com", PASSWORD).into()
}

fn secret_access_token() -> AccessToken {
    AccessToken::new(ACCESS_TOKEN)
}

fn secret_refresh_token() -> RefreshToken {
    RefreshToken::new(REFRESH_TOKEN)
}

#[track_caller]
fn assert_hidden(text: &str) {
    let text = text.to_lowercase();
    assert!(!text.contains(PLANTED), "{text}");
    // The credentials of the API client hide the secret in base64. Its beginning depends on the id alone.
    let credentials = base64_of_credentials().to_lowercase();
    for part in credentials.as_bytes()[20..].windows(12).step_by(12) {
        assert!(!text.contains(std::str::from_utf8(part).unwrap()), "{text}");
    }
}

/// Fails if the value prints a secret.
#[track_caller]
fn assert_prints_none(value: &impl Debug) {
    assert_hidden(&format!("{value:?}"));
    assert_hidden(&format!("{value:#?}"));
}

/// Fails if the error, or one of its sources, prints a secret.
#[track_caller]
fn assert_tells_none(error: &(dyn Error + 'static)) {
    let mut next = Some(error);
    while let Some(error) = next {
        assert_prints_none(&error);
        assert_hidden(&error.to_string());
        assert_hidden(&format!("{error:#}"));
        next = error.source();
    }
}

/// The credentials as they are on the wire.
fn base64_of_credentials() -> &'static str {
    "Y2xpZW50LWlkLTE3OnBsNG50ZWQgY2xpZW50LXNlY3JldCAmKz0lIic8Pi9c"
}

#[test]
fn the_base64_that_is_looked_for_is_that_of_the_credentials() {
    let credentials = base64_decoded(base64_of_credentials()).unwrap();
    let expected = format!("{CLIENT_ID}:{CLIENT_SECRET}");
    assert_eq!(credentials, expected.into_bytes());
}

/// Without this, the other tests would pass where nothing is sent at all.
#[tokio::test]
async fn secrets_are_sent_where_they_must_be() {
    let service = secret_service(|_| secret_token());
    service
        .ask_for(&secret_password(), 0)
        .await
        .outcome
        .unwrap();
    let refresh = Grant::from(secret_refresh_token());
    service.ask_for(&refresh, 0).await.outcome.unwrap();
    let auth = &service.auth;
    auth.revoke_access_token(&secret_access_token())
        .await
        .unwrap();
    auth.revoke_refresh_token(&secret_refresh_token())
        .await
        .unwrap();

    let requests = service.emulator.requests();
    let forms: Vec<_> = requests.iter().map(form).collect();
    assert_eq!(forms[0]["password"], PASSWORD);
    assert_eq!(forms[1]["refresh_token"], REFRESH_TOKEN);
    assert_eq!(forms[2]["token"], ACCESS_TOKEN);
    assert_eq!(forms[3]["token"], REFRESH_TOKEN);
    for request in &requests {
        let basic = format!("Basic {}", base64_of_credentials());
        assert_eq!(request.header("authorization"), Some(basic.as_str()));
        // They stand in the body and in that header, and nowhere else.
        assert_hidden(request.target());
        let headers = request.headers().iter();
        for (_, value) in headers.filter(|(_, value)| !value.starts_with("Basic ")) {
            assert_hidden(value);
        }
    }
}
