//! Reads an API specification and emits the models and request builders of `ctp-sdk`.
//!
//! The way of the data, each phase knowing only those before it:
//! source -> [`raml`] -> [`model`] -> emit -> output.

pub mod diagnostics;
pub mod model;
pub mod raml;
pub mod source;
pub mod surface;
pub mod yaml;

use std::{path::Path, rc::Rc};

use diagnostics::{Diagnostics, Report};

/// A specification that was read without a problem.
pub struct Specification {
    /// What it says.
    pub api: model::Api,
    /// The text it was read from.
    pub sources: Rc<source::Sources>,
}

/// Reads the specification at `root`.
///
/// # Errors
///
/// All problems found, together.
pub fn load(root: &Path) -> Result<Specification, Report> {
    let mut sources = source::Sources::new(root);
    let mut diagnostics = Diagnostics::default();
    let api = raml::load(root, &mut sources, &mut diagnostics);
    let sources = Rc::new(sources);
    match api {
        Some(api) if diagnostics.is_empty() => Ok(Specification { api, sources }),
        _ => Err(diagnostics.into_report(sources)),
    }
}
