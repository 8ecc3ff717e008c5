//! The SDK with a server behind it, and what each request has to look like.

use ctp_sdk::{ApiRoot, Client, Step};
use emulator::{Answer, Emulator, Request};
use serde_json::Value;

use crate::clock::HastyClock;

pub(super) const TOKEN: &str = "t0ken-of-the-test";

/// The project `my-shop` of an API that answers as the test says.
pub(super) struct Shop {
    emulator: Emulator,
    pub(super) api: ApiRoot,
}

impl Shop {
    /// One that has no answers yet.
    pub(super) fn new() -> Self {
        let emulator = Emulator::start().unwrap();
        let client = Client::builder(&emulator.url())
            .bearer(TOKEN)
            .clock(HastyClock)
            // One exchange at a time; the steps have tests of their own.
            .remove(Step::Retry)
            .remove(Step::CorrelationId)
            .build()
            .unwrap();
        Self {
            api: ApiRoot::new(client, "my-shop"),
            emulator,
        }
    }

    /// One with a first answer.
    pub(super) fn answering(status: u16, body: impl Into<Value>) -> Self {
        Self::new().then(status, body)
    }

    /// Adds an answer.
    pub(super) fn then(self, status: u16, body: impl Into<Value>) -> Self {
        self.answer(status, body);
        self
    }

    /// Adds an answer while requests are made already.
    pub(super) fn answer(&self, status: u16, body: impl Into<Value>) {
        self.emulator
            .enqueue(Answer::json(status, body.into().to_string()));
    }

    /// Adds an answer that is not JSON, or that has headers.
    pub(super) fn then_answer(self, answer: Answer) -> Self {
        self.emulator.enqueue(answer);
        self
    }

    /// All that was sent.
    pub(super) fn requests(&self) -> Vec<Request> {
        self.emulator.requests()
    }

    /// The one request that was sent, which has no body.
    #[track_caller]
    pub(super) fn assert_sent(&self, method: &str, target: &str) {
        let request = self.only(method, target);
        assert_eq!(request.body(), b"");
        assert_eq!(request.header("content-type"), None);
    }

    /// The one request that was sent, which has this JSON as its body.
    #[track_caller]
    pub(super) fn assert_sent_json(&self, method: &str, target: &str, body: Value) {
        let request = self.only(method, target);
        assert_eq!(request.header("content-type"), Some("application/json"));
        assert_eq!(json(&request), body);
    }

    /// The one request that was sent, which has this form as its body.
    #[track_caller]
    pub(super) fn assert_sent_form(&self, method: &str, target: &str, form: &str) {
        let request = self.only(method, target);
        assert_eq!(
            request.header("content-type"),
            Some("application/x-www-form-urlencoded")
        );
        assert_eq!(std::str::from_utf8(request.body()).unwrap(), form);
    }

    #[track_caller]
    fn only(&self, method: &str, target: &str) -> Request {
        let requests = self.requests();
        assert_eq!(requests.len(), 1, "{requests:?}");
        let request = requests.into_iter().next().unwrap();
        assert_eq!((request.method(), request.target()), (method, target));
        assert_common_headers(&request);
        request
    }
}

/// What every request has, whatever it asks for.
#[track_caller]
pub(super) fn assert_common_headers(request: &Request) {
    assert_eq!(
        request.header("authorization"),
        Some(format!("Bearer {TOKEN}").as_str())
    );
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(
        request.header("user-agent"),
        Some(concat!("ctp-sdk/", env!("CARGO_PKG_VERSION")))
    );
}

/// The body of a request as JSON.
#[track_caller]
pub(super) fn json(request: &Request) -> Value {
    serde_json::from_slice(request.body()).unwrap()
}
