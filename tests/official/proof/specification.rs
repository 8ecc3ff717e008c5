//! What the proof knows of the specification: the lines of `cargo xtask surface`, and nothing that the emitter computed.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// The types of the specification, and which way they travel.
pub struct Specification {
    types: BTreeMap<String, Type>,
    sent: BTreeSet<String>,
    received: BTreeSet<String>,
}

/// A named type.
pub struct Type {
    pub name: String,
    /// The property that tells subtypes apart.
    pub discriminator: Option<String>,
    /// Its own value of that property.
    pub tag: Option<String>,
    /// Its properties, those of its bases included.
    pub fields: BTreeMap<String, Field>,
    /// What its undeclared members are, where it may have some.
    pub map: Option<Use>,
    base: Option<String>,
    shape: String,
    /// All types that are derived from it, directly or not.
    below: Vec<String>,
}

/// A property.
pub struct Field {
    pub of: Use,
    pub required: bool,
}

/// The use of a type.
#[derive(Clone)]
pub enum Use {
    Named(String),
    List(Box<Use>),
    Text,
    /// A number that is whole.
    Whole,
    Number,
    Boolean,
    /// Any JSON value.
    Any,
    /// Something that the listing does not describe: a union of types, or a type without a name.
    Unlisted,
}

/// What is on the wire where a type is used.
pub enum Kind<'s> {
    Text,
    Whole,
    Number,
    Boolean,
    Enum,
    List(&'s Use),
    Map(&'s Use),
    /// An object of one of several kinds, told apart by the value of a property.
    Union(&'s Type),
    /// An object of one of several kinds, told apart by the properties that are there.
    KeyUnion,
    Object(&'s Type),
    Any,
    Unlisted,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Line {
    Method {
        request: Option<String>,
        response: Option<String>,
    },
    Type {
        name: String,
        base: Option<String>,
        shape: String,
        discriminator: Option<String>,
        tag: Option<String>,
    },
    Field {
        #[serde(rename = "type")]
        owner: String,
        name: String,
        of: String,
        required: bool,
    },
    Map {
        #[serde(rename = "type")]
        owner: String,
        value: String,
    },
}

impl Specification {
    /// Reads the listing.
    pub fn read(listing: &str) -> Self {
        let lines: Vec<Line> = listing
            .lines()
            .map(|line| serde_json::from_str(line).expect("a line of the listing is known"))
            .collect();
        let mut types = BTreeMap::new();
        for line in &lines {
            if let Line::Type {
                name,
                base,
                shape,
                discriminator,
                tag,
            } = line
            {
                let of = Type {
                    name: name.clone(),
                    discriminator: discriminator.clone(),
                    tag: tag.clone(),
                    fields: BTreeMap::new(),
                    map: None,
                    base: base.clone(),
                    shape: shape.clone(),
                    below: Vec::new(),
                };
                types.insert(name.clone(), of);
            }
        }
        let mut specification = Self {
            types,
            sent: BTreeSet::new(),
            received: BTreeSet::new(),
        };
        specification.add_members(&lines);
        specification.add_subtypes();
        specification.add_directions(&lines);
        specification
    }

    /// All types.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        self.types.values()
    }

    /// The type of a name.
    pub fn get(&self, name: &str) -> Option<&Type> {
        self.types.get(name)
    }

    /// A type and its bases, nearest first.
    pub fn lineage<'s>(&'s self, of: &'s Type) -> impl Iterator<Item = &'s Type> {
        let base = |of: &&'s Type| self.get(of.base.as_deref()?);
        // As many at most as there are types: a circle ends.
        std::iter::successors(Some(of), base).take(self.types.len())
    }

    /// Whether a request has values of a type.
    pub fn is_sent(&self, name: &str) -> bool {
        self.sent.contains(name)
    }

    /// Whether a response has values of a type. What no operation names, such as the payloads of messages, is received.
    pub fn is_received(&self, name: &str) -> bool {
        self.received.contains(name)
    }

    /// What is on the wire where a type is used.
    pub fn kind<'s>(&'s self, of: &'s Use) -> Kind<'s> {
        match of {
            Use::Text => Kind::Text,
            Use::Whole => Kind::Whole,
            Use::Number => Kind::Number,
            Use::Boolean => Kind::Boolean,
            Use::Any => Kind::Any,
            Use::Unlisted => Kind::Unlisted,
            Use::List(items) => Kind::List(items),
            Use::Named(name) => self
                .get(name)
                .map_or(Kind::Unlisted, |of| self.kind_of_type(of)),
        }
    }

    fn kind_of_type<'s>(&'s self, of: &'s Type) -> Kind<'s> {
        match of.shape.as_str() {
            "enum" => Kind::Enum,
            "string" => Kind::Text,
            "object" if of.fields.is_empty() && of.map.is_some() => {
                of.map.as_ref().map_or(Kind::Unlisted, Kind::Map)
            }
            "object" if self.is_tag_union(of) => Kind::Union(of),
            "object" if self.is_key_union(of) => Kind::KeyUnion,
            "any" => Kind::Any,
            "object" if of.fields.is_empty() => Kind::Any,
            "object" => Kind::Object(of),
            _ => Kind::Unlisted,
        }
    }

    /// The kind of a union that has this tag.
    pub fn tagged<'s>(&'s self, union: &'s Type, tag: &str) -> Option<&'s Type> {
        let subtypes = union.below.iter().filter_map(|name| self.get(name));
        let mut kinds = std::iter::once(union).chain(subtypes);
        kinds.find(|of| of.tag.as_deref() == Some(tag))
    }

    /// Whether values of a type are told apart from those of its siblings by their own tag.
    pub fn is_tagged(of: &Type) -> bool {
        of.discriminator.is_some() && of.tag.is_some()
    }

    fn is_tag_union(&self, of: &Type) -> bool {
        let is_tagged = |name: &String| self.get(name).is_some_and(Self::is_tagged);
        of.discriminator.is_some() && of.below.iter().any(is_tagged)
    }

    /// Whether each of the subtypes that nothing is derived from has a required property that none of the others knows.
    fn is_key_union(&self, of: &Type) -> bool {
        let below: Vec<&Type> = of.below.iter().filter_map(|name| self.get(name)).collect();
        let adds = |sub: &Type| {
            let base = sub.base.as_deref().and_then(|name| self.get(name));
            base.is_none_or(|base| sub.fields.len() > base.fields.len())
        };
        let has_key = |kind: &&Type| {
            kind.fields.iter().any(|(name, field)| {
                let is_known_elsewhere = below.iter().any(|other| {
                    other.name != kind.name
                        && !kind.below.contains(&other.name)
                        && other.fields.contains_key(name)
                });
                field.required && !of.fields.contains_key(name) && !is_known_elsewhere
            })
        };
        // A type between that adds nothing only groups others.
        let mut kinds = below
            .iter()
            .copied()
            .filter(|sub| sub.below.is_empty() || adds(sub));
        of.discriminator.is_none() && !below.is_empty() && kinds.all(|kind| has_key(&kind))
    }

    fn add_members(&mut self, lines: &[Line]) {
        for line in lines {
            match line {
                Line::Field {
                    owner,
                    name,
                    of,
                    required,
                } => {
                    let field = Field {
                        of: Use::read(of),
                        required: *required,
                    };
                    let owner = self.types.get_mut(owner).expect("the type is listed");
                    owner.fields.insert(name.clone(), field);
                }
                Line::Map { owner, value } => {
                    let owner = self.types.get_mut(owner).expect("the type is listed");
                    owner.map = Some(Use::read(value));
                }
                Line::Type { .. } | Line::Method { .. } => {}
            }
        }
    }

    fn add_subtypes(&mut self) {
        let mut pairs = Vec::new();
        for of in self.types.values() {
            let bases = self.lineage(of).skip(1);
            pairs.extend(bases.map(|base| (base.name.clone(), of.name.clone())));
        }
        for (base, name) in pairs {
            if let Some(base) = self.types.get_mut(&base) {
                base.below.push(name);
            }
        }
    }

    fn add_directions(&mut self, lines: &[Line]) {
        let (mut requests, mut responses) = (Vec::new(), Vec::new());
        for line in lines {
            if let Line::Method { request, response } = line {
                requests.extend(request.as_deref().map(Use::read));
                responses.extend(response.as_deref().map(Use::read));
            }
        }
        self.sent = self.reached(requests, Way::Sent);
        self.received = self.reached(responses, Way::Received);
        let named_by_none = self
            .types
            .keys()
            .filter(|name| !self.is_sent(name) && !self.is_received(name));
        let named_by_none = named_by_none.cloned().map(Use::Named).collect();
        let payloads = self.reached(named_by_none, Way::Received);
        self.received.extend(payloads);
    }

    fn reached(&self, mut open: Vec<Use>, way: Way) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        while let Some(next) = open.pop() {
            let name = match next {
                Use::List(items) => {
                    open.push(*items);
                    continue;
                }
                Use::Named(name) => name,
                _ => continue,
            };
            if let Some(of) = self.types.get(&name)
                && found.insert(name)
            {
                // The resource that a reference is expanded to is never sent.
                let fields = of
                    .fields
                    .iter()
                    .filter(|(name, _)| way == Way::Received || *name != "obj");
                open.extend(fields.map(|(_, field)| field.of.clone()));
                open.extend(of.map.clone());
                // A base whose subtypes nothing tells apart is received as itself; what is sent may be any of them.
                if way == Way::Sent || self.is_tag_union(of) || self.is_key_union(of) {
                    open.extend(of.below.iter().cloned().map(Use::Named));
                }
            }
        }
        found
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Sent,
    Received,
}

impl Use {
    /// Reads it as the listing writes it: `Cart`, `Cart[]`, `number:int64`.
    pub fn read(text: &str) -> Self {
        if let Some(items) = text.strip_suffix("[]") {
            return Self::List(Box::new(Self::read(items)));
        }
        let (scalar, format) = text.split_once(':').unwrap_or((text, ""));
        match scalar {
            "integer" => Self::Whole,
            "number" if format.starts_with("int") || format == "long" => Self::Whole,
            "number" => Self::Number,
            "boolean" => Self::Boolean,
            "string" | "datetime" | "datetime-only" | "date-only" | "time-only" => Self::Text,
            "any" | "object" => Self::Any,
            "union" | "inline" | "file" | "nil" => Self::Unlisted,
            _ => Self::Named(text.to_owned()),
        }
    }
}
