//! Names anonymous types, so that later phases have only named types.
//!
//! An anonymous type is named after its place: the enum in the property `status` of `Result` becomes `ResultStatus`.

use std::collections::HashSet;

use heck::ToUpperCamelCase;
use indexmap::IndexMap;

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    model::{
        Alike, Api, Body, Facets, Hierarchy, Marks, Method, Object, QueryName, QueryParameter,
        Resource, Scalar, Shape, Type, TypeRef,
    },
    names,
    source::Span,
};

/// Replaces every anonymous type by a named one.
pub fn lift(api: &mut Api, diagnostics: &mut Diagnostics) {
    split_tagged_bases(api);
    let taken = match api.alike {
        Alike::Reported => HashSet::new(),
        Alike::ToldApart => api
            .types
            .keys()
            .map(|name| names::type_name(name))
            .collect(),
    };
    let nullable = take_null(api);
    let mut lifted = Lifted {
        found: IndexMap::new(),
        alike: api.alike,
        taken,
        nullable,
        diagnostics,
    };
    for of in api.types.values_mut() {
        let place = Place {
            name: of.name.clone(),
            package: of.package.clone(),
            documentation: of.documentation.clone(),
            span: of.span,
        };
        lifted.shape(&mut of.shape, &place);
    }
    for resource in &mut api.resources {
        lifted.resource(resource);
    }
    let found = lifted.found;
    for (name, of) in found {
        match api.types.get(&name) {
            None => {
                api.anonymous.insert(name.clone());
                api.types.insert(name, of);
            }
            Some(known) => diagnostics.add(
                Diagnostic::new(
                    of.span,
                    format!("the type here would be named `{name}`, like another one"),
                    "an anonymous type that can be named after its place is expected",
                )
                .related(known.span, "the other one")
                .help("declare it under a name of its own, and use that name here"),
            ),
        }
    }
    inherit_tags(api);
    split_concrete_bases(api);
}

/// An object that adds properties to a kind of a union is of that kind.
fn inherit_tags(api: &mut Api) {
    let tags: Vec<(String, String)> = api
        .anonymous
        .iter()
        .filter_map(|name| api.types.get(name))
        .filter(|of| of.object().is_some_and(|object| object.tag.is_none()))
        .filter_map(|of| {
            let mut line = api.lineage(of).into_iter();
            let tag = line.find_map(Type::tag)?;
            Some((of.name.clone(), tag.to_owned()))
        })
        .collect();
    for (name, tag) in tags {
        if let Some(Shape::Object(object)) = api.types.get_mut(&name).map(|of| &mut of.shape) {
            object.tag = Some(tag);
        }
    }
}

/// A base whose kinds are distinguished by their properties, and that has properties itself, becomes two types: the union
/// of its kinds, and an object of none of them, `PersonItself` for `Person`.
fn split_concrete_bases(api: &mut Api) {
    let hierarchy = Hierarchy::of(api);
    let is_concrete = |of: &&Type| {
        hierarchy.is_base(&of.name)
            && api.discriminator(of).is_none()
            && !api.fields(of).is_empty()
            && hierarchy.by_key(of).is_some()
    };
    let bases: Vec<Type> = api.types.values().filter(is_concrete).cloned().collect();
    for base in bases {
        let mut itself = base.clone();
        itself.name = itself_name(api, &base.name);
        itself.base = Some(base.name.clone());
        itself.shape = Shape::Object(Object::default());
        api.itself.insert(base.name, itself.name.clone());
        api.types.insert(itself.name.clone(), itself);
    }
}

/// The name for objects of a base itself: a free one, with a number if necessary.
fn itself_name(api: &Api, base: &str) -> String {
    let taken: HashSet<String> = api
        .types
        .keys()
        .map(|name| names::type_name(name))
        .collect();
    let name = format!("{base}Itself");
    let numbered = (2_u32..).map(|number| format!("{name}{number}"));
    let mut free = std::iter::once(name.clone())
        .chain(numbered)
        .filter(|name| !taken.contains(&names::type_name(name)));
    free.next().unwrap_or(name)
}

/// The other type of a use beside `null`, and whether it may be `null`.
fn without_null(of: TypeRef, nullable: &HashSet<String>) -> (TypeRef, bool) {
    match of {
        TypeRef::Union(mut members) => {
            let count = members.len();
            members.retain(|member| !matches!(member, TypeRef::Scalar(Scalar::Nil)));
            let has_null = members.len() < count;
            match <[TypeRef; 1]>::try_from(members) {
                Ok([only]) => {
                    let (only, is_nullable) = without_null(only, nullable);
                    (only, has_null || is_nullable)
                }
                Err(members) if members.is_empty() => (TypeRef::Scalar(Scalar::Nil), false),
                Err(members) => (TypeRef::Union(members), has_null),
            }
        }
        TypeRef::Named(name) => {
            let is_nullable = nullable.contains(&name);
            (TypeRef::Named(name), is_nullable)
        }
        of => (of, false),
    }
}

