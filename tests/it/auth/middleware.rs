//! The middleware between a client and an API: which token goes out, and what happens when the API does not take it.

mod burst;
mod order;
mod rejected;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use async_trait::async_trait;
use ctp_auth::{AccessToken, AuthError, AuthMiddleware, ExistingToken, TokenProvider};
use emulator::{Answer, Emulator, Request};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};

use super::{http, only};

/// A provider whose token is `stale` until somebody says so, and `fresh` from then on.
#[derive(Default)]
struct Rotating {
    is_rotated: AtomicBool,
    asked: AtomicUsize,
    told: AtomicUsize,
}

#[async_trait]
impl TokenProvider for Rotating {
    async fn token(&self) -> Result<AccessToken, AuthError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let is_rotated = self.is_rotated.load(Ordering::Relaxed);
        Ok(AccessToken::new(if is_rotated { "fresh" } else { "stale" }))
    }

    async fn invalidate(&self, rejected: &AccessToken) -> bool {
        self.told.fetch_add(1, Ordering::Relaxed);
        assert_eq!(rejected.expose_secret(), "stale");
        self.is_rotated.store(true, Ordering::Relaxed);
        true
    }
}

impl Rotating {
    /// How often it was asked for a token, and how often it was told that one is no good.
    fn calls(&self) -> (usize, usize) {
        let (asked, told) = (&self.asked, &self.told);
        (asked.load(Ordering::Relaxed), told.load(Ordering::Relaxed))
    }
}

fn client(middleware: AuthMiddleware) -> ClientWithMiddleware {
    ClientBuilder::new(http()).with(middleware).build()
}

/// An API that takes no token but `fresh`.
fn api(refusal: Answer) -> Emulator {
    Emulator::with(move |request| match request.header("authorization") {
        Some("Bearer fresh") => Answer::json(200, "{}"),
        _ => refusal.clone(),
    })
    .unwrap()
}

/// What the platform says of a token that has expired or was revoked.
fn invalid_token() -> Answer {
    let body = r#"{"statusCode":401,"message":"invalid_token","errors":[{"code":"invalid_token","message":"invalid_token"}],"error":"invalid_token"}"#;
    Answer::json(401, body).header(
        "WWW-Authenticate",
        r#"Bearer realm="my-shop", error="invalid_token""#,
    )
}

fn authorizations(emulator: &Emulator) -> Vec<Option<String>> {
    let requests = emulator.requests();
    let sent = requests.iter();
    sent.map(|request| request.header("authorization").map(str::to_owned))
        .collect()
}

/// The headers in the order of the alphabet, without the token.
fn other_headers(request: &Request) -> Vec<(String, String)> {
    let mut headers = request.headers().to_vec();
    headers.retain(|(name, _)| !name.eq_ignore_ascii_case("authorization"));
    headers.sort_unstable();
    headers
}

