//! The OpenAPI front end: a document of OpenAPI 3.0 or 3.1, in YAML or JSON, read into the [`crate::model`].
//!
//! The steps: [`document`] reads the files of its `$ref`s, [`info`] its head, [`paths`] its operations and [`schemas`] its
//! types; [`discriminators`] come last, because they define properties of other types.
//!
//! Documents are read as they were published: constructs without a Rust form become a JSON value, or are left out, with a
//! warning that names the place. An error is reported if the meaning is unclear: a misspelled keyword, a reference to
//! nothing. Constructs for validation or documentation only are left out (`links`); of `webhooks` and `callbacks` the
//! bodies are read, which the API sends.

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

/// Whether the file at `root` is for this front end: YAML or JSON that is not marked as RAML.
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
/// Problems are added to `diagnostics`; everything that could be read is returned anyway, so that one run reports all
/// problems.
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
