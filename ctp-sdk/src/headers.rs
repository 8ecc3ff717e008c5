//! Headers of responses.

use http::header::{HeaderMap, HeaderName, HeaderValue};

pub(crate) const X_CORRELATION_ID: HeaderName = HeaderName::from_static("x-correlation-id");

/// The id with which the support of commercetools can find a request.
///
/// Source: [Correlation ID](https://docs.commercetools.com/api/general-concepts#correlation-id).
pub(crate) fn correlation_id(headers: &HeaderMap) -> Option<&str> {
    headers.get(X_CORRELATION_ID).and_then(text_of)
}

/// The deprecation notice of the API.
pub(crate) fn deprecation_notice(headers: &HeaderMap) -> Option<&str> {
    headers.get("x-deprecation-notice").and_then(text_of)
}

/// The value of a header, if it is a text.
pub(crate) fn text_of(value: &HeaderValue) -> Option<&str> {
    value.to_str().ok()
}
