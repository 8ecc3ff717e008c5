//! Schemas: from nodes to the types of the [`crate::model`].

mod all_of;
mod enums;
mod keywords;
mod looks;
mod nullable;
mod objects;
mod references;
mod unions;
mod validation;

use indexmap::{IndexMap, map::Entry};

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    facets::text,
    model::{Example, Facets, Format, Marks, Object, Scalar, Shape, Type, TypeRef},
    openapi::{
        annotations,
        discriminators::Discriminator,
        document::{Component, Document, Section},
    },
    suggestion,
    yaml::{Kind, Node},
};

/// Reads schemas, and records the named ones.
pub struct Schemas<'a> {
    document: &'a Document,
    pub(super) diagnostics: &'a mut Diagnostics,
    /// The named schemas by name: those of the root document, then those of other files in the order in which they are met.
    declared: IndexMap<&'a str, Component<'a>>,
    discriminators: Vec<Discriminator>,
    /// Whether a chain of too many schemas was reported: every schema on its way would find it again.
    has_long_chain: bool,
}

/// A schema where it is used: of a property, parameter, body or element.
pub struct Use {
    /// The type, without `null`.
    pub of: TypeRef,
    /// Whether it may be `null`.
    pub nullable: bool,
    /// Its constraints.
    pub facets: Facets,
    /// Its annotations.
    pub marks: Marks,
    /// The description.
    pub description: Option<String>,
}

impl Use {
    /// The replacement for a missing schema.
    pub fn any() -> Self {
        Self {
            of: TypeRef::Any,
            nullable: false,
            facets: Facets::default(),
            marks: Marks::default(),
            description: None,
        }
    }
}

/// What a schema is.
struct Shaped {
    /// The name of the schema that it is derived from.
    base: Option<String>,
    shape: Shape,
}

impl Shaped {
    fn of(of: TypeRef) -> Self {
        Self {
            base: None,
            shape: Shape::Alias(of),
        }
    }

    /// The replacement for a schema that cannot be read.
    fn any() -> Self {
        Self::of(TypeRef::Any)
    }
}

/// The names of types.
const TYPES: &[&str] = &[
    "string", "number", "integer", "boolean", "array", "object", "null",
];

/// How deep schemas may nest within each other.
const DEEPEST: usize = 48;

/// The maximum number of schemas that are examined for one question: more than any real document needs. It ends the search
/// in circular schemas.
const MOST: usize = 256;

impl<'a> Schemas<'a> {
    /// A reader of the schemas of a document.
    pub fn new(document: &'a Document, diagnostics: &'a mut Diagnostics) -> Self {
        let mut schemas = Self {
            document,
            diagnostics,
            declared: IndexMap::new(),
            discriminators: Vec::new(),
            has_long_chain: false,
        };
        for component in document.components(Section::Schemas) {
            let onward = component.node.get("$ref");
            let onward = onward.and_then(|onward| document.find(onward, Section::Schemas).ok());
            match onward {
                // A schema of another file that is only named here stands for itself.
                Some(other) if other.name == component.name => schemas.declare(other),
                _ => schemas.declare(component),
            }
        }
        schemas
    }

    /// The types of all schemas read so far and of those that they name, with the discriminators of all of them.
    pub fn read_declared(mut self) -> (IndexMap<String, Type>, Vec<Discriminator>) {
        let mut types = IndexMap::new();
        while let Some((name, component)) = self.declared.get_index(types.len()) {
            let (name, component) = (*name, *component);
            let of = self.declaration(component);
            types.insert(name.to_owned(), of);
        }
        (types, self.discriminators)
    }

    /// A schema where it is used.
    pub fn used(&mut self, node: &'a Node, depth: usize) -> Use {
        Use {
            of: self.type_of(node, depth),
            nullable: self.is_nullable(node),
            facets: validation::facets(node, self.diagnostics),
            marks: annotations::marks(node, self.diagnostics),
            description: validation::description(node),
        }
    }

    /// The type of a schema at a place where a `null` value cannot be left out.
    pub fn value(&mut self, node: &'a Node, depth: usize) -> TypeRef {
        match self.type_of(node, depth) {
            TypeRef::Any => TypeRef::Any,
            TypeRef::Scalar(Scalar::Nil) => TypeRef::Scalar(Scalar::Nil),
            of if self.is_nullable(node) => {
                let mut members = match of {
                    TypeRef::Union(members) => members,
                    of => vec![of],
                };
                members.push(TypeRef::Scalar(Scalar::Nil));
                TypeRef::Union(members)
            }
            of => of,
        }
    }

