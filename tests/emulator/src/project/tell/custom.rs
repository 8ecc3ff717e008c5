//! The messages about custom fields.

use serde_json::Value;

use super::Project;
use crate::kind::Object;
use crate::message::Message;

impl Project {
    /// The message about an action that sets or removes custom fields, if the platform has one. `of` is the prefix of the
    /// names of the messages, such as `Order`; the values are those at `custom` before and after the action.
    pub(crate) fn custom_message(
        &self,
        of: &str,
        action: &Object,
        (before, after): (Option<&Value>, Option<&Value>),
    ) -> Option<Message> {
        let name = action.get("action").and_then(Value::as_str)?;
        if name.ends_with("CustomType") {
            let type_id = |custom: Option<&Value>| custom?.get("type")?.get("id").cloned();
            let end = if after.is_some() { "Set" } else { "Removed" };
            return self.message(&format!("{of}CustomType{end}"), &|field| match field {
                "customFields" => after.cloned(),
                "oldTypeId" | "previousTypeId" => type_id(before),
                _ => None,
            });
        }
        let name = action.get("name")?;
        let value = |custom: Option<&Value>| custom?.get("fields")?.get(name.as_str()?).cloned();
        let end = match (value(before), value(after)) {
            (None, _) => "Added",
            (_, None) => "Removed",
            (Some(_), Some(_)) => "Changed",
        };
        self.message(&format!("{of}CustomField{end}"), &|field| match field {
            "name" => Some(name.clone()),
            "value" => value(after),
            "oldValue" | "previousValue" => value(before),
            _ => None,
        })
    }
}
