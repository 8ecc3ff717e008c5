//! What a request needs of its token, for those who record it.

use crate::Request;

/// What a request needs of its token.
#[derive(Clone)]
pub(crate) struct Needs {
    /// `None` where nobody said.
    pub(crate) scopes: Option<&'static [&'static str]>,
    pub(crate) project_key: Option<String>,
    pub(crate) store_key: Option<String>,
}

impl Needs {
    pub(super) fn of(request: &Request) -> Self {
        let value_of = |name| {
            request
                .path()
                .value_of(name)
                .map(|value| value.into_owned())
        };
        Self {
            scopes: request.declared_scopes(),
            project_key: value_of("projectKey"),
            store_key: value_of("storeKey"),
        }
    }
}
