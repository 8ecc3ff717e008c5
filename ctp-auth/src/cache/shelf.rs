//! The place of one entry in a store.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};
use secrecy::SecretString;

use super::entry::Entry;
use crate::{Clock, StoreError, StoreKey, TokenStore};

/// A store that takes longer than this is taken for broken.
const PATIENCE: Duration = Duration::from_secs(2);

/// The place of one entry in a store. What goes wrong with it goes into the log as well.
pub(super) struct Shelf {
    store: Arc<dyn TokenStore>,
    key: StoreKey,
    clock: Arc<dyn Clock>,
}

/// What is in the place.
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// The entry, and its text, without which it cannot be replaced.
    Entry(Entry, SecretString),
    /// Something else.
    Unreadable(SecretString),
}

impl Found {
    pub(super) fn entry(&self) -> Option<&Entry> {
        match self {
            Self::Entry(entry, _) => Some(entry),
            Self::Nothing | Self::Unreadable(_) => None,
        }
    }

    pub(super) fn text(&self) -> Option<&SecretString> {
        match self {
            Self::Entry(_, text) | Self::Unreadable(text) => Some(text),
            Self::Nothing => None,
        }
    }
}

impl Shelf {
    pub(super) fn new(store: Arc<dyn TokenStore>, key: StoreKey, clock: Arc<dyn Clock>) -> Self {
        Self { store, key, clock }
    }

    pub(super) fn key(&self) -> &StoreKey {
        &self.key
    }

    pub(super) async fn find(&self) -> Result<Found, StoreError> {
        let text = self.in_time(self.store.get(&self.key)).await?;
        let Some(text) = text else {
            return Ok(Found::Nothing);
        };
        Ok(match Entry::from_text(&text) {
            Some(entry) => Found::Entry(entry, text),
            None => {
                tracing::warn!(
                    key = self.key.as_str(),
                    "the token store has an entry that is none"
                );
                Found::Unreadable(text)
            }
        })
    }

    /// Replaces what is there if it is still `expected`; whether it was.
    pub(super) async fn replace(
        &self,
        expected: Option<&SecretString>,
        new: Option<&Entry>,
    ) -> Result<bool, StoreError> {
        let lifetime = new.map_or(Duration::ZERO, |new| new.store_lifetime(self.clock.now()));
        let new = new.map(Entry::to_text);
        self.in_time(
            self.store
                .replace(&self.key, expected, new.as_ref(), lifetime),
        )
        .await
    }

    pub(super) async fn try_lock(
        &self,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        self.in_time(self.store.try_lock(&self.key, owner, lifetime))
            .await
    }

    pub(super) async fn unlock(&self, owner: &str) -> Result<(), StoreError> {
        self.in_time(self.store.unlock(&self.key, owner)).await
    }

    async fn in_time<T>(
        &self,
        work: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let outcome = match select(pin!(work), self.clock.sleep(PATIENCE)).await {
            Either::Left((outcome, _)) => outcome,
            Either::Right(((), _)) => Err(StoreError::new("answer in time", "it is too slow")),
        };
        if let Err(error) = &outcome {
            let reason = std::error::Error::source(error);
            tracing::warn!(key = self.key.as_str(), %error, ?reason, "the token store failed");
        }
        outcome
    }
}
