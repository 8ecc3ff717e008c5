//! RAML's own conformance suite, which is in `../shared` and not in the repository. A case whose name has `invalid` must be
//! refused, one whose name has `valid` must be read; what differs stands in `tests/raml_conformance.md` with its reason.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use crate::shared;

const TABLE: &str = include_str!("../raml_conformance.md");

/// What the suite says of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Valid,
    Invalid,
}

impl Verdict {
    fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy().to_lowercase();
        match (name.contains("invalid"), name.contains("valid")) {
            (true, _) => Some(Self::Invalid),
            (false, true) => Some(Self::Valid),
            (false, false) => None,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
        }
    }
}

/// The RAML documents below a folder, in the order of their paths.
fn documents(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the suite can be read");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the suite can be read").path())
        .collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            found.extend(documents(&path));
        } else if path.extension().is_some_and(|ending| ending == "raml") {
            found.push(path);
        }
    }
    found
}

/// Why a document is refused by those who deny warnings; `None` if it is read.
fn refusal(path: &Path) -> Option<String> {
    let report = match codegen::load(path) {
        Ok(read) if read.warnings.is_empty() => return None,
        Ok(read) => read.warnings,
        Err(report) => report,
    };
    let first = report.diagnostics().first();
    Some(first.map_or_else(String::new, |problem| problem.message.clone()))
}

/// The rows of the table: each case that differs, with what the suite says of it.
fn expected() -> BTreeMap<String, Verdict> {
    let mut found = BTreeMap::new();
    for row in TABLE.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let (verdict, cases) = match cells.as_slice() {
            ["valid", cases, _] => (Verdict::Valid, cases),
            ["invalid", cases, _] => (Verdict::Invalid, cases),
            _ => continue,
        };
        for case in cases.split(", ") {
            let case = case.trim_matches('`').to_owned();
            let earlier = found.insert(case.clone(), verdict);
            assert!(earlier.is_none(), "`{case}` stands twice in the table");
        }
    }
    found
}

#[test]
fn the_suite_is_followed_but_for_the_cases_in_the_table() {
    let Some(suite) = shared::path("raml-tck", "the conformance suite of RAML") else {
        return;
    };
    let mut expected = expected();
    let mut problems = String::new();
    let mut counts: BTreeMap<(Verdict, bool), usize> = BTreeMap::new();
    for path in documents(&suite) {
        let Some(verdict) = Verdict::of(&path) else {
            continue;
        };
        let name = path
            .strip_prefix(&suite)
            .expect("the case stands in the suite")
            .to_string_lossy()
            .replace('\\', "/");
        let refused = refusal(&path);
        *counts.entry((verdict, refused.is_some())).or_default() += 1;
        let differs = refused.is_some() != (verdict == Verdict::Invalid);
        let said = verdict.as_str();
        match (differs, expected.remove(&name)) {
            (false, None) => {}
            (true, Some(row)) if row == verdict => {}
            (true, _) => {
                let what = refused.map_or("it is read".to_owned(), |why| format!("refused: {why}"));
                let _ = writeln!(problems, "no row: {said} `{name}`: {what}");
            }
            (false, Some(_)) => {
                let _ = writeln!(problems, "stale row: {said} `{name}` is as the suite says");
            }
        }
    }
    for name in expected.keys() {
        let _ = writeln!(problems, "stale row: there is no case `{name}`");
    }
    assert!(problems.is_empty(), "{problems}\n{counts:?}");
    let told: BTreeSet<&str> = TABLE
        .lines()
        .filter(|line| line.starts_with("- "))
        .collect();
    for ((verdict, refused), count) in counts {
        let done = if refused { "refused" } else { "read" };
        let line = format!("- {count} {} cases are {done}", verdict.as_str());
        assert!(
            told.contains(line.as_str()),
            "the table does not say: {line}"
        );
    }
}

#[test]
fn no_case_of_the_suite_makes_the_generator_panic() {
    use codegen::plan::{Runtime, Settings};

    let Some(suite) = shared::path("raml-tck", "emitting the conformance suite of RAML") else {
        return;
    };
    for path in documents(&suite) {
        if let Ok(read) = codegen::load(&path) {
            // Names may collide, which is an error of its own; that it is one is all that matters here.
            let _ = codegen::generate(read, &Settings::of(Runtime::CtpSdk), "case", None);
        }
    }
}