#[track_caller]
fn auth_error(error: &reqwest_middleware::Error) -> &AuthError {
    match error {
        reqwest_middleware::Error::Middleware(error) => error.downcast_ref().unwrap(),
        reqwest_middleware::Error::Reqwest(error) => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn each_request_asks_for_its_token() {
    let api = Emulator::with(|_| Answer::json(200, "{}")).unwrap();
    let provider = Arc::new(Rotating::default());
    let client = client(AuthMiddleware::new(Arc::clone(&provider)));
    for _ in 0..3 {
        client.get(api.url()).send().await.unwrap();
    }
    let sent = vec![Some("Bearer stale".to_owned()); 3];
    assert_eq!(authorizations(&api), sent);
    assert_eq!(provider.calls(), (3, 0));
}

#[tokio::test]
async fn a_header_of_the_callers_own_stays_whatever_the_api_says() {
    for own in ["Bearer mine", "Basic bWluZQ=="] {
        let api = api(invalid_token());
        let provider = Arc::new(Rotating::default());
        let client = client(AuthMiddleware::new(Arc::clone(&provider)));
        let request = client.get(api.url()).header("Authorization", own);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 401);
        assert_eq!(authorizations(&api), [Some(own.to_owned())]);
        assert_eq!(provider.calls(), (0, 0));
    }
}

#[tokio::test]
async fn a_header_of_the_callers_own_is_replaced_where_that_is_wanted() {
    let api = api(invalid_token());
    let provider = Arc::new(Rotating::default());
    let client = client(AuthMiddleware::new(Arc::clone(&provider)).force());
    let request = client.get(api.url()).header("Authorization", "Bearer mine");
    assert_eq!(request.send().await.unwrap().status(), 200);
    assert_eq!(
        authorizations(&api),
        [
            Some("Bearer stale".to_owned()),
            Some("Bearer fresh".to_owned())
        ]
    );
    for request in api.requests() {
        let headers = request.headers().iter();
        let own = headers.filter(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        assert_eq!(own.count(), 1);
    }
    assert_eq!(provider.calls(), (2, 1));
}

#[tokio::test]
async fn an_existing_token_is_the_only_one_there_is() {
    let api = api(invalid_token());
    let client = client(AuthMiddleware::new(ExistingToken::new("mine")));
    let response = client.get(api.url()).send().await.unwrap();
    assert_eq!(response.status(), 401);
    let sent = only(&api);
    assert_eq!(sent.header("authorization"), Some("Bearer mine"));
}

#[tokio::test]
async fn the_failure_of_a_provider_sends_nothing() {
    struct Sealed;

    #[async_trait]
    impl TokenProvider for Sealed {
        async fn token(&self) -> Result<AccessToken, AuthError> {
            Err(AuthError::provider("the vault is sealed"))
        }
    }

    let api = api(invalid_token());
    let client = client(AuthMiddleware::new(Sealed));
    let error = client.get(api.url()).send().await.unwrap_err();
    assert!(auth_error(&error).is_provider());
    assert_eq!(api.connections(), 0);
}

#[tokio::test]
async fn no_token_leaves_the_machine_over_plain_http() {
    let provider = Arc::new(Rotating::default());
    let client = client(AuthMiddleware::new(Arc::clone(&provider)).force());
    for url in [
        "http://api.example.com/",
        "http://127.0.0.1.example.com/",
        "http://localhost@api.example.com/",
        "http://192.0.2.1/",
        "http://[2001:db8::1]/",
        "http://0.0.0.0/",
    ] {
        for own in [None, Some("Bearer mine")] {
            let mut request = client.get(url);
            if let Some(own) = own {
                request = request.header("Authorization", own);
            }
            let error = request.send().await.unwrap_err();
            assert!(auth_error(&error).is_insecure_url(), "{url}");
        }
    }
    assert_eq!(provider.calls(), (0, 0));
    // The same machine may be reached.
    let api = Emulator::with(|_| Answer::empty(204)).unwrap();
    let port = api.url().rsplit_once(':').unwrap().1.to_owned();
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("http://{host}:{port}/");
        assert_eq!(client.get(url).send().await.unwrap().status(), 204);
    }
    assert_eq!(api.requests().len(), 2);
}

#[tokio::test]
async fn a_redirect_to_another_host_does_not_take_the_token_there() {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = Emulator::with(|_| Answer::json(200, "{}")).unwrap();
        let location = format!("{}/elsewhere", elsewhere.url());
        let api = Emulator::with(move |_| Answer::empty(status).header("Location", &location));
        let api = api.unwrap();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let client = ClientBuilder::new(http)
            .with(AuthMiddleware::new(ExistingToken::new("mine")))
            .build();
        let request = client.post(api.url()).body("body");
        assert_eq!(request.send().await.unwrap().status(), 200);
        let sent = only(&api);
        assert_eq!(sent.header("authorization"), Some("Bearer mine"));
        let redirected = only(&elsewhere);
        assert_eq!(redirected.target(), "/elsewhere");
        assert_eq!(redirected.header("authorization"), None, "{status}");
        assert!(!format!("{redirected:?}").contains("mine"));
    }
}
