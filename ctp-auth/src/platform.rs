//! The differences between servers and browsers. The SDK uses this module too.

use std::error::Error;
use std::pin::Pin;
use std::time::Duration;

use url::Url;

/// A future that may move between threads.
#[cfg(not(target_arch = "wasm32"))]
pub type BoxedFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
/// A future. A browser has one thread.
#[cfg(target_arch = "wasm32")]
pub type BoxedFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// `Send`; in a browser, which has one thread, any type.
#[cfg(not(target_arch = "wasm32"))]
pub trait MaybeSend: Send {}
#[cfg(not(target_arch = "wasm32"))]
impl<T: Send + ?Sized> MaybeSend for T {}

/// `Send`; in a browser, which has one thread, any type.
#[cfg(target_arch = "wasm32")]
pub trait MaybeSend {}
#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> MaybeSend for T {}

/// Whether this is a browser, where the HTTP client is the browser's `fetch`.
///
/// `fetch` cannot rebuild a response from a body that was read, follows redirects, hides most response headers of another
/// origin, and does not report why there was no response.
pub const IS_BROWSER: bool = cfg!(target_arch = "wasm32");

/// The longest timer of a browser: 24 days. A longer timer fires at once.
const LONGEST_TIMER: Duration = Duration::from_millis(i32::MAX as u64);

/// The part of a duration that one timer of the platform can wait.
pub fn timer(duration: Duration) -> Duration {
    match IS_BROWSER {
        true => duration.min(LONGEST_TIMER),
        false => duration,
    }
}

/// Consecutive browser timers for a duration.
#[cfg_attr(not(target_arch = "wasm32"), cfg(test))]
pub(crate) fn timers(duration: Duration) -> impl Iterator<Item = Duration> {
    let mut left = duration;
    std::iter::from_fn(move || {
        let timer = left.min(LONGEST_TIMER);
        left -= timer;
        (!timer.is_zero()).then_some(timer)
    })
}

/// Whether there was no connection, so that nothing was sent.
#[cfg(not(target_arch = "wasm32"))]
pub fn is_connect(error: &reqwest::Error) -> bool {
    error.is_connect()
}

/// Whether there was no connection, which a browser does not report.
#[cfg(target_arch = "wasm32")]
pub fn is_connect(_: &reqwest::Error) -> bool {
    false
}

/// Whether the exchange timed out, before the response or while its body was read.
pub fn is_timeout(error: &reqwest::Error) -> bool {
    error.is_timeout()
        || IS_BROWSER
            && causes(error).any(|cause| cause.to_string().contains("reqwest::errors::TimedOut"))
}

/// Whether the browser reports a failure without a reason: the host may be unreachable, the connection may have broken, or
/// the host does not let this page read the response (CORS).
pub fn is_unexplained(error: &reqwest::Error) -> bool {
    IS_BROWSER && error.is_request() && !is_timeout(error)
}

/// Whether another attempt is useless after this number of [unexplained](is_unexplained) failures: the cause may be
/// permanent, so such a request is retried only once.
pub fn is_in_vain(error: &reqwest::Error, attempts: u32) -> bool {
    is_unexplained(error) && attempts >= 2
}

/// Whether a browser returned the response of a URL other than `sent`, because it followed a redirect.
///
/// Different spellings of a URL are treated as equal, as far as the query can be compared.
pub fn is_redirected(sent: &Url, answered: &Url) -> bool {
    let place = |url: &Url| {
        let text = |text: &str| percent_encoding::percent_decode_str(text).collect::<Vec<u8>>();
        (
            url.origin(),
            text(url.path()),
            text(url.query().unwrap_or_default()),
        )
    };
    place(sent) != place(answered)
}

/// The reason of a browser failure without the JavaScript stack and the wrapping of the bindings: `JsValue(TypeError:
/// Failed to fetch\nTypeError: Failed to fetch\n    at …)` is `Failed to fetch`.
pub(crate) fn short_reason(text: &str) -> &str {
    let line = text.lines().next().unwrap_or_default();
    match line.strip_prefix("JsValue(") {
        Some(value) => {
            let value = value.trim_end_matches(')').trim_matches('"');
            value.strip_prefix("TypeError: ").unwrap_or(value)
        }
        None => line,
    }
}

/// The source of an error of the HTTP client. None in a browser, where it is only a text with the JavaScript stack.
pub fn source(error: &reqwest::Error) -> Option<&(dyn Error + 'static)> {
    (!IS_BROWSER).then_some(error as _)
}

fn causes<'a>(error: &'a reqwest::Error) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(error.source(), |cause| (*cause).source())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_long_time_is_several_timers_none_of_which_is_longer_than_a_browser_can_wait() {
        let days = |days: u64| Duration::from_secs(days * 24 * 60 * 60);
        for (time, count) in [
            (Duration::ZERO, 0),
            (days(1), 1),
            (days(30), 2),
            (days(60), 3),
        ] {
            let timers: Vec<Duration> = timers(time).collect();
            assert_eq!(timers.len(), count, "{time:?}");
            assert!(timers.iter().all(|timer| *timer <= LONGEST_TIMER));
            assert_eq!(timers.iter().sum::<Duration>(), time);
        }
        assert_eq!(LONGEST_TIMER.as_millis(), (1 << 31) - 1);
        assert_eq!(timers(Duration::MAX).next(), Some(LONGEST_TIMER));
    }

    #[test]
    fn a_reason_of_a_browser_is_one_line_without_a_stack() {
        let stack =
            "JsValue(TypeError: Failed to fetch\nTypeError: Failed to fetch\n    at app.js:1)";
        for (text, reason) in [
            (stack, "Failed to fetch"),
            ("JsValue(TypeError: network error)", "network error"),
            (
                "JsValue(\"reqwest::errors::TimedOut\")",
                "reqwest::errors::TimedOut",
            ),
            ("connection refused", "connection refused"),
            ("", ""),
        ] {
            assert_eq!(short_reason(text), reason);
        }
    }

    #[test]
    fn a_redirect_shows_by_the_url_of_the_answer() {
        let is_redirected = |sent: &str, answered: &str| {
            is_redirected(&sent.parse().unwrap(), &answered.parse().unwrap())
        };
        let sent = "https://api.example.com/shop/carts?where=a%20%3D%201";
        assert!(!is_redirected(sent, sent));
        let spelt = "https://api.example.com:443/shop/carts?where=a%20=%201";
        assert!(!is_redirected(sent, spelt), "another spelling");
        for other in [
            "http://api.example.com/shop/carts?where=a%20%3D%201",
            "https://api.example.com/shop/login",
            "https://api.example.com/shop/carts",
            "https://elsewhere.example.com/shop/carts?where=a%20%3D%201",
        ] {
            assert!(is_redirected(sent, other), "{other}");
        }
    }
}
