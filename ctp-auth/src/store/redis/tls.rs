//! Redis by TLS.

use ::redis::Client;

use super::failure;
use crate::{HttpClient, StoreError};

/// The client of a URL for TLS, which trusts what the HTTP client does.
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

/// The client of Redis says which feature is missing.
#[cfg(not(feature = "redis-store-rustls"))]
pub(super) fn open(action: &'static str, url: &str, _: &HttpClient) -> Result<Client, StoreError> {
    Client::open(url).map_err(|error| StoreError::permanent(action, failure::of_url(&error)))
}

/// Chooses the cryptography of the process, if nobody has. The client of Redis takes that, and would panic where the
/// features of rustls, which the whole program shares, name several.
#[cfg(feature = "redis-store-rustls")]
pub(super) fn choose_cryptography() {
    use rustls::crypto::{CryptoProvider, aws_lc_rs};

    if CryptoProvider::get_default().is_none() {
        // It fails only if another thread was faster.
        let _ = aws_lc_rs::default_provider().install_default();
    }
}

#[cfg(not(feature = "redis-store-rustls"))]
pub(super) fn choose_cryptography() {}
