//! Whatever a value or a name holds, it stays a value or a name.

use proptest::prelude::*;

use crate::predicates::{bound, field};

/// Reads a literal in quotes as the API does: its text, and what stands behind it.
fn read_literal(text: &str) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('"')?.chars();
    let mut read = String::new();
    loop {
        match rest.next()? {
            '"' => return Some((read, rest.as_str())),
            '\\' => read.push(rest.next()?),
            letter => read.push(letter),
        }
    }
}

#[test]
fn quotes_and_backslashes_are_escaped() {
    let texts = [
        (r#"""#, r#"key = "\"""#),
        (r"\", r#"key = "\\""#),
        (r#"\""#, r#"key = "\\\"""#),
        (r#"" or key <> ""#, r#"key = "\" or key <> \"""#),
        ("", r#"key = """#),
        ("a\nb\0", "key = \"a\nb\0\""),
        ("käse 🧀 ) or (1 = 1", "key = \"käse 🧀 ) or (1 = 1\""),
        (":name", r#"key = ":name""#),
    ];
    for (text, expected) in texts {
        assert_eq!(field("key").text().eq(text).as_str(), expected);
    }
}

#[test]
fn names_do_not_end_before_their_end() {
    let names = [
        ("a b", "`a b` is defined"),
        ("", "`` is defined"),
        ("a` or `b", "`a\u{FFFD} or \u{FFFD}b` is defined"),
        ("a\\", "`a\u{FFFD}` is defined"),
        ("a(b", "`a(b` is defined"),
        ("naïve", "`naïve` is defined"),
    ];
    for (name, expected) in names {
        assert_eq!(field(name).is_defined().as_str(), expected);
    }
}

#[test]
fn names_of_variables_are_words() {
    let predicate = field("key").text().eq(bound("a b) or :c", "x"));
    assert_eq!(predicate.as_str(), "key = :a_b__or__c");
    assert_eq!(predicate.variables().next(), Some(("a_b__or__c", "x")));
    let predicate = field("key").text().eq(bound("", "x"));
    assert_eq!(predicate.as_str(), "key = :v");
}

#[test]
fn numbers_that_are_none_do_not_end_anything() {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MIN, 5e-324] {
        let predicate = field("a").number().eq(number);
        let written = predicate.as_str().strip_prefix("a = ").unwrap();
        let is_word = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.');
        assert!(written.chars().all(is_word), "{written}");
    }
}

proptest! {
    #[test]
    fn a_literal_is_read_back_as_it_was(text in any::<String>()) {
        let predicate = field("key").text().eq(&text);
        let literal = predicate.as_str().strip_prefix("key = ").unwrap();
        prop_assert_eq!(read_literal(literal), Some((text, "")));
    }

    #[test]
    fn a_list_of_literals_is_read_back_as_it_was(texts in prop::collection::vec(any::<String>(), 1..4)) {
        let predicate = field("key").text().in_(&texts);
        let mut rest = predicate.as_str().strip_prefix("key in (").unwrap();
        let mut read = Vec::new();
        loop {
            let (text, behind) = read_literal(rest).unwrap();
            read.push(text);
            match behind.strip_prefix(", ") {
                Some(next) => rest = next,
                None => {
                    prop_assert_eq!(behind, ")");
                    break;
                }
            }
        }
        prop_assert_eq!(read, texts);
    }

    #[test]
    fn a_name_ends_where_it_should(name in any::<String>()) {
        let predicate = field(name.clone()).is_defined();
        let written = predicate.as_str().strip_suffix(" is defined").unwrap();
        let inner = written.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
        match inner {
            Some(inner) => prop_assert!(!inner.contains(['`', '\\'])),
            None => prop_assert_eq!(written, name),
        }
    }

    #[test]
    fn a_bound_text_is_nowhere_in_the_predicate(text in "[^:= key]{2,}") {
        let predicate = field("key").text().eq(bound("key", &text));
        prop_assert_eq!(predicate.as_str(), "key = :key");
        prop_assert_eq!(predicate.variables().collect::<Vec<_>>(), [("key", text.as_str())]);
    }
}