/// Removes `nil` from aliases of something or `null`; returns their names, because it belongs to each use.
fn take_null(api: &mut Api) -> HashSet<String> {
    let mut nullable: HashSet<String> = HashSet::new();
    loop {
        let before = nullable.len();
        for of in api.types.values_mut() {
            let target = match &mut of.shape {
                Shape::Union(members) => TypeRef::Union(std::mem::take(members)),
                Shape::Alias(alias) => std::mem::replace(alias, TypeRef::Any),
                Shape::Object(_) | Shape::Enum(_) => continue,
            };
            let (target, has_null) = without_null(target, &nullable);
            if has_null {
                nullable.insert(of.name.clone());
            }
            of.shape = match target {
                TypeRef::Union(members) => Shape::Union(members),
                TypeRef::Inline(inner) if matches!(inner.shape, Shape::Enum(_)) => inner.shape,
                alias => Shape::Alias(alias),
            };
        }
        if nullable.len() == before {
            return nullable;
        }
    }
}

/// A type that has a tag and subtypes becomes two types: the union of all of them, and the body with its own tag,
/// `FrameItself` for `Frame`.
fn split_tagged_bases(api: &mut Api) {
    let bases: HashSet<String> = api
        .types
        .values()
        .filter_map(|of| of.base.clone())
        .collect();
    let mut split = Vec::new();
    for (name, of) in &mut api.types {
        let mut itself = of.clone();
        let Shape::Object(object) = &mut of.shape else {
            continue;
        };
        if bases.contains(name) && object.tag.is_some() {
            let tag = object.tag.take();
            itself.shape = Shape::Object(Object {
                tag,
                ..Object::default()
            });
            itself.base = Some(name.clone());
            split.push((name.clone(), itself));
        }
    }
    for (base, mut itself) in split {
        itself.name = itself_name(api, &base);
        api.types.insert(itself.name.clone(), itself);
    }
}

/// The place of an anonymous type.
struct Place {
    name: String,
    package: Option<String>,
    documentation: Option<String>,
    span: Span,
}

impl Place {
    fn at(&self, part: &str, span: Span) -> Self {
        Self {
            name: format!("{}{}", self.name, part.to_upper_camel_case()),
            package: self.package.clone(),
            documentation: self.documentation.clone(),
            span,
        }
    }
}

struct Lifted<'a> {
    found: IndexMap<String, Type>,
    alike: Alike,
    /// The Rust names that are taken, if names are distinguished.
    taken: HashSet<String>,
    /// The types whose uses may be `null`.
    nullable: HashSet<String>,
    diagnostics: &'a mut Diagnostics,
}

