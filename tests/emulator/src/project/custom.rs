//! Custom fields, which a type defines.

use serde_json::{Value, json};

use super::Project;
use crate::kind::Object;
use crate::object::{elements, given, put, text, text_or_empty};
use crate::refusal::{Problem, Refusal};
use crate::typed_value;

impl Project {
    /// The custom fields of an action with a `type` and its `fields`; `None` if it removes them.
    pub(crate) fn custom_of_type(&self, action: &Object) -> Result<Option<Value>, Refusal> {
        match given(action, "type") {
            Some(identifier) => self
                .custom_fields(identifier, given(action, "fields"))
                .map(Some),
            None => Ok(None),
        }
    }

    /// The custom fields of a draft.
    pub(crate) fn custom(&self, draft: &Object) -> Result<Option<Value>, Refusal> {
        self.built_at(draft, "custom", ("CustomFieldsDraft", "CustomFields"))
    }

    /// The custom fields of a type with these values.
    ///
    /// # Errors
    ///
    /// When a field is not defined by the type, has a value of another type, or is required and missing.
    pub(crate) fn custom_fields(
        &self,
        identifier: &Value,
        sent: Option<&Value>,
    ) -> Result<Value, Refusal> {
        let of = self.find("type", identifier)?;
        let mut fields = Object::new();
        for (name, value) in sent.and_then(Value::as_object).into_iter().flatten() {
            let definition = definition(of, name)?;
            if !value.is_null() {
                fields.insert(name.clone(), self.custom_value(definition, value)?);
            }
        }
        for definition in elements(of, "fieldDefinitions") {
            let name = text_or_empty(definition, "name");
            if is_required(definition) && !fields.contains_key(name) {
                return Err(Refusal::bad_request(Problem::required(name)));
            }
        }
        let reference = json!({"typeId": "type", "id": of.get("id")});
        Ok(json!({"type": reference, "fields": fields}))
    }

    /// Sets a custom field of an object by an action with a `name` and a `value`, or removes it.
    pub(crate) fn set_custom_field(
        &self,
        object: &mut Object,
        action: &Object,
    ) -> Result<(), Refusal> {
        let name = text_or_empty(action, "name");
        let Some(custom) = object.get_mut("custom") else {
            let message =
                "The resource has no custom type, so that its custom fields cannot be set.";
            return Err(Refusal::invalid_operation(message));
        };
        let of = self.find("type", custom.get("type").unwrap_or(&Value::Null))?;
        let definition = definition(of, name)?;
        let value = given(action, "value").map(|value| self.custom_value(definition, value));
        let value = value.transpose()?;
        if value.is_none() && is_required(definition) {
            return Err(Refusal::bad_request(Problem::required(name)));
        }
        if let Some(fields) = custom.get_mut("fields").and_then(Value::as_object_mut) {
            put(fields, name, value);
        }
        Ok(())
    }

    fn custom_value(&self, definition: &Object, value: &Value) -> Result<Value, Refusal> {
        let of = definition.get("type").unwrap_or(&Value::Null);
        typed_value::read(self, text_or_empty(definition, "name"), of, value)
    }
}

/// The definition of a field in a type.
fn definition<'t>(of: &'t Object, name: &str) -> Result<&'t Object, Refusal> {
    let mut definitions = elements(of, "fieldDefinitions");
    let found = definitions.find(|definition| text(definition, "name") == Some(name));
    found.ok_or_else(|| {
        let key = text_or_empty(of, "key");
        let message = format!("The field '{name}' is not defined in the type '{key}'.");
        Refusal::bad_request(Problem::new("InvalidInput", message))
    })
}

fn is_required(definition: &Object) -> bool {
    definition.get("required") == Some(&json!(true))
}
