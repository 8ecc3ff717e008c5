//! How long sessions last.

use std::time::Duration;

use crate::cache::Record;

/// The limits of a session. The first limit that is reached ends the session.
///
/// A session also ends with its refresh token, which by default expires when it is not used for a long time.
///
/// ```
/// use std::time::Duration;
/// use ctp_auth::SessionLimits;
///
/// let day = Duration::from_secs(86_400);
/// let limits = SessionLimits::default().with_idle(30 * day).with_lifetime(180 * day);
/// assert_eq!(limits.idle(), 30 * day);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLimits {
    idle: Duration,
    lifetime: Duration,
}

/// 90 days without use, after which the platform deletes an unchanged cart by default, and 365 days in total.
impl Default for SessionLimits {
    fn default() -> Self {
        const DAY: Duration = Duration::from_secs(86_400);
        Self {
            idle: 90 * DAY,
            lifetime: 365 * DAY,
        }
    }
}

impl SessionLimits {
    /// Ends a session that was not used for this long.
    #[must_use]
    pub fn with_idle(mut self, idle: Duration) -> Self {
        self.idle = idle;
        self
    }

    /// Ends a session this long after it was started, even if it is used. A login starts a new one.
    #[must_use]
    pub fn with_lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime;
        self
    }

    /// How long a session lasts without use.
    pub fn idle(&self) -> Duration {
        self.idle
    }

    /// How long a session lasts in total.
    pub fn lifetime(&self) -> Duration {
        self.lifetime
    }

    /// When the session of this record ends if it is not used any more.
    pub(super) fn ends_at(&self, record: &Record) -> Duration {
        let by_tokens = record.ends_at();
        let Some(session) = &record.session else {
            return by_tokens;
        };
        by_tokens
            .min(session.started_at.saturating_add(self.lifetime))
            .min(session.used_at.saturating_add(self.idle))
    }

    /// Whether a use is recorded, which costs a write: not each time, but often enough for the idle limit to be accurate to
    /// a tenth.
    pub(super) fn is_use_to_be_noted(&self, record: &Record, now: Duration) -> bool {
        record
            .session
            .as_ref()
            .is_some_and(|session| now.saturating_sub(session.used_at) >= self.idle / 10)
    }
}
