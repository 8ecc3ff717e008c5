//! Reads specifications for the tasks, and reports their problems.

use std::path::Path;

use codegen::{Partial, Specification};

use crate::Failure;

/// How strictly a specification is checked.
#[derive(Debug, clap::Args)]
pub(crate) struct Strictness {
    /// Treats warnings as errors, such as an example that does not match its type, and lists all of them.
    #[arg(long)]
    deny_warnings: bool,
}

/// Reads a specification. Its warnings go to standard error; they are a failure if they are denied.
pub(crate) fn load(root: &Path, strictness: &Strictness) -> Result<Specification, Failure> {
    let mut specification = codegen::load(root)?;
    let warnings = warnings(&mut specification, strictness)?;
    eprint!("{warnings}");
    Ok(specification)
}

/// Removes the warnings from a specification and returns them as they are shown; a failure if they are denied.
pub(crate) fn warnings(
    specification: &mut Specification,
    strictness: &Strictness,
) -> Result<String, Failure> {
    let warnings = std::mem::take(&mut specification.warnings);
    if warnings.is_empty() {
        return Ok(String::new());
    }
    if strictness.deny_warnings {
        return Err(warnings.denied().into());
    }
    Ok(format!("{}\n\n", warnings.render()))
}

/// Reads a specification without the types and operations that have errors. The errors go to standard error.
pub(crate) fn load_partly(root: &Path) -> Result<Partial, Failure> {
    let partial = codegen::load_partly(root)?;
    for report in [&partial.errors, &partial.specification.warnings] {
        if !report.is_empty() {
            eprintln!("{}\n", report.render());
        }
    }
    Ok(partial)
}
