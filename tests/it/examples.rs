//! The examples of the SDK, run against a shop on this machine.

mod axum_storefront;
mod category_import;
mod first_request;
mod own_middleware;
mod page_everything;
mod platform;
mod product_search;
mod resolve_conflict;
mod rotate_api_client;
mod shop;
mod shop_day;
mod sources;
mod storefront;
mod sync_catalogue;
mod typed_errors;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

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

#[test]
fn every_example_says_how_it_is_run_and_which_features_it_needs() {
    let manifest = fs::read_to_string(Path::new(EXAMPLES).join("../Cargo.toml")).unwrap();
    for name in names(EXAMPLES) {
        let source = fs::read_to_string(format!("{EXAMPLES}/{name}.rs")).unwrap();
        let command = format!("cargo run -p ctp-sdk --example {name}\n");
        assert!(source.contains(&command), "{name} has no command");
        let entry = format!("[[example]]\nname = \"{name}\"\nrequired-features = [");
        assert!(manifest.contains(&entry), "{name} is not in Cargo.toml");
    }
}
