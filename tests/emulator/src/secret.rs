//! Secrets in resources, of which answers show a part only, as those of the platform do.

use ctp_auth::SecretString;
use serde_json::Value;

/// Takes a secret out of a value, and leaves what may be seen of it: the scheme of a header such as `Bearer abc`, and nothing
/// of the rest. `None` if it is no text.
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
