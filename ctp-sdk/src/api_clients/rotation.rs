//! Replaces one API client by another.

use std::time::Duration;

use ctp_auth::{Backoff, Grant, OAuthErrorCode, ScopeSet};

use super::{ApiClientPlan, ApiClients, CreatedApiClient};
use crate::{Error, Result};

/// The result of a [rotation](ApiClients::rotate).
#[derive(Debug)]
#[must_use = "the secret of the successor is returned only once"]
pub struct Rotation {
    successor: CreatedApiClient,
    old: OldApiClient,
}

/// The state of the old API client after a rotation.
#[derive(Debug)]
#[non_exhaustive]
pub enum OldApiClient {
    /// It was deleted.
    Deleted,
    /// It could not be deleted, for this reason, and still works. The successor works too: keep its secret, and delete the
    /// old one later.
    Remains(Error),
}

impl Rotation {
    /// The new API client.
    pub fn successor(&self) -> &CreatedApiClient {
        &self.successor
    }

    /// The new API client, with its secret.
    pub fn into_successor(self) -> CreatedApiClient {
        self.successor
    }

    /// The state of the old API client.
    pub fn old(&self) -> &OldApiClient {
        &self.old
    }
}

impl ApiClients {
    /// Replaces an API client by a new one with the same name, scopes and validities. A planned deletion date is not
    /// copied.
    ///
    /// The old one is deleted only after the new one was created and has obtained a token. If anything fails before that,
    /// the old one is unchanged, and a successor that could not obtain a token is deleted.
    ///
    /// The tokens of the old one become invalid with it. If this process crashes before it has stored the new secret, both
    /// are lost. To avoid this, or to give others time to use the new secret, call [`succeed`](Self::succeed), store the
    /// secret, and [`delete`](Self::delete) the old one afterwards.
    ///
    /// # Errors
    ///
    /// When there is no API client with this id, or the new one could not be created or could not obtain a token. If the
    /// old one could not be deleted, the result is a [`Rotation`] and not an error, because the new secret must not be
    /// lost.
    pub async fn rotate(&self, id: &str) -> Result<Rotation> {
        let successor = self.succeed(id).await?;
        let old = match self.delete(id).await {
            Ok(_) => OldApiClient::Deleted,
            Err(error) => OldApiClient::Remains(error),
        };
        Ok(Rotation { successor, old })
    }

    /// Creates the successor of an API client and verifies that it can obtain a token. The old one is unchanged.
    ///
    /// # Errors
    ///
    /// The same errors as [`rotate`](Self::rotate).
    pub async fn succeed(&self, id: &str) -> Result<CreatedApiClient> {
        let old = self.api.api_clients().with_id(id).get().send().await?;
        let successor = self.create(&ApiClientPlan::of(&old)?).await?;
        match self.prove(&successor).await {
            Ok(()) => Ok(successor),
            Err(error) => {
                if let Err(left) = self.delete(successor.id()).await {
                    tracing::warn!(id = successor.id(), error = %left, "an API client that cannot obtain a token could not be deleted");
                }
                Err(error)
            }
        }
    }

    /// Obtains a token with the new API client, and revokes it at once.
    async fn prove(&self, successor: &CreatedApiClient) -> Result<()> {
        let auth = self
            .auth
            .with_api_client(successor.id(), successor.secret().clone());
        let mut attempts = 0;
        let mut waited = Duration::ZERO;
        loop {
            let error = match auth
                .token(&Grant::ClientCredentials, &ScopeSet::new())
                .await
            {
                Ok(token) => {
                    // It expires anyway, so a failure is not an error.
                    let _ = auth.revoke_access_token(token.access_token()).await;
                    return Ok(());
                }
                Err(error) => error,
            };
            attempts += 1;
            // The authorization service may need a moment until it knows a new API client.
            let is_unknown = error
                .oauth()
                .is_some_and(|refusal| refusal.has(&OAuthErrorCode::InvalidClient));
            match Backoff::default().pause(attempts, waited, None) {
                Some(pause) if is_unknown => {
                    auth.clock().sleep(pause).await;
                    waited += pause;
                }
                _ => return Err(error.into()),
            }
        }
    }
}
