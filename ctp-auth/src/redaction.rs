//! Redaction of secrets that were sent.

use std::cmp::Reverse;
use std::fmt;

use url::form_urlencoded::byte_serialize;
use zeroize::Zeroizing;

/// Secrets that must not appear in an error, in case a service, or a proxy in front of it, repeats them.
///
/// ```
/// use ctp_auth::Secrets;
///
/// let secrets = Secrets::new(["p4ss word"]);
/// assert_eq!(secrets.strike_out("no such password: p4ss%20word"), "no such password: [redacted]");
/// ```
pub struct Secrets {
    texts: Vec<Zeroizing<String>>,
}

impl Secrets {
    /// These secrets in three forms: unchanged, form-urlencoded, and as in a JSON string.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let mut texts = Vec::new();
        for secret in secrets.into_iter().filter(|secret| !secret.is_empty()) {
            let in_form: String = byte_serialize(secret.as_bytes()).collect();
            texts.push(Zeroizing::new(in_form.replace('+', "%20")));
            texts.push(Zeroizing::new(in_form));
            // A string can always be serialized.
            let quoted = Zeroizing::new(serde_json::to_string(secret).unwrap_or_default());
            let within = quoted
                .strip_prefix('"')
                .and_then(|text| text.strip_suffix('"'));
            texts.push(Zeroizing::new(within.unwrap_or(secret).to_owned()));
            texts.push(Zeroizing::new(secret.to_owned()));
        }
        // Longest first, so that a secret that contains another one is removed completely.
        texts.sort_by_key(|text| Reverse(text.len()));
        Self { texts }
    }

    /// The text without the secrets.
    #[must_use]
    pub fn strike_out(&self, text: &str) -> String {
        self.texts.iter().fold(text.to_owned(), |text, secret| {
            text.replace(secret.as_str(), "[redacted]")
        })
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Secrets").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_struck_out_in_each_form() {
        let secrets = Secrets::new(["a b&\"c", ""]);
        assert_eq!(
            secrets.strike_out(r#"x=a+b%26%22c, a%20b%26%22c, "a b&\"c", a b&"c, a b"#),
            r#"x=[redacted], [redacted], "[redacted]", [redacted], a b"#
        );
    }

    #[test]
    fn no_rest_is_left_of_a_secret_that_holds_another() {
        let secrets = Secrets::new(["abc", "abcdef"]);
        assert_eq!(secrets.strike_out("abcdef abc"), "[redacted] [redacted]");
    }
}
