//! The current time, and timers.

use std::fmt;
use std::time::Duration;
#[cfg(not(target_arch = "wasm32"))]
use std::time::SystemTime;

use async_trait::async_trait;
#[cfg(target_arch = "wasm32")]
use web_time::SystemTime;

/// A clock with timers.
///
/// [`SystemClock`] is the default. Another clock is useful in tests, which can advance it without waiting.
///
/// On `wasm32`, implementations are written with `#[async_trait(?Send)]`.
#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
pub trait Clock: fmt::Debug + Send + Sync {
    /// The time since the Unix epoch. It may jump when the system time is changed.
    fn now(&self) -> Duration;

    /// Waits for this duration.
    async fn sleep(&self, duration: Duration);
}

/// The clock of the operating system.
///
/// It uses the timers of tokio, in a runtime with `enable_time`, or those of the browser.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl Clock for SystemClock {
    fn now(&self) -> Duration {
        SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default()
    }

    #[cfg(not(target_arch = "wasm32"))]
    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }

    #[cfg(target_arch = "wasm32")]
    async fn sleep(&self, duration: Duration) {
        for timer in crate::platform::timers(duration) {
            gloo_timers::future::sleep(timer).await;
        }
    }
}