impl Lifted<'_> {
    fn shape(&mut self, shape: &mut Shape, place: &Place) {
        match shape {
            Shape::Object(object) => {
                for field in &mut object.fields {
                    let of = std::mem::replace(&mut field.of, TypeRef::Any);
                    let (of, has_null) = without_null(of, &self.nullable);
                    field.of = of;
                    field.nullable |= has_null;
                    self.whole(&mut field.of, &place.at(&field.name, field.span));
                }
                for map in &mut object.maps {
                    self.of(&mut map.value, &place.at("value", map.span));
                }
            }
            // The members of a named union keep its name; the alias of a union is one.
            Shape::Union(members) => self.members(members, place),
            Shape::Alias(TypeRef::Array(items)) => self.of(items, &place.at("item", place.span)),
            Shape::Alias(_) | Shape::Enum(_) => {}
        }
    }

    /// Anonymous members of a union are numbered.
    fn members(&mut self, members: &mut [TypeRef], place: &Place) {
        let mut count = 0;
        for member in members {
            let is_anonymous = !matches!(
                member,
                TypeRef::Named(_) | TypeRef::Scalar(_) | TypeRef::Any | TypeRef::AnyObject
            );
            count += usize::from(is_anonymous);
            let part = match count {
                0 | 1 => "member".to_owned(),
                _ => format!("member {count}"),
            };
            self.of(member, &place.at(&part, place.span));
        }
    }

    fn of(&mut self, of: &mut TypeRef, place: &Place) {
        let taken = std::mem::replace(of, TypeRef::Any);
        let (mut taken, has_null) = without_null(taken, &self.nullable);
        self.whole(&mut taken, place);
        *of = match has_null {
            true => TypeRef::Union(vec![taken, TypeRef::Scalar(Scalar::Nil)]),
            false => taken,
        };
    }

    /// A use of a type that is not `null`.
    fn whole(&mut self, of: &mut TypeRef, place: &Place) {
        match of {
            TypeRef::Array(items) => {
                let singular = Place {
                    name: pluralizer::pluralize(&place.name, 1, false),
                    package: place.package.clone(),
                    documentation: place.documentation.clone(),
                    span: place.span,
                };
                self.of(items, &singular);
            }
            TypeRef::Inline(inline) => {
                let mut named = (**inline).clone();
                self.shape(&mut named.shape, place);
                *of = TypeRef::Named(self.add(named, place));
            }
            TypeRef::Union(members) => {
                self.members(members, place);
                let named = Type {
                    name: String::new(),
                    package: None,
                    description: None,
                    base: None,
                    shape: Shape::Union(std::mem::take(members)),
                    facets: Facets::default(),
                    marks: Marks::default(),
                    documentation: None,
                    examples: Vec::new(),
                    span: place.span,
                };
                *of = TypeRef::Named(self.add(named, place));
            }
            TypeRef::Named(_) | TypeRef::Scalar(_) | TypeRef::Any | TypeRef::AnyObject => {}
        }
    }

    /// Adds a type, and returns its name.
    fn add(&mut self, mut of: Type, place: &Place) -> String {
        let mut name = place.name.clone();
        if self.alike == Alike::ToldApart {
            let mut number = 1;
            while !self.taken.insert(names::type_name(&name)) {
                number += 1;
                name = format!("{}{number}", place.name);
            }
        }
        of.name.clone_from(&name);
        of.span = place.span;
        of.package = of.package.or_else(|| place.package.clone());
        of.documentation = of.documentation.or_else(|| place.documentation.clone());
        if let Some(known) = self.found.insert(name.clone(), of) {
            self.diagnostics.add(
                Diagnostic::new(
                    place.span,
                    format!("two anonymous types would be named `{}`", place.name),
                    "a place with a name of its own is expected",
                )
                .related(known.span, "the other one")
                .help("declare one of the two under a name of its own, and use that name here"),
            );
        }
        name
    }

    fn resource(&mut self, resource: &mut Resource) {
        let path = resource.path.clone();
        for parameter in &mut resource.parameters {
            // A value in a path has a string form, and `null` has none.
            let of = std::mem::replace(&mut parameter.of, TypeRef::Any);
            (parameter.of, _) = without_null(of, &self.nullable);
        }
        for method in &mut resource.methods {
            self.method(method, &path);
        }
        for below in &mut resource.resources {
            self.resource(below);
        }
    }

    fn method(&mut self, method: &mut Method, path: &str) {
        let place = Place {
            name: format!("{} {}", path, method.http.as_str()).to_upper_camel_case(),
            package: None,
            documentation: None,
            span: method.span,
        };
        let parameters = method.query.iter_mut().chain(&mut method.form);
        for parameter in parameters
            .chain(&mut method.headers)
            .chain(&mut method.cookies)
        {
            self.parameter(parameter, &place);
        }
        self.bodies(&mut method.bodies, &place.at("request", place.span));
        // The first success is the response; the others have their status in their names.
        let success = method
            .responses
            .iter()
            .position(|response| response.is_success() && !response.bodies.is_empty());
        for (index, response) in method.responses.iter_mut().enumerate() {
            let place = match success == Some(index) {
                true => place.at("response", place.span),
                false => place.at(&format!("response {}", response.status), place.span),
            };
            self.bodies(&mut response.bodies, &place);
        }
    }

    /// The first body has the name of the place; the others have their media type in their names.
    fn bodies(&mut self, bodies: &mut [Body], place: &Place) {
        for (index, body) in bodies.iter_mut().enumerate() {
            let place = match index {
                0 => place.at("", place.span),
                _ => place.at(&body.media_type, place.span),
            };
            self.body(body, &place);
        }
    }

    fn parameter(&mut self, parameter: &mut QueryParameter, place: &Place) {
        // A parameter with a value has a string form, and `null` has none.
        let of = std::mem::replace(&mut parameter.of, TypeRef::Any);
        (parameter.of, _) = without_null(of, &self.nullable);
        // A union in a query is the string of one of its members: it needs no type.
        if matches!(parameter.of, TypeRef::Union(_)) {
            return;
        }
        let name = match &parameter.name {
            QueryName::Fixed(name) => name.clone(),
            QueryName::Pattern { .. } => "value".to_owned(),
        };
        self.of(&mut parameter.of, &place.at(&name, parameter.span));
        // A named type that may be `null` repeats this at its use.
        if let Some(of) = parameter.of.or_null() {
            parameter.of = of.clone();
        }
    }

    fn body(&mut self, body: &mut Body, place: &Place) {
        if let Some(of) = &mut body.of {
            self.of(of, place);
        }
    }
}
