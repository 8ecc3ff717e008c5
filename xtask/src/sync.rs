//! `cargo xtask sync`: updates `api-spec` from the official specification.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::ExitCode,
};

use codegen::{
    apis::{self, ListedApi},
    fixups,
    model::Api,
    output::{self, Change, File},
    plan::domains,
    restate,
};

use crate::{Failure, progress::Progress};

/// The options of the task.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Options {
    /// The root document of the official specification: its `api.raml`.
    #[arg(value_name = "OFFICIAL_API_RAML")]
    official: PathBuf,
    /// The API of `api-spec/apis.toml` to restate; by default the first one.
    #[arg(long, value_name = "NAME")]
    api: Option<String>,
    /// Restates all domains.
    #[arg(long, conflicts_with = "domains")]
    all: bool,
    /// A domain to restate in addition to those of the folder, such as `carts`.
    #[arg(long = "domain", value_name = "DOMAIN")]
    domains: Vec<String>,
    /// The folder to write to; by default that of the API.
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Copies facts from the official specification: types, fields, operations, scopes, with the corrections of
codegen/src/fixups. It keeps the descriptions in api-spec/, which are our own, and copies none from the official
specification. Without --all and --domain, it restates the domains that api-spec/ already has.

Afterwards run `cargo xtask codegen` and `cargo xtask diff main`: see CONTRIBUTING.md.

Examples:
  cargo xtask sync path/to/api.raml --all                        the HTTP API as a whole
  cargo xtask sync --api import path/to/import/api.raml --all    another API of api-spec/apis.toml
  cargo xtask sync path/to/api.raml --domain carts               one more domain";

/// Restates, and keeps the existing descriptions.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let api = crate::api::named(options.api.as_deref())?;
    let folder = match &options.into {
        Some(folder) => folder.clone(),
        None => folder_of(&api),
    };
    let facts = api.facts;
    let progress = Progress::new();
    progress.show(&format!("reading {}", options.official.display()));
    let mut official = codegen::load(&options.official)?.api;
    fixups::apply(&mut official, facts.fixups)
        .map_err(|stale| Failure(format!("error: {stale}")))?;
    progress.show("reading the restatement that is there");
    let earlier = earlier(&folder)?;
    progress.show("restating");
    let mut chosen: BTreeSet<String> = options.domains.iter().cloned().collect();
    if options.all {
        chosen.extend(names(&official));
    } else if let Some(earlier) = &earlier {
        chosen.extend(names(earlier));
    }
    if chosen.is_empty() {
        return Err(Failure("error: no domain is named, and the folder has none yet\n\nname one with --domain, such as --domain carts, or restate all with --all".to_owned()));
    }
    let files =
        restate::restate(&official, earlier.as_ref(), &chosen, facts).map_err(|unknown| {
            let known: Vec<String> = names(&official).collect();
            Failure(format!(
                "error: the specification has no domain {}\n\nit has {}",
                unknown.join(", "),
                known.join(", ")
            ))
        })?;
    let count = files.len();
    // The folders of other APIs may be inside that of this one.
    let others: Vec<PathBuf> = apis::read(&crate::api::folder())?
        .iter()
        .map(folder_of)
        .filter(|other| *other != folder && other.starts_with(&folder))
        .collect();
    let files: Vec<File> = files.into_iter().map(|file| file.below(&folder)).collect();
    let changes: Vec<Change> = output::changes(files, std::slice::from_ref(&folder))?
        .into_iter()
        .filter(|change| is_ours(change, &others))
        .collect();
    output::apply(&changes)?;
    progress.done();
    println!(
        "{} domains, {count} files, {} changed",
        chosen.len(),
        changes.len()
    );
    Ok(ExitCode::SUCCESS)
}

/// The names of the domains of an API.
fn names(api: &Api) -> impl Iterator<Item = String> {
    domains::all(api).into_iter().map(|domain| domain.name)
}

/// The existing restatement. It is an error if it cannot be read, because its descriptions would be lost.
fn earlier(folder: &Path) -> Result<Option<Api>, Failure> {
    let root = folder.join("api.raml");
    if !root.exists() {
        return Ok(None);
    }
    Ok(Some(codegen::load(&root)?.api))
}

/// The folder of an API: that of its root document.
fn folder_of(api: &ListedApi) -> PathBuf {
    let folder = api.root.parent();
    folder.unwrap_or(&api.root).to_path_buf()
}

/// Only RAML is restated: other files of the folder, such as the token endpoints, are written by hand.
fn is_ours(change: &Change, others: &[PathBuf]) -> bool {
    let path = change.path();
    let is_raml = path.extension().is_some_and(|ending| ending == "raml");
    is_raml && !others.iter().any(|other| path.starts_with(other))
}
