//! `cargo xtask surface`.

use super::{SHOP, folder, run};

#[test]
fn each_line_is_an_object() {
    let folder = folder(&[("shop.raml", SHOP)]);
    let done = run(folder.path(), &["surface", "shop.raml"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    let lines: Vec<serde_json::Value> = done
        .out
        .lines()
        .map(|line| serde_json::from_str(line).expect("the line is JSON"))
        .collect();
    let kinds: Vec<&str> = lines
        .iter()
        .filter_map(|line| line["kind"].as_str())
        .collect();
    assert_eq!(
        kinds.iter().filter(|kind| **kind == "field").count(),
        2,
        "{kinds:?}"
    );
    assert!(
        kinds.contains(&"type") && kinds.contains(&"method"),
        "{kinds:?}"
    );
    // It is no terminal that reads along, so nothing is shown of the progress.
    assert_eq!(done.err, "");
}

#[test]
fn a_file_that_is_missing_is_named() {
    let folder = folder(&[]);
    let done = run(folder.path(), &["surface", "missing.raml"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(done.err.contains("missing.raml"), "{done:?}");
}
