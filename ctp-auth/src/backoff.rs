//! Retries: the number of attempts and the pauses between them.

use std::time::Duration;

use http::HeaderMap;

use crate::{random, retry_after};

/// Retries: the number of attempts, the total time and the pauses between attempts.
///
/// A pause is a random time up to a limit that doubles with each attempt ("full jitter"), so that processes that failed at
/// the same time do not retry at the same time. If the server names a pause, that pause is used if it is not longer than
/// the longest pause; otherwise there are no further attempts.
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
    /// The maximum number of attempts, including the first. Zero counts as one.
    #[must_use]
    pub fn with_max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// No attempt begins later than this after the first one.
    #[must_use]
    pub fn with_total(mut self, total: Duration) -> Self {
        self.total = total;
        self
    }

    /// The first pause is up to `first`; the maximum doubles with each attempt, up to `longest`.
    ///
    /// If the server asks for a longer pause than `longest`, there are no further attempts: its response is the result.
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

    /// The pause before the next attempt, after `attempts` attempts that took `elapsed` in total; `None` to stop.
    ///
    /// `asked` is the pause that the server asks for.
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

    /// The pause that the server asks for in the header `Retry-After`, in seconds or as a date.
    ///
    /// `now` is the time since the Unix epoch. Source:
    /// [RFC 9110, section 10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3).
    pub fn retry_after(headers: &HeaderMap, now: Duration) -> Option<Duration> {
        retry_after::read(headers, now)
    }
}
