//! `cargo xtask surface`: lists what the generator understood of a specification.

use std::{path::PathBuf, process::ExitCode};

use crate::{
    Failure,
    progress::Progress,
    specification::{self, Strictness},
};

/// The options of the task.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Options {
    /// The root document of the specification; that of the first API in `api-spec/apis.toml` without it.
    #[arg(value_name = "SPEC")]
    specification: Option<PathBuf>,
    #[command(flatten)]
    strictness: Strictness,
}

const EXAMPLES: &str = "\
Each line is a JSON object whose \"kind\" says what it is about: a type, a field, the values of a map, an operation. The lines
are sorted, so that the listings of two versions can be compared. What changed for users of the Rust is told by
`cargo xtask diff`.

Examples:
  cargo xtask surface                                   what is understood of api-spec/api.raml
  cargo xtask surface shop.raml | grep '\"type\":\"Cart\"'   the fields of a type";

/// Lists the surface.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let root = match &options.specification {
        Some(root) => root.clone(),
        None => crate::api::named(None)?.root,
    };
    let progress = Progress::new();
    progress.show(&format!("reading {}", root.display()));
    let specification = specification::load(&root, &options.strictness)?;
    progress.done();
    let mut lines = codegen::surface::lines(&specification.api);
    lines.iter_mut().for_each(|line| line.push('\n'));
    crate::print(lines.iter().map(String::as_str))
}
