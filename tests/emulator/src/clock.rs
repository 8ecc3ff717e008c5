//! The clock of an emulator.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use ctp_auth::SystemClock;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// The time of the machine, and the offset that tests have added.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    ahead_in_ms: AtomicI64,
    /// The time at which it is stopped.
    stands_at: Option<Timestamp>,
}

impl Clock {
    /// A stopped clock, for work that is done later than it was due.
    pub(crate) fn standing_at(time: Timestamp) -> Self {
        Self {
            stands_at: Some(time),
            ..Self::default()
        }
    }

    /// Advances the clock.
    pub(crate) fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        let ahead = |ahead: i64| Some(ahead.saturating_add(by));
        // It always returns another value, so it cannot fail.
        let _ = self
            .ahead_in_ms
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, ahead);
    }

    pub(crate) fn now(&self) -> Timestamp {
        let ahead = self.ahead_in_ms.load(Ordering::Relaxed);
        self.stands_at
            .unwrap_or_else(|| after(Timestamp::now(), SignedDuration::from_millis(ahead)))
    }

    /// The time in the format of the platform, with milliseconds.
    pub(crate) fn text(&self) -> Value {
        text(self.now())
    }
}

/// The clock of an emulator, for a client of its authorization service: see [`Emulator::clock`](crate::Emulator::clock).
///
/// Its timers use real time.
#[derive(Clone, Debug)]
pub struct EmulatorClock(pub(crate) Arc<Clock>);

#[async_trait]
impl ctp_auth::Clock for EmulatorClock {
    fn now(&self) -> Duration {
        let now = self.0.now().as_duration();
        // It fails only before 1970.
        Duration::try_from(now).unwrap_or_default()
    }

    async fn sleep(&self, duration: Duration) {
        SystemClock.sleep(duration).await;
    }
}

/// A time in the format of the platform, with milliseconds.
pub(crate) fn text(of: Timestamp) -> Value {
    format!("{of:.3}").into()
}

/// A later time, at most the maximum.
pub(crate) fn after(time: Timestamp, by: SignedDuration) -> Timestamp {
    time.checked_add(by).unwrap_or(Timestamp::MAX)
}
