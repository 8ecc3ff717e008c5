//! Synchronization of many drafts.

mod draft;
mod limit;
mod one;
mod summary;

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::fmt;
use std::future::{IntoFuture, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use ctp_auth::platform::{BoxedFuture, MaybeSend};
use futures_util::StreamExt as _;
use futures_util::stream::{self, FuturesUnordered, Stream};

use super::expansions;
use crate::{ApiRoot, Error};

pub use draft::SyncDraft;
use limit::Limit;
use summary::Counts;
pub use summary::{Failure, FailureReason, Outcome, Progress, Summary};

/// The default number of concurrent requests.
const CONCURRENCY: usize = 10;

/// The maximum number of drafts that are looked up with one request, and the maximum number of bytes of their keys: the URL
/// must be short enough for every proxy.
const BATCH: usize = 50;
const BATCH_BYTES: usize = 4_000;

/// Creates and updates resources until the project has the state of the drafts.
///
/// ```no_run
/// # #[cfg(feature = "categories")]
/// # async fn run(api: ctp_sdk::ApiRoot, drafts: Vec<ctp_sdk::models::CategoryDraft>) {
/// use ctp_sdk::sync;
///
/// let summary = sync::sync_all(&api, drafts).concurrency(4).await;
/// assert!(summary.is_complete(), "{summary}");
/// # }
/// ```
///
/// Existing resources are found by the keys of the drafts, up to 50 with one request. Missing ones are created; different
/// ones are updated with the actions of the function for their kind, such as [`products`](fn@super::products), and the
/// version that was read. Nothing is deleted. After a conflict (409) the resource is read and compared again, up to 5
/// times.
///
/// # Order
///
/// Several drafts are processed concurrently, in no particular order. A draft that refers to a missing resource is deferred
/// until the others are done, so that parents may follow their children. It fails after a whole round without progress.
///
/// # Concurrency
///
/// At most [`concurrency`](SyncAll::concurrency) requests are in progress. The limit starts with 4, is halved when the API
/// is overloaded (429, 503) or a request had to be retried, and is increased by one after as many successful requests as it
/// allows. The limits of the client apply as well.
///
/// # Failures
///
/// A draft that fails does not stop the others: [`Summary::failures`] names it by its key. An error of the credentials
/// ([`Error::is_auth`]) stops the run, because every other draft would fail too: [`Summary::is_stopped`].
///
/// # Repetition
///
/// A second run does nothing for resources that already have the state of their draft, so an interrupted run can be
/// repeated from the start. [`skip`](SyncAll::skip) saves the lookups of drafts at the beginning that are done:
/// [`Progress::resume_at`] is their number.
///
/// Dropping the future stops the run. Requests in progress may or may not be processed; each update is applied wholly or
/// not at all, and a second run completes the work. Nothing continues in the background.
///
/// # Scopes
///
/// The scopes to view and to manage the kind of resource, such as `manage_products`.
pub fn sync_all<'a, D: SyncDraft>(
    api: &ApiRoot,
    drafts: impl IntoIterator<Item = D, IntoIter: MaybeSend + 'a>,
) -> SyncAll<'a, D> {
    sync_stream(api, stream::iter(drafts))
}

/// Like [`sync_all`], for a stream of drafts, for example from a file that does not fit into memory or from another
/// service. Drafts are taken only as fast as they are processed.
pub fn sync_stream<'a, D: SyncDraft>(
    api: &ApiRoot,
    drafts: impl Stream<Item = D> + MaybeSend + 'a,
) -> SyncAll<'a, D> {
    SyncAll {
        api: api.clone(),
        drafts: Box::pin(drafts),
        concurrency: CONCURRENCY,
        skip: 0,
        on_progress: Box::new(|_| {}),
    }
}

#[cfg(not(target_arch = "wasm32"))]
type Drafts<'a, D> = Pin<Box<dyn Stream<Item = D> + Send + 'a>>;
#[cfg(target_arch = "wasm32")]
type Drafts<'a, D> = Pin<Box<dyn Stream<Item = D> + 'a>>;
#[cfg(not(target_arch = "wasm32"))]
type OnProgress<'a> = Box<dyn FnMut(&Progress<'_>) + Send + 'a>;
#[cfg(target_arch = "wasm32")]
type OnProgress<'a> = Box<dyn FnMut(&Progress<'_>) + 'a>;

/// A run of [`sync_all`], which starts when it is awaited and returns a [`Summary`].
#[must_use = "nothing is done before it is awaited"]
pub struct SyncAll<'a, D> {
    api: ApiRoot,
    drafts: Drafts<'a, D>,
    concurrency: usize,
    skip: u64,
    on_progress: OnProgress<'a>,
}

