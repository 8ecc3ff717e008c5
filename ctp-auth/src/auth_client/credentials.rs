//! The credentials of API clients: current ones, earlier ones, and a provider of others.

use std::fmt;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::{Either, select};
use secrecy::{ExposeSecret, SecretString};

use crate::{AuthError, Clock, Config};

/// The id and the secret of an API client. `Debug` does not show the secret.
#[derive(Clone)]
pub struct ApiClientCredentials {
    client_id: String,
    client_secret: SecretString,
}

impl ApiClientCredentials {
    /// The credentials with this id and this secret.
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<SecretString>) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
        }
    }

    /// The id of the API client.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The secret of the API client.
    pub fn client_secret(&self) -> &SecretString {
        &self.client_secret
    }

    fn is_same(&self, other: &Self) -> bool {
        self.client_id == other.client_id
            && self.client_secret.expose_secret() == other.client_secret.expose_secret()
    }
}

impl fmt::Debug for ApiClientCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ApiClientCredentials")
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// Provides the current credentials of the API client, for example from a secret manager.
///
/// It is called when the authorization service answers `invalid_client`, which it does after an API client was deleted.
/// Concurrent refusals result in one call, with a timeout of 5 seconds. If it returns no other credentials, it is not
/// called again for one second. The new credentials are used for new tokens; the previous ones are kept to renew and revoke
/// the tokens that were issued with them.
///
/// ```
/// use ctp_auth::{ApiClientCredentials, AuthError, CredentialsProvider};
///
/// /// Reads the credentials from where an orchestrator mounts them.
/// struct Mounted(std::path::PathBuf);
///
/// #[async_trait::async_trait]
/// impl CredentialsProvider for Mounted {
///     async fn credentials(&self) -> Result<ApiClientCredentials, AuthError> {
///         let read = |name| std::fs::read_to_string(self.0.join(name)).map_err(AuthError::provider);
///         Ok(ApiClientCredentials::new(read("id")?.trim(), read("secret")?.trim()))
///     }
/// }
/// ```
///
/// On `wasm32`, implementations are written with `#[async_trait(?Send)]`.
#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
pub trait CredentialsProvider: Send + Sync {
    /// The current credentials.
    ///
    /// # Errors
    ///
    /// When there are no credentials; [`AuthError::provider`] wraps the reason.
    async fn credentials(&self) -> Result<ApiClientCredentials, AuthError>;
}

/// The credentials that an [`AuthClient`](crate::AuthClient) knows.
pub(super) struct KnownCredentials {
    initial: ApiClientCredentials,
    /// The deployment key, if the keys of stores are not derived from the secret of the API client.
    deployment_key: Option<SecretString>,
    provider: Option<Arc<dyn CredentialsProvider>>,
    /// Held during the call of the provider, so that others wait for its result; the time is limited.
    asking: tokio::sync::Mutex<()>,
    // Never held across an await.
    state: Mutex<State>,
}

/// The timeout of the provider.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The provider is not called again for this long if it had no other credentials.
const PAUSE: Duration = Duration::from_secs(1);

struct State {
    current: ApiClientCredentials,
    earlier: Vec<ApiClientCredentials>,
    /// The provider is not called for a replacement of these credentials before this time.
    none_until: Option<(ApiClientCredentials, Duration)>,
}

impl KnownCredentials {
    pub(super) fn new(config: &Config, provider: Option<Arc<dyn CredentialsProvider>>) -> Self {
        let current = ApiClientCredentials::new(config.client_id(), config.client_secret().clone());
        Self {
            initial: current.clone(),
            deployment_key: config.deployment_key().cloned(),
            provider,
            asking: tokio::sync::Mutex::default(),
            state: Mutex::new(State {
                current,
                earlier: config.earlier_credentials().to_vec(),
                none_until: None,
            }),
        }
    }

