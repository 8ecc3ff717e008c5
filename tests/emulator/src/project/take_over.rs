//! Copies data from a source to a new resource, such as the line items of a cart to its order.

use serde_json::Value;

use super::Project;
use crate::kind::Object;
use crate::object::given;
use crate::refusal::Refusal;

/// The fields that are not copied.
const OWN: [&str; 10] = [
    "id",
    "version",
    "key",
    "createdAt",
    "createdBy",
    "lastModifiedAt",
    "lastModifiedBy",
    "custom",
    "state",
    "lastMessageSequenceNumber",
];

impl Project {
    /// Copies the fields of another resource that the type `of` has as well. A purchase order number of the draft is kept.
    pub(crate) fn take_over(&self, resource: &mut Object, of: &str, from: &Object) {
        let of = self.contract.definition(of);
        let fields = of.and_then(|of| self.contract.fields(of));
        let fields = fields.unwrap_or_default();
        for (name, value) in from {
            let is_given = name == "purchaseOrderNumber" && resource.contains_key(name);
            let is_taken = fields.contains_key(name.as_str()) && !OWN.contains(&name.as_str());
            if is_taken && !is_given {
                resource.insert(name.clone(), value.clone());
            }
        }
    }

    /// The custom fields of another resource combined with those of a draft, which have the same type.
    pub(crate) fn custom_with(
        &self,
        draft: &Object,
        from: &Object,
    ) -> Result<Option<Value>, Refusal> {
        let (Some(sent), Some(custom)) = (
            given(draft, "custom").and_then(Value::as_object),
            given(from, "custom").and_then(Value::as_object),
        ) else {
            return match self.custom(draft)? {
                Some(sent) => Ok(Some(sent)),
                None => Ok(given(from, "custom").cloned()),
            };
        };
        let of = sent.get("type").unwrap_or(&Value::Null);
        let of = self.find("type", of)?.get("id");
        if of != custom.get("type").and_then(|of| of.get("id")) {
            let message = "The custom fields of the draft have another type than those of the resource that it is made of.";
            return Err(Refusal::invalid_operation(message));
        }
        let mut fields = custom.get("fields").cloned().unwrap_or_default();
        let sent = sent.get("fields").and_then(Value::as_object).cloned();
        if let (Some(fields), Some(sent)) = (fields.as_object_mut(), sent) {
            fields.extend(sent);
        }
        let of = custom.get("type").unwrap_or(&Value::Null);
        self.custom_fields(of, Some(&fields)).map(Some)
    }
}
