//! What the generator says of a wrong specification. The snapshots are read as a user reads them: the place, what is
//! wrong, what is expected.

mod files;
mod keys;
mod limits;
mod names;
mod partial;
mod resources;
mod types;
mod values;

use std::fs;

use codegen::plan::{Runtime, Settings};
use tempfile::TempDir;

/// A file of a specification: its path and its text.
type Source<'a> = (&'a str, &'a str);

fn written(files: &[Source<'_>]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for tests can be made");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("the path has a folder"))
            .expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }
    folder
}

/// The report on a specification whose root is `api.raml`, in words that are the same on every machine.
fn report(files: &[Source<'_>]) -> String {
    report_on(&written(files))
}

fn report_on(folder: &TempDir) -> String {
    let settings = Settings::of(Runtime::CtpSdk);
    let report = match codegen::load(&folder.path().join("api.raml")) {
        Ok(specification) => match codegen::generate(specification, &settings, "wrong", "") {
            Ok(_) => return "no problem".to_owned(),
            Err(report) => report,
        },
        Err(report) => report,
    };
    report
        .to_string()
        .replace(&*folder.path().to_string_lossy(), "[folder]")
}

/// Compares a report with its snapshot.
fn check(name: &str, report: &str) {
    insta::with_settings!({snapshot_path => "../snapshots/diagnostics", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(name, report);
    });
}

/// Checks what is said of a single file.
fn check_api(name: &str, text: &str) {
    check(name, &report(&[("api.raml", text)]));
}

/// The warnings about a specification without an error.
fn warnings(text: &str) -> String {
    let folder = written(&[("api.raml", text)]);
    let read =
        codegen::load(&folder.path().join("api.raml")).unwrap_or_else(|report| panic!("{report}"));
    read.warnings
        .to_string()
        .replace(&*folder.path().to_string_lossy(), "[folder]")
}

/// Asserts that there is nothing to warn of.
fn has_no_warning(text: &str) {
    assert_eq!(warnings(text), "0 warnings in the specification");
}

/// Asserts that there is nothing to say.
fn is_correct(text: &str) {
    assert_eq!(report(&[("api.raml", text)]), "no problem");
}
