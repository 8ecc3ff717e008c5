//! The token of a grant.

use std::time::Duration;

use async_trait::async_trait;

use super::record::Record;
use super::slot::Found;
use super::source::Source;
use crate::{AuthClient, AuthError, Grant, ScopeSet};

/// Fetches the token of a grant: with the refresh token of the previous one if possible, otherwise with the grant itself.
pub(super) struct GrantSource {
    pub(super) auth: AuthClient,
    pub(super) grant: Grant,
    pub(super) scopes: ScopeSet,
}

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl Source for GrantSource {
    fn check(&self, _: &Found) -> Result<(), AuthError> {
        Ok(())
    }

    async fn fetch(&self, previous: Option<&Record>) -> Result<Record, AuthError> {
        if let Some(previous) = previous
            && previous.refresh_token.is_some()
        {
            match refresh(&self.auth, previous).await {
                Err(error)
                    if self.grant.is_repeatable()
                        && (error.is_grant_refused() || error.is_session_ended()) =>
                {
                    tracing::debug!(%error, "the refresh token is no longer accepted");
                }
                Err(error) if error.is_grant_refused() => {
                    return Err(AuthError::session_refused(error));
                }
                outcome => return outcome,
            }
        }
        // The grant could get only the first token of an anonymous session.
        if previous.is_some() && !self.grant.is_repeatable() {
            return Err(AuthError::session_ended());
        }
        let response = self.auth.token(&self.grant, &self.scopes).await;
        let response = response.map_err(|error| self.explained(error, previous.is_some()))?;
        let mut record = Record::first(&response);
        if let (None, Grant::RefreshToken(token)) = (&record.refresh_token, &self.grant) {
            // The response to a refresh need not contain a refresh token.
            record.refresh_token = Some(token.clone());
        }
        Ok(record)
    }

    async fn overtaken(&self, fetched: Record, _: Found) -> Result<Record, AuthError> {
        Ok(fetched)
    }

    fn unstored(
        &self,
        fetched: Record,
        _: Option<&Record>,
        _: Option<Record>,
    ) -> Result<Record, AuthError> {
        Ok(fetched)
    }

    fn ends_at(&self, record: &Record) -> Duration {
        record.ends_at()
    }
}

impl GrantSource {
    /// If there was a session of a user and the user's credentials are refused, the session has ended.
    fn explained(&self, error: AuthError, has_previous: bool) -> AuthError {
        let was_in_session = match self.grant {
            // There is no user who could log in again.
            Grant::ClientCredentials | Grant::AnonymousSession(_) => false,
            Grant::Password(_) => has_previous,
            Grant::RefreshToken(_) => true,
        };
        if was_in_session && error.is_grant_refused() {
            AuthError::session_refused(error)
        } else {
            error
        }
    }
}

/// Fetches the next token, with the refresh token and the API client that it belongs to.
///
/// # Errors
///
/// [`AuthError::is_session_ended`] if the credentials of that API client are unknown, or it was deleted.
pub(crate) async fn refresh(auth: &AuthClient, previous: &Record) -> Result<Record, AuthError> {
    let Some(refresh_token) = &previous.refresh_token else {
        return Err(AuthError::session_ended());
    };
    let grant = Grant::RefreshToken(refresh_token.clone());
    let client_id = previous.client_id.as_deref();
    let response = auth
        .token_of_client(client_id, &grant, &ScopeSet::new())
        .await?;
    previous.refreshed(&response)
}
