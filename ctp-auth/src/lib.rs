//! Access tokens for the commercetools Composable Commerce APIs.
//!
//! A [`TokenProvider`] hands out an [`AccessToken`]; an [`AuthMiddleware`] puts it on every request that goes through a
//! [`reqwest_middleware`] client. The crate knows nothing of the SDK, so it also serves a client of your own.
//!
//! ```
//! use ctp_auth::{AuthMiddleware, ExistingToken};
//!
//! let client = reqwest_middleware::ClientBuilder::new(reqwest::Client::new())
//!     .with(AuthMiddleware::new(ExistingToken::new("an access token")))
//!     .build();
//! # let _ = client;
//! ```
//!
//! [`Scope`] and [`ScopeSet`] say what a token permits; [`Config`] reads what an API client needs from the environment.
//!
//! Tokens never show in `Debug` output or in errors, and they leave the process over HTTPS only, except to the same
//! machine.

mod config;
mod error;
mod middleware;
mod provider;
mod scope;
mod token;
mod transport;

pub use config::{Config, ConfigError, ConfigProblem, CustomRegion, Region, Setting};
pub use error::AuthError;
pub use middleware::AuthMiddleware;
pub use provider::{ExistingToken, TokenProvider};
pub use scope::{Permission, Scope, ScopeError, ScopeSet};
pub use secrecy::SecretString;
pub use token::AccessToken;
