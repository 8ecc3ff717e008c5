//! Writes messages.

mod custom;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::action::{Verb, lower_first, plural, renamed, verb};
use super::{Caller, Project};
use crate::contract::{Field, Resolved};
use crate::kind::{Done, Kind, Object};
use crate::kinds::project_settings::setting;
use crate::message::{MOST, Message, PATH, may_lack};

impl Project {
    /// The message about a new resource, if the platform has one.
    pub(crate) fn created(&self, kind: &Kind, resource: &Object) -> Vec<Message> {
        let by_hand = (kind.row.messages)(self, Done::Created(resource));
        by_hand.unwrap_or_else(|| self.of_whole(kind, "Created", resource))
    }

    /// The message about a deleted resource, if the platform has one.
    pub(crate) fn deleted(&self, kind: &Kind, resource: &Object) -> Vec<Message> {
        let by_hand = (kind.row.messages)(self, Done::Deleted(resource));
        by_hand.unwrap_or_else(|| self.of_whole(kind, "Deleted", resource))
    }

    /// The messages about an action, if the platform has some.
    pub(super) fn changed(
        &self,
        kind: &Kind,
        action: &Object,
        properties: &BTreeMap<&'static str, &'static Field>,
        change: (&Object, &Object),
    ) -> Vec<Message> {
        let by_hand = (kind.row.messages)(self, Done::Changed(action, change));
        by_hand.unwrap_or_else(|| {
            let message = self.changed_regularly(kind, action, properties, change);
            message.into_iter().collect()
        })
    }

    /// The message about a regular action: `CategorySlugChanged` about `changeSlug`.
    fn changed_regularly(
        &self,
        kind: &Kind,
        action: &Object,
        properties: &BTreeMap<&'static str, &'static Field>,
        (before, after): (&Object, &Object),
    ) -> Option<Message> {
        let name = action.get("action").and_then(Value::as_str)?;
        let (verb, noun) = verb(name)?;
        if let "CustomType" | "CustomField" = noun {
            let states = (before.get("custom"), after.get("custom"));
            return self.custom_message(&kind.state, action, states);
        }
        let ends: &[&str] = match verb {
            Verb::Set | Verb::Change => &["Set", "Changed"],
            Verb::Add => &["Added"],
            Verb::Remove => &["Removed"],
            Verb::Transition => &["Transition"],
            Verb::Replace => &[],
        };
        let of_element = |field: &str| {
            let list = [plural(field), plural(&lower_first(noun))];
            let list = list
                .iter()
                .find(|list| before.contains_key(*list) || after.contains_key(*list))?;
            let (has, had) = match verb {
                Verb::Remove => (before, after),
                _ => (after, before),
            };
            let had = had.get(list).and_then(Value::as_array);
            let mut elements = has.get(list).and_then(Value::as_array)?.iter();
            let is_new = |element: &&Value| !had.is_some_and(|had| had.contains(element));
            elements.find(is_new).cloned()
        };
        let value = |field: &str| {
            let old = field.strip_prefix("old");
            if let Some(old) = old.or_else(|| field.strip_prefix("previous")) {
                return before.get(&lower_first(old)).cloned();
            }
            // Values that are not objects are the same in the action and in the message.
            let of_action = properties.get(field).and_then(|property| {
                let is_plain = match self.contract.resolve(&property.of) {
                    Resolved::Scalar(_) => true,
                    Resolved::Type(_, of) => of.values.is_some(),
                    _ => false,
                };
                let given = action.get(field).filter(|value| !value.is_null());
                let given = given.or(property.facets.default.as_ref());
                given.filter(|_| is_plain).cloned()
            });
            of_action.or_else(|| match verb {
                Verb::Add | Verb::Remove => of_element(field),
                _ => after.get(field).cloned(),
            })
        };
        let state = &kind.state;
        let nouns = [noun, renamed(state, noun)];
        nouns.iter().find_map(|noun| {
            let mut ends = ends.iter();
            ends.find_map(|end| self.message(&format!("{state}{noun}{end}"), &value))
        })
    }

