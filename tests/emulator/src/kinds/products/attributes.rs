//! Attributes, which a product type defines.

use serde_json::{Value, json};

use crate::kind::Object;
use crate::project::Project;
use crate::refusal::Refusal;
use crate::typed_value;

/// The owner of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Product,
    Variant,
}

/// The attributes of a draft, as the product has them.
pub(in crate::kinds) fn read_all(
    project: &Project,
    product_type: &Object,
    level: Level,
    draft: &Object,
) -> Result<Value, Refusal> {
    let given = draft.get("attributes").and_then(Value::as_array);
    let mut attributes: Vec<Value> = Vec::new();
    for attribute in given.into_iter().flatten() {
        let name = attribute.get("name").and_then(Value::as_str);
        let name = name.unwrap_or_default();
        let value = attribute.get("value").unwrap_or(&Value::Null);
        let value = read(project, product_type, level, name, value)?;
        let attribute = json!({"name": name, "value": value});
        // If an attribute occurs twice, the last value is used.
        match attributes
            .iter_mut()
            .find(|of| of.get("name") == attribute.get("name"))
        {
            Some(known) => *known = attribute,
            None => attributes.push(attribute),
        }
    }
    Ok(Value::Array(attributes))
}

/// The value of an attribute, as the product has it.
pub(in crate::kinds) fn read(
    project: &Project,
    product_type: &Object,
    level: Level,
    name: &str,
    value: &Value,
) -> Result<Value, Refusal> {
    let definition = definition(product_type, name)?;
    if level_of(definition) != level {
        let of = match level {
            Level::Product => "variants",
            Level::Variant => "the product itself",
        };
        let message = format!("The attribute '{name}' is one of {of}.");
        return Err(Refusal::invalid_operation(message));
    }
    let of = definition.get("type").unwrap_or(&Value::Null);
    typed_value::read(project, name, of, value)
}

/// Sets the attribute of an action with a `name` and a `value`; without a value it is removed.
pub(in crate::kinds) fn of_action<'a>(
    project: &Project,
    product: &Object,
    level: Level,
    action: &'a Object,
) -> Result<(&'a str, Option<Value>), Refusal> {
    let product_type = product.get("productType").unwrap_or(&Value::Null);
    let product_type = project.find("product-type", product_type)?;
    let name = action.get("name").and_then(Value::as_str);
    let name = name.unwrap_or_default();
    match action.get("value").filter(|value| !value.is_null()) {
        Some(value) => {
            let value = read(project, product_type, level, name, value)?;
            Ok((name, Some(value)))
        }
        None => definition(product_type, name).map(|_| (name, None)),
    }
}

/// The definition of an attribute by its name.
pub(crate) fn definition<'t>(product_type: &'t Object, name: &str) -> Result<&'t Value, Refusal> {
    let mut definitions = definitions(product_type);
    let found = definitions.find(|of| of.get("name").and_then(Value::as_str) == Some(name));
    found.ok_or_else(|| {
        let product_type = product_type.get("id").and_then(Value::as_str);
        let message = format!(
            "Attribute definition for attribute '{name}' does not exist on type '{}'.",
            product_type.unwrap_or_default()
        );
        Refusal::invalid_operation(message)
    })
}

pub(in crate::kinds) fn definitions(product_type: &Object) -> impl Iterator<Item = &Value> {
    let definitions = product_type.get("attributes").and_then(Value::as_array);
    definitions.into_iter().flatten()
}

/// The owner of an attribute, from its definition.
pub(in crate::kinds) fn level_of(definition: &Value) -> Level {
    match definition.get("level").and_then(Value::as_str) {
        Some("Product") => Level::Product,
        _ => Level::Variant,
    }
}

/// The value of an attribute of an object that has attributes.
pub(in crate::kinds) fn value<'o>(of: &'o Object, name: &str) -> Option<&'o Value> {
    let attributes = of.get("attributes").and_then(Value::as_array);
    let mut attributes = attributes.into_iter().flatten();
    let found = attributes.find(|of| of.get("name").and_then(Value::as_str) == Some(name));
    found?.get("value")
}

/// Sets or removes an attribute of an object.
pub(in crate::kinds) fn set(of: &mut Object, name: &str, value: Option<Value>) {
    let attributes = of.entry("attributes").or_insert_with(|| json!([]));
    let Some(attributes) = attributes.as_array_mut() else {
        return;
    };
    let is = |of: &Value| of.get("name").and_then(Value::as_str) == Some(name);
    let place = attributes.iter().position(is);
    let attribute = value.map(|value| json!({"name": name, "value": value}));
    match (place, attribute) {
        (Some(place), Some(attribute)) => {
            if let Some(known) = attributes.get_mut(place) {
                *known = attribute;
            }
        }
        (Some(place), None) => drop(attributes.remove(place)),
        (None, Some(attribute)) => attributes.push(attribute),
        (None, None) => {}
    }
}
