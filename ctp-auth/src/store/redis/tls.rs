//! Redis with TLS.

use ::redis::Client;

use super::failure;
use crate::{HttpClient, StoreError};

/// The client for a TLS URL, which trusts the certificates of the HTTP client.
#[cfg(feature = "redis-store-rustls")]
pub(super) fn open(
    action: &'static str,
    url: &str,
    http: &HttpClient,
) -> Result<Client, StoreError> {
    let certificates = http
        .trusted_certificates()
        .map_err(|error| StoreError::permanent(action, error))?;
    let certificates = ::redis::TlsCertificates {
        client_tls: None,
        root_cert: Some(certificates),
    };
    Client::build_with_tls(url, certificates)
        .map_err(|error| StoreError::permanent(action, failure::of_url(&error)))
}

/// The Redis client reports which feature is missing.
#[cfg(not(feature = "redis-store-rustls"))]
pub(super) fn open(action: &'static str, url: &str, _: &HttpClient) -> Result<Client, StoreError> {
    Client::open(url).map_err(|error| StoreError::permanent(action, failure::of_url(&error)))
}

/// Installs the cryptography provider of the process, if there is none. The Redis client uses it, and would panic if the
/// features of rustls, which the whole program shares, include several providers.
#[cfg(feature = "redis-store-rustls")]
pub(super) fn choose_cryptography() {
    use rustls::crypto::{CryptoProvider, aws_lc_rs};

    if CryptoProvider::get_default().is_none() {
        // It fails only if another thread has installed one meanwhile.
        let _ = aws_lc_rs::default_provider().install_default();
    }
}

#[cfg(not(feature = "redis-store-rustls"))]
pub(super) fn choose_cryptography() {}
