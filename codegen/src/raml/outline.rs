//! The outline of a declaration together with its bases: its kind, its properties, its facets. Values are compared with it.
//! Unlike the [`crate::model`] it leaves nothing out, and it contains only what the declarations say.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use crate::{
    diagnostics::Diagnostics,
    raml::{
        document::{Document, Named},
        expression::{self, Expression},
        template,
    },
    yaml::{self, Node},
};

/// The kinds of RAML's types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `any`.
    Any,
    /// `nil`.
    Nil,
    /// `object`.
    Object,
    /// `array`.
    Array,
    /// One of several types.
    Union,
    /// `string`.
    String,
    /// `number`.
    Number,
    /// `integer`.
    Integer,
    /// `boolean`.
    Boolean,
    /// `datetime`.
    DateTime,
    /// `datetime-only`.
    DateTimeOnly,
    /// `date-only`.
    DateOnly,
    /// `time-only`.
    TimeOnly,
    /// `file`.
    File,
    /// A JSON or XML schema.
    External,
    /// It is unknown: a name or a parameter that cannot be resolved, a circle, bases without a common kind.
    Unknown,
}

/// The outline of a declaration together with its bases.
#[derive(Clone, Debug)]
pub struct Outline<'n> {
    /// Its kind.
    pub kind: Kind,
    /// The declarations that define it, the nearest first.
    pub layers: Vec<&'n Node>,
    /// How many of the last layers belong to the type with a name that it is or is nearest to.
    pub named_layers: usize,
    /// The types that it is derived from.
    pub bases: Vec<Rc<Self>>,
    /// The members of a union.
    pub members: Vec<Rc<Self>>,
    /// The type of the elements of a list.
    pub items: Option<Use<'n>>,
    /// The name of the type that it is or is nearest to.
    pub name: Option<Rc<str>>,
}

/// A property of an object.
#[derive(Clone, Copy, Debug)]
pub struct Property<'n> {
    /// Its name, or its pattern between the slashes.
    pub name: &'n str,
    /// Whether its name is a pattern.
    pub is_pattern: bool,
    /// Whether it must be there.
    pub is_required: bool,
    /// Its declaration.
    pub node: &'n Node,
}

/// Where a type is used: a declaration, or a part of a type expression in one.
#[derive(Clone, Debug)]
pub enum Use<'n> {
    /// A declaration.
    Node(&'n Node),
    /// A part of the type expression at a node.
    Part(Expression, &'n Node),
}

impl Kind {
    /// The kind of a built-in type.
    pub fn built_in(name: &str) -> Option<Self> {
        Some(match name {
            "any" => Self::Any,
            "nil" => Self::Nil,
            "object" => Self::Object,
            "array" => Self::Array,
            "string" => Self::String,
            "number" => Self::Number,
            "integer" => Self::Integer,
            "boolean" => Self::Boolean,
            "datetime" => Self::DateTime,
            "datetime-only" => Self::DateTimeOnly,
            "date-only" => Self::DateOnly,
            "time-only" => Self::TimeOnly,
            "file" => Self::File,
            _ => return None,
        })
    }

    /// The kind in words.
    pub fn what(self) -> &'static str {
        match self {
            Self::Any => "any value",
            Self::Nil => "nil",
            Self::Object => "an object",
            Self::Array => "an array",
            Self::Union => "a union",
            Self::String => "a string",
            Self::Number => "a number",
            Self::Integer => "an integer",
            Self::Boolean => "a boolean",
            Self::DateTime => "a date and time",
            Self::DateTimeOnly => "a date and time without an offset",
            Self::DateOnly => "a date",
            Self::TimeOnly => "a time",
            Self::File => "a file",
            Self::External => "a JSON or XML schema",
            Self::Unknown => "an unknown type",
        }
    }

    /// The facets that declarations of the kind have and others have not.
    pub fn facets(self) -> &'static [&'static str] {
        match self {
            Self::Object => &[
                "properties",
                "minProperties",
                "maxProperties",
                "additionalProperties",
                "discriminator",
                "discriminatorValue",
            ],
            Self::Array => &["items", "minItems", "maxItems", "uniqueItems"],
            Self::String => &["pattern", "minLength", "maxLength"],
            Self::Number | Self::Integer => &["minimum", "maximum", "format", "multipleOf"],
            Self::DateTime => &["format"],
            Self::File => &["fileTypes", "minLength", "maxLength"],
            _ => &[],
        }
    }

    /// The kind of a type with two bases.
    fn with(self, other: Self) -> Self {
        match (self, other) {
            (Self::Any, kind) | (kind, Self::Any) => kind,
            (Self::Number, Self::Integer) | (Self::Integer, Self::Number) => Self::Integer,
            (one, two) if one == two => one,
            _ => Self::Unknown,
        }
    }
}

