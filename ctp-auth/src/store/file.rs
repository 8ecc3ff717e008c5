//! A store in the files of this machine.

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

/// Keeps tokens in a directory of this machine, for programs that start again and again.
///
/// Any number of processes may share the directory, if its file system has advisory locks: those of this machine have,
/// those of a network may not. The texts lie there unencrypted, in files that their owner alone may read and write
/// (mode 0600; on Windows, what the directory passes on to its files). A directory that is not there is made when the
/// first entry is, with mode 0700; one that is there keeps the mode it has, and is refused if it belongs to another user or
/// others can write to it. So in a directory that is shared, such as a mounted volume, name one below it.
///
/// Links in the directory are not followed. The directory itself may be a link of its owner's or of root. A file that belongs to another user, that others can read or write, that was damaged, or that was
/// copied from the place of another entry is passed over with a warning in the log, and replaced when there is something to
/// write. Who can write to the directory as its owner can still put an older file back in its own place.
///
/// A change is on the disk when its future is done. A future that is dropped may still do its work, all of it or none.
///
/// ```no_run
/// let store = ctp_auth::FileStore::new("/var/lib/my-service/tokens");
/// ```
///
/// It works within a runtime of tokio only, on the threads that it has for work that blocks.
///
/// # Errors
///
/// When the directory cannot be used or is not trusted, and when another process keeps it locked for five seconds. The error
/// names the path.
#[derive(Clone, Debug)]
pub struct FileStore {
    directory: Directory,
}

impl FileStore {
    /// A store in this directory, which need not be there yet.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self {
            directory: Directory {
                path: directory.into(),
                clock: Arc::new(SystemClock),
            },
        }
    }

    /// The same store with another clock to tell when lifetimes have passed.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.directory.clock = clock;
        self
    }

    /// Does the work on a thread that may block.
    async fn run<T: Send + 'static>(
        &self,
        action: &'static str,
        work: impl FnOnce(&Directory) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        let runtime =
            Handle::try_current().map_err(|error| StoreError::permanent(action, error))?;
        let directory = self.directory.clone();
        let done = runtime.spawn_blocking(move || work(&directory)).await;
        // The outer error is that of a runtime that shuts down.
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
