//! A resource from its draft.

use serde_json::{Map, Value, json};

use super::{Project, now};
use crate::build;
use crate::identifier;
use crate::refusal::{Problem, Refusal};

impl Project {
    /// Makes a resource of a draft that was checked.
    pub(super) fn create(
        &mut self,
        path: &'static str,
        draft: &Map<String, Value>,
    ) -> Result<Value, Refusal> {
        let missing = || Refusal::not_emulated(path);
        let kind = self.kind(path)?;
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
        self.check_unique(kind, &id, &resource)?;
        let all = self.all(path);
        if all.is_full() {
            let message = "The emulator keeps no more resources of this kind.";
            return Err(Refusal::bad_request(Problem::new(
                "MaxResourceLimitExceeded",
                message,
            )));
        }
        (kind.rules.complete)(&mut resource, all);
        // What the draft leaves out and no rule gives would have to be made up.
        let fields = self.contract.fields(received).unwrap_or_default();
        let mut fields = fields.into_iter();
        let missing = fields.find(|(name, field)| field.required && !resource.contains_key(*name));
        if let Some((name, _)) = missing {
            let what = format!("the default of the field {name} in {path}");
            return Err(Refusal::not_emulated(&what));
        }
        let unique = kind.unique;
        let all = self.resources.entry(path).or_default();
        all.put(unique, &id, resource.clone());
        Ok(Value::Object(resource))
    }
}
