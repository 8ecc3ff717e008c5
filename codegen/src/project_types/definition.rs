//! Product types and types, as the API sends them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};

use super::{Document, ProjectTypesError, kind::Kind};

/// A product type or a type.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "Resource")]
pub(super) struct Definition {
    pub(super) of: Of,
    /// The id in the project, by which nested attributes refer to a product type. A draft has none.
    pub(super) id: Option<String>,
    /// The key; of a product type without one, its name.
    pub(super) key: String,
    pub(super) name: Text,
    pub(super) description: Option<Text>,
    /// The attributes or fields.
    pub(super) values: Vec<ValueDefinition>,
}

/// What a definition is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Of {
    /// A product type.
    Attributes,
    /// A type.
    CustomFields,
}

/// An attribute or a field.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ValueDefinition {
    pub(super) name: String,
    pub(super) label: Text,
    #[serde(default, alias = "required")]
    pub(super) is_required: bool,
    #[serde(default)]
    pub(super) level: Level,
    pub(super) input_tip: Option<Text>,
    #[serde(rename = "type")]
    pub(super) kind: Kind,
}

/// Whether a product as a whole or each variant has the value. A field has always the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(super) enum Level {
    Product,
    #[default]
    #[serde(other)]
    Variant,
}

/// A text, or one for each locale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Text {
    Plain(String),
    Localized(BTreeMap<String, String>),
}

impl Text {
    /// The text that stands in documentation: the English one if there is one, else that of the first locale.
    pub(super) fn shown(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Localized(texts) => {
                let english = |locale: &str| locale == "en" || locale.starts_with("en-");
                let english = texts.iter().find(|(locale, _)| english(locale));
                let text = english.or_else(|| texts.iter().next());
                text.map_or("", |(_, text)| text)
            }
        }
    }
}

impl Definition {
    /// Whether both are the same product type or type of a project.
    pub(super) fn is_same_resource(&self, other: &Self) -> bool {
        self.of == other.of && self.key == other.key
    }

    /// Whether both produce the same Rust.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        let without_id = |of: &Self| Self {
            id: None,
            ..of.clone()
        };
        without_id(self) == without_id(other)
    }

    /// A name that two values have: the struct could read only one of them.
    fn name_that_is_there_twice(&self) -> Option<&str> {
        let mut names = BTreeSet::new();
        let mut all = self.values.iter().map(|value| value.name.as_str());
        all.find(|name| !names.insert(*name))
    }

    /// The sort key of definitions.
    pub(super) fn order(&self) -> (Of, &str) {
        (self.of, &self.key)
    }
}

impl fmt::Display for Definition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.of {
            Of::Attributes => write!(formatter, "the product type `{}`", self.key),
            Of::CustomFields => write!(formatter, "the type `{}`", self.key),
        }
    }
}

/// Reads a document. A definition without attributes and fields has no struct, and is left out.
pub(super) fn read(document: &Document<'_>) -> Result<Vec<Definition>, ProjectTypesError> {
    let text = document.text.trim_start_matches('\u{feff}');
    let definitions = definitions(text).map_err(|error| {
        let position = format!(" at line {} column {}", error.line(), error.column());
        let message = error.to_string();
        ProjectTypesError {
            place: format!("{}:{}:{}", document.name, error.line(), error.column()),
            message: message.replace(&position, ""),
        }
    })?;
    let with_values = |definition: &Definition| !definition.values.is_empty();
    Ok(definitions.into_iter().filter(with_values).collect())
}

/// The form is determined first, so that an error has its place in the text and not in a copy.
fn definitions(text: &str) -> serde_json::Result<Vec<Definition>> {
    #[derive(Deserialize)]
    struct Page {
        results: Vec<Definition>,
    }
    match serde_json::from_str(text)? {
        serde_json::Value::Object(object) if object.contains_key("results") => {
            serde_json::from_str(text).map(|page: Page| page.results)
        }
        serde_json::Value::Object(_) => serde_json::from_str(text).map(|single| vec![single]),
        _ => serde_json::from_str(text),
    }
}

/// What the API sends.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    id: Option<String>,
    key: Option<String>,
    name: Text,
    description: Option<Text>,
    attributes: Option<Vec<ValueDefinition>>,
    field_definitions: Option<Vec<ValueDefinition>>,
}

impl TryFrom<Resource> for Definition {
    type Error = String;

    fn try_from(resource: Resource) -> Result<Self, String> {
        let (of, values) = match (resource.attributes, resource.field_definitions) {
            (Some(attributes), None) => (Of::Attributes, attributes),
            (None, Some(fields)) => (Of::CustomFields, fields),
            _ => {
                let name = resource.key.as_deref().unwrap_or(resource.name.shown());
                return Err(format!(
                    "`{name}` has to have either `attributes`, as a product type, or `fieldDefinitions`, as a type"
                ));
            }
        };
        let key = resource.key;
        let definition = Self {
            of,
            id: resource.id,
            key: key.unwrap_or_else(|| resource.name.shown().to_owned()),
            name: resource.name,
            description: resource.description,
            values,
        };
        match definition.name_that_is_there_twice() {
            Some(name) => Err(format!("{definition} defines `{name}` twice")),
            None => Ok(definition),
        }
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;

        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a text or an object of texts by locale")
            }

            fn visit_str<E>(self, text: &str) -> Result<Text, E> {
                Ok(Text::Plain(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, texts: A) -> Result<Text, A::Error> {
                let texts = BTreeMap::deserialize(MapAccessDeserializer::new(texts))?;
                Ok(Text::Localized(texts))
            }
        }

        deserializer.deserialize_any(TextVisitor)
    }
}
