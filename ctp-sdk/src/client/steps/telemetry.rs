//! What is told of a request while it is in progress.

use std::sync::Arc;
use std::time::Duration;

use ctp_auth::{Clock, Onward, platform};
use http::{Extensions, StatusCode};
use reqwest::{Request, Response};
use reqwest_middleware::{Error, Middleware, Next, Result};
use tracing::field::Empty;
use tracing::{Instrument, Span};

use crate::client::in_progress::InProgress;
use crate::client::read_later::Left;
#[cfg(feature = "trace-context")]
use crate::client::trace_context::TraceContextSource;

/// A span for each request, by the conventions of OpenTelemetry for HTTP clients; with the feature `metrics` also a counter
/// and a histogram. The span lasts until the SDK has read the body as a model, and says how long that took.
///
/// With the feature `trace-context`, the service that is asked is told of the span.
///
/// The path shows as its template, without values. No query, header, body or token is in it.
///
/// Source: [Semantic conventions for HTTP spans](https://opentelemetry.io/docs/specs/semconv/http/http-spans/).
pub(in crate::client) struct Telemetry {
    /// Tells a request whose time is over from one that was given up, and times it for the histogram.
    pub(in crate::client) clock: Arc<dyn Clock>,
    #[cfg(feature = "trace-context")]
    pub(in crate::client) trace_context: Option<TraceContextSource>,
}

#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
impl Middleware for Telemetry {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        self.send(Box::new(request), extensions, next).await
    }
}

impl Telemetry {
    /// Sends a request on, within its span.
    pub(in crate::client) async fn send(
        &self,
        request: Box<Request>,
        extensions: &mut Extensions,
        next: impl Onward,
    ) -> Result<Response> {
        let method = request.method().clone();
        let route = InProgress::info(extensions).map_or("", |info| info.route());
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
            ctp.response.decode_duration = Empty,
        );
        InProgress::change(extensions, |request| request.span = Some(span.clone()));
        #[cfg(feature = "trace-context")]
        let request = {
            let mut request = request;
            if let Some(source) = &self.trace_context {
                source.tell(&span, &mut request);
            }
            request
        };
        let exchange = Exchange {
            clock: Arc::clone(&self.clock),
            span: span.clone(),
            deadline: InProgress::deadline(extensions),
            #[cfg(feature = "metrics")]
            start: self.clock.now(),
            #[cfg(feature = "metrics")]
            method,
            #[cfg(feature = "metrics")]
            route,
            end: None,
        };
        let outcome = next.run(request, extensions).instrument(span).await;
        match &outcome {
            Ok(_) if InProgress::reads_later(extensions) => Left::put(extensions, exchange),
            outcome => exchange.ended(outcome),
        }
        outcome
    }
}

/// A request in progress. When it is dropped, what became of the request is told, whatever that is: its future may be
/// dropped at any moment.
pub(in crate::client) struct Exchange {
    clock: Arc<dyn Clock>,
    span: Span,
    deadline: Option<Duration>,
    #[cfg(feature = "metrics")]
    start: Duration,
    #[cfg(feature = "metrics")]
    method: http::Method,
    #[cfg(feature = "metrics")]
    route: &'static str,
    end: Option<End>,
}

struct End {
    status: Option<u16>,
    error: Option<String>,
}

impl Exchange {
    fn ended(self, outcome: &Result<Response>) {
        self.ended_with(match outcome {
            Ok(answer) => Ok(answer.status()),
            Err(error) => Err(error),
        });
    }

    pub(in crate::client) fn ended_with(
        mut self,
        outcome: std::result::Result<StatusCode, &Error>,
    ) {
        self.end = Some(End {
            status: outcome.ok().map(|status| status.as_u16()),
            error: error_type(outcome),
        });
    }

    /// The span of the request.
    pub(in crate::client) fn span(&self) -> &Span {
        &self.span
    }

    /// What there is to say where nobody waited for the outcome.
    fn given_up(&self) -> End {
        let is_late = self
            .deadline
            .is_some_and(|deadline| self.clock.now() >= deadline);
        let error = if std::thread::panicking() {
            "panic"
        } else if is_late {
            "timeout"
        } else {
            "cancelled"
        };
        End {
            status: None,
            error: Some(error.to_owned()),
        }
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        let end = self.end.take().unwrap_or_else(|| self.given_up());
        if let Some(status) = end.status {
            self.span.record("http.response.status_code", status);
        }
        if let Some(error) = &end.error {
            self.span.record("error.type", error.as_str());
            self.span.record("otel.status_code", "ERROR");
        }
        #[cfg(feature = "metrics")]
        self.measure(end);
    }
}

/// The class of what went wrong: the status, or a word for what there was instead of an answer.
pub(super) fn error_type(outcome: std::result::Result<StatusCode, &Error>) -> Option<String> {
    let word = match outcome {
        Ok(status) if status.is_client_error() || status.is_server_error() => {
            return Some(status.as_u16().to_string());
        }
        Ok(_) => return None,
        Err(Error::Reqwest(error)) if platform::is_timeout(error) => "timeout",
        Err(Error::Reqwest(error)) if platform::is_connect(error) => "connect",
        Err(Error::Reqwest(_)) => "transport",
        Err(Error::Middleware(_)) => "middleware",
    };
    Some(word.to_owned())
}

#[cfg(feature = "metrics")]
impl Exchange {
    fn measure(&self, end: End) {
        let duration = self.clock.now().saturating_sub(self.start);
        let labels = [
            ("http.request.method", self.method.to_string()),
            ("url.template", self.route.to_owned()),
            (
                "http.response.status_code",
                end.status.unwrap_or(0).to_string(),
            ),
            ("error.type", end.error.unwrap_or_default()),
        ];
        metrics::counter!("ctp.client.requests", &labels).increment(1);
        metrics::histogram!("http.client.request.duration", &labels).record(duration.as_secs_f64());
    }
}
