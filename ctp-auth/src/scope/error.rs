//! Why a text is not a scope.

use std::fmt;

use super::{Identity, Permission};

/// Why a text is not a scope. It contains the text and what was expected instead.
///
/// ```
/// use ctp_auth::Scope;
///
/// let error = "manage_orders".parse::<Scope>().unwrap_err();
/// assert_eq!(error.text(), "manage_orders");
/// assert!(error.to_string().contains("expected manage_orders:{projectKey}"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a scope: expected {expected}")]
pub struct ScopeError {
    text: String,
    expected: Expected,
}

impl ScopeError {
    /// The text that is not a scope.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What was expected instead of the text, as a part of a sentence.
    pub fn expected(&self) -> impl fmt::Display + '_ {
        &self.expected
    }

    pub(super) fn new(text: &str, expected: Expected) -> Self {
        Self {
            text: text.to_owned(),
            expected,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    Characters,
    Form(Permission),
    Identity(Identity),
    Key,
    StoreForm(Permission),
}

impl fmt::Display for Expected {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Characters => formatter.write_str(
                "one or more printable ASCII characters other than the space, the quotation mark and the backslash",
            ),
            Self::Form(permission) => {
                write!(formatter, "{permission}:{{projectKey}}")?;
                if permission.has_store_form() {
                    write!(formatter, " or {permission}:{{projectKey}}:{{storeKey}}")?;
                }
                formatter.write_str(", with keys that are not empty and contain no braces")
            }
            Self::Identity(identity) => {
                let name = identity.name();
                write!(
                    formatter,
                    "{name}:{{id}}, with an identifier that is not empty"
                )
            }
            Self::Key => formatter.write_str("a key that is not empty and contains no colons or braces"),
            Self::StoreForm(permission) => write!(
                formatter,
                "a permission with a store form; {permission} has none"
            ),
        }
    }
}
