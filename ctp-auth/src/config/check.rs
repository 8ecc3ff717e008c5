//! Values to a configuration, wherever the values come from.

use secrecy::SecretString;
use url::Url;

use super::{Config, ConfigError, ConfigProblem, Setting};
use crate::{ScopeSet, transport};

/// What a lookup found.
pub(super) enum Found {
    Value(String),
    Missing,
    /// There is something that is not a value; the text says what was expected.
    Unreadable(&'static str),
}

/// Looks every value up, so that one error tells all that is wrong.
pub(super) fn read(lookup: impl Fn(Setting) -> Found) -> Result<Config, ConfigError> {
    let mut reader = Reader {
        lookup,
        problems: Vec::new(),
    };
    let project_key = reader.required(Setting::ProjectKey, project_key);
    let client_id = reader.required(Setting::ClientId, client_id);
    let client_secret = reader.required(Setting::ClientSecret, client_secret);
    let auth_url = reader.required(Setting::AuthUrl, url);
    let api_url = reader.required(Setting::ApiUrl, url);
    let scopes = reader.scopes(Setting::Scopes);
    let customer_scopes = reader.scopes(Setting::CustomerScopes);
    let deployment_key = reader.deployment_key();
    match (
        project_key,
        client_id,
        client_secret,
        auth_url,
        api_url,
        scopes,
        customer_scopes,
        deployment_key,
    ) {
        (
            Some(project_key),
            Some(client_id),
            Some(client_secret),
            Some(auth_url),
            Some(api_url),
            Some(scopes),
            Some(customer_scopes),
            Some(deployment_key),
        ) => Ok(Config {
            project_key,
            client_id,
            client_secret,
            auth_url,
            api_url,
            scopes,
            customer_scopes,
            deployment_key,
            earlier_credentials: Vec::new(),
        }),
        _ => Err(ConfigError::new(reader.problems)),
    }
}

/// A URL to which credentials may be sent, or what was expected.
pub(super) fn url(text: &str) -> Result<Url, &'static str> {
    const EXPECTED: &str = "an absolute https URL, or an http URL to this machine (localhost, 127.0.0.0/8, ::1), \
                            without user name, password, query and fragment";
    let url = Url::parse(text).map_err(|_| EXPECTED)?;
    let is_bare = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    if transport::is_safe(&url) && is_bare {
        Ok(url)
    } else {
        Err(EXPECTED)
    }
}

struct Reader<L> {
    lookup: L,
    problems: Vec<ConfigProblem>,
}

impl<L: Fn(Setting) -> Found> Reader<L> {
    /// The value, checked; a problem if there is none.
    fn required<T>(
        &mut self,
        setting: Setting,
        check: impl Fn(&str) -> Result<T, &'static str>,
    ) -> Option<T> {
        match (self.lookup)(setting) {
            Found::Value(value) if !value.trim().is_empty() => check(value.trim())
                .map_err(|expected| self.malformed(setting, expected))
                .ok(),
            Found::Value(_) | Found::Missing => {
                self.problems.push(ConfigProblem::missing(setting));
                None
            }
            Found::Unreadable(expected) => {
                self.malformed(setting, expected);
                None
            }
        }
    }

    /// The scopes, none if nothing is said about them.
    fn scopes(&mut self, setting: Setting) -> Option<ScopeSet> {
        match (self.lookup)(setting) {
            // Only what was expected is told: a value, even of the wrong variable, could be a secret.
            Found::Value(value) => value
                .parse()
                .map_err(|error: crate::ScopeError| {
                    self.malformed(setting, error.expected());
                })
                .ok(),
            Found::Missing => Some(ScopeSet::new()),
            Found::Unreadable(expected) => {
                self.malformed(setting, expected);
                None
            }
        }
    }

    /// The key of the deployment, none if nothing is said about it.
    fn deployment_key(&mut self) -> Option<Option<SecretString>> {
        let setting = Setting::DeploymentKey;
        match (self.lookup)(setting) {
            Found::Value(value) if !value.trim().is_empty() => deployment_key(value.trim())
                .map_err(|expected| self.malformed(setting, expected))
                .ok()
                .map(Some),
            Found::Value(_) | Found::Missing => Some(None),
            Found::Unreadable(expected) => {
                self.malformed(setting, expected);
                None
            }
        }
    }

    fn malformed(&mut self, setting: Setting, expected: impl std::fmt::Display) {
        self.problems
            .push(ConfigProblem::malformed(setting, expected));
    }
}

// The key is part of every path, so it must not be able to lead to another one.
fn project_key(text: &str) -> Result<String, &'static str> {
    let is_key_character =
        |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    if text.chars().all(is_key_character) {
        Ok(text.to_owned())
    } else {
        Err("ASCII letters, digits, hyphens and underscores only")
    }
}

// Basic authentication ends the identifier at the first colon.
fn client_id(text: &str) -> Result<String, &'static str> {
    if text.chars().all(is_printable) && !text.contains(':') {
        Ok(text.to_owned())
    } else {
        Err("printable ASCII characters other than the colon only")
    }
}

fn client_secret(text: &str) -> Result<SecretString, &'static str> {
    if text.chars().all(is_printable) {
        Ok(SecretString::from(text))
    } else {
        Err("printable ASCII characters only")
    }
}

// A shorter one could be tried out on the keys of a store.
fn deployment_key(text: &str) -> Result<SecretString, &'static str> {
    if text.len() >= 32 {
        Ok(SecretString::from(text))
    } else {
        Err("32 characters or more")
    }
}

// The characters of client identifiers and secrets, by RFC 6749, appendices A.1 and A.2.
fn is_printable(character: char) -> bool {
    matches!(character, ' '..='~')
}
