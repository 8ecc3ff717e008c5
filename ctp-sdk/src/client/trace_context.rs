//! Telling the service that is asked which trace a request is part of.

use std::fmt::{self, Write as _};
use std::sync::Arc;

use ctp_auth::platform;
use http::header::{HeaderName, HeaderValue};
use reqwest::Request;
use tracing::Span;

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
const TRACESTATE: HeaderName = HeaderName::from_static("tracestate");

/// The place of a span in a distributed trace: see
/// [`ClientBuilder::trace_context`](crate::ClientBuilder::trace_context).
///
/// ```
/// use ctp_sdk::TraceContext;
///
/// let context = TraceContext::new(0x4bf92f3577b34da6a3ce929d0e0e4736_u128.to_be_bytes(), 0xf067aa0ba902b7_u64.to_be_bytes())
///     .sampled(true)
///     .state("vendor=value");
/// assert_eq!(context.to_string(), "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
/// ```
///
/// `Display` is the value of the header `traceparent`.
///
/// Source: [W3C Trace Context](https://www.w3.org/TR/trace-context/).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceContext {
    trace_id: [u8; 16],
    span_id: [u8; 8],
    is_sampled: bool,
    state: Option<String>,
}

impl TraceContext {
    /// The span with this id in the trace with that id, neither of which may be zero: then nothing is sent. It is not sampled.
    pub fn new(trace_id: [u8; 16], span_id: [u8; 8]) -> Self {
        Self {
            trace_id,
            span_id,
            is_sampled: false,
            state: None,
        }
    }

    /// Whether the trace is recorded.
    #[must_use]
    pub fn sampled(mut self, is_sampled: bool) -> Self {
        self.is_sampled = is_sampled;
        self
    }

    /// The value of the header `tracestate`: what vendors hand on with the trace. An empty one, and one that no header can
    /// have, is not sent.
    #[must_use]
    pub fn state(mut self, state: impl Into<String>) -> Self {
        self.state = Some(state.into());
        self
    }

    fn is_valid(&self) -> bool {
        self.trace_id != [0; 16] && self.span_id != [0; 8]
    }
}

impl fmt::Display for TraceContext {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("00-")?;
        hexadecimal(formatter, &self.trace_id)?;
        formatter.write_char('-')?;
        hexadecimal(formatter, &self.span_id)?;
        write!(formatter, "-{:02x}", u8::from(self.is_sampled))
    }
}

fn hexadecimal(formatter: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    bytes
        .iter()
        .try_for_each(|byte| write!(formatter, "{byte:02x}"))
}

/// Where the place of a span is known: the caller's own telemetry.
#[derive(Clone)]
pub(super) struct TraceContextSource(pub(super) Arc<ContextOf>);

/// Gives the place of a span.
type ContextOf = dyn Fn(&Span) -> Option<TraceContext> + Send + Sync;

impl TraceContextSource {
    /// Tells the service of the span, unless the request has a `traceparent` already. In a browser the platform permits no such
    /// header, and the request would fail.
    pub(super) fn tell(&self, span: &Span, request: &mut Request) {
        let headers = request.headers_mut();
        if platform::IS_BROWSER || headers.contains_key(TRACEPARENT) {
            return;
        }
        let Self(context) = self;
        let context = span.in_scope(|| context(span));
        let Some(context) = context.filter(TraceContext::is_valid) else {
            return;
        };
        if let Ok(parent) = HeaderValue::try_from(context.to_string()) {
            headers.insert(TRACEPARENT, parent);
        }
        let state = context.state.filter(|state| !state.is_empty());
        if let Some(Ok(state)) = state.map(HeaderValue::try_from) {
            headers.insert(TRACESTATE, state);
        }
    }
}
