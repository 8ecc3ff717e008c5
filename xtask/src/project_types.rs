//! `cargo xtask project-types`: structs for the attributes and custom fields of one project.

use std::{
    fs,
    path::PathBuf,
    process::{Command, ExitCode, Stdio},
};

use codegen::{
    output::{self, File},
    project_types::{self, Document},
};
use ctp_auth::Setting;

use crate::Failure;

/// The options of the task.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Options {
    /// JSON files with product types and types: lists, pages of query results, or single ones. Without files, they are read
    /// from the project of `CTP_PROJECT_KEY`, `CTP_CLIENT_ID`, `CTP_CLIENT_SECRET`, `CTP_AUTH_URL` and `CTP_API_URL`.
    files: Vec<PathBuf>,
    /// The Rust file to write; by default the code is printed.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Writes nothing; shows what would change, and fails if anything would.
    #[arg(long, requires = "out")]
    check: bool,
    /// Uses the catalogue of the emulator, to show the result without a project.
    #[arg(long, conflicts_with = "files")]
    sample: bool,
}

/// The environment variables that identify the project.
const SETTINGS: [&str; 5] = [
    Setting::ProjectKey.variable(),
    Setting::ClientId.variable(),
    Setting::ClientSecret.variable(),
    Setting::AuthUrl.variable(),
    Setting::ApiUrl.variable(),
];

const EXAMPLES: &str = "\
Generates one struct for each product type and each type of a project, with enums and documentation from the labels. The
structs are converted from and to attributes and custom fields with `TryFrom`.

Exit codes: 0 done, or with --check nothing to do; 1 the files have problems, or with --check something would change.

Examples:
  cargo xtask project-types --out src/project_types.rs                       reads from the project
  cargo xtask project-types product-types.json types.json --out src/p.rs    reads from files
  cargo run --manifest-path ../ctp/Cargo.toml -p xtask -- project-types --out src/project_types.rs
                                                                             the first, from a shop beside this repository";

/// Reads, then prints, writes or checks.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let texts = match options.files.as_slice() {
        [] => asked(options.sample)?,
        files => files
            .iter()
            .map(|file| {
                let name = file.display().to_string();
                match fs::read_to_string(file) {
                    Ok(text) => Ok((name, text)),
                    Err(error) => Err(Failure(format!("error: {name}: {error}"))),
                }
            })
            .collect::<Result<_, _>>()?,
    };
    let documents: Vec<Document<'_>> = texts
        .iter()
        .map(|(name, text)| Document { name, text })
        .collect();
    let text =
        project_types::emit(&documents).map_err(|error| Failure(format!("error: {error}")))?;
    let Some(path) = &options.out else {
        return crate::print([text.as_str()]);
    };
    let file = File {
        path: path.clone(),
        text,
    };
    let changes = output::changes(vec![file], &[])?;
    if !options.check {
        output::apply(&changes)?;
        return Ok(ExitCode::SUCCESS);
    }
    for change in &changes {
        eprint!("{}", change.diff());
    }
    match changes.is_empty() {
        true => Ok(ExitCode::SUCCESS),
        false => Err(Failure(format!(
            "error: {} is not what the project defines; run the same without `--check`",
            path.display()
        ))),
    }
}

/// The definitions of the project. An example of the SDK reads them, so that this task is compiled without the SDK.
fn asked(sample: bool) -> Result<Vec<(String, String)>, Failure> {
    let settings = || SETTINGS.iter().filter_map(std::env::var_os);
    // Without the variables, the example would use its emulator, and the structs would be those of its catalogue.
    if !sample && settings().all(|value| value.is_empty()) {
        return Err(Failure(format!(
            "error: it is not known which project to ask: set {}, or name JSON files with its product types and types; \
             `--sample` takes the catalogue of the emulator",
            SETTINGS.join(", ")
        )));
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let example = [
        "run",
        "--quiet",
        "--package",
        "ctp-sdk",
        "--example",
        "project_definitions",
    ];
    let mut command = Command::new(cargo);
    if sample {
        for setting in SETTINGS {
            command.env_remove(setting);
        }
    }
    let output = command
        .args(example)
        .current_dir(crate::workspace())
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(Failure(
            "error: the product types and types of the project could not be read; the reason stands above".to_owned(),
        ));
    }
    let text = String::from_utf8(output.stdout)
        .map_err(|error| Failure(format!("error: the response is not text: {error}")))?;
    Ok(vec![("the project".to_owned(), text)])
}
