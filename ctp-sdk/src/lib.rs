//! An unofficial Rust SDK for the HTTP API of [commercetools Composable Commerce](https://docs.commercetools.com/api), a
//! hosted commerce backend. It is not affiliated with commercetools.
//!
//! A [`Client`] sends requests; [`ApiRoot`] has the request builders, in the order of the paths of the API:
//!
//! ```no_run
//! # #[cfg(feature = "carts")]
//! # async fn run() -> ctp_sdk::Result<()> {
//! use ctp_sdk::{ApiRoot, Client, models::CartDraft};
//!
//! let client = Client::builder("https://api.europe-west1.gcp.commercetools.com")
//!     .bearer("an access token")
//!     .build()?;
//! let api = ApiRoot::new(client, "my-project");
//! let cart = api.carts().post(CartDraft::new("EUR")).send().await?;
//! let answer = api.carts().with_id(&cart.id).get().execute().await?;
//! println!("{:?}: {}", answer.correlation_id(), answer.body().version);
//! # Ok(())
//! # }
//! ```
//!
//! `send` returns the body of the response; `execute` returns the whole response: status, headers, correlation id and body.
//! For operations without a builder, use [`ApiRoot::raw_request`], or build a [`Request`] and send it with
//! [`Client::execute`].
//!
//! The [guide](crate::guide) shows how to do what a shop needs, task by task:
//! getting started, authorization, sessions, checkout, search, paging, errors, money, custom fields, messages, extensions,
//! testing, small builds and upgrades.
//!
//! # Features
//!
//! - `rustls` (default): HTTPS. Without it the client speaks plain HTTP only, unless you enable another TLS library of
//!   `reqwest`.
//! - `webpki-roots`: Mozilla's root certificates compiled in, for systems that have none, such as empty container images.
//! - `default-domains` (default), `all-domains`, or single domains of the table below: the requests of a domain, and the
//!   types that they send. Types of responses are always compiled.
//! - `all-apis`, or `checkout`, `history`, `import`: the other APIs of the platform, each as a module.
//! - `full`: all domains, all APIs, and the default features.
//! - `serialize` (default): received models can be serialized, for example for the response of a service, a cache or a
//!   fixture.
//! - `deserialize`: models that are only sent can be deserialized, for example drafts in files.
//! - `sessions` (default): sessions of guests and customers. It turns on the domains `carts`, `customers`, `in-store`,
//!   `login` and `me`.
//! - `predicates` (default): typed builders of query predicates, sort expressions and expansion paths, and short
//!   constructors of search requests (`search`). Without it, use strings for the former and models for the latter.
//! - `custom-objects` (default): the requests of the domain, and `custom_objects` whose values have your own type.
//! - `graphql`: the request of the domain, and `graphql` with variables and responses of your own types.
//! - `events`: reads the deliveries of subscriptions from the envelopes of all destinations, and has a tower service for
//!   push destinations (`events`). It turns on the domain `messages`.
//! - `extension-handler`: a tower service that hosts an API Extension (`extension_handler`), for each resource whose domain
//!   is on.
//! - `sync`: computes update actions from drafts, and updates whole catalogues. It supports the kinds of resources whose
//!   domains are on: `categories`, `inventory`, `product-types`, `products`, `standalone-prices`, `types`.
//! - `rust_decimal`: converts amounts of [`money`] from and to the decimals of that crate.
//! - `metrics`: counters and histograms of requests, retries and token requests, with the `metrics` crate.
//! - `trace-context`: sends the header `traceparent`, so that requests are part of the trace of the application
//!   (`ClientBuilder::trace_context`).
//! - `scope-recorder`: `ScopeRecorder` records the operations that an application sends, and lists the scopes that it needs.
//! - `file-store`, `redis-store`: stores tokens and sessions in files or in Redis. `redis-store-rustls` connects to Redis
//!   with TLS, `redis-cluster` and `redis-sentinel` to a Redis Cluster and to a Redis that Sentinel monitors.
//!
//! # Telemetry
//!
//! Each request has a `tracing` span, `http.client.request`, with the attributes of the OpenTelemetry conventions. It ends when
//! the SDK has decoded the body into a model; `ctp.response.decode_duration` is the duration of the decoding in seconds. If a
//! request was sent again, `http.request.resend_count` is the number of retries, and an event of the level `DEBUG` precedes
//! each pause. A token request has the span `ctp.auth.token_fetch`. It is not a child of the request that waits for the token,
//! because others may wait for the same token.
//!
//! A [`CtpClient`] sends its trace context to the platform (feature `trace-context`) with
//! `CtpClient::builder(&config).client(|client| client.trace_context(…))`.
//!
//! The feature `metrics` adds
//!
//! | metric | what it is | labels |
//! | --- | --- | --- |
//! | `ctp.client.requests` | number of requests; a retried request counts once | method, route, status, `error.type` |
//! | `http.client.request.duration` | their duration in seconds, with pauses and without the decoding | the same |
//! | `ctp.client.retries` | number of retries | method, route, `error.type`: the reason |
//! | `ctp.auth.token_fetches` | number of token requests to the authorization service | `ctp.auth.grant`, `error.type` |
//! | `ctp.auth.token_fetch.duration` | their duration in seconds, with pauses | the same |
//!
//! # Models as JSON
//!
//! With the feature `serialize`, received models can be written and read, for example for a cache or a test fixture. Models
//! that are only sent, such as drafts and update actions, can be read with the feature `deserialize`:
//!
//! ```
//! # #[cfg(feature = "serialize")]
//! # fn run() -> serde_json::Result<()> {
//! use ctp_sdk::models::CustomerGroup;
//! use serde_json::json;
//!
//! let group: CustomerGroup = serde_json::from_value(json!({
//!     "id": "group-1", "version": 3, "name": "Resellers",
//!     "createdAt": "2026-01-01T00:00:00Z", "lastModifiedAt": "2026-01-01T00:00:00Z",
//! }))?;
//! let copy: CustomerGroup = serde_json::from_str(&serde_json::to_string(&group)?)?;
//! assert_eq!(copy, group);
//! # Ok(())
//! # }
//! # #[cfg(feature = "serialize")]
//! # run().unwrap();
//! ```
//!
//! A required list, map or enum that the API does not send is empty or `Unknown`; any other required field that is missing is
//! an error. If the API stops sending such a field, set `CTP_MISSING_FIELDS=tolerate` (or
//! [`CtpClientBuilder::missing_fields`]) until there is a release for the change: the field is then read as the zero value of
//! its type, and a warning is logged.
//!
//! # In a browser
//!
//! The SDK compiles for `wasm32-unknown-unknown` and uses the `fetch` function of the browser.
//!
//! ```text
//! // The scopes of `config` are those of `ScopeSet::mobile_application("my-shop")`.
//! let store = LocalStore::new();
//! let client = CtpClient::builder(&config).session_store(store.clone()).build()?;
//! let session = match store.session_id()? {
//!     Some(id) => client.resume_session(&id),
//!     None => client.start_session().await?,
//! };
//! store.remember_session(session.id())?;
//! let cart = session.get_or_create_cart(MyCartDraft::new("EUR")).await?;
//!
//! let signin = MyCustomerSignin::new("anna@example.com", "a password");
//! let session = session.log_in_as_visitor(signin).await?.session;
//! store.remember_session(session.id())?;
//! ```
//!
//! These points differ from other platforms:
//!
//! - **The secret of the API client is public**: everybody who opens the page can read it. Use an API client for this app that
//!   has only the scopes of [`ScopeSet::mobile_application`](ctp_auth::ScopeSet::mobile_application) and
//!   `create_anonymous_token`. `CtpSession::log_in_as_visitor` and `sign_up_as_visitor` need no others.
//!   `ctp_auth::LocalStore` keeps a session when the page is reloaded.
//! - The platform permits **six request headers**: `Accept`, `Authorization`, `Content-Type`, `Origin`, `User-Agent` and
//!   `X-Correlation-ID`. The browser refuses a request with any other header. [`ClientBuilder::user_agent`] has no effect in
//!   Chromium, and no `traceparent` is sent.
//! - The platform does not expose its response headers to a page: [`Response::correlation_id`] is the id that was sent, there
//!   is no [`Error::retry_after`], and after a 429 of the authorization service the SDK waits for one second.
//! - **Each new URL costs a preflight request**, which asks whether the page may send the request. The browser caches the
//!   answer for as long as the API permits.
//! - Failures have no reason. An unreachable host looks the same as a host that does not permit the page to read its responses
//!   (CORS); the console of the browser shows more. Such a failure is retried once only, because it may be permanent.
//! - **Chromium may repeat a request**, including a `POST`, when a reused connection is reset. A create that must not
//!   be done twice needs a unique value, such as a key.
//! - The browser follows redirects; the SDK turns the result into an error. Certificates, proxies and the connect timeout
//!   are also controlled by the browser.
//! - A body is read as a whole, and the limit is checked afterwards. Your own middleware sees a response before its body is
//!   read. Write middleware, token providers and stores with `#[async_trait(?Send)]`.
//!
//! # Domains
//!
#![doc = include_str!("generated/domains.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#[cfg(feature = "api-clients")]
mod api_clients;
mod call;
mod client;
mod ctp_client;
#[cfg(feature = "custom-objects")]
pub mod custom_objects;
mod decode;
mod error;
#[cfg(feature = "events")]
pub mod events;
#[cfg(feature = "extension-handler")]
pub mod extension_handler;
mod extra;
#[cfg(feature = "graphql")]
pub mod graphql;
// Documentation alone, which costs those nothing who compile the crate. Its links lead to all features.
#[cfg(any(doc, doctest))]
#[cfg_attr(
    not(all(
        feature = "full",
        feature = "events",
        feature = "extension-handler",
        feature = "redis-store",
        feature = "scope-recorder"
    )),
    allow(rustdoc::broken_intra_doc_links)
)]
pub mod guide;
mod headers;
#[cfg(any(feature = "events", feature = "extension-handler"))]
mod http_service;
mod into_list;
mod json;
pub mod money;
mod nullable;
mod open_enum;
mod operation;
mod page;
#[cfg(feature = "predicates")]
pub mod predicates;
mod raw_request;
mod references;
mod request;
mod response;
#[doc(hidden)]
pub mod runtime;
mod scalars;
#[cfg(feature = "scope-recorder")]
mod scope_recorder;
#[cfg(all(
    feature = "predicates",
    any(
        feature = "business-units",
        feature = "customers",
        feature = "orders",
        feature = "products"
    )
))]
pub mod search;
#[cfg(feature = "sessions")]
mod session;
#[cfg(feature = "sync")]
#[cfg_attr(
    not(all(
        feature = "categories",
        feature = "inventory",
        feature = "product-types",
        feature = "products",
        feature = "standalone-prices",
        feature = "types"
    )),
    allow(
        dead_code,
        unused_imports,
        reason = "each kind of resource uses a part of the comparisons"
    )
)]
pub mod sync;
mod union;
mod update;
pub mod values;

