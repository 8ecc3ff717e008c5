//! `cargo xtask surface`: what was understood of a specification.

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

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
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in codegen::surface::lines(&specification.api) {
        match writeln!(out, "{line}") {
            // A reader such as `head` has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                return Ok(ExitCode::SUCCESS);
            }
            written => written?,
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
