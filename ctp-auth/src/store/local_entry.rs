//! The entries in `localStorage`: a text and its expiry.

use std::time::Duration;

/// A text with its expiry, written as `1700000000000 text`: milliseconds since the Unix epoch.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    expires_at: Duration,
    pub(super) text: String,
}

impl Entry {
    pub(super) fn new(text: &str, now: Duration, lifetime: Duration) -> Self {
        Self {
            expires_at: now.saturating_add(lifetime),
            text: text.to_owned(),
        }
    }

    /// `None` if the text is not an entry.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (expires_at, text) = text.split_once(' ')?;
        Some(Self {
            expires_at: Duration::from_millis(expires_at.parse().ok()?),
            text: text.to_owned(),
        })
    }

    pub(super) fn to_text(&self) -> String {
        let expires_at = u64::try_from(self.expires_at.as_millis()).unwrap_or(u64::MAX);
        format!("{expires_at} {}", self.text)
    }

    pub(super) fn lasts(&self, now: Duration) -> bool {
        now < self.expires_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_read_as_it_was_written_and_ends_with_its_lifetime() {
        let (now, lifetime) = (Duration::from_secs(100), Duration::from_secs(10));
        for text in ["a text with spaces", "", "{\"a\":1}"] {
            let entry = Entry::new(text, now, lifetime);
            assert_eq!(Entry::read(&entry.to_text()), Some(entry));
        }
        let entry = Entry::new("text", now, lifetime);
        assert!(entry.lasts(Duration::from_millis(109_999)));
        assert!(!entry.lasts(Duration::from_secs(110)));
    }

    #[test]
    fn a_lifetime_without_an_end_is_long() {
        let entry = Entry::new("text", Duration::from_secs(1), Duration::MAX);
        let entry = Entry::read(&entry.to_text());
        assert!(entry.is_some_and(|entry| entry.lasts(Duration::from_secs(1 << 40))));
    }

    #[test]
    fn what_is_no_entry_is_none() {
        for text in ["", "text", "soon text", "-1 text"] {
            assert_eq!(Entry::read(text), None, "{text}");
        }
    }
}
