//! A created API client.

use std::fmt;

use ctp_auth::SecretString;
use serde::de::{Deserialize, Deserializer, Error};

use crate::models::ApiClient;
use crate::{RawResponse, Result};

/// A created API client with its secret, which the platform returns only once.
///
/// `Debug` does not show the secret.
#[must_use = "the secret is returned only once"]
pub struct CreatedApiClient {
    client: ApiClient,
    secret: SecretString,
}

impl CreatedApiClient {
    pub(super) fn read(answer: RawResponse) -> Result<Self> {
        let secret = answer.clone().json::<Told>()?.into_body().secret;
        let mut client: ApiClient = answer.into_model()?;
        client.secret = None;
        Ok(Self { client, secret })
    }

    /// Its id, the value for `CTP_CLIENT_ID`.
    pub fn id(&self) -> &str {
        &self.client.id
    }

    /// The other properties, without the secret.
    pub fn client(&self) -> &ApiClient {
        &self.client
    }

    /// The secret. Store it in a safe place: it is returned only once.
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

/// The properties that are returned only once. Without them, the rest is useless.
#[derive(serde::Deserialize)]
struct Told {
    #[serde(deserialize_with = "secret")]
    secret: SecretString,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretString, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.is_empty() {
        return Err(D::Error::invalid_length(0, &"a secret"));
    }
    Ok(text.into())
}
