//! An API client that was just created.

use std::fmt;

use ctp_auth::SecretString;

use super::no_secret;
use crate::Result;
use crate::models::ApiClient;

/// An API client that was just created, with the secret that the platform tells this once.
///
/// `Debug` does not show the secret.
#[must_use = "the secret is told this once"]
pub struct CreatedApiClient {
    client: ApiClient,
    secret: SecretString,
}

impl CreatedApiClient {
    pub(super) fn of(mut client: ApiClient) -> Result<Self> {
        let secret = client.secret.take().filter(|secret| !secret.is_empty());
        let secret = secret.ok_or_else(no_secret)?.into();
        Ok(Self { client, secret })
    }

    /// Its id, which is what `CTP_CLIENT_ID` holds.
    pub fn id(&self) -> &str {
        &self.client.id
    }

    /// What else the platform says of it, without the secret.
    pub fn client(&self) -> &ApiClient {
        &self.client
    }

    /// The secret, to be put in a safe place. It is handed out once.
    pub fn into_secret(self) -> SecretString {
        self.secret
    }

    pub(super) fn secret(&self) -> &SecretString {
        &self.secret
    }
}

impl fmt::Debug for CreatedApiClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CreatedApiClient")
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}
