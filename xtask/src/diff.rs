//! `cargo xtask diff`: what changed for those who use the Rust of a specification.

use std::process::ExitCode;

use codegen::diff::{self, Severity};

use crate::{
    Failure,
    versions::{self, Compared, Versions},
};

/// The options of the task.
#[derive(clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Options {
    #[command(flatten)]
    versions: Versions,
    /// How the changes are written.
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,
}

const EXIT_CODES: &str = "\
What counts is what users of the Rust see: its types, fields, methods, arguments and features, and whether exchanges that
worked still work. The generator of this workspace emits both versions, so that only the specification makes a difference.

  breaking       a program that uses it does not compile any more, or an exchange that worked does not work any more
  additive       there is more than before, or something is deprecated
  documentation  nothing changes but what is documented

Exit codes: 0 nothing, or documentation; 3 additive; 4 breaking; 1 the versions cannot be compared; 2 wrong arguments.

Examples:
  cargo xtask diff main                     api-spec/ as it is on the branch main, and as it is here
  cargo xtask diff v1.2.0 v1.3.0            api-spec/ in two commits
  cargo xtask diff old/api.raml new.yaml    two specifications
  cargo xtask diff main --format markdown   for a comment on a pull request";

/// How changes are written.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    /// One line for each change, by domain.
    Text,
    /// For a comment on a pull request.
    Markdown,
    /// One object: the highest severity, and for each API its changes.
    Json,
}

/// Compares and lists.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let compared = versions::compare(&options.versions)?;
    let apis: Vec<(&str, &[diff::Change])> = compared.iter().map(Compared::named).collect();
    let text = match options.format {
        Format::Text => diff::text(&apis),
        Format::Markdown => diff::markdown(&apis),
        Format::Json => diff::json(&apis),
    };
    crate::print([text.as_str()])?;
    let severities = compared.iter().filter_map(|of| diff::severity(&of.changes));
    Ok(match severities.max() {
        None | Some(Severity::Documentation) => ExitCode::SUCCESS,
        Some(Severity::Additive) => ExitCode::from(3),
        Some(Severity::Breaking) => ExitCode::from(4),
    })
}
