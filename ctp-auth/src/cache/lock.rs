//! One process of a fleet fetches for all.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};

use super::record::Record;
use super::shared_token::SharedToken;
use super::slot::{Found, Slot};
use crate::{AuthError, random, task};

/// How often a process looks whether another one is done.
const LOOK_INTERVAL: Duration = Duration::from_millis(50);

/// How long a lock lasts unless its owner extends it. So long others wait for a process that was killed.
const LIFETIME: Duration = Duration::from_secs(3);

/// How often the owner extends the lock while it works. Two attempts may fail before it is lost.
const EXTENSION_INTERVAL: Duration = Duration::from_millis(900);

/// What comes of acquiring the lock for a renewal.
pub(super) enum Acquisition {
    /// Another process has renewed the token meanwhile.
    RenewedElsewhere(Record),
    /// This process is to renew it. What the store has at this moment, if it can be asked, and the lock, if it could be
    /// acquired.
    Renew {
        found: Option<Found>,
        lock: Option<Lock>,
    },
}

/// The lock on a slot. It is released when this is dropped, for a fetch may be stopped at any moment.
pub(super) struct Lock {
    slot: Slot,
    owner: String,
    is_held: bool,
}

/// Waits until the token has been renewed by another process, or this one is to do it.
pub(super) async fn acquire(token: &SharedToken) -> Result<Acquisition, AuthError> {
    let owner = random::text()?;
    // Beyond this, the owner of the lock is not getting anywhere. Should two processes fetch then, that is a waste and
    // no harm.
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

/// Looks once more: between the last look and the lock, another process may have been done.
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
        // Made first: should this future be dropped while the store is asked, the lock may have been acquired.
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
            // An answer that was lost may have been that it is acquired.
            Err(error) => Err(error),
        }
    }

    /// Does the work, and keeps the lock meanwhile.
    pub(super) async fn hold<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        loop {
            let pause = self.slot.clock().sleep(EXTENSION_INTERVAL);
            match select(work, pause).await {
                Either::Left((outcome, _)) => return outcome,
                Either::Right(((), unfinished)) => work = unfinished,
            }
            let extension = pin!(self.slot.extend_lock(&self.owner, LIFETIME));
            // A store that does not answer must not hold the work up.
            match select(work, extension).await {
                Either::Left((outcome, _)) => return outcome,
                // If that fails, others may fetch as well, which is a waste and no harm.
                Either::Right((_, unfinished)) => work = unfinished,
            }
        }
    }

    pub(super) async fn release(mut self) {
        // If that fails, the lock ends by its lifetime, and the log says so.
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
