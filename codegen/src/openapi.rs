//! The OpenAPI front end: a document of OpenAPI 3.0 or 3.1, in YAML or JSON, read into the [`crate::model`].
//!
//! The way of a document: [`document`] reads the files that its `$ref`s name, [`info`] its head, [`paths`] its operations and
//! [`schemas`] its types; [`discriminators`] come last, because they say of a type what stands in another one.
//!
//! Documents are read as they were published: what has no Rust form is a JSON value, or is left out, with a warning that
//! says where. An error is what leaves open what is meant: a misspelt keyword, a reference to nothing. What is only about
//! validation or documentation is left out (`links`); of `webhooks` and `callbacks` the bodies are read, which the API sends.

pub mod annotations;
pub mod discriminators;
pub mod document;
pub mod fixed_fields;
pub mod info;
pub mod paths;
mod regions;
pub mod schemas;
pub mod security;
pub mod servers;
mod values;
pub mod webhooks;

#[cfg(test)]
mod tests;

use std::path::Path;

use crate::{diagnostics::Diagnostics, model::Api, source::Sources};

pub use self::regions::regions;

/// Whether the file at `root` is for this front end: YAML or JSON that does not say it is RAML.
pub fn is_openapi(root: &Path, sources: &mut Sources) -> bool {
    let extension = root
        .extension()
        .map(|extension| extension.to_string_lossy().to_lowercase());
    let is_raml = sources
        .read(root)
        .is_ok_and(|file| sources.text(file).starts_with("#%RAML"));
    matches!(extension.as_deref(), Some("yaml" | "yml" | "json")) && !is_raml
}

/// Reads the OpenAPI document at `root`.
///
/// Problems go to `diagnostics`; what could be read in spite of them is returned, so that one run reports them all.
pub fn load(root: &Path, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Api> {
    let document = document::load(root, sources, diagnostics)?;
    let mut api = info::read(&document, diagnostics);
    let mut schemas = schemas::Schemas::new(&document, diagnostics);
    api.resources = paths::read(&document, &api, &mut schemas);
    let webhooks = webhooks::read(&document, &mut schemas);
    let (types, found) = schemas.read_declared();
    api.types = types;
    webhooks::add(webhooks, &mut api);
    discriminators::apply(&found, &mut api, diagnostics);
    values::check(&document, diagnostics);
    Some(api)
}
