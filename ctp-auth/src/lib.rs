//! Access tokens for the commercetools Composable Commerce APIs.
//!
//! A [`TokenProvider`] hands out an [`AccessToken`]; an [`AuthMiddleware`] puts it on every request that goes through a
//! [`reqwest_middleware`] client. The crate knows nothing of the SDK, so it also serves a client of your own.
//!
//! ```
//! use ctp_auth::{AuthMiddleware, ExistingToken, HttpClient};
//!
//! // It follows no redirects, which would take a body to another place.
//! let http = HttpClient::new().client_for(&"https://api.europe-west1.gcp.commercetools.com".parse()?)?;
//! let client = reqwest_middleware::ClientBuilder::new(http)
//!     .with(AuthMiddleware::new(ExistingToken::new("an access token")))
//!     .build();
//! # let _ = client;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`Scope`] and [`ScopeSet`] say what a token permits; [`Config`] reads what an API client needs from the environment.
//!
//! Tokens never show in `Debug` output or in errors, and are sent over HTTPS only, except to the same machine and to the
//! [hosts of a test](PlainHttpHosts). A [store](TokenStore) has them as they are, and a Redis without TLS gets them so.
//!
//! # Features
//!
//! - `rustls`: HTTPS, and root certificates of your own.
//! - `webpki-roots`: Mozilla's root certificates compiled in, for systems that have none, such as empty container images.
//! - `file-store`: tokens in files of this machine.
//! - `redis-store`: tokens in Redis; `redis-store-rustls` by TLS, `redis-cluster` in a Redis Cluster, `redis-sentinel` in a
//!   Redis that Sentinel looks after.

mod auth_client;
mod backoff;
mod cache;
mod clock;
mod config;
mod error;
mod grant;
mod http_client;
mod middleware;
mod oauth_error;
#[doc(hidden)]
pub mod platform;
mod provider;
mod random;
mod redaction;
mod retry_after;
mod scope;
mod session;
mod store;
mod task;
mod token;
mod token_response;
mod transport;

pub use auth_client::{ApiClientCredentials, AuthClient, AuthClientBuilder, CredentialsProvider};
pub use backoff::Backoff;
pub use cache::TokenCache;
pub use clock::{Clock, SystemClock};
pub use config::{
    Config, ConfigError, ConfigProblem, CustomRegion, MissingFields, Region, Setting,
};
pub use error::AuthError;
pub use grant::{AnonymousSession, Grant, Password};
#[cfg(not(target_arch = "wasm32"))]
#[doc(hidden)]
pub use http_client::drain_body;
pub use http_client::{
    HttpClient, HttpClientBuilder, HttpClientError, LimitedBody, failure_reason,
    is_permanent_failure, read_body,
};
#[doc(hidden)]
pub use middleware::Onward;
pub use middleware::{AuthMiddleware, SentToken};
pub use oauth_error::{OAuthError, OAuthErrorCode, OAuthErrorObject};
pub use provider::{ExistingToken, TokenProvider};
pub use redaction::Secrets;
#[cfg(all(feature = "redis-store", not(target_arch = "wasm32")))]
pub use redis;
pub use scope::{
    MissingScopes, NotPermitted, Permission, RecordedOperation, RecordedOperations,
    RecordedOperationsError, RequiredScopes, Scope, ScopeError, ScopeReport, ScopeSet,
};
pub use secrecy::{ExposeSecret, SecretString};
pub use session::{
    PreparedSession, Session, SessionEnd, SessionId, SessionLimits, SessionStore, Visitor,
};
#[cfg(all(feature = "file-store", not(target_arch = "wasm32")))]
pub use store::FileStore;
#[cfg(target_arch = "wasm32")]
pub use store::LocalStore;
#[cfg(all(feature = "redis-store", not(target_arch = "wasm32")))]
pub use store::RedisStore;
pub use store::{GuardedStore, MemoryStore, StoreError, StoreKey, TokenStore};
#[doc(hidden)]
pub use task::require_runtime;
pub use token::{AccessToken, RefreshToken};
pub use token_response::{Introspection, TokenResponse};
pub use transport::PlainHttpHosts;
