//! Waits that come to an end.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::task::{Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

/// How long a test waits for anything: far longer than anything takes on a busy machine.
const LIMIT: Duration = Duration::from_secs(120);

/// Waits for something, for a limited time.
///
/// It needs neither the timers nor the sockets of the runtime that waits, and goes by the time of the machine, whatever
/// time a test has stopped.
///
/// # Panics
///
/// When it takes longer than two minutes. The message names `what` was awaited.
pub async fn in_time<T>(what: &str, future: impl Future<Output = T>) -> T {
    within(LIMIT, what, future).await
}

async fn within<T>(limit: Duration, what: &str, future: impl Future<Output = T>) -> T {
    let deadline = Instant::now() + limit;
    let mut future = pin!(future);
    let mut alarm = None;
    poll_fn(|context| {
        if let Poll::Ready(outcome) = future.as_mut().poll(context) {
            return Poll::Ready(outcome);
        }
        assert!(
            Instant::now() < deadline,
            "waited {limit:?} in vain: {what}"
        );
        // The old one is taken back first: it has the waker of an earlier poll.
        alarm = None;
        alarm = Some(Alarm::set(deadline, context.waker().clone()));
        Poll::Pending
    })
    .await
}

/// Wakes the task that set it at its time, unless it is dropped before.
struct Alarm(u64);

#[derive(Default)]
struct Alarms {
    next: u64,
    set: BTreeMap<u64, (Instant, Waker)>,
}

static ALARMS: Mutex<Alarms> = Mutex::new(Alarms {
    next: 0,
    set: BTreeMap::new(),
});

impl Alarm {
    fn set(at: Instant, waker: Waker) -> Self {
        static CLOCKWORK: Once = Once::new();
        CLOCKWORK.call_once(|| drop(thread::spawn(ring)));
        let mut alarms = alarms();
        let id = alarms.next;
        alarms.next += 1;
        alarms.set.insert(id, (at, waker));
        Self(id)
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        let waker = alarms().set.remove(&self.0);
        // Not under the lock, because a waker may run other code.
        drop(waker);
    }
}

/// Wakes those whose time has come, for as long as the process lives.
fn ring() {
    const GRAIN: Duration = Duration::from_millis(50);
    loop {
        thread::sleep(GRAIN);
        let now = Instant::now();
        let due: Vec<Waker> = alarms()
            .set
            .values()
            .filter(|(at, _)| *at <= now)
            .map(|(_, waker)| waker.clone())
            .collect();
        due.into_iter().for_each(Waker::wake);
    }
}

fn alarms() -> MutexGuard<'static, Alarms> {
    ALARMS.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    fn wait<T>(future: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime.unwrap().block_on(future)
    }

    #[test]
    fn what_comes_in_time_is_given() {
        assert_eq!(wait(in_time("a number", ready(7))), 7);
        let mut polls = 0;
        let third = poll_fn(|context| {
            polls += 1;
            context.waker().wake_by_ref();
            if polls == 3 {
                Poll::Ready(polls)
            } else {
                Poll::Pending
            }
        });
        assert_eq!(wait(in_time("the third poll", third)), 3);
    }

    #[test]
    #[should_panic(expected = "waited 1ms in vain: what never comes")]
    fn what_does_not_come_is_named_by_a_panic() {
        wait(within(
            Duration::from_millis(1),
            "what never comes",
            pending::<()>(),
        ));
    }
}
