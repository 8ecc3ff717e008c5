//! Traces and metrics: the trace of an incoming request goes on to the API, the span of a request says how long reading its
//! answer took, and retries and fetches of tokens are counted.
//!
//! ```sh
//! cargo run -p ctp-sdk --example telemetry --features metrics,trace-context
//! ```
//!
//! Without any settings it talks to an emulator in this process, which answers once with 503, so that there is a retry. With
//! `CTP_PROJECT_KEY`, `CTP_CLIENT_ID`, `CTP_CLIENT_SECRET`, `CTP_AUTH_URL` and `CTP_API_URL` it talks to that project, whose
//! API client may view categories. It changes nothing there.

pub mod metrics_log;
mod project;
pub mod traces;

use std::error::Error;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use ctp_emulator::Fault;
use ctp_sdk::auth::ScopeSet;
use ctp_sdk::requests::categories::CategoriesGet;
use ctp_sdk::{ApiRoot, ClientBuilder, CtpClient, reqwest};
use metrics_log::MetricsLog;
use project::Project;
use tokio::net::TcpListener;
use traces::Traces;
use tracing::Instrument;
use tracing_subscriber::layer::SubscriberExt;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let (traces, metrics) = (Traces::default(), MetricsLog::default());
    let subscriber = tracing_subscriber::registry().with(traces.clone());
    tracing::subscriber::set_global_default(subscriber)?;
    metrics::set_global_recorder(metrics.clone())?;

    let scopes = ScopeSet::minimum_for([CategoriesGet::REQUIRED_SCOPES], &Project::key())?;
    let project = Project::open(scopes).await?;
    if let Some(emulator) = project.emulator() {
        emulator.fault(Fault::unavailable().on("GET", "/categories"))?;
    }
    let client = CtpClient::builder(&project.config)
        .client(in_trace)
        .build()?;

    println!("in:  {INCOMING}");
    print!("{}", run(&client.integration_api_root()).await?);
    let seen = project.emulator().map(ctp_emulator::Emulator::requests);
    for request in seen.unwrap_or_default() {
        if let Some(parent) = request.headers.get("traceparent") {
            println!("out: {parent} ({} {})", request.path, request.status);
        }
    }
    for span in traces.finished() {
        println!("{span}");
    }
    for (name, total) in metrics.totals() {
        println!("{name} {total}");
    }
    Ok(())
}

/// The trace that the visitor's request is part of. Gateways and browsers send such a header.
pub const INCOMING: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/// Requests of this client tell the API which trace they are part of.
pub fn in_trace(client: ClientBuilder) -> ClientBuilder {
    client.trace_context(traces::trace_context)
}

/// Serves the application, and sends it a request that is part of a trace.
pub async fn run(api: &ApiRoot) -> Result<String, Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/navigation", listener.local_addr()?);
    let router = Router::new()
        .route("/navigation", get(navigation))
        .with_state(api.clone());
    let server = tokio::spawn(async move { axum::serve(listener, router).await });

    let visitor = reqwest::Client::builder().no_proxy().build()?;
    let request = visitor.get(url).header("traceparent", INCOMING);
    let page = request.send().await?.error_for_status()?.text().await?;
    server.abort();
    Ok(page)
}

/// The names of the categories. All that is sent for it is within the span of the incoming request.
async fn navigation(
    State(api): State<ApiRoot>,
    headers: HeaderMap,
) -> Result<String, (StatusCode, &'static str)> {
    let parent = headers.get("traceparent");
    let parent = parent.and_then(|parent| parent.to_str().ok());
    let span = tracing::info_span!("http.server.request", traceparent = parent);
    let request = api.categories().get().sort("orderHint asc").limit(3);
    let found = request.send().instrument(span).await.map_err(|error| {
        eprintln!("{error}");
        (StatusCode::BAD_GATEWAY, "Please try again in a moment.\n")
    })?;
    let names = found.results.iter().map(|category| {
        let name = category.name.get("en").map_or("?", |name| name);
        format!("{name}\n")
    });
    Ok(names.collect())
}
