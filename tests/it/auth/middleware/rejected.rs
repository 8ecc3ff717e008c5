//! A token that the API does not take.

use std::sync::Arc;

use async_trait::async_trait;
use ctp_auth::{AccessToken, AuthError, AuthMiddleware, TokenProvider};
use emulator::{Answer, Emulator};
use reqwest::Method;

use super::{Rotating, api, auth_error, authorizations, client, invalid_token, other_headers};
use crate::auth::{http, only};

fn rotating() -> (Arc<Rotating>, reqwest_middleware::ClientWithMiddleware) {
    let provider = Arc::new(Rotating::default());
    let client = client(AuthMiddleware::new(Arc::clone(&provider)));
    (provider, client)
}

#[tokio::test]
async fn the_request_is_sent_once_more_with_the_fresh_token() {
    let in_header = |value: &str| Answer::empty(401).header("WWW-Authenticate", value);
    for refusal in [
        invalid_token(),
        in_header(r#"Bearer realm="my-shop", error="invalid_token", error_description="gone""#),
        in_header("Basic").header("WWW-Authenticate", "Bearer error=invalid_token"),
        Answer::json(401, r#"{"error":"invalid_token"}"#),
        Answer::json(
            401,
            r#"{"errors":[{"code":"other"},{"code":"invalid_token"}]}"#,
        ),
        Answer::json(
            401,
            r#"{"error":null,"errors":[{"code":"invalid_token","message":null}]}"#,
        ),
    ] {
        let api = api(refusal.clone());
        let (provider, client) = rotating();
        let response = client.get(api.url()).send().await.unwrap();
        assert_eq!(response.status(), 200, "{refusal:?}");
        assert_eq!(
            authorizations(&api),
            [
                Some("Bearer stale".to_owned()),
                Some("Bearer fresh".to_owned())
            ]
        );
        assert_eq!(provider.calls(), (2, 1));
    }
}

#[tokio::test]
async fn the_second_request_is_the_first_but_for_its_token() {
    for (method, body) in [
        (Method::GET, None),
        (Method::HEAD, None),
        (Method::DELETE, None),
        (Method::POST, Some(r#"{"version":1,"actions":[]}"#)),
        (Method::POST, Some("")),
        (Method::PUT, Some("\u{e9}")),
    ] {
        let api = api(invalid_token());
        let (_, client) = rotating();
        let url = format!(
            "{}/my-shop/carts/key=a%2Fb?where=x%3D%22y%22&limit=2",
            api.url()
        );
        let mut request = client
            .request(method.clone(), url)
            .header("Content-Type", "application/json")
            .header("X-Twice", "one")
            .header("X-Twice", "two");
        if let Some(body) = body {
            request = request.body(body);
        }
        assert_eq!(request.send().await.unwrap().status(), 200);
        let requests = api.requests();
        assert_eq!(requests.len(), 2);
        let [first, second] = [&requests[0], &requests[1]];
        assert_eq!(first.method(), method.as_str());
        assert_eq!(first.body(), body.unwrap_or_default().as_bytes());
        assert_eq!(second.method(), first.method());
        assert_eq!(second.target(), first.target());
        assert_eq!(second.body(), first.body());
        assert_eq!(other_headers(second), other_headers(first));
    }
}

#[tokio::test]
async fn a_fresh_token_that_is_rejected_as_well_is_the_end() {
    let mut count = 0;
    let api = Emulator::with(move |_| {
        count += 1;
        invalid_token().header("X-Answer", count.to_string())
    })
    .unwrap();
    let (provider, client) = rotating();
    let response = client.get(api.url()).send().await.unwrap();
    assert_eq!(response.status(), 401);
    assert_eq!(response.headers()["x-answer"], "2");
    assert!(response.text().await.unwrap().contains("invalid_token"));
    assert_eq!(api.requests().len(), 2);
    assert_eq!(provider.calls(), (2, 1));
}

#[tokio::test]
async fn nothing_but_a_rejected_token_is_worth_a_second_request() {
    let body = r#"{"errors":[{"code":"invalid_token"}],"error":"invalid_token"}"#;
    for answer in [
        Answer::empty(401),
        Answer::json(401, "{}"),
        Answer::json(401, "not JSON, though it says invalid_token"),
        Answer::json(401, r#"{"message":"invalid_token"}"#),
        Answer::json(401, r#"{"error":"insufficient_scope"}"#),
        Answer::json(401, r#"{"errors":"invalid_token"}"#),
        Answer::empty(401).header("WWW-Authenticate", r#"Bearer error="insufficient_scope""#),
        Answer::json(400, body),
        Answer::json(403, body).header("WWW-Authenticate", r#"Bearer error="invalid_token""#),
        Answer::json(200, body),
        Answer::json(500, body),
    ] {
        let api = api(answer.clone());
        let (provider, client) = rotating();
        let response = client.get(api.url()).send().await.unwrap();
        assert_ne!(response.status(), 501);
        assert_eq!(api.requests().len(), 1, "{answer:?}");
        assert_eq!(provider.calls(), (1, 0), "{answer:?}");
    }
}

/// Has been told, but has no other token.
struct Stubborn;

#[async_trait]
impl TokenProvider for Stubborn {
    async fn token(&self) -> Result<AccessToken, AuthError> {
        Ok(AccessToken::new("stale"))
    }

    async fn invalidate(&self, _: &AccessToken) -> bool {
        true
    }
}

#[tokio::test]
async fn the_same_token_is_not_sent_again() {
    let api = api(invalid_token());
    let client = client(AuthMiddleware::new(Stubborn));
    let response = client.get(api.url()).send().await.unwrap();
    assert_eq!(response.status(), 401);
    assert_eq!(only(&api).header("authorization"), Some("Bearer stale"));
}

/// Loses its token and does not get another.
struct Sealed(Rotating);

#[async_trait]
impl TokenProvider for Sealed {
    async fn token(&self) -> Result<AccessToken, AuthError> {
        let token = self.0.token().await?;
        match self.0.calls() {
            (_, 0) => Ok(token),
            _ => Err(AuthError::provider("the vault is sealed")),
        }
    }

    async fn invalidate(&self, rejected: &AccessToken) -> bool {
        self.0.invalidate(rejected).await
    }
}

#[tokio::test]
async fn why_there_is_no_fresh_token_is_told() {
    let api = api(invalid_token());
    let client = client(AuthMiddleware::new(Sealed(Rotating::default())));
    let error = client.get(api.url()).send().await.unwrap_err();
    assert!(auth_error(&error).is_provider());
    assert_eq!(api.requests().len(), 1);
}

#[tokio::test]
async fn an_answer_is_handed_on_as_it_came() {
    let body: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let answer = Answer::empty(401)
        .header("Content-Type", "application/octet-stream")
        .header("Set-Cookie", "a=1")
        .header("Set-Cookie", "b=2")
        .header("X-Correlation-ID", "projects-17")
        .body(body.clone());
    let api = api(answer);
    let (_, client) = rotating();
    let url = format!("{}/my-shop/carts?limit=2", api.url());
    let through = client.get(&url).send().await.unwrap();
    let direct = http().get(&url).send().await.unwrap();
    assert_eq!(through.status(), direct.status());
    assert_eq!(through.version(), direct.version());
    assert_eq!(through.headers(), direct.headers());
    assert_eq!(through.url(), direct.url());
    assert_eq!(through.remote_addr(), direct.remote_addr());
    assert_eq!(through.content_length(), direct.content_length());
    assert_eq!(through.bytes().await.unwrap(), body);
}

#[tokio::test]
async fn a_body_that_is_a_stream_is_not_sent_again_but_the_next_request_is_better_off() {
    let api = api(invalid_token());
    let (provider, client) = rotating();
    let stream = || reqwest::Body::wrap("streamed".to_owned());
    let response = client.post(api.url()).body(stream()).send().await.unwrap();
    assert_eq!(response.status(), 401);
    assert!(response.text().await.unwrap().contains("invalid_token"));
    let sent = only(&api);
    assert_eq!(sent.body(), b"streamed");
    // The provider has been told, so that the next request does not meet the same end.
    assert_eq!(provider.calls(), (1, 1));
    let response = client.post(api.url()).body(stream()).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(api.requests().len(), 2);
}
