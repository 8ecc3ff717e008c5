//! What is traced of a request.

use std::collections::BTreeMap;
use std::future::pending;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use ctp_sdk::auth::Clock;
use ctp_sdk::{ApiRoot, Method, Path, Request, Step};
use emulator::Answer;
use serde_json::json;

use super::spans::{Spans, Told};
use super::steps::ClosedPort;
use super::{Api, ROUTE, TOTAL, create, get, ok, unavailable};
use crate::wire::bodies;

/// What all planted values have in common, the token of the client among them.
const PLANTED: &str = "pl4nted";

fn planted(method: Method) -> Request {
    let path = Path::new()
        .literal("/")
        .parameter("projectKey", "pl4nted-project")
        .literal("/carts/")
        .parameter("ID", "pl4nted-id");
    let mut request = Request::new(method, ROUTE, path);
    request.set_query("where", "email = \"pl4nted-query\"");
    request.set_header("X-Own", "pl4nted-header");
    request.set_json(&serde_json::json!({"password": "pl4nted-body"}));
    request
}

#[track_caller]
fn only(spans: &Spans) -> Told {
    let spans = spans.of_requests();
    assert_eq!(spans.len(), 1, "{spans:?}");
    spans.into_iter().next().unwrap()
}

#[tokio::test]
async fn a_request_has_one_span_with_what_it_was_and_what_came_of_it() {
    let api = Api::answering([ok()]);
    let (spans, guard) = Spans::begin();
    api.client().execute(get()).await.unwrap();
    drop(guard);

    let span = only(&spans);
    let (id, url) = (api.sent_id(), url::Url::parse(&api.emulator.url()).unwrap());
    let port = url.port().unwrap().to_string();
    let expected = BTreeMap::from([
        ("otel.name", "GET /{projectKey}/carts/{ID}"),
        ("otel.kind", "client"),
        ("http.request.method", "GET"),
        ("url.template", ROUTE),
        ("server.address", "127.0.0.1"),
        ("server.port", port.as_str()),
        ("http.response.status_code", "200"),
        ("ctp.correlation_id", id.as_str()),
    ]);
    let fields: BTreeMap<&str, &str> = span
        .fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    assert_eq!(fields, expected);
    assert!(span.target.starts_with("ctp_sdk"), "{}", span.target);
}

#[tokio::test]
async fn a_request_that_was_sent_again_has_one_span_that_says_how_often() {
    let api = Api::answering([unavailable(), unavailable(), ok()]);
    let (spans, guard) = Spans::begin();
    let (outcome, _) = api.wait_for(api.client().execute(get())).await;
    outcome.unwrap();
    drop(guard);
    let span = only(&spans);
    assert_eq!(span.get("http.request.resend_count"), Some("2"));
    assert_eq!(span.get("http.response.status_code"), Some("200"));
    assert_eq!(span.get("error.type"), None);
    assert_eq!(
        span.get("ctp.correlation_id"),
        api.headers("x-correlation-id")[2].as_deref()
    );
}

#[tokio::test]
async fn the_span_of_a_failure_tells_its_kind() {
    for (answer, kind, status) in [
        (Answer::empty(404), "404", Some("404")),
        (Answer::empty(500), "500", Some("500")),
        (Answer::close(), "transport", None),
        (ok().truncated(1), "transport", None),
    ] {
        let api = Api::answering([answer]);
        let (spans, guard) = Spans::begin();
        api.client().execute(create()).await.unwrap_err();
        drop(guard);
        let span = only(&spans);
        assert_eq!(span.get("error.type"), Some(kind));
        assert_eq!(span.get("otel.status_code"), Some("ERROR"));
        assert_eq!(span.get("http.response.status_code"), status);
    }

    let (api, port) = (Api::new(), ClosedPort::new());
    let client = api.builder_at(&port.url()).build().unwrap();
    let (spans, guard) = Spans::begin();
    let (outcome, _) = api.wait_for(client.execute(create())).await;
    outcome.unwrap_err();
    drop(guard);
    let span = only(&spans);
    assert_eq!(span.get("error.type"), Some("connect"));
    assert_eq!(span.get("http.request.resend_count"), Some("3"));
}

#[tokio::test]
async fn the_span_of_a_request_that_was_given_up_tells_so() {
    let api = Api::always(Answer::stall());
    let client = api.client();
    let (spans, guard) = Spans::begin();
    let (outcome, ()) = tokio::join!(client.execute(get()), api.let_time_pass(1, TOTAL));
    outcome.unwrap_err();
    drop(guard);
    assert_eq!(only(&spans).get("error.type"), Some("timeout"));

    let (spans, guard) = Spans::begin();
    tokio::select! {
        biased;
        _ = client.execute(get()) => unreachable!("the server stalls"),
        () = api.emulator.received(2) => {}
    }
    drop(guard);
    let span = only(&spans);
    assert_eq!(span.get("error.type"), Some("cancelled"));
    assert_eq!(span.get("otel.status_code"), Some("ERROR"));
}

