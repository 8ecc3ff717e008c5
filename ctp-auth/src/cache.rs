//! Tokens that are kept until they expire.

mod grant;
mod in_flight;
mod key;
mod lock;
mod record;
mod renewal;
mod shared_token;
mod slot;
mod source;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

use crate::{
    AccessToken, AuthClient, AuthError, Grant, GuardedStore, MemoryStore, ScopeSet, TokenProvider,
    TokenStore,
};

pub(crate) use grant::refresh;
pub(crate) use key::session_key;
pub(crate) use record::{Record, SalvagedTokens, SessionState, Unreadable};
pub(crate) use shared_token::SharedToken;
pub(crate) use slot::{Found, Slot};
pub(crate) use source::Source;

use grant::GrantSource;
use key::grant_key;

/// Keeps the token of a grant, renews it before it expires, and shares it with other processes.
///
/// A clone is cheap and shares the token. This is the [`TokenProvider`] of all grants:
///
/// ```no_run
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use ctp_auth::{AuthClient, AuthMiddleware, Config, Grant, HttpClient, TokenCache};
///
/// let config = Config::from_env()?;
/// let http = HttpClient::new();
/// let auth = AuthClient::builder(&config).http(http.clone()).build()?;
/// let tokens = TokenCache::new(auth, Grant::ClientCredentials, config.scopes().clone());
///
/// let client = reqwest_middleware::ClientBuilder::new(http.client_for(config.api_url())?)
///     .with(AuthMiddleware::new(tokens))
///     .build();
/// # let _ = client;
/// # Ok(())
/// # }
/// ```
///
/// - **One call.** However many ask at once, one call fetches the token for all of them. It goes on if the one who asked
///   first goes away. If it fails, all who wait are told. What another call would only repeat, such as a wrong secret or
///   password, is then told to all who ask within the next second, and for longer each time that it repeats, up to a
///   minute. After any other failure, the next who asks starts another call.
/// - **Not again and again.** An API that rejects every token gets another one after a second, and later each time; a
///   token that is handed out without any lifetime serves for a second.
/// - **In time.** A token is renewed ahead of its end, while the old one still serves: 5 minutes, or a quarter of its
///   life if that is shorter. In its last 30 seconds, or last tenth, it is no longer handed out.
/// - **By the refresh token** where there is one. If that is no longer accepted, the API client's or the customer's own
///   credentials are used again. For an anonymous session there is no second way: a new token would be another visitor's,
///   without the cart. So then, as when the customer's password has changed, the error says that the
///   [session has ended](AuthError::is_session_ended), and so it stays.
/// - **Shared.** With a [store](Self::with_store), processes find each other's tokens, and one of them fetches for all.
///   When the store fails, each process fetches its own token, and after three failures in a row the store is not asked for a moment.
///
/// Nothing of it runs on when the last clone is dropped.
///
/// # Errors
///
/// [`TokenProvider::token`] fails as [`AuthClient::token`] does, and where there is no tokio runtime
/// ([`AuthError::is_no_runtime`]).
#[derive(Clone)]
pub struct TokenCache {
    owner: Arc<Owner>,
}

/// With the last clone of a cache, the fetch that may be under way is stopped.
struct Owner {
    token: Arc<SharedToken>,
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.token.stop();
    }
}

impl TokenCache {
    /// Keeps the token of `grant` in the memory of this process.
    ///
    /// No scopes at all stand for all that the API client has.
    pub fn new(auth: AuthClient, grant: impl Into<Grant>, scopes: ScopeSet) -> Self {
        Self::with_store(auth, grant, scopes, MemoryStore::new())
    }

    /// Keeps the token of `grant` in `store`.
    ///
    /// Grants, projects, API clients, users and scopes have keys of their own in it, so one store serves them all.
    pub fn with_store(
        auth: AuthClient,
        grant: impl Into<Grant>,
        scopes: ScopeSet,
        store: impl TokenStore + 'static,
    ) -> Self {
        let grant = grant.into();
        let store = GuardedStore::new(store, Arc::clone(auth.clock()));
        let slot = Slot::new(store, grant_key(&auth, &grant, &scopes));
        let source = GrantSource {
            auth: auth.clone(),
            grant,
            scopes,
        };
        Self {
            owner: Arc::new(Owner {
                token: Arc::new(SharedToken::new(auth, source, slot)),
            }),
        }
    }
}

/// How often a fetch that ended without an outcome, because its runtime was shut down, is started again.
pub(crate) const STARTS: usize = 3;

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl TokenProvider for TokenCache {
    async fn token(&self) -> Result<AccessToken, AuthError> {
        for _ in 0..STARTS {
            if let Some(token) = self.owner.token.token().await? {
                return Ok(token);
            }
        }
        Err(AuthError::interrupted())
    }

    async fn invalidate(&self, rejected: &AccessToken) -> bool {
        self.owner.token.invalidate(rejected)
    }
}

impl fmt::Debug for TokenCache {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TokenCache")
            .field("key", &self.owner.token.key().as_str())
            .finish_non_exhaustive()
    }
}
