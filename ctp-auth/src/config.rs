//! The configuration of a client.

mod check;
mod dotenv;
mod error;
mod missing_fields;
mod region;

use std::env;

use secrecy::SecretString;
use url::Url;

use crate::{ApiClientCredentials, PlainHttpHosts, ScopeSet};

pub use error::{ConfigError, ConfigProblem};
pub use missing_fields::MissingFields;
pub use region::{CustomRegion, Region};

use check::Found;

/// The configuration of a client: the project key, the credentials of an API client, the hosts and the scopes.
///
/// The Merchant Center shows these variables when an API client is created:
///
/// | variable | holds |
/// | --- | --- |
/// | `CTP_PROJECT_KEY` | the project's key: ASCII letters, digits, `-` and `_` |
/// | `CTP_CLIENT_ID` | the identifier of the API client |
/// | `CTP_CLIENT_SECRET` | its secret |
/// | `CTP_AUTH_URL` | the URL of the authorization service, such as `https://auth.europe-west1.gcp.commercetools.com` |
/// | `CTP_API_URL` | the URL of the API, such as `https://api.europe-west1.gcp.commercetools.com` |
/// | `CTP_SCOPES` | the scopes of the project's token, separated by white space; optional |
///
/// These variables are defined by this crate:
///
/// | variable | holds |
/// | --- | --- |
/// | `CTP_CUSTOMER_SCOPES` | the scopes of the tokens of guests and customers; optional |
/// | `CTP_DEPLOYMENT_KEY` | a secret of at least 32 characters: see [`with_deployment_key`](Self::with_deployment_key); optional |
/// | `CTP_MISSING_FIELDS` | `tolerate` or `refuse` (the default): see [`MissingFields`]; optional |
/// | `CTP_PLAIN_HTTP_HOSTS` | for tests only: hosts that may be reached with plain `http`, separated by white space; optional |
///
/// Without scopes, the project's token gets all scopes of the API client
/// ([Scopes](https://docs.commercetools.com/api/scopes)), and the tokens of guests and customers get those of
/// [`ScopeSet::visitor`]. White space around a value is removed, and an empty value counts as missing. The URLs must be
/// `https`; plain `http` is allowed only for the same machine and for the hosts of `CTP_PLAIN_HTTP_HOSTS`, such as the
/// container `ct-mock` of a test.
///
/// ```
/// use ctp_auth::Config;
///
/// let config = Config::from_dotenv(
///     r#"
///     CTP_PROJECT_KEY=my-project
///     CTP_CLIENT_ID=an-identifier
///     CTP_CLIENT_SECRET="a secret"
///     CTP_AUTH_URL=https://auth.europe-west1.gcp.commercetools.com
///     CTP_API_URL=https://api.europe-west1.gcp.commercetools.com
///     CTP_SCOPES="view_products:my-project manage_my_orders:my-project"
///     "#,
/// )?;
/// assert_eq!(config.project_key(), "my-project");
/// assert_eq!(config.scopes().len(), 2);
/// assert!(!format!("{config:?}").contains("a secret"));
/// # Ok::<(), ctp_auth::ConfigError>(())
/// ```
///
/// `Debug` does not show the secret, and there is no serialization, so that it is not written by accident.
#[derive(Clone, Debug)]
pub struct Config {
    project_key: String,
    client_id: String,
    client_secret: SecretString,
    auth_url: Url,
    api_url: Url,
    scopes: ScopeSet,
    plain_http_hosts: PlainHttpHosts,
    customer_scopes: ScopeSet,
    deployment_key: Option<SecretString>,
    missing_fields: Option<MissingFields>,
    earlier_credentials: Vec<ApiClientCredentials>,
}

