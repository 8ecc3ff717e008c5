//! Reads and changes JSON objects: drafts, actions and resources.

use serde_json::{Value, json};

use crate::kind::Object;
use crate::refusal::Refusal;

/// The value of a field, where `null` means the same as none.
pub(crate) fn given<'o>(of: &'o Object, name: &str) -> Option<&'o Value> {
    of.get(name).filter(|value| !value.is_null())
}

/// The text of a field.
pub(crate) fn text<'o>(of: &'o Object, name: &str) -> Option<&'o str> {
    of.get(name)?.as_str()
}

/// The text of a field; an empty one if there is none.
pub(crate) fn text_or_empty<'o>(of: &'o Object, name: &str) -> &'o str {
    text(of, name).unwrap_or_default()
}

/// An integer, which may be written as `5.0`. It was checked before.
pub(crate) fn whole(value: &Value) -> Option<i64> {
    let written_otherwise = || value.as_f64().map(|number| number as i64);
    value.as_i64().or_else(written_otherwise)
}

/// The whole number of a field.
pub(crate) fn whole_at(of: &Object, name: &str) -> Option<i64> {
    whole(of.get(name)?)
}

/// The objects in the list of a field.
pub(crate) fn elements<'o>(of: &'o Object, name: &str) -> impl Iterator<Item = &'o Object> {
    let elements = of.get(name).and_then(Value::as_array);
    elements.into_iter().flatten().filter_map(Value::as_object)
}

/// The list of a field, mutable; it is created if it is missing.
pub(crate) fn list_mut<'o>(of: &'o mut Object, name: &str) -> Result<&'o mut Vec<Value>, Refusal> {
    let list = of.entry(name).or_insert_with(|| json!([])).as_array_mut();
    list.ok_or_else(|| Refusal::not_emulated(&format!("{name} that is no list")))
}

/// Sets a field, or removes it.
pub(crate) fn put(of: &mut Object, name: &str, value: Option<Value>) {
    match value {
        Some(value) => of.insert(name.to_owned(), value),
        None => of.remove(name),
    };
}
