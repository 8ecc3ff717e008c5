//! The examples of the SDK, run against a shop on this machine.

mod api_extension;
mod axum_storefront;
mod category_import;
mod custom_objects;
mod first_request;
mod graphql;
mod own_middleware;
mod page_everything;
mod platform;
mod product_search;
mod project_definitions;
mod resolve_conflict;
mod rotate_api_client;
mod scopes_of_an_app;
mod shop;
mod shop_day;
mod sources;
mod storefront;
mod subscription_deliveries;
mod sync_catalogue;
mod telemetry;
mod typed_attributes;
mod typed_errors;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use toml::Table;

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ctp-sdk/examples");
const TESTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/it/examples");

/// The names of the Rust files in a folder.
fn names(folder: impl AsRef<Path>) -> BTreeSet<String> {
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path());
    files
        .filter(|file| file.extension().is_some_and(|extension| extension == "rs"))
        .map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_example_has_tests() {
    let mut tested = names(TESTS);
    // They are what the others are tested with.
    for name in ["platform", "shop", "sources"] {
        assert!(tested.remove(name), "{name}");
    }
    assert_eq!(names(EXAMPLES), tested);
}

/// The features that are on where one of these is.
fn with_implied(manifest: &Table, features: &[&str]) -> BTreeSet<String> {
    let mut on = BTreeSet::new();
    let mut next: Vec<String> = features.iter().map(ToString::to_string).collect();
    while let Some(feature) = next.pop() {
        if let Some(implied) = manifest["features"].get(&feature) {
            next.extend(texts(implied).filter(|implied| !on.contains(implied)));
        }
        on.insert(feature);
    }
    on
}

fn texts(list: &toml::Value) -> impl Iterator<Item = String> {
    let list = list.as_array().unwrap();
    list.iter().map(|text| text.as_str().unwrap().to_owned())
}

#[test]
fn every_example_says_how_it_is_run_and_which_features_it_needs() {
    let manifest = fs::read_to_string(Path::new(EXAMPLES).join("../Cargo.toml")).unwrap();
    let manifest: Table = manifest.parse().unwrap();
    let entries = manifest["example"].as_array().unwrap();
    let default = with_implied(&manifest, &["default"]);
    for name in names(EXAMPLES) {
        let source = fs::read_to_string(format!("{EXAMPLES}/{name}.rs")).unwrap();
        let entry = entries
            .iter()
            .find(|entry| entry["name"].as_str() == Some(&name));
        let entry = entry.unwrap_or_else(|| panic!("{name} is not in Cargo.toml"));
        let mut lacking: Vec<_> = texts(&entry["required-features"]).collect();
        lacking.retain(|feature| !default.contains(feature));
        let options = match lacking.as_slice() {
            [] => String::new(),
            lacking => format!(" --features {}", lacking.join(",")),
        };
        let command = format!("cargo run -p ctp-sdk --example {name}{options}\n");
        assert!(source.contains(&command), "{name} should say: {command}");
    }
}
