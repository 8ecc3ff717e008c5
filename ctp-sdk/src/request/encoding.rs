//! Percent-encoding.

use std::borrow::Cow;

use percent_encoding::{
    AsciiSet, CONTROLS, NON_ALPHANUMERIC, PercentEncode, percent_decode_str, utf8_percent_encode,
};

/// Everything but the unreserved characters of
/// [RFC 3986, section 2.3](https://www.rfc-editor.org/rfc/rfc3986#section-2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

pub(super) fn percent_encode(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, RESERVED)
}

/// The text that [`percent_encode`] has encoded.
pub(super) fn percent_decode(encoded: &str) -> Cow<'_, str> {
    percent_decode_str(encoded).decode_utf8_lossy()
}

/// Everything that a cookie cannot hold as it is, and `%`
/// ([RFC 6265, section 4.1.1](https://www.rfc-editor.org/rfc/rfc6265#section-4.1.1)).
const NOT_IN_COOKIES: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b',')
    .add(b';')
    .add(b'\\')
    .add(b'%');

pub(super) fn percent_encode_cookie(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, NOT_IN_COOKIES)
}

/// Names and values as `application/x-www-form-urlencoded`, for a query or a form.
///
/// A space is written `%20`, which is read the same as `+` there, and also where a query is read as a plain URI.
pub(super) fn form_urlencoded(pairs: &[(String, String)]) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        if !text.is_empty() {
            text.push('&');
        }
        text.extend(percent_encode(name));
        text.push('=');
        text.extend(percent_encode(value));
    }
    text
}
