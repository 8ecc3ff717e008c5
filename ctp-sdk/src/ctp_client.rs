//! The client of a project, for requests of the project and for the sessions of visitors.

mod builder;
#[cfg(any(feature = "checkout", feature = "history", feature = "import"))]
mod other_apis;

use std::fmt;
use std::sync::Arc;

use ctp_auth::{AccessToken, AuthClient, Config, GuardedStore, TokenCache, TokenProvider};

use crate::{ApiRoot, Client, Result};

pub use builder::CtpClientBuilder;

/// A client for one project, with configuration and authorization.
///
/// It has an **integration** client, which acts for the project, and [sessions](Self::start_session), each of which acts
/// for a guest or a customer. Tokens are fetched on demand, renewed before they expire, and shared by all users of the same
/// token.
///
/// ```no_run
/// # #[cfg(all(feature = "categories", feature = "sessions"))]
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use ctp_sdk::CtpClient;
/// use ctp_sdk::auth::Config;
///
/// let client = CtpClient::new(&Config::from_env()?)?;
/// let categories = client.integration_api_root().categories().get().send().await?;
///
/// let session = client.start_session().await?;
/// let carts = session.me().carts().get().send().await?;
/// # let _ = (categories, carts);
/// # Ok(())
/// # }
/// ```
///
/// A clone is cheap and is the same client. Create one for each project of a process. Create further ones [from the
/// first](Self::for_project), so that they share connections and stores.
#[derive(Clone)]
pub struct CtpClient {
    inner: Arc<Inner>,
}

struct Inner {
    project_key: String,
    auth: AuthClient,
    integration: Client,
    integration_tokens: TokenCache,
    token_store: GuardedStore,
    #[cfg(feature = "sessions")]
    session_store: GuardedStore,
    #[cfg(feature = "sessions")]
    project: Arc<crate::session::Project>,
}

impl CtpClient {
    /// A client for the project of the configuration. Tokens and sessions are kept in the memory of this process.
    ///
    /// The project's token is requested with the [scopes](Config::scopes) of the configuration; if there are none, it gets
    /// all scopes of the API client. The tokens of visitors are requested with its [customer
    /// scopes](Config::customer_scopes); if there are none, with those of
    /// [`ScopeSet::visitor`](ctp_auth::ScopeSet::visitor), which the API client must have. [`builder`](Self::builder) can
    /// set others.
    ///
    /// # Errors
    ///
    /// When there are no root certificates for HTTPS ([`Error::is_request`](crate::Error::is_request)).
    pub fn new(config: &Config) -> Result<Self> {
        Self::builder(config).build()
    }

    /// Starts a client with custom settings.
    pub fn builder(config: &Config) -> CtpClientBuilder {
        CtpClientBuilder::new(config)
    }

    /// A client for another project, or for another API client. It shares the connections to the API and to the
    /// authorization service, the stores of tokens and sessions, and all settings including middleware and limits. Only the
    /// configuration differs.
    ///
    /// A process that serves many projects creates the first client with its stores and settings, and all others from it:
    /// hundreds of clients then need no more connections than one, including those to Redis.
    ///
    /// ```
    /// use ctp_sdk::CtpClient;
    /// use ctp_sdk::auth::{Config, Region};
    ///
    /// # fn run() -> Result<(), Box<dyn std::error::Error>> {
    /// let of = |project: &str| Config::new(&Region::EuropeWest1Gcp, project, "an-identifier", "a secret");
    /// let first = CtpClient::new(&of("shop-1")?)?;
    /// let second = first.for_project(&of("shop-2")?)?;
    /// assert_eq!(second.project_key(), "shop-2");
    /// # Ok(())
    /// # }
    /// # run().unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// The same errors as [`new`](Self::new).
    pub fn for_project(&self, config: &Config) -> Result<Self> {
        let inner = &self.inner;
        builder::assemble(
            config,
            inner.auth.with_config(config)?,
            inner.integration.configured_by(config)?,
            builder::Parts {
                token_store: inner.token_store.clone(),
                integration_scopes: None,
                #[cfg(feature = "sessions")]
                session_store: inner.session_store.clone(),
                #[cfg(feature = "sessions")]
                customer_scopes: None,
                #[cfg(feature = "sessions")]
                session_limits: inner.project.sessions.limits(),
            },
        )
    }

    /// The request builders of the API, with the token of the project.
    pub fn integration_api_root(&self) -> ApiRoot {
        ApiRoot::new(self.inner.integration.clone(), &self.inner.project_key)
    }

    /// The client that acts for the project, for requests that you build yourself: see [`Client::execute`].
    pub fn client(&self) -> &Client {
        &self.inner.integration
    }

    /// The token of the project, valid for a request sent now.
    ///
    /// # Errors
    ///
    /// When no token can be fetched ([`Error::is_auth`](crate::Error::is_auth)).
    pub async fn integration_token(&self) -> Result<AccessToken> {
        Ok(self.inner.integration_tokens.token().await?)
    }

    /// The client of the authorization service, to introspect and revoke tokens.
    pub fn auth(&self) -> &AuthClient {
        &self.inner.auth
    }

    /// The key of the project.
    pub fn project_key(&self) -> &str {
        &self.inner.project_key
    }
}

#[cfg(feature = "sessions")]
mod sessions {
    use std::sync::Arc;

    use ctp_auth::{AccessToken, AnonymousSession, SessionId, TokenProvider};

    use super::CtpClient;
    use crate::{CtpSession, Result};

    impl CtpClient {
        /// Starts the session of a guest: fetches an anonymous token and stores it.
        ///
        /// Call it when a visitor first needs personal data, such as a cart. To show products, the integration client is
        /// enough, and most visitors are robots.
        ///
        /// # Errors
        ///
        /// When no token can be fetched, or the store fails.
        pub async fn start_session(&self) -> Result<CtpSession> {
            let session = self.inner.project.sessions.start().await?;
            Ok(CtpSession::new(Arc::clone(&self.inner.project), session))
        }

        /// Starts the session of a guest in a store: its tokens are valid only within that store.
        ///
        /// Its [cart](CtpSession::get_or_create_cart), logins and sign-ups are those of the store. Use
        /// [`in_store_key`](CtpSession::in_store_key) for everything else in the store.
        ///
        /// # Errors
        ///
        /// The same errors as [`start_session`](Self::start_session).
        pub async fn start_session_in_store(&self, store_key: &str) -> Result<CtpSession> {
            let guest = AnonymousSession::new()?.in_store(store_key);
            let session = self.inner.project.sessions.start_as(guest).await?;
            Ok(CtpSession::new(Arc::clone(&self.inner.project), session))
        }

        /// Resumes the session with the id of a visitor's cookie. Whether it exists is checked when it is used.
        pub fn resume_session(&self, id: &SessionId) -> CtpSession {
            CtpSession::new(
                Arc::clone(&self.inner.project),
                self.inner.project.sessions.resume(id),
            )
        }

        /// The token of the visitor in the session, valid for a request sent now.
        ///
        /// # Errors
        ///
        /// When the session has ended ([`Error::is_session_ended`](crate::Error::is_session_ended)), or no token can be
        /// fetched.
        pub async fn customer_token(&self, session: &CtpSession) -> Result<AccessToken> {
            Ok(session.tokens().token().await?)
        }
    }
}

impl fmt::Debug for CtpClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CtpClient")
            .field("project_key", &self.inner.project_key)
            .field("client", &self.inner.integration)
            .finish_non_exhaustive()
    }
}
