//! The attributes that a product type defines, and the fields that a type defines.

use super::pair;
use crate::sync::SyncError;

/// Adds the actions that turn a definition into that of the draft. It is given the field for errors.
type Change<E, D, A> = fn(&str, &E, &D, &mut Vec<A>) -> Result<(), SyncError>;

/// The update actions on definitions of one kind.
pub(in crate::sync) struct DefinitionActions<E, D, A> {
    /// The field that has the definitions.
    pub(in crate::sync) field: &'static str,
    /// The name that identifies an existing definition.
    pub(in crate::sync) existing_name: fn(&E) -> &str,
    /// The same of a definition of a draft.
    pub(in crate::sync) draft_name: fn(&D) -> &str,
    /// By its name.
    pub(in crate::sync) remove: fn(String) -> A,
    pub(in crate::sync) change: Change<E, D, A>,
    pub(in crate::sync) add: fn(D) -> A,
    /// All names in their order.
    pub(in crate::sync) order: fn(Vec<String>) -> A,
}

impl<E, D: Clone, A> DefinitionActions<E, D, A> {
    /// Adds the actions that turn the definitions that are there into those of the draft.
    pub(in crate::sync) fn change(
        &self,
        existing: &[E],
        draft: &[D],
        actions: &mut Vec<A>,
    ) -> Result<(), SyncError> {
        let (existing_name, draft_name) = (self.existing_name, self.draft_name);
        let pairing = pair(
            existing,
            draft,
            &[&|of: &E, draft: &D, _| Ok(existing_name(of) == draft_name(draft))],
        )?;
        for of in &pairing.removed {
            actions.push((self.remove)(existing_name(of).to_owned()));
        }
        for kept in &pairing.kept {
            let field = format!("{}[{}]", self.field, kept.to);
            (self.change)(&field, kept.existing, kept.draft, actions)?;
        }
        for (_, of) in &pairing.added {
            actions.push((self.add)((*of).clone()));
        }
        if pairing.reorders() {
            let names = draft.iter().map(|of| draft_name(of).to_owned());
            actions.push((self.order)(names.collect()));
        }
        Ok(())
    }
}
