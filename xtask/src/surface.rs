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
    /// The root document of the specification; that of the first API in `api-spec/apis.toml` without it.
    specification: Option<PathBuf>,
}

/// Lists the surface.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let root = match &options.specification {
        Some(root) => root.clone(),
        None => crate::api::named(None)?.root,
    };
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
