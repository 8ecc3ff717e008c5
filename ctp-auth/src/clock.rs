//! Time: what it is, and waiting for it to pass.

use std::fmt;
use std::time::Duration;
#[cfg(not(target_arch = "wasm32"))]
use std::time::SystemTime;

use async_trait::async_trait;
#[cfg(target_arch = "wasm32")]
use web_time::SystemTime;

/// Tells the time, and waits.
///
/// [`SystemClock`] is the one that is used where no other is given. A clock of your own is for tests, in which hours
/// pass at once.
///
/// On `wasm32`, implementations are written with `#[async_trait(?Send)]`.
#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
pub trait Clock: fmt::Debug + Send + Sync {
    /// The time since 1970 began (UTC). It may jump when somebody sets it.
    fn now(&self) -> Duration;

    /// Waits.
    async fn sleep(&self, duration: Duration);
}

/// The clock of the system.
///
/// It waits by the timers of tokio, within a runtime that has them (`enable_time`), and in a browser by those of the browser.
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
