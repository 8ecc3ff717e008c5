//! Messages: what was written about a change.

use crate::kind::Object;

/// The path of the messages.
pub(crate) const PATH: &str = "/{projectKey}/messages";

/// More messages are not kept; the oldest goes.
pub(crate) const MOST: usize = 50_000;

/// A message that is not written yet.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    /// Its `type`, such as `CategoryCreated`.
    pub(crate) of: String,
    /// Its own fields.
    pub(crate) fields: Object,
}
