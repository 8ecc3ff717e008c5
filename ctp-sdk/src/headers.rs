//! Headers of responses.

use http::HeaderMap;

/// The id with which the support of commercetools can find a request.
///
/// Source: [Correlation ID](https://docs.commercetools.com/api/general-concepts#correlation-id).
pub(crate) fn correlation_id(headers: &HeaderMap) -> Option<&str> {
    text(headers, "x-correlation-id")
}

/// The deprecation notice of the API.
pub(crate) fn deprecation_notice(headers: &HeaderMap) -> Option<&str> {
    text(headers, "x-deprecation-notice")
}

fn text<'a>(headers: &'a HeaderMap, name: &'static str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
