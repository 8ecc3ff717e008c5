//! A layer of `tracing-subscriber` that gives each span its place in a distributed trace, and keeps what the spans of requests
//! say. In production, the layer of `tracing-opentelemetry` and an exporter take its place: see
//! `ClientBuilder::trace_context`.

use std::fmt::{self, Debug};
use std::sync::{Arc, Mutex, PoisonError};

use ctp_sdk::TraceContext;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Span, Subscriber};
use tracing_subscriber::Registry;
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

/// The layer. Its clones are the same.
#[derive(Clone, Default)]
pub struct Traces {
    finished: Arc<Mutex<Vec<RequestSpan>>>,
}

/// What the span of a request to the API says, once it has ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RequestSpan {
    /// The method and the template of the path.
    pub name: String,
    /// How often the request was sent again.
    pub resend_count: Option<u64>,
    /// How long it took to read the body of the answer as a model.
    pub decode_seconds: Option<f64>,
}

impl Traces {
    /// The spans of requests that have ended, the first one first.
    pub fn finished(&self) -> Vec<RequestSpan> {
        let finished = self.finished.lock();
        finished.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The place of a span, which goes out as `traceparent`: for `ClientBuilder::trace_context`.
pub fn trace_context(span: &Span) -> Option<TraceContext> {
    let place = span.with_subscriber(|(id, subscriber)| {
        let registry = subscriber.downcast_ref::<Registry>()?;
        registry.span(id)?.extensions().get::<Place>().copied()
    });
    let place = place.flatten()?;
    Some(TraceContext::new(place.trace_id, place.span_id).sampled(place.is_sampled))
}

/// The place of a span in a trace.
#[derive(Clone, Copy)]
struct Place {
    trace_id: [u8; 16],
    span_id: [u8; 8],
    is_sampled: bool,
}

impl Place {
    /// Reads a `traceparent`. Of one that cannot be read, nothing is used: the span begins a trace.
    fn read(traceparent: &str) -> Option<Self> {
        let mut parts = traceparent.split('-');
        let (version, trace_id, span_id, flags) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        if version != "00" || parts.next().is_some() {
            return None;
        }
        let [flags] = bytes::<1>(flags)?;
        Some(Self {
            trace_id: bytes(trace_id)?,
            span_id: bytes(span_id)?,
            is_sampled: flags & 1 == 1,
        })
    }

    /// A span within this one, or one that begins a trace.
    fn child_of(parent: Option<Self>) -> Self {
        Self {
            trace_id: parent.map_or_else(random, |parent| parent.trace_id),
            span_id: random(),
            is_sampled: parent.is_none_or(|parent| parent.is_sampled),
        }
    }
}

/// So many bytes as lower-case hexadecimal digits.
fn bytes<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let is_digit = |digit: u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
    if digits.len() != 2 * N || !digits.bytes().all(is_digit) {
        return None;
    }
    let mut bytes = [0; N];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// Random bytes; zeros, which stand for no place, where the system has none.
fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    let filled = getrandom::fill(&mut bytes);
    filled.map(|()| bytes).unwrap_or([0; N])
}

/// The fields of a span that are of interest here.
#[derive(Default)]
struct Fields {
    traceparent: Option<String>,
    request: RequestSpan,
}

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        if field.name() == "ctp.response.decode_duration" {
            self.request.decode_seconds = Some(value);
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "http.request.resend_count" {
            self.request.resend_count = Some(value);
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "traceparent" {
            self.traceparent = Some(value.to_owned());
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "otel.name" {
            self.request.name = format!("{value:?}");
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Traces {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else {
            return;
        };
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let parent = span.parent();
        let parent = parent.and_then(|parent| parent.extensions().get::<Place>().copied());
        // The span of an incoming request says where the caller of the application is.
        let incoming = fields.traceparent.as_deref().and_then(Place::read);
        let mut extensions = span.extensions_mut();
        extensions.insert(Place::child_of(parent.or(incoming)));
        extensions.insert(fields);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else {
            return;
        };
        if span.name() != "http.client.request" {
            return;
        }
        if let Some(fields) = span.extensions_mut().remove::<Fields>() {
            let mut finished = self.finished.lock().unwrap_or_else(PoisonError::into_inner);
            finished.push(fields.request);
        }
    }
}

impl fmt::Display for RequestSpan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            resend_count,
            decode_seconds,
        } = self;
        let again = resend_count.unwrap_or(0);
        write!(formatter, "{name}: {again} retries")?;
        match decode_seconds {
            Some(seconds) => write!(formatter, ", {seconds:.6} s of decoding"),
            None => Ok(()),
        }
    }
}
