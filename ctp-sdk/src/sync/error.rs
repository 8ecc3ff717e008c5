//! Why update actions cannot reach the state of a draft.

use std::fmt;

/// The field of a draft whose value update actions cannot reach.
///
/// ```
/// use ctp_sdk::sync::SyncError;
///
/// fn explain(error: &SyncError) -> String {
///     format!("{} in the way: {}", error.field(), error.reason())
/// }
/// # let _ = explain;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncError {
    field: String,
    reason: SyncErrorReason,
}

/// The reason.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SyncErrorReason {
    /// It cannot be changed after the creation.
    #[error(
        "no update action can change it: use the existing value in the draft, or delete the existing resource so that it \
         is created again"
    )]
    Unchangeable,
    /// It can be added and changed, but not removed.
    #[error("no update action can remove it: keep it in the draft")]
    Unremovable,
    /// The draft refers to a resource by key, and only the id of the existing one is known.
    #[error(
        "the draft refers to `{key}` by key, but only the id of the existing resource is known: read it with the paths of \
         `sync::expansions` expanded"
    )]
    NotExpanded {
        /// The key in the draft.
        key: String,
    },
    /// It cannot be identified, for example because it has no SKU or key.
    #[error("it cannot be identified: add {by}")]
    NotIdentified {
        /// What would identify it.
        by: &'static str,
    },
    /// The draft contains it twice.
    #[error("the draft contains `{value}` twice")]
    Duplicate {
        /// The duplicate value.
        value: String,
    },
}

impl SyncError {
    pub(super) fn new(field: impl Into<String>, reason: SyncErrorReason) -> Self {
        Self {
            field: field.into(),
            reason,
        }
    }

    pub(super) fn unchangeable(field: impl Into<String>) -> Self {
        Self::new(field, SyncErrorReason::Unchangeable)
    }

    #[cfg(feature = "categories")]
    pub(super) fn unremovable(field: impl Into<String>) -> Self {
        Self::new(field, SyncErrorReason::Unremovable)
    }

    /// The field of the draft, as a path: `productType`, `variants[2].prices[0].channel`.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// The reason.
    pub fn reason(&self) -> &SyncErrorReason {
        &self.reason
    }
}

impl fmt::Display for SyncError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}`: {}", self.field, self.reason)
    }
}

impl std::error::Error for SyncError {}
