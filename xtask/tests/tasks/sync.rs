//! `cargo xtask sync`.

use std::{collections::BTreeMap, fs, path::Path};

use super::{SHOP, folder, run};

/// Brings the folder `ours` to what the official specification says.
fn sync(folder: &Path, more: &[&str]) -> super::Done {
    // The API has no corrections, so that none of them is missed.
    let arguments = [
        "sync",
        "--api",
        "checkout",
        "official.raml",
        "--into",
        "ours",
    ];
    run(folder, &[&arguments, more].concat())
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).expect("the folder can be read") {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() {
                open.push(path);
            } else {
                files.insert(path.display().to_string(), super::read(path));
            }
        }
    }
    files
}

#[test]
fn a_second_time_changes_nothing() {
    let folder = folder(&[("official.raml", SHOP)]);
    let ours = folder.path().join("ours");
    let first = sync(folder.path(), &["--all"]);
    assert_eq!(first.code, Some(0), "{first:?}");
    let written = files(&ours);
    assert!(!written.is_empty());
    let second = sync(folder.path(), &["--all"]);
    assert!(second.out.contains(", 0 changed"), "{second:?}");
    assert_eq!(files(&ours), written);
    // The domains that are there are restated without being named.
    let third = sync(folder.path(), &[]);
    assert!(
        third.out.contains("1 domains") && third.out.contains(", 0 changed"),
        "{third:?}"
    );
}

#[test]
fn facts_change_and_descriptions_stay() {
    let described = SHOP.replace(
        "key?: string",
        "key?:\n        type: string\n        description: THEIRS",
    );
    let folder = folder(&[("official.raml", &described)]);
    let ours = folder.path().join("ours");
    sync(folder.path(), &["--all"]);
    let all = |folder: &Path| files(folder).into_values().collect::<String>();
    // Nothing that is described there is copied.
    assert!(!all(&ours).contains("THEIRS"));
    let (path, text) = files(&ours)
        .into_iter()
        .find(|(_, text)| text.contains("id: string"))
        .expect("the field is restated");
    let with_ours = text.replace(
        "id: string",
        "id:\n        type: string\n        description: Our words.",
    );
    fs::write(&path, with_ours).expect("the file can be written");
    let renamed = SHOP.replace("key?: string", "number?: integer");
    fs::write(folder.path().join("official.raml"), renamed).expect("the file can be written");
    let done = sync(folder.path(), &["--all"]);
    assert!(done.out.contains(", 1 changed"), "{done:?}");
    let now = all(&ours);
    assert!(
        now.contains("Our words.") && now.contains("number?"),
        "{now}"
    );
    assert!(!now.contains("key?"), "{now}");
}

#[test]
fn what_cannot_be_restated_is_an_error() {
    let folder = folder(&[("official.raml", SHOP)]);
    let unnamed = sync(folder.path(), &[]);
    assert_eq!(unnamed.code, Some(1), "{unnamed:?}");
    assert!(unnamed.err.contains("no domain is named"), "{unnamed:?}");
    let unknown = sync(folder.path(), &["--domain", "zones"]);
    assert_eq!(unknown.code, Some(1), "{unknown:?}");
    assert!(
        unknown.err.contains("no domain zones") && unknown.err.contains("it has carts"),
        "{unknown:?}"
    );
    let both = sync(folder.path(), &["--all", "--domain", "carts"]);
    assert_eq!(both.code, Some(2), "{both:?}");
    assert!(!folder.path().join("ours").exists());
}

#[test]
fn what_is_written_by_hand_beside_it_stays() {
    let folder = folder(&[
        ("official.raml", SHOP),
        ("ours/token.openapi.yaml", "by hand"),
        ("ours/stale.raml", "#%RAML 1.0\ntitle: Stale\n"),
    ]);
    let done = sync(folder.path(), &["--all"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(folder.path().join("ours/token.openapi.yaml").exists());
    assert!(!folder.path().join("ours/stale.raml").exists());
}
