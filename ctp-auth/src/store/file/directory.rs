//! The directory and its files. All functions block.

mod guard;
mod opening;
mod sweep;

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::failure::Failure;
use super::names;
use super::record::{Entry, KeyDigest, Keyed, Lock, Moment};
use crate::{Clock, StoreKey};

/// A directory, and the clock that decides about expiry.
#[derive(Clone, Debug)]
pub(super) struct Directory {
    pub(super) path: PathBuf,
    pub(super) clock: Arc<dyn Clock>,
}

impl Directory {
    /// The entry, if there is one that has not expired.
    pub(super) fn entry(&self, key: &StoreKey) -> Result<Option<SecretString>, Failure> {
        // On other systems a file is replaced atomically, even while it is read. Windows does not replace an open file.
        #[cfg(windows)]
        let _guard = guard::take(&self.path)?;

        opening::check_directory(&self.path)?;
        let now = Moment::new(self.clock.now());
        let entry: Option<Entry> = read(&self.path.join(names::entry(key)), key)?;
        Ok(entry
            .filter(|entry| now < entry.expires_at)
            .map(|entry| entry.text))
    }

    /// Changes the entry if it is what is expected.
    pub(super) fn replace(
        &self,
        key: &StoreKey,
        expected: Option<&SecretString>,
        new: Option<&SecretString>,
        lifetime: Duration,
    ) -> Result<bool, Failure> {
        let guard = guard::take(&self.path)?;
        // Read after waiting for the guard, which may take time.
        let now = self.clock.now();
        let path = self.path.join(names::entry(key));
        let found: Option<Entry> = read(&path, key)?;
        let current = found
            .as_ref()
            .filter(|entry| Moment::new(now) < entry.expires_at)
            .map(|entry| entry.text.expose_secret());
        if current != expected.map(ExposeSecret::expose_secret) {
            return Ok(false);
        }
        match new {
            Some(text) => self.write(
                &path,
                &Entry {
                    key: KeyDigest::of(key),
                    text: text.clone(),
                    expires_at: Moment::new(now.saturating_add(lifetime)),
                },
            )?,
            // A damaged file is removed as well.
            None if fs::symlink_metadata(&path).is_ok() => self.remove(&path)?,
            None => {}
        }
        sweep::run_if_due(&self.path, &guard, Moment::new(now));
        Ok(true)
    }

    /// Takes the lock on an entry, if nobody has it.
    pub(super) fn try_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, Failure> {
        let _guard = guard::take(&self.path)?;
        let now = self.clock.now();
        let path = self.path.join(names::lock(key));
        let lock: Option<Lock> = read(&path, key)?;
        if lock.is_some_and(|lock| Moment::new(now) < lock.expires_at) {
            return Ok(false);
        }
        let lock = Lock {
            key: KeyDigest::of(key),
            owner: owner.to_owned(),
            expires_at: Moment::new(now.saturating_add(lifetime)),
        };
        self.write(&path, &lock)?;
        Ok(true)
    }

    /// Extends the lock on an entry, if `owner` has it.
    pub(super) fn extend(
        &self,
        key: &StoreKey,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, Failure> {
        let _guard = guard::take(&self.path)?;
        let now = self.clock.now();
        let path = self.path.join(names::lock(key));
        let lock: Option<Lock> = read(&path, key)?;
        let Some(lock) =
            lock.filter(|lock| lock.owner == owner && Moment::new(now) < lock.expires_at)
        else {
            return Ok(false);
        };
        let lock = Lock {
            expires_at: Moment::new(now.saturating_add(lifetime)),
            ..lock
        };
        self.write(&path, &lock)?;
        Ok(true)
    }

    /// Releases the lock on an entry, if `owner` has it.
    pub(super) fn release(&self, key: &StoreKey, owner: &str) -> Result<(), Failure> {
        let _guard = guard::take(&self.path)?;
        let path = self.path.join(names::lock(key));
        let lock: Option<Lock> = read(&path, key)?;
        if lock.is_some_and(|lock| lock.owner == owner) {
            self.remove(&path)?;
        }
        Ok(())
    }

    /// Writes a file atomically, whatever happens to the process or the machine.
    fn write(&self, path: &Path, record: &impl Serialize) -> Result<(), Failure> {
        let mut text = serde_json::to_vec(record)
            .map_err(|error| Failure::system("write", path)(error.into()))?;
        text.push(b'\n');
        // Created with mode 0600, and removed on drop.
        let mut unfinished = tempfile::Builder::new()
            .prefix(names::UNFINISHED_PREFIX)
            .suffix(names::UNFINISHED_SUFFIX)
            .tempfile_in(&self.path)
            .map_err(Failure::system("make a file in", &self.path))?;
        unfinished
            .write_all(&text)
            .and_then(|()| unfinished.as_file().sync_all())
            .map_err(Failure::system("write", unfinished.path()))?;
        unfinished
            .persist(path)
            .map_err(|error| Failure::system("write", path)(error.error))?;
        self.sync()
    }

    fn remove(&self, path: &Path) -> Result<(), Failure> {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(Failure::system("remove", path)(error))
            }
            _ => self.sync(),
        }
    }

    /// Waits until the directory entries are on the disk. Windows has no such call.
    fn sync(&self) -> Result<(), Failure> {
        #[cfg(unix)]
        fs::File::open(&self.path)
            .and_then(|directory| directory.sync_all())
            .map_err(Failure::system("write", &self.path))?;
        Ok(())
    }
}

/// The content of the file of this key, if it is valid. An invalid file counts as missing, and is replaced by the next
/// write.
fn read<T: DeserializeOwned + Keyed>(path: &Path, key: &StoreKey) -> Result<Option<T>, Failure> {
    match read_strictly(path, key) {
        Err(failure) if failure.is_of_file() => {
            tracing::warn!(%failure, "a file of the token store is ignored");
            Ok(None)
        }
        outcome => outcome,
    }
}

fn read_strictly<T: DeserializeOwned + Keyed>(
    path: &Path,
    key: &StoreKey,
) -> Result<Option<T>, Failure> {
    let Some(mut file) = opening::read(path)? else {
        return Ok(None);
    };
    let mut text = zeroize::Zeroizing::new(Vec::new());
    file.read_to_end(&mut text)
        .map_err(Failure::system("read", path))?;
    let is_object = text.trim_ascii_start().starts_with(b"{");
    let record: Option<T> = serde_json::from_slice(&text).ok();
    record
        .filter(|record| is_object && *record.key() == KeyDigest::of(key))
        .map(Some)
        .ok_or_else(|| Failure::damaged(path))
}
