//! What is sent again, and what is not.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use ctp_sdk::auth::{AccessToken, AuthError, TokenProvider};
use ctp_sdk::{Client, Method, Request, Step};
use emulator::Answer;

use super::steps::{Attempts, ClosedPort};
use super::{Api, TOKEN, create, delete_of_a_version, get, ok, request, too_many, unavailable};

fn repeatable() -> [Request; 4] {
    let mut create = create();
    create.set_idempotent(true);
    [get(), request(Method::HEAD), delete_of_a_version(), create]
}

fn not_repeatable() -> [Request; 4] {
    let mut get = get();
    get.set_idempotent(false);
    [
        create(),
        request(Method::DELETE),
        request(Method::PATCH),
        get,
    ]
}

/// The ways in which an answer can be lost.
fn lost() -> [Answer; 3] {
    [Answer::reset(), Answer::close(), ok().truncated(1)]
}

#[tokio::test]
async fn what_may_be_done_twice_is_sent_again_when_the_api_is_not_well() {
    for status in [502, 503, 504] {
        for request in repeatable() {
            let api = Api::answering([Answer::empty(status), ok()]);
            let method = request.method().clone();
            let (outcome, pauses) = api.wait_for(api.client().execute(request)).await;
            assert_eq!(outcome.unwrap().status(), 200, "{method} {status}");
            assert_eq!((api.calls(), pauses.len()), (2, 1), "{method} {status}");
        }
    }
}

#[tokio::test]
async fn what_may_be_done_once_only_is_not_sent_again_when_the_api_is_not_well() {
    for status in [502, 503, 504] {
        for request in not_repeatable() {
            let api = Api::answering([
                Answer::empty(status).header("X-Correlation-ID", "projects-1"),
                ok(),
            ]);
            let method = request.method().clone();
            let (outcome, pauses) = api.wait_for(api.client().execute(request)).await;
            let error = outcome.unwrap_err();
            assert_eq!(error.status().unwrap(), status, "{method}");
            assert_eq!(error.correlation_id(), Some("projects-1"));
            assert!(error.is_transient());
            assert_eq!(error.attempts(), 1);
            assert_eq!((api.calls(), pauses.len()), (1, 0), "{method} {status}");
        }
    }
}

#[tokio::test]
async fn too_many_requests_are_sent_again_whatever_they_are() {
    for request in repeatable().into_iter().chain(not_repeatable()) {
        let api = Api::answering([too_many("0"), ok()]);
        let method = request.method().clone();
        let (outcome, _) = api.wait_for(api.client().execute(request)).await;
        assert_eq!(outcome.unwrap().status(), 200, "{method}");
        assert_eq!(api.calls(), 2, "{method}");
    }
}

#[tokio::test]
async fn no_other_answer_is_asked_for_again() {
    for status in [200, 204, 302, 400, 401, 403, 404, 408, 409, 412, 500, 501] {
        let api = Api::answering([Answer::empty(status), ok()]);
        let (_, pauses) = api.wait_for(api.client().execute(get())).await;
        assert_eq!((api.calls(), pauses.len()), (1, 0), "{status}");
    }
}

#[tokio::test]
async fn what_may_be_done_twice_is_sent_again_when_its_answer_is_lost() {
    for lost in lost() {
        for request in repeatable() {
            // A `HEAD` has no body that could be truncated.
            if request.method() == Method::HEAD && lost == ok().truncated(1) {
                continue;
            }
            let api = Api::answering([lost.clone(), ok()]);
            let method = request.method().clone();
            let (outcome, _) = api.wait_for(api.client().execute(request)).await;
            assert_eq!(outcome.unwrap().status(), 200, "{method} {lost:?}");
            assert_eq!(api.calls(), 2, "{method} {lost:?}");
        }
    }
}

#[tokio::test]
async fn what_may_be_done_once_only_is_not_sent_again_when_its_answer_is_lost() {
    for lost in lost() {
        for request in not_repeatable() {
            let api = Api::answering([lost.clone(), ok()]);
            let method = request.method().clone();
            let (outcome, _) = api.wait_for(api.client().execute(request)).await;
            let error = outcome.unwrap_err();
            assert!(error.is_transient(), "{method} {lost:?}");
            assert_eq!(error.correlation_id(), Some(api.sent_id().as_str()));
            assert_eq!(api.calls(), 1, "{method} {lost:?}");
        }
    }
}

