//! The tasks of this workspace: `cargo xtask <task>`.

mod api;
mod codegen;
mod surface;
mod sync;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The tasks of this workspace.")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Emits Rust from a specification.
    Codegen(codegen::Options),
    /// Lists what was understood of a specification, one JSON object a line.
    Surface(surface::Options),
    /// Brings `api-spec` to what the official specification says; the descriptions stay.
    Sync(sync::Options),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.task {
        Task::Codegen(options) => codegen::run(&options),
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

/// The root of the workspace.
fn workspace() -> std::path::PathBuf {
    let manifest = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_path_buf()
}
