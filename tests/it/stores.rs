//! Where tokens are kept: what every store does, and what is each one's own.

mod conformance;
mod file;
mod memory;
mod redis;
mod secrets;

use std::time::Duration;

use ctp_auth::{SecretString, StoreKey};
use secrecy::ExposeSecret;

const MINUTE: Duration = Duration::from_secs(60);

/// A text that must not show anywhere but in the store.
const PLANTED: &str = "planted-secret-93";

fn text(text: &str) -> SecretString {
    SecretString::from(text)
}

fn key(text: &str) -> StoreKey {
    StoreKey::new(text)
}

fn exposed(text: &SecretString) -> &str {
    text.expose_secret()
}