#[rustfmt::skip]
mod generated;

#[cfg(feature = "api-clients")]
pub use api_clients::{ApiClientPlan, ApiClients, CreatedApiClient, OldApiClient, Rotation};
pub use bytes::Bytes;
pub use call::Call;
#[cfg(feature = "trace-context")]
pub use client::TraceContext;
pub use client::{Client, ClientBuilder, RequestInfo, RetryBudget, Step};
pub use ctp_auth as auth;
pub use ctp_auth::MissingFields;
pub use ctp_client::{CtpClient, CtpClientBuilder};
pub use decode::DecodeFailure;
pub use error::{ApiError, Error, Result};
#[cfg(feature = "checkout")]
pub use generated::checkout;
#[cfg(feature = "predicates")]
pub use generated::expansions;
#[cfg(feature = "history")]
pub use generated::history;
#[cfg(feature = "import")]
pub use generated::import;
pub use generated::{models, requests, requests::ApiRoot};
pub use http::{HeaderMap, StatusCode};
pub use into_list::IntoList;
pub use jiff;
pub use nullable::Nullable;
pub use open_enum::UnknownValue;
pub use page::{Items, Page, PageCursor, Pages, Paging};
pub use raw_request::RawRequest;
pub use references::{Expanded, ResourceReference};
pub use request::{Body, Method, Path, Request, RequestOptions};
pub use reqwest;
pub use reqwest_middleware;
pub use response::{RawResponse, Response};
pub use scalars::{Date, DateTime, LocalDateTime, Localized, ParseError, Time};
#[cfg(feature = "scope-recorder")]
pub use scope_recorder::ScopeRecorder;
pub use serde_json::Value;
#[cfg(feature = "sessions")]
pub use session::{CtpSession, SessionInStore, SignedIn};
pub use union::{NoFields, Unknown};
pub use update::{UpdateWith, update_with};

/// A JSON object: names and arbitrary values.
pub type JsonObject = serde_json::Map<String, Value>;

/// Compiles the example of the crate's README.
#[cfg(all(doctest, feature = "carts"))]
#[doc = include_str!("../README.md")]
struct CrateReadme;

/// Compiles the examples of the repository's README.
#[cfg(all(
    doctest,
    feature = "default-domains",
    feature = "predicates",
    feature = "sessions"
))]
#[doc = include_str!("../../README.md")]
struct Readme;
