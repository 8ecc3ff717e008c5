//! The places of a specification that are edited: how one is chosen at random, and what is changed there.

use codegen::{
    model::{
        Access, Api, Body, Encoding, EnumValue, Facets, Field, Marks, Method, Object, QueryName,
        QueryParameter, Resource, Scalar, Shape, Type, TypeRef,
    },
    source::Span,
};
use fastrand::Rng;

pub(crate) fn is_text(field: &Field) -> bool {
    matches!(field.of, TypeRef::Scalar(Scalar::String))
}

pub(crate) fn is_number(field: &Field) -> bool {
    matches!(field.of, TypeRef::Scalar(Scalar::Integer(None)))
}

pub(crate) fn is_list(of: &TypeRef) -> bool {
    matches!(of, TypeRef::Array(_))
}

pub(crate) fn list(of: &TypeRef) -> TypeRef {
    TypeRef::Array(Box::new(of.clone()))
}

pub(crate) fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

pub(crate) fn is_limited(facets: &Facets) -> bool {
    facets.maximum.is_some() || facets.minimum.is_some() || facets.max_length.is_some()
}

pub(crate) fn narrow(facets: &mut Facets) {
    facets.maximum = Some("2".to_owned());
    facets.max_length = Some("3".to_owned());
}

pub(crate) fn widen(facets: &mut Facets) {
    let set = |of: &mut Option<String>, to: &str| {
        if let Some(of) = of {
            *of = to.to_owned();
        }
    };
    set(&mut facets.minimum, "-1000");
    set(&mut facets.maximum, "1000");
    set(&mut facets.min_length, "0");
    set(&mut facets.max_length, "1000");
}

/// A field of an object, by its type and its place, that is not the discriminator.
pub(crate) fn field(
    api: &Api,
    rng: &mut Rng,
    is: impl Fn(&Field) -> bool,
) -> Option<(String, usize)> {
    let mut all = Vec::new();
    for of in api.types.values() {
        let Some(object) = of.object() else { continue };
        for (index, field) in object.fields.iter().enumerate() {
            if is(field) && object.discriminator.as_ref() != Some(&field.name) {
                all.push((of.name.clone(), index));
            }
        }
    }
    rng.choice(all)
}

pub(crate) fn on_field(
    api: &mut Api,
    rng: &mut Rng,
    is: impl Fn(&Field) -> bool,
    edit: impl FnOnce(&mut Field),
) -> Option<String> {
    let (of, index) = field(api, rng, is)?;
    let field = object(api, &of)?.fields.get_mut(index)?;
    let place = format!("{of}.{}", field.name);
    edit(field);
    Some(place)
}

pub(crate) fn object<'a>(api: &'a mut Api, name: &str) -> Option<&'a mut Object> {
    match &mut api.types.get_mut(name)?.shape {
        Shape::Object(object) => Some(object),
        _ => None,
    }
}

pub(crate) fn add_field(api: &mut Api, rng: &mut Rng, required: bool) -> Option<String> {
    let (of, index) = field(api, rng, |_| true)?;
    let object = object(api, &of)?;
    let span = object.fields.get(index)?.span;
    object
        .fields
        .insert(index, made_field("another", required, span));
    Some(of)
}

pub(crate) fn made_field(name: &str, required: bool, span: Span) -> Field {
    Field {
        name: name.to_owned(),
        of: TypeRef::Scalar(Scalar::String),
        required,
        nullable: false,
        description: None,
        facets: Facets::default(),
        marks: Marks::default(),
        secret: false,
        role: None,
        missing: None,
        access: Access::default(),
        span,
    }
}

pub(crate) fn made_parameter(name: &str, required: bool, span: Span) -> QueryParameter {
    QueryParameter {
        encoding: Encoding::default(),
        name: QueryName::Fixed(name.to_owned()),
        of: TypeRef::Scalar(Scalar::String),
        required,
        description: None,
        facets: Facets::default(),
        marks: Marks::default(),
        from_trait: None,
        span,
    }
}

pub(crate) fn body(media_type: &str) -> Body {
    Body {
        media_type: media_type.to_owned(),
        of: Some(TypeRef::Scalar(Scalar::String)),
        facets: Facets::default(),
        examples: Vec::new(),
    }
}

pub(crate) fn add_type(
    api: &mut Api,
    name: &str,
    base: Option<String>,
    object: Object,
    span: Span,
) {
    let of = Type {
        name: name.to_owned(),
        package: None,
        description: None,
        base,
        shape: Shape::Object(object),
        facets: Facets::default(),
        marks: Marks::default(),
        documentation: None,
        examples: Vec::new(),
        span,
    };
    api.types.insert(name.to_owned(), of);
}

pub(crate) fn any_type(
    api: &Api,
    rng: &mut Rng,
    is: impl Fn(&Api, &Type) -> bool,
) -> Option<String> {
    let all: Vec<String> = api
        .types
        .values()
        .filter(|of| is(api, of))
        .map(|of| of.name.clone())
        .collect();
    rng.choice(all)
}

pub(crate) fn on_enum(
    api: &mut Api,
    rng: &mut Rng,
    edit: impl FnOnce(&mut Vec<EnumValue>, usize),
) -> Option<String> {
    let name = any_type(api, rng, |_, of| matches!(of.shape, Shape::Enum(_)))?;
    if let Shape::Enum(values) = &mut api.types.get_mut(&name)?.shape {
        let index = rng.usize(..values.len());
        edit(values, index);
    }
    Some(name)
}

