//! The form in which two resources are compared: without what the platform gives to each, and without orders that mean nothing.

use serde_json::{Map, Value};

/// What each resource has of its own.
const OWN: [&str; 6] = [
    "version",
    "createdAt",
    "createdBy",
    "lastModifiedAt",
    "lastModifiedBy",
    "lastVariantId",
];

/// Lists whose order means nothing.
const SETS: [&str; 6] = [
    "variants",
    "prices",
    "tiers",
    "attributes",
    "categories",
    "resourceTypeIds",
];

/// A resource made from the draft, as what it is compared by.
pub(crate) fn of(mut resource: Value, draft: &Value) -> Value {
    if let Some(master_data) = resource
        .get_mut("masterData")
        .and_then(Value::as_object_mut)
        && master_data.get("published") != Some(&Value::Bool(true))
    {
        // Only what is staged is that of the draft.
        master_data.remove("current");
        master_data.remove("hasStagedChanges");
    }
    if draft.get("orderHint").is_none() && resource.get("ancestors").is_some() {
        resource.as_object_mut().unwrap().remove("orderHint");
    }
    let definitions =
        resource.get("fieldDefinitions").is_some() || resource.get("productType").is_none();
    pruned(resource, "", definitions).unwrap_or_default()
}

/// A value without what is empty; the name is that of its field.
fn pruned(value: Value, name: &str, are_definitions: bool) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Object(members) => {
            let is_reference = members.contains_key("typeId");
            let members = members.into_iter().filter_map(|(name, value)| {
                let is_own = OWN.contains(&name.as_str()) || (name == "id" && !is_reference);
                let value = (!is_own).then(|| pruned(value, &name, are_definitions))??;
                Some((name, value))
            });
            let members: Map<String, Value> = members.collect();
            (!members.is_empty()).then_some(Value::Object(members))
        }
        Value::Array(values) => {
            let values = values.into_iter();
            let mut values: Vec<Value> = values
                .filter_map(|value| pruned(value, "", are_definitions))
                .collect();
            // Attributes of a product type have an order, those of a product have none, and neither have sets of values.
            let is_set = SETS.contains(&name) && !(name == "attributes" && are_definitions);
            if is_set || name == "value" {
                values.sort_by_key(Value::to_string);
            }
            (!values.is_empty()).then_some(Value::Array(values))
        }
        value => Some(value),
    }
}
