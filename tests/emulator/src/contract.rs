//! The contract of the platform: its operations and types.
//!
//! `cargo xtask codegen` writes `contract.jsonl` from the model of the generator, so that the emulator and the SDK use the
//! same specification, and users of the emulator need neither the specification nor the generator.

mod place;
mod route;

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::{Map, Number, Value};

pub(crate) use place::Place;
pub(crate) use route::{NoRoute, Route, Routes};

/// A longer chain of bases or aliases is treated as circular.
const LINEAGE: usize = 32;

/// The operations and the types of the platform.
#[derive(Debug, Default)]
pub(crate) struct Contract {
    pub(crate) routes: Routes,
    pub(crate) resources: HashMap<String, Resource>,
    types: HashMap<String, Definition>,
    /// The types of a base, by tag.
    kinds: HashMap<String, BTreeMap<String, String>>,
}

/// A path, and how the resource there can be changed.
#[derive(Debug, Deserialize)]
pub(crate) struct Resource {
    #[serde(rename = "resource")]
    pub(crate) path: String,
    /// The base of the update actions of this resource.
    pub(crate) action: Option<String>,
}

/// A method of a resource.
#[derive(Debug, Deserialize)]
pub(crate) struct Operation {
    #[serde(rename = "operation")]
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) scopes: Vec<String>,
    #[serde(default)]
    pub(crate) query: Vec<Parameter>,
    pub(crate) body: Option<Use>,
    /// The body of the successful response.
    pub(crate) answer: Option<Use>,
    /// The status of the successful response.
    pub(crate) status: Option<u16>,
}

/// A query parameter with a name; without one, its names match a pattern.
#[derive(Debug, Deserialize)]
pub(crate) struct Parameter {
    pub(crate) name: Option<String>,
    /// The pattern of the names, if there are several.
    pub(crate) names: Option<String>,
    #[serde(default)]
    pub(crate) required: bool,
    #[serde(flatten)]
    pub(crate) facets: Facets,
}

/// A type with its own properties; inherited ones are in the base.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Definition {
    base: Option<String>,
    fields: Option<Vec<Field>>,
    #[serde(default)]
    maps: Vec<Names>,
    discriminator: Option<String>,
    pub(crate) tag: Option<String>,
    #[serde(rename = "enum")]
    pub(crate) values: Option<Vec<String>>,
    pub(crate) alias: Option<Use>,
    pub(crate) union: Option<Vec<Use>>,
    #[serde(flatten)]
    pub(crate) facets: Facets,
}

/// A property of an object.
#[derive(Debug, Deserialize)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) of: Use,
    #[serde(default)]
    pub(crate) required: bool,
    #[serde(default)]
    pub(crate) nullable: bool,
    #[serde(flatten)]
    pub(crate) facets: Facets,
}

/// The properties whose names match a pattern; an empty pattern matches any name.
#[derive(Debug, Deserialize)]
pub(crate) struct Names {
    #[serde(rename = "names")]
    pub(crate) pattern: String,
    pub(crate) of: Use,
}

/// A use of a type: its name, `!` with the name of a scalar, or a composition.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Use {
    Named(String),
    List { list: Box<Use> },
    Union { union: Vec<Use> },
    Inline { inline: Box<Definition> },
}

/// The constraints of a value.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Facets {
    pub(crate) pattern: Option<String>,
    pub(crate) min_length: Option<u64>,
    pub(crate) max_length: Option<u64>,
    pub(crate) minimum: Option<Number>,
    pub(crate) maximum: Option<Number>,
    pub(crate) min_items: Option<u64>,
    pub(crate) max_items: Option<u64>,
    pub(crate) unique_items: bool,
    pub(crate) values: Vec<Value>,
    pub(crate) default: Option<Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Resource(Resource),
    Operation(Operation),
    Type {
        #[serde(rename = "type")]
        name: String,
        #[serde(flatten)]
        definition: Box<Definition>,
    },
}

impl Contract {
    /// The contract of the platform, read once in a process.
    pub(crate) fn platform() -> Result<&'static Self, String> {
        static PLATFORM: OnceLock<Result<Contract, String>> = OnceLock::new();
        PLATFORM
            .get_or_init(|| Self::read(include_str!("contract.jsonl")))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// Reads the lines of the generator.
    fn read(text: &str) -> Result<Self, String> {
        let mut contract = Self::default();
        for (number, line) in text.lines().enumerate() {
            let line = serde_json::from_str(line);
            match line.map_err(|error| format!("line {}: {error}", number + 1))? {
                Line::Resource(of) => {
                    contract.resources.insert(of.path.clone(), of);
                }
                Line::Operation(of) => contract.routes.add(of),
                Line::Type { name, definition } => {
                    contract.types.insert(name, *definition);
                }
            }
        }
        contract.kinds = contract.kinds();
        Ok(contract)
    }

    /// A type by its name.
    pub(crate) fn definition(&self, name: &str) -> Option<&Definition> {
        self.types.get(name)
    }

    /// The operation of a method and a path of the specification.
    pub(crate) fn operation(&self, method: &str, path: &str) -> Option<&Operation> {
        self.routes.exact(method, path)
    }

    /// The response type of an operation.
    pub(crate) fn answer(&self, method: &str, path: &str) -> Option<&Use> {
        self.operation(method, path)?.answer.as_ref()
    }

