//! What the headers of an answer say.

use http::header::{HeaderMap, HeaderName, HeaderValue};

pub(crate) const X_CORRELATION_ID: HeaderName = HeaderName::from_static("x-correlation-id");

/// The id by which the support of commercetools finds a request.
///
/// Source: [Correlation ID](https://docs.commercetools.com/api/general-concepts#correlation-id).
pub(crate) fn correlation_id(headers: &HeaderMap) -> Option<&str> {
    headers.get(X_CORRELATION_ID).and_then(text_of)
}

/// What the API says about the use of something deprecated.
pub(crate) fn deprecation_notice(headers: &HeaderMap) -> Option<&str> {
    headers.get("x-deprecation-notice").and_then(text_of)
}

/// The value of a header, if it is a text.
pub(crate) fn text_of(value: &HeaderValue) -> Option<&str> {
    value.to_str().ok()
}
