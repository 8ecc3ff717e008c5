//! What is counted and timed of a request.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ctp_sdk::auth::{AnonymousSession, Grant, Password, ScopeSet};
use ctp_sdk::{Method, Path, Request};
use emulator::Answer;
use metrics::{
    Counter, CounterFn, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder,
    SharedString, Unit,
};

use super::spans::Spans;
use super::{Api, ROUTE, TOTAL, ok, unavailable};
use crate::auth::{auth_client, token_answer};

type Labels = BTreeMap<String, String>;

/// Keeps what this thread measures: names, labels and values.
#[derive(Clone, Default)]
struct Measured {
    lines: Arc<Mutex<Vec<(String, Labels, f64)>>>,
}

/// One name with its labels.
struct Series {
    key: Key,
    measured: Measured,
}

impl Series {
    fn add(&self, value: f64) {
        let labels = self
            .key
            .labels()
            .map(|label| (label.key().to_owned(), label.value().to_owned()))
            .collect();
        let name = self.key.name().to_owned();
        let mut lines = self.measured.lines.lock().unwrap();
        lines.push((name, labels, value));
    }
}

impl CounterFn for Series {
    fn increment(&self, value: u64) {
        self.add(f64::from(u32::try_from(value).unwrap()));
    }

    fn absolute(&self, _: u64) {
        unreachable!("requests are counted one by one");
    }
}

impl HistogramFn for Series {
    fn record(&self, value: f64) {
        self.add(value);
    }
}

impl Measured {
    fn series(&self, key: &Key) -> Arc<Series> {
        Arc::new(Series {
            key: key.clone(),
            measured: self.clone(),
        })
    }

    fn lines(&self) -> Vec<(String, Labels, f64)> {
        self.lines.lock().unwrap().clone()
    }

    /// What was measured by this name.
    fn of(&self, name: &str) -> Vec<(Labels, f64)> {
        let lines = self.lines().into_iter();
        let lines = lines.filter(|(of, ..)| of == name);
        lines.map(|(_, labels, value)| (labels, value)).collect()
    }
}

impl Recorder for Measured {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.series(key))
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(self.series(key))
    }
}

/// A request that has a value in each place that can have one.
fn planted() -> Request {
    let path = Path::new()
        .literal("/")
        .parameter("projectKey", "pl4nted-project")
        .literal("/carts/")
        .parameter("ID", "pl4nted-id");
    let mut request = Request::new(Method::GET, ROUTE, path);
    request.set_query("where", "pl4nted-query");
    request.set_header("X-Own", "pl4nted-header");
    request
}

fn labels(status: &str, error: &str) -> Labels {
    labelled([
        ("http.request.method", "GET"),
        ("url.template", ROUTE),
        ("http.response.status_code", status),
        ("error.type", error),
    ])
}

fn labelled<const N: usize>(labels: [(&str, &str); N]) -> Labels {
    let labels = labels.map(|(name, value)| (name.to_owned(), value.to_owned()));
    labels.into()
}

/// The one request was counted, and took so long.
#[track_caller]
fn assert_measured(measured: &Measured, labels: &Labels, duration: Duration) {
    let counted = measured.of("ctp.client.requests");
    assert_eq!(counted, [(labels.clone(), 1.0)]);
    let timed = measured.of("http.client.request.duration");
    assert_eq!(timed, [(labels.clone(), duration.as_secs_f64())]);
}

