//! The builder of the client of a project.

use std::fmt;
use std::sync::Arc;

use ctp_auth::{
    AuthClient, Config, Grant, GuardedStore, HttpClient, MemoryStore, MissingFields, ScopeSet,
    TokenCache, TokenStore,
};
use reqwest_middleware::Middleware;

use super::{CtpClient, Inner};
use crate::{Client, ClientBuilder, Result};

/// Builds a [`CtpClient`]. [`CtpClient::builder`] creates one.
///
/// ```
/// use ctp_sdk::CtpClient;
/// use ctp_sdk::auth::{Config, MemoryStore, Region, ScopeSet};
///
/// let config = Config::new(&Region::EuropeWest1Gcp, "my-shop", "an-identifier", "a secret")?;
/// let client = CtpClient::builder(&config)
///     .integration_scopes("view_products:my-shop manage_orders:my-shop".parse()?)
///     .token_store(MemoryStore::new())
///     .build()?;
/// # let _ = client;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub struct CtpClientBuilder {
    config: Config,
    client: ClientBuilder,
    auth: Option<AuthClient>,
    integration_scopes: Option<ScopeSet>,
    token_store: Arc<dyn TokenStore>,
    #[cfg(feature = "sessions")]
    customer_scopes: Option<ScopeSet>,
    #[cfg(feature = "sessions")]
    session_store: Arc<dyn TokenStore>,
    #[cfg(feature = "sessions")]
    session_limits: ctp_auth::SessionLimits,
}

/// The parts that the clients of several projects share, and those that may differ.
pub(super) struct Parts {
    pub(super) token_store: GuardedStore,
    pub(super) integration_scopes: Option<ScopeSet>,
    #[cfg(feature = "sessions")]
    pub(super) session_store: GuardedStore,
    #[cfg(feature = "sessions")]
    pub(super) customer_scopes: Option<ScopeSet>,
    #[cfg(feature = "sessions")]
    pub(super) session_limits: ctp_auth::SessionLimits,
}

impl CtpClientBuilder {
    pub(super) fn new(config: &Config) -> Self {
        Self {
            config: config.clone(),
            client: Client::builder(config.api_url().as_str())
                .allow_plain_http_hosts(config.plain_http_hosts())
                .missing_fields(config.missing_fields().unwrap_or_default()),
            auth: None,
            integration_scopes: None,
            token_store: Arc::new(MemoryStore::new()),
            #[cfg(feature = "sessions")]
            customer_scopes: None,
            #[cfg(feature = "sessions")]
            session_store: Arc::new(MemoryStore::new()),
            #[cfg(feature = "sessions")]
            session_limits: ctp_auth::SessionLimits::default(),
        }
    }

    /// Sets the scopes of the project's token. An empty set requests all scopes of the API client. By default, those of the
    /// configuration are used. [`ScopeSet::storefront_integration`] is a set for a storefront.
    pub fn integration_scopes(mut self, scopes: ScopeSet) -> Self {
        self.integration_scopes = Some(scopes);
        self
    }

    /// Sets the store for the token of the project, for example Redis, so that only one of several processes fetches it.
    pub fn token_store(mut self, store: impl TokenStore + 'static) -> Self {
        self.token_store = Arc::new(store);
        self
    }

    /// Sets the scopes of the tokens of guests and customers. By default, those of the configuration, or else
    /// [`ScopeSet::visitor`]. Logins and sign-ups use the project's token, so visitors need no scope for them.
    #[cfg(feature = "sessions")]
    pub fn customer_scopes(mut self, scopes: ScopeSet) -> Self {
        self.customer_scopes = Some(scopes);
        self
    }

    /// Sets the store for sessions. By default they are lost with the process.
    #[cfg(feature = "sessions")]
    pub fn session_store(mut self, store: impl TokenStore + 'static) -> Self {
        self.session_store = Arc::new(store);
        self
    }

    /// Sets the limits of sessions; by default 90 days without use, and 365 days in total.
    #[cfg(feature = "sessions")]
    pub fn session_limits(mut self, limits: ctp_auth::SessionLimits) -> Self {
        self.session_limits = limits;
        self
    }

    /// Sets the client of the authorization service, for custom timeouts or a clock. Requests of the API use [its HTTP
    /// client](AuthClient::http_client) as well, unless another one is [set](Self::http).
    pub fn auth(mut self, auth: AuthClient) -> Self {
        self.auth = Some(auth);
        self
    }

