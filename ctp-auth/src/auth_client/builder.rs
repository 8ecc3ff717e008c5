//! Putting a client of the authorization service together.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::credentials::{CredentialsProvider, KnownCredentials};
use super::{AuthClient, Inner, RetryPolicy};
use crate::{AuthError, Backoff, Clock, Config, SystemClock};

/// Puts an [`AuthClient`] together. [`AuthClient::builder`] makes one.
#[must_use]
pub struct AuthClientBuilder {
    config: Config,
    http: Option<reqwest::Client>,
    clock: Arc<dyn Clock>,
    retry_policy: RetryPolicy,
    credentials_provider: Option<Arc<dyn CredentialsProvider>>,
}

impl AuthClientBuilder {
    pub(super) fn new(config: &Config) -> Self {
        Self {
            config: config.clone(),
            http: None,
            clock: Arc::new(SystemClock),
            retry_policy: RetryPolicy::default(),
            credentials_provider: None,
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
        self.retry_policy.attempt = timeout;
        self
    }

    /// Asks this for the credentials of the API client once more where the service does not know them any longer
    /// (`invalid_client`). So they can be replaced while the process runs; those of the configuration are the first.
    pub fn credentials_provider(mut self, provider: impl CredentialsProvider + 'static) -> Self {
        self.credentials_provider = Some(Arc::new(provider));
        self
    }

    /// Tries as often and as long as this says.
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.retry_policy.backoff = backoff;
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
                credentials: Arc::new(KnownCredentials::new(
                    &self.config,
                    self.credentials_provider,
                )),
                clock: self.clock,
                retry_policy: self.retry_policy,
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
            .field("retry_policy", &self.retry_policy)
            .finish_non_exhaustive()
    }
}
