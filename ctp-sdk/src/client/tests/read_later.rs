//! Answers whose bodies are read behind the steps, as in a browser.

use std::collections::BTreeMap;

use emulator::in_time;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Dispatch, Event, Metadata, Subscriber};

use super::*;

/// A client of all steps, with pauses that take no time to speak of.
fn reading_later(url: &str, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
    let pause = Duration::from_millis(1);
    let builder = Client::builder(url).backoff(Backoff::default().with_pauses(pause, pause));
    let mut client = set(builder).build().unwrap();
    Arc::get_mut(&mut client.inner).unwrap().reads_later = true;
    client
}

fn whole() -> Answer {
    Answer::json(200, r#"{"a":1}"#)
}

fn broken() -> Answer {
    whole().truncated(3)
}

/// A request that may be sent again.
fn idempotent() -> Request {
    let mut request = get();
    request.set_idempotent(true);
    request
}

#[tokio::test]
async fn a_body_that_breaks_off_is_read_once_more_from_the_start() {
    let server = Server::answering([broken(), Answer::empty(503), whole()]);
    let client = reading_later(&server.url, |client| client);
    let sent = client.send(idempotent()).await.unwrap();
    assert_eq!(sent.attempts.count, 3);
    assert!(sent.attempts.may_be_done);
    assert_eq!(sent.answer.body().as_ref(), br#"{"a":1}"#);
    let ids: Vec<String> = server.emulator.requests().iter().map(id_of).collect();
    assert_eq!(ids.len(), 3);
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
}

fn id_of(request: &emulator::Request) -> String {
    request.header("x-correlation-id").unwrap().to_owned()
}

#[tokio::test]
async fn bodies_that_keep_breaking_off_use_up_the_attempts() {
    let server = Server::answering((0..9).map(|_| broken()));
    let client = reading_later(&server.url, |client| client);
    let error = client.execute(idempotent()).await.unwrap_err();
    assert!(error.is_transient() && !error.is_decode(), "{error}");
    assert_eq!(error.attempts(), 4);
    assert_eq!(server.emulator.requests().len(), 4);
}

#[tokio::test]
async fn a_create_whose_body_breaks_off_is_not_repeated() {
    let server = Server::answering([broken(), whole()]);
    let client = reading_later(&server.url, |client| client);
    let error = client.execute(request(Method::POST)).await.unwrap_err();
    assert!(error.is_transient());
    assert_eq!(error.attempts(), 1);
    assert_eq!(server.emulator.requests().len(), 1);
}

#[tokio::test]
async fn without_the_step_for_it_nothing_is_repeated() {
    let server = Server::answering([broken(), whole()]);
    let client = reading_later(&server.url, |client| client.remove(Step::Retry));
    client.execute(idempotent()).await.unwrap_err();
    assert_eq!(server.emulator.requests().len(), 1);
}

/// Counts the requests that come by, and their answers.
#[derive(Clone, Default)]
struct Counting(Arc<Mutex<(u32, u32)>>);

impl Counting {
    fn counts(&self) -> (u32, u32) {
        *self.0.lock().unwrap()
    }

    async fn answered(&self, count: u32) {
        let answered = async {
            while self.counts().1 < count {
                tokio::task::yield_now().await;
            }
        };
        in_time("the heads of answers", answered).await;
    }
}

#[async_trait::async_trait]
impl Middleware for Counting {
    async fn handle(
        &self,
        request: reqwest::Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<reqwest::Response> {
        self.0.lock().unwrap().0 += 1;
        let answer = next.run(request, extensions).await?;
        self.0.lock().unwrap().1 += 1;
        Ok(answer)
    }
}

#[tokio::test]
async fn the_budget_and_the_callers_steps_count_a_resumed_request_once() {
    let server = Server::answering([broken(), whole(), broken(), whole()]);
    let (requests, attempts) = (Counting::default(), Counting::default());
    let client = reading_later(&server.url, |client| {
        client
            .middleware(requests.clone())
            .attempt_middleware(attempts.clone())
            .retry_budget(RetryBudget::new(1, 0))
    });
    client.execute(idempotent()).await.unwrap();
    assert_eq!((requests.counts(), attempts.counts()), ((1, 1), (2, 2)));
    // The one attempt of the budget is used up.
    client.execute(idempotent()).await.unwrap_err();
    assert_eq!((requests.counts(), attempts.counts()), ((2, 2), (3, 3)));
}

#[tokio::test]
async fn a_permit_is_held_until_the_body_has_been_read() {
    let gate = emulator::Gate::new();
    let gated = || whole().body_behind(&gate);
    let server = Server::answering([gated(), gated(), whole()]);
    let counting = Counting::default();
    let client = reading_later(&server.url, |client| {
        client
            .concurrency_limit(2)
            .attempt_middleware(counting.clone())
    });
    let send = || {
        let client = client.clone();
        tokio::spawn(async move { client.execute(idempotent()).await.unwrap() })
    };
    let first = [send(), send()];
    counting.answered(2).await;
    let third = send();
    for _ in 0..1000 {
        tokio::task::yield_now().await;
    }
    assert_eq!(
        (counting.counts(), server.emulator.requests().len()),
        ((3, 2), 2)
    );
    gate.open();
    for task in first.into_iter().chain([third]) {
        in_time("the answers", task).await.unwrap();
    }
    assert_eq!(server.emulator.requests().len(), 3);
}

#[tokio::test]
async fn one_permit_is_enough_for_a_request_that_is_sent_again() {
    let server = Server::answering([broken(), Answer::empty(503), whole()]);
    let client = reading_later(&server.url, |client| client.concurrency_limit(1));
    in_time("the answer", client.execute(idempotent()))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_refusal_and_an_answer_that_is_too_large_are_what_they_are() {
    let refusal = Answer::json(404, r#"{"statusCode":404,"message":"There is none."}"#);
    let large = Answer::json(200, " ".repeat(1000));
    let server = Server::answering([refusal, large]);
    let client = reading_later(&server.url, |client| client.response_limit(100));
    let error = client.execute(idempotent()).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    let error = client.execute(idempotent()).await.unwrap_err();
    assert!(error.is_response_too_large(), "{error}");
}

/// Keeps the fields of the spans of one thread.
#[derive(Clone, Default)]
struct Fields(Arc<Mutex<BTreeMap<&'static str, String>>>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let value = format!("{value:?}");
        self.0.lock().unwrap().insert(field.name(), value);
    }
}

impl Subscriber for Fields {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn the_span_tells_what_became_of_the_body() {
    // With one subscriber only, `tracing` keeps the answer of the thread that comes to a place first for all threads.
    let _second = Dispatch::new(Fields::default());
    let fields = Fields::default();
    let _guard = tracing::subscriber::set_default(fields.clone());
    let server = Server::answering([broken(), whole(), broken()]);
    let client = reading_later(&server.url, |client| client);
    client.execute(idempotent()).await.unwrap();
    let told = std::mem::take(&mut *fields.0.lock().unwrap());
    assert_eq!(told["http.response.status_code"], "200");
    assert!(!told.contains_key("error.type"), "{told:?}");

    client.execute(request(Method::POST)).await.unwrap_err();
    let told = std::mem::take(&mut *fields.0.lock().unwrap());
    assert_eq!(told["error.type"], "\"transport\"");
    assert!(!told.contains_key("http.response.status_code"), "{told:?}");
}
