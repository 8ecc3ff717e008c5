//! The tasks as they are called: what they print and write, and with which code they exit.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

#[path = "tasks/changelog.rs"]
mod changelog;
#[path = "tasks/codegen.rs"]
mod codegen;
#[path = "tasks/diff.rs"]
mod diff;
#[path = "tasks/help.rs"]
mod help;
#[path = "tasks/project_types.rs"]
mod project_types;
#[path = "../../tests/skip.rs"]
mod skip;
#[path = "tasks/surface.rs"]
mod surface;
#[path = "tasks/sync.rs"]
mod sync;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

/// What a task did.
#[derive(Debug)]
struct Done {
    code: Option<i32>,
    out: String,
    err: String,
}

/// Runs a task in a folder.
fn run(folder: &Path, arguments: &[&str]) -> Done {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the task can be run");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the output is a text");
    Done {
        code: output.status.code(),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

/// A small shop.
const SHOP: &str = r#"#%RAML 1.0
title: Shop
types:
  Cart:
    (package): Cart
    type: object
    properties:
      id: string
      key?: string
/{shop}:
  /carts:
    get:
      responses:
        200:
          body:
            application/json: Cart
"#;

/// A specification whose example does not fit its type.
const WITH_A_WARNING: &str = "#%RAML 1.0\ntitle: T\ntypes: {A: {type: integer, example: x}}\n";

/// A folder with files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("it stands in the folder"))
            .expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }
    folder
}

fn read(path: PathBuf) -> String {
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
