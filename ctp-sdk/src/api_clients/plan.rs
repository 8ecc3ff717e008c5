//! What an API client is to be.

use std::ops::RangeInclusive;
use std::time::Duration;

use ctp_auth::{Permission, Scope, ScopeError, ScopeSet};

use super::unfit;
use crate::Result;
use crate::models::{ApiClient, ApiClientDraft};

const ACCESS_TOKEN_SECONDS: RangeInclusive<u64> = 3_600..=604_800;
const REFRESH_TOKEN_SECONDS: RangeInclusive<u64> = 30..=31_536_000;

/// What an API client is to be: a name, scopes, and how long its tokens live.
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
    /// A name for people, and what the API client may do.
    ///
    /// [`ScopeSet::minimum_for`] tells the fewest scopes for the operations that an application uses.
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
    /// As of [`Scope::in_store`].
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

    /// Has the platform delete it after this many days. Without it, it stays.
    pub fn delete_after_days(mut self, days: u32) -> Self {
        self.delete_after_days = Some(days);
        self
    }

    /// How long its access tokens live: from an hour to a week, in whole seconds. Without it, two days.
    pub fn access_token_validity(mut self, validity: Duration) -> Self {
        self.access_token_validity = Some(validity);
        self
    }

    /// How long a refresh token lives when nobody uses it: from 30 seconds to a year, in whole seconds. Without it, 200
    /// days.
    pub fn refresh_token_validity(mut self, validity: Duration) -> Self {
        self.refresh_token_validity = Some(validity);
        self
    }

    /// The name for people.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the API client may do.
    pub fn scopes(&self) -> &ScopeSet {
        &self.scopes
    }

    /// The plan of an API client that exists, for one that is to take its place.
    pub(super) fn of(existing: &ApiClient) -> Result<Self> {
        let scopes = existing
            .scope
            .parse()
            .map_err(|error: ScopeError| unfit(error.to_string()))?;
        let validity = |seconds: Option<i64>| {
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

    /// The draft to send, once all is as the platform wants it.
    pub(super) fn to_draft(&self) -> Result<ApiClientDraft> {
        if self.name.trim().is_empty() {
            return Err(unfit("it has no name"));
        }
        if self.scopes.is_empty() {
            return Err(unfit(
                "it has no scopes, so its tokens would be good for nothing",
            ));
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
) -> Result<Option<i64>> {
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
    // The range ends far below what the type holds.
    Ok(i64::try_from(seconds).ok())
}
