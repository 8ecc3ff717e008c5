//! Failures that are remembered for a moment, so that they are not repeated for each request.

use std::time::Duration;

use crate::AuthError;

/// The first time that something is remembered for. It doubles with each repetition.
const FIRST: Duration = Duration::from_secs(1);

/// The longest.
const LONGEST: Duration = Duration::from_secs(60);

/// A token that served for this long was a good one: what is wrong with it now has nothing to do with the one before it.
const GOOD: Duration = Duration::from_secs(120);

/// For how long a token serves that was just fetched, whatever its answer says: an answer that gives it no time at all
/// must not mean one fetch for each request.
const SERVES: Duration = Duration::from_secs(1);

/// What went wrong with one token, by the clock of its cache.
#[derive(Default)]
pub(super) struct Failures {
    /// The last failed fetch that another one would only repeat, and until when it stands for that.
    fetch: Option<(AuthError, Duration)>,
    fetches_failed: u32,
    /// Until when no other token is fetched in place of one that the API rejects, and how often one was rejected soon
    /// after it was fetched.
    rejections_wait_until: Duration,
    rejections: u32,
    fetched_at: Option<Duration>,
}

impl Failures {
    /// Remembers a failed fetch, where it is not one that may be over a moment later.
    pub(super) fn fetch_failed(&mut self, error: &AuthError, now: Duration) {
        if error.is_transient() || error.is_session_ended() {
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

    /// The failure that stands for another fetch.
    pub(super) fn remembered(&self, now: Duration) -> Option<AuthError> {
        self.fetch
            .as_ref()
            .filter(|(_, until)| now < *until)
            .map(|(error, _)| error.clone())
    }

    /// Whether the last token was fetched a moment ago.
    pub(super) fn has_just_fetched(&self, now: Duration) -> bool {
        self.fetched_at
            .is_some_and(|fetched_at| now < fetched_at.saturating_add(SERVES))
    }

    /// Whether another token may be fetched in place of the one that the API has just rejected.
    pub(super) fn may_replace_rejected(&mut self, now: Duration) -> bool {
        if now < self.rejections_wait_until {
            return false;
        }
        let was_good = self
            .fetched_at
            .is_none_or(|fetched_at| now >= fetched_at.saturating_add(GOOD));
        if was_good {
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
