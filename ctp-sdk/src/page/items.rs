//! The results of a query, one by one.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::Stream;

use super::apart::Results;
use super::{Page, PageCursor, Pages};
use crate::Result;

/// The results of a query, one by one. A page is fetched when the previous one is used up.
///
/// ```no_run
/// # #[cfg(feature = "carts")]
/// # async fn run(api: ctp_sdk::ApiRoot) -> ctp_sdk::Result<()> {
/// let mut carts = api.carts().get().where_("totalPrice(centAmount > 1000)").items();
/// while let Some(cart) = carts.try_next().await? {
///     println!("{}", cart.id);
/// }
/// # Ok(())
/// # }
/// ```
///
/// A result that the SDK cannot decode is an error ([`Error::is_decode`](crate::Error::is_decode)), and the iteration
/// continues after it. The error [contains the result](crate::Error::body) as JSON. A page that cannot be fetched or
/// decoded as a whole is an error, too; it is the last item unless it is [transient](crate::Error::is_transient).
///
/// It is also a [`Stream`]. The order, the limits and the behavior after an error are those of [`Pages`]; the cursor is
/// that of the next result, so that an iteration can be resumed in the middle of a page:
///
/// ```no_run
/// # #[cfg(feature = "carts")]
/// # async fn run(api: ctp_sdk::ApiRoot) -> ctp_sdk::Result<()> {
/// let mut carts = api.carts().get().items();
/// let cursor = loop {
///     match carts.next().await {
///         Some(Ok(cart)) => println!("{}", cart.id),
///         Some(Err(_)) => break carts.cursor().clone(),
///         None => return Ok(()),
///     }
/// };
/// // Later: no cart is lost or repeated.
/// let carts = api.carts().get().items().resume_from(cursor);
/// # let _ = carts;
/// # Ok(())
/// # }
/// ```
#[must_use = "no page is fetched before a result is asked for"]
pub struct Items<P: Page> {
    pages: Pages<P>,
    results: Results<P::Item>,
    cursor: PageCursor,
}

impl<P: Page> Items<P> {
    pub(super) fn new(pages: Pages<P>) -> Self {
        Self {
            cursor: pages.cursor().clone(),
            pages,
            results: Results::none(),
        }
    }

    /// Limits the number of results. The last page requests only the remaining ones.
    pub fn cap(mut self, results: u64) -> Self {
        self.pages = self.pages.cap(results);
        self
    }

    /// Continues where the [`cursor`](Self::cursor) of the same query was taken.
    pub fn resume_from(self, cursor: PageCursor) -> Self {
        Self::new(self.pages.resume_from(cursor))
    }

    /// The place of the next result.
    pub fn cursor(&self) -> &PageCursor {
        &self.cursor
    }

    /// The next result; `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<P::Item>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The next result; `None` after the last one.
    ///
    /// # Errors
    ///
    /// The same errors as [`Pages::try_next`].
    pub async fn try_next(&mut self) -> Result<Option<P::Item>> {
        self.next().await.transpose()
    }

    /// All results, in a `Vec` or another collection.
    ///
    /// ```no_run
    /// # #[cfg(feature = "carts")]
    /// # async fn run(api: ctp_sdk::ApiRoot) -> ctp_sdk::Result<()> {
    /// use ctp_sdk::models::Cart;
    ///
    /// let carts: Vec<Cart> = api.carts().get().items().cap(1000).try_collect().await?;
    /// # let _ = carts;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// All of them are in memory at once. Where there may be many, set a [`cap`](Self::cap), or take them one by one by
    /// [`try_next`](Self::try_next).
    ///
    /// # Errors
    ///
    /// The first error, be it of a page or of a result that cannot be read. What came before it is dropped: to keep it, or to
    /// go on behind it, use [`collect`](Self::collect) or [`next`](Self::next).
    pub async fn try_collect<C: Default + Extend<P::Item>>(mut self) -> Result<C> {
        let mut collected = C::default();
        while let Some(result) = self.try_next().await? {
            collected.extend([result]);
        }
        Ok(collected)
    }

    /// All results and all errors, in a `Vec` or another collection. It ends at the first error that is not of a single
    /// result, also if it is transient: [`next`](Self::next) would ask again.
    ///
    /// All of them are in memory at once, as of [`try_collect`](Self::try_collect).
    pub async fn collect<C: Default + Extend<Result<P::Item>>>(mut self) -> C {
        let mut collected = C::default();
        while let Some(result) = self.next().await {
            let is_last = result.as_ref().is_err_and(|error| !error.is_decode());
            collected.extend([result]);
            if is_last {
                break;
            }
        }
        collected
    }
}

impl<P: Page> Stream for Items<P> {
    type Item = Result<P::Item>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let Self {
                pages,
                results,
                cursor,
            } = &mut *self;
            if let Some(result) = results.next() {
                let id = match &result {
                    Ok(result) => P::id(result),
                    Err(unread) => unread.id.as_deref(),
                };
                pages.pass(cursor, id);
                return Poll::Ready(Some(result.map_err(|unread| unread.error)));
            }
            match ready!(pages.poll_page(context, P::read_apart)) {
                Some(Ok(page)) => *results = page.into_results(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

// Nothing in it is pinned.
impl<P: Page> Unpin for Items<P> {}

impl<P: Page> fmt::Debug for Items<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Items")
            .field("pages", &self.pages)
            .field("cursor", &self.cursor)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
