//! One small specification for each feature of the language, below `tests/fixtures`: what is made of it is a reviewed
//! snapshot, and all of it together compiles and behaves.

mod facts;
mod proof;

use std::{
    fs,
    path::{Path, PathBuf},
};

use codegen::{
    Generated, Specification,
    facts::Facts,
    plan::{Runtime, Settings},
};

/// Makes a test for each fixture, so that each fails under its own name.
macro_rules! fixtures {
    ($($name:ident),* $(,)?) => {
        /// The folders below `tests/fixtures`.
        const FIXTURES: &[&str] = &[$(stringify!($name)),*];

        mod output_is_as_reviewed {
            $(#[test]
            fn $name() {
                super::check_output(stringify!($name));
            })*
        }
    };
}

fixtures! {
    annotated_scalars,
    annotations,
    anything,
    arrays,
    bodies,
    client_parameter,
    concrete_bases,
    default_tags,
    deprecations,
    extension,
    facets,
    hard_names,
    headers,
    includes,
    inheritance,
    inline_types,
    libraries,
    maps,
    names,
    nullable,
    older_bodies,
    openapi_forge,
    openapi_parts,
    openapi_payments,
    openapi_petshop,
    openapi_shelter,
    overlay,
    parameters,
    paths,
    polymorphism,
    predicates,
    query_parameters,
    reading,
    recursion,
    references,
    resource_types,
    responses,
    rules,
    scalars,
    scopes,
    secrets,
    several_bases,
    templates,
    traits,
    types_only,
    union_expressions,
    unions,
}

/// Fixtures whose listing says more than their Rust: what was inherited, merged or read from other files.
const LISTED: &[&str] = &[
    "annotated_scalars",
    "default_tags",
    "extension",
    "headers",
    "inheritance",
    "libraries",
    "nullable",
    "openapi_forge",
    "openapi_parts",
    "openapi_payments",
    "openapi_petshop",
    "openapi_shelter",
    "parameters",
    "resource_types",
    "responses",
    "scopes",
    "templates",
    "traits",
    "unions",
];

/// Fixtures whose types and paths are those of the platform's API: its facts belong to them.
const WITH_FACTS: &[&str] = &["deprecations", "older_bodies", "secrets", "unions"];

/// The folder of a fixture.
pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(name)
}

/// The root document of a fixture: RAML, or OpenAPI in those whose names say so.
pub(crate) fn root(name: &str) -> PathBuf {
    let file = match name.starts_with("openapi_") {
        true => "api.yaml",
        false => "api.raml",
    };
    folder(name).join(file)
}

/// The names of all fixtures.
pub(crate) fn names() -> &'static [&'static str] {
    FIXTURES
}

fn load(name: &str) -> Specification {
    codegen::load(&root(name)).expect("a fixture is a correct specification")
}

fn generate(name: &str) -> Generated {
    let facts = match WITH_FACTS.contains(&name) {
        true => Facts::named("api").expect("the API has facts"),
        false => &Facts::NONE,
    };
    let settings = Settings {
        facts,
        ..Settings::of(Runtime::CtpSdk)
    };
    codegen::generate(load(name), &settings, "fixture", None).expect("a fixture can be generated")
}

fn check_output(name: &str) {
    let files = generate(name).files;
    let shown: Vec<String> = files
        .iter()
        .map(|file| format!("//// {}\n{}", file.path.display(), file.text))
        .collect();
    let listing = LISTED
        .contains(&name)
        .then(|| codegen::surface::lines(&load(name).api).join("\n"));
    insta::with_settings!({snapshot_path => "../snapshots/fixtures", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(name, shown.join("\n"));
        if let Some(listing) = listing {
            insta::assert_snapshot!(format!("{name}.surface"), listing);
        }
    });
}

#[test]
fn every_folder_of_a_fixture_is_tested() {
    let folders = fs::read_dir(folder("")).expect("the fixtures stand beside the tests");
    let mut found: Vec<String> = folders
        .map(|entry| entry.expect("the folder can be read"))
        .filter(|entry| {
            let folder = entry.path();
            folder.join("api.raml").exists() || folder.join("api.yaml").exists()
        })
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    found.sort();
    assert_eq!(found, FIXTURES);
}

#[test]
fn a_title_of_two_lines_is_one_line_of_the_manifest() {
    let manifest = generate("hard_names").own_crate.manifest;
    let description = "description = \"Models and request builders of Titles of two lines.\"";
    assert!(
        manifest.lines().any(|line| line == description),
        "{manifest}"
    );
}

#[test]
fn the_output_is_the_same_in_every_run() {
    // Hash maps are ordered anew in each run of a process and for each map: two runs show what depends on them.
    for name in FIXTURES {
        assert_eq!(generate(name).files, generate(name).files, "{name}");
    }
}
