//! Recorded operations of an application, and the scopes that they need.

mod operation;
mod permitted;
mod report;

use std::collections::{BTreeSet, btree_set};
use std::fmt;

use super::{RequiredScopes, ScopeError, ScopeSet};

pub use operation::RecordedOperation;
pub use permitted::NotPermitted;
pub use report::ScopeReport;

/// The recorded operations of an application, and the scopes that an API client needs for them.
///
/// `ctp_sdk::ScopeRecorder` records them and writes them as JSON lines, which this type reads:
///
/// ```
/// use ctp_auth::RecordedOperations;
///
/// let recorded = RecordedOperations::from_json_lines(
///     r#"{"method":"GET","route":"/{projectKey}/carts/{ID}","scopes":["view_orders:{projectKey}"],"project":"my-shop"}
///        {"method":"POST","route":"/{projectKey}/carts","scopes":["manage_orders:{projectKey}"],"project":"my-shop"}"#,
/// )?;
/// assert_eq!(recorded.minimum()?.to_string(), "manage_orders:my-shop");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// An operation is identified by its method and the template of its path. Ids, query values, headers and bodies are not
/// recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordedOperations {
    operations: BTreeSet<RecordedOperation>,
}

impl RecordedOperations {
    /// An empty set.
    pub const fn new() -> Self {
        Self {
            operations: BTreeSet::new(),
        }
    }

    /// Adds an operation; returns whether it is new.
    pub fn insert(&mut self, operation: RecordedOperation) -> bool {
        self.operations.insert(operation)
    }

    /// The operations, ordered by route.
    pub fn iter(&self) -> btree_set::Iter<'_, RecordedOperation> {
        self.operations.iter()
    }

    /// The number of operations.
    pub fn len(&self) -> usize {
        self.operations.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }

    /// Reads operations, one JSON object a line. Empty lines are ignored, and an operation may occur several times.
    ///
    /// # Errors
    ///
    /// For the first line that is not an operation.
    pub fn from_json_lines(text: &str) -> Result<Self, RecordedOperationsError> {
        let lines = (1..).zip(text.lines());
        lines
            .filter(|(_, line)| !line.trim().is_empty())
            .map(|(number, line)| {
                RecordedOperation::from_json(line).map_err(|error| RecordedOperationsError {
                    line: number,
                    reason: reason(&error),
                })
            })
            .collect()
    }

    /// The operations as JSON objects, one a line, as [`from_json_lines`](Self::from_json_lines) reads them.
    pub fn to_json_lines(&self) -> String {
        self.iter()
            .map(|operation| operation.to_json() + "\n")
            .collect()
    }

    /// The same operations in another project, for scopes that were recorded in the tests of one project and are used in
    /// another.
    #[must_use]
    pub fn in_project(self, project_key: &str) -> Self {
        self.operations
            .into_iter()
            .map(|operation| operation.in_project(project_key))
            .collect()
    }

    /// The smallest set of scopes that permits all operations, in the whole of each project. [`ScopeSet::minimum_for`]
    /// describes the choice between alternatives.
    ///
    /// Operations whose scopes are [not known](Self::unknown) are left out.
    ///
    /// # Errors
    ///
    /// When the key of a project or a template is malformed.
    pub fn minimum(&self) -> Result<ScopeSet, ScopeError> {
        self.minimum_by(|operation| {
            operation
                .is_of_stores_only()
                .then(|| operation.store_key())
                .flatten()
        })
    }

    /// Like [`minimum`](Self::minimum), with scopes of single stores for operations that were sent for a store and have a
    /// store scope.
    ///
    /// ```
    /// use ctp_auth::{RecordedOperation, RecordedOperations};
    ///
    /// let carts = RecordedOperation::new("GET", "/{projectKey}/in-store/key={storeKey}/carts")
    ///     .requiring(["view_orders:{projectKey}", "view_orders:{projectKey}:{storeKey}"])
    ///     .in_project("my-shop")
    ///     .in_store("berlin");
    /// let recorded = RecordedOperations::from_iter([carts]);
    /// assert_eq!(recorded.minimum()?.to_string(), "view_orders:my-shop");
    /// assert_eq!(recorded.minimum_in_stores()?.to_string(), "view_orders:my-shop:berlin");
    /// # Ok::<(), ctp_auth::ScopeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The same errors as [`minimum`](Self::minimum), and when the key of a store is malformed.
    pub fn minimum_in_stores(&self) -> Result<ScopeSet, ScopeError> {
        self.minimum_by(RecordedOperation::store_key)
    }

    fn minimum_by<'a>(
        &'a self,
        store_key: impl Fn(&'a RecordedOperation) -> Option<&'a str>,
    ) -> Result<ScopeSet, ScopeError> {
        let known: Vec<_> = self
            .iter()
            .filter_map(RecordedOperation::needs)
            .filter(|needs| !needs.templates.is_empty())
            .collect();
        let projects: BTreeSet<&str> = known.iter().map(|needs| needs.project_key).collect();
        let mut scopes = ScopeSet::new();
        for project_key in projects {
            let of_project = known
                .iter()
                .filter(|needs| needs.project_key == project_key)
                .map(|needs| {
                    let required = RequiredScopes::new(&needs.templates);
                    (required, store_key(needs.operation))
                });
            scopes.extend(ScopeSet::minimum_for_each(of_project, project_key)?);
        }
        Ok(scopes)
    }

    /// The operations whose scopes are not known: requests without a builder and without declared scopes, and GraphQL,
    /// where the scopes depend on the query.
    pub fn unknown(&self) -> impl Iterator<Item = &RecordedOperation> {
        self.iter().filter(|operation| operation.needs().is_none())
    }

    /// Whether an API client with these scopes may send all of the operations.
    ///
    /// The holder of a token does not matter, because API clients have no holders.
    ///
    /// # Errors
    ///
    /// The operations that are not permitted, each with the scopes that it needs, and the operations whose scopes are [not
    /// known](Self::unknown).
    pub fn permitted_by(&self, scopes: &ScopeSet) -> Result<(), NotPermitted> {
        NotPermitted::check(self, scopes)
    }

    /// An assertion for tests: panics unless an API client with these scopes may send all of the operations.
    ///
    /// ```
    /// use ctp_auth::{RecordedOperation, RecordedOperations};
    ///
    /// let carts = RecordedOperation::new("GET", "/{projectKey}/carts")
    ///     .requiring(["view_orders:{projectKey}"])
    ///     .in_project("my-shop");
    /// let recorded = RecordedOperations::from_iter([carts]);
    /// recorded.assert_permitted_by(&"manage_orders:my-shop".parse()?);
    /// # Ok::<(), ctp_auth::ScopeError>(())
    /// ```
    ///
    /// # Panics
    ///
    /// When [`permitted_by`](Self::permitted_by) returns an error, with its text, which names the operations.
    #[track_caller]
    #[allow(clippy::panic, reason = "an assertion of tests")]
    pub fn assert_permitted_by(&self, scopes: &ScopeSet) {
        if let Err(error) = self.permitted_by(scopes) {
            panic!("{error}");
        }
    }

    /// A report of the operations for a set of scopes, such as those of [`minimum`](Self::minimum).
    pub fn report<'a>(&'a self, scopes: &'a ScopeSet) -> ScopeReport<'a> {
        ScopeReport::new(self, scopes)
    }
}

