//! What is counted and timed of a request.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ctp_sdk::{Method, Path, Request};
use emulator::Answer;
use metrics::{
    Counter, CounterFn, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder,
    SharedString, Unit,
};

use super::{Api, ROUTE, TOTAL, ok, unavailable};

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
    [
        ("http.request.method", "GET"),
        ("url.template", ROUTE),
        ("http.response.status_code", status),
        ("error.type", error),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

/// The one request was counted, and took so long.
#[track_caller]
fn assert_measured(measured: &Measured, labels: &Labels, duration: Duration) {
    let expected = [
        ("ctp.client.requests".to_owned(), labels.clone(), 1.0),
        (
            "http.client.request.duration".to_owned(),
            labels.clone(),
            duration.as_secs_f64(),
        ),
    ];
    assert_eq!(measured.lines(), expected);
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
