//! `cargo xtask changelog`.

use super::{SHOP, folder, read, run};

const CHANGELOG: &str = "# Changelog\n\n## Unreleased\n\n### Added\n\n- Something.\n";

#[test]
fn changes_are_written_once() {
    let new = SHOP
        .replace("id: string", "id?: string")
        .replace("key?: string", "key?: string\n      name?: string");
    let folder = folder(&[
        ("old.raml", SHOP),
        ("new.raml", &new),
        ("CHANGES.md", CHANGELOG),
    ]);
    let write = || {
        let done = run(
            folder.path(),
            &["changelog", "old.raml", "new.raml", "--file", "CHANGES.md"],
        );
        assert_eq!(done.code, Some(0), "{done:?}");
        (done.out, read(folder.path().join("CHANGES.md")))
    };
    let (out, text) = write();
    assert_eq!(
        out,
        "2 of 2 changes written; the others are already there\n"
    );
    assert_eq!(
        text,
        "# Changelog\n\n## Unreleased\n\n### Added\n\n- Something.\n\
         - carts: `Cart.name: Option<String>` is new.\n\n\
         ### Changed\n\n- **Breaking**, carts: `Cart.id: String` -> `Option<String>`.\n"
    );
    let (out, again) = write();
    assert_eq!(
        out,
        "0 of 2 changes written; the others are already there\n"
    );
    assert_eq!(again, text);
}

#[test]
fn documentation_is_not_written() {
    let new = SHOP.replace(
        "id: string",
        "id:\n        type: string\n        description: The id.",
    );
    let folder = folder(&[
        ("old.raml", SHOP),
        ("new.raml", &new),
        ("CHANGES.md", CHANGELOG),
    ]);
    let done = run(
        folder.path(),
        &["changelog", "old.raml", "new.raml", "--file", "CHANGES.md"],
    );
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!(read(folder.path().join("CHANGES.md")), CHANGELOG);
}

#[test]
fn a_changelog_that_cannot_be_written_to_is_an_error() {
    let folder = folder(&[("old.raml", SHOP), ("CHANGES.md", "# Changelog\n")]);
    let write = |file| {
        run(
            folder.path(),
            &["changelog", "old.raml", "old.raml", "--file", file],
        )
    };
    let without = write("CHANGES.md");
    assert_eq!(without.code, Some(1), "{without:?}");
    assert!(without.err.contains("## Unreleased"), "{without:?}");
    let missing = write("MISSING.md");
    assert_eq!(missing.code, Some(1), "{missing:?}");
    assert!(missing.err.contains("MISSING.md"), "{missing:?}");
}
