//! Where the official specification is.

use std::path::{Path, PathBuf};

use crate::Failure;

/// The message if it does not exist.
pub(crate) const MISSING: &str = "../shared is not beside the checkout";

/// The root document of the official specification: the one that was given, or the one beside the checkout, if there is one.
pub(crate) fn root_document(given: Option<&Path>) -> Result<Option<PathBuf>, Failure> {
    if let Some(given) = given {
        if given.exists() {
            return Ok(Some(given.to_owned()));
        }
        return Err(Failure(format!("error: there is no {}", given.display())));
    }
    let beside = crate::workspace().join("../shared/api-reference/api/api.raml");
    Ok(beside.exists().then_some(beside))
}
