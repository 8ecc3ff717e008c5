//! The text of a `.env` file.

use super::check::Found;

/// The value of the last line that sets the key.
pub(super) fn find(text: &str, key: &str) -> Found {
    // Editors on Windows write a byte order mark before the first line.
    text.trim_start_matches('\u{feff}')
        .lines()
        .rev()
        .find_map(|line| assignment(line).filter(|(name, _)| *name == key))
        .map_or(Found::Missing, |(_, value)| read(value))
}

/// The key of the line and everything after the `=`, if the line sets a value.
fn assignment(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once('=')?;
    let name = name.trim();
    let name = match name.strip_prefix("export") {
        Some(exported) if exported.starts_with(char::is_whitespace) => exported.trim_start(),
        _ => name,
    };
    Some((name, value))
}

fn read(value: &str) -> Found {
    let trimmed = value.trim_start();
    let quoted = if let Some(rest) = trimmed.strip_prefix('\'') {
        rest.split_once('\'')
            .map(|(inner, after)| (inner.to_owned(), after))
    } else if let Some(rest) = trimmed.strip_prefix('"') {
        in_double_quotes(rest)
    } else {
        return Found::Value(without_comment(value).trim().to_owned());
    };
    match quoted {
        Some((inner, after)) if without_comment(after).trim().is_empty() => Found::Value(inner),
        Some(_) => Found::Unreadable("only a comment after the closing quote"),
        None => Found::Unreadable("a closing quote on the same line"),
    }
}

/// The text up to the closing quote, and what is after the quote.
fn in_double_quotes(text: &str) -> Option<(String, &str)> {
    let mut inner = String::new();
    let mut characters = text.chars();
    loop {
        match characters.next()? {
            '"' => return Some((inner, characters.as_str())),
            '\\' => inner.push(match characters.next()? {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                other => other,
            }),
            other => inner.push(other),
        }
    }
}

/// The text before a `#` that is at the beginning or after white space; within a word it is part of the value.
fn without_comment(text: &str) -> &str {
    let mut after_space = true;
    for (index, character) in text.char_indices() {
        if character == '#' && after_space {
            return text.get(..index).unwrap_or(text);
        }
        after_space = character.is_whitespace();
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;
    use proptest::test_runner::{RngAlgorithm, RngSeed};

    use super::find;
    use crate::config::check::Found;

    fn value(text: &str) -> Result<Option<String>, &'static str> {
        match find(text, "KEY") {
            Found::Value(value) => Ok(Some(value)),
            Found::Missing => Ok(None),
            Found::Unreadable(expected) => Err(expected),
        }
    }

    #[test]
    fn reads_lines() {
        for (text, expected) in [
            ("KEY=value", "value"),
            ("  KEY = value \t", "value"),
            ("export KEY=value", "value"),
            ("export\tKEY=value", "value"),
            ("\u{feff}KEY=value\r\nOTHER=x\r\n", "value"),
            ("KEY=first\nKEY=second", "second"),
            ("KEY=a=b", "a=b"),
            ("KEY=", ""),
            ("KEY= # nothing", ""),
            ("KEY=#nothing", ""),
            ("KEY=value # comment", "value"),
            ("KEY=val#ue", "val#ue"),
            ("KEY=it's", "it's"),
            ("KEY='a # \\n \"b\"'", "a # \\n \"b\""),
            (
                r#"KEY="a # 'b' \"c\" \\ \$d\te" # comment"#,
                "a # 'b' \"c\" \\ $d\te",
            ),
            ("KEY=\"\"", ""),
            ("KEY=$HOME", "$HOME"),
        ] {
            assert_eq!(value(text), Ok(Some(expected.to_owned())), "{text}");
        }
    }

    #[test]
    fn passes_over_what_is_not_asked_for() {
        for text in [
            "",
            "KEY",
            "# KEY=value",
            "#KEY=value",
            "exportKEY=value",
            "MY_KEY=value",
            "key=value",
            "OTHER=\"never closed",
        ] {
            assert_eq!(value(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn says_what_it_expected() {
        for (text, expected) in [
            ("KEY=\"open", "closing quote"),
            ("KEY=\"open\\\"", "closing quote"),
            ("KEY=\"open\\", "closing quote"),
            ("KEY='open\nOTHER='", "closing quote"),
            ("KEY='a'b", "after the closing quote"),
        ] {
            assert!(value(text).unwrap_err().contains(expected), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            failure_persistence: None,
            rng_algorithm: RngAlgorithm::ChaCha,
            rng_seed: RngSeed::Fixed(0xd07),
            ..ProptestConfig::default()
        })]

        #[test]
        fn what_is_quoted_reads_the_same(text in any::<String>()) {
            let escaped = text
                .replace('\\', "\\\\")
                .replace('"', "\\\"")
                .replace('\n', "\\n")
                .replace('\r', "\\r");
            prop_assert_eq!(value(&format!("KEY=\"{escaped}\" # comment")), Ok(Some(text)));
        }

        #[test]
        fn no_text_makes_it_panic(text in any::<String>(), tail in "[ \t'\"\\\\#=a\u{e9}]{0,12}") {
            let _ = value(&text);
            let _ = value(&format!("KEY={tail}"));
            let _ = value(&format!("KEY={text}"));
        }
    }
}
