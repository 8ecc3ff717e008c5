//! A local server that behaves as the commercetools platform does, so that shops can be tested without an account.
//!
//! It knows each operation, each type and each scope from the specification that the SDK is made of. What it does not
//! emulate answers 501 with a message that names it, never a made-up success. So far it emulates:
//!
//! - tokens by client credentials, introspection and revocation; the scopes of each operation;
//! - categories and zones: create, read, query (limit, offset, sort, total), delete, and the update actions that set, change,
//!   add or remove one field.
//!
//! [`routes`] lists what is emulated and what is not.

mod authorization;
mod build;
mod check;
mod collection;
mod contract;
mod coverage;
mod emulator;
mod identifier;
mod kind;
mod project;
mod refusal;
mod rules;
mod server;
mod uniform;

pub use coverage::{Coverage, EmulatedRoute, routes};
pub use emulator::{ApiClient, Emulator, EmulatorBuilder};
