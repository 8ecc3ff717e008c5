//! Deletes resources.

use serde_json::Value;

use super::{Project, Seen, check_version};
use crate::kind::{Kind, Object};
use crate::refusal::{Problem, Refusal};

impl Project {
    /// Deletes a resource, if its version is the expected one and its kind permits it.
    pub(crate) fn delete(
        &mut self,
        seen: Seen<'_>,
        old: &Object,
        expected: i64,
    ) -> Result<Object, Refusal> {
        check_version(old, expected)?;
        if seen.kind.row.is_held {
            self.check_unreferred(seen.kind, old)?;
        }
        (seen.kind.row.delete)(self, old)?;
        Ok(self.remove(seen, old))
    }

    /// Deletes a resource, and writes its message.
    pub(crate) fn remove(&mut self, seen: Seen<'_>, old: &Object) -> Object {
        let row = seen.kind.row;
        let id = old.get("id").and_then(Value::as_str).unwrap_or_default();
        let removed = self.all_mut(row.path).remove(row.unique, id);
        let removed = removed.unwrap_or_default();
        self.extending.kept();
        let messages = self.deleted(seen.kind, &removed);
        self.tell(seen.kind, &removed, seen.caller, messages);
        self.message_numbers.remove(id);
        (row.deleted)(self, &removed);
        removed
    }

    /// Fails if another resource refers to one.
    fn check_unreferred(&self, kind: &Kind, old: &Object) -> Result<(), Refusal> {
        let Some(type_id) = &kind.type_id else {
            return Ok(());
        };
        let text = |name: &str| old.get(name).and_then(Value::as_str);
        let (id, key) = (text("id"), text("key"));
        let is_to = |reference: &Object| {
            let has = |name: &str, value: Option<&str>| {
                value.is_some() && reference.get(name).and_then(Value::as_str) == value
            };
            has("typeId", Some(type_id)) && (has("id", id) || has("key", key))
        };
        for other in self.kinds.iter() {
            // Messages about a resource do not prevent its deletion.
            let Some(referrer) = &other.type_id else {
                continue;
            };
            let mut all = self.all(other.row.path).iter();
            // A business unit without a parent is its own top-level unit.
            let is_other = |resource: &Object| resource.get("id").and_then(Value::as_str) != id;
            if all.any(|resource| {
                is_other(resource) && resource.values().any(|value| refers(value, &is_to))
            }) {
                let message = format!(
                    "Can not delete a {type_id} while it is referenced by at least one '{referrer}'."
                );
                let problem = Problem::new("ReferenceExists", message);
                return Err(Refusal::bad_request(
                    problem.with("referencedBy", referrer.as_str()),
                ));
            }
        }
        Ok(())
    }
}

/// Whether a value contains such a reference.
fn refers(value: &Value, is: &dyn Fn(&Object) -> bool) -> bool {
    match value {
        Value::Object(object) => is(object) || object.values().any(|value| refers(value, is)),
        Value::Array(values) => values.iter().any(|value| refers(value, is)),
        _ => false,
    }
}
