//! The lock with which one process fetches for all.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};

use super::record::Record;
use super::shared_token::SharedToken;
use super::slot::{Found, Slot};
use crate::{AuthError, random, task};

/// The interval at which a process checks whether another one is done.
const LOOK_INTERVAL: Duration = Duration::from_millis(50);

/// The lifetime of a lock unless its owner extends it: the longest wait for a process that was killed.
const LIFETIME: Duration = Duration::from_secs(3);

/// How often the owner extends the lock while it works. Two attempts may fail before it is lost.
const EXTENSION_INTERVAL: Duration = Duration::from_millis(900);

/// The result of acquiring the lock for a renewal.
pub(super) enum Acquisition {
    /// Another process has renewed the token meanwhile.
    RenewedElsewhere(Record),
    /// This process has to renew the token. Contains the current content of the store, if the store could be read, and the
    /// lock, if it was acquired.
    Renew {
        found: Option<Found>,
        lock: Option<Lock>,
    },
}

/// The lock on a slot. It is released when this is dropped, because a fetch may be stopped at any moment.
pub(super) struct Lock {
    slot: Slot,
    owner: String,
    is_held: bool,
}

/// Waits until another process has renewed the token, or this one has to do it.
pub(super) async fn acquire(token: &SharedToken) -> Result<Acquisition, AuthError> {
    let owner = random::text()?;
    // After this time, the owner of the lock is assumed to be stuck. If both processes fetch, that costs one call more and
    // does no harm.
    let longest_wait = token.attempt_timeout() + Duration::from_secs(1);
    let mut waited = Duration::ZERO;
    loop {
        let Ok(found) = token.slot().find().await else {
            return Ok(Acquisition::Renew {
                found: None,
                lock: None,
            });
        };
        if let Some(record) = found.record()
            && token.is_fresh(record)
        {
            return Ok(Acquisition::RenewedElsewhere(record.clone()));
        }
        let Ok(lock) = Lock::try_acquire(token.slot(), &owner).await else {
            return Ok(Acquisition::Renew {
                found: Some(found),
                lock: None,
            });
        };
        if let Some(lock) = lock {
            return Ok(with_lock(token, lock).await);
        }
        if waited >= longest_wait {
            return Ok(Acquisition::Renew {
                found: Some(found),
                lock: None,
            });
        }
        token.clock().sleep(LOOK_INTERVAL).await;
        waited += LOOK_INTERVAL;
    }
}

/// Reads the slot again: another process may have finished between the last check and the lock.
async fn with_lock(token: &SharedToken, lock: Lock) -> Acquisition {
    let found = token.slot().find().await.ok();
    if let Some(record) = found.as_ref().and_then(Found::record)
        && token.is_fresh(record)
    {
        let record = record.clone();
        lock.release().await;
        return Acquisition::RenewedElsewhere(record);
    }
    Acquisition::Renew {
        found,
        lock: Some(lock),
    }
}

impl Lock {
    async fn try_acquire(slot: &Slot, owner: &str) -> Result<Option<Self>, crate::StoreError> {
        // Created first: if this future is dropped during the call of the store, the lock may have been acquired.
        let mut lock = Self {
            slot: slot.clone(),
            owner: owner.to_owned(),
            is_held: true,
        };
        match slot.try_lock(owner, LIFETIME).await {
            Ok(true) => Ok(Some(lock)),
            Ok(false) => {
                lock.is_held = false;
                Ok(None)
            }
            // The lost response may have been that the lock is acquired.
            Err(error) => Err(error),
        }
    }

    /// Runs the work, and extends the lock meanwhile.
    pub(super) async fn hold<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        loop {
            let pause = self.slot.clock().sleep(EXTENSION_INTERVAL);
            match select(work, pause).await {
                Either::Left((outcome, _)) => return outcome,
                Either::Right(((), unfinished)) => work = unfinished,
            }
            let extension = pin!(self.slot.extend_lock(&self.owner, LIFETIME));
            // A store that does not respond must not delay the work.
            match select(work, extension).await {
                Either::Left((outcome, _)) => return outcome,
                // If that fails, others may fetch as well, which costs one call more and does no harm.
                Either::Right((_, unfinished)) => work = unfinished,
            }
        }
    }

    pub(super) async fn release(mut self) {
        // If that fails, the lock expires after its lifetime, and the log has an entry.
        let _ = self.slot.unlock(&self.owner).await;
        self.is_held = false;
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if !self.is_held {
            return;
        }
        let (slot, owner) = (self.slot.clone(), std::mem::take(&mut self.owner));
        task::finish(async move {
            let _ = slot.unlock(&owner).await;
        });
    }
}
