//! The content of the files: JSON.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::StoreKey;
use crate::random::hexadecimal;

/// An entry.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) key: KeyDigest,
    #[serde(serialize_with = "expose", deserialize_with = "conceal")]
    pub(super) text: SecretString,
    pub(super) expires_at: Moment,
}

/// The lock on an entry.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lock {
    pub(super) key: KeyDigest,
    pub(super) owner: String,
    pub(super) expires_at: Moment,
}

/// The common members of entries and locks.
#[derive(Deserialize)]
pub(super) struct Expiring {
    pub(super) expires_at: Moment,
}

/// The content of a file, with its key.
pub(super) trait Keyed {
    /// The key that it was written for, so that a file that was copied from another entry is recognized.
    fn key(&self) -> &KeyDigest;
}

impl Keyed for Entry {
    fn key(&self) -> &KeyDigest {
        &self.key
    }
}

impl Keyed for Lock {
    fn key(&self) -> &KeyDigest {
        &self.key
    }
}

/// The digest (SHA-256) of a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct KeyDigest(String);

impl KeyDigest {
    pub(super) fn of(key: &StoreKey) -> Self {
        Self(hexadecimal(&Sha256::digest(key.as_str())))
    }
}

/// A point in time, in milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Moment {
    milliseconds: u64,
}

impl Moment {
    /// The point in time this long after the Unix epoch, or the maximum.
    pub(super) fn new(since_1970: Duration) -> Self {
        Self {
            milliseconds: u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX),
        }
    }

    /// The point in time this much later, or the maximum.
    pub(super) fn after(self, duration: Duration) -> Self {
        Self::new(Duration::from_millis(self.milliseconds).saturating_add(duration))
    }
}

fn expose<S: Serializer>(text: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text.expose_secret())
}

fn conceal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretString, D::Error> {
    String::deserialize(deserializer).map(SecretString::from)
}
