//! The entry of one record in a store.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use super::record::{Record, Unreadable};
use crate::{Clock, GuardedStore, StoreError, StoreKey, TokenStore};

/// The entry of one record in a store.
#[derive(Clone)]
pub(crate) struct Slot {
    store: GuardedStore,
    key: StoreKey,
}

/// The content of the entry.
pub(crate) enum Found {
    /// Nothing.
    Nothing,
    /// The record, and its text, which is needed to replace it.
    Record(Box<Record>, SecretString),
    /// Something that this version of the crate cannot read.
    Unreadable(Unreadable, SecretString),
}

impl Found {
    pub(crate) fn record(&self) -> Option<&Record> {
        match self {
            Self::Record(record, _) => Some(record),
            Self::Nothing | Self::Unreadable(..) => None,
        }
    }

    pub(crate) fn text(&self) -> Option<&SecretString> {
        match self {
            Self::Record(_, text) | Self::Unreadable(_, text) => Some(text),
            Self::Nothing => None,
        }
    }
}

impl Slot {
    pub(crate) fn new(store: GuardedStore, key: StoreKey) -> Self {
        Self { store, key }
    }

    pub(crate) fn key(&self) -> &StoreKey {
        &self.key
    }

    pub(crate) fn clock(&self) -> &Arc<dyn Clock> {
        self.store.clock()
    }

    pub(crate) async fn find(&self) -> Result<Found, StoreError> {
        let Some(text) = self.store.get(&self.key).await? else {
            return Ok(Found::Nothing);
        };
        Ok(match Record::from_text(&text) {
            Ok(record) => Found::Record(Box::new(record), text),
            Err(reason) => {
                tracing::warn!(
                    key = self.key.as_str(),
                    ?reason,
                    "the token store has a record that cannot be read"
                );
                Found::Unreadable(reason, text)
            }
        })
    }

    /// Replaces the content if it is still `expected`; returns whether it was. The store needs `new` until `ends_at`.
    pub(crate) async fn replace(
        &self,
        expected: Option<&SecretString>,
        new: Option<(&Record, Duration)>,
    ) -> Result<bool, StoreError> {
        let now = self.clock().now();
        let lifetime = new.map_or(Duration::ZERO, |(_, ends_at)| ends_at.saturating_sub(now));
        let new = new.map(|(record, _)| record.to_text());
        self.store
            .replace(&self.key, expected, new.as_ref(), lifetime)
            .await
    }

    pub(super) async fn try_lock(
        &self,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        self.store.try_lock(&self.key, owner, lifetime).await
    }

    pub(super) async fn extend_lock(
        &self,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        self.store.extend_lock(&self.key, owner, lifetime).await
    }

    pub(super) async fn unlock(&self, owner: &str) -> Result<(), StoreError> {
        self.store.unlock(&self.key, owner).await
    }
}
