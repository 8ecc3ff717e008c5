//! What a client needs to know about its project.

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

/// What a client needs to know about its project: the key, the credentials of an API client, the hosts and the scopes.
///
/// These are the variables that the Merchant Center offers to copy when an API client is created:
///
/// | variable | holds |
/// | --- | --- |
/// | `CTP_PROJECT_KEY` | the project's key: ASCII letters, digits, `-` and `_` |
/// | `CTP_CLIENT_ID` | the identifier of the API client |
/// | `CTP_CLIENT_SECRET` | its secret |
/// | `CTP_AUTH_URL` | where tokens come from, such as `https://auth.europe-west1.gcp.commercetools.com` |
/// | `CTP_API_URL` | where the API is, such as `https://api.europe-west1.gcp.commercetools.com` |
/// | `CTP_SCOPES` | the scopes of the project's own token, with white space between them; may be left out |
///
/// and these are of this crate:
///
/// | variable | holds |
/// | --- | --- |
/// | `CTP_CUSTOMER_SCOPES` | the scopes of the tokens of guests and customers; may be left out |
/// | `CTP_DEPLOYMENT_KEY` | a secret of 32 characters or more: see [`with_deployment_key`](Self::with_deployment_key); may be left out |
/// | `CTP_MISSING_FIELDS` | `tolerate` or `refuse`, which is what holds without it: see [`MissingFields`]; may be left out |
/// | `CTP_PLAIN_HTTP_HOSTS` | for tests only: hosts that may be reached over plain `http`, with white space between them; may be left out |
///
/// Without scopes, the project's own token gets all that its API client has
/// ([Scopes](https://docs.commercetools.com/api/scopes)), and those of guests and customers what
/// [`ScopeSet::visitor`] says. White space around a value is dropped, and an empty value is
/// a missing one. The URLs must be `https`; only the same machine may be reached over plain `http`, and what
/// `CTP_PLAIN_HTTP_HOSTS` names, such as the container `ct-mock` of a test.
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
/// `Debug` does not show the secret, and there is no serialisation, so that it is not written down by accident.
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
    /// The configuration of a project in a region, with all the scopes of its API client.
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
    /// When a value is empty or malformed. The error names all such values, by the names of their variables.
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

    /// The configuration that the environment of this process holds.
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

    /// The configuration that the text of a `.env` file holds.
    ///
    /// A line is `KEY=VALUE`, with or without `export` before it. A value may be in single quotes, which keep all as it
    /// is, or in double quotes, where `\n`, `\r`, `\t` and a backslash before any other character are escapes. A `#`
    /// begins a comment where white space or nothing is before it on the line. A value ends with its line. Nothing is
    /// put in for variables such as `$HOME`. Where a key stands twice, the last line counts, and lines for other
    /// programs are passed over.
    ///
    /// The environment is not asked and not changed.
    ///
    /// # Errors
    ///
    /// When values are missing or malformed. The error names all of them.
    pub fn from_dotenv(text: &str) -> Result<Self, ConfigError> {
        check::read(|setting| dotenv::find(text, setting.variable()))
    }

    /// The configuration that `lookup` finds under the names of the variables, for any other place to keep it.
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

    /// The same with these scopes in place of those it has.
    #[must_use]
    pub fn with_scopes(mut self, scopes: ScopeSet) -> Self {
        self.scopes = scopes;
        self
    }

    /// The same with these scopes for the tokens of guests and customers. None at all stands for what
    /// [`ScopeSet::visitor`] says.
    #[must_use]
    pub fn with_customer_scopes(mut self, scopes: ScopeSet) -> Self {
        self.customer_scopes = scopes;
        self
    }

    /// The same with a key of the deployment, by which the keys of stores are made. Take 32 random characters or more, and
    /// give the same to all processes that share a store.
    ///
    /// Without it the secret of the API client takes its place. Then no process finds the sessions that were stored with
    /// another secret: **when the API client or its secret is replaced, all visitors lose their sessions.** With a key of
    /// the deployment they keep them, as long as the [earlier](Self::with_earlier_credentials) API client exists.
    #[must_use]
    pub fn with_deployment_key(mut self, key: impl Into<SecretString>) -> Self {
        self.deployment_key = Some(key.into());
        self
    }

    /// The same with this rule for answers of the API that lack a required field.
    #[must_use]
    pub fn with_missing_fields(mut self, missing_fields: MissingFields) -> Self {
        self.missing_fields = Some(missing_fields);
        self
    }

    /// The same with the credentials of another API client of the project, from before or after a replacement. Tokens that
    /// were handed out to it are renewed and revoked by it; new ones are not asked for. It may be called more than once.
    ///
    /// To replace an API client without ending sessions, with a [deployment key](Self::with_deployment_key) in use: add the
    /// new one to all processes in this way; make it the current one, with the old one in this way; and once no session of
    /// the old one is left, delete that.
    ///
    /// A session whose API client is not known here, or is gone, [has ended](crate::AuthError::is_session_ended) when its
    /// token has.
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

    /// Where tokens come from.
    pub fn auth_url(&self) -> &Url {
        &self.auth_url
    }

    /// Where the API is.
    pub fn api_url(&self) -> &Url {
        &self.api_url
    }

    /// The scopes of the project's own token. None at all stands for all that the API client has.
    pub fn scopes(&self) -> &ScopeSet {
        &self.scopes
    }

    /// The hosts to which credentials may go over plain HTTP, for tests.
    pub fn plain_http_hosts(&self) -> &PlainHttpHosts {
        &self.plain_http_hosts
    }

    /// The scopes of the tokens of guests and customers. None at all stands for what [`ScopeSet::visitor`] says.
    pub fn customer_scopes(&self) -> &ScopeSet {
        &self.customer_scopes
    }

    /// The key of the deployment, if there is one.
    pub fn deployment_key(&self) -> Option<&SecretString> {
        self.deployment_key.as_ref()
    }

    /// What to do about answers of the API that lack a required field, if that is said. Without it, they are errors.
    pub fn missing_fields(&self) -> Option<MissingFields> {
        self.missing_fields
    }

    /// The credentials of other API clients whose tokens are still in use.
    pub fn earlier_credentials(&self) -> &[ApiClientCredentials] {
        &self.earlier_credentials
    }
}

impl Setting {
    /// The name of the variable that holds it.
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
