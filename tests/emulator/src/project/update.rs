//! Changes of resources by actions.

use std::collections::BTreeMap;

use serde_json::Value;

use super::action::Target;
use super::create::no_room;
use super::{Project, Seen, action, check_version, version};
use crate::build::unresolved;
use crate::contract::Field;
use crate::kind::{Object, Stage};
use crate::message::Message;
use crate::object::text_or_empty;
use crate::refusal::Refusal;

/// The result of update actions.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) resource: Object,
    pub(crate) messages: Vec<Message>,
}

impl Project {
    /// Applies the actions of a checked update, all or none.
    pub(crate) fn update(
        &mut self,
        seen: Seen<'_>,
        old: &Object,
        update: &Object,
    ) -> Result<Object, Refusal> {
        check_version(old, version(update).unwrap_or_default())?;
        let actions = update.get("actions").and_then(Value::as_array);
        let actions = actions.into_iter().flatten().filter_map(Value::as_object);
        let change = self.change(seen, old, actions.clone())?;
        let resource = self.replace(seen, old, change)?;
        actions.for_each(|action| (seen.kind.row.applied)(self, &resource, action));
        Ok(resource)
    }

    /// The result of actions on a resource, not stored yet.
    pub(crate) fn change<'u>(
        &self,
        seen: Seen<'_>,
        old: &Object,
        actions: impl Iterator<Item = &'u Object>,
    ) -> Result<Change, Refusal> {
        let mut resource = old.clone();
        let mut messages = Vec::new();
        for action in actions {
            let before = resource.clone();
            let properties = self.apply(seen, &mut resource, action)?;
            if before != resource {
                let states = (&before, &resource);
                messages.extend(self.changed(seen.kind, action, &properties, states));
            }
        }
        (seen.kind.row.complete)(self, Stage::Updated, &mut resource)?;
        Ok(Change { resource, messages })
    }

    /// Stores a changed resource as its next version, and writes the messages. An update without changes does not increase
    /// the version, as on the platform.
    pub(crate) fn replace(
        &mut self,
        seen: Seen<'_>,
        old: &Object,
        change: Change,
    ) -> Result<Object, Refusal> {
        let change = self.extended(seen, Some(old), change)?;
        let id = old.get("id").and_then(Value::as_str).unwrap_or_default();
        self.check_unique(seen.kind, id, &change.resource)?;
        let all = self.all(seen.kind.row.path);
        if !all.has_room(id, &change.resource) {
            return Err(no_room(seen.kind));
        }
        match *old == change.resource {
            true => Ok(change.resource),
            false => Ok(self.keep(seen, old, change)),
        }
    }

    /// Stores a changed resource as its next version. Its unique values were checked.
    pub(crate) fn keep(&mut self, seen: Seen<'_>, old: &Object, change: Change) -> Object {
        let Change {
            mut resource,
            messages,
        } = change;
        let kind = seen.kind;
        let id = old.get("id").and_then(Value::as_str).unwrap_or_default();
        let next = version(old).unwrap_or_default().saturating_add(1);
        resource.insert("version".to_owned(), next.into());
        resource.insert("lastModifiedAt".to_owned(), self.clock.text());
        if resource.contains_key("lastModifiedBy") {
            resource.insert("lastModifiedBy".to_owned(), self.signed(seen.caller));
        }
        self.all_mut(kind.row.path)
            .put(kind.row.unique, id, resource.clone());
        self.extending.kept();
        self.tell(kind, &resource, seen.caller, messages);
        resource
    }

    /// Applies an action to a resource: hand-written, otherwise by the form of its name. Returns the properties that the
    /// action may have.
    pub(crate) fn apply(
        &self,
        seen: Seen<'_>,
        resource: &mut Object,
        action: &Object,
    ) -> Result<BTreeMap<&'static str, &'static Field>, Refusal> {
        let name = action.get("action").and_then(Value::as_str);
        let name = name.unwrap_or_default();
        let row = seen.kind.row;
        let not_emulated = || {
            let what = format!("the update action {name} of {}", row.path);
            Refusal::not_emulated(&what)
        };
        let base = seen.view.action.as_deref().ok_or_else(not_emulated)?;
        let properties = self.properties(base, name).ok_or_else(not_emulated)?;
        self.check_payment(seen, action)?;
        (row.permit)(seen, resource, action)?;
        let mut by_hand = row.actions.iter();
        if let Some((_, apply)) = by_hand.find(|(of, _)| *of == name) {
            apply(self, resource, action)?;
            return Ok(properties);
        }
        let form = action::form(self.contract, &seen.kind.state, name, &properties);
        let form = form.ok_or_else(not_emulated)?;
        if matches!(action::verb(name), Some((action::Verb::Transition, _))) {
            self.check_transition(&form.target, resource, action)?;
        }
        self.edit(resource, &form, action)?;
        Ok(properties)
    }

    /// Fails if an action below `/me` names the payment of another customer, which could then be read by expansion.
    fn check_payment(&self, seen: Seen<'_>, action: &Object) -> Result<(), Refusal> {
        let Some(identifier) = action.get("payment").filter(|_| seen.view.is_own) else {
            return Ok(());
        };
        let payment = self.find("payment", identifier)?;
        let has_owner = payment.contains_key("customer") || payment.contains_key("anonymousId");
        let seen = self.seen_at("/{projectKey}/me/payments", seen.caller)?;
        match has_owner && !seen.has(payment) {
            true => Err(unresolved("payment", identifier)),
            false => Ok(()),
        }
    }

    /// Changes a part of a resource with an action on objects of the type of the part. `types` are the base of the actions
    /// and the type of the part; the properties in `leave` selected the part.
    pub(crate) fn change_part(
        &self,
        part: &mut Object,
        (base, of): (&str, &str),
        action: &Object,
        leave: &[&str],
    ) -> Result<(), Refusal> {
        let name = action.get("action").and_then(Value::as_str);
        let name = name.unwrap_or_default();
        let form = self.properties(base, name).and_then(|mut properties| {
            properties.retain(|name, _| !leave.contains(name));
            action::form(self.contract, of, name, &properties)
        });
        let form = form.ok_or_else(|| {
            let what = format!("the update action {name}");
            Refusal::not_emulated(&what)
        })?;
        self.edit(part, &form, action)
    }

    /// The properties of an action except its name.
    fn properties(&self, base: &str, name: &str) -> Option<BTreeMap<&'static str, &'static Field>> {
        let contract = self.contract;
        let actions = contract.kinds_of(base)?;
        let action = contract.definition(actions.get(name)?)?;
        let mut properties = contract.fields(action)?;
        if let Some(discriminator) = contract.discriminator(action) {
            properties.remove(discriminator);
        }
        Some(properties)
    }

    /// Fails if the transition between two states is not allowed. The first state of a resource must be an initial one;
    /// that of a payment may be any, because the platform does not say otherwise.
    fn check_transition(
        &self,
        target: &Target,
        resource: &Object,
        action: &Object,
    ) -> Result<(), Refusal> {
        let is_forced = action.get("force").and_then(Value::as_bool) == Some(true);
        let Some(new) = action.get("state").filter(|_| !is_forced) else {
            return Ok(());
        };
        let new = self.find("state", new)?;
        let key = |of: &Object| text_or_empty(of, "key").to_owned();
        let Some(old) = target.of(resource).and_then(|of| of.get("state")) else {
            let is_initial = new.get("initial").and_then(Value::as_bool) == Some(true);
            return match is_initial || !matches!(target, Target::Resource) {
                true => Ok(()),
                false => Err(Refusal::invalid_operation(format!(
                    "The state '{}' cannot be the first one, because it is not initial.",
                    key(new)
                ))),
            };
        };
        let old = self.find("state", old)?;
        let Some(next) = old.get("transitions").and_then(Value::as_array) else {
            return Ok(());
        };
        match next.iter().any(|next| next.get("id") == new.get("id")) {
            true => Ok(()),
            false => {
                let message = format!(
                    "The transition from state '{}' to state '{}' is not allowed.",
                    key(old),
                    key(new)
                );
                Err(Refusal::invalid_operation(message))
            }
        }
    }
}
