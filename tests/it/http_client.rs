//! What the HTTP client of tokens and of the API does with whatever is on the other side: servers, proxies, certificates.

mod bounds;
mod certificates;
mod environment;
mod plain_http;
mod proxies;
mod redirects;
mod sharing;

use std::error::Error as StdError;
use std::time::Duration;

use ctp_auth::{
    AuthClient, AuthClientBuilder, AuthError, Backoff, Config, Grant, HttpClient, Region, ScopeSet,
};
use ctp_sdk::{Client, ClientBuilder, Method, Path, Request};
use emulator::{Answer, Emulator};

use crate::auth::{CLIENT_ID, CLIENT_SECRET, token_answer};
use crate::clock::HastyClock;

const TOKEN: &str = "pl4nted-token";

/// A client of the API at this URL, whose pauses pass at once.
fn client(url: &str) -> ClientBuilder {
    Client::builder(url).clock(HastyClock).bearer(TOKEN)
}

/// A client of the authorization service at this URL, whose pauses pass at once.
fn auth(url: &str) -> AuthClientBuilder {
    let region = Region::custom(url, url).unwrap();
    let config = Config::new(&region, "my-shop", CLIENT_ID, CLIENT_SECRET).unwrap();
    // Longer than the pauses, which pass at once.
    let long = Duration::from_secs(3600);
    AuthClient::builder(&config)
        .clock(HastyClock)
        .attempt_timeout(long)
        .backoff(Backoff::default().with_total(long))
}

/// An authorization service, and an API of nothing but empty pages.
fn service() -> Emulator {
    let page = r#"{"limit":20,"offset":0,"count":0,"results":[]}"#;
    Emulator::with(move |request| match request.path() {
        "/oauth/token" => token_answer("access", None, 172_800, ""),
        _ => Answer::json(200, page),
    })
    .unwrap()
}

async fn token(auth: &AuthClient) -> Result<String, AuthError> {
    let answer = auth
        .token(&Grant::ClientCredentials, &ScopeSet::new())
        .await?;
    Ok(answer.access_token().expose_secret().to_owned())
}

fn get() -> Request {
    request(Method::GET)
}

fn request(method: Method) -> Request {
    let path = Path::new().literal("/my-shop/carts");
    Request::new(method, "/my-shop/carts", path)
}

/// An error with all of its sources, in each way in which it can be printed.
fn printed(error: &(dyn StdError + 'static)) -> String {
    let mut text = format!("{error} {error:?}");
    let mut next = error.source();
    while let Some(source) = next {
        text += &format!(" {source} {source:?}");
        next = source.source();
    }
    text
}
