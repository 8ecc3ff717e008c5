//! What `cargo xtask diff` calls breaking is what stops a program that uses the old API, and nothing else is.
//!
//! Two specifications are edited in many ways. For each edit, a program that uses all of the old API is compiled with the
//! Rust that is emitted for the edited specification. Where it compiles, it runs: what it sends and what it reads is compared
//! with what it did before. And a platform that goes by the edited specification is asked about the exchanges that worked.
//!
//! `CTP_SEED` chooses other edits.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

#[path = "compatibility/bodies.rs"]
mod bodies;
#[path = "compatibility/build.rs"]
mod build;
#[path = "compatibility/edits.rs"]
mod edits;
#[path = "compatibility/places.rs"]
mod places;
#[path = "compatibility/platform.rs"]
mod platform;
#[path = "compatibility/program.rs"]
mod program;
#[path = "compatibility/querying.rs"]
mod querying;

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    path::Path,
};

use codegen::{
    Specification,
    diagnostics::Diagnostics,
    diff::{self, Change, Severity},
    facts, lift,
    model::Api,
    output::File,
    plan::{Plan, Runtime, Settings},
};
use fastrand::Rng;

use build::Build;

/// The specifications that are edited.
const BASES: [&str; 2] = ["shop", "shapes"];

/// How often each kind of edit is tried on each of them.
const TIMES: usize = 2;

/// An edited specification, as a module of the crate that is compiled.
struct Edited {
    base: &'static str,
    what: String,
    changes: Vec<Change>,
    /// Why a user of the old API is stopped before anything is compiled.
    refused: Vec<String>,
}

#[test]
fn what_is_called_breaking_stops_a_program_and_nothing_else_does() {
    let seed = match std::env::var("CTP_SEED") {
        Ok(seed) => seed.parse().expect("the seed is a whole number"),
        Err(_) => 20_261_126,
    };
    println!("CTP_SEED={seed}");
    let mut rng = Rng::with_seed(seed);
    let mut build = Build::new();
    let (mut all, mut edited) = (Vec::new(), BTreeMap::new());
    for base in BASES {
        let old = Version::load(base);
        build.add_base(base, &old);
        for (kind, edit) in edits::all() {
            let mut known: HashSet<String> = HashSet::new();
            for _ in 0..TIMES {
                let mut new = old.clone();
                let Some(place) = edit(&mut new.read.api, &mut rng) else {
                    continue;
                };
                if !known.insert(place.clone()) {
                    continue;
                }
                let module = format!("e{:03}", all.len());
                let what = format!("{kind}: {place}");
                let Some(of) = compare(base, &module, what, &old, &new, &mut build) else {
                    continue;
                };
                all.push(module.clone());
                edited.insert(module, of);
            }
        }
    }
    let stopped = build.run(
        &edited
            .iter()
            .map(|(module, of)| (module.as_str(), of.base))
            .collect(),
    );
    let mut wrong = Vec::new();
    let mut counts: BTreeMap<Option<Severity>, usize> = BTreeMap::new();
    for (module, of) in &edited {
        let severity = diff::severity(&of.changes);
        *counts.entry(severity).or_default() += 1;
        let mut reasons = of.refused.clone();
        reasons.extend(stopped.get(module).cloned());
        let is_breaking = severity == Some(Severity::Breaking);
        if is_breaking == reasons.is_empty() {
            let told = diff::text(&[("api", &of.changes)]);
            wrong.push(format!(
                "{module} ({}, {})\n{told}{}",
                of.base,
                of.what,
                reasons.join("\n")
            ));
        }
    }
    println!("{} edits: {counts:?}", edited.len());
    assert!(
        wrong.is_empty(),
        "{} edits are told wrongly\n\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
    // Each kind of outcome occurs, so that the above says something.
    for severity in Severity::ALL {
        assert!(
            counts.get(&Some(severity)).is_some_and(|count| *count > 5),
            "{counts:?}"
        );
    }
}

/// Compares two versions and emits the new one beside the program for the old one. `None` if the edit made no
/// specification.
fn compare(
    base: &'static str,
    module: &str,
    what: String,
    old: &Version,
    new: &Version,
    build: &mut Build,
) -> Option<Edited> {
    let settings = Settings::of(Runtime::CtpSdk);
    let public = |of: &Version| codegen::public_api(of.specification(), &settings);
    let generated = codegen::generate(new.specification(), &settings, module, None).ok()?;
    let changes = diff::compare(&public(old).ok()?, &public(new).ok()?);
    let features: BTreeSet<String> = generated.features.all.keys().cloned().collect();
    let mut refused: Vec<String> = build
        .features(base)
        .difference(&features)
        .map(|feature| format!("a manifest names the feature {feature}, which is gone"))
        .collect();
    refused.extend(with_plan(old, |old| {
        with_plan(new, |new| platform::refused(old, new))
    }));
    let is_renamed = |change: &Change| {
        let note = change.note.as_deref();
        note == Some("an argument has another name")
    };
    let is_documentation = |change: &Change| change.severity == Severity::Documentation;
    if changes.iter().all(is_documentation) && !changes.iter().any(is_renamed) {
        let (old, new) = (build.code(base), code(&generated.files));
        let lines = new.iter().zip(old).find(|(new, old)| new != old);
        assert!(
            lines.is_none() && new.len() == old.len(),
            "{base}, {what}: nothing but documentation is said to change, and the code is another: {lines:?}"
        );
    }
    build.add(module, base, generated.files, features);
    Some(Edited {
        base,
        what,
        changes,
        refused,
    })
}

/// The code of some files without what is documented, in an order that does not depend on that of the declarations.
fn code(files: &[File]) -> Vec<String> {
    let lines = files.iter().flat_map(|file| file.text.lines());
    let lines = lines.map(str::trim);
    let mut lines: Vec<String> = lines
        .filter(|line| !line.is_empty() && !line.starts_with("//"))
        .map(str::to_owned)
        .collect();
    lines.sort();
    lines
}

/// A specification as it was read.
struct Version {
    read: Specification,
}

impl Clone for Version {
    fn clone(&self) -> Self {
        Self {
            read: self.specification(),
        }
    }
}

impl Version {
    fn load(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compatibility");
        let read = codegen::load(&folder.join(name).with_extension("raml"));
        Self {
            read: read.unwrap_or_else(|report| panic!("{report}")),
        }
    }

    fn specification(&self) -> Specification {
        Specification {
            api: self.read.api.clone(),
            sources: self.read.sources.clone(),
            warnings: Default::default(),
        }
    }
}

/// Calls a function with the plan of a version.
fn with_plan<T>(of: &Version, with: impl FnOnce(&Plan<'_>) -> T) -> T {
    let settings = Settings::of(Runtime::CtpSdk);
    let mut api: Api = of.read.api.clone();
    lift::lift(&mut api, &mut Diagnostics::default());
    facts::apply(&mut api, settings.facts);
    with(&Plan::new(&api, &settings))
}
