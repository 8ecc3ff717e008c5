//! `cargo xtask examples`: lists the examples of a specification, with the type and the file of each on a line.

use std::{collections::BTreeSet, path::PathBuf, process::ExitCode};

use codegen::{
    Specification,
    model::{Example, TypeRef},
};

use crate::{Failure, progress::Progress};

/// The options of the task.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The root document of the specification; by default `api-spec/api.raml`.
    #[arg(value_name = "SPEC")]
    specification: Option<PathBuf>,
}

/// Lists them, with their paths from the folder of the root document.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let root = options
        .specification
        .clone()
        .unwrap_or_else(|| crate::workspace().join("api-spec/api.raml"));
    let progress = Progress::new();
    progress.show(&format!("reading {}", root.display()));
    let files = files(&codegen::load(&root)?);
    progress.done();
    let lines = files.iter().map(|(of, file)| format!("{of}\t{file}\n"));
    let lines: Vec<String> = lines.collect();
    crate::print(lines.iter().map(String::as_str))
}

/// The type and the path of every example in a separate file.
pub(crate) fn files(specification: &Specification) -> BTreeSet<(String, String)> {
    let sources = &specification.sources;
    let is_file =
        |example: &Example| example.json.as_deref() == Some(&*sources.text(example.span.file));
    examples(specification)
        .into_iter()
        .filter(|(_, example)| is_file(example))
        .map(|(of, example)| (of, sources.relative_path(example.span.file)))
        .collect()
}

/// Every example of a named type or of a list of a named type: those of types, of requests and of responses.
fn examples(specification: &Specification) -> Vec<(String, &Example)> {
    let mut found = Vec::new();
    for of in specification.api.types.values() {
        found.extend(of.examples.iter().map(|example| (of.name.clone(), example)));
    }
    let resources = specification.api.all_resources();
    for method in resources.into_iter().flat_map(|resource| &resource.methods) {
        let answers = method
            .responses
            .iter()
            .flat_map(|response| &response.bodies);
        for body in method.bodies.iter().chain(answers) {
            if let Some(of) = body.of.as_ref().and_then(name) {
                found.extend(body.examples.iter().map(|example| (of.clone(), example)));
            }
        }
    }
    found
}

fn name(of: &TypeRef) -> Option<String> {
    match of {
        TypeRef::Named(name) => Some(name.clone()),
        TypeRef::Array(items) => Some(format!("{}[]", name(items)?)),
        _ => None,
    }
}
