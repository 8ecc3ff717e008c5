//! How long a request may take, in one attempt and in all.

use std::time::Duration;

use async_trait::async_trait;
use ctp_sdk::auth::{AccessToken, AuthError, TokenProvider};
use emulator::{Answer, Gate};

use super::{Api, TOTAL, create, get, ok, unavailable};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn a_server_that_stalls_is_given_up_when_the_time_is_over() {
    for (request, is_create) in [(get(), false), (create(), true)] {
        let api = Api::always(Answer::stall());
        let client = api.client();
        let (outcome, ()) = tokio::join!(client.execute(request), api.let_time_pass(1, TOTAL));
        let error = outcome.unwrap_err();
        assert!(error.is_timeout() && error.is_transient(), "{is_create}");
        assert!(!error.is_auth() && !error.is_request() && !error.is_decode());
        assert_eq!(error.status(), None);
        let id = api.sent_id();
        assert_eq!(error.correlation_id(), Some(id.as_str()));
        assert_eq!(
            error.to_string(),
            format!("no response of the API within 180s in total (correlation id {id})")
        );
        assert_eq!(api.elapsed(), TOTAL);
        assert_eq!(api.calls(), 1);
        assert_eq!(api.clock.pending(), [Duration::ZERO; 0]);
    }
}

#[tokio::test]
async fn the_time_in_all_is_the_clients_or_the_requests_own() {
    for own in [None, Some(7 * SECOND), Some(HOUR)] {
        let api = Api::always(Answer::stall());
        let client = api.builder().timeout(42 * SECOND).build().unwrap();
        let mut request = get();
        assert_eq!(request.timeout(), None);
        if let Some(own) = own {
            request.set_timeout(own);
            assert_eq!(request.timeout(), Some(own));
        }
        let total = own.unwrap_or(42 * SECOND);
        let (outcome, ()) = tokio::join!(client.execute(request), api.let_time_pass(1, total));
        assert!(outcome.unwrap_err().is_timeout());
        assert_eq!(api.elapsed(), total);
    }
}

#[tokio::test]
async fn the_time_in_all_has_the_attempts_and_pauses_in_it() {
    let api = Api::answering([unavailable(), Answer::stall()]);
    let mut request = get();
    request.set_timeout(10 * SECOND);
    let client = api.client();
    let (outcome, ()) = tokio::join!(client.execute(request), async {
        api.clock.pass(|asked| asked < SECOND).await;
        api.let_time_pass(2, 10 * SECOND).await;
    });
    let error = outcome.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.attempts(), 2);
    let ids = api.headers("x-correlation-id");
    assert_eq!(error.correlation_id(), ids[1].as_deref());
    assert_eq!(api.elapsed(), 10 * SECOND);
}

#[tokio::test]
async fn the_time_in_all_has_the_wait_for_the_concurrency_limit_in_it() {
    let gate = Gate::new();
    let api = Api::always(ok().behind(&gate));
    let client = api.builder().concurrency_limit(1).build().unwrap();
    let mut waiting = get();
    waiting.set_timeout(5 * SECOND);
    let (first, second) = tokio::join!(client.execute(get()), async {
        api.emulator.received(1).await;
        let time = api.clock.pass(|asked| asked == 5 * SECOND);
        let (outcome, ()) = tokio::join!(client.execute(waiting), time);
        gate.open();
        outcome
    });
    assert_eq!(first.unwrap().status(), 200);
    let error = second.unwrap_err();
    assert!(error.is_timeout());
    let id = api.sent_id();
    assert!(error.correlation_id().is_some_and(|own| own != id));
    assert_eq!(api.calls(), 1);
}

#[tokio::test]
async fn the_time_in_all_has_the_fetch_of_a_token_in_it() {
    struct Never;

    #[async_trait]
    impl TokenProvider for Never {
        async fn token(&self) -> Result<AccessToken, AuthError> {
            std::future::pending().await
        }
    }

    let api = Api::always(ok());
    let client = api.builder().token_provider(Never).build().unwrap();
    let time = api.clock.pass(|asked| asked == TOTAL);
    let (outcome, ()) = tokio::join!(client.execute(get()), time);
    let error = outcome.unwrap_err();
    assert!(error.is_timeout() && !error.is_auth());
    assert_eq!(api.calls(), 0);
}

/// Time without any length is over at once, whatever the clock of the HTTP client shows.
#[tokio::test]
async fn the_time_of_an_attempt_is_the_clients_or_the_requests_own() {
    let api = Api::always(Answer::stall());
    let client_of_an_hour = api.builder().attempt_timeout(HOUR).build().unwrap();
    let mut request_without_time = create();
    assert_eq!(request_without_time.attempt_timeout(), None);
    request_without_time.set_attempt_timeout(Duration::ZERO);
    assert_eq!(request_without_time.attempt_timeout(), Some(Duration::ZERO));
    let client_without_time = api
        .builder()
        .attempt_timeout(Duration::ZERO)
        .build()
        .unwrap();
    for (client, request) in [
        (client_of_an_hour, request_without_time),
        (client_without_time, create()),
    ] {
        let error = client.execute(request).await.unwrap_err();
        assert!(error.is_timeout() && error.is_transient());
        assert!(error.correlation_id().is_some());
        assert!(
            error
                .to_string()
                .starts_with("the API did not answer in time (correlation id "),
            "{error}"
        );
        assert_eq!(api.elapsed(), Duration::ZERO);
    }

    let api = Api::always(ok());
    let client_without_time = api
        .builder()
        .attempt_timeout(Duration::ZERO)
        .build()
        .unwrap();
    let mut request_of_an_hour = create();
    request_of_an_hour.set_attempt_timeout(HOUR);
    assert_eq!(
        client_without_time
            .execute(request_of_an_hour)
            .await
            .unwrap()
            .status(),
        200
    );
}

#[tokio::test]
async fn an_attempt_that_took_too_long_is_repeated_where_that_is_safe() {
    for (mut request, attempts) in [(get(), 4), (create(), 1)] {
        let api = Api::always(Answer::stall());
        request.set_attempt_timeout(Duration::ZERO);
        let (outcome, pauses) = api.wait_for(api.client().execute(request)).await;
        let error = outcome.unwrap_err();
        assert!(error.is_timeout());
        assert_eq!(
            (error.attempts(), pauses.len() + 1),
            (attempts, attempts as usize)
        );
    }
}

/// The fetch of a token has attempts and pauses of its own, of 20 seconds in all.
#[tokio::test]
async fn the_time_of_a_request_has_the_attempts_for_a_token_in_it() {
    const OWN: Duration = Duration::from_millis(500);
    let api = Api::always(Answer::stall());
    let config = crate::auth::config(&api.emulator);
    let clock = api.clock.clone();
    let client = ctp_sdk::CtpClient::builder(&config)
        .auth(crate::auth::auth_client(&api.emulator, &clock))
        .client(|client| client.clock(clock))
        .build()
        .unwrap();
    let categories = client.integration_api_root().categories().get();
    let request = ctp_sdk::RequestOptions::with_timeout(categories, OWN);
    let (outcome, ()) = tokio::join!(request.send(), api.let_time_pass(1, OWN));
    let error = outcome.unwrap_err();
    assert!(error.is_timeout() && error.is_transient());
    assert_eq!(api.elapsed(), OWN);
    assert_eq!(api.emulator.requests()[0].path(), "/oauth/token");
    assert_eq!(api.calls(), 1);
}
