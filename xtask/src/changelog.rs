//! `cargo xtask changelog`: puts what changed for users into the changelog.

use std::{fs, path::PathBuf, process::ExitCode};

use codegen::{
    diff,
    output::{self, Change, File},
};

use crate::{
    Failure,
    versions::{self, Versions},
};

/// The options of the task.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Options {
    #[command(flatten)]
    versions: Versions,
    /// The changelog; by default that of the workspace.
    #[arg(long, value_name = "PATH")]
    file: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Adds the changes of `cargo xtask diff`, except those of documentation, under \"Unreleased\", in the sections
\"Added\", \"Changed\", \"Deprecated\" and \"Removed\". Existing entries are not written again. The rest of the changelog is
not changed.

Examples:
  cargo xtask changelog main                 what changed in api-spec/ since the branch main
  cargo xtask changelog old.raml new.raml    the differences between two specifications";

/// Compares and writes.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let path = match &options.file {
        Some(path) => path.clone(),
        None => crate::workspace().join("CHANGELOG.md"),
    };
    let old = fs::read_to_string(&path)
        .map_err(|error| Failure(format!("error: {}: {error}", path.display())))?;
    let compared = versions::compare(&options.versions)?;
    let mut text = old.clone();
    let (mut added, mut all) = (0, 0);
    for of in &compared {
        let title = (compared.len() > 1).then_some(of.name.as_str());
        let Some((changed, count)) = diff::with_changes(&text, title, &of.changes) else {
            return Err(Failure(format!(
                "error: {} has no section \"## Unreleased\" to write to",
                path.display()
            )));
        };
        text = changed;
        added += count;
        let told = of
            .changes
            .iter()
            .filter(|change| change.severity != diff::Severity::Documentation);
        all += told.count();
    }
    if added > 0 {
        let file = File { path, text };
        output::apply(&[Change::Write {
            file,
            old: Some(old),
        }])?;
    }
    println!("{added} of {all} changes written; the others are already there");
    Ok(ExitCode::SUCCESS)
}
