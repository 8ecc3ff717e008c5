//! The token of a grant.

use std::time::Duration;

use async_trait::async_trait;

use super::record::Record;
use super::slot::Found;
use super::source::Source;
use crate::{AuthClient, AuthError, Grant, ScopeSet};

/// Fetches the token of a grant: by the refresh token of the one before, or else by the grant itself.
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
        // The first token of an anonymous session was the only one that the grant could get for it.
        if previous.is_some() && !self.grant.is_repeatable() {
            return Err(AuthError::session_ended());
        }
        let response = self.auth.token(&self.grant, &self.scopes).await;
        let response = response.map_err(|error| self.explained(error, previous.is_some()))?;
        let mut record = Record::first(&response);
        if let (None, Grant::RefreshToken(token)) = (&record.refresh_token, &self.grant) {
            // The answer to a refresh need not bring another one.
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
    /// Where there was a session of a user and what stood for the user is refused, the session has ended.
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

/// Fetches the token that follows, by the refresh token and by the API client that it belongs to.
///
/// # Errors
///
/// [`AuthError::is_session_ended`] where the credentials of that API client are not known, or it is gone.
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
