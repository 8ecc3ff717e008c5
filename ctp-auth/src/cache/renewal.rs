//! Renewal of a token, from the store or from its source.

use super::lock::{self, Acquisition};
use super::record::{Record, Unreadable};
use super::shared_token::SharedToken;
use super::slot::Found;
use crate::AuthError;

/// Returns the next record: if another process has stored it already, this one; otherwise it is fetched and stored.
pub(super) async fn renew(token: &SharedToken) -> Result<Record, AuthError> {
    match lock::acquire(token).await? {
        Acquisition::RenewedElsewhere(record) => Ok(record),
        Acquisition::Renew { found, lock: None } => fetch_and_store(token, found).await,
        Acquisition::Renew {
            found,
            lock: Some(lock),
        } => {
            let outcome = lock.hold(fetch_and_store(token, found)).await;
            lock.release().await;
            outcome
        }
    }
}

async fn fetch_and_store(token: &SharedToken, found: Option<Found>) -> Result<Record, AuthError> {
    if let Some(found) = &found {
        token.source().check(found)?;
    }
    // If the store has no record or cannot be read, this process may still have one.
    let previous = found
        .as_ref()
        .and_then(Found::record)
        .cloned()
        .or_else(|| token.known());
    match token.source().fetch(previous.as_ref()).await {
        Ok(record) => store(token, found, previous.as_ref(), record).await,
        Err(error) if error.ends_session_everywhere() => remove(token, found, error).await,
        Err(error) => Err(error),
    }
}

/// Stores the record, unless the store has a better one meanwhile.
async fn store(
    token: &SharedToken,
    found: Option<Found>,
    previous: Option<&Record>,
    record: Record,
) -> Result<Record, AuthError> {
    let Some(found) = found else {
        // The store could not be read before the fetch, so its content is unknown, even if it works now.
        return unstored(token, previous, record);
    };
    let mut new = Some(record.clone());
    match put(token, found, &mut new).await {
        Put::Done => Ok(new.unwrap_or(record)),
        Put::Failed => unstored(token, previous, record),
        // Another process was faster, and its token is just as good; or a customer logged in.
        Put::Not(Found::Record(other, _)) if token.is_fresh(&other) => Ok(*other),
        Put::Not(present) => token.source().overtaken(record, present).await,
    }
}

/// The record that could not be stored; this process uses it anyway, unless its source decides otherwise.
fn unstored(
    token: &SharedToken,
    previous: Option<&Record>,
    record: Record,
) -> Result<Record, AuthError> {
    let used = token.source().unstored(record, previous, token.known())?;
    let outdated = previous.map(|previous| previous.access_token.clone());
    token.learn_outdated(outdated);
    Ok(used)
}

/// Removes a session that has ended, so that others need not try.
async fn remove(
    token: &SharedToken,
    found: Option<Found>,
    error: AuthError,
) -> Result<Record, AuthError> {
    let Some(found) = found else {
        return Err(error);
    };
    match put(token, found, &mut None).await {
        Put::Not(Found::Record(other, _)) if token.is_fresh(&other) => Ok(*other),
        Put::Not(Found::Record(..)) => Err(AuthError::interrupted()),
        // If the store fails, its log entry is enough.
        Put::Done | Put::Failed | Put::Not(_) => Err(error),
    }
}

/// Replaces the found content by a record, or removes it, unless the slot has other tokens meanwhile.
async fn put(token: &SharedToken, mut found: Found, new: &mut Option<Record>) -> Put {
    const TRIES: usize = 16;
    for _ in 0..TRIES {
        if let Found::Unreadable(Unreadable::Newer(_), _) = found {
            // A later version of the crate shares the store, and can read it.
            return Put::Failed;
        }
        let ending = new.as_ref().map(|new| (new, token.source().ends_at(new)));
        match token.slot().replace(found.text(), ending).await {
            Ok(true) => return Put::Done,
            Ok(false) => {}
            Err(_) => return Put::Failed,
        }
        let Ok(other) = token.slot().find().await else {
            return Put::Failed;
        };
        match (found.record(), other.record()) {
            (Some(before), Some(after)) if before.access_token.is_same(&after.access_token) => {
                // Only the payload of a session has changed.
                if let Some(new) = new {
                    new.session.clone_from(&after.session);
                }
            }
            _ => return Put::Not(other),
        }
        found = other;
    }
    Put::Failed
}

/// The result of replacing the content of a slot.
enum Put {
    Done,
    /// The slot has this content now, and keeps it.
    Not(Found),
    /// The store failed.
    Failed,
}