impl<'n> Outline<'n> {
    fn new(kind: Kind) -> Self {
        Self {
            kind,
            layers: Vec::new(),
            named_layers: 0,
            bases: Vec::new(),
            members: Vec::new(),
            items: None,
            name: None,
        }
    }

    /// The value of a facet: that of the nearest declaration that has it.
    pub fn facet(&self, key: &str) -> Option<&'n Node> {
        self.layers
            .iter()
            .find_map(|layer| layer.get(key).filter(|value| !value.is_null()))
    }

    /// The properties of the declarations that define it, the nearest first. A property that is declared again is listed each
    /// time.
    pub fn properties(&self) -> impl Iterator<Item = Property<'n>> {
        self.layers
            .iter()
            .filter_map(|layer| layer.get("properties"))
            .flat_map(|properties| properties.entries().iter().map(property))
    }

    /// The nearest declaration of a property that has a name, and no pattern.
    pub fn property(&self, name: &str) -> Option<Property<'n>> {
        self.properties()
            .find(|property| !property.is_pattern && property.name == name)
    }

    /// The facets that the declarations it is derived from declare, with their names and types; `required` are those that a
    /// subtype must give a value.
    pub fn declared_facets(&self) -> impl Iterator<Item = Property<'n>> {
        self.layers
            .iter()
            .filter_map(|layer| layer.get("facets"))
            .flat_map(|facets| facets.entries().iter().map(property))
    }

    /// Whether so little is known of the values that none can be refused.
    pub fn is_open(&self) -> bool {
        matches!(self.kind, Kind::Any | Kind::External | Kind::Unknown)
    }
}

/// A property or facet as it is declared: `name`, `name?` or `/pattern/`.
fn property(entry: &yaml::Entry) -> Property<'_> {
    let key = entry.key.as_ref();
    let required = entry.value.get("required").and_then(Node::as_bool);
    let pattern = key
        .strip_prefix('/')
        .and_then(|rest| rest.strip_suffix('/'));
    let (name, is_required) = match (pattern, key.strip_suffix('?')) {
        (Some(pattern), _) => (pattern, false),
        (None, Some(name)) => (name, required.unwrap_or(false)),
        (None, None) => (key, required.unwrap_or(true)),
    };
    Property {
        name,
        is_pattern: pattern.is_some(),
        is_required,
        node: &entry.value,
    }
}

/// The outlines of declarations. Those with a name are made once.
pub struct Outlines<'d> {
    document: &'d Document,
    /// By the node of the declaration; `None` while one is made, so that a circle ends.
    named: RefCell<HashMap<*const Node, Option<Rc<Outline<'d>>>>>,
    /// Names that are declared nowhere.
    unknown: RefCell<Diagnostics>,
}

/// How deep bases may nest.
const DEEPEST: usize = 48;

/// The maximum number of declarations that define a type, so that a long chain of bases does not exhaust the memory.
const MOST_LAYERS: usize = 64;

impl<'d> Outlines<'d> {
    /// The outlines of the declarations of a document.
    pub fn new(document: &'d Document) -> Self {
        Self {
            document,
            named: RefCell::default(),
            unknown: RefCell::default(),
        }
    }

    /// The names of types that were met and that are declared nowhere.
    pub fn unknown(self) -> Diagnostics {
        self.unknown.into_inner()
    }