/// Calls a function with each use of a type.
fn for_each_use(api: &mut Api, with: &mut impl FnMut(&mut TypeRef)) {
    for of in api.types.values_mut() {
        match &mut of.shape {
            Shape::Object(object) => {
                object
                    .fields
                    .iter_mut()
                    .for_each(|field| with(&mut field.of));
                object.maps.iter_mut().for_each(|map| with(&mut map.value));
            }
            Shape::Alias(target) => with(target),
            Shape::Union(members) => members.iter_mut().for_each(&mut *with),
            Shape::Enum(_) => {}
        }
    }
    fn of_resources(resources: &mut [Resource], with: &mut impl FnMut(&mut TypeRef)) {
        for resource in resources {
            for method in &mut resource.methods {
                method
                    .query
                    .iter_mut()
                    .for_each(|parameter| with(&mut parameter.of));
                let answers = method
                    .responses
                    .iter_mut()
                    .flat_map(|response| &mut response.bodies);
                let bodies = method.bodies.iter_mut().chain(answers);
                bodies
                    .filter_map(|body| body.of.as_mut())
                    .for_each(&mut *with);
            }
            of_resources(&mut resource.resources, with);
        }
    }
    of_resources(&mut api.resources, with);
}

/// Whether something names a type, or is derived from it.
pub(crate) fn is_named(api: &Api, name: &str) -> bool {
    let mut found = api
        .types
        .values()
        .any(|of| of.base.as_deref() == Some(name));
    for_each_use(&mut api.clone(), &mut |of| {
        of.for_each_name(&mut |named| found |= named == name)
    });
    found
}

pub(crate) fn rename(api: &mut Api, old: &str, new: &str) {
    fn within(of: &mut TypeRef, old: &str, new: &str) {
        match of {
            TypeRef::Named(name) if name == old => *name = new.to_owned(),
            TypeRef::Array(items) => within(items, old, new),
            TypeRef::Union(members) => members.iter_mut().for_each(|of| within(of, old, new)),
            _ => {}
        }
    }
    for_each_use(api, &mut |of| within(of, old, new));
    let types = std::mem::take(&mut api.types);
    for (name, mut of) in types {
        if of.base.as_deref() == Some(old) {
            of.base = Some(new.to_owned());
        }
        let name = match name == old {
            true => {
                // The tag of a subtype is its own and stays.
                of.name = new.to_owned();
                new.to_owned()
            }
            false => name,
        };
        api.types.insert(name, of);
    }
}

/// Edits a resource that is not the root.
pub(crate) fn on_resource(
    api: &mut Api,
    rng: &mut Rng,
    is: impl Fn(&Resource) -> bool,
    edit: impl FnOnce(&mut Resource, &mut Rng) -> String,
) -> Option<String> {
    let all: Vec<String> = api
        .all_resources()
        .iter()
        .filter(|of| is(of) && of.path != "/{shop}")
        .map(|of| of.path.clone())
        .collect();
    let path = rng.choice(all)?;
    let place = edit(find(&mut api.resources, &path)?, rng);
    Some(format!("{path}: {place}"))
}

fn find<'a>(resources: &'a mut [Resource], path: &str) -> Option<&'a mut Resource> {
    for resource in resources {
        if resource.path == path {
            return Some(resource);
        }
        if let Some(found) = find(&mut resource.resources, path) {
            return Some(found);
        }
    }
    None
}

pub(crate) fn replace_path(resource: &mut Resource, old: &str, new: &str) {
    if let Some(rest) = resource.path.strip_prefix(old) {
        resource.path = format!("{new}{rest}");
    }
    let below = resource.resources.iter_mut();
    below.for_each(|child| replace_path(child, old, new));
}

pub(crate) fn on_method(
    api: &mut Api,
    rng: &mut Rng,
    is: impl Fn(&Method) -> bool,
    edit: impl FnOnce(&mut Method, &mut Rng),
) -> Option<String> {
    let mut all = Vec::new();
    for resource in api.all_resources() {
        for (index, method) in resource.methods.iter().enumerate() {
            if is(method) {
                all.push((resource.path.clone(), index));
            }
        }
    }
    let (path, index) = rng.choice(all)?;
    let method = find(&mut api.resources, &path)?.methods.get_mut(index)?;
    edit(method, rng);
    Some(format!("{} {path}", method.http.as_str()))
}

pub(crate) fn on_parameter(
    api: &mut Api,
    rng: &mut Rng,
    is: impl Fn(&QueryParameter) -> bool,
    edit: impl FnOnce(&mut QueryParameter),
) -> Option<String> {
    let is =
        |parameter: &QueryParameter| is(parameter) && matches!(parameter.name, QueryName::Fixed(_));
    let mut name = String::new();
    let place = on_method(
        api,
        rng,
        |method| method.query.iter().any(is),
        |method, rng| {
            let fitting = method.query.iter_mut().filter(|parameter| is(parameter));
            if let Some(parameter) = rng.choice(fitting.collect::<Vec<_>>()) {
                name = format!("{:?}", parameter.name);
                edit(parameter);
            }
        },
    )?;
    Some(format!("{place}: {name}"))
}
