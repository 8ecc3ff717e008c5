//! The end of a resource.

use serde_json::Value;

use super::{Project, Seen, check_version};
use crate::kind::Object;
use crate::refusal::Refusal;

impl Project {
    /// Takes a resource away, if its version is the expected one and its kind permits it.
    pub(crate) fn delete(
        &mut self,
        seen: Seen<'_>,
        old: &Object,
        expected: i64,
    ) -> Result<Object, Refusal> {
        check_version(old, expected)?;
        (seen.kind.row.delete)(self, old)?;
        Ok(self.remove(seen, old))
    }

    /// Takes a resource away, and writes the message about it.
    pub(crate) fn remove(&mut self, seen: Seen<'_>, old: &Object) -> Object {
        let row = seen.kind.row;
        let id = old.get("id").and_then(Value::as_str).unwrap_or_default();
        let removed = self.all_mut(row.path).remove(row.unique, id);
        let removed = removed.unwrap_or_default();
        let messages = self.deleted(seen.kind, &removed);
        self.tell(seen.kind, &removed, seen.caller, messages);
        self.message_numbers.remove(id);
        (row.deleted)(self, &removed);
        removed
    }
}
