//! The header `Retry-After`.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::RETRY_AFTER;

/// The pause of the header `Retry-After`, given in seconds or as a date; `None` if it is missing or malformed ([RFC 9110,
/// section 10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)).
pub(crate) fn read(headers: &HeaderMap, now: Duration) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit()) {
        // A number that is too large means a very long pause, not none.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    let date = date.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some(date.saturating_sub(now))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn read_text(text: &'static str) -> Option<Duration> {
        let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(text))]);
        read(&headers, Duration::from_secs(784_111_777 - 30))
    }

    #[test]
    fn it_is_seconds_or_a_date() {
        assert_eq!(read_text("7"), Some(Duration::from_secs(7)));
        assert_eq!(read_text("007"), Some(Duration::from_secs(7)));
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(read_text(date), Some(Duration::from_secs(30)));
    }

    #[test]
    fn a_date_that_has_passed_asks_for_no_wait() {
        let date = "Sun, 06 Nov 1994 08:40:00 GMT";
        assert_eq!(read_text(date), Some(Duration::ZERO));
    }

    #[test]
    fn more_seconds_than_a_number_holds_are_a_very_long_time() {
        for text in [
            "18446744073709551615",
            "18446744073709551616",
            "99999999999999999999999",
        ] {
            assert_eq!(
                read_text(text),
                Some(Duration::from_secs(u64::MAX)),
                "{text}"
            );
        }
    }

    #[test]
    fn what_makes_no_sense_is_none() {
        for text in ["", "soon", "-1", "+1", "1.5"] {
            assert_eq!(read_text(text), None, "{text}");
        }
    }
}