    /// The credentials of another API client, with the same deployment key.
    pub(super) fn replaced_by(&self, current: ApiClientCredentials) -> Self {
        Self {
            initial: current.clone(),
            deployment_key: self.deployment_key.clone(),
            provider: None,
            asking: tokio::sync::Mutex::default(),
            state: Mutex::new(State {
                current,
                earlier: Vec::new(),
                none_until: None,
            }),
        }
    }

    pub(super) fn initial_client_id(&self) -> &str {
        self.initial.client_id()
    }

    pub(super) fn has_deployment_key(&self) -> bool {
        self.deployment_key.is_some()
    }

    pub(super) fn key_secret(&self) -> &str {
        let secret = self.deployment_key.as_ref();
        secret
            .unwrap_or(&self.initial.client_secret)
            .expose_secret()
    }

    /// The credentials for new tokens.
    pub(super) fn current(&self) -> ApiClientCredentials {
        self.state().current.clone()
    }

    /// The credentials of the API client with this id.
    pub(super) fn of_client(&self, client_id: &str) -> Option<ApiClientCredentials> {
        let state = self.state();
        [&state.current]
            .into_iter()
            .chain(&state.earlier)
            .find(|credentials| credentials.client_id == client_id)
            .cloned()
    }

    /// Whether new tokens are requested with the API client of this id.
    pub(super) fn is_current(&self, client_id: &str) -> bool {
        self.state().current.client_id == client_id
    }

    /// The replacement of credentials that the service no longer knows; `None` if there is none.
    pub(super) async fn other_than(
        &self,
        unknown: &ApiClientCredentials,
        clock: &dyn Clock,
    ) -> Option<ApiClientCredentials> {
        if let Known::Yes(known) = self.known_in_place_of(unknown, clock) {
            return known;
        }
        let provider = self.provider.as_ref()?;
        let _asking = self.asking.lock().await;
        // Another task may have called it meanwhile.
        if let Known::Yes(known) = self.known_in_place_of(unknown, clock) {
            return known;
        }
        let answer = match select(pin!(provider.credentials()), clock.sleep(TIMEOUT)).await {
            Either::Left((answer, _)) => answer,
            Either::Right(((), _)) => {
                let reason = format!("it did not answer within {TIMEOUT:?}");
                Err(AuthError::provider(reason))
            }
        };
        let found = match answer {
            Ok(found) => Some(found).filter(|found| !found.is_same(unknown)),
            Err(error) => {
                tracing::warn!(
                    ?error,
                    "the credentials provider has no credentials in place of the refused ones"
                );
                None
            }
        };
        match &found {
            Some(found) => self.replace(found.clone()),
            None => {
                let until = clock.now().saturating_add(PAUSE);
                self.state().none_until = Some((unknown.clone(), until));
            }
        }
        found
    }

    /// What is known without calling the provider.
    fn known_in_place_of(&self, unknown: &ApiClientCredentials, clock: &dyn Clock) -> Known {
        let state = self.state();
        if !state.current.is_same(unknown) {
            return Known::Yes(Some(state.current.clone()));
        }
        match &state.none_until {
            Some((asked, until)) if asked.is_same(unknown) && clock.now() < *until => {
                Known::Yes(None)
            }
            _ => Known::No,
        }
    }

    fn replace(&self, found: ApiClientCredentials) {
        let mut state = self.state();
        if state.current.is_same(&found) {
            return;
        }
        tracing::info!(
            client_id = found.client_id,
            "the credentials of the API client were replaced"
        );
        let before = std::mem::replace(&mut state.current, found);
        let current_id = state.current.client_id.clone();
        // Of two secrets of one API client, the newer one is valid.
        state.earlier.push(before);
        state
            .earlier
            .retain(|earlier| earlier.client_id != current_id);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is consistent even if a thread panicked while it held the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the replacement of credentials is known.
enum Known {
    /// The replacement, or that there is none.
    Yes(Option<ApiClientCredentials>),
    No,
}
