//! Regular expressions, which RAML takes from ECMA 262.

use crate::{diagnostics::Diagnostic, source::Span, yaml::Entry};

use super::{Checker, Written};

impl Checker<'_> {
    /// Checks the name of a property or parameter that is a pattern: `/^x/`.
    pub(super) fn pattern_of_names(&self, entry: &Entry, written: Written) {
        let pattern = entry.key.strip_prefix('/');
        if let Some(pattern) = pattern.and_then(|rest| rest.strip_suffix('/')) {
            self.pattern(pattern, entry.key_span, written);
        }
    }

    /// Warns of a pattern that is no regular expression: nothing is held against it, and it is only documented.
    pub(super) fn pattern(&self, pattern: &str, at: Span, written: Written) {
        if written.in_template() && pattern.contains("<<") {
            return;
        }
        let Err(reason) = parse(pattern) else {
            return;
        };
        let shown: String = pattern.chars().take(60).collect();
        self.add(
            Diagnostic::new(
                at,
                format!("`{shown}` is no regular expression: {reason}"),
                "a regular expression of ECMA 262 is expected",
            )
            .as_warning(),
        );
    }
}

/// Reads a regular expression.
fn parse(pattern: &str) -> Result<(), String> {
    let flags = regress::Flags {
        no_opt: true,
        ..regress::Flags::default()
    };
    match regress::Regex::with_flags(pattern, flags) {
        Ok(_) => Ok(()),
        // What another engine reads is not refused.
        Err(_) if regex_lite::Regex::new(pattern).is_ok() => Ok(()),
        Err(problem) => Err(problem.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_pattern_of_ecma_262_is_read_whatever_engines_of_rust_support() {
        for pattern in [
            "",
            "^[a-z]{2}(-[A-Z]{2})?$",
            r"^(?!x)(?=a)a(?<!b)(?<=a)$",
            r"(a)\1",
            r"(?<year>\d{4})-\k<year>",
            r"\u0041\x41\cA\0",
            r"[\w-.]+@[\w.-]+",
            r"a{,2}",
            r"{",
            r"a{1",
            r"]",
            r"\-\/\_\:",
            r"[^]",
            r"[]",
            r"\p{L}",
            r"(?:)",
            r"^[^\\/:*?<>|]+$",
        ] {
            assert_eq!(parse(pattern), Ok(()), "{pattern}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for pattern in ["(", ")", "[a", "*a", "a{3,2}", "[b-a]", "(?<a", "\\"] {
            assert!(parse(pattern).is_err(), "{pattern}");
        }
        let deep = "(".repeat(200_000);
        assert!(parse(&deep).is_err());
    }
}
