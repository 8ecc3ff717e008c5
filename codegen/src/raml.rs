//! The RAML 1.0 front end: a document and all that it includes, read into the [`crate::model`].
//!
//! The steps: [`document`] joins the files into one tree, [`check`] reports the problems in it with [`keys`], [`outline`] and
//! [`value`], [`types`] and [`resources`] read it. They share three rules of RAML: [`merge`], [`template`] and
//! [`expression`].

pub mod annotations;
pub mod check;
pub mod document;
pub mod expression;
pub mod keys;
pub mod merge;
pub mod outline;
mod regions;
pub mod resources;
pub mod template;
pub mod types;
pub mod value;

use std::path::Path;

pub use self::regions::regions;

use crate::{diagnostics::Diagnostics, model::Api, source::Sources};

/// Reads the RAML document at `root`.
///
/// Problems are added to `diagnostics`; everything that could be read is returned anyway, so that one run reports all of them.
pub fn load(root: &Path, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Api> {
    let document = document::load(root, sources, diagnostics)?;
    let checker = check::Checker::new(&document);
    checker.document();
    let mut api = annotations::api(&document);
    types::read(&document, &mut api, sources, diagnostics);
    resources::read(&document, &mut api, sources, &checker, diagnostics);
    diagnostics.extend(checker.into_diagnostics());
    Some(api)
}

#[cfg(test)]
#[allow(clippy::expect_used, clippy::panic)]
mod tests;
