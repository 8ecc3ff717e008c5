//! Manages API clients: creates, checks, replaces and deletes them.

mod created;
mod plan;
mod rotation;

use std::fmt;

use ctp_auth::AuthClient;

use crate::models::ApiClient;
use crate::request::Problem;
use crate::{ApiRoot, Error, RequestOptions, Result};

pub use created::CreatedApiClient;
pub use plan::ApiClientPlan;
pub use rotation::{OldApiClient, Rotation};

/// The API clients of a project, for tools that manage its infrastructure.
///
/// ```no_run
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use ctp_sdk::auth::{Config, ScopeSet};
/// use ctp_sdk::{ApiClientPlan, ApiClients, CtpClient};
///
/// // The API client needs the scope `manage_api_clients`.
/// let config = Config::from_env()?;
/// let scopes: ScopeSet = "manage_api_clients:my-shop".parse()?;
/// let client = CtpClient::builder(&config).integration_scopes(scopes).build()?;
/// let api_clients = ApiClients::new(client.integration_api_root(), client.auth());
///
/// let plan = ApiClientPlan::new("importer", "manage_products:my-shop view_stores:my-shop".parse()?);
/// let created = api_clients.create(&plan).await?;
/// println!("keep the secret of {} in a safe place", created.id());
/// let secret = created.into_secret();
/// # let _ = secret;
/// # Ok(())
/// # }
/// ```
///
/// The scope `manage_api_clients` is required; `manage_project` does not imply it.
///
/// Source: [API Clients](https://docs.commercetools.com/api/projects/api-clients).
#[derive(Clone)]
pub struct ApiClients {
    api: ApiRoot,
    /// Verifies that a new API client can obtain a token.
    auth: AuthClient,
}

impl ApiClients {
    /// The API clients of the project of `api`, which obtain their tokens from the service of `auth`.
    pub fn new(api: ApiRoot, auth: &AuthClient) -> Self {
        Self {
            api,
            auth: auth.clone(),
        }
    }

    /// Creates an API client. The result contains its secret, which the platform returns only once.
    ///
    /// # Errors
    ///
    /// [`Error::is_request`] when the plan is invalid; nothing was sent then. Otherwise the errors of any request. The
    /// request is not retried after a lost response: an API client may then exist whose secret is unknown, which
    /// [`find_by_name`](Self::find_by_name) finds.
    pub async fn create(&self, plan: &ApiClientPlan) -> Result<CreatedApiClient> {
        let mut creation = self.api.api_clients().post(plan.to_draft()?);
        let request = creation.request_mut().clone();
        CreatedApiClient::read(self.api.0.client().execute(request).await?)
    }

    /// The API client with this id, without its secret.
    ///
    /// # Errors
    ///
    /// The errors of any request, except 404.
    pub async fn find(&self, id: &str) -> Result<Option<ApiClient>> {
        self.api
            .api_clients()
            .with_id(id)
            .get()
            .send_optional()
            .await
    }

    /// The API clients with this name. Names need not be unique.
    ///
    /// # Errors
    ///
    /// The errors of any request.
    pub async fn find_by_name(&self, name: &str) -> Result<Vec<ApiClient>> {
        let found = self
            .api
            .api_clients()
            .get()
            .where_("name = :name")
            .var("name", name);
        let mut found = found.items();
        let mut all = Vec::new();
        while let Some(client) = found.next().await {
            all.push(client?);
        }
        Ok(all)
    }

    /// Whether there is an API client with this id.
    ///
    /// # Errors
    ///
    /// The errors of any request.
    pub async fn exists(&self, id: &str) -> Result<bool> {
        self.api.api_clients().with_id(id).head().send().await
    }

    /// Whether there is an API client that matches the predicate, such as `name = "importer"`.
    ///
    /// # Errors
    ///
    /// The errors of any request.
    ///
    /// Source: [Query predicates](https://docs.commercetools.com/api/predicates/query).
    pub async fn exists_where(&self, predicate: &str) -> Result<bool> {
        self.api.api_clients().head().where_(predicate).send().await
    }

    /// Deletes an API client. Its tokens are then no longer accepted. Returns whether it existed.
    ///
    /// # Errors
    ///
    /// The errors of any request, except 404.
    pub async fn delete(&self, id: &str) -> Result<bool> {
        match self.api.api_clients().with_id(id).delete().send().await {
            Ok(_) => Ok(true),
            Err(error) if error.is_not_found() => Ok(false),
            Err(error) => Err(error),
        }
    }
}

impl fmt::Debug for ApiClients {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ApiClients")
            .field("auth", &self.auth)
            .finish_non_exhaustive()
    }
}

fn unfit(reason: impl Into<String>) -> Error {
    Error::request(Problem::ApiClient {
        reason: reason.into(),
    })
}
