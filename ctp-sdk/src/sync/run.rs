//! Many drafts at once.

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

/// How many requests are under way at most, where the caller does not say.
const CONCURRENCY: usize = 10;

/// How many drafts are looked up by one request, and how many bytes their keys may have together: the URL has to stay short
/// enough for every proxy on the way.
const BATCH: usize = 50;
const BATCH_BYTES: usize = 4_000;

/// Creates and updates whatever it takes until the project has what the drafts say.
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
/// What is there is found by the keys of the drafts, up to 50 of them by one request. What is not there is created; what
/// differs is updated by the actions of the function for its kind, such as [`products`](fn@super::products), with the version
/// that was read. Nothing is deleted. Where somebody else was faster (409), it is read again and compared again, up to 5
/// times.
///
/// # Order
///
/// Several drafts are done at once, and in no order. A draft that refers to something which is not there yet is put off until
/// the others are done, so that parents may come behind their children; and so is one whose slug, SKU or time of a price is
/// still that of another resource, which may give it away. It fails when a whole round has brought it nothing.
///
/// Of several drafts with one key the first one counts; the others fail.
///
/// # What was created
///
/// [`Summary`] has the numbers. [`on_progress`](SyncAll::on_progress) is told of each draft with its key, the id of the
/// resource and what was done about it:
///
/// ```no_run
/// # #[cfg(feature = "categories")]
/// # async fn run(api: ctp_sdk::ApiRoot, drafts: Vec<ctp_sdk::models::CategoryDraft>) {
/// use ctp_sdk::sync::{self, Outcome};
///
/// let mut created = Vec::new();
/// let summary = sync::sync_all(&api, drafts)
///     .on_progress(|progress| {
///         if let (Ok(Outcome::Created), Some(key), Some(id)) = (progress.outcome, progress.key, progress.id) {
///             created.push((key.to_owned(), id.to_owned()));
///         }
///     })
///     .await;
/// println!("{summary}: {created:?}");
/// # }
/// ```
///
/// # Concurrency
///
/// At most [`concurrency`](SyncAll::concurrency) requests are under way. It begins with 4, is halved when the API is overloaded
/// (429, 503) or a request had to be sent again, and rises by one when as many requests as are under way went well. The
/// limits of the client hold as well.
///
/// # Failures
///
/// A draft that fails does not stop the others: [`Summary::failures`] names it by its key. An error of the credentials
/// ([`Error::is_auth`]) does stop, because every other draft would meet it: [`Summary::is_stopped`].
///
/// # Doing it again
///
/// A second run does nothing for what is already as the draft says, so a run that was interrupted is done again from the start.
/// [`skip`](SyncAll::skip) saves the lookups of a beginning that is done: [`Progress::resume_at`] says how long it is.
///
/// Dropping the future stops it. What the API was asked is done or not done, and a second run finds out. An update is done
/// whole or not at all, but for one of more than 500 actions, which the API takes in parts. Nothing runs on in the
/// background.
///
/// # Scopes
///
/// Those to read and to manage the kind of resource, such as `manage_products`.
pub fn sync_all<'a, D: SyncDraft>(
    api: &ApiRoot,
    drafts: impl IntoIterator<Item = D, IntoIter: MaybeSend + 'a>,
) -> SyncAll<'a, D> {
    sync_stream(api, stream::iter(drafts))
}

/// The same as [`sync_all`] for drafts that come one after the other, such as from a file that does not fit into memory or
/// from another service.
///
/// No more of them are taken than can be worked on. What is kept of those that are done is their keys, by which a second
/// draft of the same key is found, and the failures. Drafts that are put off are kept whole: with parents in front of their
/// children there are few.
///
/// Where reading a draft can fail, end the stream and keep the error, which tells a complete run from one that is not:
///
/// ```no_run
/// # #[cfg(feature = "categories")]
/// # async fn run(
/// #     api: ctp_sdk::ApiRoot,
/// #     drafts: impl futures_util::Stream<Item = Result<ctp_sdk::models::CategoryDraft, std::io::Error>> + Send,
/// # ) -> Result<(), std::io::Error> {
/// use std::future::ready;
///
/// use ctp_sdk::sync;
/// use futures_util::StreamExt as _;
///
/// let mut broken = None;
/// let drafts = drafts.scan((), |(), draft| ready(draft.map_err(|error| broken = Some(error)).ok()));
/// let summary = sync::sync_stream(&api, drafts).await;
/// println!("{summary}");
/// broken.map_or(Ok(()), Err)
/// # }
/// ```
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

/// A run of [`sync_all`], which begins when it is awaited and gives a [`Summary`].
#[must_use = "nothing is done before it is awaited"]
pub struct SyncAll<'a, D> {
    api: ApiRoot,
    drafts: Drafts<'a, D>,
    concurrency: usize,
    skip: u64,
    on_progress: OnProgress<'a>,
}

