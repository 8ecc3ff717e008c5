//! What is read of scalars with annotations.

use crate::testing::load;

/// What a specification is read as, without places.
fn model(text: &str) -> String {
    let model = match load(text) {
        Ok(specification) => format!("{:#?}", specification.api),
        Err(report) => report.to_string(),
    };
    let has_place = |line: &&str| {
        ["start:", "end:"]
            .iter()
            .any(|place| line.trim_start().starts_with(place))
    };
    let lines = model.lines().filter(|line| !has_place(line));
    lines.collect::<Vec<_>>().join("\n")
}

/// The fixture, with and without its annotations.
const FIXTURE: &str = include_str!("../../../../../tests/fixtures/annotated_scalars/api.raml");

/// Puts the value of every annotated scalar of the fixture in its place, by its text.
fn without_annotations(text: &str) -> String {
    let plain = |line: &str| match line.split_once("{value: ") {
        Some((before, rest)) if rest.contains(", (") => {
            let (value, _) = rest.rsplit_once(", (").expect("it has an annotation");
            format!("{before}{value}")
        }
        Some((before, rest)) if before.trim() == "description:" => {
            format!("{before}{}", rest.trim_end_matches('}'))
        }
        _ => line.to_owned(),
    };
    text.lines().map(plain).collect::<Vec<_>>().join("\n")
}

#[test]
fn each_is_read_as_its_value() {
    let plain = without_annotations(FIXTURE);
    assert!(!plain.contains("(since)"), "{plain}");
    let read = model(FIXTURE);
    assert!(read.contains("Gets the parcels."), "{read}");
    assert!(read.contains("At most 100."), "{read}");
    assert_same(&read, &model(&plain));
}

/// Fails at the first lines that differ.
fn assert_same(left: &str, right: &str) {
    for (left, right) in left.lines().zip(right.lines()) {
        assert_eq!(left, right);
    }
    assert_eq!(left.lines().count(), right.lines().count());
}

#[test]
fn their_annotations_are_checked() {
    let of = |facet: &str| {
        let text = format!(
            "#%RAML 1.0\ntitle: T\nannotationTypes: {{since: integer}}\ntypes:\n  A:\n    {facet}\n"
        );
        match load(&text) {
            Ok(specification) => specification.warnings.to_string(),
            Err(report) => report.to_string(),
        }
    };
    let misfit = of("description: {value: D, (since): new}");
    assert!(misfit.contains("annotation `(since)`"), "{misfit}");
    let unknown = of("description: {value: D, (before): 1}");
    assert!(
        unknown.contains("annotation `(before)` is not declared"),
        "{unknown}"
    );
    let map = of("description: {value: {a: b}, (since): 1}");
    assert!(map.contains("`description` is a map"), "{map}");
    let other = of("description: {value: D, other: 1}");
    assert!(other.contains("`description` is a map"), "{other}");
}

#[test]
fn a_default_with_a_value_is_an_object_unless_it_has_annotations() {
    let of = |default: &str| {
        let text = format!(
            "#%RAML 1.0\ntitle: T\nannotationTypes: {{since: integer}}\ntypes:\n  A:\n    properties: {{value: integer}}\n    default: {default}\n"
        );
        load(&text).map_err(|report| report.to_string()).err()
    };
    assert_eq!(of("{value: 1}"), None);
    assert_eq!(of("{value: {value: 1}, (since): 1}"), None);
    let misfit = of("{value: 1, (since): 1}").expect("a number is no object");
    assert!(misfit.contains("the default"), "{misfit}");
}
