//! An anonymous session with an id of the caller's is asked for once, unless it surely was not begun.

use ctp_auth::{AnonymousSession, Grant};
use emulator::Answer;

use crate::auth::service::{Service, token};

fn with_id() -> Grant {
    AnonymousSession::with_id("visitor-17").into()
}

#[tokio::test]
async fn it_is_not_repeated_after_an_answer_that_was_lost() {
    for fault in [
        Answer::empty(502),
        Answer::empty(503),
        Answer::empty(504),
        Answer::close(),
        Answer::reset(),
        token().truncated(20),
    ] {
        let service = Service::answering([fault.clone(), token()]);
        let asked = service.ask_for(&with_id(), 0).await;
        assert_eq!(asked.calls, 1, "{fault:?}");
        assert!(asked.error().is_transient(), "{fault:?}");
        // Without an id of the caller's, the platform chooses another each time.
        let service = Service::answering([fault.clone(), token()]);
        let grant = AnonymousSession::new().unwrap().into();
        assert_eq!(service.ask_for(&grant, 0).await.calls, 2, "{fault:?}");
    }
}

#[tokio::test]
async fn it_is_not_repeated_after_an_attempt_that_took_too_long() {
    let service = Service::answering([Answer::stall(), token()]);
    let asked = service.ask_for(&with_id(), 1).await;
    assert_eq!(asked.calls, 1);
    assert!(asked.error().is_timeout());
}

#[tokio::test]
async fn it_is_repeated_where_the_service_did_not_begin() {
    let busy = Answer::json(429, "{}").header("Retry-After", "1");
    let service = Service::answering([busy, token()]);
    let asked = service.ask_for(&with_id(), 0).await;
    asked.assert_token();
    assert_eq!(asked.calls, 2);
}