#[tokio::test]
async fn a_request_is_counted_and_timed_by_method_route_and_status() {
    for (answer, status, error) in [
        (ok(), "200", ""),
        (Answer::json(404, r#"{"message":"pl4nted"}"#), "404", "404"),
        (Answer::empty(500), "500", "500"),
    ] {
        let (api, measured) = (Api::answering([answer]), Measured::default());
        let guard = metrics::set_default_local_recorder(&measured);
        let _ = api.client().execute(planted()).await;
        drop(guard);
        assert_measured(&measured, &labels(status, error), Duration::ZERO);
    }
}

#[tokio::test]
async fn a_request_that_was_sent_again_is_counted_once_with_its_pauses() {
    let (api, measured) = (Api::answering([unavailable(), ok()]), Measured::default());
    let guard = metrics::set_default_local_recorder(&measured);
    let (outcome, pauses) = api.wait_for(api.client().execute(planted())).await;
    drop(guard);
    outcome.unwrap();
    assert_measured(&measured, &labels("200", ""), pauses[0]);
}

#[tokio::test]
async fn each_time_that_a_request_is_sent_again_is_counted_by_its_reason() {
    let answers = [
        unavailable(),
        Answer::empty(429),
        Answer::close(),
        ok(),
        ok(),
    ];
    let (api, measured) = (Api::answering(answers), Measured::default());
    let client = api.client();
    let guard = metrics::set_default_local_recorder(&measured);
    let (outcome, _) = api.wait_for(client.execute(planted())).await;
    client.execute(planted()).await.unwrap();
    drop(guard);
    outcome.unwrap();
    let retry = |reason| {
        let labels = labelled([
            ("http.request.method", "GET"),
            ("url.template", ROUTE),
            ("error.type", reason),
        ]);
        (labels, 1.0)
    };
    let retries = measured.of("ctp.client.retries");
    assert_eq!(retries, ["503", "429", "transport"].map(retry));
}

#[tokio::test]
async fn a_request_that_is_given_up_in_its_pause_was_not_sent_again() {
    let (api, measured) = (Api::answering([unavailable()]), Measured::default());
    let guard = metrics::set_default_local_recorder(&measured);
    let client = api.client();
    tokio::select! {
        outcome = client.execute(planted()) => panic!("{outcome:?}"),
        _ = async { while api.clock.next_sleep().await == TOTAL {} } => {}
    }
    drop(guard);
    assert_eq!(measured.of("ctp.client.retries"), []);
    assert_eq!(measured.of("ctp.client.requests").len(), 1);
}

#[tokio::test]
async fn the_fetches_of_tokens_are_counted_and_timed_by_grant_and_reason() {
    let answers = [
        token_answer("pl4nted-access", None, 172_800, "view_orders:my-shop"),
        Answer::json(401, r#"{"error":"invalid_client"}"#),
        Answer::json(400, r#"{"error":"pl4nted"}"#),
        Answer::json(200, "pl4nted"),
        unavailable(),
        token_answer("pl4nted-access", None, 172_800, "view_orders:my-shop"),
    ];
    let (api, measured) = (Api::answering(answers), Measured::default());
    let tokens = auth_client(&api.emulator, &api.clock);
    let scopes = ScopeSet::default();
    let guard = metrics::set_default_local_recorder(&measured);
    let (spans, of_spans) = Spans::begin();
    let client = Grant::ClientCredentials;
    let password = Grant::from(Password::new("pl4nted@example.com", "pl4nted-password"));
    let guest = Grant::from(AnonymousSession::new().unwrap());
    tokens.token(&client, &scopes).await.unwrap();
    tokens.token(&client, &scopes).await.unwrap_err();
    tokens.token(&password, &scopes).await.unwrap_err();
    tokens.token(&guest, &scopes).await.unwrap_err();
    assert_eq!(api.elapsed(), Duration::ZERO);
    // The pause before the second attempt, and not the time that an attempt has.
    let pause = api.clock.pass(|asked| asked <= Duration::from_secs(1));
    let (outcome, ()) = tokio::join!(tokens.token(&client, &scopes), pause);
    outcome.unwrap();
    drop((guard, of_spans));

    let fetch = |(grant, error)| labelled([("ctp.auth.grant", grant), ("error.type", error)]);
    let fetches = [
        ("client_credentials", ""),
        ("client_credentials", "invalid_client"),
        ("password", "400"),
        ("anonymous", "unreadable"),
        ("client_credentials", ""),
    ];
    let spans_of_fetches = spans.ended("ctp.auth.token_fetch");
    let told = spans_of_fetches.iter().map(|span| {
        let field = |name| span.get(name).unwrap_or_default();
        (field("ctp.auth.grant"), field("error.type"))
    });
    assert_eq!(told.collect::<Vec<_>>(), fetches);
    assert!(!spans.text().contains("pl4nted"));
    let fetches = fetches.map(fetch);
    let counted = fetches.clone().map(|labels| (labels, 1.0));
    assert_eq!(measured.of("ctp.auth.token_fetches"), counted);
    let timed = measured.of("ctp.auth.token_fetch.duration");
    let labels: Vec<_> = timed.iter().map(|(labels, _)| labels.clone()).collect();
    assert_eq!(labels, fetches);
    let times: Vec<_> = timed.iter().map(|(_, time)| *time).collect();
    let pause = api.elapsed();
    assert!(!pause.is_zero());
    assert_eq!(times, [0.0, 0.0, 0.0, 0.0, pause.as_secs_f64()]);
    assert!(!format!("{:?}", measured.lines()).contains("pl4nted"));
}

#[tokio::test]
async fn a_request_without_an_answer_is_counted_too() {
    let (api, measured) = (Api::always(Answer::close()), Measured::default());
    let mut once = planted();
    once.set_idempotent(false);
    let guard = metrics::set_default_local_recorder(&measured);
    api.client().execute(once).await.unwrap_err();
    drop(guard);
    assert_measured(&measured, &labels("0", "transport"), Duration::ZERO);

    let (api, measured) = (Api::always(Answer::stall()), Measured::default());
    let client = api.client();
    let guard = metrics::set_default_local_recorder(&measured);
    let (outcome, ()) = tokio::join!(client.execute(planted()), api.let_time_pass(1, TOTAL));
    drop(guard);
    outcome.unwrap_err();
    assert_measured(&measured, &labels("0", "timeout"), TOTAL);
}