/// One of the values of a [`Config`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Setting {
    /// `CTP_PROJECT_KEY`
    ProjectKey,
    /// `CTP_CLIENT_ID`
    ClientId,
    /// `CTP_CLIENT_SECRET`
    ClientSecret,
    /// `CTP_AUTH_URL`
    AuthUrl,
    /// `CTP_API_URL`
    ApiUrl,
    /// `CTP_SCOPES`
    Scopes,
    /// `CTP_PLAIN_HTTP_HOSTS`
    PlainHttpHosts,
    /// `CTP_CUSTOMER_SCOPES`
    CustomerScopes,
    /// `CTP_DEPLOYMENT_KEY`
    DeploymentKey,
    /// `CTP_MISSING_FIELDS`
    MissingFields,
}

impl Config {
    /// A configuration for a project in a region, with all the scopes of its API client.
    ///
    /// ```
    /// use ctp_auth::{Config, Region, ScopeSet};
    ///
    /// let config = Config::new(&Region::EuropeWest1Gcp, "my-project", "an-identifier", "a secret")?
    ///     .with_scopes(ScopeSet::storefront_integration("my-project")?);
    /// assert_eq!(config.api_url().as_str(), "https://api.europe-west1.gcp.commercetools.com/");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When a value is empty or malformed. The error names all such values by their variables.
    pub fn new(
        region: &Region,
        project_key: &str,
        client_id: &str,
        client_secret: &str,
    ) -> Result<Self, ConfigError> {
        check::read(|setting| {
            let value = match setting {
                Setting::ProjectKey => project_key,
                Setting::ClientId => client_id,
                Setting::ClientSecret => client_secret,
                Setting::AuthUrl => region.auth_url(),
                Setting::ApiUrl => region.api_url(),
                Setting::Scopes
                | Setting::CustomerScopes
                | Setting::DeploymentKey
                | Setting::MissingFields => return Found::Missing,
                Setting::PlainHttpHosts => region.plain_http_hosts(),
            };
            Found::Value(value.to_owned())
        })
    }

    /// Reads the configuration from the environment variables of this process.
    ///
    /// # Errors
    ///
    /// When variables are missing or malformed. The error names all of them.
    pub fn from_env() -> Result<Self, ConfigError> {
        check::read(|setting| match env::var(setting.variable()) {
            Ok(value) => Found::Value(value),
            Err(env::VarError::NotPresent) => Found::Missing,
            Err(env::VarError::NotUnicode(_)) => Found::Unreadable("a text in UTF-8"),
        })
    }

    /// Reads the configuration from the text of a `.env` file.
    ///
    /// A line is `KEY=VALUE`, optionally after `export`. A value in single quotes is taken literally; in double quotes,
    /// `\n`, `\r`, `\t` and a backslash before any other character are escapes. A `#` at the beginning of a line or after
    /// white space begins a comment. A value ends with its line. Variables such as `$HOME` are not expanded. If a key
    /// occurs twice, the last line applies. Lines with other keys are ignored.
    ///
    /// The environment is neither read nor changed.
    ///
    /// # Errors
    ///
    /// When values are missing or malformed. The error names all of them.
    pub fn from_dotenv(text: &str) -> Result<Self, ConfigError> {
        check::read(|setting| dotenv::find(text, setting.variable()))
    }

