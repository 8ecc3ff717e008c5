//! The RAML 1.0 front end: a document and all that it includes, read into the [`crate::model`].
//!
//! The way of a document: [`document`] joins its files into one tree, [`check`] tells what is wrong with it by [`keys`],
//! [`outline`] and [`value`], [`types`] and [`resources`] read it, and [`merge`], [`template`] and [`expression`] are the
//! three rules of RAML they share.

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
/// Problems go to `diagnostics`; what could be read in spite of them is returned, so that one run reports them all.
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
