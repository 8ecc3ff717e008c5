//! Messages: what was written about a change.

use serde_json::Value;

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

/// A message with those of its fields that have a value.
pub(crate) fn message<N: Into<String>>(
    of: &str,
    fields: impl IntoIterator<Item = (N, Option<Value>)>,
) -> Message {
    let fields = fields.into_iter();
    let fields = fields.filter_map(|(name, value)| Some((name.into(), value?)));
    Message {
        of: of.to_owned(),
        fields: fields.collect(),
    }
}
