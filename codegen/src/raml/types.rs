//! Type declarations: from nodes to the types of the [`crate::model`].

mod inheritance;
mod properties;
mod tags;

use self::inheritance::Text;

use std::collections::{HashMap, HashSet};

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    facets,
    model::{Api, EnumValue, Example, Facets, Format, Marks, Scalar, Shape, Type, TypeRef},
    raml::{
        annotations,
        document::{Document, Library, Named},
        expression::{self, Expression},
        template,
    },
    source::{Sources, Span},
    yaml::{Kind, Node},
};

/// Reads the declared types of all libraries into `api`.
pub fn read(document: &Document, api: &mut Api, sources: &Sources, diagnostics: &mut Diagnostics) {
    let mut reader = Types::new(document, sources, diagnostics);
    reader.check_inheritance();
    let mut places: HashMap<String, Span> = HashMap::new();
    for library in in_order(document, reader.sources) {
        for (name, declaration) in &library.types {
            if annotations::is_gone(document, &declaration.node) {
                continue;
            }
            if let Some(first) = places.insert(name.to_string(), declaration.name_span) {
                reader.diagnostics.add(
                    Diagnostic::new(
                        declaration.name_span,
                        format!("two types are named `{name}`"),
                        "a name that no other library declares is expected",
                    )
                    .related(first, "the first one")
                    .help(
                        "libraries only group types: in the SDK the types of all libraries share one namespace",
                    ),
                );
                continue;
            }
            if !is_type_name(name) {
                reader.diagnostics.add(Diagnostic::new(
                    declaration.name_span,
                    format!("`{name}` is not the name of a type"),
                    "a letter, then letters, digits, `_` or `-` are expected",
                ));
                continue;
            }
            let mut of = reader.named(name, &declaration.node, 0);
            of.package = of.package.or_else(|| library_text(library, "(package)"));
            of.documentation = of
                .documentation
                .or_else(|| library_text(library, "(documentationPage)"));
            of.span = place(declaration.name_span, &declaration.node);
            api.types.insert(name.to_string(), of);
        }
    }
    tags::check_allowed(api, reader.diagnostics);
    tags::apply_defaults(api);
    tags::check_distinct(api, reader.diagnostics);
}

/// The root, then the libraries by their paths: the result must not depend on the order in which files use each other.
fn in_order<'a>(document: &'a Document, sources: &Sources) -> Vec<&'a Library> {
    let path = |library: &Library| {
        library
            .types
            .values()
            .next()
            .map(|declaration| sources.relative_path(declaration.name_span.file))
    };
    let mut libraries: Vec<&Library> = document.libraries.iter().collect();
    if let Some(used) = libraries.get_mut(1..) {
        used.sort_by_cached_key(|library| path(library));
    }
    libraries
}

/// Reads declarations of types; the resources' parameters and bodies go through it as well.
pub struct Types<'a> {
    document: &'a Document,
    sources: &'a Sources,
    diagnostics: &'a mut Diagnostics,
}

/// A declaration where a type is used: of a property, parameter, body or element.
pub struct Use {
    /// The type.
    pub of: TypeRef,
    /// Its constraints.
    pub facets: Facets,
    /// Its annotations.
    pub marks: Marks,
    /// The description.
    pub description: Option<String>,
}

/// How deep declarations may nest within each other.
const DEEPEST: usize = 48;

