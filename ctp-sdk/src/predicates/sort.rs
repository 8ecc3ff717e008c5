//! The order of results.

use std::fmt;

/// The order of results: a field and a direction.
///
/// It is created from a field of a model, or from the path of a field, and can be passed wherever a string can:
///
/// ```
/// use ctp_sdk::predicates::Sort;
///
/// assert_eq!(Sort::by("name.en").desc().as_str(), "name.en desc");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    path: String,
    text: String,
}

impl Sort {
    /// Sorts by the field at a path, ascending.
    pub fn by(path: impl Into<String>) -> Self {
        let path = path.into();
        let text = format!("{path} asc");
        Self { path, text }
    }

    /// Ascending.
    #[must_use]
    pub fn asc(self) -> Self {
        self.directed("asc")
    }

    /// Descending.
    #[must_use]
    pub fn desc(self) -> Self {
        self.directed("desc")
    }

    /// Uses the greatest of several values, such as the prices of several variants. By default a product projection search
    /// uses the least one for `asc`.
    #[must_use]
    #[deprecated(
        note = "product projection search is deprecated, and projects created after 31 August 2026 do not have it: use product search, `api.products().search()` with the queries of `ctp_sdk::search`"
    )]
    pub fn asc_by_max(self) -> Self {
        self.directed("asc.max")
    }

    /// Uses the least of several values, such as the prices of several variants. By default a product projection search
    /// uses the greatest one for `desc`.
    #[must_use]
    #[deprecated(
        note = "product projection search is deprecated, and projects created after 31 August 2026 do not have it: use product search, `api.products().search()` with the queries of `ctp_sdk::search`"
    )]
    pub fn desc_by_min(self) -> Self {
        self.directed("desc.min")
    }

    /// The expression in the API.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn directed(self, direction: &str) -> Self {
        let text = format!("{} {direction}", self.path);
        Self { text, ..self }
    }
}

impl From<Sort> for String {
    fn from(sort: Sort) -> Self {
        sort.text
    }
}

impl AsRef<str> for Sort {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}
