//! A clock whose time passes only when a test says so.

mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use ctp_auth::Clock;
use emulator::in_time;
use tokio::sync::watch;

/// A clock that stands still until it is advanced. Its clones are the same clock.
///
/// A sleep counts from when it is first polled, and no longer when it is dropped.
#[derive(Clone, Debug)]
pub(crate) struct ManualClock {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    /// How many sleeps there were, for those who wait for one.
    registered: watch::Sender<u64>,
}

#[derive(Debug)]
struct State {
    now: Duration,
    /// Those that are not due, in the order in which they began.
    sleepers: BTreeMap<u64, Sleeper>,
    /// Those among them that `next_sleep` has not given yet.
    unreported: BTreeSet<u64>,
    next: u64,
}

#[derive(Debug)]
struct Sleeper {
    asked: Duration,
    deadline: Duration,
    waker: Waker,
}

impl ManualClock {
    /// What every clock shows at first.
    pub(crate) const START: Duration = Duration::from_secs(1_800_000_000);

    pub(crate) fn new() -> Self {
        let state = State {
            now: Self::START,
            sleepers: BTreeMap::new(),
            unreported: BTreeSet::new(),
            next: 0,
        };
        Self {
            shared: Arc::new(Shared {
                state: Mutex::new(state),
                registered: watch::Sender::default(),
            }),
        }
    }

    /// Lets time pass, and wakes the sleepers whose time is over, the earliest deadline first.
    ///
    /// Time passes in one step: what those that are woken do next begins at its end.
    pub(crate) fn advance(&self, duration: Duration) {
        let due = self.lock().advance(duration);
        wake(due);
    }

    /// Waits for a sleep that this has not given before and that is neither over nor dropped, and gives the duration
    /// that was asked for.
    ///
    /// Like every wait of the tests, it panics when that takes too long.
    pub(crate) async fn next_sleep(&self) -> Duration {
        self.find("a sleep by the clock begins", |state| {
            let id = state.unreported.pop_first()?;
            state.sleepers.get(&id).map(|sleeper| sleeper.asked)
        })
        .await
    }

    /// How much of each sleep remains that is neither over nor dropped, the shortest first.
    pub(crate) fn pending(&self) -> Vec<Duration> {
        let state = self.lock();
        let mut remaining: Vec<Duration> = state
            .sleepers
            .values()
            .map(|sleeper| sleeper.deadline.saturating_sub(state.now))
            .collect();
        remaining.sort_unstable();
        remaining
    }

    /// Waits for a sleep of such a duration, be it given by [`next_sleep`](Self::next_sleep) or not, and lets the time
    /// pass until the first such sleep is over. Others that are due by then are over as well.
    ///
    /// The predicate is not to ask the clock, whose lock is held.
    pub(crate) async fn pass(&self, of: impl Fn(Duration) -> bool) {
        // Both under one lock, so that the sleep is not dropped, nor others begun, in between.
        let due = self
            .find("a sleep of such a duration begins", |state| {
                let sleepers = state.sleepers.values();
                let deadlines = sleepers
                    .filter(|sleeper| of(sleeper.asked))
                    .map(|sleeper| sleeper.deadline);
                let remaining = deadlines.min()?.saturating_sub(state.now);
                Some(state.advance(remaining))
            })
            .await;
        wake(due);
    }

    /// Looks for something in the state now and after each sleep that begins.
    async fn find<T>(&self, what: &str, mut look: impl FnMut(&mut State) -> Option<T>) -> T {
        // Subscribed before the first look, so that a sleep that begins behind that look is not missed.
        let mut registered = self.shared.registered.subscribe();
        loop {
            let found = look(&mut self.lock());
            if let Some(found) = found {
                return found;
            }
            // It fails only where no sender is left, and this clock has one.
            let _ = in_time(what, registered.changed()).await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A predicate that fails an assertion poisons the lock; the state is as good as before.
        let state = self.shared.state.lock();
        state.unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn register(&mut self, asked: Duration, waker: Waker) -> u64 {
        let id = self.next;
        self.next += 1;
        let sleeper = Sleeper {
            asked,
            deadline: self.now.saturating_add(asked),
            waker,
        };
        self.sleepers.insert(id, sleeper);
        self.unreported.insert(id);
        id
    }

    /// Takes out those whose deadline has come. They are for [`wake`], which is not called under the lock.
    fn advance(&mut self, duration: Duration) -> Vec<Sleeper> {
        self.now = self.now.saturating_add(duration);
        let now = self.now;
        let (due, later): (BTreeMap<_, _>, BTreeMap<_, _>) = std::mem::take(&mut self.sleepers)
            .into_iter()
            .partition(|(_, sleeper)| sleeper.deadline <= now);
        self.sleepers = later;
        self.unreported.retain(|id| !due.contains_key(id));
        let mut due: Vec<Sleeper> = due.into_values().collect();
        // Stable, so that those of one deadline are woken in the order in which they began.
        due.sort_by_key(|sleeper| sleeper.deadline);
        due
    }
}

fn wake(sleepers: Vec<Sleeper>) {
    for sleeper in sleepers {
        sleeper.waker.wake();
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Duration {
        self.lock().now
    }

    // What `async_trait` makes of an `async fn`, so that a sleep of no time is over at its first poll.
    fn sleep<'clock, 'sleep>(
        &'clock self,
        duration: Duration,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + 'sleep>>
    where
        'clock: 'sleep,
        Self: 'sleep,
    {
        let sleep = Sleep {
            clock: self,
            duration,
            id: None,
        };
        // Whatever nobody lets pass would hang the test.
        Box::pin(async move { in_time(&format!("{duration:?} to pass on a clock"), sleep).await })
    }
}

/// A clock whose pauses, which are shorter than a minute, pass at once, and whose longer times never do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HastyClock;

#[async_trait::async_trait]
impl Clock for HastyClock {
    fn now(&self) -> Duration {
        ManualClock::START
    }

    async fn sleep(&self, duration: Duration) {
        if duration < Duration::from_secs(60) {
            tokio::task::yield_now().await;
        } else {
            in_time(
                "the end of what should take no minute",
                std::future::pending(),
            )
            .await
        }
    }
}

/// A wait, which is known to the clock from its first poll until it is over or dropped.
struct Sleep<'clock> {
    clock: &'clock ManualClock,
    duration: Duration,
    id: Option<u64>,
}

impl Future for Sleep<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.duration.is_zero() {
            return Poll::Ready(());
        }
        // No waker is cloned, called or dropped under the lock: it may run code that sleeps or drops a sleep.
        let waker = context.waker().clone();
        let Some(id) = self.id else {
            let id = self.clock.lock().register(self.duration, waker);
            self.id = Some(id);
            let registered = &self.clock.shared.registered;
            registered.send_modify(|count| *count += 1);
            return Poll::Pending;
        };
        let mut state = self.clock.lock();
        let Some(sleeper) = state.sleepers.get_mut(&id) else {
            // The clock has taken it out, so its deadline has come.
            return Poll::Ready(());
        };
        let replaced = std::mem::replace(&mut sleeper.waker, waker);
        drop(state);
        drop(replaced);
        Poll::Pending
    }
}

impl Drop for Sleep<'_> {
    fn drop(&mut self) {
        let Some(id) = self.id else { return };
        let mut state = self.clock.lock();
        state.unreported.remove(&id);
        let removed = state.sleepers.remove(&id);
        drop(state);
        drop(removed);
    }
}
