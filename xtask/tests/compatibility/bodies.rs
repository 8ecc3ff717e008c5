//! Bodies as the API sends them: with all that the specification names, and with the least that it requires.

use codegen::{
    model::{Scalar, Shape, TypeRef},
    plan::{Form, Plan, Planned},
};
use serde_json::{Map, Value, json};

pub(crate) const DATE_TIME: &str = "2026-01-02T03:04:05Z";
pub(crate) const LOCAL: &str = "2026-01-02T03:04:05";
pub(crate) const DATE: &str = "2026-01-02";
pub(crate) const TIME: &str = "03:04:05";

/// The full body of a type, and the least one. A union has them for each of its kinds.
pub(crate) fn of(plan: &Plan<'_>, of: &Planned<'_>) -> Vec<Value> {
    let names: Vec<&str> = match of.form.variants() {
        [] => vec![of.of.name.as_str()],
        kinds => kinds.iter().map(|kind| kind.of.name.as_str()).collect(),
    };
    let bodies = names.iter().flat_map(|name| {
        let named = TypeRef::Named((*name).to_owned());
        [body(plan, &named, 2), body(plan, &named, 0)]
    });
    bodies.collect()
}

/// A body; what is optional is there until the depth is used up.
fn body(plan: &Plan<'_>, of: &TypeRef, depth: u8) -> Value {
    match of {
        TypeRef::Scalar(scalar) => match scalar {
            Scalar::String | Scalar::File => json!("words"),
            Scalar::Number(None) => json!(1.5),
            Scalar::Number(Some(format)) if !format.is_whole() => json!(1.5),
            Scalar::Number(_) | Scalar::Integer(_) => json!(7),
            Scalar::Boolean => json!(true),
            Scalar::DateTime => json!(DATE_TIME),
            Scalar::DateTimeOnly => json!(LOCAL),
            Scalar::DateOnly => json!(DATE),
            Scalar::TimeOnly => json!(TIME),
            Scalar::Nil => Value::Null,
        },
        TypeRef::Any | TypeRef::Inline(_) => json!(7),
        TypeRef::AnyObject => json!({ "key": 7 }),
        TypeRef::Array(items) => json!([body(plan, items, depth.saturating_sub(1))]),
        TypeRef::Union(members) => match members.first() {
            Some(first) => body(plan, first, depth),
            None => Value::Null,
        },
        TypeRef::Named(name) => named(plan, name, depth),
    }
}

fn named(plan: &Plan<'_>, name: &str, depth: u8) -> Value {
    let Some(of) = plan.api.types.get(name) else {
        return Value::Null;
    };
    if let Some(first) = plan.form(name).and_then(|form| form.variants().first())
        && first.of.name != name
    {
        return named(plan, &first.of.name, depth);
    }
    match &of.shape {
        Shape::Enum(values) => match values.first() {
            Some(first) => json!(first.value),
            None => json!("words"),
        },
        Shape::Alias(target) => body(plan, target, depth),
        Shape::Union(members) => match members.first() {
            Some(first) => body(plan, first, depth),
            None => Value::Null,
        },
        Shape::Object(_) => {
            let mut object = Map::new();
            for field in plan.api.fields(of) {
                if field.required || depth > 0 {
                    let below = depth.saturating_sub(1);
                    object.insert(field.name.clone(), body(plan, &field.of, below));
                }
            }
            if let (Some(tag), Some((property, _))) = (of.tag(), plan.api.discriminator(of)) {
                object.insert(property.to_owned(), json!(tag));
            }
            for map in plan.api.maps(of) {
                let key = if map.by_locale { "en" } else { "key" };
                object.insert(
                    key.to_owned(),
                    body(plan, &map.value, depth.saturating_sub(1)),
                );
            }
            let is_empty = object.is_empty() && matches!(plan.form(name), Some(Form::Map(_)));
            if is_empty {
                json!({})
            } else {
                Value::Object(object)
            }
        }
    }
}
