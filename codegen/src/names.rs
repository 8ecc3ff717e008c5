//! Rust names for the names of a specification.
//!
//! One rule for all names that Rust does not accept, be they keywords, names that the generated code needs, or names that
//! are already taken: underscores are appended until the name is free.

pub mod paths;

use heck::{ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, Span};

/// The name of a type: `CartDraft`.
pub fn type_name(name: &str) -> String {
    free(
        &leading_letter(&name.to_upper_camel_case(), "Type"),
        RESERVED_TYPES,
    )
}

/// The name of a field, method, function or argument: `customer_email`.
pub fn value_name(name: &str) -> String {
    free(&leading_letter(&name.to_snake_case(), "value_"), KEYWORDS)
}

/// The name of a variant of an enum: `MergeWithExistingCustomerCart`.
pub fn variant_name(value: &str) -> String {
    free(
        &leading_letter(&value.to_upper_camel_case(), "Value"),
        &["Self", "Unknown"],
    )
}

/// The name of a module: `api_client`. The names of the runtime and its crate are taken, because generated modules import
/// them.
pub fn module_name(name: &str) -> String {
    free(&value_name(name), &["runtime", "ctp_sdk"])
}

/// A part of names, such as `CartsById` in `CartsByIdGet`: it is never used alone, so no name is reserved.
pub fn stem(name: &str) -> String {
    leading_letter(&name.to_upper_camel_case(), "Path")
}

/// A name that is not taken.
pub fn free(name: &str, taken: &[&str]) -> String {
    free_of(name, |name| taken.contains(&name))
}

/// A name that is not taken.
pub fn free_of(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut name = name.to_owned();
    while is_taken(&name) {
        name.push('_');
    }
    name
}

/// An identifier. Invalid identifiers, which the functions above exclude, are converted.
pub fn ident(name: &str) -> Ident {
    let is_identifier = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name != "_";
    if is_identifier {
        Ident::new(name, Span::call_site())
    } else {
        Ident::new(
            &format!(
                "value_{}",
                name.chars()
                    .filter(char::is_ascii_alphanumeric)
                    .collect::<String>()
            ),
            Span::call_site(),
        )
    }
}

/// Names are ASCII letters, digits and underscores, and begin with a letter.
fn leading_letter(name: &str, prefix: &str) -> String {
    let ascii: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
        .collect();
    if ascii.starts_with(|c: char| c.is_ascii_alphabetic()) {
        ascii
    } else {
        format!("{prefix}{ascii}")
    }
}

/// The keywords of Rust, strict and reserved, and the names of the methods every builder has.
const KEYWORDS: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern",
    "false", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut",
    "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true", "type", "unsafe",
    "use", "where", "while", "abstract", "become", "box", "do", "final", "macro", "override",
    "priv", "try", "typeof", "unsized", "virtual", "yield", "new", "send", "execute",
];

/// Types that the generated code uses by name.
const RESERVED_TYPES: &[&str] = &[
    "Self",
    "Option",
    "Some",
    "None",
    "Vec",
    "Box",
    "String",
    "Result",
    "Ok",
    "Err",
    "Into",
    "From",
    "IntoIterator",
    "Iterator",
    "Default",
    "Clone",
    "Debug",
    "PartialEq",
    "AsRef",
    "Serialize",
    "Deserialize",
    "Serializer",
    "Deserializer",
    "Send",
    "Sync",
    "Sized",
    "Drop",
    "Fn",
    "Copy",
    "ToString",
    "ToOwned",
    "TryFrom",
    "TryInto",
    "Extend",
    "Eq",
    "Ord",
    "PartialOrd",
    "Hash",
    "ApiRoot",
];
