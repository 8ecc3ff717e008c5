//! How often something is tried, and how long the pauses are.

use std::time::Duration;

use http::HeaderMap;

use crate::{random, retry_after};

/// How often something is tried, within which time, and how long the pauses are.
///
/// A pause is a random time up to a limit that doubles with each attempt ("full jitter"), so that a fleet that failed
/// together does not come back together. Where the server says how long to wait, that is what is waited, if it is no
/// longer than the longest pause; else there is no other attempt.
///
/// ```
/// use std::time::Duration;
/// use ctp_auth::Backoff;
///
/// let backoff = Backoff::default().with_max_attempts(3).with_total(Duration::from_secs(10));
/// let pause = backoff.pause(1, Duration::from_secs(1), None);
/// assert!(pause <= Some(Duration::from_millis(200)));
/// assert_eq!(backoff.pause(3, Duration::from_secs(1), None), None, "three attempts were made");
/// assert_eq!(backoff.pause(1, Duration::from_secs(1), Some(Duration::from_secs(4))), None, "too long to wait");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    max_attempts: u32,
    total: Duration,
    first_pause: Duration,
    longest_pause: Duration,
}

/// Four attempts within 20 seconds, with pauses of up to 200 milliseconds at first and 3 seconds at most.
impl Default for Backoff {
    fn default() -> Self {
        Self {
            max_attempts: 4,
            total: Duration::from_secs(20),
            first_pause: Duration::from_millis(200),
            longest_pause: Duration::from_secs(3),
        }
    }
}

impl Backoff {
    /// No more attempts than this, the first one included. Zero counts as one.
    #[must_use]
    pub fn with_max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// No attempt that would begin later than this after the first one.
    #[must_use]
    pub fn with_total(mut self, total: Duration) -> Self {
        self.total = total;
        self
    }

    /// A first pause of up to `first`; later ones of up to twice as much each time, but no longer than `longest`.
    ///
    /// Where the server asks for a longer pause than `longest`, there is no other attempt: the answer is the result.
    #[must_use]
    pub fn with_pauses(mut self, first: Duration, longest: Duration) -> Self {
        self.first_pause = first;
        self.longest_pause = longest;
        self
    }

    /// The time for all attempts together.
    pub fn total(&self) -> Duration {
        self.total
    }

    /// How long to wait before the next attempt, after `attempts` of them have taken `elapsed` in all; `None` to give up.
    ///
    /// `asked` is what the server asks to wait.
    pub fn pause(
        &self,
        attempts: u32,
        elapsed: Duration,
        asked: Option<Duration>,
    ) -> Option<Duration> {
        if attempts >= self.max_attempts {
            return None;
        }
        let doublings = attempts.saturating_sub(1).min(20);
        let limit = self.first_pause.saturating_mul(1 << doublings);
        let pause = match asked {
            Some(asked) if asked > self.longest_pause => return None,
            Some(asked) => asked.saturating_add(random::up_to(self.first_pause)),
            None => random::up_to(limit.min(self.longest_pause)),
        };
        (elapsed.saturating_add(pause) < self.total).then_some(pause)
    }

    /// How long the server asks to wait, by the header `Retry-After`, be it in seconds or a date.
    ///
    /// `now` is the time since 1970 began (UTC). Source:
    /// [RFC 9110, section 10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3).
    pub fn retry_after(headers: &HeaderMap, now: Duration) -> Option<Duration> {
        retry_after::read(headers, now)
    }
}