    /// The names of the types of a schema, without `null`.
    pub fn type_names(node: &'a Node) -> Vec<&'a str> {
        let named = node.get("type");
        let one = named.and_then(Node::as_str);
        let several = named.map(Node::elements).unwrap_or_default();
        one.into_iter()
            .chain(several.iter().filter_map(Node::as_str))
            .filter(|name| *name != "null")
            .collect()
    }

    fn declare(&mut self, component: Component<'a>) {
        if !is_component_name(component.name) {
            self.diagnostics.add(Diagnostic::new(
                component.span,
                format!("`{}` is not the name of a schema", component.name),
                "letters, digits, `.`, `-` and `_` are expected",
            ));
        }
        match self.declared.entry(component.name) {
            Entry::Vacant(free) => {
                free.insert(component);
            }
            Entry::Occupied(taken) if !taken.get().is(&component) => {
                let first = taken.get().span;
                self.diagnostics.add(
                    Diagnostic::new(
                        component.span,
                        format!("two schemas are named `{}`", component.name),
                        "a name that no other file declares is expected",
                    )
                    .related(first, "the first one")
                    .help("in the SDK the types of all files share one namespace"),
                );
            }
            Entry::Occupied(_) => {}
        }
    }

    fn declaration(&mut self, component: Component<'a>) -> Type {
        let Component { node, name, .. } = component;
        let shaped = match self.circle(component) {
            Some(passed) => {
                self.report_circle(&passed);
                Shaped::any()
            }
            None => self.shape(node, Some(name), 0),
        };
        let files = [self.document.tree(component.file), self.document.root()];
        let package = files
            .into_iter()
            .find_map(|file| annotations::text(file, "package"));
        let of = self.typed(node, shaped);
        Type {
            name: name.to_owned(),
            package: of.package.or(package),
            span: component.span,
            ..of
        }
    }

    fn typed(&mut self, node: &'a Node, Shaped { base, shape }: Shaped) -> Type {
        let documentation = node.get("externalDocs");
        Type {
            name: String::new(),
            package: annotations::text(node, "package"),
            description: validation::description(node),
            base,
            shape,
            facets: validation::facets(node, self.diagnostics),
            marks: annotations::marks(node, self.diagnostics),
            documentation: documentation.and_then(|page| text(page, "url")),
            examples: examples(node),
            span: node.span,
        }
    }

    /// The type of a schema, without `null`.
    fn type_of(&mut self, node: &'a Node, depth: usize) -> TypeRef {
        let Shaped { base, shape } = self.shape(node, None, depth);
        match shape {
            Shape::Alias(of) => of,
            Shape::Union(members) => TypeRef::Union(members),
            Shape::Object(object) if adds_nothing(&object, base.is_some()) => {
                base.map_or(TypeRef::AnyObject, TypeRef::Named)
            }
            shape => TypeRef::Inline(Box::new(self.typed(node, Shaped { base, shape }))),
        }
    }

    fn shape(&mut self, node: &'a Node, name: Option<&str>, depth: usize) -> Shaped {
        if depth > DEEPEST {
            self.diagnostics.add(Diagnostic::new(
                node.span,
                "schemas nest too deep",
                format!("at most {DEEPEST} levels are read"),
            ));
            return Shaped::any();
        }
        if node.as_bool().is_some() || !keywords::check(node, self.diagnostics) {
            return Shaped::any();
        }
        if let Some(reference) = node.get("$ref") {
            if !objects::says_type(node) && node.get("allOf").is_none() {
                return Shaped::of(self.reference(reference));
            }
            if self.document.reads_beside_references() {
                return self.all_of(node, name, depth);
            }
            self.diagnostics.warn(Diagnostic::new(
                node.span,
                "keywords beside a `$ref` are ignored in OpenAPI 3.0",
                "an `allOf` of the `$ref` and the others is expected",
            ));
            return Shaped::of(self.reference(reference));
        }
        if node.get("allOf").is_some() {
            return self.all_of(node, name, depth);
        }
        self.beside_all_of(node, name, depth)
    }

    /// The type that the keywords of a schema define, without `allOf`.
    fn beside_all_of(&mut self, node: &'a Node, name: Option<&str>, depth: usize) -> Shaped {
        // An enum beside a union is more specific than the union.
        if let Some(union) = unions::union(node)
            && !keywords::has(node, &["enum", "const"])
        {
            return match objects::has_properties(node) {
                true => self.object_beside_union(node, name, depth),
                false => self.union(node, union, depth),
            };
        }
        if let Some(shaped) = self.enumeration(node) {
            return shaped;
        }
        self.by_type(node, name, depth)
    }

    fn by_type(&mut self, node: &'a Node, name: Option<&str>, depth: usize) -> Shaped {
        let names = Self::type_names(node);
        if names.is_empty() && node.get("type").is_none_or(Node::is_null) {
            if keywords::has(node, keywords::OBJECT) {
                return self.plain_object(node, name, depth);
            }
            if keywords::has(node, &["items", "prefixItems"]) {
                return Shaped::of(self.array(node, depth));
            }
            return Shaped::any();
        }
        match names.as_slice() {
            [] => Shaped::of(self.no_type(node)),
            ["object"] => self.plain_object(node, name, depth),
            [only] => Shaped::of(self.scalar_or_array(only, node, depth)),
            several => {
                let mut members = Vec::new();
                for name in several {
                    members.push(match *name {
                        "object" => TypeRef::AnyObject,
                        name => self.scalar_or_array(name, node, depth),
                    });
                }
                Shaped {
                    base: None,
                    shape: Shape::Union(members),
                }
            }
        }
    }

    /// A `type` that names none but `null`, or nothing that could be a name.
    fn no_type(&mut self, node: &'a Node) -> TypeRef {
        let Some(named) = node.get("type") else {
            return TypeRef::Any;
        };
        let is_null = named.as_str() == Some("null")
            || named
                .elements()
                .iter()
                .any(|name| name.is_null() || name.as_str() == Some("null"));
        if is_null {
            return TypeRef::Scalar(Scalar::Nil);
        }
        self.diagnostics.add(Diagnostic::new(
            named.span,
            format!("a `type` that is {}", named.what()),
            "the name of a type, or a list of names, is expected",
        ));
        TypeRef::Any
    }

    fn plain_object(&mut self, node: &'a Node, name: Option<&str>, depth: usize) -> Shaped {
        let made = objects::Made {
            own: vec![node],
            ..objects::Made::default()
        };
        let object = self.object(&made, name, depth);
        Shaped {
            base: None,
            shape: Shape::Object(object),
        }
    }

    fn scalar_or_array(&mut self, name: &str, node: &'a Node, depth: usize) -> TypeRef {
        let format = node.get("format").and_then(Node::as_str);
        TypeRef::Scalar(match name {
            "array" => return self.array(node, depth),
            "boolean" => Scalar::Boolean,
            // Formats are open: one without a size of numbers is ignored.
            "integer" => Scalar::Integer(format.and_then(Format::parse)),
            "number" => Scalar::Number(format.and_then(Format::parse)),
            "string" => match format {
                // Documents that were converted from RAML keep its names.
                Some("date-time" | "datetime") => Scalar::DateTime,
                Some("datetime-only") => Scalar::DateTimeOnly,
                Some("date" | "date-only") => Scalar::DateOnly,
                Some("time" | "time-only") => Scalar::TimeOnly,
                Some("binary") => Scalar::File,
                _ => Scalar::String,
            },
            _ => {
                let at = node.get("type").unwrap_or(node);
                let problem = Diagnostic::new(
                    at.span,
                    format!("unknown type `{name}`"),
                    "string, number, integer, boolean, array, object or null is expected",
                );
                self.diagnostics
                    .add(suggestion::nearest(problem, name, TYPES, "type"));
                return TypeRef::Any;
            }
        })
    }

    fn array(&mut self, node: &'a Node, depth: usize) -> TypeRef {
        let (listed, items) = (node.get("prefixItems"), node.get("items"));
        // Before OpenAPI 3.1 tools wrote the schemas of single elements into `items`.
        let listed = listed.or(items.filter(|items| matches!(items.kind, Kind::List(_))));
        let of = match (listed, items) {
            (Some(listed), _) => {
                self.diagnostics.warn(Diagnostic::new(
                    listed.span,
                    "a list whose elements have schemas of their own has no Rust form",
                    "it is read as a list of any JSON values",
                ));
                TypeRef::Any
            }
            (None, Some(items)) if items.as_bool().is_none() => self.value(items, depth + 1),
            _ => TypeRef::Any,
        };
        TypeRef::Array(Box::new(of))
    }
}

/// The examples of a schema, media type or body.
pub fn examples(node: &Node) -> Vec<Example> {
    let one = node.get("example").into_iter();
    let many = node.get("examples").into_iter().flat_map(|examples| {
        let named = examples
            .entries()
            .iter()
            .map(|entry| entry.value.get("value").unwrap_or(&entry.value));
        named.chain(examples.elements())
    });
    one.chain(many)
        .map(|example| Example {
            span: example.span,
            json: None,
        })
        .collect()
}

/// Whether an anonymous object needs no name: it adds nothing to its base, or only allows any property.
fn adds_nothing(object: &Object, has_base: bool) -> bool {
    let is_open = object
        .maps
        .iter()
        .all(|map| !has_base && map.pattern.is_empty() && matches!(map.value, TypeRef::Any));
    object.fields.is_empty() && object.discriminator.is_none() && is_open
}

fn is_component_name(name: &str) -> bool {
    let is_allowed =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_');
    name.contains(|letter: char| letter.is_ascii_alphanumeric()) && name.chars().all(is_allowed)
}
