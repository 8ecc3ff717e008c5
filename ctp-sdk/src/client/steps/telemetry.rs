//! What is told of a request while it is on its way.

use std::sync::Arc;

use ctp_auth::Clock;
use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{Error, Middleware, Next, Result};
use tracing::Instrument;
use tracing::field::Empty;

use crate::client::RequestInfo;

/// A span for each request, by the conventions of OpenTelemetry for HTTP clients; with the feature `metrics` also a counter
/// and a histogram.
///
/// The path shows as its template, without values. No query, header, body or token is in it.
///
/// Source: [Semantic conventions for HTTP spans](https://opentelemetry.io/docs/specs/semconv/http/http-spans/).
pub(in crate::client) struct Telemetry {
    /// Times the requests for the histogram.
    #[cfg_attr(not(feature = "metrics"), allow(dead_code))]
    pub(in crate::client) clock: Arc<dyn Clock>,
}

#[async_trait::async_trait]
impl Middleware for Telemetry {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        let method = request.method().clone();
        let route = extensions.get().map_or("", RequestInfo::route);
        let span = tracing::info_span!(
            "http.client.request",
            otel.name = %format_args!("{method} {route}"),
            otel.kind = "client",
            otel.status_code = Empty,
            http.request.method = %method,
            url.template = route,
            server.address = request.url().host_str(),
            server.port = request.url().port_or_known_default(),
            http.request.resend_count = Empty,
            http.response.status_code = Empty,
            error.r#type = Empty,
            ctp.correlation_id = Empty,
        );
        #[cfg(feature = "metrics")]
        let start = self.clock.now();
        let outcome = next.run(request, extensions).instrument(span.clone()).await;
        let error = error_type(&outcome);
        if let Ok(answer) = &outcome {
            span.record("http.response.status_code", answer.status().as_u16());
        }
        if let Some(error) = &error {
            span.record("error.type", error.as_str());
            span.record("otel.status_code", "ERROR");
        }
        #[cfg(feature = "metrics")]
        measure(
            &method,
            route,
            &outcome,
            error,
            self.clock.now().saturating_sub(start),
        );
        outcome
    }
}

/// The class of what went wrong: the status, or a word for what there was instead of an answer.
fn error_type(outcome: &Result<Response>) -> Option<String> {
    let word = match outcome {
        Ok(answer) if answer.status().is_client_error() || answer.status().is_server_error() => {
            return Some(answer.status().as_u16().to_string());
        }
        Ok(_) => return None,
        Err(Error::Reqwest(error)) if error.is_timeout() => "timeout",
        Err(Error::Reqwest(error)) if error.is_connect() => "connect",
        Err(Error::Reqwest(_)) => "transport",
        Err(Error::Middleware(_)) => "middleware",
    };
    Some(word.to_owned())
}

#[cfg(feature = "metrics")]
fn measure(
    method: &http::Method,
    route: &'static str,
    outcome: &Result<Response>,
    error: Option<String>,
    duration: std::time::Duration,
) {
    let status = outcome
        .as_ref()
        .map_or(0, |answer| answer.status().as_u16());
    let labels = [
        ("http.request.method", method.to_string()),
        ("url.template", route.to_owned()),
        ("http.response.status_code", status.to_string()),
        ("error.type", error.unwrap_or_default()),
    ];
    metrics::counter!("ctp.client.requests", &labels).increment(1);
    metrics::histogram!("http.client.request.duration", &labels).record(duration.as_secs_f64());
}
