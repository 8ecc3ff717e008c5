//! What the headers of an answer say.

use http::HeaderMap;

/// The id by which the support of commercetools finds a request.
///
/// Source: [Correlation ID](https://docs.commercetools.com/api/general-concepts#correlation-id).
pub(crate) fn correlation_id(headers: &HeaderMap) -> Option<&str> {
    text(headers, "x-correlation-id")
}

/// What the API says about the use of something deprecated.
pub(crate) fn deprecation_notice(headers: &HeaderMap) -> Option<&str> {
    text(headers, "x-deprecation-notice")
}

fn text<'a>(headers: &'a HeaderMap, name: &'static str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
