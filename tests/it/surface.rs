//! What is understood of a specification.

use std::collections::{BTreeMap, BTreeSet};

use crate::shared;

fn lines(root: &std::path::Path) -> Vec<String> {
    let specification = codegen::load(root).unwrap_or_else(|report| panic!("{report}"));
    codegen::surface::lines(&specification.api)
}

fn count(lines: &[String], kind: &str) -> usize {
    let mark = format!(r#""kind":"{kind}""#);
    lines.iter().filter(|line| line.contains(&mark)).count()
}

#[test]
fn the_official_specification_is_understood_as_a_whole() {
    let Some(official) = shared::official_api("the surface of the official specification") else {
        return;
    };
    let lines = lines(&official);
    let counts = ["method", "type", "field", "map"].map(|kind| count(&lines, kind));
    assert_eq!(counts, [821, 2740, 12735, 198]);
}

#[test]
fn our_restatement_has_the_operations_of_its_five_domains() {
    let mut operations: BTreeMap<String, usize> = BTreeMap::new();
    for line in lines(&shared::api_spec().join("api.raml")) {
        let line: serde_json::Value = serde_json::from_str(&line).expect("every line is JSON");
        if line["kind"] == "method" {
            let path = line["path"].as_str().expect("a method has a path");
            *operations
                .entry(path.split('/').nth(2).unwrap_or_default().to_owned())
                .or_default() += 1;
        }
    }
    let expected = [
        ("api-clients", 6),
        ("carts", 15),
        ("categories", 11),
        ("customers", 21),
        ("login", 1),
        ("me", 68),
        ("product-projections", 11),
    ];
    assert_eq!(
        operations,
        expected
            .map(|(domain, count)| (domain.to_owned(), count))
            .into()
    );
}

#[test]
fn our_restatement_says_nothing_that_the_official_specification_does_not() {
    let Some(official) =
        shared::official_api("comparing the restatement with the official specification")
    else {
        return;
    };
    let official: BTreeSet<String> = lines(&official).into_iter().collect();
    let ours = lines(&shared::api_spec().join("api.raml"));
    // An expanded resource that is not restated, for it has a feature of its own, is an object of any kind.
    let is_left_out = |line: &str| {
        line.contains(r#""name":"obj","of":"object""#) && line.contains(r#"Reference"}"#)
    };
    let invented: Vec<&String> = ours
        .iter()
        .filter(|line| !official.contains(*line) && !is_left_out(line))
        .collect();
    assert!(
        ours.len() > 2_000,
        "the restatement is nearly empty: {} lines",
        ours.len()
    );
    assert_eq!(invented, Vec::<&String>::new());
}

#[test]
fn the_lines_are_sorted_and_have_sorted_keys() {
    let lines = lines(&shared::api_spec().join("api.raml"));
    assert!(lines.is_sorted());
    for line in lines {
        let parsed: BTreeMap<String, serde_json::Value> =
            serde_json::from_str(&line).expect("every line is a JSON object");
        assert_eq!(
            serde_json::to_string(&parsed).expect("a JSON object can be written"),
            line
        );
    }
}
