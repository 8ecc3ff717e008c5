//! What is sent to the authorization service: a path and a form.

use secrecy::ExposeSecret;
use url::Url;
use url::form_urlencoded::Serializer;

use crate::{AccessToken, Grant, ScopeSet};

/// A request of the authorization service, not yet encoded.
pub(super) struct Form<'a> {
    segments: Vec<String>,
    fields: Vec<(&'static str, String)>,
    /// What must not come back in an error.
    pub(super) secrets: Vec<&'a str>,
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
        }
    }

    pub(super) fn introspection(token: &'a AccessToken) -> Self {
        Self {
            segments: vec!["introspect".to_owned()],
            fields: vec![("token", token.expose_secret().to_owned())],
            secrets: vec![token.expose_secret()],
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
        }
    }

    /// The URL below that of the service. A key cannot leave its segment.
    pub(super) fn url(&self, auth_url: &Url) -> Url {
        let mut url = auth_url.clone();
        // It fails for URLs that cannot have a path, which no configuration has.
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push("oauth").extend(&self.segments);
        }
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
