//! An id by which a request is found again.

use http::Extensions;
use http::header::{HeaderName, HeaderValue};
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next};

const X_CORRELATION_ID: HeaderName = HeaderName::from_static("x-correlation-id");

/// Gives each request an `X-Correlation-ID`, unless it has one. Each attempt of a retry has the same.
///
/// Source: [Correlation ID](https://docs.commercetools.com/api/general-concepts#correlation-id).
pub(in crate::client) struct CorrelationId;

/// The id that a request was sent with, for the errors that come without an answer.
#[derive(Clone)]
pub(in crate::client) struct SentCorrelationId(pub(in crate::client) String);

impl SentCorrelationId {
    pub(super) fn of(request: &Request) -> Option<Self> {
        let value = request.headers().get(X_CORRELATION_ID)?;
        Some(Self(value.to_str().ok()?.to_owned()))
    }
}

#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
impl Middleware for CorrelationId {
    async fn handle(
        &self,
        mut request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<Response> {
        let headers = request.headers_mut();
        if !headers.contains_key(X_CORRELATION_ID)
            && let Some(id) = new_id()
        {
            headers.insert(X_CORRELATION_ID, id);
        }
        if let Some(sent) = SentCorrelationId::of(&request) {
            tracing::Span::current().record("ctp.correlation_id", sent.0.as_str());
            extensions.insert(sent);
        }
        next.run(request, extensions).await
    }
}

/// `None` where the system has no random numbers; the platform then makes an id of its own.
fn new_id() -> Option<HeaderValue> {
    let (high, low) = (getrandom::u64().ok()?, getrandom::u64().ok()?);
    HeaderValue::try_from(format!("{high:016x}{low:016x}")).ok()
}
