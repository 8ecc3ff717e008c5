//! Putting the messages of each resource in order.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use ctp_auth::{Clock, SystemClock};

use super::Delivery;
use super::recent::Recent;

const WAIT: Duration = Duration::from_secs(10);
const MOST_WAITING: usize = 10_000;
const MOST_RESOURCES: usize = 100_000;

/// Puts the messages of each resource in the order of their [`sequence_number`](Delivery::sequence_number).
///
/// It does no input or output: deliveries go in by [`push`](Self::push), and what is next comes out, now or later. `R` is what
/// goes along with a delivery, such as the receipt by which it is acknowledged.
///
/// ```
/// # async fn handle(delivery: &ctp_sdk::events::Delivery) {}
/// # async fn run(mut queue: impl AsyncFnMut(std::time::Duration) -> Vec<ctp_sdk::events::Received>) {
/// use std::time::Duration;
/// use ctp_sdk::events::Sequencer;
///
/// let mut sequencer = Sequencer::new().wait(Duration::from_secs(5));
/// loop {
///     let pause = sequencer.due_in().unwrap_or(Duration::from_secs(20));
///     let mut next = Vec::new();
///     for received in queue(pause).await {
///         if let Ok(delivery) = received.delivery {
///             next.extend(sequencer.push(delivery, received.receipt));
///         }
///     }
///     next.extend(sequencer.take_overdue());
///     for sequenced in next {
///         handle(&sequenced.delivery).await;
///         println!("{:?}: acknowledge {:?}", sequenced.place, sequenced.receipt);
///     }
/// }
/// # }
/// ```
///
/// - **In order**, a message comes out at once.
/// - **Before its turn**, it waits for those in front of it, ten seconds by default. Then they are given up: it comes out as
///   [`AfterGap`](SequencePlace::AfterGap), and those that follow it at once.
/// - **A gap may be no loss**: each message of a resource has a number, also those of types that the subscription does not
///   ask for. Where it asks for some types alone, there are gaps that nothing fills, each of which costs the wait. Subscribe
///   to all types of the resource, or make the wait short.
/// - **The first one of a resource** waits as well, unless its number is 1, for nobody knows which were handled before this
///   program began. [`set_position`](Self::set_position) tells.
/// - **After its turn**, a message comes out at once as [`Late`](SequencePlace::Late): it was given up, or it is a duplicate.
///   A [`Deduplicator`](super::Deduplicator) around the work tells: it drops duplicates. The [module](super) shows both.
/// - **What has no number**, such as a change of a resource, comes out at once.
///
/// What waits is in the memory of this program alone: do not acknowledge a delivery before it has come out, and make the wait
/// shorter than the time after which the destination delivers again. Memory is bounded: see
/// [`most_waiting`](Self::most_waiting) and [`most_resources`](Self::most_resources).
///
/// A single program has to get all messages of a resource for this to work.
#[derive(Debug)]
pub struct Sequencer<R = ()> {
    wait: Duration,
    most_waiting: usize,
    clock: Arc<dyn Clock>,
    /// The number that is next, by the key of the resource.
    next: Recent<i64>,
    /// What waits, by the key of the resource; by the number, and then in the order of arrival.
    waiting: HashMap<String, BTreeMap<(i64, u64), Waiting<R>>>,
    /// Since when each waits, in the order of arrival.
    arrivals: BTreeMap<u64, Arrival>,
    arrived: u64,
    /// Resources whose position was set while messages waited, some of which have their turn now.
    ready: HashSet<String>,
}

#[derive(Debug)]
struct Waiting<R> {
    delivery: Delivery,
    receipt: R,
}

#[derive(Debug)]
struct Arrival {
    at: Duration,
    resource: String,
}

/// A delivery that has come out.
#[derive(Debug)]
#[non_exhaustive]
pub struct Sequenced<R = ()> {
    /// The delivery.
    pub delivery: Delivery,
    /// What went along with it.
    pub receipt: R,
    /// Where it stands among the messages of its resource.
    pub place: SequencePlace,
}

/// Where a message stands among those of its resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SequencePlace {
    /// Right behind the one that came out before.
    Next,
    /// It is the first one of which this sequencer knows; there may have been others before.
    First,
    /// So many between the one that came out before and this one did not come in time, or never will.
    AfterGap {
        /// How many numbers are missing.
        missing: u64,
    },
    /// Its turn is over: later ones came out before it, or the same.
    Late,
    /// It has no number.
    Unsequenced,
}

impl<R> Default for Sequencer<R> {
    fn default() -> Self {
        Self {
            wait: WAIT,
            most_waiting: MOST_WAITING,
            clock: Arc::new(SystemClock),
            next: Recent::new(MOST_RESOURCES),
            waiting: HashMap::new(),
            arrivals: BTreeMap::new(),
            arrived: 0,
            ready: HashSet::new(),
        }
    }
}

impl<R> Sequencer<R> {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long a message waits for those in front of it; ten seconds by default.
    #[must_use]
    pub fn wait(mut self, wait: Duration) -> Self {
        self.wait = wait;
        self
    }

    /// How many messages wait at the most, 10,000 by default. Beyond that, the one that waits longest does not wait any
    /// further.
    #[must_use]
    pub fn most_waiting(mut self, count: usize) -> Self {
        self.most_waiting = count;
        self
    }

    /// Of how many resources the number is remembered, 100,000 by default. Beyond that, the resource without a message for
    /// the longest time is forgotten, and its next message is a first one. Numbers that were remembered are forgotten.
    #[must_use]
    pub fn most_resources(mut self, count: usize) -> Self {
        self.next = Recent::new(count);
        self
    }

