//! A resource from its draft.

use serde_json::{Value, json};

use super::{Change, Project, Seen};
use crate::kind::{Kind, Object, Stage};
use crate::refusal::{Problem, Refusal};

impl Project {
    /// Makes a resource of a draft that was checked, and keeps it.
    pub(crate) fn create(&mut self, seen: Seen<'_>, draft: &Object) -> Result<Object, Refusal> {
        let resource = self.made(seen, draft)?;
        self.insert(seen, resource)
    }

    /// The resource that a draft makes, which is not kept yet.
    pub(crate) fn made(&self, seen: Seen<'_>, draft: &Object) -> Result<Object, Refusal> {
        let Seen { kind, view, caller } = seen;
        let missing = || Refusal::not_emulated(&format!("the creation of {}", kind.row.path));
        let sent = view.draft.as_deref().ok_or_else(missing)?;
        let sent = self.contract.definition(sent).ok_or_else(missing)?;
        let received = self.contract.definition(&kind.state).ok_or_else(missing)?;
        let mut resource = self.building(|build| {
            let mut resource = build.given(draft, sent, received, kind.row.by_hand)?;
            build.set_defaults(&mut resource, sent, received);
            Ok::<_, Refusal>(resource)
        })?;
        for (name, value) in self.created_now(caller) {
            if self.contract.field(received, name).is_some() {
                resource.insert(name.to_owned(), value);
            }
        }
        self.adopt(seen, &mut resource)?;
        if let Some(custom) = resource.get("custom") {
            self.check_custom(custom)?;
        }
        (kind.row.complete)(self, Stage::Created(draft), &mut resource)?;
        // What the draft leaves out and no rule gives would have to be made up.
        let fields = self.contract.fields(received).unwrap_or_default();
        let mut fields = fields.into_iter();
        let missing = fields.find(|(name, field)| field.required && !resource.contains_key(*name));
        match missing {
            None => Ok(resource),
            Some((name, _)) => {
                let what = format!("the default of the field {name} in {}", kind.row.path);
                Err(Refusal::not_emulated(&what))
            }
        }
    }

    /// Keeps a new resource, and writes the message about it.
    pub(crate) fn insert(&mut self, seen: Seen<'_>, resource: Object) -> Result<Object, Refusal> {
        let kind = seen.kind;
        let messages = Vec::new();
        let made = Change { resource, messages };
        let resource = self.extended(seen, None, made)?.resource;
        let id = resource.get("id").and_then(Value::as_str);
        let id = id.unwrap_or_default().to_owned();
        self.check_unique(kind, &id, &resource)?;
        if self.all(kind.row.path).is_full() {
            let message = "The emulator keeps no more resources of this kind.";
            let problem = Problem::new("MaxResourceLimitExceeded", message)
                .with("exceededResource", kind.type_id.clone());
            return Err(Refusal::bad_request(problem));
        }
        self.all_mut(kind.row.path)
            .put(kind.row.unique, &id, resource.clone());
        self.extending.kept();
        let messages = self.created(kind, &resource);
        self.tell(kind, &resource, seen.caller, messages);
        Ok(resource)
    }

    /// Gives what is created below `/in-store` or `/me` to the store and the customer of the path.
    fn adopt(&self, seen: Seen<'_>, resource: &mut Object) -> Result<(), Refusal> {
        let Seen { kind, view, caller } = seen;
        let state = self.contract.definition(&kind.state);
        let has = |name: &str| state.is_some_and(|of| self.contract.field(of, name).is_some());
        if let (true, Some(key)) = (view.is_of_store, &caller.store) {
            let store = json!({"typeId": "store", "key": key});
            self.find("store", &store)?;
            if has("store") {
                resource.insert("store".to_owned(), store);
            } else {
                resource.insert("stores".to_owned(), json!([store]));
            }
        }
        if view.is_own {
            let holder = &caller.holder;
            if let Some(id) = &holder.customer_id {
                if has("customerId") {
                    resource.insert("customerId".to_owned(), json!(id));
                } else {
                    let customer = json!({"typeId": "customer", "id": id});
                    resource.insert("customer".to_owned(), customer);
                }
            } else if let Some(id) = &holder.anonymous_id {
                resource.insert("anonymousId".to_owned(), json!(id));
            }
        }
        Ok(())
    }

    /// Fails where another resource has one of the values that must be unique.
    pub(crate) fn check_unique(&self, kind: &Kind, id: &str, of: &Object) -> Result<(), Refusal> {
        let conflicts = self.all(kind.row.path).conflicts(kind.row.unique, id, of);
        let problems = conflicts.iter();
        // Of values that are unique together, the first one is named.
        let first = |text: &'_ str, end| text.split(end).next().unwrap_or_default().to_owned();
        let problems = problems.map(|(field, value)| match field.contains('+') {
            true => Problem::duplicate(&first(field, '+'), &first(value, '\n')),
            false => Problem::duplicate(field, value),
        });
        match conflicts.is_empty() {
            true => Ok(()),
            false => Err(Refusal::of_all(problems.collect())),
        }
    }
}