#[tokio::test]
async fn anything_is_sent_again_when_there_was_no_connection() {
    for request in repeatable().into_iter().chain(not_repeatable()) {
        let api = Api::new();
        let attempts = Attempts::default();
        let port = ClosedPort::new();
        let client = api
            .builder_at(&port.url())
            .replace(Step::Auth, attempts.clone())
            .build()
            .unwrap();
        let method = request.method().clone();
        let (outcome, pauses) = api.wait_for(client.execute(request)).await;
        let error = outcome.unwrap_err();
        assert!(error.is_transient() && !error.is_timeout(), "{method}");
        assert_eq!(error.attempts(), 4);
        assert_eq!((attempts.count(), pauses.len()), (4, 3), "{method}");
    }
}

#[tokio::test]
async fn a_create_arrives_once_when_the_server_opens_its_port_late() {
    let api = Api::answering([Answer::json(201, "{}")]);
    let port = ClosedPort::new();
    let attempts = Attempts::diverted(2, port.number());
    let client = api
        .builder()
        .replace(Step::Auth, attempts.clone())
        .build()
        .unwrap();
    let (outcome, _) = api.wait_for(client.execute(create())).await;
    assert_eq!(outcome.unwrap().status(), 201);
    assert_eq!((attempts.count(), api.calls()), (3, 1));
}

