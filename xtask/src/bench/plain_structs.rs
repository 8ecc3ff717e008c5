//! Structs with serde's derives as one writes them by hand, with the same members as the models: what decoding is compared
//! with.
//!
//! A member that may be missing is an `Option`, a union is an enum tagged by its discriminator, dates and times are those of
//! jiff, names by locale are a map. They know no rules about absence, keep nothing that is unknown, and have no expanded
//! resources behind references.

use std::{
    collections::{BTreeSet, HashSet},
    fmt::Write,
};

use codegen::{
    model::{Api, EnumValue, Hierarchy, Role, Scalar, Shape, Type, TypeRef},
    names,
};

use super::bodies::{is_whole, received_kinds};

/// The structs of these types and of all that is in them, as the text of a module.
pub(crate) fn module(api: &Api, roots: &[&str]) -> String {
    let mut structs = Structs {
        api,
        hierarchy: Hierarchy::of(api),
        open: roots.iter().map(|&root| Use::Any(root.to_owned())).collect(),
        known: HashSet::new(),
        text: "// Made by `cargo xtask bench`.\n\nuse std::collections::HashMap;\n\nuse serde::Deserialize;\nuse serde_json::Value;\n\n"
            .to_owned(),
    };
    while let Some(next) = structs.open.pop() {
        if structs.known.insert(next.clone()) {
            structs.declare(&next);
        }
    }
    structs.text
}

/// A type that is declared.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Use {
    /// A type, or what derives from it.
    Any(String),
    /// A type itself, where it is one of the kinds of a union.
    Kind(String),
}

struct Structs<'a> {
    api: &'a Api,
    hierarchy: Hierarchy<'a>,
    /// What is still to be declared.
    open: Vec<Use>,
    known: HashSet<Use>,
    text: String,
}

impl<'a> Structs<'a> {
    fn declare(&mut self, of: &Use) {
        let (name, is_kind) = match of {
            Use::Any(name) => (name, false),
            Use::Kind(name) => (name, true),
        };
        let Some(of) = self.api.types.get(name) else {
            return;
        };
        let rust = rust_name(name, is_kind);
        match &of.shape {
            Shape::Alias(alias) => {
                let alias = self.reference(alias);
                self.line(&format!("pub type {rust} = {alias};"));
            }
            Shape::Union(_) => self.line(&format!("pub type {rust} = Value;")),
            Shape::Enum(values) => self.unit_variants(&rust, values),
            Shape::Object(_) => {
                let kinds = self.kinds(of);
                if !is_kind && !kinds.is_empty() {
                    self.kinds_of(of, &rust, &kinds);
                } else if self.api.fields(of).is_empty() {
                    self.map(of, &rust);
                } else {
                    self.members(of, &rust);
                }
            }
        }
    }

