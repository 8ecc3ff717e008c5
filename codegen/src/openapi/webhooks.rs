//! Webhooks and callbacks: requests that the API sends. They have no request builders, only types for their bodies.

use std::collections::HashSet;

use heck::ToUpperCamelCase;

use crate::{
    diagnostics::Diagnostics,
    model::{Api, Facets, Http, Marks, Shape, Type, TypeRef},
    names,
    openapi::{
        document::{Document, Section},
        fixed_fields,
        schemas::Schemas,
    },
    source::Span,
    yaml::{Entry, Node},
};

/// The fields of a document that hold them; documents of OpenAPI 3.0 have them in an extension.
pub const FIELDS: [&str; 2] = ["webhooks", "x-webhooks"];

/// The types of bodies without a name: `PetAddedWebhook` for the webhook `petAdded`, `PetAddedCallback` for
/// the callback.
pub fn read<'a>(document: &'a Document, schemas: &mut Schemas<'a>) -> Vec<Type> {
    let root = document.root();
    let mut found = Vec::new();
    for field in FIELDS {
        for entry in fixed_fields::map(root, field, schemas.diagnostics) {
            let item = document.resolve(&entry.value, Section::PathItems, schemas.diagnostics);
            found.extend(
                item.into_iter()
                    .flat_map(|item| bodies(document, schemas, entry, item, "Webhook")),
            );
        }
    }
    for callback in callbacks(document, schemas) {
        for address in callback.value.entries() {
            let item = document.resolve(&address.value, Section::PathItems, schemas.diagnostics);
            found.extend(
                item.into_iter()
                    .flat_map(|item| bodies(document, schemas, callback, item, "Callback")),
            );
        }
    }
    found
}

/// The callbacks of all operations, and those in the components. A `$ref` leads to one of the latter.
fn callbacks<'a>(document: &'a Document, schemas: &mut Schemas<'a>) -> Vec<&'a Entry> {
    let root = document.root();
    let mut holders: Vec<&'a Node> = Vec::new();
    for path in fixed_fields::map(root, "paths", schemas.diagnostics) {
        // Errors of the path are reported where its operations are read.
        let mut known = Diagnostics::default();
        let item = document.resolve(&path.value, Section::PathItems, &mut known);
        let operations = Http::ALL
            .into_iter()
            .filter_map(|http| item?.get(http.as_str()));
        holders.extend(operations);
    }
    holders.extend(root.get("components"));
    let mut found = Vec::new();
    for holder in holders {
        let callbacks = fixed_fields::map(holder, "callbacks", schemas.diagnostics).iter();
        found.extend(callbacks.filter(|callback| callback.value.get("$ref").is_none()));
    }
    found
}

/// Adds them to the API, each under a name that no other type has.
pub fn add(types: Vec<Type>, api: &mut Api) {
    let mut taken: HashSet<String> = api
        .types
        .keys()
        .map(|name| names::type_name(name))
        .collect();
    for of in types {
        let (alone, mut name, mut number) = (of.name.clone(), of.name.clone(), 1);
        while !taken.insert(names::type_name(&name)) {
            number += 1;
            name = format!("{alone}{number}");
        }
        api.types.insert(name.clone(), Type { name, ..of });
    }
}

fn bodies<'a>(
    document: &'a Document,
    schemas: &mut Schemas<'a>,
    webhook: &'a Entry,
    item: &'a Node,
    what: &str,
) -> Vec<Type> {
    let mut found = Vec::new();
    if !fixed_fields::check(item, fixed_fields::PATH_ITEM, schemas.diagnostics) {
        return found;
    }
    for http in Http::ALL {
        let Some(operation) = item.get(http.as_str()) else {
            continue;
        };
        if !fixed_fields::check(operation, fixed_fields::OPERATION, schemas.diagnostics) {
            continue;
        }
        let Some(body) = operation.get("requestBody") else {
            continue;
        };
        let body = document.resolve(body, Section::RequestBodies, schemas.diagnostics);
        let Some(body) = body else {
            continue;
        };
        if !fixed_fields::check(body, fixed_fields::REQUEST_BODY, schemas.diagnostics) {
            continue;
        }
        for media_type in fixed_fields::map(body, "content", schemas.diagnostics) {
            if let Some(schema) = media_type.value.get("schema") {
                let of = schemas.value(schema, 0);
                found.extend(named(
                    of,
                    &format!("{}{what}", webhook.key.to_upper_camel_case()),
                    webhook.key_span,
                ));
                // All media types of a body have the same content.
                break;
            }
        }
    }
    found
}

/// A type with the given name, unless it has one.
fn named(of: TypeRef, name: &str, span: Span) -> Option<Type> {
    let name = name.to_owned();
    match of {
        TypeRef::Named(_) => None,
        TypeRef::Inline(of) => Some(Type {
            name,
            package: of.package.clone().or_else(package),
            ..*of
        }),
        of => Some(Type {
            name,
            package: package(),
            description: None,
            base: None,
            shape: match of {
                TypeRef::Union(members) => Shape::Union(members),
                of => Shape::Alias(of),
            },
            facets: Facets::default(),
            marks: Marks::default(),
            documentation: None,
            examples: Vec::new(),
            span,
        }),
    }
}

fn package() -> Option<String> {
    Some("Webhooks".to_owned())
}
