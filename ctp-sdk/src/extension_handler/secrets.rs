//! The secrets that authenticate the platform.

use ctp_auth::{ExposeSecret, SecretString};
use http::HeaderMap;
use http::header::{HeaderName, HeaderValue};
use subtle::ConstantTimeEq;

/// The accepted secrets, each with its header. A request must contain one of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Secrets {
    secrets: Vec<(HeaderName, SecretString)>,
}

impl Secrets {
    pub(super) fn add(&mut self, header: HeaderName, secret: SecretString) {
        self.secrets.push((header, secret));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.secrets.is_empty()
    }

    /// The header of an invalid secret: one that is empty, has spaces around it, or contains control characters.
    pub(super) fn unusable(&self) -> Option<&HeaderName> {
        let is_unusable = |secret: &SecretString| {
            let secret = secret.expose_secret();
            secret.is_empty() || secret.trim() != secret || HeaderValue::from_str(secret).is_err()
        };
        let mut secrets = self.secrets.iter();
        secrets.find_map(|(header, secret)| is_unusable(secret).then_some(header))
    }

    /// Whether the request contains one of them. The time that this takes reveals only their lengths.
    pub(super) fn accept(&self, headers: &HeaderMap) -> bool {
        let mut accepted = false;
        for (header, secret) in &self.secrets {
            for value in headers.get_all(header) {
                let is_same = value.as_bytes().ct_eq(secret.expose_secret().as_bytes());
                accepted |= bool::from(is_same);
            }
        }
        accepted
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use http::header::AUTHORIZATION;

    use super::*;

    fn secrets(secrets: &[&str]) -> Secrets {
        let mut all = Secrets::default();
        for secret in secrets {
            all.add(AUTHORIZATION, SecretString::from(*secret));
        }
        all
    }

    fn sent(values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    #[test]
    fn one_of_the_secrets_has_to_be_sent() {
        let both = secrets(&["Bearer new", "Bearer old"]);
        assert!(both.accept(&sent(&["Bearer new"])));
        assert!(both.accept(&sent(&["Bearer old"])));
        assert!(both.accept(&sent(&["Basic of a proxy", "Bearer old"])));
        for wrong in ["Bearer neW", "Bearer ne", "Bearer newer", "", "Bearer"] {
            assert!(!both.accept(&sent(&[wrong])), "{wrong}");
        }
        assert!(!both.accept(&HeaderMap::new()));
        assert!(!Secrets::default().accept(&sent(&["Bearer new"])));
    }

    #[test]
    fn a_secret_that_nobody_or_anybody_can_send_is_told() {
        for unusable in [
            "",
            " ",
            "Bearer s3cret\n",
            " Bearer s3cret",
            "s3cret\u{0}more",
        ] {
            let all = secrets(&["Bearer good", unusable]);
            assert_eq!(all.unusable(), Some(&AUTHORIZATION), "{unusable:?}");
            assert!(!format!("{all:?}").contains("s3cret"));
        }
        assert_eq!(secrets(&["Bearer good"]).unusable(), None);
    }
}
