//! The client of the authorization service.

mod builder;
mod credentials;
mod form;
#[cfg(feature = "metrics")]
mod measured;
mod retry_policy;
mod sending;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use secrecy::SecretString;
use url::Url;

use crate::{
    AccessToken, AuthError, Clock, Config, Grant, HttpClient, Introspection, PlainHttpHosts,
    RefreshToken, ScopeSet, TokenResponse,
};

pub use builder::AuthClientBuilder;
pub use credentials::{ApiClientCredentials, CredentialsProvider};

use credentials::KnownCredentials;
use form::Form;
use retry_policy::RetryPolicy;

/// A client of the authorization service: fetches, introspects and revokes tokens.
///
/// It sends a request for each call; a [`TokenCache`](crate::TokenCache) caches the token.
///
/// ```no_run
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use ctp_auth::{AuthClient, Config, Grant, Password};
///
/// let config = Config::from_env()?;
/// let auth = AuthClient::new(&config)?;
/// let customer = Password::new("anna@example.com", "a password");
/// let answer = auth.token(&customer.into(), config.scopes()).await?;
/// println!("good for {:?}: {}", answer.expires_in(), answer.scopes());
/// # Ok(())
/// # }
/// ```
///
/// The API client authenticates with HTTP Basic, and all parameters are in the body of the request: no credentials are in a
/// URL. The service receives only the headers that OAuth needs, whatever headers the API client sends to the API. Redirects
/// are not followed, because they could send the body to another host.
///
/// # Attempts
///
/// An attempt has 5 seconds. Connection failures, 502, 503, 504, and 429 with a `Retry-After` (in a browser, which hides
/// that header, any 429) are retried, up to four attempts within 20 seconds in total. The pause is random and grows each
/// time, or is the time that the service asks for, if that is at most 3 seconds. A certificate that is not accepted, and a
/// proxy that refuses, are not retried. [`AuthClientBuilder`] changes these settings.
///
/// # Limits
///
/// At most 1 MiB of a response is read; [`AuthClientBuilder::response_limit`] changes this.
///
/// # Sources
///
/// [Authorization](https://docs.commercetools.com/api/authorization);
/// [RFC 6749](https://www.rfc-editor.org/rfc/rfc6749).
#[derive(Clone)]
pub struct AuthClient {
    inner: Arc<Inner>,
}

#[derive(Clone)]
struct Inner {
    http: HttpClient,
    plain_http_hosts: PlainHttpHosts,
    response_limit: usize,
    auth_url: Url,
    project_key: String,
    credentials: Arc<KnownCredentials>,
    clock: Arc<dyn Clock>,
    retry_policy: RetryPolicy,
}

impl AuthClient {
    /// The client for the authorization service and the API client of the configuration.
    ///
    /// # Errors
    ///
    /// [`AuthError::http_client_error`] when there are no root certificates for HTTPS.
    pub fn new(config: &Config) -> Result<Self, AuthError> {
        Self::builder(config).build()
    }

    /// Starts a client with custom settings.
    pub fn builder(config: &Config) -> AuthClientBuilder {
        AuthClientBuilder::new(config)
    }

