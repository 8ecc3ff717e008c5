//! The trace headers of requests.

use std::sync::{Arc, Mutex};

use ctp_sdk::{Step, TraceContext};

use super::spans::Spans;
use super::{Api, get, ok, unavailable};

const TRACE: [u8; 16] = 0x4bf92f3577b34da6a3ce929d0e0e4736_u128.to_be_bytes();
const SPAN: [u8; 8] = 0x00f067aa0ba902b7_u64.to_be_bytes();
const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

fn context() -> TraceContext {
    TraceContext::new(TRACE, SPAN).sampled(true)
}

/// The `traceparent` and the `tracestate` that were sent.
fn sent(api: &Api) -> (Vec<Option<String>>, Vec<Option<String>>) {
    (api.headers("traceparent"), api.headers("tracestate"))
}

#[tokio::test]
async fn each_attempt_has_the_place_of_the_span_of_the_request() {
    let api = Api::answering([unavailable(), ok()]);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let see = Arc::clone(&seen);
    let (spans, guard) = Spans::begin();
    let client = api.builder().trace_context(move |span| {
        let current = tracing::Span::current().id();
        see.lock()
            .unwrap()
            .push((span.metadata().map(|of| of.name()), span.id() == current));
        Some(context().state("vendor=value"))
    });
    let client = client.build().unwrap();
    let (outcome, _) = api.wait_for(client.execute(get())).await;
    outcome.unwrap();
    drop(guard);
    assert_eq!(spans.of_requests().len(), 1);
    assert_eq!(*seen.lock().unwrap(), [(Some("http.client.request"), true)]);
    let parent = Some(PARENT.to_owned());
    let state = Some("vendor=value".to_owned());
    assert_eq!(
        sent(&api),
        (vec![parent.clone(), parent], vec![state.clone(), state])
    );
}

#[tokio::test]
async fn what_is_no_place_or_no_header_is_not_sent() {
    let contexts: [(Option<TraceContext>, Option<&str>); 5] = [
        (None, None),
        (Some(TraceContext::new([0; 16], SPAN)), None),
        (Some(TraceContext::new(TRACE, [0; 8])), None),
        (Some(context().state("")), Some(PARENT)),
        (Some(context().state("vendor\n=value")), Some(PARENT)),
    ];
    for (context, parent) in contexts {
        let api = Api::answering([ok()]);
        let told = format!("{context:?}");
        let client = api.builder().trace_context(move |_| context.clone());
        client.build().unwrap().execute(get()).await.unwrap();
        assert_eq!(
            sent(&api),
            (vec![parent.map(str::to_owned)], vec![None]),
            "{told}"
        );
    }
}

#[tokio::test]
async fn a_request_with_a_place_of_its_own_keeps_it() {
    let api = Api::answering([ok(), ok()]);
    let client = api
        .builder()
        .trace_context(|_| Some(context().state("vendor=value")));
    let mut request = get();
    let own = PARENT.replace("-01", "-00");
    request.set_header("traceparent", &own);
    client.build().unwrap().execute(request).await.unwrap();
    assert_eq!(sent(&api), (vec![Some(own)], vec![None]));
}

#[tokio::test]
async fn without_the_function_or_without_spans_nothing_is_sent() {
    let api = Api::answering([ok(), ok()]);
    api.client().execute(get()).await.unwrap();
    let client = api.builder().trace_context(|_| Some(context()));
    let client = client.remove(Step::Telemetry).build().unwrap();
    client.execute(get()).await.unwrap();
    assert_eq!(sent(&api), (vec![None, None], vec![None, None]));
}

#[test]
fn a_place_is_written_as_the_recommendation_says() {
    assert_eq!(context().to_string(), PARENT);
    let unsampled = TraceContext::new([1; 16], [255; 8]);
    assert_eq!(
        unsampled.to_string(),
        "00-01010101010101010101010101010101-ffffffffffffffff-00"
    );
}
