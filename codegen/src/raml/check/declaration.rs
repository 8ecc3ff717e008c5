//! Declarations of types: their keys, and the values in them.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::{
    diagnostics::Diagnostic,
    raml::{
        keys::{self, Keys},
        merge,
        outline::{Kind, Outline},
    },
    source::Span,
    yaml::{self, Entry, Node},
};

use super::{Checker, Target, Written, has_parameter, is_parameter};

/// Where a declaration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Position {
    /// With a name, in `types`.
    Named,
    /// A property, a parameter or a header, which may be `required`.
    Member,
    /// A body, which may have any type if it declares none.
    Body(Target),
    /// A base, the elements of an array, `queryString`.
    Part,
    /// A type of annotations.
    Annotation,
}

impl Position {
    /// The keys that a declaration here may have besides its facets.
    fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Named | Self::Body(_) | Self::Part => &[],
            Self::Member => &["required"],
            Self::Annotation => &["allowedTargets"],
        }
    }

    fn target(self) -> Target {
        match self {
            Self::Body(target) => target,
            Self::Annotation => Target::AnnotationType,
            Self::Named | Self::Member | Self::Part => Target::TypeDeclaration,
        }
    }
}

impl Checker<'_> {
    /// Checks a declaration.
    pub(super) fn declaration(&self, node: &Node, position: Position, written: Written) {
        let yaml::Kind::Map(entries) = &node.kind else {
            for base in node.elements() {
                self.declaration(base, Position::Part, written);
            }
            return;
        };
        let default = match position {
            // The type is checked once all that declare it are merged.
            Position::Body(_) | Position::Member | Position::Part if written.may_refine() => {
                Kind::Unknown
            }
            Position::Body(_) => Kind::Any,
            _ => Kind::String,
        };
        let type_node = node.get("type").or_else(|| node.get("schema"));
        let of = self.values.outlines.of(node, default);
        // What the type is shows only when parameters have values.
        let is_unknown = of.kind == Kind::Unknown
            || written.in_template() && type_node.is_some_and(has_parameter);
        for entry in entries {
            self.key(entry, &of, position, is_unknown, written);
            if written.may_refine() && type_node.is_none() && is_unknown {
                self.facet_of_any_type(entry, &of, position);
            }
        }
        if let (Some(of), Some(schema)) = (node.get("type"), node.get("schema")) {
            self.add(
                Diagnostic::new(
                    schema.span,
                    "a declaration with `type` and `schema`",
                    "one of the two is expected: `schema` is an older name of `type`",
                )
                .related(of.span, "`type` is here"),
            );
        }
        if let (Some(one), Some(several)) = (node.get("example"), node.get("examples")) {
            self.add(
                Diagnostic::new(
                    several.span,
                    "a declaration with `example` and `examples`",
                    "one of the two is expected",
                )
                .related(one.span, "`example` is here")
                .help("give the one example a name among the others"),
            );
        }
        if let Some(base) = type_node {
            self.declaration(base, Position::Part, written);
        }
        if let Some(discriminator) = node.get("discriminator")
            && !matches!(position, Position::Named)
        {
            self.add(Diagnostic::new(
                discriminator.span,
                "a discriminator in a type without a name",
                "the type is expected in `types`, where it can have subtypes",
            ));
        }
        if !is_unknown {
            self.facets(node, &of);
            self.declared_facets(node, &of);
        }
    }

    fn key(
        &self,
        entry: &Entry,
        of: &Outline<'_>,
        position: Position,
        is_unknown: bool,
        written: Written,
    ) {
        let key = entry.key.as_ref();
        let value = &entry.value;
        if key.starts_with('(') {
            self.annotation(entry, position.target(), written);
            return;
        }
        if written.in_template() && key.contains("<<") {
            return;
        }
        match key {
            "properties" => {
                for property in self.map(value, key, written) {
                    self.pattern_of_names(property, written);
                    self.declaration(&property.value, Position::Member, written);
                }
            }
            "facets" => {
                for facet in self.map(value, key, written) {
                    self.declaration(&facet.value, Position::Member, written);
                }
            }
            "pattern" => {
                if let Some(pattern) = value.as_str() {
                    self.pattern(pattern, value.span, written);
                }
            }
            "items" => self.declaration(value, Position::Part, written),
            "displayName" | "description" => self.text(entry),
            "xml" => {
                self.entries(value, &keys::XML, &[], Target::Any, written);
            }
            "example" | "examples" | "default" | "enum"
                if !(is_unknown || written.in_template() && has_parameter(value)) =>
            {
                self.written_value(entry, of, written);
            }
            _ => {}
        }
        let is_allowed = is_unknown
            || keys::DECLARATION.contains(&key)
            || position.keys().contains(&key)
            || has_facet(of, key)
            || of
                .bases
                .iter()
                .any(|base| base.declared_facets().any(|facet| facet.name == key));
        if !is_allowed {
            self.add(unknown_facet(entry, of, position));
        }
    }

    /// Reports a key that no type has as a facet, in a declaration whose type is declared elsewhere.
    fn facet_of_any_type(&self, entry: &Entry, of: &Outline<'_>, position: Position) {
        let key = entry.key.as_ref();
        let is_declared = |node: &Node| {
            let facets = node.get("facets").map(Node::entries).unwrap_or_default();
            facets.iter().any(|facet| merge::same_key(&facet.key, key))
        };
        let mut types = self
            .document
            .libraries
            .iter()
            .flat_map(|of| of.types.values());
        let is_known = key.starts_with('(')
            || key.contains("<<")
            || keys::DECLARATION.contains(&key)
            || position.keys().contains(&key)
            || KINDS.iter().any(|kind| kind.facets().contains(&key))
            || types.any(|declared| is_declared(&declared.node));
        if !is_known {
            self.add(unknown_facet(entry, of, position));
        }
    }

    /// Checks the values in a declaration: its examples, its default, its enum.
    fn written_value(&self, entry: &Entry, of: &Outline<'_>, written: Written) {
        let value = &entry.value;
        match entry.key.as_ref() {
            "example" => self.example(value, of, written),
            "examples" => match &value.kind {
                yaml::Kind::Map(examples) => {
                    for example in examples {
                        if example.key.starts_with('(') {
                            self.annotation(example, Target::Example, written);
                        } else {
                            self.example(&example.value, of, written);
                        }
                    }
                }
                yaml::Kind::Null => {}
                _ => self.add(
                    Diagnostic::new(
                        value.span,
                        format!("`examples` is {}", value.what()),
                        "a map from name to example is expected",
                    )
                    .as_warning(),
                ),
            },
            "default" => {
                if let Some(misfit) = self.values.misfit(value, of).filter(|_| !value.is_null()) {
                    self.add(misfit.problem("the default"));
                }
            }
            _ => self.enumeration(value, of),
        }
    }

    fn enumeration(&self, values: &Node, of: &Outline<'_>) {
        if !matches!(values.kind, yaml::Kind::List(_)) {
            if !matches!(of.kind, Kind::String | Kind::Unknown) {
                self.add(Diagnostic::new(
                    values.span,
                    format!("`enum` is {}", values.what()),
                    "a list of values is expected",
                ));
            }
            return;
        }
        if values.elements().is_empty() {
            self.add(Diagnostic::new(
                values.span,
                "an `enum` without values",
                "one value or more are expected",
            ));
        }
        for value in values.elements() {
            if of.kind == Kind::String && value.as_str().is_none() {
                // Reported where the values are read.
                continue;
            }
            if let Some(misfit) = self.values.misfit_of_choice(value, of) {
                self.add(misfit.problem("a value of the enum"));
            }
        }
    }

    /// Checks an example, which may be a map with `value` and further keys.
    fn example(&self, example: &Node, of: &Outline<'_>, written: Written) {
        let is_long = example.get("value").is_some()
            && example
                .entries()
                .iter()
                .all(|entry| keys::EXAMPLE.has(&entry.key) || entry.key.starts_with('('))
            && !of
                .property("value")
                .is_some_and(|property| property.is_required);
        let value = match example.get("value") {
            Some(value) if is_long => {
                self.entries(example, &keys::EXAMPLE, &[], Target::Example, written);
                match example.get("strict") {
                    Some(strict) if strict.as_bool() == Some(false) => return,
                    Some(strict) if strict.as_bool().is_none() => self.add(Diagnostic::new(
                        strict.span,
                        "`strict` is not a boolean",
                        "`true` or `false` is expected",
                    )),
                    _ => {}
                }
                value
            }
            _ => example,
        };
        if value.is_null() && of.kind == Kind::String || is_parameter(value) {
            return;
        }
        let known = Fitting::new(value, of);
        if known
            .as_ref()
            .is_some_and(|known| self.fitting.borrow().contains(known))
        {
            return;
        }
        match self.values.misfit(value, of) {
            Some(misfit) => self.add(misfit.problem("the example").as_warning()),
            None => self.fitting.borrow_mut().extend(known),
        }
    }
}

