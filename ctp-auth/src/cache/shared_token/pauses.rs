//! When the service is not asked, because of what it answered before.

use std::time::Duration;

use crate::AuthError;

/// After a renewal ahead of time has failed, the next one waits for this long, for the old token still serves.
const AFTER_FAILED_RENEWAL: Duration = Duration::from_secs(10);

/// How long a permanent failure is remembered the first time. Each further one in a row doubles that.
const AFTER_PERMANENT_FAILURE: Duration = Duration::from_secs(1);

const LONGEST: Duration = Duration::from_secs(30);

/// For how long a token without a life is handed out.
const JUST_FETCHED: Duration = Duration::from_secs(1);

/// A token that the API refuses within this time was refused from the start.
const YOUNG: Duration = Duration::from_secs(60);

/// When the service is not asked, because of what it answered before.
#[derive(Default)]
pub(super) struct Pauses {
    next_early_renewal: Duration,
    fetched_at: Option<Duration>,
    /// How many permanent failures, or tokens that the API refused from the start, came in a row.
    failures: u32,
    rejections: u32,
    rejected_at: Duration,
    refusal: Option<(AuthError, Duration)>,
}

impl Pauses {
    pub(super) fn may_renew_early(&self, now: Duration) -> bool {
        now >= self.next_early_renewal
    }

    pub(super) fn is_just_fetched(&self, now: Duration) -> bool {
        self.fetched_at
            .is_some_and(|fetched_at| now.saturating_sub(fetched_at) < JUST_FETCHED)
    }

    /// The failure that is remembered, while it is.
    pub(super) fn refusal(&self, now: Duration) -> Option<AuthError> {
        let (error, until) = self.refusal.as_ref()?;
        (now < *until).then(|| error.clone())
    }

    pub(super) fn succeeded(&mut self, now: Duration) {
        self.fetched_at = Some(now);
        self.failures = 0;
        self.refusal = None;
    }

    pub(super) fn failed(&mut self, now: Duration, error: &AuthError) {
        self.next_early_renewal = now.saturating_add(AFTER_FAILED_RENEWAL);
        // What may pass is asked for again at once, for the attempts and their pauses are over. A session that has ended
        // for all is remembered for good elsewhere.
        if error.is_transient() || error.ends_session_everywhere() {
            return;
        }
        let pause = doubled(self.failures);
        self.failures = self.failures.saturating_add(1);
        self.refusal = Some((error.clone(), now.saturating_add(pause)));
    }

    /// The API refused a token of this age. The first is replaced at once, for it may have been revoked; further ones that
    /// were refused from the start show that the API takes none.
    pub(super) fn rejected(&mut self, now: Duration, age: Duration) {
        let is_long_ago = now.saturating_sub(self.rejected_at) >= YOUNG;
        self.rejected_at = now;
        if age >= YOUNG || is_long_ago {
            self.rejections = 0;
        }
        if age >= YOUNG {
            return;
        }
        if let Some(earlier) = self.rejections.checked_sub(1) {
            let until = now.saturating_add(doubled(earlier));
            self.refusal = Some((AuthError::rejected_by_api(), until));
        }
        self.rejections = self.rejections.saturating_add(1);
    }
}

fn doubled(times: u32) -> Duration {
    AFTER_PERMANENT_FAILURE
        .saturating_mul(1 << times.min(10))
        .min(LONGEST)
}
