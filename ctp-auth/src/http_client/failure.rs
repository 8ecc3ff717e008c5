//! Why an exchange failed, and whether it would fail again.

use std::error::Error;
use std::io;
use std::sync::Arc;

use crate::platform;

/// The innermost cause of an error, such as `invalid peer certificate: UnknownIssuer`; `None` if the error has no cause.
///
/// It contains no URL and nothing that was sent.
pub fn failure_reason(error: &reqwest::Error) -> Option<String> {
    let last = causes(error).last()?;
    let reason = last.to_string();
    Some(match platform::IS_BROWSER {
        true => platform::short_reason(&reason).to_owned(),
        false => reason,
    })
}

/// Whether a retry would fail in the same way: the certificate of the server is not accepted (unknown issuer, expired,
/// another host), the server does not support the same TLS, or the proxy refuses to connect.
///
/// TLS failures are recognized with the feature `rustls`.
pub fn is_permanent_failure(error: &reqwest::Error) -> bool {
    causes(error).any(|cause| is_refused_by_tls(cause) || is_refused_by_proxy(cause))
}

/// Whether an error of another protocol means that TLS was refused, as in [`is_permanent_failure`].
#[cfg(all(feature = "redis-store", not(target_arch = "wasm32")))]
pub(crate) fn is_tls_refusal(error: &(dyn Error + 'static)) -> bool {
    causes(error).any(is_refused_by_tls)
}

/// The causes of an error, innermost last.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(cause(error), |error| cause(*error))
}

fn cause<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    // These two types behave like the error that they contain, so that it is not among their sources.
    if let Some(held) = error.downcast_ref::<Arc<dyn Error + Send + Sync>>() {
        return Some(&**held);
    }
    if let Some(held) = error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
    {
        return Some(held);
    }
    error.source()
}

#[cfg(all(feature = "rustls", not(target_arch = "wasm32")))]
fn is_refused_by_tls(cause: &(dyn Error + 'static)) -> bool {
    use rustls::{AlertDescription, Error};

    match cause.downcast_ref() {
        Some(
            Error::InvalidCertificate(_)
            | Error::NoCertificatesPresented
            | Error::UnsupportedNameType
            | Error::PeerIncompatible(_)
            | Error::NoApplicationProtocol
            // The peer does not speak TLS, for example because the port is for plain HTTP.
            | Error::InvalidMessage(_),
        ) => true,
        Some(Error::AlertReceived(alert)) => matches!(
            alert,
            AlertDescription::HandshakeFailure
                | AlertDescription::BadCertificate
                | AlertDescription::UnsupportedCertificate
                | AlertDescription::CertificateRevoked
                | AlertDescription::CertificateExpired
                | AlertDescription::CertificateUnknown
                | AlertDescription::CertificateRequired
                | AlertDescription::UnknownCA
                | AlertDescription::AccessDenied
                | AlertDescription::ProtocolVersion
                | AlertDescription::InsufficientSecurity
                | AlertDescription::UnrecognisedName
                | AlertDescription::NoApplicationProtocol
        ),
        _ => false,
    }
}

#[cfg(not(all(feature = "rustls", not(target_arch = "wasm32"))))]
fn is_refused_by_tls(_: &(dyn Error + 'static)) -> bool {
    false
}

// The type of this error is private to the HTTP library, so it is recognized by its text. A proxy that answers with its own
// status, such as 403 or 503, cannot be distinguished; both count as a refusal.
fn is_refused_by_proxy(cause: &(dyn Error + 'static)) -> bool {
    matches!(
        cause.to_string().as_str(),
        "tunnel error: proxy authorization required" | "tunnel error: unsuccessful"
    )
}