#[tokio::test]
async fn no_trace_has_a_value_of_the_request_or_of_the_answer() {
    for answer in [
        Answer::json(200, r#"{"id":"pl4nted"}"#),
        Answer::json(400, r#"{"message":"pl4nted"}"#),
        Answer::json(401, r#"{"error":"invalid_token","token":"pl4nted"}"#),
        Answer::json(503, r#"{"message":"pl4nted"}"#),
        Answer::empty(302).header("Location", "/pl4nted"),
        Answer::close(),
        Answer::json(200, r#"{"id":"pl4nted"}"#).truncated(9),
    ] {
        for method in [Method::GET, Method::POST] {
            let api = Api::always(answer.clone());
            let (spans, guard) = Spans::begin();
            let _ = api.wait_for(api.client().execute(planted(method))).await;
            drop(guard);
            only(&spans);
            let text = spans.text();
            assert!(!text.contains(PLANTED), "{text}");
            assert!(format!("{:?}", api.emulator.requests()).contains(PLANTED));
        }
    }
    let (api, port) = (Api::new(), ClosedPort::new());
    let client = api.builder_at(&port.url()).build().unwrap();
    let (spans, guard) = Spans::begin();
    let _ = api.wait_for(client.execute(planted(Method::GET))).await;
    drop(guard);
    assert!(!spans.text().contains(PLANTED), "{}", spans.text());
}

#[tokio::test]
async fn there_is_no_span_without_the_step_for_it_and_the_callers_own_stays_as_it_is() {
    let api = Api::answering([unavailable(), ok()]);
    let client = api.builder().remove(Step::Telemetry).build().unwrap();
    let (spans, guard) = Spans::begin();
    let own = tracing::info_span!("own");
    let (outcome, _) = {
        use tracing::Instrument;
        api.wait_for(client.execute(get())).instrument(own).await
    };
    outcome.unwrap();
    drop(guard);
    assert!(spans.of_requests().is_empty());
}

/// A clock by which each look at it takes 5 ms.
#[derive(Debug, Default)]
struct SteppingClock(AtomicU32);

#[async_trait]
impl Clock for SteppingClock {
    fn now(&self) -> Duration {
        let looks = self.0.fetch_add(1, Ordering::SeqCst);
        Duration::from_millis(5) * looks
    }

    async fn sleep(&self, _: Duration) {
        pending().await
    }
}

const DECODING: &str = "ctp.response.decode_duration";

#[tokio::test]
async fn the_span_lasts_until_the_body_is_read_and_says_how_long_that_took() {
    let cart = bodies::cart().to_string();
    let page =
        json!({"limit": 1, "offset": 0, "count": 1, "results": [bodies::cart()]}).to_string();
    let api = Api::answering([
        Answer::json(200, &cart),
        Answer::json(200, &cart),
        Answer::json(200, &cart),
        Answer::json(200, &page),
        Answer::json(200, "{}"),
    ]);
    let client = api
        .builder()
        .clock(SteppingClock::default())
        .build()
        .unwrap();
    let root = ApiRoot::new(client, "my-shop");
    let carts = root.carts();
    let (spans, guard) = Spans::begin();
    carts.with_id("cart-1").get().send().await.unwrap();
    carts.with_id("cart-1").get().execute().await.unwrap();
    let raw = root.raw_request(Method::GET, "/{projectKey}/carts/{ID}", &[("ID", "cart-1")]);
    raw.send::<serde_json::Value>().await.unwrap();
    let page = carts.get().limit(1).pages().try_next().await.unwrap();
    assert_eq!(page.unwrap().results.len(), 1);
    carts.with_id("cart-1").get().send().await.unwrap_err();
    drop(guard);
    let spans = spans.of_requests();
    let durations: Vec<_> = spans.iter().map(|span| span.get(DECODING)).collect();
    assert_eq!(durations, [Some("0.005"); 5]);
    assert_eq!(spans[4].get("error.type"), None);
}

#[tokio::test]
async fn an_answer_that_is_kept_as_it_came_does_not_keep_the_span_open() {
    let api = Api::answering([ok(), Answer::empty(404)]);
    let (spans, guard) = Spans::begin();
    let kept = api.client().execute(get()).await.unwrap();
    api.client().execute(get()).await.unwrap_err();
    // It asserts that they have ended.
    let ended = spans.of_requests();
    drop(guard);
    assert!(ended.iter().all(|span| span.get(DECODING).is_none()));
    assert_eq!(kept.status().as_u16(), 200);
}
