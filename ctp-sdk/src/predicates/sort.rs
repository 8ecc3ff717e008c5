//! The order of results.

use std::fmt;

/// The order of results: a field and a direction.
///
/// It is made by the fields of a model, or by the path of a field, and is taken wherever a text is:
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
    /// By the field at a path, the least first.
    pub fn by(path: impl Into<String>) -> Self {
        let path = path.into();
        let text = format!("{path} asc");
        Self { path, text }
    }

    /// The least first.
    #[must_use]
    pub fn asc(self) -> Self {
        self.directed("asc")
    }

    /// The greatest first.
    #[must_use]
    pub fn desc(self) -> Self {
        self.directed("desc")
    }

    /// A product projection search goes by the least of several values, such as the prices of several variants, where `asc` is asked for:
    /// this makes it the greatest.
    #[must_use]
    #[deprecated(
        note = "product projection search is deprecated, and projects created after 31 August 2026 do not have it: use product search, `api.products().search()` with the queries of `ctp_sdk::search`"
    )]
    pub fn asc_by_max(self) -> Self {
        self.directed("asc.max")
    }

    /// A product projection search goes by the greatest of several values, such as the prices of several variants, where `desc` is asked for:
    /// this makes it the least.
    #[must_use]
    #[deprecated(
        note = "product projection search is deprecated, and projects created after 31 August 2026 do not have it: use product search, `api.products().search()` with the queries of `ctp_sdk::search`"
    )]
    pub fn desc_by_min(self) -> Self {
        self.directed("desc.min")
    }

    /// The expression as it is sent.
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
