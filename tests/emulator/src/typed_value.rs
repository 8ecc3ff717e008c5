//! Values whose types are defined in the project: attributes, defined by product types, and custom fields, defined by
//! types.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde_json::{Value, json};

use crate::check;
use crate::clock;
use crate::contract::Use;
use crate::kinds::products::attributes;
use crate::money;
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

/// The maximum depth of nested attributes.
const DEEPEST: usize = 8;

/// The value of an attribute or a custom field of a type, in the form of resources.
///
/// # Errors
///
/// When it is not a value of the type, or refers to a missing resource.
pub(crate) fn read(
    project: &Project,
    name: &str,
    of: &Value,
    value: &Value,
) -> Result<Value, Refusal> {
    let reader = Reader {
        project,
        name,
        value,
    };
    reader.read(of, value, DEEPEST)
}

struct Reader<'r> {
    project: &'r Project,
    /// The name of the attribute or field.
    name: &'r str,
    /// The whole value of the attribute or field.
    value: &'r Value,
}

impl Reader<'_> {
    /// The converted value, if it is of the type.
    fn read(&self, of: &Value, value: &Value, depth: usize) -> Result<Value, Refusal> {
        let depth = depth.checked_sub(1).ok_or_else(|| self.invalid())?;
        let text = value.as_str();
        let is = |is: bool| is.then(|| value.clone());
        let read = match of.get("name").and_then(Value::as_str).unwrap_or_default() {
            "boolean" | "Boolean" => is(value.is_boolean()),
            "text" | "String" => is(value.is_string()),
            "number" | "Number" => is(value.is_number()),
            "ltext" | "LocalizedString" => is(self.is_localized(value)),
            "date" | "Date" => is(text.is_some_and(is_date)),
            "time" | "Time" => is(text.is_some_and(|text| text.parse::<Time>().is_ok())),
            "datetime" | "DateTime" => {
                let time = text.and_then(|text| text.parse::<Timestamp>().ok());
                time.map(clock::text)
            }
            "enum" | "lenum" => enum_value(of, value),
            // For custom fields, it is only the key.
            "Enum" | "LocalizedEnum" => is(value.is_string() && enum_value(of, value).is_some()),
            "money" | "Money" => {
                let draft = value.as_object();
                let is_money = draft.is_some_and(|draft| {
                    draft.get("currencyCode").is_some_and(Value::is_string)
                        && draft.get("centAmount").is_some_and(Value::is_i64)
                });
                let draft = draft.filter(|_| is_money).ok_or_else(|| self.invalid())?;
                let money = money::received(draft, "CentPrecisionMoney").transpose()?;
                money.map(Value::Object)
            }
            // Custom fields name referenced resources only by id.
            "Reference" if !value.get("id").is_some_and(Value::is_string) => None,
            "reference" | "Reference" => {
                let wanted = of.get("referenceTypeId").and_then(Value::as_str);
                let type_id = value.get("typeId").and_then(Value::as_str);
                let type_id = type_id.filter(|type_id| Some(*type_id) == wanted);
                let type_id = type_id.ok_or_else(|| self.invalid())?;
                let found = self.project.find(type_id, value)?;
                Some(json!({"typeId": type_id, "id": found.get("id")}))
            }
            "set" | "Set" => {
                let element = of.get("elementType").unwrap_or(&Value::Null);
                let values = value.as_array().ok_or_else(|| self.invalid())?;
                let mut set: Vec<Value> = Vec::new();
                for value in values {
                    let value = self.read(element, value, depth)?;
                    if !set.contains(&value) {
                        set.push(value);
                    }
                }
                Some(Value::Array(set))
            }
            "nested" => {
                let product_type = of.get("typeReference").unwrap_or(&Value::Null);
                let product_type = self.project.find("product-type", product_type)?;
                let values = value.as_array().ok_or_else(|| self.invalid())?;
                let mut nested = Vec::new();
                for attribute in values {
                    let name = attribute.get("name").and_then(Value::as_str);
                    let name = name.ok_or_else(|| self.invalid())?;
                    let of = attributes::definition(product_type, name)?;
                    let of = of.get("type").unwrap_or(&Value::Null);
                    let value = attribute.get("value").unwrap_or(&Value::Null);
                    let value = self.read(of, value, depth)?;
                    nested.push(json!({"name": name, "value": value}));
                }
                Some(Value::Array(nested))
            }
            other => {
                let what = format!("values of the type {other}");
                return Err(Refusal::not_emulated(&what));
            }
        };
        read.ok_or_else(|| self.invalid())
    }

    fn is_localized(&self, value: &Value) -> bool {
        let of = Use::Named("LocalizedString".to_owned());
        check::problems(self.project.contract, value, &of).is_empty()
    }

    fn invalid(&self) -> Refusal {
        let message = format!(
            "The value '{}' is not valid for field '{}'.",
            self.value, self.name
        );
        let problem = Problem::new("InvalidField", message)
            .with("field", self.name)
            .with("invalidValue", self.value.clone());
        Refusal::bad_request(problem)
    }
}

/// An enum value is given by its key, or completely.
fn enum_value(of: &Value, value: &Value) -> Option<Value> {
    let key = value.as_str().or_else(|| value.get("key")?.as_str())?;
    let mut values = of.get("values")?.as_array()?.iter();
    let is = |value: &&Value| value.get("key").and_then(Value::as_str) == Some(key);
    values.find(is).cloned()
}

/// Whether a text is a date without a time.
fn is_date(text: &str) -> bool {
    text.parse::<Date>()
        .is_ok_and(|date| date.to_string() == text)
}
