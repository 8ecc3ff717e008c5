//! Over which URLs credentials may travel.

use url::{Host, Url};

/// Whether what is sent to a URL cannot be read on the way: by HTTPS, or within the same machine (RFC 6750, section 5.3).
pub(crate) fn is_safe(url: &Url) -> bool {
    match url.scheme() {
        "https" => true,
        "http" => url.host().is_some_and(is_loopback),
        _ => false,
    }
}

fn is_loopback(host: Host<&str>) -> bool {
    match host {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}
