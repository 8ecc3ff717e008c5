//! What was sent, kept until its answer is known: what the request needs of a token, and the secrets that an error of the API
//! may repeat.

use std::borrow::Cow;

use ctp_auth::{MissingScopes, RequiredScopes, ScopeSet, Secrets};
use http::Method;
use http::header::HeaderValue;
use serde_json::Value;

use super::{Body, Path};

/// What was sent, kept until its answer is known.
pub(crate) struct SentRequest {
    pub(super) method: Method,
    pub(super) path: Path,
    pub(super) query: Vec<(String, String)>,
    pub(super) body: Body,
    pub(super) required_scopes: Option<&'static [&'static str]>,
}

impl SentRequest {
    pub(crate) fn method(&self) -> &Method {
        &self.method
    }

    /// What a token with these scopes lacks, as far as that is known.
    pub(crate) fn missing_from(&self, held: &ScopeSet) -> Option<MissingScopes> {
        let project_key = self.path.value_of("projectKey")?;
        RequiredScopes::new(self.required_scopes.unwrap_or_default()).missing_from(
            held,
            &project_key,
            self.path.value_of("storeKey").as_deref(),
        )
    }

    /// The text without the secrets of the request, without the `Authorization` that it was sent with, and without the values
    /// of `password-token=` and `email-token=`, which the platform puts into paths.
    pub(crate) fn redaction(
        &self,
        authorization: Option<&HeaderValue>,
    ) -> impl Fn(&str) -> String + use<> {
        let mut texts: Vec<Cow<'_, str>> = Vec::new();
        texts.extend(secret_values(self.path.parameters()));
        texts.extend(secret_values(pairs(&self.query)));
        texts.extend(authorization.and_then(credentials).map(Cow::Owned));
        match &self.body {
            Body::Json(json) => {
                if let Ok(json) = serde_json::from_slice(json) {
                    collect(&json, false, &mut texts);
                }
            }
            Body::Form(fields) => texts.extend(secret_values(pairs(fields))),
            Body::Empty | Body::Binary { .. } => {}
        }
        let secrets = Secrets::new(texts.iter().map(AsRef::as_ref));
        move |text| without_path_tokens(&secrets.strike_out(text))
    }
}

fn pairs(pairs: &[(String, String)]) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
    pairs
        .iter()
        .map(|(name, value)| (name.as_str(), Cow::Borrowed(value.as_str())))
}

/// The values whose names say that they are secrets.
fn secret_values<'n, 'v>(
    pairs: impl Iterator<Item = (&'n str, Cow<'v, str>)>,
) -> impl Iterator<Item = Cow<'v, str>> {
    pairs
        .filter(|(name, _)| is_secret(name))
        .map(|(_, value)| value)
}

/// What is behind the name of the scheme.
fn credentials(authorization: &HeaderValue) -> Option<String> {
    let text = authorization.to_str().ok()?;
    let (_, credentials) = text.split_once(' ').unwrap_or(("", text));
    Some(credentials.trim().to_owned())
}

/// Collects the texts of secret fields, however deep they are. `is_in_secret` is whether this is the value of one.
fn collect(json: &Value, is_in_secret: bool, secrets: &mut Vec<Cow<'_, str>>) {
    match json {
        Value::Object(members) => members
            .iter()
            .for_each(|(name, value)| collect(value, is_secret(name), secrets)),
        Value::Array(elements) => elements
            .iter()
            .for_each(|element| collect(element, is_in_secret, secrets)),
        Value::String(text) if is_in_secret => secrets.push(Cow::Owned(text.clone())),
        _ => {}
    }
}

/// Whether the name has the word password, secret or token in it: `currentPassword`, `tokenValue`, `refresh_token`.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["password", "secret", "token"]
        .iter()
        .any(|word| name.contains(word))
}

/// Strikes the tokens out that stand in paths.
fn without_path_tokens(text: &str) -> String {
    let mut rest = text;
    let mut out = String::with_capacity(text.len());
    while let Some(start) = ["password-token=", "email-token="]
        .iter()
        .filter_map(|name| Some(rest.find(name)? + name.len()))
        .min()
    {
        let (before, value) = rest.split_at(start);
        out.push_str(before);
        let end = value.find(|c: char| !is_of_segment(c));
        let (token, behind) = value.split_at(end.unwrap_or(value.len()));
        if !token.is_empty() {
            out.push_str("[redacted]");
        }
        rest = behind;
    }
    out + rest
}

/// The characters that stand within a segment of a path, encoded or not.
fn is_of_segment(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '.' | '_' | '~' | '%' | '+' | '=' | ':' | '@' | '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_in_paths_are_struck_out() {
        for (text, expected) in [
            (
                "URI not found: /shop/customers/password-token=aZ0-_.~%3D",
                "URI not found: /shop/customers/password-token=[redacted]",
            ),
            (
                "'email-token=x' and password-token=y, ok",
                "'email-token=[redacted]' and password-token=[redacted], ok",
            ),
            ("/email-token=a/b?c", "/email-token=[redacted]/b?c"),
            ("email-token= is empty", "email-token= is empty"),
            ("nothing", "nothing"),
        ] {
            assert_eq!(without_path_tokens(text), expected);
        }
    }
}