    fn of_whole(&self, kind: &Kind, end: &str, resource: &Object) -> Vec<Message> {
        let whole = lower_first(&kind.state);
        let value = |field: &str| match field == whole {
            true => Some(Value::Object(resource.clone())),
            false => resource.get(field).cloned(),
        };
        let message = self.message(&format!("{}{end}", kind.state), &value);
        message.into_iter().collect()
    }

    /// A message with its specific fields; `None` if there is none of this name, or a required field has no value.
    pub(crate) fn message(
        &self,
        of: &str,
        value: &dyn Fn(&str) -> Option<Value>,
    ) -> Option<Message> {
        let contract = self.contract;
        let definition = contract.definition(contract.kinds_of("Message")?.get(of)?)?;
        let base = contract.fields(contract.definition("Message")?)?;
        let mut fields = Object::new();
        for (name, field) in contract.fields(definition)? {
            if base.contains_key(name) {
                continue;
            }
            match value(name) {
                Some(value) => {
                    fields.insert(name.to_owned(), value);
                }
                None if !field.required => {}
                None if may_lack(of, name) => {
                    if let Resolved::List(_) = contract.resolve(&field.of) {
                        fields.insert(name.to_owned(), json!([]));
                    }
                }
                None => return None,
            }
        }
        let of = of.to_owned();
        Some(Message { of, fields })
    }

    /// Writes messages about a resource.
    pub(crate) fn tell(
        &mut self,
        kind: &Kind,
        resource: &Object,
        caller: &Caller,
        messages: Vec<Message>,
    ) {
        for message in messages {
            let message = self.written(kind, resource, caller, message);
            let id = message.get("id").and_then(Value::as_str);
            let id = id.unwrap_or_default().to_owned();
            if self.subscribers.receiver_count() > 0 {
                // It fails only if no receiver is left.
                let _ = self.subscribers.send(Value::Object(message.clone()));
            }
            // Whether it can also be queried is a setting.
            if setting(self, "messages", "enabled") == Some(&json!(false)) {
                continue;
            }
            self.message_ids.push_back(id.clone());
            if self.message_ids.len() > MOST
                && let Some(oldest) = self.message_ids.pop_front()
            {
                self.all_mut(PATH).remove(&[], &oldest);
            }
            self.all_mut(PATH).put(&[], &id, message);
        }
    }

    /// A message as it is read. Its specific fields come before those derived from the resource, so that it may be about
    /// something else, such as a token of a customer.
    fn written(
        &mut self,
        kind: &Kind,
        resource: &Object,
        caller: &Caller,
        message: Message,
    ) -> Object {
        let resource_id = resource
            .get("id")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let mut written = message.fields;
        let number = match written.contains_key("sequenceNumber") {
            true => 0,
            false => {
                let numbers = &mut self.message_numbers;
                let number = numbers.entry(resource_id.to_owned()).or_default();
                *number += 1;
                *number
            }
        };
        let of_message = [
            ("type", json!(message.of)),
            ("resource", kind.reference(resource_id)),
            ("resourceVersion", json!(resource.get("version"))),
            ("sequenceNumber", json!(number)),
        ];
        for (name, value) in self.created_now(caller).into_iter().chain(of_message) {
            written.entry(name).or_insert(value);
        }
        let known = self.contract.definition("UserProvidedIdentifiers");
        let known = known
            .and_then(|of| self.contract.fields(of))
            .unwrap_or_default();
        let identifiers = known
            .keys()
            .filter_map(|name| Some(((*name).to_owned(), resource.get(*name)?.clone())));
        let identifiers: Object = identifiers.collect();
        if !identifiers.is_empty() {
            written.insert(
                "resourceUserProvidedIdentifiers".to_owned(),
                Value::Object(identifiers),
            );
        }
        written
    }
}
