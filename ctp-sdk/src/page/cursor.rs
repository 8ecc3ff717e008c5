//! Places within the results of a query.

use serde::{Deserialize, Serialize};

/// A place within the results of a query, to continue from there: see [`Pages::resume_from`](super::Pages::resume_from).
///
/// It can be stored, and is valid for the query it was taken from. It contains the id of a result, or an offset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PageCursor(Place);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Place {
    /// Before the first result, in the order of the ids.
    Start,
    /// After the result with this id.
    After(String),
    /// After this number of results.
    Offset(u64),
}

impl PageCursor {
    pub(super) fn new(place: Place) -> Self {
        Self(place)
    }

    pub(super) fn place(&self) -> &Place {
        &self.0
    }

    /// The place after the result with this id.
    pub(super) fn after(id: &str) -> Self {
        Self(Place::After(id.to_owned()))
    }

    /// Moves to the place after the result with this id.
    pub(super) fn move_after(&mut self, id: &str) {
        match &mut self.0 {
            // Its text is written over, because an iteration comes here for each result.
            Place::After(known) => {
                known.clear();
                known.push_str(id);
            }
            place => *place = Place::After(id.to_owned()),
        }
    }

    /// The place this number of results later.
    pub(super) fn skip(&self, results: usize) -> Self {
        match self.0 {
            Place::Offset(offset) => Self(Place::Offset(offset.saturating_add(results as u64))),
            _ => self.clone(),
        }
    }
}
