//! Converts drafts to resources.

use serde_json::{Map, Value, json};

use crate::contract::{Contract, Definition, Field, Resolved, Use};
use crate::identifier;
use crate::money;
use crate::refusal::{Problem, Refusal};

/// Finds the resource that a draft names by its type and its key or id: returns its id, and its key if it has one.
pub(crate) type Find<'a> = &'a dyn Fn(&str, &Value) -> Result<Found, Refusal>;

/// Custom fields of a type, named by its id or key, with the values of a draft.
pub(crate) type ReadCustom<'a> = &'a dyn Fn(&Value, Option<&Value>) -> Result<Value, Refusal>;

/// A referenced resource.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) id: String,
    pub(crate) key: Option<String>,
}

/// Converts drafts to resources.
#[derive(Clone, Copy)]
pub(crate) struct Build<'a> {
    pub(crate) contract: &'a Contract,
    pub(crate) find: Find<'a>,
    pub(crate) custom: ReadCustom<'a>,
    /// The current time in the API format.
    pub(crate) now: &'a Value,
}

/// The kinds of types for references.
#[derive(Clone, Copy)]
enum Reference {
    ById,
    ByKey,
}

impl Build<'_> {
    /// Converts a value of a draft's type to the received type. Both have been checked.
    pub(crate) fn value(
        &self,
        value: &Value,
        sent: &Use,
        received: &Use,
    ) -> Result<Value, Refusal> {
        let contract = self.contract;
        match (contract.resolve(sent), contract.resolve(received)) {
            (Resolved::Scalar(_), Resolved::Scalar(_)) => Ok(without_null(value)),
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
                self.of_types(value, (sent, from), (received, to))
            }
            _ => Err(unknown(None, None)),
        }
    }

    /// The fields of an object of type `received` from a draft of type `sent`, except those in `leave`.
    pub(crate) fn given(
        &self,
        draft: &Map<String, Value>,
        sent: &Definition,
        received: &Definition,
        leave: &[&str],
    ) -> Result<Map<String, Value>, Refusal> {
        let from = self.contract.fields(sent).unwrap_or_default();
        let to = self.contract.fields(received).unwrap_or_default();
        let mut object = Map::new();
        for (name, field) in &from {
            let Some(value) = draft.get(*name).filter(|value| !value.is_null()) else {
                continue;
            };
            if leave.contains(name) {
                continue;
            }
            let Some(target) = to.get(name) else {
                return Err(Refusal::not_emulated(&format!(
                    "the field {name} of a draft"
                )));
            };
            let value = self.value(value, &field.of, &target.of)?;
            object.insert((*name).to_owned(), value);
        }
        if !self.contract.maps(sent).is_empty() {
            for (name, value) in draft {
                if !from.contains_key(name.as_str()) && !value.is_null() {
                    object.insert(name.clone(), without_null(value));
                }
            }
        }
        Ok(object)
    }

    /// Sets required fields that the draft does not have and that have a default.
    pub(crate) fn set_defaults(
        &self,
        object: &mut Map<String, Value>,
        sent: &Definition,
        received: &Definition,
    ) {
        let from = self.contract.fields(sent).unwrap_or_default();
        for (name, field) in self.contract.fields(received).unwrap_or_default() {
            if !object.contains_key(name)
                && let Some(value) = self.default(name, field, from.get(name).copied())
            {
                object.insert(name.to_owned(), value);
            }
        }
    }

    /// The value of a field that the draft does not have.
    pub(crate) fn default(
        &self,
        name: &str,
        field: &Field,
        of_draft: Option<&Field>,
    ) -> Option<Value> {
        let of_draft = of_draft.and_then(|field| field.facets.default.clone());
        if let Some(default) = of_draft {
            return Some(default);
        }
        if name == "id" {
            return Some(json!(identifier::id()));
        }
        if !field.required {
            return None;
        }
        if let Some(default) = &field.facets.default {
            return Some(default.clone());
        }
        match self.contract.resolve(&field.of) {
            _ if name == "addedAt" => Some(self.now.clone()),
            Resolved::List(_) => Some(json!([])),
            // An object without required fields is empty.
            Resolved::Type(_, of) if of.values.is_none() && of.union.is_none() => {
                let fields = self.contract.fields(of)?;
                let needs_nothing = !fields.values().any(|field| field.required);
                needs_nothing.then(|| json!({}))
            }
            _ => None,
        }
    }

    fn of_types(
        &self,
        value: &Value,
        (sent, from): (Option<&str>, &Definition),
        (received, to): (Option<&str>, &Definition),
    ) -> Result<Value, Refusal> {
        if let (Some(_), Some(members)) = (&from.union, &to.union) {
            return self.of_union(value, members);
        }
        if from.values.is_some() && to.values.is_some() {
            return Ok(value.clone());
        }
        let (Value::Object(draft), Some(sent), Some(received)) = (value, sent, received) else {
            return Err(unknown(sent, received));
        };
        if let Some(money) = money::received(draft, received) {
            return money.map(Value::Object);
        }
        if received == "CustomFields" {
            let identifier = draft.get("type").unwrap_or(&Value::Null);
            return (self.custom)(identifier, draft.get("fields"));
        }
        if let Some((type_id, form)) = self.reference(received) {
            let found = (self.find)(&type_id, value)?;
            return Ok(match form {
                Reference::ById => json!({"typeId": type_id, "id": found.id}),
                Reference::ByKey => json!({"typeId": type_id, "key": found.key}),
            });
        }
        let contract = self.contract;
        let is_base = |name| contract.kinds_of(name).is_some();
        let discriminator = contract.discriminator(from);
        let tag = discriminator.and_then(|name| draft.get(name)?.as_str());
        let of_tag = |name| contract.kinds_of(name)?.get(tag?);
        match (is_base(sent), is_base(received)) {
            (false, false) => self.object(draft, from, (received, to)),
            _ => {
                let (sent, received) = (
                    of_tag(sent).map_or(sent, String::as_str),
                    of_tag(received).map_or(received, String::as_str),
                );
                let types = (contract.definition(sent), contract.definition(received));
                match types {
                    (Some(from), Some(to)) if !is_base(sent) && !is_base(received) => {
                        self.object(draft, from, (received, to))
                    }
                    _ => Err(unknown(Some(sent), Some(received))),
                }
            }
        }
    }

    /// The reference for a resource identifier of one of several types.
    fn of_union(&self, value: &Value, members: &[Use]) -> Result<Value, Refusal> {
        let type_id = value.get("typeId").and_then(Value::as_str);
        let mut members = members.iter().filter_map(|member| match member {
            Use::Named(name) => self.reference(name),
            _ => None,
        });
        match members.find(|(tag, _)| Some(tag.as_str()) == type_id) {
            Some((type_id, _)) => {
                let found = (self.find)(&type_id, value)?;
                Ok(json!({"typeId": type_id, "id": found.id}))
            }
            None => Err(unknown(None, None)),
        }
    }

    fn object(
        &self,
        draft: &Map<String, Value>,
        from: &Definition,
        (received, to): (&str, &Definition),
    ) -> Result<Value, Refusal> {
        let mut object = self.given(draft, from, to, &[])?;
        self.set_defaults(&mut object, from, to);
        self.set_tag(&mut object, to);
        let fields = self.contract.fields(to).unwrap_or_default();
        let mut fields = fields.into_iter();
        let missing = fields.find(|(name, field)| field.required && !object.contains_key(*name));
        match missing {
            None => Ok(Value::Object(object)),
            Some((name, _)) => {
                let what = format!("the default of the field {name} of {received}");
                Err(Refusal::not_emulated(&what))
            }
        }
    }

    fn set_tag(&self, object: &mut Map<String, Value>, of: &Definition) {
        if let (Some(name), Some(tag)) = (self.contract.discriminator(of), &of.tag) {
            object.insert(name.to_owned(), json!(tag));
        }
    }

    /// The tag of a reference type.
    fn reference(&self, name: &str) -> Option<(String, Reference)> {
        let of = |base: &str, form| {
            let mut kinds = self.contract.kinds_of(base)?.iter();
            let (tag, _) = kinds.find(|(_, kind)| *kind == name)?;
            Some((tag.clone(), form))
        };
        of("Reference", Reference::ById).or_else(|| of("KeyReference", Reference::ByKey))
    }
}

/// The error for a reference to a missing resource.
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

/// The value without `null` members, which mean the same as missing ones.
pub(crate) fn without_null(value: &Value) -> Value {
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
