//! The SDK for the HTTP API of [commercetools Composable Commerce](https://docs.commercetools.com/api).
//!
//! A [`Client`] sends; [`ApiRoot`](https://docs.rs/ctp-sdk/latest/ctp_sdk/requests/struct.ApiRoot.html) leads to the
//! request builders along the paths of the API:
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
//! `send` returns the body of the answer, `execute` all of it: status, headers, correlation id and body. What no builder
//! covers is sent by [`ApiRoot::raw_request`], or as a [`Request`], which is plain data, through [`Client::execute`].
//!
//! The [guide](crate::guide) shows how to do what a shop needs, task by task:
//! getting started, authorization, sessions, checkout, search, paging, errors, money, custom fields, messages, extensions,
//! testing, small builds and upgrades.
//!
//! # Features
//!
//! - `rustls` (default): HTTPS. Without it the client speaks plain HTTP only, unless another TLS library of `reqwest` is
//!   turned on.
//! - `webpki-roots`: Mozilla's root certificates compiled in, for systems that have none, such as empty container images.
//! - `default-domains` (default), `all-domains`, or single domains of the table below: the requests of a domain, and what
//!   they send. What the API answers with is compiled with every set of features.
//! - `all-apis`, or `checkout`, `history`, `import`: the other APIs of the platform, each as a module.
//! - `full`: all domains, all APIs, and all other features that are on by default.
//! - `serialize` (default): received models can be written as JSON, for the answer of a service, a cache or a fixture.
//! - `deserialize`: what is only sent can be read as well, such as drafts that are kept in files.
//! - `sessions` (default): guests who become customers. It needs the domains `carts`, `customers`, `in-store`,
//!   `login` and `me`.
//! - `predicates` (default): typed builders of query predicates, sort expressions, expansion paths, and short
//!   constructors of what the searches ask (`search`). Where it is off, the former are texts and the latter models.
//! - `custom-objects` (default): beside the requests of the domain, `custom_objects` whose values have a type of your own.
//! - `graphql`: beside the request of the domain, `graphql` with operations and answers of your own types.
//! - `events`: the deliveries of subscriptions, out of the envelope of each destination, and a tower service for destinations
//!   that push (`events`). It needs the domain `messages`.
//! - `extension-handler`: a tower service that answers the platform as an API Extension (`extension_handler`), for each
//!   resource whose domain is on.
//! - `sync`: update actions from drafts, and whole catalogues from many of them. It syncs the kinds of resources whose
//!   domains are on: `categories`, `inventory`, `product-types`, `products`, `standalone-prices`, `types`.
//! - `rust_decimal`: amounts of [`money`] from and to the decimals of that crate.
//! - `metrics`: counters and histograms of requests, retries and fetches of tokens, by the `metrics` crate.
//! - `trace-context`: requests tell the platform which trace they are part of (`ClientBuilder::trace_context`), by the
//!   header `traceparent`.
//! - `scope-recorder`: `ScopeRecorder` notes which operations an application sends, and tells the scopes that it needs.
//! - `file-store`, `redis-store`: tokens and sessions in files or in Redis. `redis-store-rustls` reaches Redis by TLS,
//!   `redis-cluster` and `redis-sentinel` a Redis Cluster and one that Sentinel looks after.
//!
//! # Telemetry
//!
//! Each request has a span of `tracing`, `http.client.request`, by the conventions of OpenTelemetry. It lasts until the SDK has
//! read the body as a model, and `ctp.response.decode_duration` says how long that took. With the feature `metrics` there are
//!
//! | metric | what it is | labels |
//! | --- | --- | --- |
//! | `ctp.client.requests` | requests, however often each was sent | method, route, status, `error.type` |
//! | `http.client.request.duration` | their seconds, with pauses and without the reading of the body | the same |
//! | `ctp.client.retries` | how often requests were sent again | method, route, `error.type`: why |
//! | `ctp.auth.token_fetches` | fetches of tokens from the authorization service | `ctp.auth.grant`, `error.type` |
//! | `ctp.auth.token_fetch.duration` | their seconds, with pauses | the same |
//!
//! # In a browser
//!
//! The SDK compiles for `wasm32-unknown-unknown` and sends by the `fetch` of the browser. There,
//!
//! - **the secret of the API client is public**: everybody who opens the page can read it. Give the app an API client of its
//!   own with no more than the scopes of [`ScopeSet::mobile_application`](ctp_auth::ScopeSet::mobile_application) and
//!   `create_anonymous_token`. `CtpSession::log_in_as_visitor` and `sign_up_as_visitor` need no others, and
//!   `ctp_auth::LocalStore` keeps a session over a reload of the page;
//! - the platform permits **six request headers**: `Accept`, `Authorization`, `Content-Type`, `Origin`, `User-Agent` and
//!   `X-Correlation-ID`. With any other the browser refuses the request. [`ClientBuilder::user_agent`] has no effect in
//!   Chromium, and no `traceparent` is sent;
//! - the platform shows a page none of its own answer's headers: [`Response::correlation_id`] is the id that was sent, there
//!   is no [`Error::retry_after`], and a 429 of the authorization service is met by a pause of a second;
//! - **each new URL costs a preflight**: a request before the request, which asks whether the page may send it. The browser
//!   remembers the answer for as long as the API permits;
//! - a failure comes without a reason. A host that is unreachable, and one that does not permit the page to read its answers
//!   (CORS), look alike; the console of the browser knows more. It is tried once more, and no further, because it may stay so;
//! - **Chromium may send a request again on its own**, also a `POST`, where a connection that it had kept is reset. A create
//!   that must not be done twice needs something unique, such as a key;
//! - redirects are followed by the browser; the SDK makes an error of the answer. Certificates, proxies and the time to
//!   connect are the browser's own as well;
//! - a body is read as a whole, and counted against the limit then. A middleware of the caller's own sees an answer before
//!   its body is read. Middleware, token providers and stores of the caller's own are written with
//!   `#[async_trait(?Send)]`.
//!
//! # Domains
//!
#![doc = include_str!("generated/domains.md")]

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
        reason = "each kind of resource uses a part of what all are compared with"
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

/// A JSON object: names and any values.
pub type JsonObject = serde_json::Map<String, Value>;

/// The examples of the README compile.
#[cfg(all(
    doctest,
    feature = "all-domains",
    feature = "events",
    feature = "extension-handler",
    feature = "predicates",
    feature = "redis-store",
    feature = "rustls",
    feature = "scope-recorder",
    feature = "sessions",
    feature = "sync"
))]
#[doc = include_str!("../../README.md")]
struct Readme;
