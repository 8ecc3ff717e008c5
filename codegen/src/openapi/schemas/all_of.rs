//! Combined schemas: `allOf`, as inheritance or joined, and unions beside properties.

use crate::{
    diagnostics::Diagnostic,
    model::{Facets, MapFacet, Shape, TypeRef},
    openapi::{document::Component, fixed_fields},
    source::Span,
    yaml::Node,
};

use super::{
    DEEPEST, Schemas, Shaped, keywords,
    objects::{Made, is_plain_object, says_type},
    unions,
};

/// What an `allOf` joins.
#[derive(Default)]
struct Parts<'a> {
    /// The `$ref`s.
    bases: Vec<&'a Node>,
    /// The schema itself, and the other ones in its `allOf`.
    own: Vec<&'a Node>,
}

impl<'a> Schemas<'a> {
    /// A schema with `allOf`: an object that extends the one it refers to, or the combination of its parts.
    pub(super) fn all_of(&mut self, node: &'a Node, name: Option<&str>, depth: usize) -> Shaped {
        let mut parts = Parts::default();
        self.collect(node, &mut parts, depth);
        let said: Vec<&Node> = parts
            .own
            .iter()
            .copied()
            .filter(|part| says_type(part))
            .collect();
        match (parts.bases.as_slice(), said.as_slice()) {
            ([], [only]) if !std::ptr::eq(*only, node) => self.shape(only, name, depth + 1),
            (bases, _) => self.joined(bases, &parts.own, &said, name, depth),
        }
    }

