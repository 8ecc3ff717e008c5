//! The SDK on a server that others have written, `@labdigital/commercetools-mock`; the emulator beside that server, and under
//! the official TypeScript SDK.
//!
//! `npm ci` in this folder installs them. Where they are not installed, or there is no Node.js, each test prints a line and does
//! nothing; with `CTP_FOREIGN=required` it fails instead. What that server does otherwise than the platform is noted where a
//! test meets it; the emulator is tested for these things.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod comparison;
mod conflicts;
mod lifecycles;
mod mock;
mod node;
mod queries;
#[path = "../skip.rs"]
mod skip;
mod storefront;
mod tokens;
mod typescript;
