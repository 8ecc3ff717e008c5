//! A local server that behaves as the commercetools platform does, so that shops can be tested without an account.
//!
//! It knows each operation, each type and each scope from the specification that the SDK is made of. What it does not
//! emulate answers 501 with a message that names it, never a made-up success. So far it emulates:
//!
//! - tokens by client credentials, introspection and revocation; the scopes of each operation;
//! - categories: create, read, query (limit, offset, sort, total), update actions that replace one field, delete.

mod authorization;
mod build;
mod check;
mod contract;
mod emulator;
mod identifier;
mod kind;
mod project;
mod refusal;
mod rules;
mod server;

pub use emulator::{ApiClient, Emulator};
