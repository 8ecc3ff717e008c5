//! `cargo xtask diff`.

use std::path::Path;

use super::{SHOP, folder, run};

/// Compares the shop with an edited one.
fn edited(old: &str, new: &str, more: &[&str]) -> super::Done {
    let new = SHOP.replace(old, new);
    let folder = folder(&[("old.raml", SHOP), ("new.raml", &new)]);
    run(
        folder.path(),
        &[&["diff", "old.raml", "new.raml"], more].concat(),
    )
}

#[test]
fn the_exit_code_tells_the_gravest_change() {
    let same = edited("title: Shop", "title: Shop", &[]);
    assert_eq!((same.code, same.out.as_str()), (Some(0), "No changes.\n"));
    let documented = edited(
        "id: string",
        "id:\n        type: string\n        description: The id.",
        &[],
    );
    assert_eq!(documented.code, Some(0), "{documented:?}");
    assert!(
        documented.out.contains("documentation Cart.id"),
        "{documented:?}"
    );
    let additive = edited("key?: string", "key?: string\n      name?: string", &[]);
    assert_eq!(additive.code, Some(3), "{additive:?}");
    let breaking = edited("id: string", "id?: string", &[]);
    assert_eq!(breaking.code, Some(4), "{breaking:?}");
    assert!(
        breaking
            .out
            .contains("carts\n  breaking      Cart.id: String -> Option<String>\n"),
        "{breaking:?}"
    );
}

#[test]
fn changes_are_written_as_markdown_and_json() {
    let markdown = edited("id: string", "id?: string", &["--format", "markdown"]);
    assert!(
        markdown
            .out
            .contains("- `Cart.id: String` -> `Option<String>`\n"),
        "{markdown:?}"
    );
    let json = edited("id: string", "id?: string", &["--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).expect("it is JSON");
    assert_eq!(json["apis"][0]["changes"][0]["item"], "Cart.id");
}

#[test]
fn what_cannot_be_compared_is_an_error() {
    let folder = folder(&[
        ("old.raml", SHOP),
        ("wrong.raml", "#%RAML 1.0\ntypes: 5\n"),
        ("empty/x", ""),
    ]);
    let error = |arguments: &[&str]| {
        let done = run(folder.path(), arguments);
        assert_eq!(done.out, "", "{done:?}");
        (done.code, done.err)
    };
    let (code, message) = error(&["diff", "old.raml", "no-such-commit"]);
    assert_eq!(code, Some(1));
    assert!(
        message.contains("no-such-commit is neither a file nor a commit"),
        "{message}"
    );
    let (code, message) = error(&["diff", "old.raml"]);
    assert_eq!(code, Some(1));
    assert!(message.contains("name two root documents"), "{message}");
    let (code, message) = error(&["diff", "old.raml", "wrong.raml"]);
    assert_eq!(code, Some(1));
    assert!(message.contains("wrong.raml"), "{message}");
    let (code, message) = error(&["diff", "empty", "empty"]);
    assert_eq!(code, Some(1));
    assert!(message.contains("apis.toml"), "{message}");
    let (code, message) = error(&["diff"]);
    assert_eq!(code, Some(2));
    assert!(message.contains("<OLD>"), "{message}");
    let (code, _) = error(&["diff", "old.raml", "old.raml", "--format", "yaml"]);
    assert_eq!(code, Some(2));
}

/// A folder with a list of APIs.
fn listed(shop: &str) -> tempfile::TempDir {
    let apis = "\
[[api]]
name = \"shop\"
root = \"shop.raml\"
host = \"https://shop\"
facts = \"none\"

[[api]]
name = \"other\"
root = \"other.raml\"
host = \"https://other\"
module = \"other\"
facts = \"none\"
";
    folder(&[
        ("apis.toml", apis),
        ("shop.raml", shop),
        ("other.raml", SHOP),
    ])
}

#[test]
fn folders_are_compared_an_api_at_a_time() {
    let (old, new) = (
        listed(SHOP),
        listed(&SHOP.replace("id: string", "id?: string")),
    );
    let (old, new) = (old.path().to_string_lossy(), new.path().to_string_lossy());
    let here = Path::new(".");
    let all = run(here, &["diff", &old, &new]);
    assert_eq!(all.code, Some(4), "{all:?}");
    assert!(all.out.starts_with("shop: carts\n"), "{all:?}");
    let one = run(here, &["diff", &old, &new, "--api", "other"]);
    assert_eq!((one.code, one.out.as_str()), (Some(0), "No changes.\n"));
    let unknown = run(here, &["diff", &old, &new, "--api", "third"]);
    assert_eq!(unknown.code, Some(1));
    assert!(unknown.err.contains("it has shop, other"), "{unknown:?}");
}

#[test]
fn a_commit_is_compared_with_what_it_was() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR"));
    if !workspace.join("../.git").exists() {
        crate::skip::say("this is no checkout of a repository");
        return;
    }
    let same = run(workspace, &["diff", "HEAD", "HEAD", "--api", "checkout"]);
    assert_eq!(
        (same.code, same.out.as_str()),
        (Some(0), "No changes.\n"),
        "{same:?}"
    );
}