impl<'a, D: SyncDraft> SyncAll<'a, D> {
    /// Sets the maximum number of concurrent requests: 10 by default, at least one.
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.concurrency = requests.max(1);
        self
    }

    /// Skips this number of drafts at the beginning, which an earlier run has processed: see [`Progress::resume_at`].
    pub fn skip(mut self, drafts: u64) -> Self {
        self.skip = drafts;
        self
    }

    /// Calls a function for each draft that is done. The function must not block.
    pub fn on_progress(mut self, call: impl FnMut(&Progress<'_>) + MaybeSend + 'a) -> Self {
        self.on_progress = Box::new(call);
        self
    }
}

impl<'a, D: SyncDraft> IntoFuture for SyncAll<'a, D> {
    type Output = Summary;
    type IntoFuture = BoxedFuture<'a, Summary>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(Run::new(self).finish())
    }
}

impl<D> fmt::Debug for SyncAll<'_, D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SyncAll")
            .field("concurrency", &self.concurrency)
            .field("skip", &self.skip)
            .finish_non_exhaustive()
    }
}

/// A draft and its index among all of them.
struct Item<D> {
    place: u64,
    key: String,
    draft: D,
}

/// Pending work.
enum Work<D: SyncDraft> {
    LookUp(Vec<Item<D>>),
    Write(Item<D>, Option<D::Resource>),
}

/// The result of one request or of several consecutive ones.
struct Done<D: SyncDraft> {
    result: DoneWork<D>,
    /// How often the limit had been lowered at its start.
    lowered: u64,
    was_overloaded: bool,
}

enum DoneWork<D: SyncDraft> {
    LookedUp(Vec<Item<D>>, Result<Vec<D::Resource>, Error>),
    Written(Item<D>, Result<Outcome, FailureReason>),
}

enum Event<D: SyncDraft> {
    Drafts(Option<Vec<D>>),
    Done(Done<D>),
}

/// The state of a run. All requests are polled by its future: when that is dropped, they are dropped, too.
struct Run<'a, D: SyncDraft> {
    api: ApiRoot,
    drafts: stream::ReadyChunks<Drafts<'a, D>>,
    are_all_read: bool,
    skip: u64,
    read: u64,
    keys: HashSet<String>,
    /// The number of pending or running drafts.
    open: usize,
    waiting: VecDeque<Work<D>>,
    running: FuturesUnordered<BoxedFuture<'static, Done<D>>>,
    limit: Limit,
    /// Deferred drafts, which refer to missing resources, with the error.
    put_off: Vec<(Item<D>, Arc<Error>)>,
    /// The number of writes at the last attempt with the deferred drafts.
    written_before: Option<u64>,
    counts: Counts,
    failures: Vec<Failure>,
    is_stopped: bool,
    on_progress: OnProgress<'a>,
}

impl<'a, D: SyncDraft> Run<'a, D> {
    fn new(sync: SyncAll<'a, D>) -> Self {
        Self {
            api: sync.api,
            drafts: sync.drafts.ready_chunks(BATCH),
            are_all_read: false,
            skip: sync.skip,
            read: 0,
            keys: HashSet::new(),
            open: 0,
            waiting: VecDeque::new(),
            running: FuturesUnordered::new(),
            limit: Limit::new(sync.concurrency),
            put_off: Vec::new(),
            written_before: None,
            counts: Counts::beginning_at(sync.skip),
            failures: Vec::new(),
            is_stopped: false,
            on_progress: sync.on_progress,
        }
    }

    async fn finish(mut self) -> Summary {
        loop {
            self.start();
            if self.running.is_empty() && (self.are_all_read || self.is_stopped) {
                if self.is_stopped || !self.try_put_off_again() {
                    break;
                }
                continue;
            }
            match self.next().await {
                Event::Drafts(Some(drafts)) => self.take(drafts),
                Event::Drafts(None) => self.are_all_read = true,
                Event::Done(done) => self.note(done),
            }
        }
        for (item, error) in std::mem::take(&mut self.put_off) {
            self.end(&item, Err(FailureReason::Api(error)));
        }
        self.failures.sort_by_key(|failure| failure.place);
        Summary::new(self.counts, self.failures, self.is_stopped)
    }

    /// Starts as many requests as allowed. After a stop, pending work is not started.
    fn start(&mut self) {
        while self.running.len() < self.limit.now() && !self.is_stopped {
            let Some(work) = self.waiting.pop_front() else {
                return;
            };
            let work = one::run(self.api.clone(), work, self.limit.lowered());
            self.running.push(Box::pin(work));
        }
    }

