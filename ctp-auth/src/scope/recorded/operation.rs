//! A recorded operation.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::super::required::STORE_KEY;
use super::super::{RequiredScopes, ScopeSet};

/// A recorded operation of an application: its method, the template of its path, and the scopes that it needs.
///
/// `Display` shows `GET /{projectKey}/carts/{ID}`.
// The route comes first, because the derived order uses it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub struct RecordedOperation {
    route: String,
    method: String,
    /// `None` if they are not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scopes: Option<Vec<String>>,
    #[serde(default, rename = "project", skip_serializing_if = "Option::is_none")]
    project_key: Option<String>,
    #[serde(default, rename = "store", skip_serializing_if = "Option::is_none")]
    store_key: Option<String>,
}

/// An operation whose scopes are known, with the key of its project.
pub(super) struct Needs<'a> {
    pub(super) operation: &'a RecordedOperation,
    pub(super) templates: Vec<&'a str>,
    /// Empty if it needs no scopes and was sent to no project.
    pub(super) project_key: &'a str,
}

impl RecordedOperation {
    /// An operation whose scopes are not known. `route` is the template of its path, such as `/{projectKey}/carts/{ID}`.
    pub fn new(method: impl Into<String>, route: impl Into<String>) -> Self {
        Self {
            method: method.into(),
            route: route.into(),
            scopes: None,
            project_key: None,
            store_key: None,
        }
    }

    /// Sets the scopes that it needs, one of which is enough: templates as in [`RequiredScopes`]. An empty list means that
    /// it needs none.
    #[must_use]
    pub fn requiring(mut self, templates: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.scopes = Some(templates.into_iter().map(Into::into).collect());
        self
    }

    /// Sets the key of the project.
    #[must_use]
    pub fn in_project(mut self, project_key: impl Into<String>) -> Self {
        self.project_key = Some(project_key.into());
        self
    }

    /// Sets the key of the store. It is kept only if a scope of the operation names a store.
    #[must_use]
    pub fn in_store(mut self, store_key: impl Into<String>) -> Self {
        let names_store = |scopes: &Vec<String>| scopes.iter().any(|it| it.contains(STORE_KEY));
        self.store_key = self
            .scopes
            .as_ref()
            .is_some_and(names_store)
            .then(|| store_key.into());
        self
    }

    /// The HTTP method.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The template of the path.
    pub fn route(&self) -> &str {
        &self.route
    }

    /// The scopes that it needs, as templates; `None` if they are not known.
    pub fn required_scopes(&self) -> Option<&[String]> {
        self.scopes.as_deref()
    }

    /// The key of the project that it was sent to, if known.
    pub fn project_key(&self) -> Option<&str> {
        self.project_key.as_deref()
    }

    /// The key of the store that it was sent for, if it affects the scopes.
    pub fn store_key(&self) -> Option<&str> {
        self.store_key.as_deref()
    }

    /// The operation as a JSON object on one line, without a line break.
    pub fn to_json(&self) -> String {
        // It contains only strings.
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(super) fn from_json(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }

    /// The scopes that it needs, if they are known.
    pub(super) fn needs(&self) -> Option<Needs<'_>> {
        let scopes = self.scopes.as_ref()?;
        let project_key = match &self.project_key {
            None if scopes.is_empty() => "",
            project_key => project_key.as_deref()?,
        };
        Some(Needs {
            operation: self,
            templates: scopes.iter().map(String::as_str).collect(),
            project_key,
        })
    }

    /// Whether only scopes of a store permit it.
    pub(super) fn is_of_stores_only(&self) -> bool {
        let Some(scopes) = &self.scopes else {
            return false;
        };
        let mut permissions = scopes
            .iter()
            .filter(|template| template.contains("{projectKey}"))
            .peekable();
        permissions.peek().is_some() && permissions.all(|template| template.contains(STORE_KEY))
    }
}

impl Needs<'_> {
    /// The permissions of which one is missing in these scopes; empty if the operation is permitted.
    pub(super) fn missing_from(&self, scopes: &ScopeSet) -> Vec<super::super::Scope> {
        RequiredScopes::new(&self.templates)
            .missing_from(scopes, self.project_key, self.operation.store_key())
            .map(|missing| missing.permissions().to_vec())
            .unwrap_or_default()
    }

    /// Whether it needs a scope at all.
    pub(super) fn needs_any(&self) -> bool {
        !self.missing_from(&ScopeSet::new()).is_empty()
    }
}

impl fmt::Display for RecordedOperation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.method, self.route)?;
        match &self.store_key {
            Some(store_key) => write!(formatter, " (store {store_key})"),
            None => Ok(()),
        }
    }
}
