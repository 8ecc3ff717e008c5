//! Why there is no HTTP client.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

/// Why there is no HTTP client. Nothing was sent, and a retry does not help.
#[derive(Clone)]
pub struct HttpClientError {
    kind: Kind,
    source: Option<Arc<reqwest::Error>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    MissingCertificates,
    #[cfg_attr(
        any(not(feature = "rustls"), target_arch = "wasm32"),
        expect(
            dead_code,
            reason = "without rustls, certificates are not handled by this crate"
        )
    )]
    Certificates,
    Settings,
}

impl HttpClientError {
    /// Whether there are no root certificates, neither in the system nor in the settings. Without them no server can be
    /// trusted.
    pub fn is_missing_certificates(&self) -> bool {
        self.kind == Kind::MissingCertificates
    }

    pub(super) fn settings(error: reqwest::Error) -> Self {
        Self::of(Kind::Settings, Some(error))
    }

    fn of(kind: Kind, source: Option<reqwest::Error>) -> Self {
        Self {
            kind,
            source: source.map(|error| Arc::new(error.without_url())),
        }
    }
}

#[cfg(all(feature = "rustls", not(target_arch = "wasm32")))]
impl HttpClientError {
    pub(super) fn missing_certificates(error: Option<reqwest::Error>) -> Self {
        Self::of(Kind::MissingCertificates, error)
    }

    pub(super) fn certificates(error: reqwest::Error) -> Self {
        Self::of(Kind::Certificates, Some(error))
    }

    pub(super) fn no_certificate_in_pem() -> Self {
        Self::of(Kind::Certificates, None)
    }
}

impl fmt::Display for HttpClientError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::MissingCertificates => formatter.write_str(
                "TLS needs root certificates, and the system has none: install its package of CA certificates, name a \
                 PEM file in SSL_CERT_FILE, turn on the feature `webpki-roots`, or give certificates to \
                 `HttpClient::builder().root_certificates(pem)`",
            )?,
            Kind::Certificates => {
                formatter.write_str("the configured root certificates are not PEM certificates")?;
            }
            Kind::Settings => formatter.write_str("the settings of the HTTP client cannot be used")?,
        }
        match &self.source {
            Some(error) if self.kind != Kind::MissingCertificates => {
                match super::failure_reason(error) {
                    Some(reason) => write!(formatter, ": {reason}"),
                    None => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for HttpClientError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "HttpClientError({:?})", self.to_string())
    }
}

impl StdError for HttpClientError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&**self.source.as_ref()?)
    }
}
