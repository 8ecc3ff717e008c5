//! A page some of whose results could not be read.

use std::iter::Peekable;
use std::vec;

use serde_json::Value;

use super::Page;
use crate::json::{self, Read, Unread};
use crate::{Bytes, Error, RawResponse, Result};

/// A page, and its unreadable results.
#[doc(hidden)]
pub struct Apart<P> {
    pub(super) page: P,
    /// The unreadable results, by their index among all results.
    unread: Vec<(usize, UnreadResult)>,
}

/// An unreadable result.
pub(super) struct UnreadResult {
    /// Its id, if it can be read.
    pub(super) id: Option<String>,
    pub(super) error: Error,
}

impl<P> Apart<P> {
    /// A page without unreadable results.
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
    /// When anything else of the page cannot be read.
    pub fn read(answer: RawResponse, results: &'static str) -> Result<Self> {
        let mut page = P::blank();
        let unread = read_into(&mut json::Place(&mut page), answer, results)?;
        Ok(Self { page, unread })
    }
}

/// Reads a page. Compiled once for all page types.
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
    /// The page size, if the response contains it.
    pub(super) fn limit(&self) -> Option<u64> {
        self.page.limit()
    }

    /// The number of results, including unreadable ones.
    pub(super) fn len(&mut self) -> usize {
        self.page.results().len() + self.unread.len()
    }

    /// Removes all results from this index on.
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

    /// Converts the page with `make` and its results with `read`. `read` gets the index of each result among all; a result
    /// that it cannot read is stored separately as well.
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
    pub(super) fn into_results(mut self) -> Results<P::Item> {
        Results {
            read: std::mem::take(self.page.results()).into_iter(),
            unread: self.unread.into_iter().peekable(),
            place: 0,
        }
    }
}

/// All results of a page in their order. They are taken from the page, and not copied into another list.
pub(super) struct Results<T> {
    read: vec::IntoIter<T>,
    unread: Peekable<vec::IntoIter<(usize, UnreadResult)>>,
    /// The index of the next result among all.
    place: usize,
}

impl<T> Results<T> {
    pub(super) fn none() -> Self {
        Self {
            read: Vec::new().into_iter(),
            unread: Vec::new().into_iter().peekable(),
            place: 0,
        }
    }
}

impl<T> Iterator for Results<T> {
    type Item = Result<T, UnreadResult>;

    fn next(&mut self) -> Option<Self::Item> {
        let place = self.place;
        self.place += 1;
        if let Some((_, unread)) = self.unread.next_if(|(known, _)| *known <= place) {
            return Some(Err(unread));
        }
        match self.read.next() {
            Some(result) => Some(Ok(result)),
            None => self.unread.next().map(|(_, unread)| Err(unread)),
        }
    }
}
