//! Update actions, by their regular forms.

use serde_json::{Map, Value, json};

use super::{Project, check_version, now, version};
use crate::build;
use crate::contract::{Resolved, Use};
use crate::kind::{Change, Kind};
use crate::refusal::Refusal;

/// What an action such as `changeName`, `setKey`, `addLocation` or `removeLocation` does.
struct Form<'a> {
    verb: Verb,
    /// The property of the action that has the value.
    property: String,
    /// The field of the resource.
    field: String,
    is_required: bool,
    /// The type of the value, and what it is in the resource.
    sent: &'a Use,
    received: &'a Use,
}

#[derive(Clone, Copy)]
enum Verb {
    /// Gives a field another value, or none.
    Replace,
    /// Adds an element to a list.
    Add,
    /// Takes an element that is the same from a list.
    Remove,
}

const VERBS: [(&str, Verb); 4] = [
    ("set", Verb::Replace),
    ("change", Verb::Replace),
    ("add", Verb::Add),
    ("remove", Verb::Remove),
];

impl Project {
    /// Applies the actions of an update that was checked, all or none.
    pub(super) fn update(
        &mut self,
        path: &'static str,
        id: &str,
        update: &Map<String, Value>,
    ) -> Result<Value, Refusal> {
        let old = self.resource(path, id)?;
        let version = version(update).unwrap_or_default();
        check_version(old, id, version)?;
        let kind = self.kind(path)?;
        let mut new = old.clone();
        let actions = update.get("actions").and_then(Value::as_array);
        for action in actions.into_iter().flatten() {
            self.apply(kind, id, &mut new, action)?;
        }
        self.check_unique(kind, id, &new)?;
        (kind.rules.complete)(&mut new, self.all(path));
        // What changes nothing makes no new version, as on the platform.
        if *old != new {
            new.insert("version".to_owned(), (version + 1).into());
            new.insert("lastModifiedAt".to_owned(), now());
            let unique = kind.unique;
            let all = self.resources.entry(path).or_default();
            all.put(unique, id, new.clone());
        }
        Ok(Value::Object(new))
    }

    /// Applies an action of a regular form: see [`Form`].
    fn apply(
        &self,
        kind: &Kind,
        id: &str,
        resource: &mut Map<String, Value>,
        action: &Value,
    ) -> Result<(), Refusal> {
        let name = action.get("action").and_then(Value::as_str);
        let name = name.unwrap_or_default();
        let not_emulated = |why: &str| {
            let what = format!("the update action {name} of {}{why}", kind.path);
            Refusal::not_emulated(&what)
        };
        (kind.rules.refuse)(Change::Action(id, name), self.all(kind.path))?;
        let form = self.form(kind, name).ok_or_else(|| not_emulated(""))?;
        let value = action.get(&form.property).filter(|value| !value.is_null());
        let find = |type_id: &str, identifier: &Value| self.find(type_id, identifier);
        let value = value
            .map(|value| build::received(self.contract, &find, value, form.sent, form.received));
        match (form.verb, value.transpose()?) {
            (Verb::Replace, Some(value)) => {
                resource.insert(form.field, value);
            }
            (Verb::Replace, None) if form.is_required => {
                return Err(not_emulated(" without a value"));
            }
            (Verb::Replace, None) => {
                resource.remove(&form.field);
            }
            (Verb::Add, Some(value)) => {
                let list = resource.entry(form.field).or_insert_with(|| json!([]));
                if let Some(list) = list.as_array_mut() {
                    list.push(value);
                }
            }
            (Verb::Remove, Some(value)) => {
                let list = resource.get_mut(&form.field).and_then(Value::as_array_mut);
                let place = list
                    .as_ref()
                    .and_then(|list| list.iter().position(|of| *of == value));
                match (list, place) {
                    (Some(list), Some(place)) => drop(list.remove(place)),
                    _ => return Err(not_emulated(" for what is not there")),
                }
            }
            (Verb::Add | Verb::Remove, None) => return Err(not_emulated(" without a value")),
        }
        Ok(())
    }

    /// The form of an action: its verb, and the one property that it has and the resource has, too.
    fn form(&self, kind: &Kind, action: &str) -> Option<Form<'_>> {
        let (verb, property) = VERBS.iter().find_map(|(text, verb)| {
            let property = action.strip_prefix(text)?;
            Some((*verb, lower_first(property)))
        })?;
        let own = self.fields_of_action(kind, action)?;
        let [(own, sent)] = own.as_slice() else {
            return None;
        };
        let field = match verb {
            Verb::Replace => property.clone(),
            Verb::Add | Verb::Remove => format!("{property}s"),
        };
        let contract = self.contract;
        let fields = contract.fields(contract.definition(&kind.state)?)?;
        let target = fields.get(field.as_str())?;
        let received = match (verb, contract.resolve(&target.of)) {
            (Verb::Replace, _) => &target.of,
            (_, Resolved::List(items)) => items,
            _ => return None,
        };
        let is_required = target.required;
        (*own == property).then_some(Form {
            verb,
            property,
            field,
            is_required,
            sent,
            received,
        })
    }

    /// The fields of an action beside its name.
    fn fields_of_action(&self, kind: &Kind, name: &str) -> Option<Vec<(&str, &Use)>> {
        let contract = self.contract;
        let resource = contract.resources.get(&format!("{}/{{ID}}", kind.path))?;
        let actions = contract.kinds_of(resource.action.as_deref()?)?;
        let action = contract.definition(actions.get(name)?)?;
        let discriminator = contract.discriminator(action);
        let fields = contract.fields(action)?.into_iter();
        let fields = fields.filter(|(name, _)| Some(*name) != discriminator);
        Some(fields.map(|(name, field)| (name, &field.of)).collect())
    }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}
