//! The token of a session.

use std::time::Duration;

use async_trait::async_trait;

use super::SessionLimits;
use crate::cache::{Found, Record, Source, Unreadable, refresh};
use crate::{AuthClient, AuthError, task};

/// Renews the token of a session with its refresh token only. A session that is not in the store has ended.
pub(super) struct SessionSource {
    pub(super) auth: AuthClient,
    pub(super) limits: SessionLimits,
}

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl Source for SessionSource {
    fn check(&self, found: &Found) -> Result<(), AuthError> {
        match found {
            Found::Record(..) => Ok(()),
            Found::Unreadable(Unreadable::Newer(version), _) => {
                Err(AuthError::session_unreadable(*version))
            }
            Found::Nothing | Found::Unreadable(Unreadable::Damaged, _) => {
                Err(AuthError::session_ended())
            }
        }
    }

    async fn fetch(&self, previous: Option<&Record>) -> Result<Record, AuthError> {
        let previous = previous.ok_or_else(AuthError::session_ended)?;
        match refresh(&self.auth, previous).await {
            Err(error) if error.is_grant_refused() => Err(AuthError::session_refused(error)),
            Ok(mut record) => {
                let now = self.auth.clock().now();
                if let Some(session) = &mut record.session {
                    session.used_at = now;
                }
                Ok(record)
            }
            error => error,
        }
    }

    async fn overtaken(&self, fetched: Record, present: Found) -> Result<Record, AuthError> {
        let error = match self.check(&present) {
            // It is still the same session, and continues with what the store contains.
            Ok(()) => return Err(AuthError::interrupted()),
            Err(error) => error,
        };
        if error.is_session_ended() {
            // The fetched tokens will not be used.
            revoke(&self.auth, &fetched).await;
        }
        Err(error)
    }

    fn unstored(
        &self,
        fetched: Record,
        previous: Option<&Record>,
        known: Option<Record>,
    ) -> Result<Record, AuthError> {
        match (known, previous) {
            (Some(known), Some(previous)) if known.access_token.is_same(&previous.access_token) => {
                Ok(fetched)
            }
            (Some(known), _) => Ok(known),
            (None, _) => Err(AuthError::session_ended()),
        }
    }

    fn ends_at(&self, record: &Record) -> Duration {
        self.limits.ends_at(record)
    }
}

/// Revokes the tokens of a record that is no longer used, even if this future is dropped. If it fails they expire later,
/// and a warning is logged.
pub(super) async fn revoke(auth: &AuthClient, record: &Record) {
    let (auth, record) = (auth.clone(), record.clone());
    task::uninterrupted(Box::pin(async move { revoke_now(&auth, &record).await })).await;
}

async fn revoke_now(auth: &AuthClient, record: &Record) {
    let (access_token, refresh_token) = (&record.access_token, record.refresh_token.as_ref());
    let revoked = auth
        .revoke_of_client(
            record.client_id.as_deref(),
            Some(access_token),
            refresh_token,
        )
        .await;
    if let Err(error) = revoked {
        tracing::warn!(%error, "tokens that are no longer used could not be revoked");
    }
}
