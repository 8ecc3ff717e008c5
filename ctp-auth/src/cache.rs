//! The cache of tokens.

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

/// Caches the token of a grant, renews it before it expires, and shares it with other processes.
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
/// - **One call.** However many callers ask concurrently, one call fetches the token for all of them. It continues if the
///   first caller stops waiting. If it fails, all waiting callers get the error. An error that another call would only
///   repeat, such as a wrong secret or password, is also returned to all callers within the next second, and for longer
///   with each repetition, up to a minute. After any other failure, the next caller starts another call.
/// - **Limited repetition.** If an API rejects every token, another one is fetched after a second, and later after longer
///   times; a token without any lifetime is used for a second.
/// - **Renewal before the end.** A token is renewed while it is still valid: 5 minutes before its end, or a quarter of its
///   lifetime if that is shorter. In its last 30 seconds, or last tenth, it is no longer used.
/// - **Refresh tokens** are used if there are any. If one is no longer accepted, the credentials of the API client or
///   customer are used again. This is not possible for an anonymous session: a new token would belong to another visitor,
///   without the cart. In this case, and if the customer's password has changed, the error is that the [session has
///   ended](AuthError::is_session_ended), permanently.
/// - **Sharing.** With a [store](Self::with_store), processes use each other's tokens, and one of them fetches for all. If
///   the store fails, each process fetches its own token; after three failures in a row the store is not called for a
///   moment.
///
/// No task continues after the last clone is dropped.
///
/// # Errors
///
/// [`TokenProvider::token`] fails like [`AuthClient::token`], and if there is no tokio runtime
/// ([`AuthError::is_no_runtime`]).
#[derive(Clone)]
pub struct TokenCache {
    owner: Arc<Owner>,
}

/// Stops a running fetch when the last clone of a cache is dropped.
struct Owner {
    token: Arc<SharedToken>,
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.token.stop();
    }
}

impl TokenCache {
    /// Caches the token of `grant` in the memory of this process.
    ///
    /// Without scopes, the token has all scopes of the API client.
    pub fn new(auth: AuthClient, grant: impl Into<Grant>, scopes: ScopeSet) -> Self {
        Self::with_store(auth, grant, scopes, MemoryStore::new())
    }

    /// Caches the token of `grant` in `store`.
    ///
    /// Grants, projects, API clients, users and scopes have separate keys, so one store is enough for all of them.
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

/// How often a fetch that ended without an outcome, because its runtime was shut down, is restarted.
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

    fn token_at_hand(&self) -> Option<AccessToken> {
        self.owner.token.fresh()
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
