//! Which fields must never be printed.

use std::collections::HashSet;

use heck::ToSnakeCase;

use crate::model::{Api, TypeRef};

use super::{Facts, for_each_field};

/// Names of secret strings, in any type.
const FIELDS: [&str; 7] = [
    "accessKey",
    "accessSecret",
    "apiKey",
    "apiSecret",
    "authorizationHeader",
    "connectionString",
    "headerValue",
];

/// Marks the fields.
pub(super) fn mark(api: &mut Api, facts: &Facts) {
    let texts: HashSet<String> = api
        .types
        .values()
        .filter(|of| api.is_text(&TypeRef::Named(of.name.clone())))
        .map(|of| of.name.clone())
        .collect();
    for_each_field(api, |name, field| {
        let is_secret = is_text_or_list(&texts, &field.of)
            && (tells(name, &field.name)
                || facts
                    .secret_fields_of
                    .contains(&(name, field.name.as_str())));
        let repeats = facts.repeated_fields.contains(&field.name.as_str());
        field.secret |= is_secret || repeats;
    });
}

/// Whether the name of a field shows that it is a secret.
fn tells(of: &str, field: &str) -> bool {
    let words = field.to_snake_case();
    words
        .split('_')
        .any(|word| matches!(word, "password" | "secret" | "token"))
        || (of.contains("Token") && field == "value")
        || FIELDS.contains(&field)
}

fn is_text_or_list(texts: &HashSet<String>, of: &TypeRef) -> bool {
    match of {
        TypeRef::Scalar(scalar) => *scalar == crate::model::Scalar::String,
        TypeRef::Named(name) => texts.contains(name),
        TypeRef::Array(items) => is_text_or_list(texts, items),
        _ => false,
    }
}
