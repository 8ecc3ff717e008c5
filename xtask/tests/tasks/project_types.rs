//! `cargo xtask project-types`.

use super::{folder, run};

const TYPES: &str = r#"[{"key": "gift", "name": {"en": "Gift"}, "fieldDefinitions": [
    {"name": "message", "label": {"en": "Message"}, "required": false, "type": {"name": "String"}}
]}]"#;

#[test]
fn saved_definitions_are_printed_as_rust_or_written() {
    let folder = folder(&[("types.json", TYPES)]);
    let printed = run(folder.path(), &["project-types", "types.json"]);
    assert_eq!(printed.code, Some(0), "{printed:?}");
    assert!(
        printed.out.contains("pub struct GiftFields {"),
        "{printed:?}"
    );

    let write = ["project-types", "types.json", "--out", "src/types.rs"];
    assert_eq!(run(folder.path(), &write).code, Some(0));
    let written = std::fs::read_to_string(folder.path().join("src/types.rs")).expect("is written");
    assert_eq!(written, printed.out);
}

#[test]
fn a_check_shows_what_would_change_and_writes_nothing() {
    let folder = folder(&[("types.json", TYPES)]);
    let check = [
        "project-types",
        "types.json",
        "--out",
        "types.rs",
        "--check",
    ];
    let done = run(folder.path(), &check);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(done.err.contains("+pub struct GiftFields {"), "{done:?}");
    assert!(
        done.err.contains("run the same without `--check`"),
        "{done:?}"
    );
    assert!(!folder.path().join("types.rs").exists());

    assert_eq!(run(folder.path(), &check[..4]).code, Some(0));
    let done = run(folder.path(), &check);
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""));
}

#[test]
fn what_is_wrong_with_a_file_is_said_with_its_place() {
    let folder = folder(&[("types.json", "[\n5]")]);
    for (file, error) in [
        ("missing.json", "error: missing.json: "),
        (
            "types.json",
            "error: types.json:2:1: invalid type: integer `5`",
        ),
    ] {
        let done = run(folder.path(), &["project-types", file]);
        assert_eq!(done.code, Some(1), "{done:?}");
        assert!(done.err.starts_with(error), "{done:?}");
    }
}

#[test]
fn without_files_and_without_settings_it_does_not_guess_the_project() {
    let folder = folder(&[]);
    let done = run(folder.path(), &["project-types"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(
        done.err
            .contains("it is not known which project to ask: set CTP_PROJECT_KEY, "),
        "{done:?}"
    );
    assert_eq!(done.out, "");
}
