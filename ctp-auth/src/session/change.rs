//! The creation of a session and the change of its holder. Incomplete changes are undone.

use std::fmt;

use super::{Session, SessionId, SessionStore, source};
use crate::cache::{Found, Record, SessionState};
use crate::{AuthClient, AuthError, TokenResponse, task};

/// A stored session whose id nobody knows yet. Unless it is [claimed](Self::claim), it is removed and its tokens are
/// revoked.
pub(super) struct Unclaimed {
    /// `None` after it was claimed or discarded.
    session: Option<(Session, Record)>,
}

impl Unclaimed {
    /// Stores a session with this token under a new id.
    ///
    /// # Errors
    ///
    /// When the store failed. The token is then revoked.
    pub(super) async fn create(
        sessions: &SessionStore,
        token: &TokenResponse,
        store_key: Option<String>,
    ) -> Result<Self, AuthError> {
        let id = SessionId::random()?;
        let now = sessions.inner.auth.clock().now();
        let mut record = Record::first(token);
        record.session = Some(SessionState {
            started_at: now,
            used_at: now,
            store_key,
            payload: None,
        });
        // Created first: if this future is dropped while the store is called, the session may have been stored.
        let unclaimed = Self {
            session: Some((sessions.resume(&id), record.clone())),
        };
        let Some((session, _)) = &unclaimed.session else {
            return Err(AuthError::interrupted());
        };
        let ends_at = sessions.inner.limits.ends_at(&record);
        let stored = session
            .token
            .slot()
            .replace(None, Some((&record, ends_at)))
            .await;
        let error = match stored {
            Ok(true) => {
                session.token.learn(Some(record));
                return Ok(unclaimed);
            }
            // Ids are random, so this id cannot exist.
            Ok(false) => AuthError::provider("there is a session with this id already"),
            Err(error) => AuthError::store(error),
        };
        unclaimed.discard().await;
        Err(error)
    }

    /// Returns the session, which is then no longer removed on drop.
    pub(super) fn claim(mut self) -> Session {
        match self.session.take() {
            Some((session, _)) => session,
            None => unreachable!("only `claim` and `discard` take it, both by value"),
        }
    }

    pub(super) async fn discard(mut self) {
        if let Some((session, record)) = self.session.take() {
            task::uninterrupted(Box::pin(discard(session, record))).await;
        }
    }

    fn session(&self) -> Option<&Session> {
        self.session.as_ref().map(|(session, _)| session)
    }
}

impl Drop for Unclaimed {
    fn drop(&mut self) {
        if let Some((session, record)) = self.session.take() {
            task::finish(discard(session, record));
        }
    }
}

async fn discard(session: Session, record: Record) {
    // If the store fails, the record expires by the limits; nobody has its id.
    let _ = session.remove().await;
    source::revoke(&session.sessions.inner.auth, &record).await;
}

/// Tokens that do not belong to a session yet. They are revoked when this is dropped.
pub(super) struct UnusedTokens {
    auth: AuthClient,
    /// `None` after they were kept or revoked.
    record: Option<Record>,
}

impl UnusedTokens {
    pub(super) fn of(sessions: &SessionStore, token: &TokenResponse) -> Self {
        Self {
            auth: sessions.inner.auth.clone(),
            record: Some(Record::first(token)),
        }
    }

    /// Keeps the tokens: somebody else is responsible for them.
    pub(super) fn keep(mut self) {
        self.record = None;
    }

    pub(super) async fn revoke(mut self) {
        if let Some(record) = self.record.take() {
            source::revoke(&self.auth, &record).await;
        }
    }
}

impl Drop for UnusedTokens {
    fn drop(&mut self) {
        if let Some(record) = self.record.take() {
            let auth = self.auth.clone();
            task::finish(async move { source::revoke(&auth, &record).await });
        }
    }
}

/// The session of a new holder, with another id, which has not replaced the old one yet.
///
/// If it is dropped or [discarded](Self::discard) instead of [committed](Self::commit), the old session continues, and the
/// tokens of the new holder are revoked. If the future of `commit` is dropped after it has begun, both sessions end,
/// because nobody knows the new id.
#[must_use = "nothing changes before it is committed"]
pub struct PreparedSession {
    before: Session,
    next: Unclaimed,
}

impl PreparedSession {
    pub(super) fn new(before: Session, next: Unclaimed) -> Self {
        Self { before, next }
    }

    /// Ends the old session and returns the new one, with this [payload](Session::payload).
    ///
    /// The old id is then invalid in all processes. **Put the [id](Session::id) of the new session into the visitor's
    /// cookie.** The tokens of the old session are revoked; if that fails they expire later, and a warning is logged.
    ///
    /// # Errors
    ///
    /// When the old session [has ended](AuthError::is_session_ended) meanwhile; the new one is then discarded. A store that
    /// fails at this point is not an error: the tokens of the old session are revoked anyway, and the payload is lost.
    #[must_use = "the session has another id: put it into the visitor's cookie"]
    pub async fn commit(self, payload: Option<String>) -> Result<Session, AuthError> {
        let before = self.before.clone();
        if task::uninterrupted(Box::pin(async move { end_before(&before).await })).await
            == Before::HasEnded
        {
            self.next.discard().await;
            return Err(AuthError::session_ended());
        }
        if let (Some(_), Some(next)) = (&payload, self.next.session())
            && let Err(error) = next.update_payload(|_| payload.clone()).await
        {
            tracing::warn!(%error, "the payload of a session could not be stored after a change of its holder");
        }
        Ok(self.next.claim())
    }

    /// Removes the new session and revokes its tokens. The old session continues.
    pub async fn discard(self) {
        self.next.discard().await;
    }
}

/// The state of the old session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    /// It has ended now.
    Ended,
    /// It had already ended.
    HasEnded,
}

/// Ends the old session and revokes its tokens.
async fn end_before(before: &Session) -> Before {
    let known = before.token.known();
    let old = match before.remove().await {
        Ok(Found::Nothing) => return Before::HasEnded,
        Ok(Found::Record(record, _)) => Some(*record),
        Ok(Found::Unreadable(..)) => None,
        Err(error) => {
            tracing::warn!(%error, "a session could not be removed after a change of its holder");
            known
        }
    };
    if let Some(old) = old {
        source::revoke(&before.sessions.inner.auth, &old).await;
    }
    Before::Ended
}

impl fmt::Debug for PreparedSession {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PreparedSession")
            .field("before", &self.before)
            .finish_non_exhaustive()
    }
}
