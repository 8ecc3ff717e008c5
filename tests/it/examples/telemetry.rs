//! Traces and metrics of an application.

use std::time::Duration;

use ctp_emulator::{CATALOGUE, Emulator, Fault};
use ctp_sdk::CtpClient;
use tracing_subscriber::layer::SubscriberExt;

use super::sources::telemetry::metrics_log::MetricsLog;
use super::sources::telemetry::traces::{RequestSpan, Traces};
use super::sources::telemetry::{INCOMING, in_trace, run};
use crate::clock::ManualClock;
use crate::pipeline::spans::Spans;
use crate::recorded::Recorded;

#[tokio::test]
async fn the_trace_goes_on_to_the_api_and_what_was_done_is_measured() {
    // It sees to it that the spans of this thread are asked for, whatever other threads do.
    drop(Spans::begin());
    let (traces, metrics) = (Traces::default(), MetricsLog::default());
    let subscriber = tracing_subscriber::registry().with(traces.clone());
    let _traced = tracing::subscriber::set_default(subscriber);
    let _measured = metrics::set_default_local_recorder(&metrics);

    let emulator = Recorded(Emulator::start().await.unwrap());
    emulator.seed(CATALOGUE).unwrap();
    let fault = Fault::unavailable().on("GET", "/categories");
    emulator.fault(fault).unwrap();
    let scopes = "view_categories:emulator".parse().unwrap();
    let clock = ManualClock::new();
    let client = CtpClient::builder(&emulator.config(scopes).unwrap())
        .client(|client| in_trace(client).clock(clock.clone()));
    let api = client.build().unwrap().integration_api_root();
    // The pause before the retry, and not the time that the request has in all.
    let pause = clock.pass(|pause| pause < Duration::from_secs(10));
    let (page, ()) = tokio::join!(run(&api), pause);
    assert_eq!(page.unwrap().lines().count(), 3);

    let seen = emulator.requests();
    let seen = seen
        .iter()
        .filter(|request| request.path == "/emulator/categories");
    let (statuses, parents): (Vec<u16>, Vec<&str>) = seen
        .map(|request| (request.status, request.headers["traceparent"].as_str()))
        .unzip();
    assert_eq!(statuses, [503, 200]);
    assert_eq!(parents[0], parents[1]);
    // The same trace, and another span in it.
    let place = |parent: &'static str| parent.split('-').collect::<Vec<_>>();
    let (incoming, sent): (_, Vec<_>) = (place(INCOMING), parents[0].split('-').collect());
    assert_eq!(sent[..2], incoming[..2]);
    assert_ne!(sent[2], incoming[2]);
    assert_eq!(sent[3], incoming[3]);

    let span = RequestSpan {
        name: "GET /{projectKey}/categories".to_owned(),
        resend_count: Some(1),
        decode_seconds: Some(0.0),
    };
    assert_eq!(traces.finished(), [span]);

    let totals = metrics.totals();
    for counted in [
        r#"ctp.auth.token_fetches{ctp.auth.grant="client_credentials",error.type=""}"#,
        r#"ctp.client.retries{http.request.method="GET",url.template="/{projectKey}/categories",error.type="503"}"#,
    ] {
        assert_eq!(totals.get(counted), Some(&1.0), "{totals:?}");
    }
}
