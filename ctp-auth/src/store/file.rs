//! A store in local files.

mod directory;
mod failure;
mod names;
mod record;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use secrecy::SecretString;
use tokio::runtime::Handle;

use super::{StoreError, StoreKey, TokenStore};
use crate::{Clock, SystemClock};

use directory::Directory;
use failure::Failure;

/// Stores tokens in a local directory, for programs that are started often.
///
/// Any number of processes may share the directory if its file system supports advisory locks: local file systems do,
/// network file systems may not. The files are not encrypted; only their owner can read and write them (mode 0600; on
/// Windows, the permissions are inherited from the directory). A missing directory is created with the first entry, with
/// mode 0700. An existing directory keeps its mode, and is refused if it belongs to another user or others can write to it.
/// In a shared directory, such as a mounted volume, use a subdirectory.
///
/// Links in the directory are not followed. The directory itself may be a link of its owner or of root. A file that belongs
/// to another user, that others can read or write, that is damaged, or that was copied from another entry is ignored with a
/// warning in the log, and replaced by the next write. Another process of the same user can restore an older
/// file.
///
/// A change is on the disk when its future completes. A future that is dropped may still complete the change, wholly or not
/// at all.
///
/// ```no_run
/// let store = ctp_auth::FileStore::new("/var/lib/my-service/tokens");
/// ```
///
/// It requires a tokio runtime and uses its blocking threads.
///
/// # Errors
///
/// When the directory cannot be used or is not trusted, and when another process keeps it locked for five seconds. The
/// error names the path.
#[derive(Clone, Debug)]
pub struct FileStore {
    directory: Directory,
}

impl FileStore {
    /// A store in this directory, which need not exist yet.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self {
            directory: Directory {
                path: directory.into(),
                clock: Arc::new(SystemClock),
            },
        }
    }

    /// Sets the clock that decides about expiry.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.directory.clock = clock;
        self
    }

    /// Runs the work on a blocking thread.
    async fn run<T: Send + 'static>(
        &self,
        action: &'static str,
        work: impl FnOnce(&Directory) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        let runtime =
            Handle::try_current().map_err(|error| StoreError::permanent(action, error))?;
        let directory = self.directory.clone();
        let done = runtime.spawn_blocking(move || work(&directory)).await;
        // The outer error is that of a runtime that is shutting down.
        done.map_err(|error| StoreError::new(action, error))?
            .map_err(|failure| match failure.is_transient() {
                true => StoreError::new(action, failure),
                false => StoreError::permanent(action, failure),
            })
    }
}

#[async_trait]
impl TokenStore for FileStore {
    async fn get(&self, key: &StoreKey) -> Result<Option<SecretString>, StoreError> {
        let key = key.clone();
        self.run("read an entry", move |directory| directory.entry(&key))
            .await
    }

    async fn replace(
        &self,
        key: &StoreKey,
        expected: Option<&SecretString>,
        new: Option<&SecretString>,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        let (key, expected, new) = (key.clone(), expected.cloned(), new.cloned());
        self.run("replace an entry", move |directory| {
            directory.replace(&key, expected.as_ref(), new.as_ref(), lifetime)
        })
        .await
    }

    async fn try_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        let (key, owner) = (key.clone(), owner.to_owned());
        self.run("take a lock", move |directory| {
            directory.try_lock(&key, &owner, lifetime)
        })
        .await
    }

    async fn extend_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        let (key, owner) = (key.clone(), owner.to_owned());
        self.run("extend a lock", move |directory| {
            directory.extend(&key, &owner, lifetime)
        })
        .await
    }

    async fn unlock(&self, key: &StoreKey, owner: &str) -> Result<(), StoreError> {
        let (key, owner) = (key.clone(), owner.to_owned());
        self.run("release a lock", move |directory| {
            directory.release(&key, &owner)
        })
        .await
    }
}
