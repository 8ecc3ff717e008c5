//! Requests to the authorization service: a path and a form.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::ExposeSecret;
use url::Url;
use url::form_urlencoded::Serializer;

use super::retry_policy::Repetition;
use crate::{AccessToken, Grant, ScopeSet};

/// Characters that are escaped in a path segment: all except the unreserved characters of RFC 3986, section 2.3, and the
/// characters before a key. A URL parser would remove tabs and line breaks, which would change the key.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'=');

/// A request to the authorization service, before it is encoded.
pub(super) struct Form<'a> {
    segments: Vec<String>,
    fields: Vec<(&'static str, String)>,
    /// Secrets that must not appear in an error.
    pub(super) secrets: Vec<&'a str>,
    pub(super) repetition: Repetition,
}

impl<'a> Form<'a> {
    pub(super) fn of_grant(grant: &'a Grant, project_key: &str, scopes: &ScopeSet) -> Self {
        let mut fields = Vec::new();
        let mut path = Path::project_independent();
        match grant {
            Grant::ClientCredentials => {
                fields.push(("grant_type", "client_credentials".to_owned()));
            }
            Grant::Password(password) => {
                path = Path::of_project(project_key, password.store_key(), "customers");
                fields.push(("grant_type", "password".to_owned()));
                fields.push(("username", password.email().to_owned()));
                fields.push(("password", password.password().expose_secret().to_owned()));
            }
            Grant::AnonymousSession(session) => {
                path = Path::of_project(project_key, session.store_key(), "anonymous");
                fields.push(("grant_type", "client_credentials".to_owned()));
                if let Some(id) = session.anonymous_id() {
                    fields.push(("anonymous_id", id.to_owned()));
                }
            }
            Grant::RefreshToken(token) => {
                fields.push(("grant_type", "refresh_token".to_owned()));
                fields.push(("refresh_token", token.expose_secret().to_owned()));
            }
        }
        if !scopes.is_empty() && !matches!(grant, Grant::RefreshToken(_)) {
            fields.push(("scope", scopes.to_string()));
        }
        Self {
            segments: path.segments,
            fields,
            secrets: grant.secrets(),
            repetition: match grant {
                // The service would answer that the id is already in use.
                Grant::AnonymousSession(session) if session.anonymous_id().is_some() => {
                    Repetition::IfNotDone
                }
                _ => Repetition::Always,
            },
        }
    }

    pub(super) fn introspection(token: &'a AccessToken) -> Self {
        Self {
            segments: vec!["introspect".to_owned()],
            fields: vec![("token", token.expose_secret().to_owned())],
            secrets: vec![token.expose_secret()],
            repetition: Repetition::Always,
        }
    }

    pub(super) fn revocation(token: &'a str, kind: &'static str) -> Self {
        Self {
            segments: vec!["token".to_owned(), "revoke".to_owned()],
            fields: vec![
                ("token", token.to_owned()),
                ("token_type_hint", kind.to_owned()),
            ],
            secrets: vec![token],
            repetition: Repetition::Always,
        }
    }

    /// The URL of the request. A key cannot leave its path segment.
    pub(super) fn url(&self, auth_url: &Url) -> Url {
        let mut path = auth_url.path().trim_end_matches('/').to_owned();
        path.push_str("/oauth");
        for segment in &self.segments {
            path.push('/');
            path.extend(utf8_percent_encode(segment, SEGMENT));
        }
        let mut url = auth_url.clone();
        url.set_path(&path);
        url
    }

    pub(super) fn body(&self) -> String {
        let mut form = Serializer::new(String::new());
        form.extend_pairs(&self.fields);
        form.finish()
    }
}

struct Path {
    segments: Vec<String>,
}

impl Path {
    fn project_independent() -> Self {
        Self {
            segments: vec!["token".to_owned()],
        }
    }

    fn of_project(project_key: &str, store_key: Option<&str>, whose: &str) -> Self {
        let mut segments = vec![project_key.to_owned()];
        if let Some(store_key) = store_key {
            segments.extend(["in-store".to_owned(), format!("key={store_key}")]);
        }
        segments.extend([whose.to_owned(), "token".to_owned()]);
        Self { segments }
    }
}
