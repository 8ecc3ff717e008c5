//! The settings of the HTTP client, and the clients built from them.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::{HttpClient, HttpClientError, Reach};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Builds an [`HttpClient`]. [`HttpClient::builder`] creates one.
///
/// ```
/// use std::time::Duration;
/// use ctp_auth::HttpClient;
///
/// let http = HttpClient::builder()
///     .connect_timeout(Duration::from_secs(3))
///     .configure(|http| http.pool_idle_timeout(Duration::from_secs(30)))
///     .build();
/// # let _ = http;
/// ```
#[derive(Debug, Default)]
#[must_use]
pub struct HttpClientBuilder {
    settings: Settings,
}

impl HttpClientBuilder {
    /// Sets the timeout for connections; 10 seconds by default. It has no effect in a browser.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.settings.connect_timeout = timeout;
        self
    }

    /// Uses the proxy also for the same machine (`localhost`, `127.0.0.0/8`, `::1`), for example for a debugging proxy. The
    /// proxy can read everything that is sent over plain HTTP, including secrets and tokens.
    pub fn proxy_loopback(mut self) -> Self {
        self.settings.proxies_loopback = true;
        self
    }

    /// Trusts these certificates in addition: a PEM text with one or more of them, for example of the certificate authority
    /// of a company.
    ///
    /// If the system has no certificates, these are the only ones.
    #[cfg(all(feature = "rustls", not(target_arch = "wasm32")))]
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.settings.root_certificates.push(pem.into());
        self
    }

    /// Changes the settings of `reqwest` itself: a proxy, a client certificate, the connection pool, DNS.
    ///
    /// The function is called for each client that is [built](HttpClient::client_for), before the settings of the SDK are
    /// applied: redirects stay off, and the same machine is reached without a proxy.
    ///
    /// ```
    /// use ctp_auth::HttpClient;
    ///
    /// let proxy = reqwest::Proxy::all("http://proxy.example.com:3128")?;
    /// let http = HttpClient::builder().configure(move |http| http.proxy(proxy.clone())).build();
    /// # let _ = http;
    /// # Ok::<(), reqwest::Error>(())
    /// ```
    pub fn configure(
        mut self,
        configure: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.settings.configure.push(Arc::new(configure));
        self
    }

    /// Builds the client. Invalid settings are reported when the first client of the API or of the authorization service is
    /// built from it.
    #[must_use]
    pub fn build(self) -> HttpClient {
        HttpClient::of(self.settings)
    }
}

/// The settings of the HTTP client.
pub(super) struct Settings {
    connect_timeout: Duration,
    proxies_loopback: bool,
    pub(super) root_certificates: Vec<Vec<u8>>,
    configure: Vec<Arc<Configure>>,
}

type Configure = dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync;

/// A `reqwest` client.
pub(super) struct Built {
    client: reqwest::Client,
    /// The reason why it cannot reach `https` URLs, if any.
    without_certificates: Option<HttpClientError>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connect_timeout: CONNECT_TIMEOUT,
            proxies_loopback: false,
            root_certificates: Vec::new(),
            configure: Vec::new(),
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Settings")
            .field("connect_timeout", &self.connect_timeout)
            .field("proxies_loopback", &self.proxies_loopback)
            .field("root_certificates", &self.root_certificates.len())
            .finish_non_exhaustive()
    }
}

impl Built {
    pub(super) fn client_for(&self, url: &Url) -> Result<reqwest::Client, HttpClientError> {
        match &self.without_certificates {
            Some(error) if url.scheme() == "https" => Err(error.clone()),
            _ => Ok(self.client.clone()),
        }
    }
}

impl Settings {
    pub(super) fn proxies_loopback(&self) -> bool {
        self.proxies_loopback
    }

