//! The HTTP client that tokens are fetched by, and that the requests of an API can share.

mod body;
mod builder;
mod error;
mod failure;
#[cfg(all(feature = "redis-store-rustls", not(target_arch = "wasm32")))]
mod trusted;

use std::fmt;
use std::sync::{Arc, OnceLock};

use url::Url;

use crate::transport;

#[cfg(not(target_arch = "wasm32"))]
pub use body::drain_body;
pub use body::{LimitedBody, read_body};
pub use builder::HttpClientBuilder;
pub use error::HttpClientError;
#[cfg(all(feature = "redis-store", not(target_arch = "wasm32")))]
pub(crate) use failure::is_tls_refusal;
pub use failure::{failure_reason, is_permanent_failure};

use builder::{Built, Settings};

/// The HTTP client that tokens are fetched by, and that the requests of an API can share.
///
/// A clone is cheap and shares connections, certificates and settings. Make one for the whole process, and give it to
/// each client of the process: 500 clients then have one set of root certificates in memory, and one connection to each
/// host.
///
/// ```
/// use ctp_auth::{AuthClient, Config, HttpClient, Region};
///
/// let http = HttpClient::new();
/// for project_key in ["shop-a", "shop-b"] {
///     let config = Config::new(&Region::EuropeWest1Gcp, project_key, "an-identifier", "a secret")?;
///     let auth = AuthClient::builder(&config).http(http.clone()).build()?;
///     # let _ = auth;
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// - **No redirects.** None is followed, whatever [`configure`](HttpClientBuilder::configure) says: a redirect would take
///   a password or a token to another place.
/// - **Proxies** are those of the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`), or those of `configure`. The
///   same machine (`localhost`, `127.0.0.0/8`, `::1`) is reached without any, because a proxy would read what is sent
///   there over plain HTTP; see [`proxy_loopback`](HttpClientBuilder::proxy_loopback).
/// - **Root certificates** are those of the operating system, and those of
///   `HttpClientBuilder::root_certificates` (feature `rustls`). Where the system has none, as in an empty container
///   image, those of the feature `webpki-roots` are used if it is on.
///
/// In a browser, the browser decides about all of this.
#[derive(Clone, Default)]
pub struct HttpClient {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    settings: Settings,
    /// Built when the first URL of the kind is asked for, because reading the certificates takes a while.
    network: OnceLock<Built>,
    loopback: OnceLock<Built>,
    plain_loopback: OnceLock<Built>,
}

/// Where a client of `reqwest` sends to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Anywhere, by proxies.
    Network,
    /// The same machine, without a proxy.
    Loopback,
    /// The same over plain HTTP, for which no certificates are read.
    PlainLoopback,
}

impl HttpClient {
    /// The client with default settings. Nothing is read or opened yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts a client with settings of your own.
    pub fn builder() -> HttpClientBuilder {
        HttpClientBuilder::default()
    }

    /// The client of `reqwest` that sends to this URL.
    ///
    /// It is the same one for all URLs, but for those of the same machine, which are reached without a proxy.
    ///
    /// # Errors
    ///
    /// [`HttpClientError::is_missing_certificates`] when the URL is `https` and there are no root certificates; another
    /// error when the settings cannot be used.
    pub fn client_for(&self, url: &Url) -> Result<reqwest::Client, HttpClientError> {
        let inner = &*self.inner;
        let (slot, reach) = if !transport::is_loopback_url(url) || inner.settings.proxies_loopback()
        {
            (&inner.network, Reach::Network)
        } else if url.scheme() == "https" {
            (&inner.loopback, Reach::Loopback)
        } else {
            (&inner.plain_loopback, Reach::PlainLoopback)
        };
        let built = match slot.get() {
            Some(built) => built,
            None => {
                let built = inner.settings.build(reach)?;
                slot.get_or_init(|| built)
            }
        };
        built.client_for(url)
    }

    fn of(settings: Settings) -> Self {
        Self {
            inner: Arc::new(Inner {
                settings,
                ..Inner::default()
            }),
        }
    }
}

impl fmt::Debug for HttpClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HttpClient")
            .field("settings", &self.inner.settings)
            .finish_non_exhaustive()
    }
}
