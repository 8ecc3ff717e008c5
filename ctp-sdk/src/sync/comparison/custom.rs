//! Custom fields.

use std::collections::BTreeSet;

use super::{is_same, is_same_value};
use crate::Value;
use crate::models::{CustomFields, CustomFieldsDraft, FieldContainer, TypeResourceIdentifier};
use crate::sync::SyncError;

/// A change of custom fields.
pub(in crate::sync) enum CustomEdit {
    /// Another type with its fields, or none.
    Type {
        type_: Option<TypeResourceIdentifier>,
        fields: Option<FieldContainer>,
    },
    /// Another value of a field, or none.
    Field { name: String, value: Option<Value> },
}

/// The changes of custom fields. While the type stays, each field that differs is set on its own, so that what others set
/// meanwhile is not overwritten.
pub(in crate::sync) fn custom(
    field: &str,
    existing: Option<&CustomFields>,
    draft: Option<&CustomFieldsDraft>,
) -> Result<Vec<CustomEdit>, SyncError> {
    let of_type = |draft: &CustomFieldsDraft| CustomEdit::Type {
        type_: Some(draft.type_.clone()),
        fields: draft.fields.clone(),
    };
    let (existing, draft) = match (existing, draft) {
        (None, None) => return Ok(Vec::new()),
        (None, Some(draft)) => return Ok(vec![of_type(draft)]),
        (Some(_), None) => {
            return Ok(vec![CustomEdit::Type {
                type_: None,
                fields: None,
            }]);
        }
        (Some(existing), Some(draft)) => (existing, draft),
    };
    if !is_same(
        &format!("{field}.type"),
        Some(&existing.type_),
        Some(&draft.type_),
    )? {
        return Ok(vec![of_type(draft)]);
    }
    let given = |name: &str| {
        let value = draft.fields.as_ref()?.get(name)?;
        (!value.is_null()).then_some(value)
    };
    let names = draft.fields.iter().flat_map(FieldContainer::keys);
    let names: BTreeSet<&String> = names.chain(existing.fields.keys()).collect();
    let mut edits = Vec::new();
    for name in names {
        let is_same = match (existing.fields.get(name), given(name)) {
            (Some(existing), Some(draft)) => {
                is_same_value(&format!("{field}.fields.{name}"), existing, draft)?
            }
            (existing, draft) => existing.is_none() == draft.is_none(),
        };
        if !is_same {
            edits.push(CustomEdit::Field {
                name: name.clone(),
                value: given(name).cloned(),
            });
        }
    }
    Ok(edits)
}
