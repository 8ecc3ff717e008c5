//! Discriminators: which value of which property means which schema.
//!
//! In OpenAPI the values stand beside the discriminator, in the model each type has its own.

mod members;

use std::collections::{HashMap, HashSet, hash_map::Entry};

use heck::ToUpperCamelCase;

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    model::{Api, Object, Scalar, Shape, Type, TypeRef},
    names::type_name,
    source::Span,
};

/// A `discriminator`.
#[derive(Clone, Debug)]
pub struct Discriminator {
    /// The property that tells the schemas apart.
    pub property: String,
    /// Its `mapping`.
    pub mapping: Vec<Mapped>,
    /// What it tells apart.
    pub over: Over,
    /// Where it stands.
    pub span: Span,
}

impl Discriminator {
    /// Whether it stands on the schema of a name, which may be one of its own values.
    fn is_of(&self, name: &str) -> bool {
        matches!(&self.over, Over::Subtypes(base) if base == name)
    }
}

/// An entry of a `mapping`.
#[derive(Clone, Debug)]
pub struct Mapped {
    /// The value of the property.
    pub value: String,
    /// The name of the schema.
    pub name: String,
    /// Where the value stands.
    pub span: Span,
}

/// What a discriminator tells apart.
#[derive(Clone, Debug)]
pub enum Over {
    /// All schemas that are derived from the named one, which declares the discriminator.
    Subtypes(String),
    /// The members of a union.
    Members(Vec<String>),
}

/// Sets the tag of every type that a discriminator tells apart: what a `mapping` says, or else the name of the type. A type
/// that others are derived from may have one too.
pub fn apply(discriminators: &[Discriminator], api: &mut Api, diagnostics: &mut Diagnostics) {
    // A member of a union may be derived from a schema that tells it apart already.
    let (subtypes, members): (Vec<&Discriminator>, Vec<&Discriminator>) = discriminators
        .iter()
        .partition(|discriminator| matches!(discriminator.over, Over::Subtypes(_)));
    let told_apart = told_apart(api);
    let all: Vec<(&Discriminator, &[String])> = subtypes
        .into_iter()
        .chain(members)
        .map(|discriminator| match &discriminator.over {
            Over::Members(names) => (discriminator, names.as_slice()),
            Over::Subtypes(base) => (
                discriminator,
                told_apart.get(base).map(Vec::as_slice).unwrap_or_default(),
            ),
        })
        .collect();
    let mut mapped_names: HashSet<&str> = HashSet::new();
    let mut further: Vec<(&Discriminator, &Mapped)> = Vec::new();
    for (discriminator, members) in &all {
        for mapped in &discriminator.mapping {
            let problem = if members.contains(&mapped.name) || discriminator.is_of(&mapped.name) {
                let has_other_value = api
                    .types
                    .get(&mapped.name)
                    .is_some_and(|of| of.tag().is_some_and(|tag| tag != mapped.value));
                if has_other_value {
                    further.push((discriminator, mapped));
                }
                match has_other_value {
                    true => told_apart_by_another(discriminator, &mapped.name, mapped.span, api),
                    false => set(discriminator, &mapped.name, &mapped.value, mapped.span, api),
                }
            } else {
                Some(not_a_member(discriminator, mapped))
            };
            mapped_names.insert(&mapped.name);
            problem
                .into_iter()
                .for_each(|problem| diagnostics.warn(problem));
        }
    }
    for (discriminator, members) in &all {
        for member in *members {
            let has_tag = api.types.get(member).is_some_and(|of| of.tag().is_some());
            if !mapped_names.contains(member.as_str()) && !has_tag {
                let tag = only_value(api, member, &discriminator.property);
                let tag = tag.unwrap_or_else(|| member.clone());
                let problem = set(discriminator, member, &tag, discriminator.span, api);
                problem
                    .into_iter()
                    .for_each(|problem| diagnostics.warn(problem));
            }
        }
    }
    further_values(&further, api);
}

/// Makes a type of each further value of a schema: it is the same but for its value, so that the value is not lost.
fn further_values(further: &[(&Discriminator, &Mapped)], api: &mut Api) {
    let mut made: HashMap<(&str, &str), String> = HashMap::new();
    for (discriminator, mapped) in further {
        let Some(of) = api.types.get(&mapped.name) else {
            continue;
        };
        let is_of_the_property = api
            .discriminator(of)
            .is_some_and(|(property, _)| property == discriminator.property);
        let Shape::Object(object) = &of.shape else {
            continue;
        };
        if !is_of_the_property {
            continue;
        }
        let place = (mapped.name.as_str(), mapped.value.as_str());
        if let Entry::Vacant(free) = made.entry(place) {
            let mut object = object.clone();
            let mut of = of.clone();
            if discriminator.is_of(&mapped.name) {
                // Another value of a base is that of a type that adds nothing to it.
                object = Object::default();
                of.base = Some(mapped.name.clone());
            }
            object.tag = Some(mapped.value.clone());
            let name = free_name(&mapped.name, &mapped.value, api);
            api.types.insert(
                name.clone(),
                Type {
                    name: name.clone(),
                    shape: Shape::Object(object),
                    ..of
                },
            );
            free.insert(name);
        }
        if let (Over::Members(names), Some(name)) = (&discriminator.over, made.get(&place)) {
            members::for_each_union(api, &mut |members| {
                let is_of_union = members.len() >= names.len()
                    && names.iter().all(|name| members::has(members, name));
                if is_of_union && !members::has(members, name) {
                    members.push(TypeRef::Named(name.clone()));
                }
            });
        }
    }
}

