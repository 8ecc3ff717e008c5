//! Operations that scopes do not permit.

use std::fmt;

use super::super::{Scope, ScopeSet};
use super::{RecordedOperation, RecordedOperations};

/// The operations of an application that an API client may not send. [`RecordedOperations::permitted_by`] returns it.
///
/// `Display` names each operation with the scopes that it needs:
///
/// ```
/// use ctp_auth::{RecordedOperation, RecordedOperations};
///
/// let carts = RecordedOperation::new("GET", "/{projectKey}/carts")
///     .requiring(["view_orders:{projectKey}"])
///     .in_project("my-shop");
/// let recorded = RecordedOperations::from_iter([carts]);
/// let error = recorded.permitted_by(&"view_products:my-shop".parse()?).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "the scopes `view_products:my-shop` do not permit all operations:\n  \
///      GET /{projectKey}/carts needs view_orders:my-shop\n"
/// );
/// # Ok::<(), ctp_auth::ScopeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotPermitted {
    held: ScopeSet,
    lacking: Vec<(RecordedOperation, Vec<Scope>)>,
    unknown: Vec<RecordedOperation>,
}

impl NotPermitted {
    pub(super) fn check(recorded: &RecordedOperations, held: &ScopeSet) -> Result<(), Self> {
        let mut lacking = Vec::new();
        for needs in recorded.iter().filter_map(RecordedOperation::needs) {
            let missing = needs.missing_from(held);
            if !missing.is_empty() {
                lacking.push((needs.operation.clone(), missing));
            }
        }
        let unknown: Vec<RecordedOperation> = recorded.unknown().cloned().collect();
        if lacking.is_empty() && unknown.is_empty() {
            return Ok(());
        }
        Err(Self {
            held: held.clone(),
            lacking,
            unknown,
        })
    }

    /// The operations that are not permitted, each with the scopes of which one would be enough.
    pub fn operations(&self) -> impl Iterator<Item = (&RecordedOperation, &[Scope])> {
        self.lacking
            .iter()
            .map(|(operation, missing)| (operation, missing.as_slice()))
    }

    /// The operations whose scopes are not known.
    pub fn unknown(&self) -> &[RecordedOperation] {
        &self.unknown
    }
}

impl fmt::Display for NotPermitted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.lacking.is_empty() {
            let held = &self.held;
            writeln!(
                formatter,
                "the scopes `{held}` do not permit all operations:"
            )?;
        }
        for (operation, missing) in &self.lacking {
            let missing: Vec<&str> = missing.iter().map(Scope::as_str).collect();
            writeln!(formatter, "  {operation} needs {}", missing.join(" or "))?;
        }
        if !self.unknown.is_empty() {
            writeln!(
                formatter,
                "the scopes of these operations are not known; declare them with `requiring`:"
            )?;
        }
        self.unknown
            .iter()
            .try_for_each(|operation| writeln!(formatter, "  {operation}"))
    }
}

impl std::error::Error for NotPermitted {}
