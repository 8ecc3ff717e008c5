//! The fields of a searchable resource.

use serde_json::Value;

use crate::contract::{Contract, Place, Resolved, Use};
use crate::kind::Object;
use crate::object::{elements, text};
use crate::project::Project;
use crate::refusal::Refusal;
use crate::search::field::{split, told};
use crate::search::query::{Reader, Scalar, SearchField, check_field_type, invalid, malformed};

/// A searchable resource. It has one row, because all conditions apply to the same resource.
pub(super) struct Resource<'r> {
    pub(super) project: &'r Project,
    pub(super) resource: &'r Object,
}

/// A searchable field.
#[derive(Clone, Debug)]
pub(super) enum ResourceField {
    /// Each text of the resource.
    All,
    Score,
    Path {
        steps: Vec<String>,
        scalar: Option<Scalar>,
        language: Option<String>,
        /// The type of a custom field in the request.
        of: Option<String>,
    },
}

/// The types of custom fields in the searches of orders and of others: the definition, the first name, the others.
const CUSTOM_TYPES: [(&str, &str, &str); 10] = [
    ("Boolean", "BooleanType", "boolean"),
    ("String", "StringType", "text"),
    ("LocalizedString", "LocalizedStringType", "ltext"),
    ("Enum", "EnumType", "enum"),
    ("LocalizedEnum", "LocalizedEnumType", "lenum"),
    ("Number", "NumberType", "number"),
    ("Money", "MoneyType", "money"),
    ("Date", "DateType", "date"),
    ("Time", "TimeType", "time"),
    ("DateTime", "DateTimeType", "datetime"),
];

impl SearchField for ResourceField {
    type Document<'d> = Resource<'d>;

    fn read(reader: &Reader, at: &str, of: &Object) -> Result<Self, Refusal> {
        let path = text(of, "field");
        let path =
            path.ok_or_else(|| malformed(&format!("{at}.field"), "Missing required value"))?;
        match path {
            "all" => return Ok(Self::All),
            "score" => return Ok(Self::Score),
            _ => {}
        }
        let steps = split(path);
        let place = place(reader.contract, reader.state, &steps);
        let place = place.ok_or_else(|| invalid(at, &format!("there is no field '{path}'")))?;
        // Orders use another name.
        check_field_type(reader.contract, at, of)?;
        let of_type = text(of, "customType").or_else(|| text(of, "fieldType"));
        if custom_name(&steps).is_some() && of_type.is_none() {
            let why = format!("the custom field '{path}' needs its type: customType or fieldType");
            return Err(invalid(at, &why));
        }
        let is_localized = match place {
            Place::Of(of) => matches!(
                reader.contract.resolve(of),
                Resolved::Type(Some("LocalizedString"), _)
            ),
            _ => of_type.is_some_and(|of| of.contains("Localized") || of.contains("ltext")),
        };
        let language = text(of, "language");
        if is_localized && language.is_none() && !at.ends_with(".exists") {
            return Err(invalid(at, &format!("the field '{path}' needs a language")));
        }
        let scalar = match custom_name(&steps) {
            Some(_) => of_type.and_then(Scalar::of_type),
            None => Scalar::of_place(reader.contract, place),
        };
        Ok(Self::Path {
            steps,
            scalar,
            language: language.map(str::to_owned),
            of: of_type.map(str::to_owned),
        })
    }

    fn scalar(&self, _: &Contract) -> Option<Scalar> {
        match self {
            Self::Path { scalar, .. } => *scalar,
            Self::All => Some(Scalar::Text),
            Self::Score => None,
        }
    }

    fn is_score(&self) -> bool {
        matches!(self, Self::Score)
    }

    fn rows(_: &Resource<'_>) -> usize {
        1
    }

    fn values(&self, of: &Resource<'_>, _: usize) -> Vec<Value> {
        let mut found = Vec::new();
        match self {
            Self::Score => {}
            Self::All => of
                .resource
                .values()
                .for_each(|value| texts(value, &mut found)),
            Self::Path {
                steps,
                language,
                of: of_type,
                ..
            } => {
                let walk = Walk {
                    project: of.project,
                    language: language.as_deref(),
                    of: of_type.as_deref(),
                };
                walk.below(of.resource, steps, &mut found);
            }
        }
        found
    }

    fn all_values(&self, of: &Resource<'_>, rows: &[usize]) -> Vec<Value> {
        rows.iter().flat_map(|row| self.values(of, *row)).collect()
    }
}

