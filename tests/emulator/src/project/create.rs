//! Creates resources.

use serde_json::{Value, json};

use super::{Change, Project, Seen};
use crate::contract::Definition;
use crate::kind::{Kind, Object, Stage};
use crate::kinds::business_units::associates;
use crate::kinds::business_units::rights::{self, Deed};
use crate::refusal::{Problem, Refusal};

impl Project {
    /// Creates and stores a resource from a checked draft.
    pub(crate) fn create(&mut self, seen: Seen<'_>, draft: &Object) -> Result<Object, Refusal> {
        rights::check_creation(self, seen)?;
        let resource = self.made(seen, draft)?;
        rights::check(self, seen, Deed::Create, &resource)?;
        self.insert(seen, resource)
    }

    /// The resource of a draft, not stored yet.
    pub(crate) fn made(&self, seen: Seen<'_>, draft: &Object) -> Result<Object, Refusal> {
        let kind = seen.kind;
        let sent = seen.view.draft.as_deref().unwrap_or_default();
        let mut resource = self.begun(seen, draft, (sent, kind.row.by_hand))?;
        (kind.row.complete)(self, Stage::Created(draft), &mut resource)?;
        self.check_whole(kind, &resource)?;
        Ok(resource)
    }

    /// The part of a resource that depends only on its draft and the request. The fields in `by_hand` of a draft of the
    /// type `sent` do not become fields of the same name.
    pub(crate) fn begun(
        &self,
        seen: Seen<'_>,
        draft: &Object,
        (sent, by_hand): (&str, &[&str]),
    ) -> Result<Object, Refusal> {
        let Seen { kind, caller, .. } = seen;
        let missing = || Refusal::not_emulated(&format!("the creation of {}", kind.row.path));
        let sent = self.contract.tagged(sent, draft).ok_or_else(missing)?;
        let received = self.contract.tagged(&kind.state, draft);
        let received = received.ok_or_else(missing)?;
        let mut resource = self.building(|build| {
            let mut leave = by_hand.to_vec();
            if seen.view.is_of_unit {
                // It is that of the path.
                leave.push("businessUnit");
            }
            let mut resource = build.given(draft, sent, received, &leave)?;
            build.set_defaults(&mut resource, sent, received);
            Ok::<_, Refusal>(resource)
        })?;
        for (name, value) in self.created_now(caller) {
            if self.contract.field(received, name).is_some() {
                resource.insert(name.to_owned(), value);
            }
        }
        self.adopt(seen, sent, &mut resource)?;
        Ok(resource)
    }

    /// Fails if a field is missing: a value that the draft does not contain and no rule defines would have to be invented.
    pub(crate) fn check_whole(&self, kind: &Kind, resource: &Object) -> Result<(), Refusal> {
        let state = self.contract.definition(&kind.state);
        let fields = state.and_then(|of| self.contract.fields(of));
        let mut fields = fields.unwrap_or_default().into_iter();
        let missing = fields.find(|(name, field)| field.required && !resource.contains_key(*name));
        match missing {
            None => Ok(()),
            Some((name, _)) => {
                let what = format!("the default of the field {name} in {}", kind.row.path);
                Err(Refusal::not_emulated(&what))
            }
        }
    }

    /// Stores a new resource, and writes its message.
    pub(crate) fn insert(&mut self, seen: Seen<'_>, resource: Object) -> Result<Object, Refusal> {
        let kind = seen.kind;
        let messages = Vec::new();
        let made = Change { resource, messages };
        let resource = self.extended(seen, None, made)?.resource;
        let id = resource.get("id").and_then(Value::as_str);
        let id = id.unwrap_or_default().to_owned();
        self.check_unique(kind, &id, &resource)?;
        self.check_room(kind)?;
        self.all_mut(kind.row.path)
            .put(kind.row.unique, &id, resource.clone());
        self.extending.kept();
        let messages = self.created(kind, &resource);
        self.tell(kind, &resource, seen.caller, messages);
        Ok(resource)
    }

    /// Fails if the maximum number of resources of a kind is reached.
    pub(crate) fn check_room(&self, kind: &Kind) -> Result<(), Refusal> {
        match self.all(kind.row.path).is_full() {
            true => Err(no_room(kind)),
            false => Ok(()),
        }
    }

