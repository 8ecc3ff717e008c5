//! Custom fields, which a type defines.

use serde_json::{Value, json};

use super::Project;
use crate::kind::Object;
use crate::refusal::{Problem, Refusal};

impl Project {
    /// The custom fields that an action with a `type` and its `fields` sets; `None` where it takes them away.
    pub(crate) fn custom_of_type(&self, action: &Object) -> Result<Option<Value>, Refusal> {
        let Some(identifier) = action.get("type").filter(|of| !of.is_null()) else {
            return Ok(None);
        };
        let found = self.find("type", identifier)?;
        let fields = action.get("fields").filter(|of| !of.is_null());
        let custom = json!({
            "type": {"typeId": "type", "id": found.get("id")},
            "fields": fields.cloned().unwrap_or_else(|| json!({})),
        });
        self.check_custom(&custom)?;
        Ok(Some(custom))
    }

    /// The custom fields of a draft.
    pub(crate) fn custom(&self, draft: &Object) -> Result<Option<Value>, Refusal> {
        let types = ("CustomFieldsDraft", "CustomFields");
        let custom = self.built_at(draft, "custom", types)?;
        if let Some(custom) = &custom {
            self.check_custom(custom)?;
        }
        Ok(custom)
    }

    /// Fails where custom fields are none of those that their type defines, or required ones are missing.
    pub(crate) fn check_custom(&self, custom: &Value) -> Result<(), Refusal> {
        let Some(reference) = custom.get("type") else {
            return Ok(());
        };
        let of = self.find("type", reference)?;
        let definitions = of.get("fieldDefinitions").and_then(Value::as_array);
        let definitions: Vec<&Value> = definitions.into_iter().flatten().collect();
        let name_of = |definition: &&Value| {
            definition
                .get("name")
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        let fields = custom.get("fields").and_then(Value::as_object);
        for name in fields.into_iter().flat_map(Object::keys) {
            if !definitions
                .iter()
                .any(|of| name_of(of).as_ref() == Some(name))
            {
                let key = of.get("key").and_then(Value::as_str).unwrap_or_default();
                let message = format!("The field '{name}' is not defined in the type '{key}'.");
                let problem = Problem::new("InvalidInput", message);
                return Err(Refusal::bad_request(problem));
            }
        }
        for definition in definitions {
            let is_required = definition.get("required") == Some(&json!(true));
            let name = name_of(&definition).unwrap_or_default();
            if is_required && !fields.is_some_and(|fields| fields.contains_key(&name)) {
                let message = format!("A value is required for field {name}.");
                let problem = Problem::new("RequiredField", message).with("field", name);
                return Err(Refusal::bad_request(problem));
            }
        }
        Ok(())
    }

    /// Sets a custom field of an object by an action with a `name` and a `value`, or takes it away.
    pub(crate) fn set_custom_field(
        &self,
        object: &mut Object,
        action: &Object,
    ) -> Result<(), Refusal> {
        let name = action.get("name").and_then(Value::as_str);
        let name = name.unwrap_or_default();
        let Some(custom) = object.get_mut("custom") else {
            let message =
                "The resource has no custom type, so that its custom fields cannot be set.";
            return Err(Refusal::invalid_operation(message));
        };
        if let Some(fields) = custom.get_mut("fields").and_then(Value::as_object_mut) {
            match action.get("value").filter(|value| !value.is_null()) {
                Some(value) => {
                    fields.insert(name.to_owned(), value.clone());
                }
                None => {
                    fields.remove(name);
                }
            }
        }
        self.check_custom(custom)
    }
}

/// Sets the custom fields of an object, or takes them away.
pub(super) fn replace(object: &mut Object, custom: Option<Value>) {
    match custom {
        Some(custom) => object.insert("custom".to_owned(), custom),
        None => object.remove("custom"),
    };
}
