//! The results of a query, page by page.

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
/// The models that the API answers queries with implement it. Implement it for a model of your own to go through the pages
/// of a query that the SDK does not know, with [`Pages::new`].
pub trait Page: Sized + Send + 'static {
    /// A result.
    type Item: Send + 'static;

    /// Reads a page from the answer to a query. For a model of your own: `Ok(answer.json()?.into_body())`.
    ///
    /// # Errors
    ///
    /// When the answer is no such page.
    fn read(answer: RawResponse) -> Result<Self>;

    /// Reads a page of which some results may be unreadable. Without a way to tell them apart, one of them makes the
    /// whole page unreadable.
    ///
    /// # Errors
    ///
    /// When the answer is no such page.
    #[doc(hidden)]
    fn read_apart(answer: RawResponse) -> Result<Apart<Self>> {
        Self::read(answer).map(Apart::whole)
    }

    /// The results.
    fn results(&mut self) -> &mut Vec<Self::Item>;

    /// The most results that it could have had, where it tells.
    fn limit(&self) -> Option<u64> {
        None
    }

    /// The id of a result, behind which the next page can begin.
    fn id(_result: &Self::Item) -> Option<&str> {
        None
    }
}

/// The pages of a query, each of which is fetched when it is asked for.
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
/// It is a [`Stream`] as well. Nothing is sent before the first page is asked for, and no page before the one in front of it
/// was taken. It may be dropped at any time; to drop [`next`](Self::next) alone loses nothing.
///
/// # Order
///
/// Where the caller sets no `sort`, the results come in the order of their ids, and each page begins behind the last id of
/// the one in front of it: `sort=id asc` and, beside the `where` of the caller, `where=id > "…"`. So there may be any number
/// of results, and what is created or deleted meanwhile neither repeats nor hides another one. An `offset` of the caller is
/// skipped once, at the start.
///
/// With a `sort` of the caller, and where the results have no ids or the API takes no `where`, pages begin at offsets. The
/// API has results up to offset 10,000 only. Where that is not enough, the last thing that comes is an error
/// ([`Error::is_request`]) that says so. What is created or deleted meanwhile moves the results behind it, and results of
/// the same rank may change places: let the last `sort` be one that all of them differ in, such as `id asc`.
///
/// A `limit` of the caller is the size of a page, which is 500 otherwise; [`cap`](Self::cap) limits the results in all. They
/// are not counted (`withTotal=false`) unless the caller asks for it.
///
/// # Errors
///
/// After an error that may pass ([`Error::is_transient`], [`Error::is_timeout`]), to ask again is to ask for the same page
/// again: count how often. Any other error of a request is the last that comes, because it would only come again. To go on
/// later, or in another process, keep the [`cursor`](Self::cursor) and give it to [`resume_from`](Self::resume_from) of the
/// same query; no result is lost by it or comes twice.
#[must_use = "no page is fetched before it is asked for"]
pub struct Pages<P> {
    client: Client,
    query: Query,
    cursor: PageCursor,
    /// How many results may still come.
    left: Option<u64>,
    /// Whether a page has come. The first is given even if it is empty, for there may be more in it than results.
    begun: bool,
    state: State<P>,
}

enum State<P> {
    /// The next page is not asked for.
    Idle,
    /// It is under way.
    Fetching(Fetching),
    /// There may be more, but the last result has no id to go on behind.
    Stuck,
    /// There are no more.
    Ended(PhantomData<fn() -> P>),
}

struct Fetching {
    answer: Answer,
    /// How many results were asked for.
    limit: u64,
}

/// The answer to the query for a page, which is fetched in the same way for pages of all kinds.
type Answer = BoxedFuture<'static, Result<RawResponse>>;

impl<P: Page> Pages<P> {
    /// The pages of a query that `request` asks for the first of.
    ///
    /// The request builders of the SDK make these by `pages()`.
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

    /// Ends after this many results in all. The last page asks for no more than are left.
    pub fn cap(mut self, results: u64) -> Self {
        self.left = Some(results);
        self
    }

    /// Goes on from where the [`cursor`](Self::cursor) of the same query was taken.
    pub fn resume_from(mut self, cursor: PageCursor) -> Self {
        self.cursor = cursor;
        self.begun = false;
        self.state = State::Idle;
        self
    }

    /// Where the page begins that comes next, or that failed.
    pub fn cursor(&self) -> &PageCursor {
        &self.cursor
    }

    /// The results of all pages, one by one.
    pub fn items(self) -> Items<P> {
        Items::new(self)
    }

    /// The next page; `None` where there is none.
    pub async fn next(&mut self) -> Option<Result<P>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The next page; `None` where there is none.
    ///
    /// # Errors
    ///
    /// When the page cannot be fetched: as of [`Client::execute`], or because it is behind the offset limit.
    pub async fn try_next(&mut self) -> Result<Option<P>> {
        self.next().await.transpose()
    }

    /// The place behind some results, the last of which has this id; `None` where there is no id to tell it.
    fn behind(&self, cursor: &PageCursor, count: usize, last: Option<&str>) -> Option<PageCursor> {
        if self.query.is_by_id() {
            last.map(PageCursor::after)
        } else {
            Some(cursor.skip(count))
        }
    }

    /// Asks for the next page.
    fn fetch(&self) -> Result<Fetching, Problem> {
        let (request, limit) = self.query.page(&self.cursor, self.left)?;
        let client = self.client.clone();
        Ok(Fetching {
            answer: Box::pin(async move { client.read_soon(request).await }),
            limit,
        })
    }

    /// Takes a page that came, and finds where the next one begins. `None` for an empty page that has nothing to say.
    fn take(&mut self, mut page: Apart<P>, asked: u64) -> Result<Option<Apart<P>>, Problem> {
        // A server may give fewer than it was asked for on every page, and says so; or it says nothing true at all.
        let full = page
            .limit()
            .filter(|limit| *limit > 0)
            .map_or(asked, |limit| limit.min(asked));
        if let Some(left) = self.left {
            page.truncate(usize::try_from(left).unwrap_or(usize::MAX));
        }
        let count = page.len();
        let behind = self.behind(&self.cursor, count, page.last_id());
        let has_way_on = behind.is_some();
        if count > 0
            && let Some(behind) = behind
        {
            // A page that ends where the one in front of it ended would come for ever.
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

    /// The next page, which `read` reads.
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
                // What would fail in the same way again must not keep a loop busy that goes on after errors.
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

// Nothing in it is pinned: the future of the page under way has its own pin.
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
