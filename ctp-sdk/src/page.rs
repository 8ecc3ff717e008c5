//! The results of a query, as pages or one by one.

mod apart;
mod cursor;
mod items;
mod paging;
mod query;

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use ctp_auth::platform::BoxedFuture;
use futures_util::Stream;

use crate::request::Problem;
use crate::{Client, Error, RawResponse, Request, Result};

pub use apart::Apart;
pub use cursor::PageCursor;
pub use items::Items;
pub use paging::{Paging, page_limit};

use query::Query;

/// A page of the results of a query.
///
/// The models of query responses implement it. Implement it for your own model to iterate over the pages of a query that
/// the SDK does not know, with [`Pages::new`].
pub trait Page: Sized + Send + 'static {
    /// A result.
    type Item: Send + 'static;

    /// Reads a page from the response to a query. For your own model: `Ok(answer.json()?.into_body())`.
    ///
    /// # Errors
    ///
    /// When the response is not such a page.
    fn read(answer: RawResponse) -> Result<Self>;

    /// Reads a page some of whose results may be unreadable. By default, an unreadable result makes the whole page
    /// unreadable.
    ///
    /// # Errors
    ///
    /// When the response is not such a page.
    #[doc(hidden)]
    fn read_apart(answer: RawResponse) -> Result<Apart<Self>> {
        Self::read(answer).map(Apart::whole)
    }

    /// The results.
    fn results(&mut self) -> &mut Vec<Self::Item>;

    /// The page size, if the response contains it.
    fn limit(&self) -> Option<u64> {
        None
    }

    /// The id of a result, after which the next page can begin.
    fn id(_result: &Self::Item) -> Option<&str> {
        None
    }
}

/// The pages of a query, each of which is fetched on demand.
///
/// ```no_run
/// # #[cfg(feature = "carts")]
/// # async fn run(api: ctp_sdk::ApiRoot) -> ctp_sdk::Result<()> {
/// let mut pages = api.carts().get().where_("totalPrice(centAmount > 1000)").pages();
/// while let Some(page) = pages.try_next().await? {
///     println!("{} carts", page.results.len());
/// }
/// # Ok(())
/// # }
/// ```
///
/// It is also a [`Stream`]. Nothing is sent before the first page is requested, and a page is requested only after the
/// previous one was taken. It may be dropped at any time; dropping the future of [`next`](Self::next) loses nothing.
///
/// # Order
///
/// Without a `sort` of the caller, the results are ordered by id, and each page begins after the last id of the previous
/// page: `sort=id asc` and, in addition to the `where` of the caller, `where=id > "…"`. So there may be any number of
/// results, and concurrent creations and deletions neither repeat nor hide other results. An `offset` of the caller is
/// applied once, at the start.
///
/// With a `sort` of the caller, and if the results have no ids or the API takes no `where`, pages begin at offsets. The API
/// allows offsets up to 10,000. If that is not enough, the last item is an error ([`Error::is_request`]) that says so.
/// Concurrent creations and deletions shift the following results, and results with equal sort values may change places:
/// use a unique last `sort` expression, such as `id asc`.
///
/// A `limit` of the caller is the page size, 500 by default; [`cap`](Self::cap) limits the total number of results. Results
/// are not counted (`withTotal=false`) unless the caller requests it.
///
/// # Errors
///
/// After a transient error ([`Error::is_transient`], [`Error::is_timeout`]), the next call requests the same page again:
/// limit the number of attempts. Any other error of a request is the last item, because it would occur again. To continue
/// later, or in another process, store the [`cursor`](Self::cursor) and pass it to [`resume_from`](Self::resume_from) of
/// the same query; no result is lost or repeated.
#[must_use = "no page is fetched before it is asked for"]
pub struct Pages<P> {
    client: Client,
    query: Query,
    cursor: PageCursor,
    /// The number of results that may still be returned.
    left: Option<u64>,
    /// Whether a page was returned. The first page is returned even if it is empty, because it may contain more than
    /// results.
    begun: bool,
    state: State<P>,
}

enum State<P> {
    /// The next page has not been requested.
    Idle,
    /// The request for it is in progress.
    Fetching(Fetching),
    /// There may be more, but the last result has no id after which to continue.
    Stuck,
    /// There are no more pages.
    Ended(PhantomData<fn() -> P>),
}

struct Fetching {
    answer: Answer,
    /// The requested page size.
    limit: u64,
}

/// The response to the query for a page, fetched in the same way for all kinds of pages.
type Answer = BoxedFuture<'static, Result<RawResponse>>;

impl<P: Page> Pages<P> {
    /// The pages of a query. `request` is the request for the first page.
    ///
    /// The `pages()` methods of the request builders return these.
    pub fn new(client: Client, request: Request, paging: Paging) -> Self {
        let query = Query::new(request, paging);
        Self {
            client,
            cursor: query.start(),
            query,
            left: None,
            begun: false,
            state: State::Idle,
        }
    }

    /// Limits the total number of results. The last page requests only the remaining ones.
    pub fn cap(mut self, results: u64) -> Self {
        self.left = Some(results);
        self
    }