/// An example that fits: the place and the hash of its text, and the declaration of its type.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct Fitting(Span, u64, *const Node);

impl Fitting {
    /// The example, if it is a text and its type has a name and no facets where it is used.
    fn new(value: &Node, of: &Outline<'_>) -> Option<Self> {
        let own = of.layers.len().checked_sub(of.named_layers)?;
        let says_nothing = of.layers.iter().take(own).all(|layer| {
            layer.entries().iter().all(|entry| {
                matches!(
                    entry.key.as_ref(),
                    "type" | "example" | "examples" | "description" | "displayName" | "required"
                ) || entry.key.starts_with('(')
            })
        });
        let declared = of.layers.get(own).filter(|_| says_nothing)?;
        let mut hasher = DefaultHasher::new();
        value.as_str()?.hash(&mut hasher);
        Some(Self(
            value.span,
            hasher.finish(),
            std::ptr::from_ref(*declared),
        ))
    }
}

/// Whether declarations of the outline's kind may have a facet. A union has those of its members.
fn has_facet(of: &Outline<'_>, key: &str) -> bool {
    of.kind.facets().contains(&key)
        || of.kind == Kind::Union
            && of
                .members
                .iter()
                .any(|member| member.kind == Kind::Unknown || has_facet(member, key))
}

