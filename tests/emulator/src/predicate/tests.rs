use serde_json::{Value, json};

use super::*;

fn read(text: &str) -> Predicate {
    let variables = |name: &str| match name {
        "keys" => vec!["a".to_owned(), "b".to_owned()],
        "one" => vec!["1".to_owned()],
        _ => Vec::new(),
    };
    parse("where", text, &variables).unwrap_or_else(|refusal| panic!("{text}: {refusal:?}"))
}

fn matches(text: &str, object: &Value) -> bool {
    read(text).matches(object.as_object().unwrap())
}

#[test]
fn each_form_finds_what_it_says() {
    let object = json!({
        "key": "a",
        "name": {"en": "Shoes", "de-AT": "Schuhe"},
        "version": 3,
        "isActive": true,
        "roles": ["X", "Y"],
        "none": [],
        "assets": [{"key": "p", "tags": ["t"]}, {"key": "q"}],
        "createdAt": "2024-05-01T10:00:00.000Z",
    });
    for (text, expected) in [
        (r#"key = "a""#, true),
        (r#"key != "a""#, false),
        (r#"key <> "b""#, true),
        (r#"key in ("b", "a")"#, true),
        (r#"key not in ("b", "a")"#, false),
        ("key in :keys", true),
        ("key in (:keys)", true),
        (r#"name(en = "Shoes")"#, true),
        (r#"name.en = "Shoes""#, true),
        (r#"name(`de-AT` = "Schuhe" and en = "Boots")"#, false),
        ("version > 2 and version <= 3", true),
        ("version >= 4 or version < 3", false),
        ("version = -3", false),
        ("version > :one", true),
        ("isActive = true", true),
        ("isActive = false", false),
        (r#"roles contains any ("X", "Z")"#, true),
        (r#"roles contains all ("X", "Z")"#, false),
        (r#"roles contains all ("X", "Y")"#, true),
        ("roles is not empty", true),
        ("none is empty", true),
        ("missing is empty", true),
        ("missing is defined", false),
        ("missing is not defined", true),
        (r#"missing = "a""#, false),
        (r#"missing <> "a""#, true),
        (r#"assets(key = "q")"#, true),
        (r#"assets(key = "q" and tags contains any ("t"))"#, false),
        (r#"not (key = "a")"#, false),
        (r#"NOT (key = "b") AND (version = 3 OR version = 4)"#, true),
        (r#"key = "b" or key = "a" and version = 3"#, true),
        (r#"createdAt > "2024-05-01T11:59:59+02:00""#, true),
        (r#"createdAt = "2024-05-01T10:00:00Z""#, true),
    ] {
        assert_eq!(matches(text, &object), expected, "{text}");
    }
}

#[test]
fn quotes_and_line_ends_are_escaped() {
    let object = json!({"key": "a \"b\" \\ c\nd"});
    assert!(matches(r#"key = "a \"b\" \\ c\nd""#, &object));
    assert!(matches(r#"key = "\u0061 \"b\" \\ c\nd""#, &object));
}

#[test]
fn letters_beyond_the_basic_plane_are_two_escapes() {
    let object = json!({"key": "a🦀b"});
    assert!(matches(r#"key = "a\ud83e\udd80b""#, &object));
    let none = |_: &str| Vec::new();
    for text in [
        r#"key = "\ud83e""#,
        r#"key = "\ud83e\u0041""#,
        r#"key = "\ud83exxxxxx""#,
        r#"key = "\udd80\ud83e""#,
    ] {
        assert!(parse("where", text, &none).is_err(), "{text}");
    }
}

#[test]
fn a_circle_is_one_on_the_earth() {
    // Berlin and Potsdam are 27 kilometres apart.
    let object = json!({"at": {"type": "Point", "coordinates": [13.4050, 52.5200]}});
    assert!(matches(
        "at within circle(13.0645, 52.3906, 30000)",
        &object
    ));
    assert!(!matches(
        "at within circle(13.0645, 52.3906, 25000)",
        &object
    ));
    assert!(!matches(
        "other within circle(13.0645, 52.3906, 30000)",
        &object
    ));
}

#[test]
fn what_is_no_predicate_says_where() {
    let none = |_: &str| Vec::new();
    for (text, column) in [
        ("", 1),
        ("key", 4),
        ("key =", 6),
        ("key = a", 7),
        (r#"key = "a"#, 7),
        (r#"key = "a" key"#, 11),
        (r#"(key = "a""#, 11),
        (r#"key = "a" and"#, 14),
        ("key = :x", 7),
        ("key is", 7),
        ("key like 1", 5),
        ("a ? b", 3),
        ("at within circle(1, 2)", 22),
        (r#"at within circle(1, 2, "a")"#, 24),
        (r#"key in ("a""#, 12),
    ] {
        let refusal = format!("{:?}", parse("where", text, &none).unwrap_err());
        assert!(
            refusal.contains(&format!("column {column})")),
            "{text}: {refusal}"
        );
    }
    let deep = format!("{}a=1{}", "(".repeat(100_000), ")".repeat(100_000));
    assert!(parse("where", &deep, &none).is_err());
}
