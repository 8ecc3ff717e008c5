//! A client for the HTTP APIs of commercetools Composable Commerce.
//!
//! A [`Client`] sends a [`Request`], which is plain data, and gives a [`RawResponse`] or an [`Error`]:
//!
//! ```no_run
//! use ctp_sdk::{Client, Method, Path, Request, Value};
//!
//! # async fn run() -> ctp_sdk::Result<()> {
//! let client = Client::builder("https://api.europe-west1.gcp.commercetools.com")
//!     .bearer("an access token")
//!     .build()?;
//! let path = Path::new().literal("/").parameter("projectKey", "my-shop");
//! let project = client.execute(Request::new(Method::GET, "/{projectKey}", path)).await?.json::<Value>()?;
//! println!("{:?} {}", project.correlation_id(), project.body());
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! - `rustls` (default): HTTPS. Without it the client speaks plain HTTP only, unless it is given a `reqwest::Client`
//!   with another TLS library.

mod client;
mod decode;
mod error;
mod extra;
mod open_enum;
mod request;
mod response;
#[doc(hidden)]
pub mod runtime;
mod scalars;
mod union;

#[cfg(feature = "generated")]
#[rustfmt::skip]
mod generated;

pub use bytes::Bytes;
pub use client::{Client, ClientBuilder};
pub use ctp_auth as auth;
pub use decode::DecodeFailure;
pub use error::{ApiError, Error, Result};
#[cfg(feature = "generated")]
pub use generated::{models, requests, requests::ApiRoot};
pub use http::{HeaderMap, StatusCode};
pub use jiff;
pub use open_enum::UnknownValue;
pub use request::{Body, Method, Path, Request};
pub use reqwest;
pub use reqwest_middleware;
pub use response::{RawResponse, Response};
pub use scalars::{Date, DateTime, LocalDateTime, Localized, ParseError, Time};
pub use serde_json::Value;
pub use union::{NoFields, Unknown};

/// A JSON object: names and any values.
pub type JsonObject = serde_json::Map<String, Value>;

/// The examples of the README compile.
#[cfg(all(doctest, feature = "carts"))]
#[doc = include_str!("../../README.md")]
struct Readme;