    /// Reads the time from another clock, for tests.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Says which message of a resource was handled last, by a program before this one. `resource` is
    /// [`Delivery::resource_key`].
    ///
    /// Messages of the resource may wait already. Those that have their turn now come out by the next call of
    /// [`take_overdue`](Self::take_overdue), and [`due_in`](Self::due_in) is zero until then.
    pub fn set_position(&mut self, resource: &str, last: i64) {
        let next = last.saturating_add(1);
        self.next.insert(resource, next);
        if self
            .first_waiting(resource)
            .is_some_and(|first| first <= next)
        {
            self.ready.insert(resource.to_owned());
        }
    }

    /// The number of the message of a resource that came out last; `None` where it is not known.
    pub fn position(&self, resource: &str) -> Option<i64> {
        self.next.get(resource).map(|next| next.saturating_sub(1))
    }

    /// How many messages wait.
    pub fn waiting(&self) -> usize {
        self.arrivals.len()
    }

    /// Takes a delivery, and gives what is to be handled now, in this order: nothing, if it has to wait.
    pub fn push(&mut self, delivery: Delivery, receipt: R) -> Vec<Sequenced<R>> {
        let (Some(number), Some(resource)) = (delivery.sequence_number(), delivery.resource_key())
        else {
            return vec![Sequenced {
                delivery,
                receipt,
                place: SequencePlace::Unsequenced,
            }];
        };
        if number == 1 && self.next.get(&resource).is_none() {
            self.next.insert(&resource, 1);
        }
        self.arrived = self.arrived.saturating_add(1);
        let arrival = Arrival {
            at: self.clock.now(),
            resource: resource.clone(),
        };
        self.arrivals.insert(self.arrived, arrival);
        self.waiting
            .entry(resource.clone())
            .or_default()
            .insert((number, self.arrived), Waiting { delivery, receipt });
        let mut out = self.take_ready(&resource);
        while self.waiting() > self.most_waiting {
            let Some((_, oldest)) = self.arrivals.first_key_value() else {
                break;
            };
            let resource = oldest.resource.clone();
            out.extend(self.give_up(&resource));
        }
        out
    }

    /// What has waited long enough, in the order in which it is to be handled. Call it from time to time:
    /// [`due_in`](Self::due_in) says when.
    pub fn take_overdue(&mut self) -> Vec<Sequenced<R>> {
        let now = self.clock.now();
        let mut out = Vec::new();
        for resource in std::mem::take(&mut self.ready) {
            out.extend(self.take_ready(&resource));
        }
        while let Some((_, oldest)) = self.arrivals.first_key_value() {
            if oldest.at.saturating_add(self.wait) > now {
                break;
            }
            let resource = oldest.resource.clone();
            out.extend(self.give_up(&resource));
        }
        out
    }

    /// After what time something will have waited long enough; `None` where nothing waits.
    pub fn due_in(&self) -> Option<Duration> {
        let (_, oldest) = self.arrivals.first_key_value()?;
        if !self.ready.is_empty() {
            return Some(Duration::ZERO);
        }
        let due = oldest.at.saturating_add(self.wait);
        Some(due.saturating_sub(self.clock.now()))
    }

    /// All that waits, with its gaps, in the order of each resource: for the end of a program that has to handle what it took.
    pub fn take_all(&mut self) -> Vec<Sequenced<R>> {
        let mut out = Vec::new();
        while let Some((_, oldest)) = self.arrivals.first_key_value() {
            let resource = oldest.resource.clone();
            out.extend(self.give_up(&resource));
        }
        out
    }

    /// What of a resource may come out without a gap.
    fn take_ready(&mut self, resource: &str) -> Vec<Sequenced<R>> {
        self.ready.remove(resource);
        let mut out = Vec::new();
        while let Some(next) = self.next.get(resource).copied() {
            let Some(number) = self.first_waiting(resource).filter(|first| *first <= next) else {
                break;
            };
            let place = match number == next {
                true => SequencePlace::Next,
                false => SequencePlace::Late,
            };
            out.extend(self.take_first(resource, place));
            self.next
                .insert(resource, next.max(number.saturating_add(1)));
        }
        out
    }

    /// Lets those come out that have their turn. If there are none, the first one comes out after its gap, with those that
    /// follow it.
    fn give_up(&mut self, resource: &str) -> Vec<Sequenced<R>> {
        let ready = self.take_ready(resource);
        if !ready.is_empty() {
            return ready;
        }
        let Some(number) = self.first_waiting(resource) else {
            return Vec::new();
        };
        let place = match self.next.get(resource) {
            Some(next) => SequencePlace::AfterGap {
                missing: number.abs_diff(*next),
            },
            None => SequencePlace::First,
        };
        let mut out: Vec<_> = self.take_first(resource, place).into_iter().collect();
        self.next.insert(resource, number.saturating_add(1));
        out.extend(self.take_ready(resource));
        out
    }

    fn first_waiting(&self, resource: &str) -> Option<i64> {
        let (&(number, _), _) = self.waiting.get(resource)?.first_key_value()?;
        Some(number)
    }

    fn take_first(&mut self, resource: &str, place: SequencePlace) -> Option<Sequenced<R>> {
        let line = self.waiting.get_mut(resource)?;
        let ((_, arrival), Waiting { delivery, receipt }) = line.pop_first()?;
        if line.is_empty() {
            self.waiting.remove(resource);
        }
        self.arrivals.remove(&arrival);
        Some(Sequenced {
            delivery,
            receipt,
            place,
        })
    }
}
