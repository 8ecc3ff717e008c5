//! One API client after another.

use std::time::Duration;

use ctp_auth::{Backoff, Grant, OAuthErrorCode, ScopeSet};

use super::{ApiClientPlan, ApiClients, CreatedApiClient};
use crate::{Error, Result};

/// What came of a [rotation](ApiClients::rotate).
#[derive(Debug)]
#[must_use = "the secret of the successor is told this once"]
pub struct Rotation {
    successor: CreatedApiClient,
    old: OldApiClient,
}

/// What became of the API client that was to go.
#[derive(Debug)]
#[non_exhaustive]
pub enum OldApiClient {
    /// It is gone.
    Deleted,
    /// It could not be deleted, for this reason, and still works. The successor works too: keep its secret, and delete this
    /// one later.
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

    /// What became of the old one.
    pub fn old(&self) -> &OldApiClient {
        &self.old
    }
}

impl ApiClients {
    /// Replaces an API client by a new one with the same name, scopes and validities. If the old one was to be deleted
    /// some day, the new one is not.
    ///
    /// The new one is created and proves that it can obtain a token; only then is the old one deleted. Whatever fails
    /// before that, the old one stays as it is, and a successor that could not prove itself is deleted.
    ///
    /// The tokens of the old one end with it, and should this process die before it has put the new secret away, both are
    /// lost. Where that matters, or others need time to take up the new secret, use [`create_successor`](Self::create_successor), keep the
    /// secret, and [`delete`](Self::delete) the old one then.
    ///
    /// # Errors
    ///
    /// When there is no API client with this id, or the new one could not be created or could not obtain a token. That the
    /// old one could not be deleted is not an error but a [`Rotation`], for the new secret must not be lost.
    pub async fn rotate(&self, id: &str) -> Result<Rotation> {
        let successor = self.create_successor(id).await?;
        let old = match self.delete(id).await {
            Ok(_) => OldApiClient::Deleted,
            Err(error) => OldApiClient::Remains(error),
        };
        Ok(Rotation { successor, old })
    }

    /// Creates the successor of an API client, proven to be able to obtain a token. The old one stays as it is.
    ///
    /// # Errors
    ///
    /// As of [`rotate`](Self::rotate).
    pub async fn create_successor(&self, id: &str) -> Result<CreatedApiClient> {
        let old = self.api.api_clients().with_id(id).get().send().await?;
        let successor = self.create(&ApiClientPlan::of(&old)?).await?;
        match self.prove(&successor).await {
            Ok(()) => Ok(successor),
            Err(error) => {
                if let Err(left) = self.delete(successor.id()).await {
                    tracing::warn!(id = successor.id(), error = %left, "an unproven API client could not be deleted");
                }
                Err(error)
            }
        }
    }

    /// Has the new API client obtain a token, which is given back at once.
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
                    // It ends after a while anyway, so that a failure is no reason for an error.
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