    /// Assigns a resource created below `/in-store`, `/in-business-unit` or `/me` to the store, the business unit and the
    /// customer of the path. `sent` is the type of its draft.
    fn adopt(
        &self,
        seen: Seen<'_>,
        sent: &Definition,
        resource: &mut Object,
    ) -> Result<(), Refusal> {
        let Seen { kind, view, caller } = seen;
        let state = self.contract.definition(&kind.state);
        let has = |name: &str| state.is_some_and(|of| self.contract.field(of, name).is_some());
        if let (true, Some(key)) = (view.is_of_store, &caller.store) {
            let store = json!({"typeId": "store", "key": key});
            self.find("store", &store)?;
            if has("store") {
                resource.insert("store".to_owned(), store);
            } else {
                adopt_into_stores(kind, resource, store)?;
            }
        }
        if let (true, Some(key)) = (view.is_of_unit, &caller.unit) {
            let unit = json!({"typeId": "business-unit", "key": key});
            resource.insert("businessUnit".to_owned(), unit);
            let names = ["customerId", "customer"];
            let mut names = names.iter();
            let has_customer = names.any(|name| self.contract.field(sent, name).is_some());
            if let (true, None, Some(id)) =
                (has_customer, associates::owner(resource), &caller.associate)
            {
                self.assign(kind, resource, id);
            }
        }
        if view.is_own {
            let holder = &caller.holder;
            if let Some(id) = &holder.customer_id {
                self.assign(kind, resource, id);
            } else if let (true, Some(id)) = (has("anonymousId"), &holder.anonymous_id) {
                resource.insert("anonymousId".to_owned(), json!(id));
            }
        }
        Ok(())
    }

    /// Assigns a resource to a customer, if its kind belongs to customers.
    pub(crate) fn assign(&self, kind: &Kind, resource: &mut Object, customer_id: &str) {
        let state = self.contract.definition(&kind.state);
        let has = |name: &str| state.is_some_and(|of| self.contract.field(of, name).is_some());
        if has("customerId") {
            resource.insert("customerId".to_owned(), json!(customer_id));
        } else if has("customer") {
            let customer = json!({"typeId": "customer", "id": customer_id});
            resource.insert("customer".to_owned(), customer);
        }
    }

    /// Fails if another resource has one of the values that must be unique.
    pub(crate) fn check_unique(&self, kind: &Kind, id: &str, of: &Object) -> Result<(), Refusal> {
        let mut conflicts = self.all(kind.row.path).conflicts(kind.row.unique, id, of);
        conflicts.dedup_by(|one, other| one.0 == other.0);
        let value = |field: &str| of.get(field).and_then(Value::as_str).unwrap_or_default();
        let problems = conflicts.iter();
        let problems = problems.map(|(place, text)| {
            // Of values that are unique in combination, the first one is named.
            if let Some((field, _)) = place.split_once('+') {
                return Problem::duplicate(field, of.get(field).cloned().unwrap_or_default());
            }
            match place.split_once('@') {
                Some((field, _)) => {
                    let type_id = kind.type_id.as_deref().unwrap_or_default();
                    Problem::existing(type_id, field, value(field))
                }
                None => Problem::duplicate(place, text.as_str()),
            }
        });
        match conflicts.is_empty() {
            true => Ok(()),
            false => Err(Refusal::of_all(problems.collect())),
        }
    }
}

/// Assigns a resource created in a store to it. Discounts also have the stores of the draft; a customer with only other
/// stores is not emulated.
fn adopt_into_stores(kind: &Kind, resource: &mut Object, store: Value) -> Result<(), Refusal> {
    let stores = resource.entry("stores").or_insert_with(|| json!([]));
    let Some(stores) = stores.as_array_mut() else {
        return Ok(());
    };
    let is_added = stores.is_empty() || kind.type_id.as_deref() == Some("cart-discount");
    match stores.contains(&store) {
        true => Ok(()),
        false if is_added => {
            stores.push(store);
            Ok(())
        }
        false => {
            let what = format!("{} of other stores than the one of the path", kind.row.path);
            Err(Refusal::not_emulated(&what))
        }
    }
}

/// The maximum number of resources of a kind is reached.
pub(super) fn no_room(kind: &Kind) -> Refusal {
    let message = "The emulator keeps no more resources of this kind.";
    let problem = Problem::new("MaxResourceLimitExceeded", message);
    Refusal::bad_request(problem.with("exceededResource", kind.type_id.clone()))
}
