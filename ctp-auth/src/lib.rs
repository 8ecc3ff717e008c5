//! Access tokens for the commercetools Composable Commerce APIs.
//!
//! A [`TokenProvider`] returns an [`AccessToken`]; an [`AuthMiddleware`] adds it to every request that is sent through a
//! [`reqwest_middleware`] client. The crate does not depend on `ctp-sdk` and works with any such client.
//!
//! ```
//! use ctp_auth::{AuthMiddleware, ExistingToken, HttpClient};
//!
//! // This client does not follow redirects, which could send a body to another host.
//! let http = HttpClient::new().client_for(&"https://api.europe-west1.gcp.commercetools.com".parse()?)?;
//! let client = reqwest_middleware::ClientBuilder::new(http)
//!     .with(AuthMiddleware::new(ExistingToken::new("an access token")))
//!     .build();
//! # let _ = client;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`Scope`] and [`ScopeSet`] describe what a token permits; [`Config`] reads the credentials of an API client from the
//! environment.
//!
//! Tokens do not appear in `Debug` output or in errors, and are sent over HTTPS only, except to the same machine and to the
//! [hosts of a test](PlainHttpHosts). A [store](TokenStore) contains them unencrypted, and a Redis without TLS receives them
//! unencrypted.
//!
//! # Features
//!
//! - `rustls`: HTTPS, and custom root certificates.
//! - `webpki-roots`: Mozilla's root certificates compiled in, for systems that have none, such as empty container images.
//! - `file-store`: stores tokens in local files.
//! - `redis-store`: stores tokens in Redis; `redis-store-rustls` connects with TLS, `redis-cluster` uses a Redis Cluster,
//!   `redis-sentinel` a Redis that Sentinel monitors.
//! - `metrics`: counters and histograms of token requests, with the `metrics` crate.

#![cfg_attr(docsrs, feature(doc_cfg))]

/// Compiles the example of the README.
#[cfg(all(doctest, feature = "rustls"))]
#[doc = include_str!("../README.md")]
struct Readme;
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
