//! The properties of a new API client.

use std::ops::RangeInclusive;
use std::time::Duration;

use ctp_auth::{Permission, Scope, ScopeError, ScopeSet};

use super::unfit;
use crate::Result;
use crate::models::{ApiClient, ApiClientDraft};

const ACCESS_TOKEN_SECONDS: RangeInclusive<u64> = 3_600..=604_800;
const REFRESH_TOKEN_SECONDS: RangeInclusive<u64> = 30..=31_536_000;

/// The properties of a new API client: name, scopes, and the validity of its tokens.
///
/// ```
/// use std::time::Duration;
/// use ctp_sdk::ApiClientPlan;
/// use ctp_sdk::auth::Permission;
///
/// let plan = ApiClientPlan::new("importer", "manage_products:my-shop".parse()?)
///     .in_store(Permission::ManageOrders, "my-shop", "berlin")?
///     .access_token_validity(Duration::from_secs(3_600))
///     .delete_after_days(90);
/// assert_eq!(plan.scopes().to_string(), "manage_orders:my-shop:berlin manage_products:my-shop");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct ApiClientPlan {
    name: String,
    scopes: ScopeSet,
    delete_after_days: Option<u32>,
    access_token_validity: Option<Duration>,
    refresh_token_validity: Option<Duration>,
}

impl ApiClientPlan {
    /// A plan with a name and scopes.
    ///
    /// [`ScopeSet::minimum_for`] computes the smallest set of scopes for the operations of an application.
    pub fn new(name: impl Into<String>, scopes: ScopeSet) -> Self {
        Self {
            name: name.into(),
            scopes,
            delete_after_days: None,
            access_token_validity: None,
            refresh_token_validity: None,
        }
    }

    /// Adds a permission in one store.
    ///
    /// # Errors
    ///
    /// The errors of [`Scope::in_store`].
    pub fn in_store(
        mut self,
        permission: Permission,
        project_key: &str,
        store_key: &str,
    ) -> Result<Self, ScopeError> {
        self.scopes
            .insert(Scope::in_store(permission, project_key, store_key)?);
        Ok(self)
    }

    /// The platform deletes the API client after this many days. By default it does not.
    pub fn delete_after_days(mut self, days: u32) -> Self {
        self.delete_after_days = Some(days);
        self
    }

    /// The validity of access tokens: from an hour to a week, in whole seconds. Default: two days.
    pub fn access_token_validity(mut self, validity: Duration) -> Self {
        self.access_token_validity = Some(validity);
        self
    }

    /// The validity of unused refresh tokens: from 30 seconds to a year, in whole seconds. Default: 200 days.
    pub fn refresh_token_validity(mut self, validity: Duration) -> Self {
        self.refresh_token_validity = Some(validity);
        self
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The scopes.
    pub fn scopes(&self) -> &ScopeSet {
        &self.scopes
    }

    /// The plan of an existing API client, for its replacement.
    pub(super) fn of(existing: &ApiClient) -> Result<Self> {
        let scopes = existing
            .scope
            .parse()
            .map_err(|error: ScopeError| unfit(error.to_string()))?;
        let validity = |seconds: Option<i32>| {
            let seconds = u64::try_from(seconds?).ok()?;
            Some(Duration::from_secs(seconds))
        };
        Ok(Self {
            name: existing.name.clone(),
            scopes,
            delete_after_days: None,
            access_token_validity: validity(existing.access_token_validity_seconds),
            refresh_token_validity: validity(existing.refresh_token_validity_seconds),
        })
    }

    /// The draft to send, after all checks.
    pub(super) fn to_draft(&self) -> Result<ApiClientDraft> {
        if self.name.trim().is_empty() {
            return Err(unfit("it has no name"));
        }
        if self.scopes.is_empty() {
            return Err(unfit("it has no scopes, so its tokens would be useless"));
        }
        let mut draft = ApiClientDraft::new(&self.name, self.scopes.to_string());
        draft.delete_days_after_creation = self.delete_after_days.map(i64::from);
        draft.access_token_validity_seconds = seconds(
            "access token",
            self.access_token_validity,
            ACCESS_TOKEN_SECONDS,
        )?;
        draft.refresh_token_validity_seconds = seconds(
            "refresh token",
            self.refresh_token_validity,
            REFRESH_TOKEN_SECONDS,
        )?;
        Ok(draft)
    }
}

fn seconds(
    of: &str,
    validity: Option<Duration>,
    range: RangeInclusive<u64>,
) -> Result<Option<i32>> {
    let Some(validity) = validity else {
        return Ok(None);
    };
    let seconds = validity.as_secs();
    let (first, last) = (range.start(), range.end());
    if validity.subsec_nanos() != 0 || !range.contains(&seconds) {
        return Err(unfit(format!(
            "the validity of its {of} is {validity:?}, which is not between {first} and {last} whole seconds"
        )));
    }
    // The range is far below the maximum of the type.
    Ok(i32::try_from(seconds).ok())
}
