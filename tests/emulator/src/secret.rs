//! Secrets in resources, of which responses show only a part, as on the platform.

use ctp_auth::SecretString;
use serde_json::Value;

/// Removes a secret from a value, and leaves its visible part: the scheme of a header such as `Bearer abc`. `None` if it is
/// not a string.
pub(crate) fn take(value: &mut Value) -> Option<SecretString> {
    let text = value.as_str()?;
    let seen = match text.split_once(' ') {
        Some((scheme, _)) => format!("{scheme} ****"),
        None => "****".to_owned(),
    };
    let secret = SecretString::from(text);
    *value = seen.into();
    Some(secret)
}
