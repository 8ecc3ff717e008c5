//! Helpers for the tests of several modules.

use std::fs;

use crate::{Specification, diagnostics::Report};

/// Reads a specification of one file: an OpenAPI document where it begins with `openapi:`, else a RAML document.
#[allow(clippy::expect_used)]
pub(crate) fn load(text: &str) -> Result<Specification, Report> {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let name = match text.starts_with("openapi:") {
        true => "api.yaml",
        false => "api.raml",
    };
    let root = folder.path().join(name);
    fs::write(&root, text).expect("the file can be written");
    crate::load(&root)
}
