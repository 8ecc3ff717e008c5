//! The tasks of this workspace: `cargo xtask <task>`.

mod api;
#[cfg(unix)]
mod bench;
mod browser;
mod changelog;
mod codegen;
mod diff;
mod examples;
#[cfg(unix)]
mod measure;
#[cfg(unix)]
mod measuring;
mod models;
mod progress;
mod project_types;
mod release_check;
mod scopes;
mod specification;
mod surface;
mod sync;
mod versions;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::{Parser, Subcommand};

/// The generator allocates millions of small tokens: an allocator that is fast for them saves a quarter of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    about = "The tasks of this workspace."
)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Compares the SDK and the generator with other libraries and tools, and prints a table of ratios.
    #[cfg(unix)]
    Bench(bench::Options),
    /// Builds the page of `tests/browser` and runs it in a browser, against the emulator.
    Browser(browser::Options),
    /// Puts what changed for users of the Rust API into CHANGELOG.md.
    Changelog(changelog::Options),
    /// Generates Rust from a specification: the generated part of `ctp-sdk`, or a separate crate.
    Codegen(codegen::Options),
    /// Lists what changed for users of the Rust API between two versions of a specification.
    Diff(diff::Options),
    /// Lists the examples of a specification with their types and files, for the proof in `.ci/run`.
    Examples(examples::Options),
    /// Measures the cost of the generator, the SDK and an app, and compares it with an earlier commit.
    #[cfg(unix)]
    Measure(measure::Options),
    /// Lists the models of a generated crate as rows for a macro, for the proof in `.ci/run`.
    Models(models::Options),
    /// Generates structs for the attributes and custom fields of a project.
    ProjectTypes(project_types::Options),
    /// Runs the checks that must pass before a release, and lists those that cannot run here.
    ReleaseCheck(release_check::Options),
    /// Prints the scopes for the operations that a `ScopeRecorder` has recorded.
    Scopes(scopes::Options),
    /// Lists the contents of a specification, one JSON object a line.
    Surface(surface::Options),
    /// Runs a command, and prints the seconds of CPU and the bytes of memory that it used.
    #[cfg(unix)]
    #[command(hide = true)]
    Usage(measuring::usage::Options),
    /// Updates `api-spec` from the official specification; the descriptions are kept.
    Sync(sync::Options),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.task {
        #[cfg(unix)]
        Task::Bench(options) => bench::run(&options).map(|()| ExitCode::SUCCESS),
        Task::Browser(options) => browser::run(&options),
        Task::Changelog(options) => changelog::run(&options),
        Task::Codegen(options) => codegen::run(&options),
        Task::Diff(options) => diff::run(&options),
        Task::Examples(options) => examples::run(&options),
        #[cfg(unix)]
        Task::Measure(options) => measure::run(&options).map(|()| ExitCode::SUCCESS),
        #[cfg(unix)]
        Task::Usage(options) => measuring::usage::run(&options).map(|()| ExitCode::SUCCESS),
        Task::Models(options) => models::run(&options),
        Task::ProjectTypes(options) => project_types::run(&options),
        Task::ReleaseCheck(options) => release_check::run(&options),
        Task::Scopes(options) => scopes::run(&options),
        Task::Surface(options) => surface::run(&options),
        Task::Sync(options) => sync::run(&options),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// What went wrong with a task, as it is shown.
struct Failure(String);

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<::codegen::diagnostics::Report> for Failure {
    fn from(report: ::codegen::diagnostics::Report) -> Self {
        Self(report.render())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(format!("error: {error}"))
    }
}

/// Prints a listing. It is not an error if the reader, such as `head`, closes the pipe before the end.
fn print<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<ExitCode, Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut written = texts
        .into_iter()
        .try_for_each(|text| out.write_all(text.as_bytes()));
    written = written.and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// The root of the workspace.
fn workspace() -> std::path::PathBuf {
    let manifest = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_path_buf()
}
