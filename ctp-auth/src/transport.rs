//! To which URLs credentials may be sent.

use std::collections::BTreeSet;

use url::{Host, Url};

use crate::AuthError;

/// The hosts to which credentials may be sent over plain HTTP, in addition to the same machine.
///
/// Empty by default. Add hosts only for tests: anyone on the network path can read the secret of the API client and every
/// token.
///
/// ```
/// use ctp_auth::PlainHttpHosts;
///
/// let hosts = PlainHttpHosts::new().with("ct-mock");
/// assert!(hosts.permit(&"http://ct-mock:8989/my-shop".parse()?));
/// assert!(hosts.permit(&"http://localhost:8989/my-shop".parse()?));
/// assert!(!hosts.permit(&"http://example.com/".parse()?));
/// # Ok::<(), url::ParseError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlainHttpHosts {
    names: BTreeSet<String>,
}

impl PlainHttpHosts {
    /// No hosts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a host: a name or an address as in a URL, without port. Case does not matter.
    #[must_use]
    pub fn with(mut self, host: &str) -> Self {
        self.names.insert(host.to_ascii_lowercase());
        self
    }

    /// Adds these hosts.
    #[must_use]
    pub fn and(mut self, others: &Self) -> Self {
        self.names.extend(others.names.iter().cloned());
        self
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Whether credentials may be sent to this URL: over HTTPS, to the same machine ([RFC 6750, section
    /// 5.3](https://www.rfc-editor.org/rfc/rfc6750#section-5.3)), or to one of the hosts.
    pub fn permit(&self, url: &Url) -> bool {
        match url.scheme() {
            "https" => true,
            "http" => {
                is_loopback_url(url) || url.host_str().is_some_and(|host| self.names.contains(host))
            }
            _ => false,
        }
    }

    /// Like [`permit`](Self::permit), as a result.
    ///
    /// # Errors
    ///
    /// [`AuthError::is_insecure_url`] when they may not.
    pub fn check(&self, url: &Url) -> Result<(), AuthError> {
        if self.permit(url) {
            Ok(())
        } else {
            Err(AuthError::insecure_url())
        }
    }
}

/// Whether a URL refers to the same machine.
pub(crate) fn is_loopback_url(url: &Url) -> bool {
    url.host().is_some_and(is_loopback)
}

fn is_loopback(host: Host<&str>) -> bool {
    match host {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}