    /// Returns a client for another API client of the project. It shares connections and all settings.
    #[must_use]
    pub fn with_api_client(
        &self,
        client_id: impl Into<String>,
        client_secret: impl Into<SecretString>,
    ) -> Self {
        let mut inner = Inner::clone(&self.inner);
        let credentials = ApiClientCredentials::new(client_id, client_secret);
        inner.credentials = Arc::new(self.inner.credentials.replaced_by(credentials));
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Returns a client for the project, the API client and the authorization service of another configuration. It shares
    /// connections and all settings except a [credentials provider](AuthClientBuilder::credentials_provider), which belongs
    /// to one API client.
    ///
    /// # Errors
    ///
    /// The same errors as [`new`](Self::new).
    pub fn with_config(&self, config: &Config) -> Result<Self, AuthError> {
        // Called here so that missing certificates are reported at the start and not at the first request.
        self.inner.http.client_for(config.auth_url())?;
        let mut inner = Inner::clone(&self.inner);
        inner.auth_url = config.auth_url().clone();
        inner.plain_http_hosts = config.plain_http_hosts().clone();
        inner.project_key = config.project_key().to_owned();
        inner.credentials = Arc::new(KnownCredentials::new(config, None));
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Fetches a token.
    ///
    /// An empty set of scopes requests all scopes of the API client. A refresh token gets the scopes of the previous token,
    /// whatever is requested.
    ///
    /// # Errors
    ///
    /// [`AuthError::oauth`] when the service refuses; [`AuthError::is_transient`] when it could not be reached or failed
    /// temporarily; [`AuthError::is_unreadable`] when its response contains no token.
    pub async fn token(
        &self,
        grant: &Grant,
        scopes: &ScopeSet,
    ) -> Result<TokenResponse, AuthError> {
        self.token_of_client(None, grant, scopes).await
    }

    /// Like [`token`](Self::token), with the credentials of the API client with this id, or with the current ones.
    pub(crate) async fn token_of_client(
        &self,
        client_id: Option<&str>,
        grant: &Grant,
        scopes: &ScopeSet,
    ) -> Result<TokenResponse, AuthError> {
        #[cfg(feature = "metrics")]
        let fetch = measured::Fetch::begins(grant, &self.inner.clock);
        let outcome = self.fetch(client_id, grant, scopes).await;
        #[cfg(feature = "metrics")]
        fetch.ended(&outcome);
        outcome
    }

    async fn fetch(
        &self,
        client_id: Option<&str>,
        grant: &Grant,
        scopes: &ScopeSet,
    ) -> Result<TokenResponse, AuthError> {
        let form = Form::of_grant(grant, &self.inner.project_key, scopes);
        let asked_at = self.inner.clock.now();
        let answer = self
            .send(client_id, &form)
            .await
            .map_err(|error| error.asked(grant.asked(scopes)))?;
        TokenResponse::read(&answer.body, scopes, asked_at)
            .map(|response| response.of_client(answer.client_id))
            .map_err(|reason| AuthError::unreadable(answer.status, reason))
    }

    /// Introspects an access token. The API client needs the scope `introspect_oauth_tokens`.
    ///
    /// # Errors
    ///
    /// The same errors as [`token`](Self::token).
    pub async fn introspect(&self, token: &AccessToken) -> Result<Introspection, AuthError> {
        let answer = self.send(None, &Form::introspection(token)).await?;
        Introspection::read(&answer.body)
            .map_err(|reason| AuthError::unreadable(answer.status, reason))
    }

    /// Revokes an access token: the API no longer accepts it.
    ///
    /// # Errors
    ///
    /// The same errors as [`token`](Self::token). A token that has already expired is not an error.
    pub async fn revoke_access_token(&self, token: &AccessToken) -> Result<(), AuthError> {
        let form = Form::revocation(token.expose_secret(), "access_token");
        self.send(None, &form).await.map(drop)
    }

    /// Revokes a refresh token, so that it cannot be used to fetch access tokens any more.
    ///
    /// # Errors
    ///
    /// The same errors as [`revoke_access_token`](Self::revoke_access_token).
    pub async fn revoke_refresh_token(&self, token: &RefreshToken) -> Result<(), AuthError> {
        let form = Form::revocation(token.expose_secret(), "refresh_token");
        self.send(None, &form).await.map(drop)
    }

    /// Revokes both tokens of a grant. Both requests are sent, even if one fails.
    ///
    /// # Errors
    ///
    /// The first failure, with the errors of [`revoke_access_token`](Self::revoke_access_token).
    pub async fn revoke(
        &self,
        access_token: &AccessToken,
        refresh_token: Option<&RefreshToken>,
    ) -> Result<(), AuthError> {
        self.revoke_of_client(None, Some(access_token), refresh_token)
            .await
    }

    /// Like [`revoke`](Self::revoke), with the credentials of the API client with this id, or with the current ones.
    pub(crate) async fn revoke_of_client(
        &self,
        client_id: Option<&str>,
        access_token: Option<&AccessToken>,
        refresh_token: Option<&RefreshToken>,
    ) -> Result<(), AuthError> {
        // The refresh token first, because it is valid for much longer than the access token.
        let refresh = match refresh_token {
            Some(token) => {
                let form = Form::revocation(token.expose_secret(), "refresh_token");
                self.send(client_id, &form).await.map(drop)
            }
            None => Ok(()),
        };
        let access = match access_token {
            Some(token) => {
                let form = Form::revocation(token.expose_secret(), "access_token");
                self.send(client_id, &form).await.map(drop)
            }
            None => Ok(()),
        };
        refresh.and(access)
    }

    /// The key of the project that the tokens belong to.
    pub fn project_key(&self) -> &str {
        &self.inner.project_key
    }

    pub(crate) fn auth_url(&self) -> &Url {
        &self.inner.auth_url
    }

    /// The API client that is part of the keys of stores. It does not change when the credentials are replaced.
    pub(crate) fn initial_client_id(&self) -> &str {
        self.inner.credentials.initial_client_id()
    }

    /// The secret that is used for the keys of stores.
    pub(crate) fn key_secret(&self) -> &str {
        self.inner.credentials.key_secret()
    }

    pub(crate) fn has_deployment_key(&self) -> bool {
        self.inner.credentials.has_deployment_key()
    }

    /// The HTTP client that sends the requests.
    pub fn http_client(&self) -> &HttpClient {
        &self.inner.http
    }

    /// The clock that this client uses.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.inner.clock
    }

    /// How long one attempt may take.
    pub(crate) fn attempt_timeout(&self) -> Duration {
        self.inner.retry_policy.attempt
    }
}

impl fmt::Debug for AuthClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AuthClient")
            .field("auth_url", &self.inner.auth_url.as_str())
            .field("project_key", &self.inner.project_key)
            .finish_non_exhaustive()
    }
}

/// A successful response.
struct Answer {
    /// The API client that received it.
    client_id: String,
    status: StatusCode,
    body: SecretBytes,
}

/// A body that may contain tokens. It is wiped from memory when it is dropped.
type SecretBytes = zeroize::Zeroizing<Vec<u8>>;
