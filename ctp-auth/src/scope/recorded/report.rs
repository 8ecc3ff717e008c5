//! The report of recorded operations.

use std::fmt;

use super::super::ScopeSet;
use super::operation::Needs;
use super::{RecordedOperation, RecordedOperations};

/// A text with scopes and the operations that need each of them. [`RecordedOperations::report`] returns it.
///
/// The first line has the scopes separated by spaces, as in an `APIClientDraft` (its `scope`) and in a token request. Then
/// follow each scope with the operations that it permits, the operations without a scope, and those whose scopes are not
/// known:
///
/// ```
/// use ctp_auth::{RecordedOperation, RecordedOperations};
///
/// let of = |method, route, scope| RecordedOperation::new(method, route).requiring([scope]).in_project("my-shop");
/// let recorded = RecordedOperations::from_iter([
///     of("GET", "/{projectKey}/carts", "view_orders:{projectKey}"),
///     of("POST", "/{projectKey}/carts", "manage_orders:{projectKey}"),
/// ]);
/// assert_eq!(
///     recorded.report(&recorded.minimum()?).to_string(),
///     "manage_orders:my-shop\n\
///      \n\
///      manage_orders:my-shop\n  \
///        GET /{projectKey}/carts\n  \
///        POST /{projectKey}/carts\n"
/// );
/// # Ok::<(), ctp_auth::ScopeError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ScopeReport<'a> {
    recorded: &'a RecordedOperations,
    scopes: &'a ScopeSet,
}

impl<'a> ScopeReport<'a> {
    pub(super) fn new(recorded: &'a RecordedOperations, scopes: &'a ScopeSet) -> Self {
        Self { recorded, scopes }
    }

    fn known(&self) -> impl Iterator<Item = Needs<'a>> {
        self.recorded.iter().filter_map(RecordedOperation::needs)
    }
}

impl fmt::Display for ScopeReport<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}", self.scopes)?;
        for scope in self.scopes {
            let alone = ScopeSet::from(scope.clone());
            let permitted = self
                .known()
                .filter(|needs| needs.needs_any() && needs.missing_from(&alone).is_empty());
            section(
                formatter,
                scope.as_str(),
                permitted.map(|needs| needs.operation),
            )?;
        }
        let lacking = self
            .known()
            .filter(|needs| !needs.missing_from(self.scopes).is_empty());
        section(
            formatter,
            "not permitted by these scopes",
            lacking.map(|needs| needs.operation),
        )?;
        let free = self.known().filter(|needs| !needs.needs_any());
        section(
            formatter,
            "without a scope",
            free.map(|needs| needs.operation),
        )?;
        section(
            formatter,
            "not known: add what these need",
            self.recorded.unknown(),
        )
    }
}

/// A heading and operations, unless there are none.
fn section<'a>(
    formatter: &mut fmt::Formatter<'_>,
    heading: &str,
    operations: impl Iterator<Item = &'a RecordedOperation>,
) -> fmt::Result {
    let mut operations = operations.peekable();
    if operations.peek().is_some() {
        writeln!(formatter, "\n{heading}")?;
    }
    operations.try_for_each(|operation| writeln!(formatter, "  {operation}"))
}
