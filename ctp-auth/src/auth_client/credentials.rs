//! The credentials of API clients: the current ones, those of before, and where others come from.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};

use crate::{AuthError, Config};

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

/// Knows the current credentials of the API client, such as a client of a secret manager.
///
/// It is asked when the authorization service answers `invalid_client`, which is what it does once an API client was
/// deleted. What it gives is used from then on for new tokens; the credentials of before stay known, to renew and revoke
/// the tokens that were handed out to them.
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
    /// When there are none to be had; [`AuthError::provider`] wraps the reason.
    async fn credentials(&self) -> Result<ApiClientCredentials, AuthError>;
}

/// The credentials that an [`AuthClient`](crate::AuthClient) knows.
pub(super) struct KnownCredentials {
    initial: ApiClientCredentials,
    /// The key of the deployment, if the keys of stores are not to be made with the secret of the API client.
    deployment_key: Option<SecretString>,
    provider: Option<Arc<dyn CredentialsProvider>>,
    // Never held while anything is awaited.
    state: Mutex<State>,
}

struct State {
    current: ApiClientCredentials,
    earlier: Vec<ApiClientCredentials>,
}

impl KnownCredentials {
    pub(super) fn new(config: &Config, provider: Option<Arc<dyn CredentialsProvider>>) -> Self {
        let current = ApiClientCredentials::new(config.client_id(), config.client_secret().clone());
        Self {
            initial: current.clone(),
            deployment_key: config.deployment_key().cloned(),
            provider,
            state: Mutex::new(State {
                current,
                earlier: config.earlier_credentials().to_vec(),
            }),
        }
    }

    /// Those of another API client, with the same deployment key and nothing else in common.
    pub(super) fn replaced_by(&self, current: ApiClientCredentials) -> Self {
        Self {
            initial: current.clone(),
            deployment_key: self.deployment_key.clone(),
            provider: None,
            state: Mutex::new(State {
                current,
                earlier: Vec::new(),
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

    /// Whether the credentials for new tokens are of the API client with this id.
    pub(super) fn is_current(&self, client_id: &str) -> bool {
        self.state().current.client_id == client_id
    }

    /// The credentials in place of those that the service no longer knows; `None` where there are no others.
    pub(super) async fn other_than(
        &self,
        unknown: &ApiClientCredentials,
    ) -> Option<ApiClientCredentials> {
        let current = self.current();
        if !current.is_same(unknown) {
            return Some(current);
        }
        let found = match self.provider.as_ref()?.credentials().await {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(%error, "the provider of credentials has none in place of those that are refused");
                return None;
            }
        };
        if found.is_same(unknown) {
            return None;
        }
        self.replace(found.clone());
        Some(found)
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
        // Of two secrets of one API client, the newer one is right.
        state.earlier.push(before);
        state
            .earlier
            .retain(|earlier| earlier.client_id != current_id);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that is done under the lock leaves it half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
