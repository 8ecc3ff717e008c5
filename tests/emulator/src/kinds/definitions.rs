//! Product types and types: the values of the enums that they define.

use serde_json::Value;

use crate::kind::{Object, Row};
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

pub(crate) const PRODUCT_TYPES: Row = Row {
    actions: &[
        ("addPlainEnumValue", add),
        ("addLocalizedEnumValue", add),
        ("changePlainEnumValueLabel", change_label),
        ("changeLocalizedEnumValueLabel", change_label),
        ("removeEnumValues", remove),
        ("changeEnumKey", change_key),
        ("changePlainEnumValueOrder", change_order),
        ("changeLocalizedEnumValueOrder", change_order),
    ],
    ..Row::held("/{projectKey}/product-types")
};

pub(crate) const TYPES: Row = Row {
    actions: &[
        ("addEnumValue", add),
        ("addLocalizedEnumValue", add),
        ("changeEnumValueLabel", change_label),
        ("changeLocalizedEnumValueLabel", change_label),
        ("changeEnumValueOrder", change_order),
        ("changeLocalizedEnumValueOrder", change_order),
    ],
    ..Row::held("/{projectKey}/types")
};

fn add(_: &Project, of: &mut Object, action: &Object) -> Result<(), Refusal> {
    let value = value(action);
    let values = values(of, action)?;
    if let Some(key) = key(value).filter(|key| place(values, key).is_some()) {
        return Err(taken(key, action));
    }
    values.push(value.clone());
    Ok(())
}

fn change_label(_: &Project, of: &mut Object, action: &Object) -> Result<(), Refusal> {
    let value = value(action);
    let key = key(value).unwrap_or_default();
    let values = values(of, action)?;
    let place = place(values, key).ok_or_else(|| missing(key, action))?;
    if let Some(old) = values.get_mut(place) {
        *old = value.clone();
    }
    Ok(())
}

fn remove(_: &Project, of: &mut Object, action: &Object) -> Result<(), Refusal> {
    let keys = action.get("keys").and_then(Value::as_array);
    for wanted in keys.into_iter().flatten().filter_map(Value::as_str) {
        let values = values(of, action)?;
        let place = place(values, wanted).ok_or_else(|| missing(wanted, action))?;
        drop(values.remove(place));
    }
    Ok(())
}

fn change_key(_: &Project, of: &mut Object, action: &Object) -> Result<(), Refusal> {
    let text = |name: &str| action.get(name).and_then(Value::as_str).unwrap_or_default();
    let (old, new) = (text("key"), text("newKey"));
    let values = values(of, action)?;
    if old != new && place(values, new).is_some() {
        return Err(taken(new, action));
    }
    let place = place(values, old).ok_or_else(|| missing(old, action))?;
    if let Some(value) = values.get_mut(place).and_then(Value::as_object_mut) {
        value.insert("key".to_owned(), new.into());
    }
    Ok(())
}

/// The action contains the keys, or the values.
fn change_order(_: &Project, of: &mut Object, action: &Object) -> Result<(), Refusal> {
    let order = action.get("keys").or_else(|| action.get("values"));
    let order = order.and_then(Value::as_array).into_iter().flatten();
    let order: Vec<&str> = order
        .filter_map(|of| of.as_str().or_else(|| key(of)))
        .collect();
    let values = values(of, action)?;
    let place = |value: &Value| order.iter().position(|of| key(value) == Some(of));
    let mut places: Vec<Option<usize>> = values.iter().map(place).collect();
    places.sort_unstable();
    if !places.into_iter().eq((0..order.len()).map(Some)) {
        let message = "The order has to name each value of the enum once.";
        return Err(Refusal::bad_request(Problem::new(
            "EnumValuesMustMatch",
            message,
        )));
    }
    values.sort_by_key(place);
    Ok(())
}

/// The values of the enum that an action names, which may be the elements of a set.
fn values<'o>(of: &'o mut Object, action: &Object) -> Result<&'o mut Vec<Value>, Refusal> {
    let list = match action.contains_key("attributeName") {
        true => "attributes",
        false => "fieldDefinitions",
    };
    let definitions = of.get_mut(list).and_then(Value::as_array_mut);
    let mut definitions = definitions.into_iter().flatten();
    let wanted = Some(name(action));
    let definition =
        definitions.find(|definition| definition.get("name").and_then(Value::as_str) == wanted);
    let of = definition.and_then(|definition| definition.get_mut("type"));
    let of = of.and_then(|of| match of.get("elementType").is_some() {
        true => of.get_mut("elementType"),
        false => Some(of),
    });
    let values = of.and_then(|of| of.get_mut("values")?.as_array_mut());
    values.ok_or_else(|| {
        let message = format!("There is no enum of the name '{}'.", name(action));
        Refusal::invalid_operation(message)
    })
}

fn taken(key: &str, action: &Object) -> Refusal {
    let message = format!("The enum has the key '{key}' already.");
    conflict(Problem::new("EnumKeyAlreadyExists", message), key, action)
}

fn missing(key: &str, action: &Object) -> Refusal {
    let message = format!("The enum has no key '{key}'.");
    conflict(Problem::new("EnumKeyDoesNotExist", message), key, action)
}

fn conflict(problem: Problem, key: &str, action: &Object) -> Refusal {
    let problem = problem.with("conflictingEnumKey", key);
    Refusal::bad_request(problem.with("conflictingAttributeName", name(action)))
}

fn place(values: &[Value], wanted: &str) -> Option<usize> {
    values.iter().position(|value| key(value) == Some(wanted))
}

fn key(value: &Value) -> Option<&str> {
    value.get("key")?.as_str()
}

fn value(action: &Object) -> &Value {
    let value = action.get("value").or_else(|| action.get("newValue"));
    value.unwrap_or(&Value::Null)
}

/// The name of the attribute or field.
fn name(action: &Object) -> &str {
    let name = action
        .get("attributeName")
        .or_else(|| action.get("fieldName"));
    name.and_then(Value::as_str).unwrap_or_default()
}