/// The type at a path; `None` if there is no such field.
fn place<'c>(contract: &'c Contract, state: &str, steps: &[String]) -> Option<Place<'c>> {
    let mut place = contract.place(state);
    for step in steps {
        place = contract.member(place, step).or_else(|| {
            let referred = referred(contract, place)?;
            contract.member(referred, step)
        })?;
        if step == "custom" {
            return (steps.len() > 1).then_some(Place::Anything);
        }
    }
    Some(place)
}

/// The target of a reference.
fn referred<'c>(contract: &'c Contract, of: Place<'c>) -> Option<Place<'c>> {
    if let Some(object) = contract.member(of, "obj") {
        return Some(object);
    }
    let Place::Of(of) = of else { return None };
    let of = match contract.resolve(of) {
        Resolved::List(items) => items,
        _ => of,
    };
    let Use::Named(name) = of else { return None };
    let name = name.strip_suffix("KeyReference")?;
    contract.definition(name).map(|_| contract.place(name))
}

/// The name of the custom field of a path.
fn custom_name(steps: &[String]) -> Option<&str> {
    let place = steps.iter().position(|step| step == "custom")?;
    let mut rest = steps.iter().skip(place + 1).map(String::as_str);
    match rest.next()? {
        "fields" => rest.next(),
        "type" => None,
        name => Some(name),
    }
}

/// Adds each text in a value.
fn texts(value: &Value, found: &mut Vec<Value>) {
    match value {
        Value::String(_) => found.push(value.clone()),
        Value::Array(values) => values.iter().for_each(|value| texts(value, found)),
        Value::Object(members) => members.values().for_each(|value| texts(value, found)),
        _ => {}
    }
}

/// Follows a path.
struct Walk<'w> {
    project: &'w Project,
    language: Option<&'w str>,
    of: Option<&'w str>,
}

impl Walk<'_> {
    fn below(&self, object: &Object, steps: &[String], found: &mut Vec<Value>) {
        let Some((first, rest)) = steps.split_first() else {
            return;
        };
        match object.get(first) {
            Some(Value::Object(custom)) if first == "custom" && !rest.is_empty() => {
                self.custom(custom, rest, found);
            }
            Some(value) => self.value(value, rest, found),
            None => {
                // Fields that a reference does not have belong to its target.
                let referred = text(object, "typeId");
                let value = Value::Object(object.clone());
                let referred = referred.and_then(|of| self.project.find(of, &value).ok());
                if let Some(value) = referred.and_then(|of| of.get(first)) {
                    self.value(value, rest, found);
                }
            }
        }
    }

    fn value(&self, value: &Value, steps: &[String], found: &mut Vec<Value>) {
        match value {
            Value::Array(values) => {
                for value in values {
                    self.value(value, steps, found);
                }
            }
            value if steps.is_empty() => found.push(told(value, self.language)),
            Value::Object(object) => self.below(object, steps, found),
            _ => {}
        }
    }

    /// A custom field has a value here only if it has the requested type.
    fn custom(&self, custom: &Object, steps: &[String], found: &mut Vec<Value>) {
        let steps = match steps.split_first() {
            Some((first, _)) if first == "type" => return self.below(custom, steps, found),
            Some((first, rest)) if first == "fields" => rest,
            _ => steps,
        };
        let fields = custom.get("fields").and_then(Value::as_object);
        let (Some((name, _)), Some(fields)) = (steps.split_first(), fields) else {
            return;
        };
        if self.is_of_type(custom, name) {
            self.below(fields, steps, found);
        }
    }

    fn is_of_type(&self, custom: &Object, name: &str) -> bool {
        let of = custom.get("type");
        let of = of.and_then(|of| self.project.find("type", of).ok());
        let mut definitions = of
            .into_iter()
            .flat_map(|of| elements(of, "fieldDefinitions"));
        let definition = definitions.find(|of| text(of, "name") == Some(name));
        let of = definition.and_then(|of| of.get("type")?.as_object());
        let Some(of) = of else { return false };
        let element = of.get("elementType").and_then(Value::as_object);
        let known = text(element.unwrap_or(of), "name").unwrap_or_default();
        let names = CUSTOM_TYPES.iter().find(|(of, ..)| *of == known);
        let (of_orders, of_others) = match names {
            Some((_, of_orders, of_others)) => (*of_orders, *of_others),
            None => ("ReferenceType", "reference"),
        };
        let wanted = self.of.unwrap_or_default();
        match element {
            Some(_) => {
                wanted.strip_prefix("SetType.") == Some(of_orders)
                    || wanted.strip_prefix("set_") == Some(of_others)
            }
            None => wanted == of_orders || wanted == of_others,
        }
    }
}