    /// Continues where the [`cursor`](Self::cursor) of the same query was taken.
    pub fn resume_from(mut self, cursor: PageCursor) -> Self {
        self.cursor = cursor;
        self.begun = false;
        self.state = State::Idle;
        self
    }

    /// The start of the next page, or of the page that failed.
    pub fn cursor(&self) -> &PageCursor {
        &self.cursor
    }

    /// The results of all pages, one by one.
    pub fn items(self) -> Items<P> {
        Items::new(self)
    }

    /// The next page; `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<P>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The next page; `None` after the last one.
    ///
    /// # Errors
    ///
    /// When the page cannot be fetched: the errors of [`Client::execute`], or when it is beyond the offset limit.
    pub async fn try_next(&mut self) -> Result<Option<P>> {
        self.next().await.transpose()
    }

    /// The start of the page after these results, the last of which has this id; `None` if an id is needed and missing.
    fn behind(&self, count: usize, last: Option<&str>) -> Option<PageCursor> {
        if self.query.is_by_id() {
            last.map(PageCursor::after)
        } else {
            Some(self.cursor.skip(count))
        }
    }

    /// Moves a place to behind the result with this id.
    fn pass(&self, cursor: &mut PageCursor, id: Option<&str>) {
        if !self.query.is_by_id() {
            *cursor = cursor.skip(1);
        } else if let Some(id) = id {
            cursor.move_after(id);
        }
    }

    /// Requests the next page.
    fn fetch(&self) -> Result<Fetching, Problem> {
        let (request, limit) = self.query.page(&self.cursor, self.left)?;
        let client = self.client.clone();
        Ok(Fetching {
            answer: Box::pin(async move { client.read_soon(request).await }),
            limit,
        })
    }

    /// Takes a received page, and finds where the next one begins. `None` for an empty page without other information.
    fn take(&mut self, mut page: Apart<P>, asked: u64) -> Result<Option<Apart<P>>, Problem> {
        // A server may return fewer results than requested on every page, and then reports its limit; or it reports a wrong
        // one.
        let full = page
            .limit()
            .filter(|limit| *limit > 0)
            .map_or(asked, |limit| limit.min(asked));
        if let Some(left) = self.left {
            page.truncate(usize::try_from(left).unwrap_or(usize::MAX));
        }
        let count = page.len();
        let behind = self.behind(count, page.last_id());
        let has_way_on = behind.is_some();
        if count > 0
            && let Some(behind) = behind
        {
            // A page that ends where the previous one ended would be repeated forever.
            if behind == self.cursor {
                return Err(Problem::SamePage);
            }
            self.cursor = behind;
        }
        let count = count as u64;
        self.left = self.left.map(|left| left.saturating_sub(count));
        if count == 0 || count < full || self.left == Some(0) {
            self.state = State::Ended(PhantomData);
        } else if !has_way_on {
            self.state = State::Stuck;
        }
        let is_first = !std::mem::replace(&mut self.begun, true);
        Ok((count > 0 || is_first).then_some(page))
    }

    /// The next page, read with `read`.
    fn poll_page(
        &mut self,
        context: &mut Context<'_>,
        read: fn(RawResponse) -> Result<Apart<P>>,
    ) -> Poll<Option<Result<Apart<P>>>> {
        if matches!(self.state, State::Stuck) {
            return self.end(Problem::SamePage);
        }
        if matches!(self.state, State::Idle) {
            if self.left == Some(0) {
                self.state = State::Ended(PhantomData);
            } else {
                match self.fetch() {
                    Ok(fetching) => self.state = State::Fetching(fetching),
                    Err(problem) => return self.end(problem),
                }
            }
        }
        let State::Fetching(fetching) = &mut self.state else {
            return Poll::Ready(None);
        };
        let limit = fetching.limit;
        let answer = ready!(fetching.answer.as_mut().poll(context));
        self.state = State::Idle;
        match answer.and_then(read).map(|page| self.take(page, limit)) {
            Ok(Ok(page)) => Poll::Ready(page.map(Ok)),
            Ok(Err(problem)) => self.end(problem),
            Err(error) => {
                // A loop that continues after errors must not repeat a permanent error.
                if !error.is_transient() && !error.is_timeout() {
                    self.state = State::Ended(PhantomData);
                }
                Poll::Ready(Some(Err(error)))
            }
        }
    }

    fn end<T>(&mut self, problem: Problem) -> Poll<Option<Result<T>>> {
        self.state = State::Ended(PhantomData);
        Poll::Ready(Some(Err(Error::request(problem))))
    }
}

impl<P: Page> Stream for Pages<P> {
    type Item = Result<P>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(context, |answer| P::read(answer).map(Apart::whole))
            .map_ok(|page| page.page)
    }
}

// Nothing in it is pinned: the future of the current request has its own pin.
impl<P> Unpin for Pages<P> {}

impl<P> fmt::Debug for Pages<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Pages")
            .field("query", &self.query)
            .field("cursor", &self.cursor)
            .finish_non_exhaustive()
    }
}
