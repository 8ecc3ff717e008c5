//! The input of a fuzzer for the generator.

use std::{cell::RefCell, env, fs, path::PathBuf, process};

use codegen::plan::{Runtime, Settings};

thread_local! {
    static FOLDER: RefCell<Option<PathBuf>> = const { RefCell::new(None) };
}

/// Reads a specification of one file, and generates code for it if it can be read.
///
/// It must end without a panic, and every error must have a message.
///
/// # Panics
///
/// When the generator has a bug, which the fuzzer searches for.
pub fn generate(file: &str, text: &[u8]) {
    let path = folder().join(file);
    fs::write(&path, text).expect("the folder of the fuzzer can be written to");
    let specification = match codegen::load(&path) {
        Ok(specification) => specification,
        // The report shows lines of the text, at places that must be within it.
        Err(report) => return assert!(!report.to_string().is_empty()),
    };
    codegen::surface::lines(&specification.api);
    let settings = Settings::of(Runtime::CtpSdk);
    if let Err(report) = codegen::generate(specification, &settings, "fuzzed", None) {
        assert!(!report.to_string().is_empty());
    }
}

/// The folder of this process.
fn folder() -> PathBuf {
    FOLDER.with_borrow_mut(|folder| {
        folder
            .get_or_insert_with(|| {
                let folder = env::temp_dir().join(format!("ctp-codegen-fuzz-{}", process::id()));
                fs::create_dir_all(&folder).expect("a temporary folder can be made");
                folder
            })
            .clone()
    })
}
