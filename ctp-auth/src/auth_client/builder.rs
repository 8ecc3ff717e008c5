//! The builder of the authorization client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::credentials::{CredentialsProvider, KnownCredentials};
use super::{AuthClient, Inner, RetryPolicy};
use crate::{AuthError, Backoff, Clock, Config, HttpClient, SystemClock};

/// Builds an [`AuthClient`]. [`AuthClient::builder`] creates one.
#[must_use]
pub struct AuthClientBuilder {
    config: Config,
    http: HttpClient,
    clock: Arc<dyn Clock>,
    retry_policy: RetryPolicy,
    response_limit: usize,
    credentials_provider: Option<Arc<dyn CredentialsProvider>>,
}

/// The default limit for a token response in bytes, far larger than any real response.
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

    /// Sets the HTTP client, for a proxy or custom certificates, or to share its connections.
    ///
    /// Do not set default headers on it: they would be sent to the authorization service as well.
    pub fn http(mut self, http: HttpClient) -> Self {
        self.http = http;
        self
    }

    /// Sets the limit for responses in bytes, counted after decompression; 1 MiB by default. A larger successful response
    /// is an error, a larger error response is truncated.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// Sets the clock.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Sets the timeout of an attempt; 5 seconds by default.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.retry_policy.attempt = timeout;
        self
    }

    /// Sets a provider that is asked for other credentials when the service no longer knows the current ones
    /// (`invalid_client`). So they can be replaced while the process runs; those of the configuration are the first.
    pub fn credentials_provider(mut self, provider: impl CredentialsProvider + 'static) -> Self {
        self.credentials_provider = Some(Arc::new(provider));
        self
    }

    /// Sets the retries.
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.retry_policy.backoff = backoff;
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// [`AuthError::http_client_error`] when there are no root certificates for HTTPS, or the settings of the HTTP client
    /// are invalid.
    pub fn build(self) -> Result<AuthClient, AuthError> {
        let auth_url = self.config.auth_url().clone();
        // Called here so that missing certificates are reported at the start and not at the first request.
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
