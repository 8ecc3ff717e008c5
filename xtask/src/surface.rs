//! `cargo xtask surface`: what was understood of a specification.

use std::{path::PathBuf, process::ExitCode};

use crate::{
    Failure,
    specification::{self, Strictness},
};

/// The options of the task.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The root document of the specification; that of the first API in `api-spec/apis.toml` without it.
    specification: Option<PathBuf>,
    #[command(flatten)]
    strictness: Strictness,
}

/// Lists the surface.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let root = match &options.specification {
        Some(root) => root.clone(),
        None => crate::api::named(None)?.root,
    };
    let specification = specification::load(&root, &options.strictness)?;
    let mut lines = codegen::surface::lines(&specification.api);
    lines.iter_mut().for_each(|line| line.push('\n'));
    crate::print(lines.iter().map(String::as_str))
}
