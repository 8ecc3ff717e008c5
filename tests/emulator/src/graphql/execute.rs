//! Executes the steps of a query.

use serde_json::{Value, json};

use super::field::{Missing, Source};
use super::plan::Step;
use super::problem::location;
use super::root::Root;
use crate::kind::Object;
use crate::kinds::business_units::rights::{self, Deed};
use crate::object::text;
use crate::project::{Call, Parameters, Project};
use crate::refusal::{Problem, Refusal};

/// The data of a response, unless it is `null`, and the errors.
///
/// Fails only if the emulator does not emulate something.
pub(super) fn execute(
    project: &Project,
    call: &Call<'_>,
    steps: &[Step<'_>],
) -> Result<(Option<Object>, Vec<Value>), Refusal> {
    let mut data = Some(Object::new());
    let mut errors = Vec::new();
    for step in steps {
        let (found, is_nullable) = match step.source {
            Source::One(root) => (one(project, call, root, step), true),
            Source::Page(root) => (page(project, call, root, step), false),
            _ => (Ok(type_name(step)), false),
        };
        match found {
            Err(refusal) if refusal.is("NotEmulated") => return Err(refusal),
            Err(refusal) => {
                errors.extend(refusal.into_errors().into_iter().map(|of| error(of, step)));
                if !is_nullable {
                    data = None;
                }
                put(&mut data, step, Value::Null);
            }
            Ok(value) => put(&mut data, step, value),
        }
    }
    Ok((data, errors))
}

fn put(data: &mut Option<Object>, step: &Step<'_>, value: Value) {
    if let Some(data) = data {
        data.insert(step.key.to_owned(), value);
    }
}

/// An error object of REST as an error of GraphQL.
fn error(of: Value, step: &Step<'_>) -> Value {
    let mut extensions = match of {
        Value::Object(of) => of,
        _ => Object::new(),
    };
    let message = extensions.remove("message");
    json!({
        "message": message,
        "path": [step.key],
        "locations": [location(step.at)],
        "extensions": extensions,
    })
}

/// A page of resources, if the scopes of the token permit the query by REST.
fn page(
    project: &Project,
    call: &Call<'_>,
    root: &Root,
    step: &Step<'_>,
) -> Result<Value, Refusal> {
    let operation = check_scopes(project, call, root)?;
    let mut query = Vec::new();
    for (name, value) in &step.arguments {
        match value {
            Value::Null => {}
            Value::Array(values) => {
                let values = values.iter().filter_map(Value::as_str);
                query.extend(values.map(|value| (name.clone(), value.to_owned())));
            }
            Value::String(value) => query.push((name.clone(), value.clone())),
            other => query.push((name.clone(), other.to_string())),
        }
    }
    let query = Parameters::of(query);
    query.check_uniform(operation)?;
    let seen = project.whole(root.path, &call.caller)?;
    match project.query(seen, &query, &|_| true)? {
        Value::Object(page) => Ok(fields(project, &step.inner, &page)),
        other => Ok(other),
    }
}

/// A resource; `null` if there is none.
fn one(project: &Project, call: &Call<'_>, root: &Root, step: &Step<'_>) -> Result<Value, Refusal> {
    check_scopes(project, call, root)?;
    let given = step.arguments.iter();
    let given: Vec<(&str, &str)> = given
        .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
        .collect();
    let [(field, wanted)] = given.as_slice() else {
        let names: Vec<&str> = root.by.iter().map(|of| of.name).collect();
        let message = format!(
            "Exactly one of these arguments is required: {}.",
            names.join(", ")
        );
        return Err(Refusal::bad_request(Problem::new("InvalidInput", message)));
    };
    let all = project.all(root.path);
    let found = match *field {
        "id" => all.get(wanted),
        field => all.id_of(field, wanted).and_then(|id| all.get(id)),
    };
    let seen = project.whole(root.path, &call.caller)?;
    let Some(found) = found.filter(|of| seen.has(of)) else {
        return Ok(Value::Null);
    };
    rights::check(project, seen, Deed::View, found)?;
    Ok(fields(project, &step.inner, found))
}

/// Fails if the token does not permit the query of the kind by REST. Returns the operation of the query.
fn check_scopes(
    project: &Project,
    call: &Call<'_>,
    root: &Root,
) -> Result<&'static crate::contract::Operation, Refusal> {
    let operation = project.contract.operation("GET", root.path);
    let operation = operation.ok_or_else(|| Refusal::not_emulated(root.path))?;
    call.caller.holder.check_query(operation, &call.route)?;
    Ok(operation)
}

