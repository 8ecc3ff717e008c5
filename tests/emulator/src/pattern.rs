//! Strings that match a pattern of the specification.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use regex_lite::Regex;

/// Whether a string matches a pattern. A pattern that the regular expression library cannot read permits everything.
pub(crate) fn is_match(pattern: &str, text: &str) -> bool {
    // The patterns are those of the contract, so their number is limited.
    static READ: OnceLock<Mutex<HashMap<String, Option<Regex>>>> = OnceLock::new();
    let read = READ.get_or_init(Mutex::default);
    let mut read = read.lock().unwrap_or_else(PoisonError::into_inner);
    let regex = match read.get(pattern) {
        Some(regex) => regex.clone(),
        None => {
            let regex = parse(pattern);
            read.insert(pattern.to_owned(), regex.clone());
            regex
        }
    };
    drop(read);
    regex.is_none_or(|regex| regex.is_match(text))
}

fn parse(pattern: &str) -> Option<Regex> {
    let between = pattern
        .strip_prefix('/')
        .and_then(|pattern| pattern.strip_suffix('/'));
    Regex::new(between.unwrap_or(pattern)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_stand_between_slashes_or_not() {
        assert!(is_match("/^[a-z]{2}$/", "en"));
        assert!(!is_match("^[a-z]{2}$", "en-US"));
        assert!(is_match("(?<=unreadable", "anything"));
    }
}
