//! One process of a fleet fetches for all.

use std::time::Duration;

use super::core::Core;
use super::entry::Entry;
use super::shelf::Found;
use crate::{AuthError, random};

/// How often a process looks whether another one is done.
const GLANCE: Duration = Duration::from_millis(50);

/// What comes of the wish to renew a token.
pub(super) enum Turn {
    /// Another process has done it.
    Done(Entry),
    /// It is this one's turn. What the store has at this moment, if it can be asked, and the owner of the lock, if there
    /// is one to give back.
    Ours {
        found: Option<Found>,
        owner: Option<String>,
    },
}

impl Core {
    /// Waits until the token has been renewed by another process, or this one may.
    pub(super) async fn turn(&self) -> Result<Turn, AuthError> {
        let owner = random::text()?;
        // Long enough for a fetch that needs no second attempt. Should one take longer, two processes fetch, which is a
        // waste and no harm; should a process die with the lock, the others do not wait for long.
        let lifetime = self.auth.attempt_timeout() + Duration::from_secs(1);
        let mut waited = Duration::ZERO;
        loop {
            let Ok(found) = self.shelf.find().await else {
                return Ok(Turn::Ours {
                    found: None,
                    owner: None,
                });
            };
            if let Found::Entry(entry, _) = &found
                && self.is_fresh(entry)
            {
                return Ok(Turn::Done(entry.clone()));
            }
            let is_locked = match self.shelf.try_lock(&owner, lifetime).await {
                Ok(is_locked) => is_locked,
                Err(_) => {
                    return Ok(Turn::Ours {
                        found: Some(found),
                        owner: None,
                    });
                }
            };
            if is_locked {
                return self.with_lock(owner).await;
            }
            if waited >= lifetime {
                // Whoever has the lock is not getting anywhere.
                return Ok(Turn::Ours {
                    found: Some(found),
                    owner: None,
                });
            }
            self.auth.clock().sleep(GLANCE).await;
            waited += GLANCE;
        }
    }

    /// Looks once more: between the last look and the lock, another process may have been done.
    async fn with_lock(&self, owner: String) -> Result<Turn, AuthError> {
        let found = self.shelf.find().await.ok();
        if let Some(Found::Entry(entry, _)) = &found
            && self.is_fresh(entry)
        {
            let entry = entry.clone();
            self.give_back(Some(owner)).await;
            return Ok(Turn::Done(entry));
        }
        Ok(Turn::Ours {
            found,
            owner: Some(owner),
        })
    }

    pub(super) async fn give_back(&self, owner: Option<String>) {
        if let Some(owner) = owner {
            // If that fails, the lock falls by itself, and the log says so.
            let _ = self.shelf.unlock(&owner).await;
        }
    }
}
