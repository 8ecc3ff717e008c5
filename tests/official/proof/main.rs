//! Holds the models of `ctp-sdk` against the whole official specification.
//!
//! `.ci/run` makes a crate of this folder that depends on `ctp-sdk`, and puts beside it what `cargo xtask` lists: `table.rs`
//! (the models), `examples.tsv`, `surface.jsonl`. It is run in a debug build, in which values take the most of the stack,
//! and each body is read in a thread that has little of it.
//!
//! ```text
//! proof specification FOLDER_OF_THE_SPECIFICATION [SEED]
//! proof bodies FOLDER_OF_BODIES
//! proof sizes
//! ```

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    deprecated,
    reason = "it is a test, and fails by panicking"
)]

mod bodies;
mod compare;
mod examples;
mod exceptions;
mod models;
mod mutations;
mod place;
mod reading;
mod rules;
mod sizes;
mod specification;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use fastrand::Rng;

use self::{exceptions::Exceptions, rules::Rules, specification::Specification};

/// The seed if none is given.
const SEED: u64 = 8;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["bodies", folder] => {
            bodies::print(&models::all(), Path::new(folder));
            ExitCode::SUCCESS
        }
        ["specification", folder] => specification(Path::new(folder), SEED),
        ["specification", folder, seed] => specification(
            Path::new(folder),
            seed.parse().expect("the seed is a number"),
        ),
        ["sizes"] => {
            let specification = Specification::read(&beside_this("surface.jsonl"));
            sizes::print(&models::all(), &specification);
            ExitCode::SUCCESS
        }
        _ => panic!("`specification FOLDER [SEED]`, `bodies FOLDER` or `sizes` is expected"),
    }
}

fn specification(folder: &Path, seed: u64) -> ExitCode {
    let specification = Specification::read(&beside_this("surface.jsonl"));
    let exceptions = Exceptions::read(&beside_this("exceptions.md"));
    let examples = examples::read(&beside_this("examples.tsv"), folder);
    let models = models::all();
    let rules = Rules {
        specification: &specification,
        exceptions: &exceptions,
    };
    timed("models", || {
        sizes::check(&models, &specification, &exceptions)
    });
    let readable = timed("examples", || {
        examples::check(&examples, &models, &rules, &exceptions)
    });
    println!("seed {seed}");
    timed("changes", || {
        mutations::check(&readable, &rules, &exceptions, &mut Rng::with_seed(seed));
    });
    let problems = exceptions.problems();
    for problem in &problems {
        println!("{problem}");
    }
    println!("{} problems", problems.len());
    if problems.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn timed<T>(what: &str, check: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = check();
    println!("{what}: {:.1} s", start.elapsed().as_secs_f64());
    result
}

/// The text of a file in the folder of this program.
fn beside_this(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("src")
        .join(name);
    fs::read_to_string(&path).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()))
}
