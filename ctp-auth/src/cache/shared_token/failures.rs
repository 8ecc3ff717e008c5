//! Failures that are remembered for a short time, so that they are not repeated for each request.

use std::time::Duration;

use crate::AuthError;

/// The first time for which something is remembered. It doubles with each repetition.
const FIRST: Duration = Duration::from_secs(1);

/// The longest.
const LONGEST: Duration = Duration::from_secs(60);

/// A token of this age was accepted before: its rejection is unrelated to that of the previous token.
const GOOD: Duration = Duration::from_secs(120);

/// The pause after an early renewal has failed, while the old token is still valid.
const AFTER_FAILED_RENEWAL: Duration = Duration::from_secs(10);

/// The time for which a new token is used, whatever lifetime the response gives: without it, a lifetime of zero would mean
/// one fetch for each request.
const SERVES: Duration = Duration::from_secs(1);

/// The failures of one token, by the clock of its cache.
#[derive(Default)]
pub(super) struct Failures {
    early_renewal_waits_until: Duration,
    /// The last failed fetch that another one would only repeat, and until when it is returned instead.
    fetch: Option<(AuthError, Duration)>,
    fetches_failed: u32,
    /// The time until which no other token is fetched after the API rejected one, and how often one was rejected soon after
    /// it was fetched.
    rejections_wait_until: Duration,
    rejections: u32,
    fetched_at: Option<Duration>,
}

impl Failures {
    /// Remembers a failed fetch, unless the failure is temporary, or has ended the session, which is stored elsewhere.
    pub(super) fn fetch_failed(&mut self, error: &AuthError, now: Duration) {
        self.early_renewal_waits_until = now.saturating_add(AFTER_FAILED_RENEWAL);
        if error.is_transient() || error.ends_session_everywhere() {
            return;
        }
        let until = now.saturating_add(growing(self.fetches_failed));
        self.fetches_failed = self.fetches_failed.saturating_add(1);
        self.fetch = Some((error.clone(), until));
    }

    /// A token was fetched.
    pub(super) fn fetched(&mut self, now: Duration) {
        self.fetch = None;
        self.fetches_failed = 0;
        self.fetched_at = Some(now);
    }

    /// The failure that is returned instead of another fetch.
    pub(super) fn remembered(&self, now: Duration) -> Option<AuthError> {
        self.fetch
            .as_ref()
            .filter(|(_, until)| now < *until)
            .map(|(error, _)| error.clone())
    }

    /// Whether a token may be renewed while it is still valid.
    pub(super) fn may_renew_early(&self, now: Duration) -> bool {
        now >= self.early_renewal_waits_until
    }

    /// Whether the last token was fetched a moment ago.
    pub(super) fn has_just_fetched(&self, now: Duration) -> bool {
        self.fetched_at
            .is_some_and(|fetched_at| now < fetched_at.saturating_add(SERVES))
    }

    /// Whether another token may be fetched after the API has just rejected the one of this age. The age is `None` if this
    /// process does not know the token.
    pub(super) fn may_replace_rejected(&mut self, age: Option<Duration>, now: Duration) -> bool {
        if now < self.rejections_wait_until {
            return false;
        }
        if age.is_none_or(|age| age >= GOOD) {
            self.rejections = 0;
        }
        self.rejections_wait_until = now.saturating_add(growing(self.rejections));
        self.rejections = self.rejections.saturating_add(1);
        true
    }
}

fn growing(repetitions: u32) -> Duration {
    FIRST
        .saturating_mul(1_u32.checked_shl(repetitions).unwrap_or(u32::MAX))
        .min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_doubles_up_to_a_minute() {
        let times: Vec<u64> = (0..8).map(|count| growing(count).as_secs()).collect();
        assert_eq!(times, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(growing(u32::MAX), LONGEST);
    }
}
