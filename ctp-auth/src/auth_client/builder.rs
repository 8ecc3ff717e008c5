//! Putting a client of the authorization service together.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::credentials::{CredentialsProvider, KnownCredentials};
use super::{AuthClient, Inner, RetryPolicy};
use crate::{AuthError, Backoff, Clock, Config, HttpClient, SystemClock};

/// Puts an [`AuthClient`] together. [`AuthClient::builder`] makes one.
#[must_use]
pub struct AuthClientBuilder {
    config: Config,
    http: HttpClient,
    clock: Arc<dyn Clock>,
    retry_policy: RetryPolicy,
    response_limit: usize,
    credentials_provider: Option<Arc<dyn CredentialsProvider>>,
}

/// The most that a token answer may hold, in bytes: far more than any does.
const RESPONSE_LIMIT: usize = 1024 * 1024;

impl AuthClientBuilder {
    pub(super) fn new(config: &Config) -> Self {
        Self {
            config: config.clone(),
            http: HttpClient::new(),
            response_limit: RESPONSE_LIMIT,
            clock: Arc::new(SystemClock),
            retry_policy: RetryPolicy::default(),
            credentials_provider: None,
        }
    }

    /// Sends by this HTTP client, for a proxy or certificates of your own, or to share its connections.
    ///
    /// Leave default headers out of its settings: the authorization service would get them as well.
    pub fn http(mut self, http: HttpClient) -> Self {
        self.http = http;
        self
    }

    /// Refuses an answer with more bytes than this, counted after decompression; 1 MiB if not set. Of the answer to a
    /// refusal, no more is read.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
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
    /// [`AuthError::http_client_error`] when there are no root certificates for HTTPS, or the settings of the HTTP client
    /// cannot be used.
    pub fn build(self) -> Result<AuthClient, AuthError> {
        let auth_url = self.config.auth_url().clone();
        // Now, so that what is missing shows at the start and not at the first request.
        self.http.client_for(&auth_url)?;
        Ok(AuthClient {
            inner: Arc::new(Inner {
                http: self.http,
                plain_http_hosts: self.config.plain_http_hosts().clone(),
                response_limit: self.response_limit,
                auth_url,
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

impl fmt::Debug for AuthClientBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AuthClientBuilder")
            .field("config", &self.config)
            .field("retry_policy", &self.retry_policy)
            .finish_non_exhaustive()
    }
}
