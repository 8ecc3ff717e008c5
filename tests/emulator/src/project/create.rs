//! A resource from its draft.

use serde_json::{Map, Value, json};

use super::{Project, now};
use crate::build;
use crate::identifier;
use crate::refusal::Refusal;

impl Project {
    /// Makes a resource of a draft that was checked.
    pub(super) fn create(
        &mut self,
        path: &'static str,
        draft: &Map<String, Value>,
    ) -> Result<Value, Refusal> {
        let missing = || Refusal::not_emulated(path);
        let kind = self.kinds.get(path).ok_or_else(missing)?;
        let definition = |name: &str| self.contract.definition(name).ok_or_else(missing);
        let (sent, received) = (definition(&kind.draft)?, definition(&kind.state)?);
        let find = |type_id: &str, identifier: &Value| self.find(type_id, identifier);
        let mut resource = build::given(self.contract, &find, draft, sent, received)?;
        let (id, now) = (identifier::id(), now());
        for (name, value) in [
            ("id", json!(id)),
            ("version", json!(1)),
            ("createdAt", now.clone()),
            ("lastModifiedAt", now),
        ] {
            resource.insert(name.to_owned(), value);
        }
        self.check_unique(kind, None, &resource)?;
        let complete = kind.rules.complete;
        let all = self.resources.entry(path).or_default();
        complete(&mut resource, all);
        all.insert(id, resource.clone());
        Ok(Value::Object(resource))
    }
}
