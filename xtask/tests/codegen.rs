//! `cargo xtask codegen` and `surface` on specifications with errors and warnings: what is printed, and the exit code.
#![allow(
    clippy::expect_used,
    reason = "a test that cannot write its files fails"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// An empty folder.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder can be removed");
    }
    fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

fn specification(folder: &Path, text: &str) -> String {
    let path = folder.join("api.raml");
    fs::write(&path, text).expect("the specification can be written");
    path.to_string_lossy().into_owned()
}

fn xtask(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .output()
        .expect("the task can be run")
}

const WITH_ERRORS: &str = "#%RAML 1.0
title: T
mediaType: application/json
types: {A: {properties: {a: string}}, B: {properties: {b: Nowhere}}}
/a: {get: {responses: {200: {body: A}}}}
";

const WITH_A_WARNING: &str = "#%RAML 1.0\ntitle: T\ntypes: {A: {type: integer, example: x}}\n";

#[test]
fn a_specification_with_errors_is_emitted_in_part_where_that_is_asked_for() {
    let folder = folder("keep_going");
    let specification = specification(&folder, WITH_ERRORS);
    let out = folder.join("out");
    let arguments = [
        "codegen",
        "--spec",
        &specification,
        "--out",
        &out.to_string_lossy(),
    ];

    let refused = xtask(&arguments);
    assert_eq!(refused.status.code(), Some(1));
    assert!(!out.exists(), "nothing is written");

    let partly = xtask(&[arguments.as_slice(), &["--keep-going"]].concat());
    let said = String::from_utf8_lossy(&partly.stderr);
    assert_eq!(partly.status.code(), Some(2), "{said}");
    assert!(said.contains("error: unknown type `Nowhere`"), "{said}");
    assert!(
        said.ends_with("left out:\n  type `B` is any JSON value: unknown type `Nowhere`\n"),
        "{said}"
    );
    assert!(out.join("src/lib.rs").exists());
}

#[test]
fn warnings_are_listed_and_are_a_failure_where_they_are_denied() {
    let folder = folder("warnings");
    let specification = specification(&folder, WITH_A_WARNING);

    let listed = xtask(&["surface", &specification]);
    assert_eq!(listed.status.code(), Some(0));
    assert!(!listed.stdout.is_empty());
    let said = String::from_utf8_lossy(&listed.stderr);
    assert!(
        said.contains("warning: the example is `x`, not an integer"),
        "{said}"
    );

    let out = folder.join("out");
    for task in [
        vec!["surface", &specification],
        vec![
            "codegen",
            "--spec",
            &specification,
            "--out",
            &out.to_string_lossy(),
        ],
    ] {
        let denied = xtask(&[task.as_slice(), &["--deny-warnings"]].concat());
        assert_eq!(denied.status.code(), Some(1), "{task:?}");
        let said = String::from_utf8_lossy(&denied.stderr);
        assert!(
            said.contains("error: the example is `x`, not an integer"),
            "{said}"
        );
        assert!(denied.stdout.is_empty() && !out.exists());
    }
}
