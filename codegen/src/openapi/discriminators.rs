//! Discriminators: which value of which property stands for which schema.
//!
//! In OpenAPI the values are beside the discriminator, in the model each type has its own.

mod members;

use std::collections::{HashMap, HashSet, hash_map::Entry};

use heck::ToUpperCamelCase;
use indexmap::IndexMap;

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    model::{Api, Object, Scalar, Shape, Type, TypeRef},
    names::type_name,
    source::Span,
    suggestion,
};

use self::members::Use;

/// A `discriminator`.
#[derive(Clone, Debug)]
pub struct Discriminator {
    /// The property that distinguishes the schemas.
    pub property: String,
    /// Its `mapping`.
    pub mapping: Vec<Mapped>,
    /// The schemas that it distinguishes.
    pub over: Over,
    /// Where it stands.
    pub span: Span,
}

impl Discriminator {
    /// Whether it is on the schema of this name, which may be one of its own values.
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

/// The schemas that a discriminator distinguishes.
#[derive(Clone, Debug)]
pub enum Over {
    /// All schemas that are derived from the named one, which declares the discriminator.
    Subtypes(String),
    /// The members of a union.
    Members(Vec<String>),
}

/// Sets the tag of every type that a discriminator distinguishes: that of a `mapping`, or else the values of the property
/// in it, or the name of the type. A type with subtypes may have one too.
pub fn apply(discriminators: &[Discriminator], api: &mut Api, diagnostics: &mut Diagnostics) {
    let (texts, others): (Vec<&Discriminator>, Vec<&Discriminator>) = discriminators
        .iter()
        .partition(|discriminator| is_text(discriminator, api));
    for other in others {
        diagnostics.warn(Diagnostic::new(
            other.span,
            format!("a discriminator that is no text: `{}`", other.property),
            "the name of a property of the type `string` is expected; the discriminator is not used",
        ));
        if let Over::Subtypes(base) = &other.over
            && let Some(Shape::Object(object)) = api.types.get_mut(base).map(|of| &mut of.shape)
        {
            object.discriminator = None;
        }
    }
    // A member of a union may be derived from a schema that already distinguishes it.
    let (subtypes, members): (Vec<&Discriminator>, Vec<&Discriminator>) = texts
        .into_iter()
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
    for (discriminator, members) in &all {
        if let Some(problem) = unknown_property(discriminator, members, api) {
            diagnostics.warn(problem);
        }
    }
    let mut mapped_names: HashSet<&str> = HashSet::new();
    let mut further: Vec<(&Discriminator, Mapped)> = Vec::new();
    for (discriminator, members) in &all {
        for mapped in &discriminator.mapping {
            let problem = if members.contains(&mapped.name) || discriminator.is_of(&mapped.name) {
                let has_other_value = api
                    .types
                    .get(&mapped.name)
                    .is_some_and(|of| of.tag().is_some_and(|tag| tag != mapped.value));
                if has_other_value {
                    further.push((discriminator, mapped.clone()));
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
    // Members of several unions keep their values from the first of them.
    let mut listed: HashMap<&str, Vec<String>> = HashMap::new();
    for (discriminator, members) in &all {
        let mut values = values_of(discriminator, members, api);
        for member in *members {
            let has_tag = api.types.get(member).is_some_and(|of| of.tag().is_some());
            if mapped_names.contains(member.as_str()) {
                continue;
            }
            if !has_tag {
                let mut values = values.remove(member.as_str()).unwrap_or_default();
                if values.is_empty() {
                    values.push(member.clone());
                }
                let tag = values.remove(0);
                let problem = set(discriminator, member, &tag, discriminator.span, api);
                problem
                    .into_iter()
                    .for_each(|problem| diagnostics.warn(problem));
                listed.insert(member, values);
            }
            let values = listed.get(member.as_str()).into_iter().flatten();
            further.extend(values.map(|value| {
                let mapped = Mapped {
                    value: value.clone(),
                    name: member.clone(),
                    span: discriminator.span,
                };
                (*discriminator, mapped)
            }));
        }
    }
    further_values(&further, discriminators, api);
}

/// Whether the values of the property are or may be strings, because a tag is read and sent as one.
fn is_text(discriminator: &Discriminator, api: &Api) -> bool {
    let names = match &discriminator.over {
        Over::Subtypes(base) => std::slice::from_ref(base),
        Over::Members(names) => names,
    };
    let mut types = names.iter().filter_map(|name| api.types.get(name));
    !types.any(|of| {
        let mut fields = api.fields(of).into_iter();
        let field = fields.find(|field| field.name == discriminator.property);
        field.is_some_and(|field| {
            matches!(
                api.definition(&field.of),
                TypeRef::Scalar(Scalar::Integer(_) | Scalar::Number(_) | Scalar::Boolean)
            )
        })
    })
}

/// Creates a type for each further value of a schema, with only the value changed, so that the value is not lost.
fn further_values(
    further: &[(&Discriminator, Mapped)],
    discriminators: &[Discriminator],
    api: &mut Api,
) {
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
            members::for_each_use(api, &mut |of| {
                if let Use::Union(members) = of
                    && is_union_of(members, names)
                    && !members::has(members, name)
                {
                    members.push(TypeRef::Named(name.clone()));
                }
            });
        }
    }
    let mut kinds: IndexMap<&str, Vec<String>> = IndexMap::new();
    for (discriminator, mapped) in further {
        let made = made.get(&(mapped.name.as_str(), mapped.value.as_str()));
        // A base is already read as any of its kinds.
        if let Some(made) = made.filter(|_| !discriminator.is_of(&mapped.name)) {
            let kinds = kinds.entry(&mapped.name).or_default();
            if !kinds.contains(made) {
                kinds.push(made.clone());
            }
        }
    }
    for (name, further) in kinds {
        read_all(name, &further, discriminators, api);
    }
}

/// Whether some types are the members of a union, or the first ones of it.
fn is_union_of(members: &[TypeRef], names: &[String]) -> bool {
    members.len() >= names.len() && names.iter().all(|name| members::has(members, name))
}

/// If a schema with several values is used outside of the unions of its discriminators, it is a union of its types, because
/// each of its values may occur.
fn read_all(name: &str, further: &[String], discriminators: &[Discriminator], api: &mut Api) {
    let Some(of) = api.types.get(name).cloned() else {
        return;
    };
    let is_discriminated = |members: &[TypeRef]| {
        let mut all = discriminators.iter();
        all.any(|discriminator| match &discriminator.over {
            Over::Members(names) => {
                names.iter().any(|known| known == name) && is_union_of(members, names)
            }
            Over::Subtypes(_) => false,
        })
    };
    let whole = free_name("Any", name, api);
    let mut is_used = false;
    let mut replace = |of: &mut TypeRef| {
        if matches!(of, TypeRef::Named(known) if known == name) {
            *of = TypeRef::Named(whole.clone());
            is_used = true;
        }
    };
    members::for_each_use(api, &mut |of| match of {
        Use::Alone(of) => replace(of),
        Use::Union(members) if is_discriminated(members) => {}
        Use::Union(members) => {
            let beside_null = members
                .iter()
                .filter(|member| !matches!(member, TypeRef::Scalar(Scalar::Nil)));
            if beside_null.count() == 1 {
                members.iter_mut().for_each(&mut replace);
            } else if members::has(members, name) {
                let further = further.iter().filter(|name| !members::has(members, name));
                let further: Vec<TypeRef> = further.cloned().map(TypeRef::Named).collect();
                members.extend(further);
            }
        }
    });
    if !is_used {
        return;
    }
    let kinds = std::iter::once(name.to_owned()).chain(further.to_vec());
    api.types.insert(
        whole.clone(),
        Type {
            name: whole,
            base: None,
            shape: Shape::Union(kinds.map(TypeRef::Named).collect()),
            examples: Vec::new(),
            ..of
        },
    );
}

/// A name with two parts, such as `DogHound` for the value `hound` of `Dog`, or that with a number.
fn free_name(first: &str, second: &str, api: &Api) -> String {
    let taken: HashSet<String> = api.types.keys().map(|name| type_name(name)).collect();
    let alone = format!("{first}{}", second.to_upper_camel_case());
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

/// Sets the tag of a type, and the discriminator if no base has it.
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
    // The only value of the property is the tag: it needs no type.
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

/// The problem of a type that another property already distinguishes.
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

/// The values that types list for the property: for each type those that no other one has. If all types list the same
/// values, these are not tags.
fn values_of<'n>(
    discriminator: &Discriminator,
    names: &'n [String],
    api: &Api,
) -> HashMap<&'n str, Vec<String>> {
    let listed: Vec<(&str, Vec<String>)> = names
        .iter()
        .map(|name| (name.as_str(), listed(api, name, &discriminator.property)))
        .collect();
    let mut holders: HashMap<String, usize> = HashMap::new();
    let mapped = discriminator.mapping.iter().map(|mapped| &mapped.value);
    for value in listed.iter().flat_map(|(_, values)| values).chain(mapped) {
        *holders.entry(value.clone()).or_default() += 1;
    }
    for (name, _) in listed.iter().filter(|(_, values)| values.is_empty()) {
        *holders.entry((*name).to_owned()).or_default() += 1;
    }
    listed
        .into_iter()
        .map(|(name, mut values)| {
            if values.len() > 1 {
                values.retain(|value| holders.get(value) == Some(&1));
            }
            (name, values)
        })
        .collect()
}

/// The values of the enum of a property: the only one, or those that a type lists itself.
fn listed(api: &Api, name: &str, property: &str) -> Vec<String> {
    let Some(of) = api.types.get(name) else {
        return Vec::new();
    };
    let own = of.object().map(|object| object.fields.as_slice());
    let is_own = own.is_some_and(|own| own.iter().any(|field| field.name == property));
    let fields = api.fields(of).into_iter();
    let mut fields = fields.filter(|field| field.name == property);
    let of = match fields.next().map(|field| &field.of) {
        Some(TypeRef::Inline(of)) => Some(of.as_ref()),
        Some(TypeRef::Named(name)) => api.types.get(name),
        _ => None,
    };
    match of.map(|of| &of.shape) {
        Some(Shape::Enum(values)) if is_own || values.len() == 1 => {
            values.iter().map(|value| value.value.clone()).collect()
        }
        _ => Vec::new(),
    }
}

/// The problem of a discriminator whose property no schema has.
fn unknown_property(
    discriminator: &Discriminator,
    members: &[String],
    api: &Api,
) -> Option<Diagnostic> {
    let property = discriminator.property.as_str();
    let base = match &discriminator.over {
        Over::Subtypes(base) => Some(base),
        Over::Members(_) => None,
    };
    let mut known: Vec<&str> = Vec::new();
    for name in members.iter().chain(base) {
        let of = api.types.get(name)?;
        of.object()?;
        // Types with their own kinds, or with members of any name, may have it as well.
        if !api.maps(of).is_empty() {
            return None;
        }
        known.extend(api.fields(of).into_iter().map(|field| field.name.as_str()));
    }
    if known.is_empty() || known.contains(&property) {
        return None;
    }
    let problem = Diagnostic::new(
        discriminator.span,
        format!("no schema has the property `{property}` of the discriminator"),
        "the name of a property is expected; it is sent and read all the same",
    );
    Some(suggestion::nearest(problem, property, &known, "property"))
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