impl FromIterator<RecordedOperation> for RecordedOperations {
    fn from_iter<I: IntoIterator<Item = RecordedOperation>>(operations: I) -> Self {
        Self {
            operations: operations.into_iter().collect(),
        }
    }
}

impl Extend<RecordedOperation> for RecordedOperations {
    fn extend<I: IntoIterator<Item = RecordedOperation>>(&mut self, operations: I) {
        self.operations.extend(operations);
    }
}

impl IntoIterator for RecordedOperations {
    type Item = RecordedOperation;
    type IntoIter = btree_set::IntoIter<RecordedOperation>;

    fn into_iter(self) -> Self::IntoIter {
        self.operations.into_iter()
    }
}

impl<'a> IntoIterator for &'a RecordedOperations {
    type Item = &'a RecordedOperation;
    type IntoIter = btree_set::Iter<'a, RecordedOperation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A line that is not a recorded operation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} is not a recorded operation: {reason}")]
pub struct RecordedOperationsError {
    line: usize,
    reason: String,
}

impl RecordedOperationsError {
    /// The line number, starting with 1.
    pub fn line(&self) -> usize {
        self.line
    }
}

/// The message of serde without its line number, which is always 1, and without quotations of the text.
fn reason(error: &serde_json::Error) -> String {
    let column = error.column();
    match error.classify() {
        serde_json::error::Category::Data => {
            let text = error.to_string();
            let missing = text
                .strip_prefix("missing field `")
                .and_then(|rest| rest.split_once('`'));
            match missing {
                Some((name, _)) => format!("`{name}` is missing"),
                None => format!("the value in column {column} has another type"),
            }
        }
        _ => format!("it is not JSON, at column {column}"),
    }
}

/// Names the operations, one a line.
impl fmt::Display for RecordedOperations {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter()
            .try_for_each(|operation| writeln!(formatter, "{operation}"))
    }
}

#[cfg(test)]
mod tests;
