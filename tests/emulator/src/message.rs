//! Messages about changes.

use serde_json::Value;

use crate::kind::Object;

/// The path of the messages.
pub(crate) const PATH: &str = "/{projectKey}/messages";

/// The maximum number of messages; beyond that, the oldest is removed.
pub(crate) const MOST: usize = 50_000;

/// Fields of messages without a value if the resource had or has none: the type of the message, and the fields.
///
/// The specification requires them, but also says that the message is generated after each such update action, including
/// one that removes the value. A list is then empty; other fields are left out.
const EMPTY: [(&str, &[&str]); 5] = [
    ("AssociateRoleNameSet", &["name"]),
    (
        "RecurringOrderExpiresAtSet",
        &["newExpiresAt", "oldExpiresAt"],
    ),
    ("StagedQuoteSellerCommentSet", &["sellerComment"]),
    ("StagedQuoteValidToSet", &["validTo"]),
    ("StandalonePriceTiersSet", &["tiers", "previousTiers"]),
];

/// Whether a message of a type is written without a value of a required field.
pub(crate) fn may_lack(of: &str, field: &str) -> bool {
    let mut rows = EMPTY.iter();
    rows.any(|(message, fields)| *message == of && fields.contains(&field))
}

/// A message that is not written yet.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    /// Its `type`, such as `CategoryCreated`.
    pub(crate) of: String,
    /// Its specific fields.
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
