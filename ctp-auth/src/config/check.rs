//! Creates a configuration from values of any source.

use std::fmt;

use secrecy::SecretString;
use url::Url;

use super::{Config, ConfigError, ConfigProblem, MissingFields, Setting};
use crate::{PlainHttpHosts, ScopeSet};

/// The result of a lookup.
pub(super) enum Found {
    Value(String),
    Missing,
    /// A value of the wrong form; the text says what was expected.
    Unreadable(&'static str),
}

/// Looks up all values, so that one error reports all problems.
pub(super) fn read(lookup: impl Fn(Setting) -> Found) -> Result<Config, ConfigError> {
    let mut reader = Reader {
        lookup,
        problems: Vec::new(),
    };
    let project_key = reader.required(Setting::ProjectKey, project_key);
    let client_id = reader.required(Setting::ClientId, client_id);
    let client_secret = reader.required(Setting::ClientSecret, client_secret);
    let hosts = reader.optional(Setting::PlainHttpHosts, plain_http_hosts);
    let hosts = hosts.map(Option::unwrap_or_default);
    // If the hosts are malformed, only that is reported, and not the URLs that use them.
    let permitted = |text: &str| match &hosts {
        Some(hosts) => url(text, hosts),
        None => bare_url(text).ok_or(EXPECTED_URL),
    };
    let auth_url = reader.required(Setting::AuthUrl, permitted);
    let api_url = reader.required(Setting::ApiUrl, permitted);
    let [scopes, customer_scopes] = [Setting::Scopes, Setting::CustomerScopes].map(|setting| {
        reader
            .optional(setting, scopes)
            .map(Option::unwrap_or_default)
    });
    let deployment_key = reader.optional(Setting::DeploymentKey, deployment_key);
    let missing_fields = reader.optional(Setting::MissingFields, MissingFields::of_variable);
    match (
        project_key,
        client_id,
        client_secret,
        auth_url,
        api_url,
        scopes,
        customer_scopes,
        deployment_key,
        missing_fields,
        hosts,
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
            Some(missing_fields),
            Some(plain_http_hosts),
        ) => Ok(Config {
            project_key,
            client_id,
            client_secret,
            auth_url,
            api_url,
            scopes,
            customer_scopes,
            deployment_key,
            missing_fields,
            earlier_credentials: Vec::new(),
            plain_http_hosts,
        }),
        _ => Err(ConfigError::new(reader.problems)),
    }
}

const EXPECTED_URL: &str = "an absolute https URL, or an http URL to this machine (localhost, 127.0.0.0/8, ::1) or to a \
                            host of CTP_PLAIN_HTTP_HOSTS, without user name, password, query and fragment";

/// A URL to which credentials may be sent, or what was expected.
pub(super) fn url(text: &str, hosts: &PlainHttpHosts) -> Result<Url, &'static str> {
    bare_url(text)
        .filter(|url| hosts.permit(url))
        .ok_or(EXPECTED_URL)
}

/// A URL that has only a host and a path.
pub(super) fn bare_url(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_bare = matches!(url.scheme(), "http" | "https")
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    is_bare.then_some(url)
}

struct Reader<L> {
    lookup: L,
    problems: Vec<ConfigProblem>,
}

impl<L: Fn(Setting) -> Found> Reader<L> {
    /// The checked value; a problem if there is none.
    fn required<T>(
        &mut self,
        setting: Setting,
        check: impl Fn(&str) -> Result<T, &'static str>,
    ) -> Option<T> {
        let value = self.optional(setting, check)?;
        if value.is_none() {
            self.problems.push(ConfigProblem::missing(setting));
        }
        value
    }

    /// The checked value, or the default if there is none; `None` after a problem.
    fn optional<T, E: fmt::Display>(
        &mut self,
        setting: Setting,
        check: impl Fn(&str) -> Result<T, E>,
    ) -> Option<Option<T>> {
        match (self.lookup)(setting) {
            Found::Value(value) if !value.trim().is_empty() => check(value.trim())
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

    fn malformed(&mut self, setting: Setting, expected: impl fmt::Display) {
        self.problems
            .push(ConfigProblem::malformed(setting, expected));
    }
}

/// The hosts to which credentials may be sent over plain HTTP.
fn plain_http_hosts(text: &str) -> Result<PlainHttpHosts, &'static str> {
    let mut hosts = PlainHttpHosts::new();
    for name in text.split_ascii_whitespace() {
        if !is_host(name) {
            return Err("host names separated by white space");
        }
        hosts = hosts.with(name);
    }
    Ok(hosts)
}

// Only what was expected is reported: a value, even of the wrong variable, could be a secret.
fn scopes(text: &str) -> Result<ScopeSet, String> {
    text.parse()
        .map_err(|error: crate::ScopeError| error.expected().to_string())
}

/// Whether it is only the host of a URL: no scheme, port or path.
fn is_host(name: &str) -> bool {
    Url::parse(&format!("http://{name}/"))
        .is_ok_and(|url| url.host_str() == Some(&*name.to_ascii_lowercase()))
}

// The key is part of every path, so it must not be able to change the path.
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

// A shorter one could be found by trial against the keys of a store.
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