    /// Waits for the next event. Drafts are taken only if there is no other work to start.
    async fn next(&mut self) -> Event<D> {
        poll_fn(|context| {
            let limit = self.limit.now();
            let has_room = self.running.len() < limit
                && self.waiting.is_empty()
                && self.open < BATCH.max(2 * limit);
            if has_room
                && !self.are_all_read
                && !self.is_stopped
                && let Poll::Ready(drafts) = self.drafts.poll_next_unpin(context)
            {
                return Poll::Ready(Event::Drafts(drafts));
            }
            match self.running.poll_next_unpin(context) {
                Poll::Ready(Some(done)) => Poll::Ready(Event::Done(done)),
                _ => Poll::Pending,
            }
        })
        .await
    }

    /// Groups drafts into batches, which are looked up together.
    fn take(&mut self, drafts: Vec<D>) {
        let mut batch = Vec::new();
        let mut bytes = 0;
        for draft in drafts {
            let place = self.read;
            self.read += 1;
            if place < self.skip {
                continue;
            }
            let Some(key) = draft.key().map(str::to_owned) else {
                self.fail(place, None, FailureReason::NoKey);
                continue;
            };
            if !self.keys.insert(key.clone()) {
                self.fail(place, Some(key), FailureReason::DuplicateKey);
                continue;
            }
            bytes += key.len();
            if bytes > BATCH_BYTES {
                self.waiting
                    .push_back(Work::LookUp(std::mem::take(&mut batch)));
                bytes = key.len();
            }
            batch.push(Item { place, key, draft });
            self.open += 1;
        }
        if !batch.is_empty() {
            self.waiting.push_back(Work::LookUp(batch));
        }
    }

    fn note(&mut self, done: Done<D>) {
        match done.was_overloaded {
            true => self.limit.lower(done.lowered),
            false => self.limit.went_well(),
        }
        match done.result {
            DoneWork::LookedUp(items, Ok(found)) => {
                let keyed = found.into_iter().filter_map(|of| {
                    let key = D::key_of(&of)?.to_owned();
                    Some((key, of))
                });
                let mut found: HashMap<String, D::Resource> = keyed.collect();
                for item in items {
                    let existing = found.remove(&item.key);
                    self.waiting.push_back(Work::Write(item, existing));
                }
            }
            DoneWork::LookedUp(items, Err(error)) => {
                let error = Arc::new(error);
                self.open -= items.len();
                for item in items {
                    self.end(&item, Err(FailureReason::Api(Arc::clone(&error))));
                }
            }
            DoneWork::Written(item, outcome) => {
                self.open -= 1;
                match outcome {
                    Err(FailureReason::Api(error)) if lacks_other(&error) => {
                        self.put_off.push((item, error));
                    }
                    outcome => self.end(&item, outcome),
                }
            }
        }
    }

    /// Retries the deferred drafts, unless nothing was written since they were deferred.
    fn try_put_off_again(&mut self) -> bool {
        let written = self.counts.written();
        if self.put_off.is_empty() || self.written_before.replace(written) == Some(written) {
            return false;
        }
        let items = std::mem::take(&mut self.put_off);
        let mut items: Vec<Item<D>> = items.into_iter().map(|(item, _)| item).collect();
        self.open += items.len();
        items.sort_by_key(|item| std::cmp::Reverse(item.place));
        while !items.is_empty() {
            let rest = items.len().saturating_sub(BATCH);
            let batch = items.split_off(rest).into_iter().rev().collect();
            self.waiting.push_back(Work::LookUp(batch));
        }
        true
    }

    fn end(&mut self, item: &Item<D>, outcome: Result<Outcome, FailureReason>) {
        match outcome {
            Ok(outcome) => {
                self.counts.succeeded(item.place, outcome);
                self.tell(Some(&item.key), Ok(outcome));
            }
            Err(reason) => self.fail(item.place, Some(item.key.clone()), reason),
        }
    }

    fn fail(&mut self, place: u64, key: Option<String>, reason: FailureReason) {
        self.is_stopped |= matches!(&reason, FailureReason::Api(error) if error.is_auth());
        self.counts.failed += 1;
        self.tell(key.as_deref(), Err(&reason));
        self.failures.push(Failure { place, key, reason });
    }

    fn tell(&mut self, key: Option<&str>, outcome: Result<Outcome, &FailureReason>) {
        let concurrency = self.limit.now();
        (self.on_progress)(&Progress::new(&self.counts, key, outcome, concurrency));
    }
}

/// Whether the draft refers to a missing resource, which another draft may create.
fn lacks_other(error: &Error) -> bool {
    let mut reasons = error.api_errors().iter();
    reasons.any(|reason| reason.code() == "ReferencedResourceNotFound")
}

/// The paths to expand for several drafts.
fn expansions_of<'d, D: SyncDraft>(drafts: impl Iterator<Item = &'d D>) -> BTreeSet<String> {
    drafts.flat_map(expansions).collect()
}