/// One kind for each set of facets.
const KINDS: [Kind; 6] = [
    Kind::Object,
    Kind::Array,
    Kind::String,
    Kind::Number,
    Kind::DateTime,
    Kind::File,
];

fn unknown_facet(entry: &Entry, of: &Outline<'_>, position: Position) -> Diagnostic {
    let key = entry.key.as_ref();
    let owner = KINDS.iter().find(|kind| kind.facets().contains(&key));
    if let Some(owner) = owner {
        let kind = of.kind.what();
        let problem = Diagnostic::new(
            entry.key_span,
            format!("`{key}` is a facet of {}, and this is {kind}", owner.what()),
            "a facet of its type is expected",
        );
        let says_type = of
            .layers
            .first()
            .is_some_and(|layer| layer.get("type").is_some());
        return match says_type {
            true => problem,
            false => problem.help("a declaration that names no `type` is a string"),
        };
    }
    let mut names: Vec<&str> = keys::DECLARATION.to_vec();
    names.extend(position.keys());
    names.extend(of.kind.facets());
    if !of.kind.facets().contains(&"properties") {
        // Where it is misspelt, the declaration is a text.
        names.extend(["properties", "items"]);
    }
    let custom: Vec<&str> = of
        .bases
        .iter()
        .flat_map(|base| base.declared_facets())
        .map(|facet| facet.name)
        .collect();
    names.extend(&custom);
    Keys {
        what: "the declaration of a type",
        names: &[],
    }
    .unknown(entry, &names)
}