    /// The outline of a declaration; `default` is the kind of one that names none.
    pub fn of<'n>(&self, node: &'n Node, default: Kind) -> Rc<Outline<'n>>
    where
        'd: 'n,
    {
        self.declared(node, default, 0)
    }

    /// The outline of a type where it is used.
    pub fn used<'n>(&self, of: &Use<'n>) -> Rc<Outline<'n>>
    where
        'd: 'n,
    {
        match of {
            Use::Node(node) => self.of(node, Kind::String),
            Use::Part(expression, at) => self.resolved(expression, at, 0),
        }
    }

    fn declared<'n>(&self, node: &'n Node, default: Kind, depth: usize) -> Rc<Outline<'n>>
    where
        'd: 'n,
    {
        if depth > DEEPEST {
            return Rc::new(Outline::new(Kind::Unknown));
        }
        let entries = match &node.kind {
            yaml::Kind::Null => return Rc::new(Outline::new(default)),
            yaml::Kind::Scalar(scalar) => return self.expression(&scalar.text, node, depth),
            yaml::Kind::Include(_) => return Rc::new(Outline::new(Kind::Unknown)),
            yaml::Kind::List(_) => {
                let mut outline = Outline::new(Kind::Any);
                self.derive(&mut outline, node, depth);
                return Rc::new(outline);
            }
            yaml::Kind::Map(entries) => entries,
        };
        let has = |key: &str| node.get(key).is_some_and(|value| !value.is_null());
        let mut outline = Outline::new(default);
        outline.layers.push(node);
        match node.get("type").or_else(|| node.get("schema")) {
            Some(base) if !base.is_null() => {
                outline.kind = Kind::Any;
                self.derive(&mut outline, base, depth);
            }
            _ if node.get("properties").is_some() || has("discriminator") => {
                outline.kind = Kind::Object;
            }
            _ if has("items") => outline.kind = Kind::Array,
            _ if default == Kind::Any && has("enum") => outline.kind = Kind::String,
            _ => {}
        }
        if let Some(items) = node.get("items").filter(|items| !items.is_null()) {
            outline.items = Some(Use::Node(items));
        }
        if entries.iter().any(|entry| entry.key.contains("<<")) {
            outline.kind = Kind::Unknown;
        }
        Rc::new(outline)
    }

    /// Adds the content of the types in `base`.
    fn derive<'n>(&self, outline: &mut Outline<'n>, base: &'n Node, depth: usize)
    where
        'd: 'n,
    {
        let several = base.elements();
        let bases: Vec<Rc<Outline<'n>>> = match &base.kind {
            yaml::Kind::List(_) => several
                .iter()
                .map(|base| self.declared(base, Kind::String, depth + 1))
                .collect(),
            _ => vec![self.declared(base, Kind::String, depth + 1)],
        };
        for base in bases {
            outline.kind = outline.kind.with(base.kind);
            if outline.layers.len() + base.layers.len() > MOST_LAYERS {
                outline.kind = Kind::Unknown;
            } else {
                outline.layers.extend(&base.layers);
            }
            // Several ways may lead to one union.
            for member in &base.members {
                let is_same = |known: &Rc<Outline<'n>>| Rc::ptr_eq(known, member);
                if !outline.members.iter().any(is_same) {
                    outline.members.push(Rc::clone(member));
                }
            }
            outline.items = outline.items.take().or_else(|| base.items.clone());
            if several.len() < 2 {
                outline.named_layers = base.named_layers;
            }
            outline.name = outline.name.take().or_else(|| base.name.clone());
            outline.bases.push(base);
        }
    }

    fn expression<'n>(&self, text: &str, at: &'n Node, depth: usize) -> Rc<Outline<'n>>
    where
        'd: 'n,
    {
        let text = text.trim();
        // Most texts are one name; they need no parsing.
        if let Some(kind) = Kind::built_in(text) {
            return Rc::new(Outline::new(kind));
        }
        if text.chars().all(char::is_alphanumeric) {
            return self.named(text, at, depth);
        }
        if template::unsupplied(text).is_some() {
            return Rc::new(Outline::new(Kind::Unknown));
        }
        if text.starts_with('{') || text.starts_with('<') {
            return Rc::new(Outline::new(Kind::External));
        }
        match expression::parse(text) {
            Ok(expression) => self.resolved(&expression, at, depth),
            Err(_) => Rc::new(Outline::new(Kind::Unknown)),
        }
    }

    fn resolved<'n>(&self, expression: &Expression, at: &'n Node, depth: usize) -> Rc<Outline<'n>>
    where
        'd: 'n,
    {
        match expression {
            Expression::Name(name) => match Kind::built_in(name) {
                Some(kind) => Rc::new(Outline::new(kind)),
                None => self.named(name, at, depth),
            },
            Expression::Array(items) => {
                let mut outline = Outline::new(Kind::Array);
                outline.items = Some(Use::Part(items.as_ref().clone(), at));
                Rc::new(outline)
            }
            Expression::Union(members) => {
                let mut outline = Outline::new(Kind::Union);
                outline.members = members
                    .iter()
                    .map(|member| self.resolved(member, at, depth + 1))
                    .collect();
                Rc::new(outline)
            }
        }
    }

    /// The outline of a declared type.
    fn named(&self, name: &str, at: &Node, depth: usize) -> Rc<Outline<'d>> {
        let unknown = || Rc::new(Outline::new(Kind::Unknown));
        let Some((_, name, declared)) = self.document.find(Named::Type, name, at.scope) else {
            let mut found = self.unknown.borrow_mut();
            self.document.unknown(Named::Type, name, at, &mut found);
            return unknown();
        };
        let key = &raw const declared.node;
        if let Some(known) = self.named.borrow().get(&key) {
            return known.clone().unwrap_or_else(unknown);
        }
        self.named.borrow_mut().insert(key, None);
        let outline = self.declared(&declared.node, Kind::String, depth + 1);
        let mut outline = Rc::unwrap_or_clone(outline);
        outline.name = Some(name);
        outline.named_layers = outline.layers.len();
        let outline = Rc::new(outline);
        self.named
            .borrow_mut()
            .insert(key, Some(Rc::clone(&outline)));
        outline
    }
}