    /// The combination of several schemas.
    fn joined(
        &mut self,
        references: &[&'a Node],
        own: &[&'a Node],
        said: &[&'a Node],
        name: Option<&str>,
        depth: usize,
    ) -> Shaped {
        let mut made = Made {
            own: own.to_vec(),
            ..Made::default()
        };
        let mut others: Vec<&'a Node> = Vec::new();
        let mut objects: Vec<Component<'a>> = Vec::new();
        let mut seen: Vec<*const Node> = Vec::new();
        for reference in references {
            let Some(base) = self.component(reference) else {
                continue;
            };
            // A reference that occurs twice is used once.
            if seen.contains(&std::ptr::from_ref(base.node)) {
                continue;
            }
            seen.push(base.node);
            match self.is_object(base.node) {
                true => objects.push(base),
                false => others.push(reference),
            }
        }
        // A type with a discriminator stays the base. If there are several, none has priority.
        let adds_properties = own.iter().any(|part| keywords::has(part, OF_FIELDS));
        let base = match objects.as_slice() {
            // What is written inline is no kind of the type that it takes properties of.
            _ if name.is_none() && adds_properties => None,
            [only] => Some(*only),
            several => {
                let mut told = several.iter();
                told.find(|base| self.is_told_apart(**base)).copied()
            }
        };
        made.joined = objects
            .iter()
            .filter(|object| base.is_none_or(|base| !base.is(object)))
            .map(|object| object.node)
            .collect();
        made.base = base;
        let (unions, rest): (Vec<&Node>, Vec<&Node>) = said
            .iter()
            .copied()
            .filter(|part| !is_plain_object(part) || unions::union(part).is_some())
            .partition(|part| unions::union(part).is_some());
        let says_object = !objects.is_empty() || said.iter().any(|part| is_plain_object(part));
        if !says_object {
            return self.not_an_object(&others, said, depth);
        }
        let mut is_open = false;
        for part in unions {
            is_open |= !self.add_members(part, &mut made);
            self.diagnostics.warn(Diagnostic::new(
                part.span,
                "a union beside other parts of an `allOf`",
                "it is read as one object, in which the properties of the members are optional",
            ));
        }
        for part in rest.into_iter().chain(others) {
            is_open = true;
            self.diagnostics.warn(Diagnostic::new(
                part.span,
                "a part of an `allOf` that is no object",
                "the type has the properties of the other parts, and keeps what else is there",
            ));
        }
        let mut object = self.object(&made, name, depth);
        if is_open && object.maps.is_empty() {
            object
                .maps
                .extend(own.first().map(|part| any_property(part.span)));
        }
        Shaped {
            base: made.base.map(|base| base.name.to_owned()),
            shape: Shape::Object(object),
        }
    }

    /// An `allOf` without an object: it has the type of its first part.
    fn not_an_object(
        &mut self,
        references: &[&'a Node],
        said: &[&'a Node],
        depth: usize,
    ) -> Shaped {
        let mut parts = references.iter().chain(said);
        let (first, second) = (parts.next(), parts.next());
        // `type: string` beside a `$ref` to an enum adds nothing.
        if let (Some(_), Some(second)) = (first, second)
            && (references.len() > 1 || !is_bare_scalar(second))
        {
            self.diagnostics.warn(Diagnostic::new(
                second.span,
                "an `allOf` of several schemas that are no objects",
                "it is read as the first of them",
            ));
        }
        match (references, said) {
            ([reference, ..], _) => Shaped::of(self.reference(reference)),
            // The schema itself, whose `allOf` is being read.
            ([], [part, ..]) if part.get("allOf").is_some() => {
                self.beside_all_of(part, None, depth)
            }
            ([], [part, ..]) => self.shape(part, None, depth + 1),
            ([], []) => Shaped::any(),
        }
    }

    /// Adds the members of the union in a part; `false` if they are not all objects.
    fn add_members(&mut self, part: &'a Node, made: &mut Made<'a>) -> bool {
        let mut are_objects = true;
        for member in unions::members_of(part) {
            let target = self.target(member);
            if self.is_object(target) {
                made.possible.push(target);
            } else if !unions::only_narrows(target) {
                are_objects = false;
            }
        }
        are_objects
    }

    /// An object with a union beside its properties: it has its own properties and may have those of the members.
    pub(super) fn object_beside_union(
        &mut self,
        node: &'a Node,
        name: Option<&str>,
        depth: usize,
    ) -> Shaped {
        let mut made = Made {
            own: vec![node],
            ..Made::default()
        };
        let is_subtype = |member: &&'a Node| {
            name.is_some_and(|name| self.is_made_of(self.target_of(member), name))
        };
        let is_only_of_subtypes = unions::members_of(node).iter().all(is_subtype);
        let is_closed = is_only_of_subtypes || self.add_members(node, &mut made);
        let mut object = self.object(&made, name, depth);
        if !is_closed && object.maps.is_empty() {
            object.maps.push(any_property(node.span));
        }
        let says_nothing_else = is_closed && made.possible.is_empty();
        if !is_only_of_subtypes && !says_nothing_else {
            let keyword = unions::union(node).map_or("oneOf", |entry| entry.key.as_ref());
            self.diagnostics.warn(Diagnostic::new(
                node.span,
                format!("properties beside `{keyword}`"),
                "it is read as one object, in which the properties of the members are optional",
            ));
        }
        Shaped {
            base: None,
            shape: Shape::Object(object),
        }
    }

    fn collect(&mut self, node: &'a Node, parts: &mut Parts<'a>, depth: usize) {
        parts.own.push(node);
        parts.bases.extend(node.get("$ref"));
        let listed = fixed_fields::list(node, "allOf", self.diagnostics);
        if listed.is_empty() && node.get("allOf").is_some() {
            self.diagnostics.add(Diagnostic::new(
                node.span,
                "an `allOf` of nothing",
                "a list of at least one schema is expected",
            ));
        }
        for part in listed {
            if !keywords::check(part, self.diagnostics) {
                continue;
            }
            match part.get("$ref") {
                Some(reference) => {
                    parts.bases.push(reference);
                    if self.document.reads_beside_references() && says_type(part) {
                        parts.own.push(part);
                    }
                }
                None if part.get("allOf").is_some() && depth < DEEPEST => {
                    self.collect(part, parts, depth + 1);
                }
                None => parts.own.push(part),
            }
        }
    }

    /// Whether a schema is derived from the one of the given name, itself or by its own bases.
    fn is_made_of(&self, node: &'a Node, name: &str) -> bool {
        let end = format!("#/components/schemas/{name}");
        self.with_all_parts(&[node]).iter().any(|part| {
            let listed = part.get("allOf").map(Node::elements).unwrap_or_default();
            listed.iter().any(|part| {
                let reference = part.get("$ref").and_then(Node::as_str);
                reference.is_some_and(|text| text.ends_with(&end))
            })
        })
    }

    /// Whether a type, or one that it is derived from, has a discriminator.
    fn is_told_apart(&self, base: Component<'a>) -> bool {
        self.with_all_parts(&[base.node])
            .iter()
            .any(|part| part.get("discriminator").is_some())
    }
}

/// The keywords that give an object properties, or more of them.
const OF_FIELDS: &[&str] = &[
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
];

/// Any further property.
fn any_property(span: Span) -> MapFacet {
    MapFacet {
        pattern: String::new(),
        value: TypeRef::Any,
        facets: Facets::default(),
        by_locale: false,
        description: None,
        span,
    }
}

/// Whether a schema is a scalar without further keywords.
fn is_bare_scalar(node: &Node) -> bool {
    let names = Schemas::type_names(node);
    matches!(
        names.as_slice(),
        ["string" | "integer" | "number" | "boolean"]
    ) && !keywords::has(node, keywords::STRUCTURE)
}
