//! What a renewal has to know of the kind of token that it renews.

use async_trait::async_trait;

use super::record::Record;
use super::slot::Found;
use crate::AuthError;

/// Where the next token comes from, and what the store means for it.
///
/// The token of a grant is only cached in the store: without the store it is fetched again. A session lives in the store:
/// what is not there has ended.
#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
pub(crate) trait Source: Send + Sync {
    /// What is wrong if the store has this, before anything is fetched.
    fn check(&self, found: &Found) -> Result<(), AuthError>;

    /// Fetches the next record, which follows `previous` if there is one.
    async fn fetch(&self, previous: Option<&Record>) -> Result<Record, AuthError>;

    /// What to do with a record that was fetched when the store has got something else meanwhile.
    async fn overtaken(&self, fetched: Record, present: Found) -> Result<Record, AuthError>;

    /// What to do with a record that was fetched but could not be stored. `previous` is what it follows, `known` what
    /// this process knows by now.
    fn unstored(
        &self,
        fetched: Record,
        previous: Option<&Record>,
        known: Option<Record>,
    ) -> Result<Record, AuthError>;

    /// Until when the store has use for a record.
    fn ends_at(&self, record: &Record) -> std::time::Duration;
}
