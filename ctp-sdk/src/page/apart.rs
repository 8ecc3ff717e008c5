//! A page of which some results could not be read.

use serde_json::Value;

use super::Page;
use crate::json::{self, Read, Unread};
use crate::{Bytes, Error, RawResponse, Result};

/// A page, and those of its results that could not be read.
#[doc(hidden)]
pub struct Apart<P> {
    pub(super) page: P,
    /// The results that could not be read, by their place among all.
    unread: Vec<(usize, UnreadResult)>,
}

/// A result that could not be read.
pub(super) struct UnreadResult {
    /// Its id, where it says so.
    pub(super) id: Option<String>,
    pub(super) error: Error,
}

impl<P> Apart<P> {
    /// A page of which all results could be read.
    pub(super) fn whole(page: P) -> Self {
        Self {
            page,
            unread: Vec::new(),
        }
    }
}

impl<P: Page + Read> Apart<P> {
    /// Reads a page whose results are the list in its member `results`.
    ///
    /// # Errors
    ///
    /// When anything else on it cannot be read.
    pub fn read(answer: RawResponse, results: &'static str) -> Result<Self> {
        let mut page = P::blank();
        let unread = read_into(&mut json::Place(&mut page), answer, results)?;
        Ok(Self { page, unread })
    }
}

/// Reads a page. It is compiled once for all pages.
fn read_into(
    page: &mut dyn json::Whole,
    answer: RawResponse,
    results: &'static str,
) -> Result<Vec<(usize, UnreadResult)>> {
    let unread = answer.fill(page, Some(results))?.into_iter();
    Ok(unread
        .map(|(place, unread)| (place, UnreadResult::new(unread, &answer)))
        .collect())
}

impl UnreadResult {
    fn new(unread: Unread, answer: &RawResponse) -> Self {
        let id = unread.body.get("id").and_then(Value::as_str);
        Self {
            id: id.map(str::to_owned),
            error: answer.unreadable(unread.failure, Bytes::from(unread.body.to_string())),
        }
    }
}

impl<P: Page> Apart<P> {
    /// The most results that the page could have had, where it tells.
    pub(super) fn limit(&self) -> Option<u64> {
        self.page.limit()
    }

    /// How many results there are, those that could not be read included.
    pub(super) fn len(&mut self) -> usize {
        self.page.results().len() + self.unread.len()
    }

    /// Drops all results from this place on.
    pub(super) fn truncate(&mut self, count: usize) {
        self.unread.retain(|(place, _)| *place < count);
        let read = count.saturating_sub(self.unread.len());
        self.page.results().truncate(read);
    }

    /// The id of the last result.
    pub(super) fn last_id(&mut self) -> Option<&str> {
        let last = self.len().checked_sub(1)?;
        match self.unread.last() {
            Some((place, unread)) if *place == last => unread.id.as_deref(),
            _ => self.page.results().last().and_then(P::id),
        }
    }

    /// The page that `make` makes of this one and of its results as `read` reads them once more. `read` gets the place of
    /// each among all; a result that it cannot read is put aside as well.
    #[cfg(feature = "custom-objects")]
    pub(crate) fn and_read<Q: Page>(
        mut self,
        mut read: impl FnMut(usize, P::Item) -> Result<Q::Item>,
        make: impl FnOnce(P, Vec<Q::Item>) -> Q,
    ) -> Apart<Q> {
        let results = std::mem::take(self.page.results());
        let mut unread_before = self.unread.into_iter().peekable();
        let (mut again, mut unread) = (Vec::new(), Vec::new());
        for result in results {
            while let Some(known) =
                unread_before.next_if(|(place, _)| *place == again.len() + unread.len())
            {
                unread.push(known);
            }
            let place = again.len() + unread.len();
            let id = P::id(&result).map(str::to_owned);
            match read(place, result) {
                Ok(result) => again.push(result),
                Err(error) => unread.push((place, UnreadResult { id, error })),
            }
        }
        unread.extend(unread_before);
        Apart {
            page: make(self.page, again),
            unread,
        }
    }

    /// All results in their order.
    pub(super) fn into_results(mut self) -> Vec<Result<P::Item, UnreadResult>> {
        let mut read = std::mem::take(self.page.results()).into_iter();
        let mut results = Vec::new();
        for (place, unread) in self.unread {
            while results.len() < place
                && let Some(result) = read.next()
            {
                results.push(Ok(result));
            }
            results.push(Err(unread));
        }
        results.extend(read.map(Ok));
        results
    }
}
