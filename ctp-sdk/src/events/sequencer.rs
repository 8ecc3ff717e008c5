//! Orders the messages of each resource.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use ctp_auth::{Clock, SystemClock};

use super::Delivery;
use super::recent::Recent;

const WAIT: Duration = Duration::from_secs(10);
const MOST_WAITING: usize = 10_000;
const MOST_RESOURCES: usize = 100_000;

/// Orders the messages of each resource by their [`sequence_number`](Delivery::sequence_number).
///
/// It does no input or output: pass deliveries to [`push`](Self::push), which returns those that are next. `R` is a value
/// that accompanies a delivery, such as the receipt for its acknowledgment.
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
/// - **In order**, a message is returned at once.
/// - **Too early**, it waits for the messages before it, ten seconds by default. Then it is returned as
///   [`AfterGap`](SequencePlace::AfterGap), together with those that directly follow it.
/// - **A gap is not always a loss**: each message of a resource has a number, including messages of types that the
///   subscription does not request. With a subscription to some types only, there are gaps that are never filled, and each
///   of them costs the wait. Subscribe to all types of the resource, or make the wait short.
/// - **The first message of a resource** waits as well, unless its number is 1, because it is unknown which messages were
///   handled before this program started. [`set_position`](Self::set_position) sets this.
/// - **Too late**, a message is returned at once as [`Late`](SequencePlace::Late): the sequencer no longer waited for it,
///   or it is a duplicate. Drop duplicates first with a [`Deduplicator`](super::Deduplicator).
/// - **Notifications without a number**, such as a change of a resource, are returned at once.
///
/// Waiting deliveries are only in the memory of this program: do not acknowledge a delivery before it was returned, and
/// make the wait shorter than the time after which the destination delivers again. Memory is limited: see
/// [`most_waiting`](Self::most_waiting) and [`most_resources`](Self::most_resources).
///
/// A single program must receive all messages of a resource.
#[derive(Debug)]
pub struct Sequencer<R = ()> {
    wait: Duration,
    most_waiting: usize,
    clock: Arc<dyn Clock>,
    /// The next number, by the key of the resource.
    next: Recent<i64>,
    /// The waiting deliveries, by the key of the resource, the number, and the order of arrival.
    waiting: HashMap<String, BTreeMap<(i64, u64), Waiting<R>>>,
    /// The start of each wait, in the order of arrival.
    arrivals: BTreeMap<u64, Arrival>,
    arrived: u64,
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

/// A delivery in its order.
#[derive(Debug)]
#[non_exhaustive]
pub struct Sequenced<R = ()> {
    /// The delivery.
    pub delivery: Delivery,
    /// The value that accompanied it.
    pub receipt: R,
    /// Its place among the messages of its resource.
    pub place: SequencePlace,
}

/// The place of a message among those of its resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SequencePlace {
    /// Directly after the previous one.
    Next,
    /// The first one that this sequencer knows; there may have been others before.
    First,
    /// Messages before this one did not arrive in time, or never will.
    AfterGap {
        /// The number of missing messages.
        missing: u64,
    },
    /// Too late: later messages, or the same one, were returned before it.
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
        }
    }
}

impl<R> Sequencer<R> {
    /// An empty sequencer.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how long a message waits for those before it; ten seconds by default.
    #[must_use]
    pub fn wait(mut self, wait: Duration) -> Self {
        self.wait = wait;
        self
    }

    /// Sets the maximum number of waiting messages, 10,000 by default. Beyond that, the one that has waited longest is
    /// returned.
    #[must_use]
    pub fn most_waiting(mut self, count: usize) -> Self {
        self.most_waiting = count;
        self
    }

    /// Sets the number of resources whose position is remembered, 100,000 by default. Beyond that, the least recently used
    /// resource is forgotten, and its next message is a first one. This also forgets the current positions.
    #[must_use]
    pub fn most_resources(mut self, count: usize) -> Self {
        self.next = Recent::new(count);
        self
    }

    /// Sets the clock, for tests.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Sets the number of the last handled message of a resource, from an earlier run. `resource` is
    /// [`Delivery::resource_key`].
    pub fn set_position(&mut self, resource: &str, last: i64) {
        self.next.insert(resource, last.saturating_add(1));
    }

    /// The number of the last returned message of a resource; `None` if it is unknown.
    pub fn position(&self, resource: &str) -> Option<i64> {
        self.next.get(resource).map(|next| next.saturating_sub(1))
    }

    /// The number of waiting messages.
    pub fn waiting(&self) -> usize {
        self.arrivals.len()
    }

    /// Takes a delivery, and returns the deliveries to handle now, in this order. Empty if it has to wait.
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

    /// The deliveries that have waited long enough, in the order in which to handle them. Call it regularly;
    /// [`due_in`](Self::due_in) returns when.
    pub fn take_overdue(&mut self) -> Vec<Sequenced<R>> {
        let now = self.clock.now();
        let mut out = Vec::new();
        while let Some((_, oldest)) = self.arrivals.first_key_value() {
            if oldest.at.saturating_add(self.wait) > now {
                break;
            }
            let resource = oldest.resource.clone();
            out.extend(self.give_up(&resource));
        }
        out
    }

    /// The time until a delivery will have waited long enough; `None` if none is waiting.
    pub fn due_in(&self) -> Option<Duration> {
        let (_, oldest) = self.arrivals.first_key_value()?;
        let due = oldest.at.saturating_add(self.wait);
        Some(due.saturating_sub(self.clock.now()))
    }

    /// All waiting deliveries, with their gaps, in the order of each resource: for the end of a program.
    pub fn take_all(&mut self) -> Vec<Sequenced<R>> {
        let mut out = Vec::new();
        while let Some((_, oldest)) = self.arrivals.first_key_value() {
            let resource = oldest.resource.clone();
            out.extend(self.give_up(&resource));
        }
        out
    }

    /// The deliveries of a resource that follow without a gap.
    fn take_ready(&mut self, resource: &str) -> Vec<Sequenced<R>> {
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

    /// Returns the first waiting delivery after its gap, and those that directly follow it.
    fn give_up(&mut self, resource: &str) -> Vec<Sequenced<R>> {
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