/// `DogHound` for the value `hound` of `Dog`, or that with a number.
fn free_name(schema: &str, value: &str, api: &Api) -> String {
    let taken: HashSet<String> = api.types.keys().map(|name| type_name(name)).collect();
    let alone = format!("{schema}{}", value.to_upper_camel_case());
    let mut name = alone.clone();
    let mut number = 1;
    while taken.contains(&type_name(&name)) {
        number += 1;
        name = format!("{alone}{number}");
    }
    name
}

/// The types that are derived from each type with a discriminator.
fn told_apart(api: &Api) -> HashMap<String, Vec<String>> {
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    for of in api.types.values() {
        for base in api.lineage(of).into_iter().skip(1) {
            if base
                .object()
                .is_some_and(|object| object.discriminator.is_some())
            {
                found
                    .entry(base.name.clone())
                    .or_default()
                    .push(of.name.clone());
            }
        }
    }
    found
}

/// Gives a type its tag, and where no base does, the discriminator.
fn set(
    discriminator: &Discriminator,
    name: &str,
    tag: &str,
    span: Span,
    api: &mut Api,
) -> Option<Diagnostic> {
    let property = discriminator.property.as_str();
    let known = api.types.get(name)?;
    let in_force = api
        .discriminator(known)
        .map(|(property, _)| property.to_owned());
    let of = api.types.get_mut(name)?;
    let place = of.span;
    let Shape::Object(object) = &mut of.shape else {
        return Some(
            Diagnostic::new(
                span,
                format!("`{name}` is told apart by `{property}` and is no object"),
                "a schema with properties is expected",
            )
            .related(place, "declared here"),
        );
    };
    if in_force.as_ref().is_some_and(|other| other != property) {
        return told_apart_by_another(discriminator, name, span, api);
    }
    object.tag = Some(tag.to_owned());
    if in_force.is_none() {
        object.discriminator = Some(property.to_owned());
    }
    // The one value that the property can have is the tag: it needs no type of its own.
    for field in object
        .fields
        .iter_mut()
        .filter(|field| field.name == property)
    {
        if matches!(&field.of, TypeRef::Inline(of) if matches!(of.shape, Shape::Enum(_))) {
            field.of = TypeRef::Scalar(Scalar::String);
        }
    }
    None
}

/// The problem of a type that another property tells apart already.
fn told_apart_by_another(
    discriminator: &Discriminator,
    name: &str,
    span: Span,
    api: &Api,
) -> Option<Diagnostic> {
    let property = discriminator.property.as_str();
    let of = api.types.get(name)?;
    let (other, _) = api.discriminator(of)?;
    (other != property).then(|| {
        Diagnostic::new(
            span,
            format!("`{name}` is told apart by `{other}` already"),
            format!("one property is expected to tell it apart, and not `{property}` too"),
        )
        .related(of.span, "declared here")
    })
}

/// The value of a property that allows no other.
fn only_value(api: &Api, name: &str, property: &str) -> Option<String> {
    let of = api.types.get(name)?;
    let field = api
        .fields(of)
        .into_iter()
        .find(|field| field.name == property)?;
    let of = match &field.of {
        TypeRef::Inline(of) => of,
        TypeRef::Named(name) => api.types.get(name)?,
        _ => return None,
    };
    match &of.shape {
        Shape::Enum(values) => match values.as_slice() {
            [only] => Some(only.value.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn not_a_member(discriminator: &Discriminator, mapped: &Mapped) -> Diagnostic {
    let name = &mapped.name;
    match &discriminator.over {
        Over::Subtypes(base) => Diagnostic::new(
            mapped.span,
            format!("`{name}` is not derived from `{base}`"),
            format!("a schema with `allOf` and a `$ref` to `{base}` is expected"),
        ),
        Over::Members(_) => Diagnostic::new(
            mapped.span,
            format!("`{name}` is not a member of the union"),
            "one of the schemas in the `oneOf` or `anyOf` is expected",
        ),
    }
}
