//! The names of the structs and enums, no two alike.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase;

use super::{
    definition::{Definition, Level, Of, ValueDefinition},
    kind::REFERENCES,
};
use crate::names::{free_of, type_name, value_name};

/// The names that the emitted module imports.
const IMPORTED: [&str; 16] = [
    "Attribute",
    "CustomFields",
    "CustomFieldsDraft",
    "Date",
    "DateTime",
    "EnumKey",
    "FromValues",
    "LocalizedString",
    "NamedValues",
    "Nested",
    "Reference",
    "Time",
    "TypeResourceIdentifier",
    "TypedMoney",
    "Value",
    "ValueError",
];

/// A struct that is emitted.
#[derive(Debug)]
pub(super) struct Struct<'a> {
    pub(super) name: String,
    pub(super) definition: &'a Definition,
    pub(super) level: Level,
    pub(super) fields: Vec<Field<'a>>,
}

/// A field of it.
#[derive(Debug)]
pub(super) struct Field<'a> {
    pub(super) name: String,
    pub(super) value: &'a ValueDefinition,
    /// The name of the enum for its values, where they are those of one.
    pub(super) enumeration: Option<String>,
}

/// One struct for each definition; two for a product type with attributes of the product and attributes of its variants.
pub(super) fn structs(definitions: &[Definition]) -> Vec<Struct<'_>> {
    let mut taken: BTreeSet<String> = IMPORTED.into_iter().map(str::to_owned).collect();
    taken.extend(REFERENCES.into_iter().map(|(_, model)| model.to_owned()));
    let mut structs = Vec::new();
    for definition in definitions {
        for level in [Level::Product, Level::Variant] {
            let values = definition.values.iter();
            let values: Vec<&ValueDefinition> =
                values.filter(|value| value.level == level).collect();
            if values.is_empty() {
                continue;
            }
            let suffix = match (definition.of, level) {
                (Of::Attributes, Level::Product) => "ProductAttributes",
                (Of::Attributes, Level::Variant) => "Attributes",
                (Of::CustomFields, _) => "Fields",
            };
            structs.push(Struct {
                name: take(&mut taken, &format!("{}{suffix}", stem(definition))),
                definition,
                level,
                fields: Vec::new(),
            });
            let fields = fields(&values, definition, &mut taken);
            if let Some(last) = structs.last_mut() {
                last.fields = fields;
            }
        }
    }
    structs
}

fn fields<'a>(
    values: &[&'a ValueDefinition],
    definition: &Definition,
    taken: &mut BTreeSet<String>,
) -> Vec<Field<'a>> {
    let names = distinct(values.iter().map(|value| &*value.name), value_name);
    values
        .iter()
        .map(|value| {
            let enumeration = value.kind.enum_values().map(|_| {
                let name = format!("{}{}", stem(definition), value.name.to_upper_camel_case());
                take(taken, &name)
            });
            Field {
                name: names.get(&*value.name).cloned().unwrap_or_default(),
                value,
                enumeration,
            }
        })
        .collect()
}

/// A name for each key, no two alike. Which key has which name does not depend on their order, which changes in a project; one
/// that is a name already keeps it.
pub(super) fn distinct<'a>(
    keys: impl Iterator<Item = &'a str>,
    name: fn(&str) -> String,
) -> BTreeMap<&'a str, String> {
    let mut keys: Vec<(bool, &str)> = keys.map(|key| (name(key) != key, key)).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut taken = BTreeSet::new();
    let keys = keys.into_iter();
    keys.map(|(_, key)| (key, take_of(&mut taken, &name(key))))
        .collect()
}

fn stem(definition: &Definition) -> String {
    type_name(&definition.key)
}

fn take(taken: &mut BTreeSet<String>, name: &str) -> String {
    take_of(taken, &type_name(name))
}

fn take_of(taken: &mut BTreeSet<String>, name: &str) -> String {
    let name = free_of(name, |name| taken.contains(name));
    taken.insert(name.clone());
    name
}
