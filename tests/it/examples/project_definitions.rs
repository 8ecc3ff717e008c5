//! The product types and types of a project as JSON, and the Rust that is made of them.

use codegen::project_types::{Document, emit};

use super::EXAMPLES;
use super::platform::platform;
use super::sources::project_definitions::run;

#[tokio::test]
async fn the_structs_of_the_other_example_are_those_of_the_catalogue() {
    let (_emulator, client) = platform().await;
    let definitions = run(&client.integration_api_root()).await.unwrap();
    let document = Document {
        name: "the project",
        text: &serde_json::to_string_pretty(&definitions).unwrap(),
    };
    let committed = std::fs::read_to_string(format!("{EXAMPLES}/shop_types/mod.rs")).unwrap();
    assert_eq!(
        emit(&[document]).unwrap(),
        committed,
        "run `cargo xtask project-types --sample --out ctp-sdk/examples/shop_types/mod.rs`"
    );
}
