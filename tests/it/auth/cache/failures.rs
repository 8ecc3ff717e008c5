//! Failures are remembered for a moment, so that they are not repeated for each request.

use std::time::Duration;

use ctp_auth::{AuthMiddleware, ExistingToken, Grant, TokenProvider};

use super::*;
use crate::auth::http;
use crate::auth::waiting::{crowd, errors, token};

const SECOND: Duration = Duration::from_secs(1);

/// Asks so many times, one after the other; each time it fails.
async fn fail(cache: &TokenCache, times: usize) {
    for _ in 0..times {
        assert!(cache.token().await.is_err());
    }
}

#[tokio::test]
async fn a_wrong_secret_is_not_sent_again_for_each_request() {
    let service = Service::always(refusal("invalid_client"));
    let cache = service.cache(Grant::ClientCredentials);
    fail(&cache, 100).await;
    for error in errors(crowd(&cache, 100).await).await {
        assert_eq!(error.oauth().unwrap().code().as_str(), "invalid_client");
    }
    assert_eq!(service.calls(), 1);
}

#[tokio::test]
async fn a_failure_is_remembered_for_longer_each_time_up_to_a_minute() {
    let service = Service::always(refusal("invalid_client"));
    let cache = service.cache(Grant::ClientCredentials);
    for (calls, seconds) in (1..).zip([1, 2, 4, 8, 16, 32, 60, 60]) {
        fail(&cache, 10).await;
        assert_eq!(service.calls(), calls);
        service
            .clock
            .advance(seconds * SECOND - Duration::from_nanos(1));
        fail(&cache, 10).await;
        assert_eq!(service.calls(), calls, "{seconds} s");
        service.clock.advance(Duration::from_nanos(1));
    }
}

#[tokio::test]
async fn after_a_success_a_failure_is_remembered_for_a_second_again() {
    let service = Service::start();
    let cache = TokenCache::new(service.resigned_auth(), Grant::ClientCredentials, scopes());
    for wait in [1, 2] {
        service.enqueue(refusal("invalid_client"));
        fail(&cache, 2).await;
        service.clock.advance(wait * SECOND);
    }
    service.enqueue(project_token("token-1"));
    assert_eq!(token(&cache).await, "token-1");
    service.clock.advance(172_800 * SECOND);
    service.enqueue(refusal("invalid_client"));
    fail(&cache, 2).await;
    service.clock.advance(SECOND);
    service.enqueue(project_token("token-2"));
    assert_eq!(token(&cache).await, "token-2");
    assert_eq!(service.calls(), 5);
}

#[tokio::test]
async fn a_wrong_password_of_a_customer_is_tried_once() {
    let service = Service::always(refusal("invalid_customer_account_credentials"));
    let cache = service.cache(customer());
    fail(&cache, 20).await;
    assert_eq!(service.calls(), 1);
}

#[tokio::test]
async fn an_outage_is_not_remembered() {
    let service = Service::start();
    let cache = TokenCache::new(service.resigned_auth(), Grant::ClientCredentials, scopes());
    for _ in 0..3 {
        service.enqueue(Answer::empty(503));
        fail(&cache, 1).await;
    }
    service.enqueue(project_token("token-1"));
    assert_eq!(token(&cache).await, "token-1");
    assert_eq!(service.calls(), 4);
}

/// An API that accepts no token.
fn api() -> Emulator {
    let body = r#"{"statusCode":401,"errors":[{"code":"invalid_token"}]}"#;
    Emulator::with(move |_| Answer::json(401, body)).unwrap()
}

/// A service that hands out another token each time.
fn generous() -> Service {
    let mut count = 0;
    Service::with(move |_| {
        count += 1;
        project_token(&format!("token-{count}"))
    })
}

#[tokio::test]
async fn an_api_that_rejects_every_token_does_not_get_another_one_for_each_request() {
    let (service, api) = (generous(), api());
    let cache = service.cache(Grant::ClientCredentials);
    let client = reqwest_middleware::ClientBuilder::new(http())
        .with(AuthMiddleware::new(cache.clone()))
        .build();
    for _ in 0..100 {
        let answer = client.get(api.url()).send().await.unwrap();
        assert_eq!(answer.status(), 401);
    }
    assert_eq!((service.calls(), api.requests().len()), (2, 101));
    // A second later there may be a better one; after that it takes longer each time.
    for (calls, seconds) in [(3, 1), (3, 1), (4, 1), (4, 3), (5, 1)] {
        service.clock.advance(seconds * SECOND);
        for _ in 0..10 {
            client.get(api.url()).send().await.unwrap();
        }
        assert_eq!(service.calls(), calls);
    }
}

#[tokio::test]
async fn a_token_that_served_for_a_while_is_replaced_at_once() {
    let service = generous();
    let cache = service.cache(Grant::ClientCredentials);
    for count in 1..10 {
        let rejected = cache.token().await.unwrap();
        assert_eq!(rejected.expose_secret(), format!("token-{count}"));
        service.clock.advance(120 * SECOND);
        assert!(cache.invalidate(&rejected).await);
    }
    // Nothing is remembered of a token that is given, and there is no other one.
    let given = ExistingToken::new("given");
    assert!(!given.invalidate(&given.token().await.unwrap()).await);
}

#[tokio::test]
async fn a_token_that_served_for_a_while_ends_the_growth_of_the_time() {
    let service = generous();
    let cache = service.cache(Grant::ClientCredentials);
    for seconds in [1, 2, 4, 8, 16] {
        assert!(cache.invalidate(&cache.token().await.unwrap()).await);
        let fresh = cache.token().await.unwrap();
        service.clock.advance((seconds - 1) * SECOND);
        assert!(!cache.invalidate(&fresh).await);
        service.clock.advance(SECOND);
    }
    let good = cache.token().await.unwrap();
    service.clock.advance(120 * SECOND);
    assert!(cache.invalidate(&good).await);
    let fresh = cache.token().await.unwrap();
    assert!(!cache.invalidate(&fresh).await);
    service.clock.advance(SECOND);
    assert!(cache.invalidate(&fresh).await);
}
