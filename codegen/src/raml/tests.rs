//! What is read of documents, and what is said of those that cannot be read.

mod merging;
mod refused;

use std::{fs, path::Path, rc::Rc};

use crate::{
    diagnostics::Diagnostics,
    model::{Api, Method},
    raml,
    source::Sources,
};

/// Reads a document without its first lines; returns what was understood, and the problems as they are shown.
fn load(text: &str) -> (Api, String) {
    let text = format!("#%RAML 1.0\ntitle: T\nmediaType: application/json\n{text}");
    load_files(&[("api.raml", &text)])
}

/// Reads a document of several files, of which the first one is the root.
fn load_files(files: &[(&str, &str)]) -> (Api, String) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("the file can be written");
    }
    let (name, _) = files.first().expect("there is a root");
    let root = folder.path().join(name);
    let mut sources = Sources::new(Path::new(&root));
    let mut diagnostics = Diagnostics::default();
    let api = raml::load(&root, &mut sources, &mut diagnostics).expect("the document is read");
    if diagnostics.is_empty() {
        return (api, String::new());
    }
    let report = diagnostics.into_report(Rc::new(sources)).to_string();
    (api, report)
}

/// The problems of a document, as they are shown.
fn report(text: &str) -> String {
    load(text).1
}

/// Reads a document that has no problems.
fn api(text: &str) -> Api {
    let (api, report) = load(text);
    assert_eq!(report, "", "{text}");
    api
}

/// The first method of the first resource.
fn first(api: &Api) -> &Method {
    let methods = api.resources.first().map(|of| of.methods.as_slice());
    methods
        .and_then(<[Method]>::first)
        .expect("the resource has a method")
}

/// Types of which each has the one before it as its base twice, and a third of both.
fn doubled(first: &str) -> String {
    let mut text = format!("types:\n  T0: {first}\n");
    for i in 1..32 {
        text += &format!("  T{i}: {{type: [T{0}, T{0}]}}\n", i - 1);
    }
    text
}

#[test]
fn many_ways_to_one_base_are_followed_once() {
    for object in ["{properties: {a: string}}", "{type: object}"] {
        let text = doubled(object).replace("[T30, T30]}", "[T30, T30], example: {a: b}}");
        let api = api(&text);
        assert_eq!(api.types.len(), 32);
    }
    for other in ["string | integer", "string", "string[]", "nobody"] {
        let text = doubled(other).replace("[T30, T30]}", "[T30, T30], example: {a: b}}");
        let report = report(&text);
        assert!(report.contains("several bases"), "{report}");
    }
}
