//! The client of a project: one that acts for the project, and one for each person in a session.

mod builder;

use std::fmt;
use std::sync::Arc;

use ctp_auth::{AccessToken, AuthClient, Config, TokenCache, TokenProvider};

use crate::{ApiRoot, Client, Result};

pub use builder::CtpClientBuilder;

/// A project, configured and authorized.
///
/// It has an **integration** client, which acts for the project, and, for each [session](Self::start_session), a
/// **customer** client, which acts for the guest or the customer in that session. Tokens are fetched when they are needed,
/// renewed before they expire, and shared by everything that needs the same one.
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
/// let carts = client.customer_api_root(&session).me().carts().get().send().await?;
/// # let _ = (categories, carts);
/// # Ok(())
/// # }
/// ```
///
/// A clone is cheap and is the same client.
#[derive(Clone)]
pub struct CtpClient {
    inner: Arc<Inner>,
}

struct Inner {
    project_key: String,
    auth: AuthClient,
    integration: Client,
    integration_tokens: TokenCache,
    #[cfg(feature = "sessions")]
    sessions: crate::session::SessionClient,
}

impl CtpClient {
    /// The client of the project that the configuration names, with tokens and sessions in the memory of this process.
    ///
    /// The project's token is asked for with the scopes of the configuration, or where it names none, with those of
    /// [`ScopeSet::storefront_integration`](ctp_auth::ScopeSet::storefront_integration); those of visitors with
    /// [`ScopeSet::storefront_customer`](ctp_auth::ScopeSet::storefront_customer). The API client must have them.
    /// [`builder`](Self::builder) asks for others.
    ///
    /// # Errors
    ///
    /// When there are no root certificates for HTTPS ([`Error::is_request`](crate::Error::is_request)).
    pub fn new(config: &Config) -> Result<Self> {
        Self::builder(config).build()
    }

    /// The same with settings of your own.
    pub fn builder(config: &Config) -> CtpClientBuilder {
        CtpClientBuilder::new(config)
    }

    /// The API, with the token of the project.
    pub fn integration_api_root(&self) -> ApiRoot {
        ApiRoot::new(self.inner.integration.clone(), &self.inner.project_key)
    }

    /// The token of the project, good for a request sent now.
    ///
    /// # Errors
    ///
    /// When no token can be had ([`Error::is_auth`](crate::Error::is_auth)).
    pub async fn integration_token(&self) -> Result<AccessToken> {
        Ok(self.inner.integration_tokens.token().await?)
    }

    /// The client of the authorization service, to look into tokens and to give them back.
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
    use ctp_auth::{AccessToken, SessionId, TokenProvider};

    use super::CtpClient;
    use crate::{ApiRoot, CtpSession, Result};

    impl CtpClient {
        /// Starts the session of a guest: fetches an anonymous token and stores it.
        ///
        /// Do it when a visitor first needs something of their own, such as a cart. To show products, the integration
        /// client is enough, and most visitors are robots.
        ///
        /// # Errors
        ///
        /// When no token can be had, or the store fails.
        pub async fn start_session(&self) -> Result<CtpSession> {
            self.inner.sessions.start().await
        }

        /// Starts the session of a guest in a store: its tokens are good within that store only.
        ///
        /// # Errors
        ///
        /// As of [`start_session`](Self::start_session).
        pub async fn start_session_in_store(&self, store_key: &str) -> Result<CtpSession> {
            self.inner.sessions.start_in_store(store_key).await
        }

        /// The session with the id that a visitor came with. Whether there is one shows when it is used.
        pub fn resume_session(&self, id: &SessionId) -> CtpSession {
            self.inner.sessions.resume(id)
        }

        /// The API, with the token of whoever is in the session at the moment.
        pub fn customer_api_root(&self, session: &CtpSession) -> ApiRoot {
            let client = self
                .inner
                .integration
                .authorized_by(session.tokens().clone());
            ApiRoot::new(client, &self.inner.project_key)
        }

        /// The token of whoever is in the session, good for a request sent now.
        ///
        /// # Errors
        ///
        /// When the session has ended ([`Error::is_session_ended`](crate::Error::is_session_ended)), or no token can be
        /// had.
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
