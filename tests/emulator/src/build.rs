//! Makes of a draft what the platform makes of it.

use serde_json::{Map, Value, json};

use crate::contract::{Contract, Definition, Resolved, Use};
use crate::identifier;
use crate::refusal::{Problem, Refusal};

/// Finds the id of a resource that a draft names by its type and its key or id.
pub(crate) type Find<'a> = &'a dyn Fn(&str, &Value) -> Result<String, Refusal>;

/// What a value of a draft's type is, as a value of the type that is received. Both have been checked.
pub(crate) fn received(
    contract: &Contract,
    find: Find<'_>,
    value: &Value,
    sent: &Use,
    received: &Use,
) -> Result<Value, Refusal> {
    let build = Build { contract, find };
    build.value(value, sent, received)
}

/// The fields of an object of type `received` that the draft of type `sent` gives.
pub(crate) fn given(
    contract: &Contract,
    find: Find<'_>,
    draft: &Map<String, Value>,
    sent: &Definition,
    received: &Definition,
) -> Result<Map<String, Value>, Refusal> {
    Build { contract, find }.given(draft, sent, received)
}

struct Build<'a> {
    contract: &'a Contract,
    find: Find<'a>,
}

impl Build<'_> {
    fn value(&self, value: &Value, sent: &Use, received: &Use) -> Result<Value, Refusal> {
        match (self.contract.resolve(sent), self.contract.resolve(received)) {
            (Resolved::Scalar(_), Resolved::Scalar(_)) => Ok(value.clone()),
            (Resolved::List(sent), Resolved::List(received)) => {
                let values = value.as_array().into_iter().flatten();
                let values = values.map(|value| self.value(value, sent, received));
                values.collect::<Result<_, _>>().map(Value::Array)
            }
            (Resolved::Type(Some(sent), _), Resolved::Type(Some(received), _))
                if sent == received =>
            {
                Ok(without_null(value))
            }
            (Resolved::Type(sent, from), Resolved::Type(received, to)) => {
                let (Value::Object(draft), (Some(sent), Some(received))) =
                    (value, (sent, received))
                else {
                    return Err(unknown(sent, received));
                };
                match self.reference(received) {
                    Some(type_id)
                        if self
                            .contract
                            .fields(to)
                            .is_some_and(|of| of.contains_key("obj")) =>
                    {
                        let id = (self.find)(&type_id, value)?;
                        Ok(json!({"typeId": type_id, "id": id}))
                    }
                    _ => self.object(draft, (sent, from), (received, to)),
                }
            }
            _ => Err(unknown(None, None)),
        }
    }

    fn object(
        &self,
        draft: &Map<String, Value>,
        (sent, from): (&str, &Definition),
        (received, to): (&str, &Definition),
    ) -> Result<Value, Refusal> {
        // Which of several types it is would have to be found for both; nothing of the kinds that are emulated needs it.
        let contract = self.contract;
        if contract.kinds_of(sent).is_some() || contract.kinds_of(received).is_some() {
            return Err(unknown(Some(sent), Some(received)));
        }
        let mut object = self.given(draft, from, to)?;
        let missing = contract.fields(to).unwrap_or_default();
        for (name, field) in missing {
            if !field.required || object.contains_key(name) {
                continue;
            }
            let value = match contract.resolve(&field.of) {
                _ if name == "id" => json!(identifier::id()),
                Resolved::List(_) => json!([]),
                _ => match &field.facets.default {
                    Some(default) => default.clone(),
                    None => return Err(unknown(Some(sent), Some(received))),
                },
            };
            object.insert(name.to_owned(), value);
        }
        Ok(Value::Object(object))
    }

    fn given(
        &self,
        draft: &Map<String, Value>,
        sent: &Definition,
        received: &Definition,
    ) -> Result<Map<String, Value>, Refusal> {
        let from = self.contract.fields(sent).unwrap_or_default();
        let to = self.contract.fields(received).unwrap_or_default();
        let mut object = Map::new();
        for (name, field) in &from {
            let Some(value) = draft.get(*name).filter(|value| !value.is_null()) else {
                continue;
            };
            let Some(target) = to.get(name) else {
                return Err(Refusal::not_emulated(&format!(
                    "the field {name} of a draft"
                )));
            };
            let value = self.value(value, &field.of, &target.of)?;
            object.insert((*name).to_owned(), value);
        }
        Ok(object)
    }

    /// The tag of a type of references.
    fn reference(&self, name: &str) -> Option<String> {
        let mut kinds = self.contract.kinds_of("Reference")?.iter();
        let found = kinds.find(|(_, kind)| *kind == name);
        found.map(|(tag, _)| tag.clone())
    }
}

/// The reference to a resource that is not there.
pub(crate) fn unresolved(type_id: &str, identifier: &Value) -> Refusal {
    let member = |name: &str| identifier.get(name).and_then(Value::as_str);
    let (by, value) = match (member("id"), member("key")) {
        (Some(id), _) => ("ID", id),
        (None, key) => ("key", key.unwrap_or_default()),
    };
    let message =
        format!("The referenced object of type '{type_id}' with {by} '{value}' was not found.");
    let mut problem = Problem::new("ReferencedResourceNotFound", message).with("typeId", type_id);
    for name in ["id", "key"] {
        if let Some(value) = member(name) {
            problem = problem.with(name, value);
        }
    }
    Refusal::bad_request(problem)
}

fn unknown(sent: Option<&str>, received: Option<&str>) -> Refusal {
    let (sent, received) = (sent.unwrap_or("a value"), received.unwrap_or("another one"));
    Refusal::not_emulated(&format!("how {sent} becomes {received}"))
}

/// The same value without members that are `null`, which mean the same as none.
fn without_null(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.iter().filter(|(_, value)| !value.is_null());
            let members = members.map(|(name, value)| (name.clone(), without_null(value)));
            Value::Object(members.collect())
        }
        Value::Array(values) => values.iter().map(without_null).collect(),
        other => other.clone(),
    }
}
