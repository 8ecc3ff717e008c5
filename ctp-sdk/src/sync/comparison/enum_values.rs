//! The values that an enum defines, of fields and attributes.

use super::pair;
use crate::models::{
    AttributeLocalizedEnumValue, AttributePlainEnumValue, CustomFieldEnumValue,
    CustomFieldLocalizedEnumValue,
};
use crate::sync::{SyncError, SyncErrorReason};

/// A value of an enum: a key and a label.
pub(in crate::sync) trait EnumValueLike: PartialEq + Clone {
    fn key(&self) -> &str;
}

macro_rules! enum_values {
    ($($name:ident)*) => {
        $(
            impl EnumValueLike for $name {
                fn key(&self) -> &str {
                    &self.key
                }
            }
        )*
    };
}

enum_values! {
    AttributeLocalizedEnumValue AttributePlainEnumValue CustomFieldEnumValue CustomFieldLocalizedEnumValue
}

/// The update actions on the values of one kind of enum. All of them are given the name of the field or attribute first.
pub(in crate::sync) struct EnumActions<V, A> {
    /// By their keys; `None` where values stay for good.
    pub(in crate::sync) remove: Option<fn(String, Vec<String>) -> A>,
    pub(in crate::sync) label: fn(String, V) -> A,
    pub(in crate::sync) add: fn(String, V) -> A,
    /// All values in their order.
    pub(in crate::sync) order: fn(String, Vec<V>) -> A,
}

impl<V: EnumValueLike, A> EnumActions<V, A> {
    /// Adds the actions that turn the values that are there into those of the draft.
    pub(in crate::sync) fn change(
        &self,
        field: &str,
        name: &str,
        (existing, draft): (&[V], &[V]),
        actions: &mut Vec<A>,
    ) -> Result<(), SyncError> {
        let name = || name.to_owned();
        let pairing = pair(
            existing,
            draft,
            &[&|of: &V, draft: &V, _| Ok(of.key() == draft.key())],
        )?;
        let removed: Vec<String> = pairing
            .removed
            .iter()
            .map(|of| of.key().to_owned())
            .collect();
        if let Some(key) = removed.first() {
            let Some(remove) = self.remove else {
                let field = format!("{field}.values.{key}");
                return Err(SyncError::new(field, SyncErrorReason::Unremovable));
            };
            actions.push(remove(name(), removed));
        }
        for kept in &pairing.kept {
            if kept.existing != kept.draft {
                actions.push((self.label)(name(), kept.draft.clone()));
            }
        }
        for (_, value) in &pairing.added {
            actions.push((self.add)(name(), (*value).clone()));
        }
        if pairing.reorders() {
            actions.push((self.order)(name(), draft.to_vec()));
        }
        Ok(())
    }
}
