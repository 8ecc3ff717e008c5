//! What a changelog looks like afterwards.

use crate::diff::{Action, Change, Severity, with_changes};

const CHANGELOG: &str = "\
# Changelog

## Unreleased

### Added

- `codegen`: what it
  does.

### Fixed

- A mistake.

## 0.1.0

### Changed

- Something old.
";

fn change(severity: Severity, action: Action, item: &str) -> Change {
    Change {
        domain: "carts".to_owned(),
        severity,
        action,
        what: "field",
        item: item.to_owned(),
        about: None,
        old: Some("String".to_owned()),
        new: Some("Option<String>".to_owned()),
        note: None,
    }
}

fn written(changelog: &str, changes: &[Change]) -> (String, usize) {
    with_changes(changelog, None, changes).expect("there is a section for what is not released")
}

#[test]
fn each_change_stands_in_its_section() {
    let changes = [
        change(Severity::Breaking, Action::Changed, "Cart.id"),
        change(Severity::Additive, Action::Added, "Cart.key"),
        change(Severity::Breaking, Action::Removed, "Cart.gone"),
        change(Severity::Additive, Action::Deprecated, "Cart.old"),
        change(Severity::Documentation, Action::Changed, "Cart.told"),
    ];
    let (text, count) = written(CHANGELOG, &changes);
    assert_eq!(count, 4);
    assert_eq!(
        text,
        "\
# Changelog

## Unreleased

### Added

- `codegen`: what it
  does.
- carts: `Cart.key: Option<String>` is new.

### Changed

- **Breaking**, carts: `Cart.id: String` -> `Option<String>`.

### Deprecated

- carts: `Cart.old` is deprecated.

### Removed

- **Breaking**, carts: `Cart.gone: String` is gone.

### Fixed

- A mistake.

## 0.1.0

### Changed

- Something old.
"
    );
}

#[test]
fn a_change_is_written_once() {
    let changes = [
        change(Severity::Breaking, Action::Changed, "Cart.id"),
        // It is so long that it takes several lines.
        change(
            Severity::Additive,
            Action::Added,
            &"Cart.a_long_name ".repeat(12),
        ),
    ];
    let (text, count) = written(CHANGELOG, &changes);
    assert_eq!(count, 2);
    assert!(
        text.lines().all(|line| line.chars().count() <= 125),
        "{text}"
    );
    assert_eq!(written(&text, &changes), (text.clone(), 0));
    // What was written for an earlier release is not what is not released.
    let released = text.replace("## Unreleased", "## Unreleased\n\n## 0.2.0");
    assert_eq!(written(&released, &changes).1, 2);
}

#[test]
fn sections_are_made_where_there_are_none() {
    let change = [change(Severity::Additive, Action::Added, "Cart.key")];
    let line = "- carts: `Cart.key: Option<String>` is new.";
    assert_eq!(
        written("# Changelog\n\n## [Unreleased]\n", &change).0,
        format!("# Changelog\n\n## [Unreleased]\n\n### Added\n\n{line}\n")
    );
    let before_others = "## Unreleased\n\n### Fixed\n\n- A mistake.\n\n## 0.1.0\n";
    assert_eq!(
        written(before_others, &change).0,
        format!("## Unreleased\n\n### Added\n\n{line}\n\n### Fixed\n\n- A mistake.\n\n## 0.1.0\n")
    );
}

#[test]
fn the_api_is_named_where_there_are_several() {
    let changes = [change(Severity::Additive, Action::Added, "Cart.key")];
    let with = with_changes(CHANGELOG, Some("import"), &changes);
    assert!(with.is_some_and(|(text, _)| text.contains("- import: carts: `Cart.key")));
}

#[test]
fn a_changelog_without_the_section_is_refused() {
    assert_eq!(with_changes("# Changelog\n\n## 0.1.0\n", None, &[]), None);
}