    /// The type and its bases, nearest first.
    fn lineage<'a>(&'a self, of: &'a Definition) -> impl Iterator<Item = &'a Definition> {
        let base = |of: &&'a Definition| self.types.get(of.base.as_deref()?);
        std::iter::successors(Some(of), base).take(LINEAGE)
    }

    /// All fields of an object, including inherited ones; `None` if the type is not an object.
    pub(crate) fn fields<'a>(&'a self, of: &'a Definition) -> Option<BTreeMap<&'a str, &'a Field>> {
        let mut fields = BTreeMap::new();
        of.fields.as_ref()?;
        for declared in self.lineage(of) {
            for field in declared.fields.iter().flatten() {
                fields.entry(field.name.as_str()).or_insert(field);
            }
        }
        Some(fields)
    }

    /// A field of an object, possibly inherited.
    pub(crate) fn field<'a>(&'a self, of: &'a Definition, name: &str) -> Option<&'a Field> {
        let mut lineage = self.lineage(of);
        lineage.find_map(|of| of.fields.iter().flatten().find(|field| field.name == name))
    }

    /// All patterns of names, including inherited ones.
    pub(crate) fn maps<'a>(&'a self, of: &'a Definition) -> Vec<&'a Names> {
        self.lineage(of).flat_map(|of| &of.maps).collect()
    }

    /// The property that distinguishes the types of a base.
    pub(crate) fn discriminator<'a>(&'a self, of: &'a Definition) -> Option<&'a str> {
        self.lineage(of).find_map(|of| of.discriminator.as_deref())
    }

    /// The types derived from a base, by tag; `None` if there are none.
    pub(crate) fn kinds_of(&self, base: &str) -> Option<&BTreeMap<String, String>> {
        self.kinds.get(base)
    }

    /// A type by its name; if the object has the tag of a derived type, that type.
    pub(crate) fn tagged(&self, name: &str, of: &Map<String, Value>) -> Option<&Definition> {
        let base = self.definition(name)?;
        let tag = self
            .discriminator(base)
            .and_then(|tag| of.get(tag)?.as_str());
        let derived = tag.and_then(|tag| self.kinds_of(name)?.get(tag));
        derived.map_or(Some(base), |name| self.definition(name))
    }

    /// The type that a use stands for, after all aliases.
    pub(crate) fn resolve<'a>(&'a self, of: &'a Use) -> Resolved<'a> {
        let mut of = of;
        for _ in 0..LINEAGE {
            match of {
                Use::Named(name) => match self.types.get(name) {
                    None => return Resolved::Scalar(name.trim_start_matches('!')),
                    Some(definition) => match &definition.alias {
                        Some(alias) => of = alias,
                        None => return Resolved::Type(Some(name), definition),
                    },
                },
                Use::List { list } => return Resolved::List(list),
                Use::Union { union } => return Resolved::Union(union),
                Use::Inline { inline } => match &inline.alias {
                    Some(alias) => of = alias,
                    None => return Resolved::Type(None, inline),
                },
            }
        }
        Resolved::Scalar("any")
    }

    fn kinds(&self) -> HashMap<String, BTreeMap<String, String>> {
        let mut kinds: HashMap<String, BTreeMap<String, String>> = HashMap::new();
        for (name, of) in &self.types {
            let Some(tag) = &of.tag else { continue };
            let bases = self.lineage(of).filter_map(|of| of.base.as_deref());
            for base in bases {
                let kinds = kinds.entry(base.to_owned()).or_default();
                kinds.insert(tag.clone(), name.clone());
            }
        }
        kinds
    }
}

/// A resolved use of a type.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Resolved<'a> {
    /// A scalar of RAML, such as `string` or `number:int32`; `any` and `object` if nothing is specified.
    Scalar(&'a str),
    List(&'a Use),
    Union(&'a [Use]),
    /// An object, an enum or a union, with its name if it has one.
    Type(Option<&'a str>, &'a Definition),
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn the_contract_of_the_platform_is_read() {
        let contract = Contract::platform().unwrap();
        let draft = contract.definition("CategoryDraft").unwrap();
        let fields = contract.fields(draft).unwrap();
        assert!(fields["name"].required);
        assert_eq!(fields["key"].facets.max_length, Some(256));
        let actions = contract.kinds_of("CategoryUpdateAction").unwrap();
        assert_eq!(actions["changeName"], "CategoryChangeNameAction");
    }

    #[test]
    fn inherited_fields_are_those_of_the_base_unless_declared_again() {
        let contract = Contract::read(concat!(
            r#"{"type":"Base","fields":[{"name":"id","of":"!string"},{"name":"key","of":"!string"}]}"#,
            "\n",
            r#"{"type":"Own","base":"Base","fields":[{"name":"key","of":"!string","required":true}]}"#,
        ))
        .unwrap();
        let fields = contract
            .fields(contract.definition("Own").unwrap())
            .unwrap();
        assert_eq!(fields.len(), 2);
        assert!(fields["key"].required && !fields["id"].required);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        let error = Contract::read("{\"type\":\"A\",\"fields\":[]}\n{}").unwrap_err();
        assert!(error.starts_with("line 2: "), "{error}");
    }
}
