#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::atomic::{AtomicUsize, Ordering};

use emulator::{Answer, Emulator};

use http::header::HeaderValue;

use super::*;
use crate::ExistingToken;

const TOKEN: &str = "s3cr3t-token";

/// Counts how often it is asked.
struct Counting(AtomicUsize);

#[async_trait]
impl TokenProvider for Counting {
    async fn token(&self) -> Result<AccessToken, AuthError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(AccessToken::new(TOKEN))
    }
}

struct Failing;

#[async_trait]
impl TokenProvider for Failing {
    async fn token(&self) -> Result<AccessToken, AuthError> {
        Err(AuthError::provider("the vault is sealed"))
    }
}

fn get(url: &str) -> Request {
    Request::new(reqwest::Method::GET, url.parse().unwrap())
}

async fn authorized(
    mut request: Request,
    provider: impl TokenProvider + 'static,
) -> Result<Request, AuthError> {
    AuthMiddleware::new(provider)
        .authorize(&mut request, &mut Extensions::new())
        .await?;
    Ok(request)
}

/// Has a token at hand the first time only, and another one for those who wait.
struct OnceAtHand(AtomicUsize);

#[async_trait]
impl TokenProvider for OnceAtHand {
    async fn token(&self) -> Result<AccessToken, AuthError> {
        Ok(AccessToken::new("waited-for"))
    }

    fn token_at_hand(&self) -> Option<AccessToken> {
        let calls = self.0.fetch_add(1, Ordering::Relaxed);
        (calls == 0).then(|| AccessToken::new("at-hand"))
    }
}

#[tokio::test]
async fn the_provider_is_asked_to_wait_only_if_no_token_is_at_hand() {
    let provider = Arc::new(OnceAtHand(AtomicUsize::new(0)));
    for expected in ["Bearer at-hand", "Bearer waited-for"] {
        let request = get("https://api.example.com/");
        let request = authorized(request, Arc::clone(&provider)).await.unwrap();
        assert_eq!(request.headers()[AUTHORIZATION], expected);
    }
}

#[tokio::test]
async fn the_token_is_on_the_wire() {
    let server = Emulator::start().unwrap();
    server.enqueue(Answer::empty(204));
    let url = format!("{}/carts", server.url());
    let client = reqwest_middleware::ClientBuilder::new(
        reqwest::Client::builder().no_proxy().build().unwrap(),
    )
    .with(AuthMiddleware::new(ExistingToken::new(TOKEN)))
    .build();

    client.execute(get(&url)).await.unwrap();

    let [request] = &server.requests()[..] else {
        panic!("{:?}", server.requests())
    };
    assert_eq!(request.header("authorization"), Some("Bearer s3cr3t-token"));
}

#[tokio::test]
async fn the_callers_own_header_stays_and_the_provider_is_not_asked() {
    let provider = Arc::new(Counting(AtomicUsize::new(0)));
    let mut request = get("https://api.example.com/");
    request
        .headers_mut()
        .insert(AUTHORIZATION, HeaderValue::from_static("Basic abc"));

    let request = authorized(request, Arc::clone(&provider)).await.unwrap();

    assert_eq!(request.headers()[AUTHORIZATION], "Basic abc");
    assert_eq!(provider.0.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn plain_http_reaches_the_same_machine_only() {
    for url in [
        "https://api.example.com/",
        "http://localhost:8080/",
        "http://LOCALHOST/",
        "http://127.0.0.1:8080/",
        "http://127.9.9.9/",
        "http://[::1]:8080/",
    ] {
        assert!(
            authorized(get(url), ExistingToken::new(TOKEN))
                .await
                .is_ok(),
            "{url}"
        );
    }
    for url in [
        "http://api.example.com/",
        "http://localhost.example.com/",
        "http://127.0.0.1.example.com/",
        "http://localhost@api.example.com/",
        "http://10.0.0.1/",
        "http://[::ffff:10.0.0.1]/",
        "ftp://localhost/",
    ] {
        let provider = Arc::new(Counting(AtomicUsize::new(0)));
        let error = authorized(get(url), Arc::clone(&provider))
            .await
            .unwrap_err();
        assert!(error.is_insecure_url(), "{url}");
        assert_eq!(provider.0.load(Ordering::Relaxed), 0, "{url}");
    }
}

#[tokio::test]
async fn a_refusal_also_covers_the_callers_own_header() {
    let mut request = get("http://api.example.com/");
    request
        .headers_mut()
        .insert(AUTHORIZATION, HeaderValue::from_static("Bearer mine"));
    let error = authorized(request, ExistingToken::new(TOKEN))
        .await
        .unwrap_err();
    assert!(error.is_insecure_url());
}

#[tokio::test]
async fn a_token_that_no_header_can_carry_is_an_error_without_the_token() {
    for token in ["", "s3cr3t\r\nX-Injected: 1", "s3cr3t\0"] {
        let error = authorized(get("https://api.example.com/"), ExistingToken::new(token))
            .await
            .unwrap_err();
        assert!(error.is_malformed_token());
        assert!(!format!("{error} {error:?}").contains("s3cr3t"));
    }
}

#[tokio::test]
async fn the_failure_of_a_provider_keeps_its_reason() {
    let error = authorized(get("https://api.example.com/"), Failing)
        .await
        .unwrap_err();
    assert!(error.is_provider());
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), "the vault is sealed");
}

#[tokio::test]
async fn nothing_prints_the_token() {
    let middleware = AuthMiddleware::new(ExistingToken::new(TOKEN));
    let request = authorized(get("https://api.example.com/"), ExistingToken::new(TOKEN))
        .await
        .unwrap();
    let printed = format!(
        "{middleware:?} {:?} {:?} {request:?}",
        ExistingToken::new(TOKEN),
        AccessToken::new(TOKEN)
    );
    assert!(!printed.contains(TOKEN), "{printed}");
}
