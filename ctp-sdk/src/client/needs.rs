//! What a request needs of its token.

use ctp_auth::{MissingScopes, RequiredScopes, ScopeSet};

use crate::Request;

/// What a request needs of its token, kept for when the API refuses, and for those who record it.
#[derive(Clone)]
pub(crate) struct Needs {
    /// `None` where nobody said.
    pub(crate) scopes: Option<&'static [&'static str]>,
    pub(crate) project_key: Option<String>,
    pub(crate) store_key: Option<String>,
}

impl Needs {
    pub(super) fn of(request: &Request) -> Self {
        let value_of = |name| request.path().value_of(name).map(str::to_owned);
        Self {
            scopes: request.declared_scopes(),
            project_key: value_of("projectKey"),
            store_key: value_of("storeKey"),
        }
    }

    /// What a token with these scopes lacks, as far as that is known.
    pub(super) fn missing_from(&self, held: &ScopeSet) -> Option<MissingScopes> {
        let project_key = self.project_key.as_deref()?;
        RequiredScopes::new(self.scopes.unwrap_or_default()).missing_from(
            held,
            project_key,
            self.store_key.as_deref(),
        )
    }
}
