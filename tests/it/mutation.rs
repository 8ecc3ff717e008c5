//! Whatever a specification says, the generator answers with Rust or with a report: it never panics, hangs or overflows
//! the stack. Shown on fixtures that are damaged at random.

mod damage;

use std::{
    env, fs,
    io::Write,
    panic,
    path::{Path, PathBuf},
    sync::mpsc,
    thread,
    time::Duration,
};

use codegen::plan::{Runtime, Settings};
use proptest::{
    collection,
    prelude::any,
    strategy::Strategy,
    test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner},
};

use crate::fixtures;

use self::damage::{Damage, Source};

/// The seed of a run; another one by the variable of this name.
const SEED: (&str, u64) = ("CTP_MUTATION_SEED", 20_240_131);

/// The number of damaged specifications of a run; another one by the variable of this name.
const CASES: (&str, u64) = ("CTP_MUTATION_CASES", 600);

/// The stack of the thread that generates: what a thread of Rust has by default.
const STACK: usize = 2 * 1024 * 1024;

/// How long a specification of a few kilobytes may take, on a machine that builds something else beside.
const LONGEST: Duration = Duration::from_secs(20);

fn setting((name, default): (&str, u64)) -> u64 {
    env::var(name).map_or(default, |text| {
        text.parse().expect("the variable is a number")
    })
}

/// A line past the test harness, which swallows what is printed where the process is aborted.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// The folder of the specification under test. After an abort it still holds what caused it.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("mutation")
}

fn write(files: &[Source]) {
    let folder = folder();
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder is ours");
    }
    for file in files {
        let path = folder.join(&file.path);
        fs::create_dir_all(path.parent().expect("the path has a folder"))
            .expect("the folder can be made");
        fs::write(path, &file.bytes).expect("the file can be written");
    }
}

/// Generates in a thread with a small stack; what went wrong, if anything did.
fn survives(root: PathBuf) -> Result<(), String> {
    let (done, waits) = mpsc::channel();
    let generator = thread::Builder::new().stack_size(STACK).spawn(move || {
        let outcome = panic::catch_unwind(|| match codegen::load(&root) {
            Ok(specification) => {
                codegen::surface::lines(&specification.api);
                let settings = Settings::of(Runtime::CtpSdk);
                if let Err(report) = codegen::generate(specification, &settings, "mutation", None) {
                    assert!(!report.to_string().is_empty());
                }
            }
            // Showing a problem is part of the answer: its places must lie within the text.
            Err(report) => assert!(!report.to_string().is_empty()),
        });
        // Nobody waits any more where it took too long.
        let _ = done.send(outcome.map_err(|_| "panicked, see above".to_owned()));
    });
    generator.expect("a thread can be started");
    waits
        .recv_timeout(LONGEST)
        .unwrap_or_else(|_| Err(format!("took more than {} s", LONGEST.as_secs())))
}

/// The files of a fixture.
fn files_of(name: &str) -> Vec<Source> {
    let folder = fixtures::folder(name);
    let mut found = Vec::new();
    let mut open = vec![folder.clone()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).expect("the folder can be read") {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let bytes = fs::read(&path).expect("the file can be read");
                found.push(Source {
                    path: path
                        .strip_prefix(&folder)
                        .expect("it stands below the folder")
                        .to_path_buf(),
                    bytes,
                });
            }
        }
    }
    found.sort_by(|left, right| left.path.cmp(&right.path));
    found
}

#[test]
fn a_damaged_specification_is_answered_with_rust_or_with_a_report() {
    let (seed, cases) = (setting(SEED), setting(CASES));
    say(&format!("{}={seed} {}={cases}", SEED.0, CASES.0));
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config {
        cases: u32::try_from(cases).expect("so many are never run"),
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let fixtures: Vec<Vec<Source>> = fixtures::names()
        .iter()
        .map(|name| files_of(name))
        .collect();
    let damages = collection::vec(any::<(u8, u32, u32)>().prop_map(Damage::from), 1..4);
    let outcome = runner.run(&(0..fixtures.len(), damages), |(fixture, damages)| {
        let mut files = fixtures[fixture].clone();
        for damage in &damages {
            damage.apply(&mut files);
        }
        write(&files);
        let name = fixtures::names()[fixture];
        let root = fixtures::root(name);
        let root = root.file_name().expect("a root document is a file");
        survives(folder().join(root))
            .map_err(|problem| TestCaseError::fail(format!("{name} {problem}")))
    });
    if let Err(error) = outcome {
        panic!(
            "seed {seed}: {error}; the specification stands in {}",
            folder().display()
        );
    }
}
