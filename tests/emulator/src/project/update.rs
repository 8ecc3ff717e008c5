//! Update actions, by their regular forms.

use serde_json::{Map, Value};

use super::{Project, check_version, now};
use crate::build;
use crate::kind::{Change, Kind};
use crate::refusal::Refusal;

/// The verbs of the actions that give a field another value, or none.
const REPLACING: [&str; 2] = ["set", "change"];

impl Project {
    /// Applies the actions of an update that was checked, all or none.
    pub(super) fn update(
        &mut self,
        path: &'static str,
        id: &str,
        update: &Map<String, Value>,
    ) -> Result<Value, Refusal> {
        let old = self.resource(path, id)?;
        let version = update.get("version").and_then(Value::as_u64);
        check_version(old, id, version.unwrap_or_default())?;
        let kind = self
            .kinds
            .get(path)
            .ok_or_else(|| Refusal::not_emulated(path))?;
        let mut new = old.clone();
        let actions = update.get("actions").and_then(Value::as_array);
        for action in actions.into_iter().flatten() {
            self.apply(kind, id, &mut new, action)?;
        }
        self.check_unique(kind, Some(id), &new)?;
        let complete = kind.rules.complete;
        let all = self.resources.entry(path).or_default();
        complete(&mut new, all);
        // What changes nothing makes no new version, as on the platform.
        if let Some(old) = all.get(id).filter(|old| **old != new) {
            let version = old.get("version").and_then(Value::as_u64);
            new.insert(
                "version".to_owned(),
                (version.unwrap_or_default() + 1).into(),
            );
            new.insert("lastModifiedAt".to_owned(), now());
            all.insert(id.to_owned(), new.clone());
        }
        Ok(Value::Object(new))
    }

    /// Applies an action such as `changeName` or `setKey`: the verb, then the field that it has and the resource has, too.
    fn apply(
        &self,
        kind: &Kind,
        id: &str,
        resource: &mut Map<String, Value>,
        action: &Value,
    ) -> Result<(), Refusal> {
        let name = action
            .get("action")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let not_emulated = || {
            let what = format!("the update action {name} of {}", kind.path);
            Refusal::not_emulated(&what)
        };
        if let Some(all) = self.resources.get(kind.path) {
            (kind.rules.refuse)(Change::Action(id, name), all)?;
        }
        let field = REPLACING.iter().find_map(|verb| name.strip_prefix(verb));
        let field = field.map(lower_first).ok_or_else(not_emulated)?;
        let contract = self.contract;
        let state = contract.definition(&kind.state);
        let fields = state
            .and_then(|state| contract.fields(state))
            .unwrap_or_default();
        let target = fields.get(field.as_str()).ok_or_else(not_emulated)?;
        let own = self.fields_of_action(kind, name).ok_or_else(not_emulated)?;
        let [(own, of)] = own.as_slice() else {
            return Err(not_emulated());
        };
        if *own != field {
            return Err(not_emulated());
        }
        match action.get(&field).filter(|value| !value.is_null()) {
            Some(value) => {
                let find = |type_id: &str, identifier: &Value| self.find(type_id, identifier);
                let value = build::received(contract, &find, value, of, &target.of)?;
                resource.insert(field, value);
            }
            None if target.required => return Err(not_emulated()),
            None => {
                resource.remove(&field);
            }
        }
        Ok(())
    }

    /// The fields of an action beside its name.
    fn fields_of_action(
        &self,
        kind: &Kind,
        name: &str,
    ) -> Option<Vec<(&str, &crate::contract::Use)>> {
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
