//! `cargo xtask surface`: what was understood of a specification.

use std::{path::PathBuf, process::ExitCode};

use crate::Failure;

/// The options of the task.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The root document of the specification; `api-spec/api.raml` without it.
    specification: Option<PathBuf>,
}

/// Lists the surface.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let root = options
        .specification
        .clone()
        .unwrap_or_else(|| crate::workspace().join("api-spec/api.raml"));
    let specification = codegen::load(&root)?;
    let mut lines = codegen::surface::lines(&specification.api);
    lines.iter_mut().for_each(|line| line.push('\n'));
    crate::print(lines.iter().map(String::as_str))
}
