//! The differences between kinds of tokens when they are renewed.

use async_trait::async_trait;

use super::record::Record;
use super::slot::Found;
use crate::AuthError;

/// The source of the next token, and the role of the store for it.
///
/// The token of a grant is only cached in the store: without the store it is fetched again. A session is kept in the store:
/// if it is not there, it has ended.
#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
pub(crate) trait Source: Send + Sync {
    /// An error if the store has this content, before anything is fetched.
    fn check(&self, found: &Found) -> Result<(), AuthError>;

    /// Fetches the next record, which follows `previous` if there is one.
    async fn fetch(&self, previous: Option<&Record>) -> Result<Record, AuthError>;

    /// Decides about a record that was fetched if the store has other content meanwhile.
    async fn overtaken(&self, fetched: Record, present: Found) -> Result<Record, AuthError>;

    /// Decides about a record that was fetched but could not be stored. `previous` is the record before it, `known` the one
    /// that this process has now.
    fn unstored(
        &self,
        fetched: Record,
        previous: Option<&Record>,
        known: Option<Record>,
    ) -> Result<Record, AuthError>;

    /// The time until which the store needs a record.
    fn ends_at(&self, record: &Record) -> std::time::Duration;
}
