//! Product types.

use super::SyncError;
use super::comparison::{DefinitionActions, EnumActions, localized, optional, required};
use crate::models::{
    AttributeConstraintEnum, AttributeConstraintEnumDraft, AttributeDefinition,
    AttributeDefinitionDraft, AttributeLevelEnum, AttributeLocalizedEnumValue,
    AttributePlainEnumValue, AttributeType, ProductType, ProductTypeAddAttributeDefinitionAction,
    ProductTypeAddLocalizedEnumValueAction, ProductTypeAddPlainEnumValueAction,
    ProductTypeChangeAttributeConstraintAction, ProductTypeChangeAttributeOrderByNameAction,
    ProductTypeChangeDescriptionAction, ProductTypeChangeInputHintAction,
    ProductTypeChangeIsSearchableAction, ProductTypeChangeLabelAction,
    ProductTypeChangeLocalizedEnumValueLabelAction, ProductTypeChangeLocalizedEnumValueOrderAction,
    ProductTypeChangeNameAction, ProductTypeChangePlainEnumValueLabelAction,
    ProductTypeChangePlainEnumValueOrderAction, ProductTypeDraft,
    ProductTypeRemoveAttributeDefinitionAction, ProductTypeRemoveEnumValuesAction,
    ProductTypeSetInputTipAction, ProductTypeSetKeyAction, ProductTypeUpdateAction, TextInputHint,
};

/// The update actions that change a product type to the state of a draft.
///
/// An attribute that the draft does not have is removed, with all its values in products. An attribute with another name is
/// another attribute.
///
/// # Errors
///
/// - `attributes[…].type`, `.isRequired`, `.level`: they cannot be changed, except the values of an enum.
/// - `attributes[…].attributeConstraint`: `SameForAll` and `Unique` can be changed to `None`; no other change is possible.
///
/// Source: [Product Types](https://docs.commercetools.com/api/projects/productTypes#update-actions).
pub fn product_types(
    existing: &ProductType,
    draft: &ProductTypeDraft,
) -> Result<Vec<ProductTypeUpdateAction>, SyncError> {
    let mut actions: Vec<ProductTypeUpdateAction> = Vec::new();
    if let Some(key) = optional(existing.key.as_ref(), draft.key.as_ref()) {
        actions.push(ProductTypeSetKeyAction { key }.into());
    }
    if let Some(name) = required(&existing.name, &draft.name) {
        actions.push(ProductTypeChangeNameAction { name }.into());
    }
    if let Some(description) = required(&existing.description, &draft.description) {
        actions.push(ProductTypeChangeDescriptionAction { description }.into());
    }
    let definitions = draft.attributes.as_deref().unwrap_or_default();
    ATTRIBUTES.change(&existing.attributes, definitions, &mut actions)?;
    Ok(actions)
}

const ATTRIBUTES: DefinitionActions<
    AttributeDefinition,
    AttributeDefinitionDraft,
    ProductTypeUpdateAction,
> = DefinitionActions {
    field: "attributes",
    existing_name: |of| &of.name,
    draft_name: |of| &of.name,
    remove: |name| ProductTypeRemoveAttributeDefinitionAction { name }.into(),
    change: change_attribute,
    add: |attribute| ProductTypeAddAttributeDefinitionAction { attribute }.into(),
    order: |attribute_names| ProductTypeChangeAttributeOrderByNameAction { attribute_names }.into(),
};

