//! Regular expressions, which RAML and OpenAPI take from ECMA 262.

use crate::{diagnostics::Diagnostic, source::Span};

/// The problem of a pattern that is no regular expression: no value is compared with it, and it is only documented.
pub fn problem(pattern: &str, at: Span) -> Option<Diagnostic> {
    let reason = parse(pattern).err()?;
    let shown: String = pattern.chars().take(60).collect();
    Some(Diagnostic::new(
        at,
        format!("`{shown}` is no regular expression: {reason}"),
        "a regular expression of ECMA 262 is expected",
    ))
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