    /// Reads the configuration with `lookup`, which returns the value of a variable: for any other source.
    ///
    /// ```
    /// use std::collections::HashMap;
    ///
    /// let values: HashMap<&str, &str> = HashMap::new();
    /// let error = ctp_auth::Config::from_lookup(|name| values.get(name).map(|value| value.to_string())).unwrap_err();
    /// assert_eq!(error.problems().len(), 5);
    /// ```
    ///
    /// # Errors
    ///
    /// When values are missing or malformed. The error names all of them.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        check::read(|setting| match lookup(setting.variable()) {
            Some(value) => Found::Value(value),
            None => Found::Missing,
        })
    }

    /// Replaces the scopes of the project's token.
    #[must_use]
    pub fn with_scopes(mut self, scopes: ScopeSet) -> Self {
        self.scopes = scopes;
        self
    }

    /// Replaces the scopes of the tokens of guests and customers. An empty set means those of [`ScopeSet::visitor`].
    #[must_use]
    pub fn with_customer_scopes(mut self, scopes: ScopeSet) -> Self {
        self.customer_scopes = scopes;
        self
    }

    /// Sets the deployment key, from which the keys of stores are derived. Use at least 32 random characters, and the same
    /// key for all processes that share a store.
    ///
    /// Without it, the secret of the API client is used. Sessions that were stored with another secret are then not found:
    /// **when the API client or its secret is replaced, all visitors lose their sessions.** With a deployment key they keep
    /// them, as long as the [earlier](Self::with_earlier_credentials) API client exists.
    #[must_use]
    pub fn with_deployment_key(mut self, key: impl Into<SecretString>) -> Self {
        self.deployment_key = Some(key.into());
        self
    }

    /// Sets how responses without a required field are handled.
    #[must_use]
    pub fn with_missing_fields(mut self, missing_fields: MissingFields) -> Self {
        self.missing_fields = Some(missing_fields);
        self
    }

    /// Adds the credentials of another API client of the project, from before or after a replacement. They are used to
    /// renew and revoke tokens that were issued to that API client, not to request new tokens. This can be called more than
    /// once.
    ///
    /// To replace an API client without ending sessions, with a [deployment key](Self::with_deployment_key): first add the
    /// new credentials with this method in all processes; then make them the current ones, and add the old ones with this
    /// method; delete the old API client when none of its sessions is left.
    ///
    /// A session whose API client is unknown or deleted [ends](crate::AuthError::is_session_ended) when its token expires.
    #[must_use]
    pub fn with_earlier_credentials(
        mut self,
        client_id: impl Into<String>,
        client_secret: impl Into<SecretString>,
    ) -> Self {
        let credentials = ApiClientCredentials::new(client_id, client_secret);
        self.earlier_credentials.push(credentials);
        self
    }

    /// The key of the project.
    pub fn project_key(&self) -> &str {
        &self.project_key
    }

    /// The identifier of the API client.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The secret of the API client.
    pub fn client_secret(&self) -> &SecretString {
        &self.client_secret
    }

    /// The URL of the authorization service.
    pub fn auth_url(&self) -> &Url {
        &self.auth_url
    }

    /// The URL of the API.
    pub fn api_url(&self) -> &Url {
        &self.api_url
    }

    /// The scopes of the project's token. An empty set means all scopes of the API client.
    pub fn scopes(&self) -> &ScopeSet {
        &self.scopes
    }

    /// The hosts to which credentials may be sent with plain HTTP, for tests.
    pub fn plain_http_hosts(&self) -> &PlainHttpHosts {
        &self.plain_http_hosts
    }

    /// The scopes of the tokens of guests and customers. An empty set means those of [`ScopeSet::visitor`].
    pub fn customer_scopes(&self) -> &ScopeSet {
        &self.customer_scopes
    }

    /// The deployment key, if it is set.
    pub fn deployment_key(&self) -> Option<&SecretString> {
        self.deployment_key.as_ref()
    }

    /// How responses without a required field are handled, if it is set. By default they are errors.
    pub fn missing_fields(&self) -> Option<MissingFields> {
        self.missing_fields
    }

    /// The credentials of other API clients whose tokens are still in use.
    pub fn earlier_credentials(&self) -> &[ApiClientCredentials] {
        &self.earlier_credentials
    }
}

impl Setting {
    /// The name of the environment variable.
    pub const fn variable(self) -> &'static str {
        match self {
            Self::ProjectKey => "CTP_PROJECT_KEY",
            Self::ClientId => "CTP_CLIENT_ID",
            Self::ClientSecret => "CTP_CLIENT_SECRET",
            Self::AuthUrl => "CTP_AUTH_URL",
            Self::ApiUrl => "CTP_API_URL",
            Self::Scopes => "CTP_SCOPES",
            Self::PlainHttpHosts => "CTP_PLAIN_HTTP_HOSTS",
            Self::CustomerScopes => "CTP_CUSTOMER_SCOPES",
            Self::DeploymentKey => "CTP_DEPLOYMENT_KEY",
            Self::MissingFields => "CTP_MISSING_FIELDS",
        }
    }
}

#[cfg(test)]
mod tests;
