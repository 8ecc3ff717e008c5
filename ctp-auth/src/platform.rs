//! What differs between servers and browsers. It is for the SDK as well.

use std::error::Error;
use std::pin::Pin;
use std::time::Duration;

use url::Url;

/// A future of which any thread may do a part.
#[cfg(not(target_arch = "wasm32"))]
pub type BoxedFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
/// A future. In a browser there is one thread.
#[cfg(target_arch = "wasm32")]
pub type BoxedFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// `Send`, and in a browser, where nothing goes to another thread, anything.
#[cfg(not(target_arch = "wasm32"))]
pub trait MaybeSend: Send {}
#[cfg(not(target_arch = "wasm32"))]
impl<T: Send + ?Sized> MaybeSend for T {}

/// `Send`, and in a browser, where nothing goes to another thread, anything.
#[cfg(target_arch = "wasm32")]
pub trait MaybeSend {}
#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> MaybeSend for T {}

/// Whether this is a browser, where the HTTP client is the browser's `fetch`.
///
/// It gives no way to make an answer of what was read, follows redirects, hides most headers of an answer from another
/// origin, and does not tell why there was no answer.
pub const IS_BROWSER: bool = cfg!(target_arch = "wasm32");

/// The longest timer of a browser: 24 days. A longer one fires at once.
const LONGEST_TIMER: Duration = Duration::from_millis(i32::MAX as u64);

/// As much of a time as one timer of the platform can wait.
pub fn timer(duration: Duration) -> Duration {
    match IS_BROWSER {
        true => duration.min(LONGEST_TIMER),
        false => duration,
    }
}

/// Timers of a browser that wait for a time one after the other.
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

/// Whether there was no connection, which a browser does not tell.
#[cfg(target_arch = "wasm32")]
pub fn is_connect(_: &reqwest::Error) -> bool {
    false
}

/// Whether the time of the exchange was over, before the answer or while its body came.
pub fn is_timeout(error: &reqwest::Error) -> bool {
    error.is_timeout()
        || IS_BROWSER
            && causes(error).any(|cause| cause.to_string().contains("reqwest::errors::TimedOut"))
}

/// Whether the browser gives no answer and does not say why: the host may be unreachable, the connection may have broken,
/// or the host does not let this page read the answer (CORS).
pub fn is_unexplained(error: &reqwest::Error) -> bool {
    IS_BROWSER && error.is_request() && !is_timeout(error)
}

/// Whether another attempt is in vain after so many that the browser [did not explain](is_unexplained): what may be a
/// refusal that stays is tried once more, and no further.
pub fn is_in_vain(error: &reqwest::Error, attempts: u32) -> bool {
    is_unexplained(error) && attempts >= 2
}

/// Whether a browser that was asked for `sent` gave the answer of another place, because it followed a redirect.
///
/// Two spellings of a URL are the same place, and the query counts as well as it can be compared.
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

/// What a browser says of a failure, without the stack of JavaScript and the wrapping of the bindings:
/// `JsValue(TypeError: Failed to fetch\nTypeError: Failed to fetch\n    at …)` is `Failed to fetch`.
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

/// The reason of an error of the HTTP client for those who look behind it. In a browser it is a text with the stack of
/// JavaScript, which helps nobody.
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
