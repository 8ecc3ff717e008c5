//! The root certificates of the HTTP client, for the client of another protocol.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::builder::Settings;
use super::{HttpClient, HttpClientError};

impl HttpClient {
    /// The root certificates that this client trusts, as a PEM text: for the client of another protocol, so that
    /// certificates are configured once. [`RedisStore::connect_with`](crate::RedisStore::connect_with) uses them; pass them
    /// to the client of a Redis Cluster like this:
    ///
    /// ```no_run
    /// # #[cfg(feature = "redis-cluster")]
    /// # fn run(pem: &[u8]) -> Result<(), Box<dyn std::error::Error>> {
    /// use ctp_auth::redis::TlsCertificates;
    /// use ctp_auth::redis::cluster::ClusterClient;
    /// use ctp_auth::{HttpClient, RedisStore};
    ///
    /// let http = HttpClient::builder().root_certificates(pem).build();
    /// let certificates = TlsCertificates {
    ///     client_tls: None,
    ///     root_cert: Some(http.trusted_certificates()?),
    /// };
    /// let nodes = ["rediss://node-1.internal:6379", "rediss://node-2.internal:6379"];
    /// let client = ClusterClient::builder(nodes).certs(certificates).build()?;
    /// let store = RedisStore::from_cluster_client(client);
    /// # let _ = store;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// They are those of `root_certificates` and of the operating system. If the system has none, those of the feature
    /// `webpki-roots` are used.
    ///
    /// # Errors
    ///
    /// [`HttpClientError::is_missing_certificates`] when there are none; another error when the configured ones are not PEM
    /// certificates.
    pub fn trusted_certificates(&self) -> Result<Vec<u8>, HttpClientError> {
        self.inner.settings.trusted_certificates()
    }
}

impl Settings {
    fn trusted_certificates(&self) -> Result<Vec<u8>, HttpClientError> {
        // This call reports invalid certificates.
        self.own_certificates()?;
        let own: Vec<_> = self
            .root_certificates
            .iter()
            .flat_map(|pem| CertificateDer::pem_slice_iter(pem).filter_map(Result::ok))
            .collect();
        if !own.iter().all(is_usable) {
            return Err(HttpClientError::no_certificate_in_pem());
        }
        let mut others = of_system();
        if others.is_empty() {
            others = bundled();
        }
        if own.is_empty() && others.is_empty() {
            return Err(HttpClientError::missing_certificates(None));
        }
        let mut text = String::new();
        for certificate in own.iter().chain(&others) {
            push_pem(&mut text, certificate);
        }
        Ok(text.into_bytes())
    }
}

/// The certificates of the operating system without the invalid ones, which every system has.
fn of_system() -> Vec<CertificateDer<'static>> {
    let mut found = rustls_native_certs::load_native_certs().certs;
    found.retain(is_usable);
    found
}

fn is_usable(certificate: &CertificateDer<'static>) -> bool {
    RootCertStore::empty().add(certificate.clone()).is_ok()
}

/// The certificates that were compiled in.
fn bundled() -> Vec<CertificateDer<'static>> {
    #[cfg(feature = "webpki-roots")]
    return webpki_root_certs::TLS_SERVER_ROOT_CERTS.to_vec();
    #[cfg(not(feature = "webpki-roots"))]
    return Vec::new();
}

/// Adds a certificate in the format of RFC 7468, section 5.
fn push_pem(text: &mut String, certificate: &CertificateDer<'_>) {
    const BYTES_OF_LINE: usize = 48;
    text.push_str("-----BEGIN CERTIFICATE-----\n");
    for line in certificate.chunks(BYTES_OF_LINE) {
        STANDARD.encode_string(line, text);
        text.push('\n');
    }
    text.push_str("-----END CERTIFICATE-----\n");
}
