//! Attributes, which a product type defines.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde_json::{Value, json};

use crate::kind::Object;
use crate::money;
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

/// Nested attributes of nested attributes, and so on, are not read deeper than this.
const DEEPEST: usize = 8;

/// Of what an attribute is.
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
        // Of two values of the same attribute the last one counts.
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
    let reader = Reader {
        project,
        name,
        value,
    };
    reader.read(of, value, DEEPEST)
}

/// The attribute that an action with a `name` and a `value` sets; no value takes it away.
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
pub(in crate::kinds) fn definition<'t>(
    product_type: &'t Object,
    name: &str,
) -> Result<&'t Value, Refusal> {
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

/// Of what an attribute with a definition is.
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

/// Gives an attribute of an object another value, or none.
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

struct Reader<'r> {
    project: &'r Project,
    name: &'r str,
    /// The whole value of the attribute.
    value: &'r Value,
}

impl Reader<'_> {
    /// What a value of a type is, where it is one.
    fn read(&self, of: &Value, value: &Value, depth: usize) -> Result<Value, Refusal> {
        let depth = depth.checked_sub(1).ok_or_else(|| self.invalid())?;
        let text = value.as_str();
        let is = |is: bool| is.then(|| value.clone());
        let read = match of.get("name").and_then(Value::as_str).unwrap_or_default() {
            "boolean" => is(value.is_boolean()),
            "text" => is(value.is_string()),
            "number" => is(value.is_number()),
            "ltext" => is(is_localized(value)),
            "date" => is(text.is_some_and(|text| text.parse::<Date>().is_ok())),
            "time" => is(text.is_some_and(|text| text.parse::<Time>().is_ok())),
            "datetime" => is(text.is_some_and(|text| text.parse::<Timestamp>().is_ok())),
            "enum" | "lenum" => enum_value(of, value),
            "money" => {
                let draft = value.as_object();
                let is_money = draft.is_some_and(|draft| {
                    draft.get("currencyCode").is_some_and(Value::is_string)
                        && draft.get("centAmount").is_some_and(Value::is_i64)
                });
                let draft = draft.filter(|_| is_money).ok_or_else(|| self.invalid())?;
                let money = money::received(draft, "CentPrecisionMoney").transpose()?;
                money.map(Value::Object)
            }
            "reference" => {
                let wanted = of.get("referenceTypeId").and_then(Value::as_str);
                let type_id = value.get("typeId").and_then(Value::as_str);
                let type_id = type_id.filter(|type_id| Some(*type_id) == wanted);
                let type_id = type_id.ok_or_else(|| self.invalid())?;
                let found = self.project.find(type_id, value)?;
                Some(json!({"typeId": type_id, "id": found.get("id")}))
            }
            "set" => {
                let element = of.get("elementType").unwrap_or(&Value::Null);
                let values = value.as_array().ok_or_else(|| self.invalid())?;
                let mut set: Vec<Value> = Vec::new();
                for value in values {
                    let value = self.read(element, value, depth)?;
                    if !set.contains(&value) {
                        set.push(value);
                    }
                }
                Some(Value::Array(set))
            }
            "nested" => {
                let product_type = of.get("typeReference").unwrap_or(&Value::Null);
                let product_type = self.project.find("product-type", product_type)?;
                let values = value.as_array().ok_or_else(|| self.invalid())?;
                let mut nested = Vec::new();
                for attribute in values {
                    let name = attribute.get("name").and_then(Value::as_str);
                    let name = name.ok_or_else(|| self.invalid())?;
                    let of = definition(product_type, name)?;
                    let of = of.get("type").unwrap_or(&Value::Null);
                    let value = attribute.get("value").unwrap_or(&Value::Null);
                    let value = self.read(of, value, depth)?;
                    nested.push(json!({"name": name, "value": value}));
                }
                Some(Value::Array(nested))
            }
            other => {
                let what = format!("attributes of the type {other}");
                return Err(Refusal::not_emulated(&what));
            }
        };
        read.ok_or_else(|| self.invalid())
    }

    fn invalid(&self) -> Refusal {
        let message = format!(
            "The value '{}' is not valid for field '{}'.",
            self.value, self.name
        );
        let problem = Problem::new("InvalidField", message)
            .with("field", self.name)
            .with("invalidValue", self.value.clone());
        Refusal::bad_request(problem)
    }
}

/// A value of an enum is given by its key, or as it is.
fn enum_value(of: &Value, value: &Value) -> Option<Value> {
    let key = value.as_str().or_else(|| value.get("key")?.as_str())?;
    let mut values = of.get("values")?.as_array()?.iter();
    let is = |value: &&Value| value.get("key").and_then(Value::as_str) == Some(key);
    values.find(is).cloned()
}

fn is_localized(value: &Value) -> bool {
    let texts = value.as_object();
    texts.is_some_and(|texts| texts.values().all(Value::is_string))
}
