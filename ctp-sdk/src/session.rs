//! The session of a visitor: a guest who may become a customer.

mod cart;
mod entry;

use std::fmt;
use std::sync::Arc;

use ctp_auth::{AnonymousSession, AuthClient, Session, SessionId, SessionStore, Visitor};

use crate::{ApiRoot, Client, Result};

/// The session of a visitor: a guest who may become a customer.
///
/// [`CtpClient::start_session`](crate::CtpClient::start_session) starts one,
/// [`CtpClient::resume_session`](crate::CtpClient::resume_session) finds it again by the [id](Self::id) in the visitor's
/// cookie.
///
/// ```no_run
/// # async fn run(client: ctp_sdk::CtpClient) -> ctp_sdk::Result<()> {
/// use ctp_sdk::models::{CustomerSignin, MyCartDraft};
///
/// let session = client.start_session().await?;
/// let cart = session.cart(MyCartDraft::new("EUR")).await?;
///
/// // The guest's cart comes along.
/// let signed_in = session.log_in(CustomerSignin::new("anna@example.com", "a password")).await?;
/// println!("{} has {:?}", signed_in.customer.id, signed_in.cart.map(|cart| cart.id));
///
/// session.log_out().await?;
/// # let _ = cart;
/// # Ok(())
/// # }
/// ```
///
/// A clone is cheap and is the same session. Any number of requests may use it at once, in any number of processes that
/// share its store.
///
/// When a session has ended, every use of it says so ([`Error::is_session_ended`](crate::Error::is_session_ended)): after
/// a logout, when the password was changed, or when the visitor stayed away for too long. Then start another one.
#[derive(Clone)]
pub struct CtpSession {
    client: SessionClient,
    tokens: Session,
}

/// What sessions are started and used with: the client that acts for the project, and the store of their tokens.
#[derive(Clone)]
pub(crate) struct SessionClient {
    project_key: Arc<str>,
    integration: Client,
    auth: AuthClient,
    store: SessionStore,
}

impl SessionClient {
    pub(crate) fn new(
        project_key: &str,
        integration: Client,
        auth: AuthClient,
        store: SessionStore,
    ) -> Self {
        Self {
            project_key: project_key.into(),
            integration,
            auth,
            store,
        }
    }

    pub(crate) async fn start(&self) -> Result<CtpSession> {
        Ok(self.session(self.store.start().await?))
    }

    pub(crate) async fn start_in_store(&self, store_key: &str) -> Result<CtpSession> {
        let guest = AnonymousSession::new()?.in_store(store_key);
        Ok(self.session(self.store.start_as(guest).await?))
    }

    pub(crate) fn resume(&self, id: &SessionId) -> CtpSession {
        self.session(self.store.resume(id))
    }

    fn session(&self, tokens: Session) -> CtpSession {
        CtpSession {
            client: self.clone(),
            tokens,
        }
    }

    fn project_key(&self) -> &str {
        &self.project_key
    }

    fn auth(&self) -> &AuthClient {
        &self.auth
    }

    fn sessions(&self) -> &SessionStore {
        &self.store
    }

    fn integration_client(&self) -> &Client {
        &self.integration
    }
}

impl CtpSession {
    /// What the visitor's cookie holds.
    pub fn id(&self) -> &SessionId {
        self.tokens.id()
    }

    /// Who is in the session.
    ///
    /// # Errors
    ///
    /// When the session has ended, or the store fails.
    pub async fn visitor(&self) -> Result<Visitor> {
        Ok(self.tokens.visitor().await?)
    }

    /// The API, with the token of whoever is in the session at the moment.
    pub fn api_root(&self) -> ApiRoot {
        let client = self.client.integration.authorized_by(self.tokens.clone());
        ApiRoot::new(client, self.client.project_key())
    }

    /// The tokens of the session: a [`TokenProvider`](ctp_auth::TokenProvider) for a client of your own.
    pub fn tokens(&self) -> &Session {
        &self.tokens
    }
}

impl fmt::Debug for CtpSession {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CtpSession")
            .field("tokens", &self.tokens)
            .finish_non_exhaustive()
    }
}