    /// The subtypes with a tag, including the type itself; empty without a discriminator.
    fn kinds(&self, of: &'a Type) -> Vec<&'a Type> {
        let mut kinds = received_kinds(self.api, &self.hierarchy, of);
        let mut tags = HashSet::new();
        kinds.retain(|kind| tags.insert(kind.tag()));
        match kinds.as_slice() {
            // Nothing derives from it.
            [only] if only.name == of.name => Vec::new(),
            _ => kinds,
        }
    }

    fn kinds_of(&mut self, of: &Type, rust: &str, kinds: &[&Type]) {
        let tag = self.api.discriminator(of).map_or("type", |(tag, _)| tag);
        self.line(&format!(
            "#[derive(Deserialize)]\n#[serde(tag = {tag:?})]\npub enum {rust} {{"
        ));
        for (place, kind) in kinds.iter().enumerate() {
            let value = kind.tag().unwrap_or_default();
            let name = rust_name(&kind.name, true);
            self.line(&format!(
                "    #[serde(rename = {value:?})]\n    V{place}(Box<{name}>),"
            ));
            self.open.push(Use::Kind(kind.name.clone()));
        }
        self.line("    #[serde(other)]\n    Unknown,\n}\n");
    }

    fn unit_variants(&mut self, rust: &str, values: &[EnumValue]) {
        self.line(&format!("#[derive(Deserialize)]\npub enum {rust} {{"));
        let values: BTreeSet<&str> = values.iter().map(|value| value.value.as_str()).collect();
        for (place, value) in values.iter().enumerate() {
            self.line(&format!("    #[serde(rename = {value:?})]\n    V{place},"));
        }
        self.line("    #[serde(other)]\n    Unknown,\n}\n");
    }

    fn map(&mut self, of: &Type, rust: &str) {
        let value = match self.api.maps(of).first() {
            Some(map) => format!("HashMap<String, {}>", self.reference(&map.value)),
            None => "Value".to_owned(),
        };
        self.line(&format!("pub type {rust} = {value};"));
    }

    fn members(&mut self, of: &'a Type, rust: &str) {
        // serde takes the member away that tells the kinds of a union apart.
        let tag = self.api.discriminator(of).map(|(tag, _)| tag);
        let tag = tag.filter(|_| of.tag().is_some());
        self.line(&format!("#[derive(Deserialize)]\npub struct {rust} {{"));
        for field in self.api.fields(of) {
            // Nobody writes the expanded resource behind each reference by hand.
            let is_added = matches!(field.role, Some(Role::Beside | Role::Expanded));
            if tag == Some(&*field.name) || !field.is_received() || is_added {
                continue;
            }
            let of = self.reference(&field.of);
            let is_optional = !field.required || field.missing.is_some() || field.nullable;
            let of = match (is_optional, self.holds_itself(&field.of)) {
                (true, true) => format!("Option<Box<{of}>>"),
                (true, false) => format!("Option<{of}>"),
                (false, true) => format!("Box<{of}>"),
                (false, false) => of,
            };
            let name = names::value_name(&field.name);
            self.line(&format!(
                "    #[serde(rename = {:?})]\n    pub {name}: {of},",
                field.name
            ));
        }
        self.line("}\n");
    }

    /// Whether a value is an object, which may hold another of its type without anything between. A box where there has to be
    /// none costs an allocation, which one would not write: only what is large or recursive is boxed.
    fn holds_itself(&self, of: &TypeRef) -> bool {
        let mut seen = HashSet::new();
        let mut open = Vec::new();
        direct(self.api, of, &mut open);
        let start: Vec<String> = open.clone();
        while let Some(name) = open.pop() {
            if !seen.insert(name.clone()) {
                continue;
            }
            let Some(of) = self.api.types.get(&name) else {
                continue;
            };
            if !self.kinds(of).is_empty() {
                continue;
            }
            let mut below = Vec::new();
            for field in self.api.fields(of) {
                direct(self.api, &field.of, &mut below);
            }
            if below.iter().any(|name| start.contains(name)) {
                return true;
            }
            open.extend(below);
        }
        false
    }

    fn reference(&mut self, of: &TypeRef) -> String {
        match of {
            TypeRef::Named(name) => {
                self.open.push(Use::Any(name.clone()));
                rust_name(name, false)
            }
            TypeRef::Scalar(scalar) => scalar_name(*scalar).to_owned(),
            TypeRef::Array(items) => format!("Vec<{}>", self.reference(items)),
            TypeRef::Union(_) => match of.or_null() {
                Some(of) => format!("Option<{}>", self.reference(&of.clone())),
                None => "Value".to_owned(),
            },
            TypeRef::Any | TypeRef::AnyObject | TypeRef::Inline(_) => "Value".to_owned(),
        }
    }

    fn line(&mut self, line: &str) {
        // A string that is written to never fails.
        let _ = writeln!(self.text, "{line}");
    }
}

/// The objects that a value of a type holds in place.
fn direct(api: &Api, of: &TypeRef, into: &mut Vec<String>) {
    match api.definition(of) {
        TypeRef::Named(name) => into.push(name.clone()),
        of => {
            if let Some(of) = of.or_null() {
                direct(api, of, into);
            }
        }
    }
}

fn rust_name(name: &str, is_kind: bool) -> String {
    let name = names::type_name(name);
    match (is_kind, name.as_str()) {
        (true, _) => format!("{name}Kind"),
        // What the standard library calls so, or the module itself uses.
        (false, "Option" | "Vec" | "Box" | "String" | "Value" | "HashMap") => {
            format!("{name}Model")
        }
        (false, _) => name,
    }
}

fn scalar_name(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::String | Scalar::File => "String",
        Scalar::Boolean => "bool",
        Scalar::DateTime => "jiff::Timestamp",
        Scalar::DateTimeOnly => "jiff::civil::DateTime",
        Scalar::DateOnly => "jiff::civil::Date",
        Scalar::TimeOnly => "jiff::civil::Time",
        Scalar::Nil => "()",
        whole if is_whole(whole) => "i64",
        _ => "f64",
    }
}

#[cfg(test)]
#[allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
mod tests {
    use super::*;

    const SHOP: &str = r#"#%RAML 1.0
title: Shop
types:
  Cart:
    type: object
    properties:
      id: string
      total: Money
      createdAt: datetime
      items: Item[]
      name?: Texts
      state?: State
      origin?: Cart
  Item:
    type: object
    properties:
      type: string
      count?: integer
  Texts:
    type: object
    properties:
      //: string
  State:
    type: string
    enum: [Active, Merged]
  Money:
    type: object
    discriminator: type
    properties:
      type: string
      centAmount: integer
  CentMoney:
    type: Money
    discriminatorValue: cent
  PreciseMoney:
    type: Money
    discriminatorValue: precise
    properties:
      preciseAmount: integer
"#;

    #[test]
    fn members_unions_lists_and_maps_are_what_one_would_write() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("api.raml");
        std::fs::write(&root, SHOP).unwrap();
        let api = codegen::load(&root)
            .unwrap_or_else(|report| panic!("{}", report.render()))
            .api;
        let text = module(&api, &["Cart"]);
        let file = syn::parse_file(&text).unwrap();
        let declared = file.items.iter().filter_map(|item| match item {
            syn::Item::Struct(of) => Some(&of.ident),
            syn::Item::Enum(of) => Some(&of.ident),
            syn::Item::Type(of) => Some(&of.ident),
            _ => None,
        });
        let declared: BTreeSet<String> = declared.map(ToString::to_string).collect();
        let expected = [
            "Cart",
            "CentMoneyKind",
            "Item",
            "Money",
            "PreciseMoneyKind",
            "State",
            "Texts",
        ];
        assert_eq!(declared, expected.map(str::to_owned).into());
        for part in [
            "pub id: String,",
            "pub total: Money,",
            "pub created_at: jiff::Timestamp,",
            "pub items: Vec<Item>,",
            "pub name: Option<Texts>,",
            // One cart in another one needs a box.
            "pub origin: Option<Box<Cart>>,",
            "pub type Texts = HashMap<String, String>;",
            "#[serde(tag = \"type\")]\npub enum Money {",
            "#[serde(rename = \"precise\")]\n    V1(Box<PreciseMoneyKind>),",
            "pub struct PreciseMoneyKind {\n    #[serde(rename = \"centAmount\")]\n    pub cent_amount: i64,",
            "#[serde(rename = \"Merged\")]\n    V1,",
        ] {
            assert!(text.contains(part), "{part} is not in\n{text}");
        }
    }
}
