//! A limit for what a test waits for, so that a mistake fails the test instead of hanging it.

use std::pin::pin;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;

/// Far more than anything takes that a test waits for, on a slow machine as well.
const LIMIT: Duration = Duration::from_secs(60);

/// Waits for something, for a minute at most.
///
/// It needs neither the timers of the runtime that waits nor its clock, which a test may have stopped.
///
/// # Panics
///
/// When the minute is over, with a message that names what was awaited.
pub async fn within_limit<T>(what: &str, wait: impl Future<Output = T>) -> T {
    within(LIMIT, what, wait).await
}

#[allow(clippy::panic, reason = "a test fails by panicking")]
async fn within<T>(limit: Duration, what: &str, wait: impl Future<Output = T>) -> T {
    let mut wait = pin!(wait);
    // Most waits are over at once, and need no thread to watch them.
    let at_once = wait.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    if let Poll::Ready(outcome) = at_once {
        return outcome;
    }
    let (over, is_over) = oneshot::channel();
    // It is dropped with this wait, which ends the thread.
    let (_watch, end) = mpsc::channel::<()>();
    thread::spawn(move || {
        if end.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
            let _ = over.send(());
        }
    });
    tokio::select! {
        biased;
        outcome = &mut wait => outcome,
        Ok(()) = is_over => panic!("it did not happen within {limit:?}: {what}"),
        else => panic!("the thread that watches a wait has ended"),
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    fn run<T>(work: impl Future<Output = T>) -> T {
        // Neither timers nor sockets.
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime.unwrap().block_on(work)
    }

    #[test]
    fn what_never_comes_is_named() {
        let wait = std::panic::catch_unwind(|| {
            run(within(
                Duration::from_millis(1),
                "the second request",
                pending::<()>(),
            ));
        });
        let message = *wait.unwrap_err().downcast::<String>().unwrap();
        assert!(message.contains("the second request"), "{message}");
    }

    #[test]
    fn what_comes_in_time_is_given() {
        let later = async {
            tokio::task::yield_now().await;
            5
        };
        assert_eq!(run(within_limit("five", later)), 5);
        assert_eq!(run(within_limit("six", ready(6))), 6);
    }
}
