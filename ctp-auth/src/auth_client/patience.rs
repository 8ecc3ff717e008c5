//! How long and how often the service is asked.

use std::time::Duration;

use http::StatusCode;

use crate::{AuthError, random};

/// How long and how often the service is asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    pub(super) attempt: Duration,
    pub(super) total: Duration,
    pub(super) attempts: u32,
}

const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(3);

impl Default for Patience {
    fn default() -> Self {
        Self {
            attempt: Duration::from_secs(5),
            total: Duration::from_secs(20),
            attempts: 4,
        }
    }
}

impl Patience {
    /// How long to wait before the next attempt, after `attempts` of them in the time given; `None` to give up.
    pub(super) fn pause(
        &self,
        error: &AuthError,
        attempts: u32,
        elapsed: Duration,
    ) -> Option<Duration> {
        if attempts >= self.attempts || !may_pass(error) {
            return None;
        }
        let grown = FIRST_PAUSE.saturating_mul(1 << (attempts - 1).min(10));
        let asked = error.oauth().and_then(|refusal| refusal.retry_after());
        // Jitter keeps a fleet that failed together from coming back together.
        let pause = match asked {
            Some(asked) => asked.saturating_add(random::up_to(FIRST_PAUSE)),
            None => random::up_to(grown.min(LONGEST_PAUSE)),
        };
        (elapsed.saturating_add(pause) < self.total).then_some(pause)
    }
}

/// Whether another attempt may succeed. A token call may be made twice: the first token is then just not used.
fn may_pass(error: &AuthError) -> bool {
    match error.oauth() {
        Some(refusal) => match refusal.status() {
            StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT => true,
            // Without being told how long to wait, a further request would only add to what is too much.
            StatusCode::TOO_MANY_REQUESTS => refusal.retry_after().is_some(),
            _ => false,
        },
        None => error.is_transient(),
    }
}