#[tokio::test]
async fn what_is_sent_again_is_the_same_but_for_its_token() {
    /// Hands out another token each time.
    #[derive(Clone, Default)]
    struct Numbered(Arc<AtomicUsize>);

    #[async_trait]
    impl TokenProvider for Numbered {
        async fn token(&self) -> Result<AccessToken, AuthError> {
            let number = self.0.fetch_add(1, Ordering::SeqCst);
            Ok(AccessToken::new(format!("{TOKEN}-{number}")))
        }
    }

    let api = Api::answering([unavailable(), too_many("0"), ok()]);
    let client = api
        .builder()
        .token_provider(Numbered::default())
        .build()
        .unwrap();
    let mut request = create();
    request.set_idempotent(true);
    request.set_query("expand", "a b&c");
    request.set_header("X-Own", "own");
    let (outcome, _) = api.wait_for(client.execute(request)).await;
    assert_eq!(outcome.unwrap().status(), 200);

    let requests = api.emulator.requests();
    assert_eq!(requests.len(), 3);
    for (number, request) in requests.iter().enumerate() {
        let token = format!("Bearer {TOKEN}-{number}");
        assert_eq!(request.header("authorization"), Some(token.as_str()));
        assert_eq!(request.target(), "/my-shop/carts/cart-1?expand=a%20b%26c");
        assert_eq!(request.body(), br#"{"currency":"EUR"}"#);
        for header in ["x-correlation-id", "x-own", "content-type", "user-agent"] {
            assert!(request.header(header).is_some(), "{header}");
            assert_eq!(request.header(header), requests[0].header(header));
        }
    }
}

#[tokio::test]
async fn what_a_step_of_the_callers_own_refuses_is_not_sent_again() {
    struct Refusing(Attempts);

    #[async_trait]
    impl reqwest_middleware::Middleware for Refusing {
        async fn handle(
            &self,
            request: reqwest::Request,
            extensions: &mut http::Extensions,
            next: reqwest_middleware::Next<'_>,
        ) -> reqwest_middleware::Result<reqwest::Response> {
            self.0.handle(request, extensions, next).await?;
            let refused = std::io::Error::other("refused");
            Err(reqwest_middleware::Error::middleware(refused))
        }
    }

    let api = Api::always(ok());
    let attempts = Attempts::default();
    let client = api
        .builder()
        .replace(Step::Auth, Refusing(attempts.clone()))
        .build()
        .unwrap();
    let (outcome, pauses) = api.wait_for(client.execute(get())).await;
    assert!(!outcome.unwrap_err().is_transient());
    assert_eq!((attempts.count(), pauses.len()), (1, 0));
}

#[tokio::test]
async fn nothing_is_sent_again_without_the_step_for_it() {
    let api = Api::answering([unavailable(), ok()]);
    let client = api.builder().remove(Step::Retry).build().unwrap();
    let error = client.execute(get()).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    assert_eq!(api.calls(), 1);
}

fn gone() -> Answer {
    Answer::json(
        404,
        r#"{"statusCode":404,"errors":[{"code":"ResourceNotFound"}]}"#,
    )
}

#[tokio::test]
async fn a_delete_that_finds_nothing_after_an_answer_was_lost_says_that_it_may_have_been_done() {
    let mut lost = lost().to_vec();
    lost.extend([502, 503, 504].map(Answer::empty));
    for lost in lost {
        let api = Api::answering([lost.clone(), gone()]);
        let (outcome, _) = api
            .wait_for(api.client().execute(delete_of_a_version()))
            .await;
        let error = outcome.unwrap_err();
        assert!(
            error.is_already_deleted() && error.is_not_found(),
            "{lost:?}"
        );
        assert_eq!(error.attempts(), 2);
    }
}

#[tokio::test]
async fn a_delete_that_nobody_began_before_is_not_said_to_be_done() {
    // Sent once; refused before it began; answered by a gateway; and none at all.
    for (answers, request) in [
        (vec![gone()], delete_of_a_version()),
        (vec![too_many("0"), gone()], delete_of_a_version()),
        (
            vec![unavailable(), Answer::empty(404).body("<html>")],
            delete_of_a_version(),
        ),
        (vec![unavailable(), gone()], get()),
    ] {
        let shown = format!("{answers:?}");
        let api = Api::answering(answers);
        let (outcome, _) = api.wait_for(api.client().execute(request)).await;
        let error = outcome.unwrap_err();
        assert_eq!(error.status().unwrap(), 404);
        assert!(!error.is_already_deleted(), "{shown}");
    }
}

#[tokio::test]
async fn a_create_that_conflicts_after_an_answer_was_lost_says_that_it_may_be_done() {
    let conflict = || Answer::json(409, r#"{"errors":[{"code":"ConcurrentModification"}]}"#);
    let guarded = || {
        let mut request = create();
        request.set_idempotent(true);
        request
    };
    for (answers, expected) in [
        (vec![lost()[0].clone(), conflict()], true),
        (vec![lost()[2].clone(), conflict()], true),
        (vec![unavailable(), conflict()], true),
        (vec![too_many("0"), conflict()], false),
        (vec![conflict()], false),
    ] {
        let shown = format!("{answers:?}");
        let attempts = answers.len();
        let api = Api::answering(answers);
        let (outcome, _) = api.wait_for(api.client().execute(guarded())).await;
        let error = outcome.unwrap_err();
        assert!(error.is_conflict(), "{shown}");
        assert_eq!(error.may_be_done(), expected, "{shown}");
        assert_eq!(error.attempts() as usize, attempts);
        let text = error.to_string();
        assert_eq!(text.contains("after 2 attempts"), attempts == 2, "{text}");
        assert_eq!(text.contains("may have been processed"), expected, "{text}");
    }
}

#[tokio::test]
async fn the_last_answer_tells_whether_a_create_may_be_done() {
    let cases = [
        (lost()[0].clone(), true),
        (lost()[2].clone(), true),
        (unavailable(), true),
        (Answer::json(400, "{}"), false),
    ];
    for (answer, expected) in cases {
        let shown = format!("{answer:?}");
        let api = Api::answering([answer]);
        let (outcome, _) = api.wait_for(api.client().execute(create())).await;
        assert_eq!(outcome.unwrap_err().may_be_done(), expected, "{shown}");
    }
    // Nobody listens there.
    let client = Client::builder("http://127.0.0.1:1")
        .bearer("a-token")
        .build();
    let outcome = client.unwrap().execute(create()).await;
    assert!(!outcome.unwrap_err().may_be_done());
}
