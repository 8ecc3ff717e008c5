//! What the platform means and its specification does not say: rows of tables, set on the model once.

pub mod older_bodies;
mod reading;
mod repeating;
mod updating;
mod weak_edges;

use std::collections::HashSet;

use heck::ToSnakeCase;

pub use weak_edges::mark as mark_weak_edges;

use crate::model::{
    Api, Field, Format, Http, QueryName, QueryParameter, Resource, Scalar, Shape, Type, TypeRef,
};

/// Sets all facts.
pub fn apply(api: &mut Api) {
    mark_weak_edges(api);
    mark_secrets(api);
    older_bodies::apply(api);
    make_amounts_whole(api);
    let mut resources = std::mem::take(&mut api.resources);
    for resource in &mut resources {
        fill_forms(resource, api);
    }
    reading::mark(&mut resources, api);
    updating::mark(&mut resources, api);
    repeating::mark(&mut resources, api);
    api.resources = resources;
}

fn mark_secrets(api: &mut Api) {
    let texts = names_where(api, |api, of| {
        is_text(api, &TypeRef::Named(of.name.clone()), 0)
    });
    for_each_field(api, |name, field| {
        let is_secret_text = is_text_or_list(&texts, &field.of) && is_secret(name, &field.name);
        field.secret |= is_secret_text || REPEATED_FIELDS.contains(&field.name.as_str());
    });
}

/// Amounts in minor units are whole, also where the specification only says `number`.
fn make_amounts_whole(api: &mut Api) {
    for_each_field(api, |_, field| {
        if field.name == "centAmount" && matches!(field.of, TypeRef::Scalar(Scalar::Number(None))) {
            field.of = TypeRef::Scalar(Scalar::Integer(Some(Format::Int64)));
        }
    });
}

/// Calls `set` with every own field of every object type, and the type's name.
fn for_each_field(api: &mut Api, mut set: impl FnMut(&str, &mut Field)) {
    for of in api.types.values_mut() {
        if let Shape::Object(object) = &mut of.shape {
            for field in &mut object.fields {
                set(&of.name, field);
            }
        }
    }
}

/// Names of texts that open a door, whatever type they stand in.
const SECRET_FIELDS: [&str; 7] = [
    "accessKey",
    "accessSecret",
    "apiKey",
    "apiSecret",
    "authorizationHeader",
    "connectionString",
    "headerValue",
];

/// What error objects repeat of a request, or of the answer of an extension: anything may be in it, a password too.
const REPEATED_FIELDS: [&str; 4] = [
    "duplicateValue",
    "extensionBody",
    "extensionExtraInfo",
    "invalidValue",
];

/// Texts that open a door though their names do not tell.
const SECRET_FIELDS_OF: [(&str, &str); 1] = [("AzureFunctionsAuthentication", "key")];

fn is_secret(of: &str, field: &str) -> bool {
    let words = field.to_snake_case();
    let tells = words
        .split('_')
        .any(|word| matches!(word, "password" | "secret" | "token"));
    tells
        || (of.contains("Token") && field == "value")
        || SECRET_FIELDS.contains(&field)
        || SECRET_FIELDS_OF.contains(&(of, field))
}

/// Whether a use of a type is a text, if need be by another name.
fn is_text(api: &Api, of: &TypeRef, depth: usize) -> bool {
    match of {
        TypeRef::Scalar(Scalar::String) => true,
        // An alias of itself has been reported; it only must not keep us here.
        TypeRef::Named(name) if depth < 16 => {
            matches!(api.types.get(name).map(|of| &of.shape), Some(Shape::Alias(of)) if is_text(api, of, depth + 1))
        }
        _ => false,
    }
}

fn is_text_or_list(texts: &HashSet<String>, of: &TypeRef) -> bool {
    match of {
        TypeRef::Scalar(scalar) => *scalar == Scalar::String,
        TypeRef::Named(name) => texts.contains(name),
        TypeRef::Array(items) => is_text_or_list(texts, items),
        _ => false,
    }
}

fn names_any(of: &TypeRef, names: &HashSet<String>) -> bool {
    let mut found = matches!(of, TypeRef::Inline(_));
    of.for_each_name(&mut |name| found |= names.contains(name));
    found
}

fn names_where(api: &Api, is: impl Fn(&Api, &Type) -> bool) -> HashSet<String> {
    api.types
        .values()
        .filter(|of| is(api, of))
        .map(|of| of.name.clone())
        .collect()
}

/// The fields of form-urlencoded bodies: the properties of the declared type. A form that is declared as a bare text takes
/// what the query of the resource's `GET` takes: that is what the platform means by "the same parameters within the body".
fn fill_forms(resource: &mut Resource, api: &Api) {
    let query = resource
        .methods
        .iter()
        .find(|method| method.http == Http::Get)
        .map(|method| method.query.clone());
    for method in &mut resource.methods {
        let Some(body) = method.bodies.iter().find(|body| body.media_type == FORM) else {
            continue;
        };
        let declared = match &body.of {
            Some(TypeRef::Named(name)) => api.types.get(name).filter(|of| of.object().is_some()),
            _ => None,
        };
        method.form = match (declared, &query) {
            (Some(of), _) => api.fields(of).into_iter().map(parameter).collect(),
            (None, Some(query)) => query.clone(),
            (None, None) => Vec::new(),
        };
    }
    for below in &mut resource.resources {
        fill_forms(below, api);
    }
}

fn parameter(field: &Field) -> QueryParameter {
    QueryParameter {
        name: QueryName::Fixed(field.name.clone()),
        of: field.of.clone(),
        required: field.required,
        description: field.description.clone(),
        facets: field.facets.clone(),
        marks: field.marks.clone(),
        from_trait: None,
        span: field.span,
    }
}

/// The media type of form-urlencoded bodies.
pub const FORM: &str = "application/x-www-form-urlencoded";
