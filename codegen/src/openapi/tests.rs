//! What is read of documents, and what is said of those that cannot be read.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod composition;
mod documents;
mod fragment;
mod lenient;
mod model;
mod mutation;
mod parameters;
mod refused;
mod texts;
mod values;

use std::{
    path::{Path, PathBuf},
    rc::Rc,
};

use crate::{
    diagnostics::Diagnostics,
    model::{Api, Method, Resource},
    openapi,
    source::Sources,
    surface,
};

/// A document with one of nearly everything.
const SHOP: &str = include_str!("tests/shop.yaml");

/// Our restatement of the token endpoints.
const OAUTH: &str = include_str!("../../../api-spec/oauth.openapi.yaml");

/// Reads the first of some files, given as name and text; returns what was understood, and the problems as they are shown.
fn load(files: &[(&str, &str)]) -> (Option<Api>, String) {
    let folder = Path::new("spec");
    let root = folder.join(files[0].0);
    let mut sources = Sources::new(&root);
    for (name, text) in files {
        sources.add(folder.join(name), (*text).to_owned());
    }
    let mut diagnostics = Diagnostics::default();
    let api = openapi::load(&root, &mut sources, &mut diagnostics);
    if diagnostics.is_empty() {
        return (api, String::new());
    }
    let report = diagnostics.into_report(Rc::new(sources)).to_string();
    (api, report.replace('\\', "/"))
}

/// Reads a document that has no problems.
fn api(text: &str) -> Api {
    let (api, report) = load(&[("api.yaml", text)]);
    assert_eq!(report, "");
    api.expect("a document without problems is read")
}

/// The resource of a path.
fn at<'a>(api: &'a Api, path: &str) -> &'a Resource {
    let mut all = api.all_resources().into_iter();
    all.find(|resource| resource.path == path)
        .unwrap_or_else(|| panic!("{path} is a resource"))
}

/// The problems of a document, as they are shown.
fn report(text: &str) -> String {
    load(&[("api.yaml", text)]).1
}

/// A document with some schemas, each line of them indented by four spaces.
fn with_schemas(schemas: &str) -> String {
    format!("openapi: 3.1.0\ninfo: {{title: T}}\npaths: {{}}\ncomponents:\n  schemas:\n{schemas}\n")
}

/// A document with some paths, each line of them indented by two spaces.
fn with_paths(paths: &str) -> String {
    format!("openapi: 3.0.3\ninfo: {{title: T}}\npaths:\n{paths}\n")
}

/// The lines of the listing of an API in which all of some texts stand.
fn listed(api: &Api, texts: &[&str]) -> Vec<String> {
    let lines = surface::lines(api).into_iter();
    lines
        .filter(|line| texts.iter().all(|text| line.contains(text)))
        .collect()
}

/// The first method at a path of a document.
fn method(text: &str, path: &str) -> Method {
    let (api, _) = load(&[("api.yaml", text)]);
    at(&api.expect("it is read"), path).methods[0].clone()
}

#[test]
fn the_front_end_is_chosen_by_name_and_header() {
    let mut sources = Sources::default();
    let mut is_openapi = |name: &str, text: &str| {
        sources.add(PathBuf::from(name), text.to_owned());
        openapi::is_openapi(Path::new(name), &mut sources)
    };
    assert!(is_openapi("a.yaml", "openapi: 3.1.0"));
    assert!(is_openapi("a.YML", ""));
    assert!(is_openapi("a.json", "{}"));
    assert!(!is_openapi("a.raml", "#%RAML 1.0"));
    assert!(!is_openapi("b.yaml", "#%RAML 1.0\n---\ntitle: T"));
    assert!(openapi::is_openapi(
        Path::new("missing.yaml"),
        &mut Sources::default()
    ));
}
