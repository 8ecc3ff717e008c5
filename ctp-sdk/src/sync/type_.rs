//! Types.

use super::SyncError;
use super::comparison::{DefinitionActions, EnumActions, localized, required};
use crate::models::{
    CustomFieldEnumValue, CustomFieldLocalizedEnumValue, FieldDefinition, FieldType, Type,
    TypeAddEnumValueAction, TypeAddFieldDefinitionAction, TypeAddLocalizedEnumValueAction,
    TypeChangeEnumValueLabelAction, TypeChangeEnumValueOrderAction,
    TypeChangeFieldDefinitionOrderAction, TypeChangeInputHintAction, TypeChangeKeyAction,
    TypeChangeLabelAction, TypeChangeLocalizedEnumValueLabelAction,
    TypeChangeLocalizedEnumValueOrderAction, TypeChangeNameAction, TypeDraft,
    TypeRemoveFieldDefinitionAction, TypeSetDescriptionAction, TypeTextInputHint, TypeUpdateAction,
};

/// The update actions that change a type to the state of a draft.
///
/// A field that the draft does not have is removed, with all its values. A field with another name is another field.
///
/// # Errors
///
/// - `resourceTypeIds`: they cannot be changed; their order does not matter.
/// - `fieldDefinitions[…].type`, `.required`: they cannot be changed.
/// - `fieldDefinitions[…].type.values`: values of enums can be added, but not removed.
///
/// Source: [Types](https://docs.commercetools.com/api/projects/types#update-actions).
pub fn types(existing: &Type, draft: &TypeDraft) -> Result<Vec<TypeUpdateAction>, SyncError> {
    let mut actions: Vec<TypeUpdateAction> = Vec::new();
    let (known, wanted) = (&existing.resource_type_ids, &draft.resource_type_ids);
    if !known.iter().all(|of| wanted.contains(of)) || !wanted.iter().all(|of| known.contains(of)) {
        return Err(SyncError::unchangeable("resourceTypeIds"));
    }
    if let Some(key) = required(&existing.key, &draft.key) {
        actions.push(TypeChangeKeyAction { key }.into());
    }
    if let Some(name) = required(&existing.name, &draft.name) {
        actions.push(TypeChangeNameAction { name }.into());
    }
    if let Some(description) = localized(existing.description.as_ref(), draft.description.as_ref())
    {
        actions.push(TypeSetDescriptionAction { description }.into());
    }
    let definitions = draft.field_definitions.as_deref().unwrap_or_default();
    FIELDS.change(&existing.field_definitions, definitions, &mut actions)?;
    Ok(actions)
}

const FIELDS: DefinitionActions<FieldDefinition, FieldDefinition, TypeUpdateAction> =
    DefinitionActions {
        field: "fieldDefinitions",
        existing_name: |of| &of.name,
        draft_name: |of| &of.name,
        remove: |field_name| TypeRemoveFieldDefinitionAction { field_name }.into(),
        change: change_field,
        add: |field_definition| TypeAddFieldDefinitionAction { field_definition }.into(),
        order: |field_names| TypeChangeFieldDefinitionOrderAction { field_names }.into(),
    };

fn change_field(
    field: &str,
    existing: &FieldDefinition,
    draft: &FieldDefinition,
    actions: &mut Vec<TypeUpdateAction>,
) -> Result<(), SyncError> {
    let field_name = || draft.name.clone();
    if existing.required != draft.required {
        return Err(SyncError::unchangeable(format!("{field}.required")));
    }
    if let Some(label) = required(&existing.label, &draft.label) {
        let field_name = field_name();
        actions.push(TypeChangeLabelAction { field_name, label }.into());
    }
    let hint = |of: &FieldDefinition| {
        let hint = of.input_hint.clone();
        hint.unwrap_or(TypeTextInputHint::SingleLine)
    };
    if let Some(input_hint) = required(&hint(existing), &hint(draft)) {
        let field_name = field_name();
        let hint = TypeChangeInputHintAction {
            field_name,
            input_hint,
        };
        actions.push(hint.into());
    }
    let field = format!("{field}.type");
    match values(&existing.type_, &draft.type_) {
        Some(Values::Plain(existing, wanted)) => {
            PLAIN.change(&field, &draft.name, (existing, wanted), actions)
        }
        Some(Values::Localized(existing, wanted)) => {
            LOCALIZED.change(&field, &draft.name, (existing, wanted), actions)
        }
        None if existing.type_ == draft.type_ => Ok(()),
        None => Err(SyncError::unchangeable(field)),
    }
}

const PLAIN: EnumActions<CustomFieldEnumValue, TypeUpdateAction> = EnumActions {
    remove: None,
    label: |field_name, value| TypeChangeEnumValueLabelAction { field_name, value }.into(),
    add: |field_name, value| TypeAddEnumValueAction { field_name, value }.into(),
    order: |field_name, values| {
        let keys = values.into_iter().map(|of| of.key).collect();
        TypeChangeEnumValueOrderAction { field_name, keys }.into()
    },
};

const LOCALIZED: EnumActions<CustomFieldLocalizedEnumValue, TypeUpdateAction> = EnumActions {
    remove: None,
    label: |field_name, value| TypeChangeLocalizedEnumValueLabelAction { field_name, value }.into(),
    add: |field_name, value| TypeAddLocalizedEnumValueAction { field_name, value }.into(),
    order: |field_name, values| {
        let keys = values.into_iter().map(|of| of.key).collect();
        TypeChangeLocalizedEnumValueOrderAction { field_name, keys }.into()
    },
};

/// The values of two enums of one kind.
enum Values<'a> {
    Plain(&'a [CustomFieldEnumValue], &'a [CustomFieldEnumValue]),
    Localized(
        &'a [CustomFieldLocalizedEnumValue],
        &'a [CustomFieldLocalizedEnumValue],
    ),
}

/// The values of two enums, or of two sets of them.
fn values<'a>(existing: &'a FieldType, draft: &'a FieldType) -> Option<Values<'a>> {
    match (existing, draft) {
        (FieldType::Enum(existing), FieldType::Enum(draft)) => {
            Some(Values::Plain(&existing.values, &draft.values))
        }
        (FieldType::LocalizedEnum(existing), FieldType::LocalizedEnum(draft)) => {
            Some(Values::Localized(&existing.values, &draft.values))
        }
        (FieldType::Set(existing), FieldType::Set(draft)) => {
            values(&existing.element_type, &draft.element_type)
        }
        _ => None,
    }
}
