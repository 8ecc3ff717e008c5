//! The middleware among others.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use ctp_auth::{AccessToken, AuthError, AuthMiddleware, ScopeSet, SentToken, TokenProvider};
use http::Extensions;
use reqwest_middleware::{ClientBuilder, Middleware, Next};

use super::{Rotating, api, authorizations, invalid_token};
use crate::auth::http;

type Log = Arc<Mutex<Vec<String>>>;

/// Writes down what passes.
struct Logging {
    place: &'static str,
    log: Log,
}

impl Logging {
    fn note(&self, text: &str) {
        let line = format!("{} {text}", self.place);
        self.log.lock().unwrap().push(line);
    }
}

#[async_trait]
impl Middleware for Logging {
    async fn handle(
        &self,
        request: reqwest::Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<reqwest::Response> {
        let token = request.headers().get("authorization");
        let token = token.map_or("none", |value| value.to_str().unwrap());
        self.note(&format!("sends {token}"));
        let response = next.run(request, extensions).await?;
        let sent = extensions.get::<SentToken>().unwrap();
        let scopes = sent.scopes().map(ToString::to_string).unwrap_or_default();
        self.note(&format!(
            "gets {} for {scopes:?}",
            response.status().as_u16()
        ));
        Ok(response)
    }
}

/// Tokens with scopes, which name the token.
struct Scoped(Rotating);

#[async_trait]
impl TokenProvider for Scoped {
    async fn token(&self) -> Result<AccessToken, AuthError> {
        let token = self.0.token().await?;
        let scopes: ScopeSet = format!("scope-of-{}", token.expose_secret())
            .parse()
            .unwrap();
        Ok(token.with_scopes(scopes))
    }

    async fn invalidate(&self, rejected: &AccessToken) -> bool {
        self.0.invalidate(rejected).await
    }
}

#[tokio::test]
async fn what_is_outside_sees_one_request_and_what_is_inside_sees_each() {
    let api = api(invalid_token());
    let log = Log::default();
    let logging = |place| Logging {
        place,
        log: Arc::clone(&log),
    };
    let client = ClientBuilder::new(http())
        .with(logging("outside"))
        .with(AuthMiddleware::new(Scoped(Rotating::default())))
        .with(logging("inside"))
        .build();
    client.get(api.url()).send().await.unwrap();
    assert_eq!(
        *log.lock().unwrap(),
        [
            "outside sends none",
            "inside sends Bearer stale",
            "inside gets 401 for \"scope-of-stale\"",
            "inside sends Bearer fresh",
            "inside gets 200 for \"scope-of-fresh\"",
            "outside gets 200 for \"scope-of-fresh\"",
        ]
    );
}

/// Sends everything three times, as a retry does.
struct Thrice;

#[async_trait]
impl Middleware for Thrice {
    async fn handle(
        &self,
        request: reqwest::Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<reqwest::Response> {
        for _ in 0..2 {
            let again = request.try_clone().unwrap();
            next.clone().run(again, extensions).await?;
        }
        next.run(request, extensions).await
    }
}

#[tokio::test]
async fn each_attempt_of_a_retry_outside_asks_for_a_token() {
    let api = api(invalid_token());
    let provider = Arc::new(Rotating::default());
    let client = ClientBuilder::new(http())
        .with(Thrice)
        .with(AuthMiddleware::new(Arc::clone(&provider)))
        .build();
    client.get(api.url()).send().await.unwrap();
    let sent: Vec<String> = authorizations(&api).into_iter().flatten().collect();
    let [stale, fresh] = ["Bearer stale", "Bearer fresh"];
    assert_eq!(sent, [stale, fresh, fresh, fresh]);
    assert_eq!(provider.calls(), (4, 1));
}