/// The selected fields of an object.
fn fields(project: &Project, steps: &[Step<'_>], of: &Object) -> Value {
    let fields = steps.iter();
    let fields = fields.map(|step| (step.key.to_owned(), value(project, step, of)));
    Value::Object(fields.collect())
}

fn value(project: &Project, step: &Step<'_>, of: &Object) -> Value {
    let member = |name: &str| of.get(name).unwrap_or(&Value::Null);
    match step.source {
        Source::TypeName => type_name(step),
        Source::Member(name) => selected(project, step, member(name)),
        Source::List(name) => match member(name) {
            Value::Null => json!([]),
            value => selected(project, step, value),
        },
        Source::Localized(name) => localized(member(name), &step.arguments),
        Source::AllLocales(name) => match member(name) {
            Value::Object(texts) => {
                let texts = texts.iter();
                let texts = texts.map(|(locale, value)| json!({"locale": locale, "value": value}));
                selected(project, step, &texts.collect())
            }
            _ => Value::Null,
        },
        Source::Expanded(name, missing) => match (member(name), missing) {
            (Value::Array(references), _) => {
                let resources = references.iter().map(|of| expanded(project, step, of));
                // A list contains no `null`: a resource that does not exist any more is left out.
                Value::Array(resources.filter(|of| !of.is_null()).collect())
            }
            (Value::Null, Missing::EmptyList) => json!([]),
            (reference, _) => expanded(project, step, reference),
        },
        Source::AllVariants => {
            let master = of.get("masterVariant").into_iter();
            let others = of.get("variants").and_then(Value::as_array);
            let all = master.chain(others.into_iter().flatten());
            all.map(|variant| selected(project, step, variant))
                .collect()
        }
        Source::Raw(name) => raw(project, step, member(name)),
        Source::Exists => {
            let count = of.get("total").and_then(Value::as_u64);
            (count.unwrap_or_default() > 0).into()
        }
        // They are fields of `Query` only.
        Source::One(_) | Source::Page(_) => Value::Null,
    }
}

fn type_name(step: &Step<'_>) -> Value {
    step.type_name.clone().into()
}

/// A scalar as it is, and the selected fields of an object or of each object of a list.
fn selected(project: &Project, step: &Step<'_>, value: &Value) -> Value {
    match value {
        _ if step.inner.is_empty() => value.clone(),
        Value::Array(values) => {
            let values = values.iter();
            values.map(|value| selected(project, step, value)).collect()
        }
        Value::Object(of) => fields(project, &step.inner, of),
        other => other.clone(),
    }
}

/// The text in the locale of the arguments, or in the first of the accepted ones that exists.
fn localized(texts: &Value, arguments: &Object) -> Value {
    let wanted = arguments.get("locale").and_then(Value::as_str).into_iter();
    let accepted = arguments.get("acceptLanguage").and_then(Value::as_array);
    let accepted = accepted.into_iter().flatten().filter_map(Value::as_str);
    let found = wanted.chain(accepted).find_map(|locale| texts.get(locale));
    found.cloned().unwrap_or_default()
}

/// The resource of a reference.
fn expanded(project: &Project, step: &Step<'_>, reference: &Value) -> Value {
    let type_id = reference.get("typeId").and_then(Value::as_str);
    let found = type_id.and_then(|type_id| project.find(type_id, reference).ok());
    found.map_or(Value::Null, |of| fields(project, &step.inner, of))
}

/// Custom fields or attributes as a list of names and values.
fn raw(project: &Project, step: &Step<'_>, of: &Value) -> Value {
    let names = |argument: &str| step.arguments.get(argument).and_then(Value::as_array);
    let has = |names: &Vec<Value>, name: &str| names.iter().any(|of| of.as_str() == Some(name));
    let is_included = |name: &str| {
        names("includeNames").is_none_or(|names| has(names, name))
            && !names("excludeNames").is_some_and(|names| has(names, name))
    };
    let all: Vec<Object> = match of {
        Value::Object(fields) => {
            let pairs = fields.iter().map(|(name, value)| {
                let pair = [
                    ("name", Value::from(name.as_str())),
                    ("value", value.clone()),
                ];
                pair.map(|(name, value)| (name.to_owned(), value))
            });
            pairs.map(Object::from_iter).collect()
        }
        Value::Array(attributes) => {
            let attributes = attributes.iter().filter_map(Value::as_object);
            attributes.cloned().collect()
        }
        _ => Vec::new(),
    };
    let all = all.iter();
    all.filter(|of| text(of, "name").is_some_and(is_included))
        .map(|of| fields(project, &step.inner, of))
        .collect()
}