impl<'a, D: SyncDraft> SyncAll<'a, D> {
    /// How many requests may be under way at once: 10 where nothing is said, one at the least.
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.concurrency = requests.max(1);
        self
    }

    /// Passes over so many drafts at the beginning, which an earlier run has done: see [`Progress::resume_at`].
    pub fn skip(mut self, drafts: u64) -> Self {
        self.skip = drafts;
        self
    }

    /// Calls a function for each draft that is done. It should return at once.
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

/// A draft and its place among all of them.
struct Item<D> {
    place: u64,
    key: String,
    draft: D,
}

/// What waits for its turn.
enum Work<D: SyncDraft> {
    LookUp(Vec<Item<D>>),
    Write(Item<D>, Option<D::Resource>),
}

/// What a request, or several in a row, came to.
struct Done<D: SyncDraft> {
    result: DoneWork<D>,
    /// How often the limit had been lowered when it began.
    lowered: u64,
    was_overloaded: bool,
}

enum DoneWork<D: SyncDraft> {
    LookedUp(Vec<Item<D>>, Result<Vec<D::Resource>, Error>),
    Written(Item<D>, Result<Written, FailureReason>),
}

/// What was done about a draft, and the id of the resource.
struct Written {
    outcome: Outcome,
    id: String,
}

enum Event<D: SyncDraft> {
    Drafts(Option<Vec<D>>),
    Done(Done<D>),
}

/// The state of a run. All requests are polled by its one future: when that is dropped, so are they.
struct Run<'a, D: SyncDraft> {
    api: ApiRoot,
    drafts: stream::ReadyChunks<Drafts<'a, D>>,
    are_all_read: bool,
    skip: u64,
    read: u64,
    keys: HashSet<String>,
    /// How many drafts wait or are under way.
    open: usize,
    waiting: VecDeque<Work<D>>,
    running: FuturesUnordered<BoxedFuture<'static, Done<D>>>,
    limit: Limit,
    /// What may succeed when others are done, with the error.
    put_off: Vec<(Item<D>, Arc<Error>)>,
    /// How many were written when what is put off was last tried.
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

    /// Begins as much as may be under way. After a stop, what waits is left.
    fn start(&mut self) {
        while self.running.len() < self.limit.now() && !self.is_stopped {
            let Some(work) = self.waiting.pop_front() else {
                return;
            };
            let work = one::run(self.api.clone(), work, self.limit.lowered());
            self.running.push(Box::pin(work));
        }
    }

    /// Waits for what comes first. Drafts are taken where there is nothing else to begin.
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

    /// Makes batches of drafts, which are looked up together.
    fn take(&mut self, drafts: Vec<D>) {
        let mut batch = Vec::new();
        let mut bytes = 0;
        for draft in drafts {
            let place = self.read;
            self.read += 1;
            if place < self.skip {
                // A later draft of the same key does not count in this run either.
                self.keys.extend(draft.key().map(str::to_owned));
                self.counts.skipped += 1;
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
            if bytes > BATCH_BYTES && !batch.is_empty() {
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
            DoneWork::Written(item, written) => {
                self.open -= 1;
                match written {
                    Err(FailureReason::Api(error)) if waits_for_others(&error) => {
                        self.put_off.push((item, error));
                    }
                    written => self.end(&item, written),
                }
            }
        }
    }

    /// Puts what was put off in front again, unless nothing was written since it was.
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

    fn end(&mut self, item: &Item<D>, written: Result<Written, FailureReason>) {
        match written {
            Ok(Written { outcome, id }) => {
                self.counts.succeeded(item.place, outcome);
                self.tell(Some(&item.key), Some(&id), Ok(outcome));
            }
            Err(reason) => self.fail(item.place, Some(item.key.clone()), reason),
        }
    }

    fn fail(&mut self, place: u64, key: Option<String>, reason: FailureReason) {
        self.is_stopped |= matches!(&reason, FailureReason::Api(error) if error.is_auth());
        self.counts.failed += 1;
        self.tell(key.as_deref(), None, Err(&reason));
        self.failures.push(Failure { place, key, reason });
    }

    fn tell(
        &mut self,
        key: Option<&str>,
        id: Option<&str>,
        outcome: Result<Outcome, &FailureReason>,
    ) {
        let concurrency = self.limit.now();
        let progress = Progress::new(&self.counts, outcome, concurrency);
        (self.on_progress)(&Progress {
            key,
            id,
            ..progress
        });
    }
}

/// Whether another draft may change what it was refused for: by creating what it refers to, or by giving away what has to be
/// unique.
fn waits_for_others(error: &Error) -> bool {
    [
        "ReferencedResourceNotFound",
        "DuplicateField",
        "DuplicateStandalonePriceScope",
        "OverlappingStandalonePriceValidity",
    ]
    .iter()
    .any(|code| one::has_code(error, code))
}

/// The paths to expand for several drafts.
fn expansions_of<'d, D: SyncDraft>(drafts: impl Iterator<Item = &'d D>) -> BTreeSet<String> {
    drafts.flat_map(expansions).collect()
}