fn change_attribute(
    field: &str,
    existing: &AttributeDefinition,
    draft: &AttributeDefinitionDraft,
    actions: &mut Vec<ProductTypeUpdateAction>,
) -> Result<(), SyncError> {
    let attribute_name = draft.name.clone();
    let level = draft.level.clone().unwrap_or(AttributeLevelEnum::Variant);
    for (name, is_same) in [
        ("isRequired", existing.is_required == draft.is_required),
        ("level", existing.level == level),
    ] {
        if !is_same {
            return Err(SyncError::unchangeable(format!("{field}.{name}")));
        }
    }
    if let Some(label) = required(&existing.label, &draft.label) {
        let label = ProductTypeChangeLabelAction {
            attribute_name: attribute_name.clone(),
            label,
        };
        actions.push(label.into());
    }
    let constraint = draft.attribute_constraint.clone();
    let constraint = constraint.unwrap_or(AttributeConstraintEnum::None);
    match (&existing.attribute_constraint, &constraint) {
        (known, wanted) if known == wanted => {}
        (
            AttributeConstraintEnum::SameForAll | AttributeConstraintEnum::Unique,
            AttributeConstraintEnum::None,
        ) => {
            let constraint = ProductTypeChangeAttributeConstraintAction {
                attribute_name: attribute_name.clone(),
                new_value: AttributeConstraintEnumDraft::None,
            };
            actions.push(constraint.into());
        }
        _ => {
            let field = format!("{field}.attributeConstraint");
            return Err(SyncError::unchangeable(field));
        }
    }
    if let Some(input_tip) = localized(existing.input_tip.as_ref(), draft.input_tip.as_ref()) {
        let tip = ProductTypeSetInputTipAction {
            attribute_name: attribute_name.clone(),
            input_tip,
        };
        actions.push(tip.into());
    }
    let hint = draft.input_hint.clone();
    let hint = hint.unwrap_or(TextInputHint::SingleLine);
    if let Some(new_value) = required(&existing.input_hint, &hint) {
        let hint = ProductTypeChangeInputHintAction {
            attribute_name: attribute_name.clone(),
            new_value,
        };
        actions.push(hint.into());
    }
    let is_searchable = draft.is_searchable.unwrap_or(true);
    if let Some(is_searchable) = required(&existing.is_searchable, &is_searchable) {
        let searchable = ProductTypeChangeIsSearchableAction {
            attribute_name: attribute_name.clone(),
            is_searchable,
        };
        actions.push(searchable.into());
    }
    change_type(field, existing, draft, actions)
}

/// Changes the values of an enum, or of a set of its values; any other type stays.
fn change_type(
    field: &str,
    existing: &AttributeDefinition,
    draft: &AttributeDefinitionDraft,
    actions: &mut Vec<ProductTypeUpdateAction>,
) -> Result<(), SyncError> {
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

const PLAIN: EnumActions<AttributePlainEnumValue, ProductTypeUpdateAction> = EnumActions {
    remove: Some(remove_values),
    label: |attribute_name, new_value| {
        let label = ProductTypeChangePlainEnumValueLabelAction {
            attribute_name,
            new_value,
        };
        label.into()
    },
    add: |attribute_name, value| {
        let add = ProductTypeAddPlainEnumValueAction {
            attribute_name,
            value,
        };
        add.into()
    },
    order: |attribute_name, values| {
        let order = ProductTypeChangePlainEnumValueOrderAction {
            attribute_name,
            values,
        };
        order.into()
    },
};

const LOCALIZED: EnumActions<AttributeLocalizedEnumValue, ProductTypeUpdateAction> = EnumActions {
    remove: Some(remove_values),
    label: |attribute_name, new_value| {
        let label = ProductTypeChangeLocalizedEnumValueLabelAction {
            attribute_name,
            new_value,
        };
        label.into()
    },
    add: |attribute_name, value| {
        let add = ProductTypeAddLocalizedEnumValueAction {
            attribute_name,
            value,
        };
        add.into()
    },
    order: |attribute_name, values| {
        let order = ProductTypeChangeLocalizedEnumValueOrderAction {
            attribute_name,
            values,
        };
        order.into()
    },
};

fn remove_values(attribute_name: String, keys: Vec<String>) -> ProductTypeUpdateAction {
    let remove = ProductTypeRemoveEnumValuesAction {
        attribute_name,
        keys,
    };
    remove.into()
}

/// The values of two enums of one kind.
enum Values<'a> {
    Plain(&'a [AttributePlainEnumValue], &'a [AttributePlainEnumValue]),
    Localized(
        &'a [AttributeLocalizedEnumValue],
        &'a [AttributeLocalizedEnumValue],
    ),
}

/// The values of two enums, or of two sets of them.
fn values<'a>(existing: &'a AttributeType, draft: &'a AttributeType) -> Option<Values<'a>> {
    match (existing, draft) {
        (AttributeType::Enum(existing), AttributeType::Enum(draft)) => {
            Some(Values::Plain(&existing.values, &draft.values))
        }
        (AttributeType::Lenum(existing), AttributeType::Lenum(draft)) => {
            Some(Values::Localized(&existing.values, &draft.values))
        }
        (AttributeType::Set(existing), AttributeType::Set(draft)) => {
            values(&existing.element_type, &draft.element_type)
        }
        _ => None,
    }
}
