//! Why an exchange failed, and whether it would fail again.

use std::error::Error;
use std::io;
use std::sync::Arc;

use crate::platform;

/// The reason at the end of the chain of causes, such as `invalid peer certificate: UnknownIssuer`; `None` where there is
/// nothing behind the error itself.
///
/// It holds no URL and nothing of what was sent.
pub fn failure_reason(error: &reqwest::Error) -> Option<String> {
    let last = causes(error).last()?;
    let reason = last.to_string();
    Some(match platform::IS_BROWSER {
        true => platform::short_reason(&reason).to_owned(),
        false => reason,
    })
}

/// Whether the same would fail in the same way again: the certificate of the server is not accepted (an unknown issuer,
/// expired, for another host), the server does not speak the same TLS, or the proxy refuses to connect.
///
/// The failures of TLS are known with the feature `rustls`.
pub fn is_permanent_failure(error: &reqwest::Error) -> bool {
    causes(error).any(|cause| is_refused_by_tls(cause) || is_refused_by_proxy(cause))
}

/// Whether an error of another protocol is that TLS was refused, as of [`is_permanent_failure`].
#[cfg(all(feature = "redis-store", not(target_arch = "wasm32")))]
pub(crate) fn is_tls_refusal(error: &(dyn Error + 'static)) -> bool {
    causes(error).any(is_refused_by_tls)
}

/// What is behind an error, the last cause at the end.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(cause(error), |error| cause(*error))
}

fn cause<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    // These two pass themselves off as what they hold, so what they hold is not among their sources.
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
            // What answers is no TLS, as where plain HTTP is spoken at the port.
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

// The type of this error is private to the HTTP library, so only its text is left to tell it by. A proxy that answers
// with a status of its own, be it 403 or 503, cannot be told apart; both are taken for a refusal.
fn is_refused_by_proxy(cause: &(dyn Error + 'static)) -> bool {
    matches!(
        cause.to_string().as_str(),
        "tunnel error: proxy authorization required" | "tunnel error: unsuccessful"
    )
}
