//! The tests of the workspace as a whole.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![allow(
    clippy::duplicate_mod,
    reason = "the examples share modules, and each of them is one here"
)]

mod auth;
mod clock;
mod conformance;
mod deliveries;
mod descriptions;
mod diagnostics;
mod examples;
mod extension_handler;
mod fixtures;
mod generated;
mod http_client;
mod infrastructure;
mod mutation;
mod official_openapi;
mod pipeline;
mod project_types;
mod proof;
mod real_bodies;
#[path = "../recorded.rs"]
mod recorded;
mod restatement;
mod shared;
#[path = "../skip.rs"]
mod skip;
mod storefront;
mod stores;
mod surface;
mod tls;
#[path = "../traced.rs"]
mod traced;
mod typical_tasks;
mod wire;
