//! Executes the steps of a query.

use serde_json::{Value, json};

use super::field::{Missing, Source};
use super::plan::Step;
use super::problem::{location, not_emulated};
use super::root::Root;
use crate::contract::Operation;
use crate::kind::Object;
use crate::kinds::business_units::rights::{self, Deed};
use crate::project::{Call, Parameters, Project};
use crate::refusal::{Problem, Refusal};

/// A result with more objects is refused, because all other requests wait for it.
const MOST_OBJECTS: usize = 100_000;

/// The data of a response, unless it is `null`, and the errors.
///
/// Fails only if the emulator does not emulate something.
pub(super) fn execute(
    project: &Project,
    call: &Call<'_>,
    steps: &[Step<'_>],
) -> Result<(Option<Object>, Vec<Value>), Refusal> {
    let mut execution = Execution {
        project,
        call,
        objects: 0,
    };
    let mut data = Some(Object::new());
    let mut errors = Vec::new();
    for step in steps {
        let (found, is_nullable) = match step.source {
            Source::One(root) => (execution.one(root, step), true),
            Source::Page(root) => (execution.page(root, step), false),
            _ => (Ok(type_name(step, &Object::new())), false),
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

struct Execution<'a> {
    project: &'a Project,
    call: &'a Call<'a>,
    /// The number of objects of the result.
    objects: usize,
}

impl Execution<'_> {
    /// A page of resources.
    fn page(&mut self, root: &Root, step: &Step<'_>) -> Result<Value, Refusal> {
        let operation = self.check_scopes(root.path)?;
        // The platform shows a token that may only see published products a part of each product.
        let of_one = self.check_scopes(&format!("{}/{{ID}}", root.path));
        of_one.map_err(|_| {
            let what = format!("a query of {} with the scope of the token", root.page);
            not_emulated(&what, step.at)
        })?;
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
        let seen = self.project.whole(root.path, &self.call.caller)?;
        let page = self.project.query(seen, &query, &|_| true)?;
        self.selected(step, &page)
    }

    /// A resource; `null` if there is none.
    fn one(&mut self, root: &Root, step: &Step<'_>) -> Result<Value, Refusal> {
        self.check_scopes(&format!("{}/{{ID}}", root.path))?;
        let given = step.arguments.iter();
        let given: Vec<(&str, &str)> = given
            .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
            .collect();
        let [(field, wanted)] = given.as_slice() else {
            let names: Vec<&str> = root.by.iter().map(|of| of.name).collect();
            let names = names.join(", ");
            let message = format!("Exactly one of these arguments is required: {names}.");
            return Err(Refusal::bad_request(Problem::new("InvalidInput", message)));
        };
        let project = self.project;
        let all = project.all(root.path);
        let found = match *field {
            "id" => all.get(wanted),
            field => all.id_of(field, wanted).and_then(|id| all.get(id)),
        };
        let seen = project.whole(root.path, &self.call.caller)?;
        let Some(found) = found.filter(|of| seen.has(of)) else {
            return Ok(Value::Null);
        };
        rights::check(project, seen, Deed::View, found)?;
        self.object(step, found)
    }

    /// Fails if the token does not permit to read a path by REST. Returns the operation.
    fn check_scopes(&self, path: &str) -> Result<&'static Operation, Refusal> {
        let operation = self.project.contract.operation("GET", path);
        let operation = operation.ok_or_else(|| Refusal::not_emulated(path))?;
        let holder = &self.call.caller.holder;
        holder.check_query(operation, &self.call.route)?;
        Ok(operation)
    }

    /// The selected fields of an object.
    fn object(&mut self, step: &Step<'_>, of: &Object) -> Result<Value, Refusal> {
        self.objects += 1;
        if self.objects > MOST_OBJECTS {
            let what = format!("results of more than {MOST_OBJECTS} objects");
            return Err(not_emulated(&what, step.at));
        }
        let mut fields = Object::new();
        for inner in step.inner.iter().flatten() {
            let value = self.value(inner, of)?;
            if value.is_null() && inner.is_never_null {
                let what = format!("an object whose '{}' is missing", inner.name);
                return Err(not_emulated(&what, inner.at));
            }
            fields.insert(inner.key.to_owned(), value);
        }
        Ok(Value::Object(fields))
    }

    fn value(&mut self, step: &Step<'_>, of: &Object) -> Result<Value, Refusal> {
        let member = |name: &str| of.get(name).unwrap_or(&Value::Null);
        match step.source {
            Source::TypeName => Ok(type_name(step, of)),
            Source::Member(name) => self.selected(step, member(name)),
            Source::List(name) => match member(name) {
                Value::Null => Ok(json!([])),
                value => self.selected(step, value),
            },
            Source::Localized(name) => Ok(localized(member(name), &step.arguments)),
            Source::AllLocales(name) => match member(name) {
                Value::Object(texts) => {
                    let texts = texts.iter();
                    let texts = texts.map(|(locale, of)| json!({"locale": locale, "value": of}));
                    self.selected(step, &texts.collect())
                }
                _ => Ok(Value::Null),
            },
            Source::Expanded(name, missing) => match (member(name), missing) {
                (Value::Array(references), _) => {
                    let resources = references.iter().map(|of| self.expanded(step, of));
                    let resources = resources.collect::<Result<Vec<_>, _>>()?;
                    // A list contains no `null`: a resource that does not exist any more is left out.
                    Ok(resources.into_iter().filter(|of| !of.is_null()).collect())
                }
                (Value::Null, Missing::EmptyList) => Ok(json!([])),
                (reference, _) => self.expanded(step, reference),
            },
            Source::AllVariants => {
                let master = of.get("masterVariant").into_iter();
                let others = of.get("variants").and_then(Value::as_array);
                let all = master.chain(others.into_iter().flatten());
                all.map(|variant| self.selected(step, variant)).collect()
            }
            Source::Raw(name) => self.selected(step, &raw(member(name), &step.arguments)),
            Source::Exists => {
                let count = of.get("total").and_then(Value::as_u64);
                Ok((count.unwrap_or_default() > 0).into())
            }
            // They are fields of `Query` only.
            Source::One(_) | Source::Page(_) => Ok(Value::Null),
        }
    }

    /// A scalar as it is, and the selected fields of an object or of each object of a list.
    fn selected(&mut self, step: &Step<'_>, value: &Value) -> Result<Value, Refusal> {
        match value {
            _ if step.inner.is_none() => Ok(value.clone()),
            Value::Array(values) => {
                let values = values.iter();
                values.map(|value| self.selected(step, value)).collect()
            }
            Value::Object(of) => self.object(step, of),
            other => Ok(other.clone()),
        }
    }

    /// The resource of a reference.
    fn expanded(&mut self, step: &Step<'_>, reference: &Value) -> Result<Value, Refusal> {
        let type_id = reference.get("typeId").and_then(Value::as_str);
        let found = type_id.and_then(|type_id| self.project.find(type_id, reference).ok());
        found.map_or(Ok(Value::Null), |of| self.object(step, of))
    }
}

fn type_name(step: &Step<'_>, of: &Object) -> Value {
    step.type_name.and_then(|name| name.of(of)).into()
}

/// The text in the locale of the arguments, or in the first of the accepted ones that exists.
fn localized(texts: &Value, arguments: &Object) -> Value {
    let wanted = arguments.get("locale").and_then(Value::as_str).into_iter();
    let accepted = arguments.get("acceptLanguage").and_then(Value::as_array);
    let accepted = accepted.into_iter().flatten().filter_map(Value::as_str);
    let found = wanted.chain(accepted).find_map(|locale| texts.get(locale));
    found.cloned().unwrap_or_default()
}

/// Custom fields or attributes as a list of names and values, with those that the arguments include.
fn raw(of: &Value, arguments: &Object) -> Value {
    let names = |argument: &str| arguments.get(argument).and_then(Value::as_array);
    let has = |names: &Vec<Value>, name: &str| names.iter().any(|of| of.as_str() == Some(name));
    let is_included = |name: &str| {
        names("includeNames").is_none_or(|names| has(names, name))
            && !names("excludeNames").is_some_and(|names| has(names, name))
    };
    match of {
        Value::Object(fields) => {
            let fields = fields.iter().filter(|(name, _)| is_included(name));
            fields
                .map(|(name, value)| json!({"name": name, "value": value}))
                .collect()
        }
        Value::Array(attributes) => {
            let attributes = attributes.iter();
            let included = attributes.filter(|of| {
                let name = of.get("name").and_then(Value::as_str);
                name.is_some_and(is_included)
            });
            included.cloned().collect()
        }
        _ => json!([]),
    }
}