impl<'a> Types<'a> {
    /// A reader of declarations of a document.
    pub fn new(
        document: &'a Document,
        sources: &'a Sources,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        Self {
            document,
            sources,
            diagnostics,
        }
    }

    /// A declaration with a name.
    fn named(&mut self, name: &str, node: &Node, depth: usize) -> Type {
        let mut of = self.declaration(node, depth);
        if let Some(choice) = self.choice_or_null(&of, node) {
            of.shape = Shape::Union(choice);
        }
        of.name = name.to_owned();
        of
    }

    /// An enum whose declaration allows `null` as well: its values, or nothing.
    fn choice_or_null(&self, of: &Type, node: &Node) -> Option<Vec<TypeRef>> {
        if !matches!(of.shape, Shape::Enum(_)) || self.text_of(node) != Some(Text::OrNull) {
            return None;
        }
        let choice = TypeRef::Inline(Box::new(of.clone()));
        Some(vec![choice, TypeRef::Scalar(Scalar::Nil)])
    }

    /// A declaration as a separate type.
    fn declaration(&mut self, node: &Node, depth: usize) -> Type {
        let (base, of) = match self.type_of(node, depth) {
            TypeRef::Inline(inner) => {
                let mut inner = *inner;
                inner.description = facets::text(node, "description").or(inner.description);
                return inner;
            }
            TypeRef::Named(base) => (Some(base.clone()), TypeRef::Named(base)),
            of => (None, of),
        };
        let is_object = match &of {
            TypeRef::Named(_) => self.is_object(node),
            TypeRef::AnyObject => true,
            _ => false,
        };
        let mut facets = facets::facets(node, &of, self.diagnostics);
        let shape = match (is_object, self.enumeration(node), of) {
            (true, ..) => Shape::Object(self.object(node, depth)),
            (false, Some(values), _) => {
                facets.values.clear();
                Shape::Enum(values)
            }
            (false, None, TypeRef::Union(members)) => Shape::Union(members),
            (false, None, of) => Shape::Alias(of),
        };
        Type {
            name: String::new(),
            package: facets::text(node, "(package)"),
            description: facets::text(node, "description"),
            base,
            shape,
            facets,
            marks: annotations::marks(self.document, node),
            documentation: facets::text(node, "(documentationPage)"),
            examples: self.examples(node),
            span: node.span,
        }
    }

    /// A declaration where its type is used; `default_type` is what RAML assumes if it names none.
    pub fn used(&mut self, node: &Node, depth: usize) -> Use {
        let of = self.use_type(node, depth);
        Use {
            facets: facets::facets(node, &of, self.diagnostics),
            of,
            marks: annotations::marks(self.document, node),
            description: facets::text(node, "description"),
        }
    }

    fn use_type(&mut self, node: &Node, depth: usize) -> TypeRef {
        let has = |facet: &str| node.get(facet).is_some_and(|value| !value.is_null());
        let is_anonymous = has("properties")
            || has("discriminator")
            || has("enum") && self.text_of(node).is_some()
            || !inheritance::several_bases(node).is_empty() && self.is_object(node);
        if is_anonymous && depth < DEEPEST {
            let mut of = self.declaration(node, depth + 1);
            if !inheritance::several_bases(node).is_empty() {
                self.without_base(&mut of, node, depth);
            }
            if let Some(choice) = self.choice_or_null(&of, node) {
                return TypeRef::Union(choice);
            }
            return TypeRef::Inline(Box::new(of));
        }
        self.type_of(node, depth)
    }

    /// What the `type` of a declaration names.
    fn type_of(&mut self, node: &Node, depth: usize) -> TypeRef {
        if depth > DEEPEST {
            self.diagnostics.add(Diagnostic::new(
                node.span,
                "declarations nest too deep",
                format!("at most {DEEPEST} levels are read"),
            ));
            return TypeRef::Any;
        }
        match &node.kind {
            Kind::Null => TypeRef::Scalar(Scalar::String),
            Kind::Scalar(scalar) => self.expression(&scalar.text, node, node, depth),
            Kind::List(_) => self.inherited_list(node, node, depth),
            Kind::Include(_) => TypeRef::Any,
            Kind::Map(_) => match node.get("type").or_else(|| node.get("schema")) {
                None
                | Some(Node {
                    kind: Kind::Null, ..
                }) if node.get("properties").is_some() || node.get("discriminator").is_some() => {
                    TypeRef::AnyObject
                }
                None
                | Some(Node {
                    kind: Kind::Null, ..
                }) if node.get("items").is_some() => self.array(node, depth),
                None
                | Some(Node {
                    kind: Kind::Null, ..
                }) => TypeRef::Scalar(Scalar::String),
                Some(of) => match &of.kind {
                    Kind::Scalar(scalar) => self.expression(&scalar.text, of, node, depth),
                    Kind::List(_) => self.inherited_list(of, node, depth),
                    _ => self.use_type(of, depth + 1),
                },
            },
        }
    }

    /// The type with the given bases. Of several objects the first is the base, and the properties of the others are
    /// declared anew: see [`Types::object`].
    fn inherited_list(&mut self, list: &Node, node: &Node, depth: usize) -> TypeRef {
        let first = match list.elements() {
            [only] => only,
            [first, ..] if self.is_object(node) => first,
            _ => {
                self.diagnostics.add(
                    Diagnostic::new(
                        list.span,
                        "a type with several bases that are not all objects",
                        "one base is expected, or several objects",
                    )
                    .help("a type that is one of several is a union: `A | B`"),
                );
                return TypeRef::Any;
            }
        };
        match first.as_str() {
            Some(text) => self.expression(text, first, node, depth),
            None => self.use_type(first, depth + 1),
        }
    }

    fn expression(&mut self, text: &str, at: &Node, node: &Node, depth: usize) -> TypeRef {
        if let Some(parameter) = template::unsupplied(text) {
            self.diagnostics.add(unsupplied(parameter, at));
            return TypeRef::Any;
        }
        let text = text.trim();
        if text.starts_with('{') || text.starts_with('<') {
            self.diagnostics.add(Diagnostic::new(
                at.span,
                "a type given as a JSON or XML schema",
                "a RAML type is expected",
            ));
            return TypeRef::Any;
        }
        match expression::parse(text) {
            Ok(expression) => self.resolve(&expression, at, node, depth),
            Err(problem) => {
                let shown: String = text.chars().take(60).collect();
                self.diagnostics.add(Diagnostic::new(
                    at.span,
                    format!("`{shown}` is not a type: {problem}"),
                    "a type such as `Cart`, `Cart[]` or `Cart | Order` is expected",
                ));
                TypeRef::Any
            }
        }
    }

    fn resolve(
        &mut self,
        expression: &Expression,
        at: &Node,
        node: &Node,
        depth: usize,
    ) -> TypeRef {
        match expression {
            Expression::Array(items) => {
                TypeRef::Array(Box::new(self.resolve(items, at, node, depth)))
            }
            Expression::Union(members) => TypeRef::Union(
                members
                    .iter()
                    .map(|member| self.resolve(member, at, node, depth))
                    .collect(),
            ),
            Expression::Name(name) => match self.built_in(name, node, depth) {
                Some(of) => of,
                None => match self.document.find(Named::Type, name, at.scope) {
                    Some((_, name, _)) => TypeRef::Named(name.to_string()),
                    None => {
                        self.document
                            .unknown(Named::Type, name, at, self.diagnostics);
                        TypeRef::Any
                    }
                },
            },
        }
    }

    fn built_in(&mut self, name: &str, node: &Node, depth: usize) -> Option<TypeRef> {
        Some(match name {
            "any" => TypeRef::Any,
            "object" => TypeRef::AnyObject,
            "array" => self.array(node, depth),
            "string" => TypeRef::Scalar(Scalar::String),
            "number" => TypeRef::Scalar(Scalar::Number(self.format(node))),
            "integer" => TypeRef::Scalar(Scalar::Integer(self.format(node))),
            "boolean" => TypeRef::Scalar(Scalar::Boolean),
            "datetime" => {
                if let Some(format) = node.get("format")
                    && !matches!(format.as_str(), Some("rfc3339" | "rfc2616"))
                {
                    self.diagnostics.add(Diagnostic::new(
                        format.span,
                        "unknown format of a date and time",
                        "`rfc3339` or `rfc2616` is expected",
                    ));
                }
                match node.get("format").and_then(Node::as_str) {
                    // A text: the date and time of the SDK is that of RFC 3339.
                    Some("rfc2616") => TypeRef::Scalar(Scalar::String),
                    _ => TypeRef::Scalar(Scalar::DateTime),
                }
            }
            "datetime-only" => TypeRef::Scalar(Scalar::DateTimeOnly),
            "date-only" => TypeRef::Scalar(Scalar::DateOnly),
            "time-only" => TypeRef::Scalar(Scalar::TimeOnly),
            "file" => TypeRef::Scalar(Scalar::File),
            "nil" => TypeRef::Scalar(Scalar::Nil),
            _ => return None,
        })
    }

    fn array(&mut self, node: &Node, depth: usize) -> TypeRef {
        let items = match node.get("items") {
            Some(items) if !items.is_null() => self.use_type(items, depth + 1),
            _ => TypeRef::Any,
        };
        TypeRef::Array(Box::new(items))
    }

    fn format(&mut self, node: &Node) -> Option<Format> {
        let format = node.get("format")?;
        let known = format.as_str().and_then(Format::parse);
        if known.is_none() {
            self.diagnostics.add(Diagnostic::new(
                format.span,
                "unknown format of a number",
                "int8, int16, int32, int64, int, long, float or double is expected",
            ));
        }
        known
    }

    fn enumeration(&mut self, node: &Node) -> Option<Vec<EnumValue>> {
        let values = node.get("enum")?;
        // The values of a number stay a number: they are documented like its other constraints.
        let text = self.text_of(node)?;
        // What does not fit a union is reported where values are held against their types.
        let is_reported = text == Text::OrNull;
        if !matches!(values.kind, Kind::List(_)) && !is_reported {
            self.diagnostics.add(Diagnostic::new(
                values.span,
                format!("`enum` is {}", values.what()),
                "a list of values is expected",
            ));
        }
        let descriptions = node.get("(enumDescriptions)");
        let mut found: Vec<EnumValue> = Vec::new();
        let mut known: HashSet<&str> = HashSet::new();
        for value in values.elements() {
            let Some(text) = value.as_str() else {
                if is_reported {
                    continue;
                }
                self.diagnostics.add(Diagnostic::new(
                    value.span,
                    format!("a value of an enum that is {}", value.what()),
                    "a text is expected",
                ));
                continue;
            };
            if !known.insert(text) {
                self.diagnostics.add(Diagnostic::new(
                    value.span,
                    format!("`{text}` stands twice in one enum"),
                    "each value is expected once",
                ));
                continue;
            }
            let description =
                descriptions.and_then(|descriptions| facets::text(descriptions, text));
            found.push(EnumValue {
                value: text.to_owned(),
                description,
            });
        }
        Some(found)
    }

    /// The examples of a declaration.
    pub fn examples(&self, node: &Node) -> Vec<Example> {
        let one = node.get("example").into_iter();
        let many = node
            .get("examples")
            .map(|examples| {
                examples
                    .entries()
                    .iter()
                    .map(|entry| &entry.value)
                    .chain(examples.elements())
            })
            .into_iter()
            .flatten();
        one.chain(many)
            .map(|example| {
                let value = example.get("value").unwrap_or(example);
                Example {
                    span: value.span,
                    json: value
                        .as_str()
                        .filter(|_| self.sources.get(value.span.file).is_some())
                        .map(str::to_owned),
                }
            })
            .collect()
    }
}

/// The problem of a parameter that a template uses where its text matters, and that nothing supplies.
pub fn unsupplied(parameter: &str, at: &Node) -> Diagnostic {
    Diagnostic::new(
        at.span,
        format!("parameter `{parameter}` is never supplied"),
        "its value is needed here",
    )
    .help(format!(
        "give `{parameter}` where the resource type or trait is used"
    ))
}

/// The place of a declaration: its name, or the file that it was included from.
pub fn place(name: Span, node: &Node) -> Span {
    if name.file == node.span.file {
        name
    } else {
        node.span
    }
}

fn is_type_name(name: &str) -> bool {
    name.starts_with(char::is_alphabetic)
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}

fn library_text(library: &Library, key: &str) -> Option<String> {
    library
        .annotations
        .iter()
        .find(|entry| entry.key.as_ref() == key)
        .and_then(|entry| entry.value.as_str())
        .map(str::to_owned)
}