    /// Sets the HTTP client for requests of the API, and unless an [`auth`](Self::auth) client is set, also for tokens: for
    /// a proxy or custom certificates, or to share connections with other clients.
    ///
    /// A process with many clients, for example for many projects, uses one HTTP client for all of them:
    ///
    /// ```
    /// use ctp_sdk::CtpClient;
    /// use ctp_sdk::auth::{Config, HttpClient, Region};
    ///
    /// let http = HttpClient::new();
    /// for project_key in ["shop-a", "shop-b"] {
    ///     let config = Config::new(&Region::EuropeWest1Gcp, project_key, "an-identifier", "a secret")?;
    ///     let client = CtpClient::builder(&config).http(http.clone()).build()?;
    ///     # let _ = client;
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn http(mut self, http: HttpClient) -> Self {
        self.client = self.client.http(http);
        self
    }

    /// Adds middleware for requests of the API: see [`ClientBuilder::middleware`]. Requests for tokens do not pass through
    /// it.
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.client = self.client.middleware(middleware);
        self
    }

    /// Changes other settings for requests of the API: timeouts, limits, steps. The token remains that of the project.
    ///
    /// ```
    /// # use ctp_sdk::CtpClient;
    /// # use ctp_sdk::auth::{Config, Region};
    /// # let config = Config::new(&Region::EuropeWest1Gcp, "my-shop", "an-identifier", "a secret")?;
    /// let client = CtpClient::builder(&config)
    ///     .client(|client| client.concurrency_limit(20).timeout(std::time::Duration::from_secs(10)))
    ///     .build()?;
    /// # let _ = client;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn client(mut self, settings: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Self {
        self.client = settings(self.client);
        self
    }

    /// Sets how responses without a required field are handled; by default as in the
    /// [configuration](Config::missing_fields), which `CTP_MISSING_FIELDS` sets.
    pub fn missing_fields(mut self, missing_fields: MissingFields) -> Self {
        self.client = self.client.missing_fields(missing_fields);
        self
    }

    /// Adds the name of your application to the `User-Agent`: see [`ClientBuilder::user_agent`].
    pub fn user_agent(mut self, application: &str) -> Self {
        self.client = self.client.user_agent(application);
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// [`Error::is_request`](crate::Error::is_request) when there are no root certificates for HTTPS, or the user agent is
    /// not a valid header value.
    pub fn build(self) -> Result<CtpClient> {
        // One HTTP client for both tokens and the API.
        let http = match (self.client.http_client(), &self.auth) {
            (Some(http), _) => http.clone(),
            (None, Some(auth)) => auth.http_client().clone(),
            (None, None) => HttpClient::new(),
        };
        let auth = match self.auth {
            Some(auth) => auth,
            None => AuthClient::builder(&self.config)
                .http(http.clone())
                .build()?,
        };
        let client = self.client.http(http).build()?;
        let parts = Parts {
            token_store: GuardedStore::new(self.token_store, Arc::clone(auth.clock())),
            integration_scopes: self.integration_scopes,
            #[cfg(feature = "sessions")]
            session_store: GuardedStore::new(self.session_store, Arc::clone(auth.clock())),
            #[cfg(feature = "sessions")]
            customer_scopes: self.customer_scopes,
            #[cfg(feature = "sessions")]
            session_limits: self.session_limits,
        };
        assemble(&self.config, auth, client, parts)
    }
}

/// The client for the project of the configuration, which sends with `client`.
///
/// # Errors
///
/// When the project key is not valid in a scope.
pub(super) fn assemble(
    config: &Config,
    auth: AuthClient,
    client: Client,
    parts: Parts,
) -> Result<CtpClient> {
    let project_key = config.project_key().to_owned();
    let scopes = parts
        .integration_scopes
        .unwrap_or_else(|| config.scopes().clone());
    let integration_tokens = TokenCache::with_store(
        auth.clone(),
        Grant::ClientCredentials,
        scopes,
        parts.token_store.clone(),
    );
    let integration = client.authorized_by(integration_tokens.clone());
    #[cfg(feature = "sessions")]
    let project = {
        let scopes = match parts.customer_scopes {
            Some(scopes) => scopes,
            None if !config.customer_scopes().is_empty() => config.customer_scopes().clone(),
            None => ScopeSet::visitor(&project_key).map_err(unfit_key)?,
        };
        let store = parts.session_store.clone();
        let sessions = ctp_auth::SessionStore::new(auth.clone(), scopes, store);
        Arc::new(crate::session::Project {
            key: project_key.clone(),
            integration: integration.clone(),
            sessions: sessions.with_limits(parts.session_limits),
        })
    };
    Ok(CtpClient {
        inner: Arc::new(Inner {
            project_key,
            auth,
            integration,
            integration_tokens,
            token_store: parts.token_store,
            #[cfg(feature = "sessions")]
            session_store: parts.session_store,
            #[cfg(feature = "sessions")]
            project,
        }),
    })
}

#[cfg(feature = "sessions")]
fn unfit_key(error: ctp_auth::ScopeError) -> crate::Error {
    let reason = error.to_string();
    crate::Error::request(crate::request::Problem::ProjectKey { reason })
}

impl fmt::Debug for CtpClientBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CtpClientBuilder")
            .field("config", &self.config)
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}
