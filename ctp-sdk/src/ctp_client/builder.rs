//! Putting the client of a project together.

use std::fmt;
use std::sync::Arc;

use ctp_auth::{
    AuthClient, Config, Grant, HttpClient, MemoryStore, ScopeSet, TokenCache, TokenStore,
};
use reqwest_middleware::Middleware;

use super::{CtpClient, Inner};
use crate::request::Problem;
#[cfg(feature = "sessions")]
use crate::session::SessionClient;
use crate::{Client, ClientBuilder, Error, Result};

/// Puts a [`CtpClient`] together. [`CtpClient::builder`] makes one.
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
}

impl CtpClientBuilder {
    pub(super) fn new(config: &Config) -> Self {
        Self {
            config: config.clone(),
            client: Client::builder(config.api_url().as_str())
                .allow_plain_http_hosts(config.plain_http_hosts()),
            auth: None,
            integration_scopes: None,
            token_store: Arc::new(MemoryStore::new()),
            #[cfg(feature = "sessions")]
            customer_scopes: None,
            #[cfg(feature = "sessions")]
            session_store: Arc::new(MemoryStore::new()),
        }
    }

    /// What the token of the project may do. An empty set stands for all that the API client may. If not set, it is what
    /// the configuration says, or else [`ScopeSet::storefront_integration`].
    pub fn integration_scopes(mut self, scopes: ScopeSet) -> Self {
        self.integration_scopes = Some(scopes);
        self
    }

    /// Keeps the token of the project here, as in Redis for a fleet of which one fetches for all.
    pub fn token_store(mut self, store: impl TokenStore + 'static) -> Self {
        self.token_store = Arc::new(store);
        self
    }

    /// What the tokens of guests and customers may do.
    #[cfg(feature = "sessions")]
    pub fn customer_scopes(mut self, scopes: ScopeSet) -> Self {
        self.customer_scopes = Some(scopes);
        self
    }

    /// Keeps the sessions here. Without it they are lost with the process.
    #[cfg(feature = "sessions")]
    pub fn session_store(mut self, store: impl TokenStore + 'static) -> Self {
        self.session_store = Arc::new(store);
        self
    }

    /// Talks to the authorization service by this client, for timeouts or a clock of your own. Requests of the API go by
    /// [its HTTP client](AuthClient::http_client) as well, unless another one is [set](Self::http).
    pub fn auth(mut self, auth: AuthClient) -> Self {
        self.auth = Some(auth);
        self
    }

    /// Sends requests of the API by this HTTP client, and unless an [`auth`](Self::auth) client is set, those for tokens as
    /// well: for a proxy or certificates of your own, or to share connections with other clients.
    ///
    /// A process with many clients, as of many projects, has one HTTP client for all of them:
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

    /// Sends requests of the API through this middleware: see [`ClientBuilder::middleware`]. Requests for tokens do not
    /// pass it.
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.client = self.client.middleware(middleware);
        self
    }

    /// Sets what sends the requests of the API up further: times, limits, steps. The token stays that of the project.
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

    /// Names your application in the `User-Agent`: see [`ClientBuilder::user_agent`].
    pub fn user_agent(mut self, application: &str) -> Self {
        self.client = self.client.user_agent(application);
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// [`Error::is_request`]: there are no root certificates for HTTPS, or the user agent cannot be a header.
    pub fn build(self) -> Result<CtpClient> {
        let project_key = self.config.project_key().to_owned();
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
        let scopes = match self.integration_scopes {
            Some(scopes) => scopes,
            None if !self.config.scopes().is_empty() => self.config.scopes().clone(),
            None => ScopeSet::storefront_integration(&project_key).map_err(unfit_key)?,
        };
        let integration_tokens = TokenCache::with_store(
            auth.clone(),
            Grant::ClientCredentials,
            scopes,
            self.token_store,
        );
        #[cfg(feature = "sessions")]
        let sessions = {
            let scopes = match self.customer_scopes {
                Some(scopes) => scopes,
                None => ScopeSet::storefront_customer(&project_key).map_err(unfit_key)?,
            };
            ctp_auth::SessionStore::new(auth.clone(), scopes, self.session_store)
        };
        let integration = self
            .client
            .http(http)
            .token_provider(integration_tokens.clone())
            .build()?;
        #[cfg(feature = "sessions")]
        let sessions =
            SessionClient::new(&project_key, integration.clone(), auth.clone(), sessions);
        Ok(CtpClient {
            inner: Arc::new(Inner {
                project_key,
                auth,
                integration,
                integration_tokens,
                #[cfg(feature = "sessions")]
                sessions,
            }),
        })
    }
}

fn unfit_key(error: ctp_auth::ScopeError) -> Error {
    let reason = error.to_string();
    Error::request(Problem::ProjectKey { reason })
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