    /// The `reqwest` client with these settings.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn build(&self, reach: Reach) -> Result<Built, HttpClientError> {
        let builder = || {
            let builder = reqwest::Client::builder().connect_timeout(self.connect_timeout);
            let builder = self
                .configure
                .iter()
                .fold(builder, |builder, configure| configure(builder))
                .redirect(reqwest::redirect::Policy::none());
            match reach {
                Reach::Network => builder,
                Reach::Loopback | Reach::PlainLoopback => builder.no_proxy(),
            }
        };
        if reach == Reach::PlainLoopback {
            without_certificates(builder())
        } else {
            self.with_certificates(builder)
        }
    }

    // A browser controls redirects, proxies and certificates. It does not repeat a body to another origin without the
    // permission of that origin.
    #[cfg(target_arch = "wasm32")]
    pub(super) fn build(&self, _: Reach) -> Result<Built, HttpClientError> {
        let builder = self
            .configure
            .iter()
            .fold(reqwest::Client::builder(), |builder, configure| {
                configure(builder)
            });
        Ok(Built {
            client: builder.build().map_err(HttpClientError::settings)?,
            without_certificates: None,
        })
    }

    #[cfg(all(feature = "rustls", not(target_arch = "wasm32")))]
    fn with_certificates(
        &self,
        builder: impl Fn() -> reqwest::ClientBuilder,
    ) -> Result<Built, HttpClientError> {
        let mut own = self.own_certificates()?;
        let failure = match builder().tls_certs_merge(own.clone()).build() {
            Ok(client) => {
                return Ok(Built {
                    client,
                    without_certificates: None,
                });
            }
            Err(failure) => failure,
        };
        // Checks whether the certificates are missing, or whether it would fail with them as well.
        let bundled = bundled_certificates()?;
        let is_without = own.is_empty() && bundled.is_empty();
        own.extend(bundled);
        let Ok(client) = builder().tls_certs_only(own).build() else {
            return Err(HttpClientError::settings(failure));
        };
        Ok(Built {
            client,
            without_certificates: is_without
                .then(|| HttpClientError::missing_certificates(Some(failure))),
        })
    }

    /// The certificates that were configured.
    #[cfg(all(feature = "rustls", not(target_arch = "wasm32")))]
    pub(super) fn own_certificates(&self) -> Result<Vec<reqwest::Certificate>, HttpClientError> {
        let mut own = Vec::new();
        for pem in &self.root_certificates {
            let certificates = reqwest::Certificate::from_pem_bundle(pem)
                .map_err(HttpClientError::certificates)?;
            if certificates.is_empty() {
                return Err(HttpClientError::no_certificate_in_pem());
            }
            own.extend(certificates);
        }
        Ok(own)
    }

    #[cfg(all(not(feature = "rustls"), not(target_arch = "wasm32")))]
    fn with_certificates(
        &self,
        builder: impl Fn() -> reqwest::ClientBuilder,
    ) -> Result<Built, HttpClientError> {
        Ok(Built {
            client: builder().build().map_err(HttpClientError::settings)?,
            without_certificates: None,
        })
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn without_certificates(builder: reqwest::ClientBuilder) -> Result<Built, HttpClientError> {
    #[cfg(feature = "rustls")]
    let builder = builder.tls_certs_only([]);
    Ok(Built {
        client: builder.build().map_err(HttpClientError::settings)?,
        without_certificates: None,
    })
}

/// The certificates that were compiled in.
#[cfg(all(feature = "webpki-roots", not(target_arch = "wasm32")))]
fn bundled_certificates() -> Result<Vec<reqwest::Certificate>, HttpClientError> {
    webpki_root_certs::TLS_SERVER_ROOT_CERTS
        .iter()
        .map(|der| reqwest::Certificate::from_der(der).map_err(HttpClientError::certificates))
        .collect()
}

#[cfg(all(
    feature = "rustls",
    not(feature = "webpki-roots"),
    not(target_arch = "wasm32")
))]
fn bundled_certificates() -> Result<Vec<reqwest::Certificate>, HttpClientError> {
    Ok(Vec::new())
}

#[cfg(all(test, feature = "webpki-roots"))]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::env;
    use std::process::Command;

    use super::*;

    /// Makes a process of this test one without certificates of the system.
    const CHILD: &str = "CTP_AUTH_TESTS_WITHOUT_CERTIFICATES";

    #[test]
    fn without_certificates_of_the_system_those_that_are_compiled_in_are_used() {
        if env::var(CHILD).is_ok() {
            let url = Url::parse("https://api.europe-west1.gcp.commercetools.com").unwrap();
            HttpClient::new().client_for(&url).unwrap();
            #[cfg(feature = "redis-store-rustls")]
            assert!(HttpClient::new().trusted_certificates().unwrap().len() > 100_000);
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("empty.pem");
        std::fs::write(&file, "").unwrap();
        let name = "http_client::builder::tests::without_certificates_of_the_system_those_that_are_compiled_in_are_used";
        let output = Command::new(env::current_exe().unwrap())
            .args(["--exact", name])
            .env(CHILD, "")
            .env("SSL_CERT_FILE", &file)
            .env("SSL_CERT_DIR", folder.path())
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success() && printed.contains("1 passed"),
            "{printed}"
        );
    }
}
