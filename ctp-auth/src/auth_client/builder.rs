//! Putting a client of the authorization service together.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::{AuthClient, Inner, Patience};
use crate::{AuthError, Backoff, Clock, Config, SystemClock};

/// Puts an [`AuthClient`] together. [`AuthClient::builder`] makes one.
#[must_use]
pub struct AuthClientBuilder {
    config: Config,
    http: Option<reqwest::Client>,
    clock: Arc<dyn Clock>,
    patience: Patience,
}

impl AuthClientBuilder {
    pub(super) fn new(config: &Config) -> Self {
        Self {
            config: config.clone(),
            http: None,
            clock: Arc::new(SystemClock),
            patience: Patience::default(),
        }
    }

    /// Sends by this HTTP client, for a proxy or a TLS setting of your own.
    ///
    /// Build it without redirects and without default headers: both would take what is meant for the authorization service
    /// elsewhere, or bring it what is not.
    pub fn http(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// Goes by this clock.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Gives an attempt up after this time; 5 seconds if not set.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.patience.attempt = timeout;
        self
    }

    /// Tries as often and as long as this says.
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.patience.backoff = backoff;
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// When TLS cannot be set up.
    pub fn build(self) -> Result<AuthClient, AuthError> {
        let http = match self.http {
            Some(http) => http,
            None => default_http().map_err(AuthError::unreachable)?,
        };
        Ok(AuthClient {
            inner: Arc::new(Inner {
                http,
                auth_url: self.config.auth_url().clone(),
                project_key: self.config.project_key().to_owned(),
                client_id: self.config.client_id().to_owned(),
                client_secret: self.config.client_secret().clone(),
                clock: self.clock,
                patience: self.patience,
            }),
        })
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn default_http() -> reqwest::Result<reqwest::Client> {
    // Another crate may turn the compressions of `reqwest` on, and with them a header for each request.
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .build()
}

// A browser decides about redirects itself; it does not repeat a body towards another origin without that origin's consent.
#[cfg(target_arch = "wasm32")]
fn default_http() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder().build()
}

impl fmt::Debug for AuthClientBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AuthClientBuilder")
            .field("config", &self.config)
            .field("patience", &self.patience)
            .finish_non_exhaustive()
    }
}
