//! Texts that other readers accept and YAML 1.2 does not: corrected before they are parsed, with the places of the original.

use crate::{
    diagnostics::Diagnostic,
    source::{FileId, Span},
};

/// What was corrected in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Correction {
    /// Lines of a quoted text that continue it without being indented.
    Indentation,
    /// Half of a surrogate pair, which is no character.
    Surrogate,
}

impl Correction {
    /// The warning about a correction at this place.
    pub(super) fn warning(self, start: u32, file: FileId) -> Diagnostic {
        let span = Span {
            file,
            start,
            end: start.saturating_add(1),
        };
        match self {
            Self::Indentation => Diagnostic::new(
                span,
                "a quoted text continues in a line that is not indented",
                "each of its lines is expected to be indented further than its key",
            )
            .help(
                "it is read as if it were; YAML 1.2 does not allow it, though some readers take it",
            ),
            Self::Surrogate => Diagnostic::new(
                span,
                "half of a surrogate pair is no character",
                "both halves are expected; it is read as U+FFFD",
            ),
        }
    }
}

/// Whether a text is JSON, by its first character.
pub(super) fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
}

/// A text with corrections.
pub(super) struct Corrected {
    text: String,
    /// Where each character stands in the original, in bytes.
    places: Vec<u32>,
}

impl Corrected {
    /// A text as it is.
    pub(super) fn new(text: &str) -> Self {
        let place = |(offset, _): (usize, char)| u32::try_from(offset).unwrap_or(u32::MAX);
        Self {
            text: text.to_owned(),
            places: text.char_indices().map(place).collect(),
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Where each character stands in the original, in bytes.
    pub(super) fn places(&self) -> &[u32] {
        &self.places
    }

    /// Where a character stands in the original, in bytes.
    pub(super) fn place(&self, character: usize) -> Option<u32> {
        self.places.get(character).copied()
    }

    /// Makes single escapes of surrogate pairs, which JSON writes and YAML does not know. Returns the place of a half
    /// that has no other, if there is one.
    pub(super) fn join_surrogates(&mut self) -> Option<u32> {
        let letters: Vec<char> = self.text.chars().collect();
        let mut edited = Edited::default();
        let mut half = None;
        let mut at = 0;
        while let Some(letter) = letters.get(at) {
            let found = match letter {
                '\\' => escape(&letters, at),
                _ => Escape::Other(1),
            };
            match found {
                Escape::Other(length) => {
                    self.keep(&mut edited, &letters, at, length);
                    at += length;
                }
                Escape::Pair(code) => {
                    self.put(&mut edited, &format!("\\U{code:08X}"), at);
                    at += 12;
                }
                Escape::Half => {
                    half = half.or_else(|| self.place(at));
                    self.put(&mut edited, "\\uFFFD", at);
                    at += 6;
                }
            }
        }
        *self = edited.into();
        half
    }

    /// Corrects the quoted text that begins at a character, if there is anything to correct.
    pub(super) fn correct_quoted(&mut self, start: usize) -> Option<Correction> {
        let letters: Vec<char> = self.text.chars().collect();
        let quote = *letters
            .get(start)
            .filter(|quote| matches!(quote, '"' | '\''))?;
        let end = end_of_quoted(&letters, start, quote)?;
        let least = indentation(&letters, start) + 1;
        let mut edited = Edited::default();
        let mut found = None;
        let mut at = 0;
        while at < letters.len() {
            self.keep(&mut edited, &letters, at, 1);
            let is_break = letters.get(at) == Some(&'\n') && at > start && at < end;
            at += 1;
            if !is_break {
                continue;
            }
            let rest = letters.get(at..).unwrap_or_default();
            let spaces = rest.iter().take_while(|letter| **letter == ' ').count();
            let is_blank = matches!(rest.get(spaces), None | Some('\n' | '\r'));
            if spaces < least && !is_blank {
                self.put(&mut edited, &" ".repeat(least - spaces), at);
                found = Some(Correction::Indentation);
            }
        }
        if found.is_some() {
            *self = edited.into();
            return found;
        }
        let has_escape = letters
            .get(start..end)?
            .windows(2)
            .any(|two| two == ['\\', 'u']);
        if quote == '"' && has_escape {
            let before = self.text.clone();
            self.join_surrogates();
            return (self.text != before).then_some(Correction::Surrogate);
        }
        None
    }

    fn keep(&self, edited: &mut Edited, letters: &[char], at: usize, length: usize) {
        for position in at..at + length {
            if let (Some(letter), Some(place)) = (letters.get(position), self.place(position)) {
                edited.text.push(*letter);
                edited.places.push(place);
            }
        }
    }

    fn put(&self, edited: &mut Edited, text: &str, at: usize) {
        let place = self.place(at).unwrap_or(u32::MAX);
        edited.text.push_str(text);
        edited.places.extend(text.chars().map(|_| place));
    }
}

#[derive(Default)]
struct Edited {
    text: String,
    places: Vec<u32>,
}

impl From<Edited> for Corrected {
    fn from(Edited { text, places }: Edited) -> Self {
        Self { text, places }
    }
}

enum Escape {
    /// A number of characters that are unchanged.
    Other(usize),
    /// A character written as two halves.
    Pair(u32),
    /// One half alone.
    Half,
}

fn escape(letters: &[char], at: usize) -> Escape {
    let Some(first) = unit(letters, at) else {
        return Escape::Other(2);
    };
    match first {
        0xD800..=0xDBFF => match unit(letters, at + 6) {
            Some(second @ 0xDC00..=0xDFFF) => {
                Escape::Pair(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00))
            }
            _ => Escape::Half,
        },
        0xDC00..=0xDFFF => Escape::Half,
        _ => Escape::Other(6),
    }
}

/// The number of `\uXXXX`.
fn unit(letters: &[char], at: usize) -> Option<u32> {
    let written: String = letters.get(at..at + 6)?.iter().collect();
    u32::from_str_radix(written.strip_prefix("\\u")?, 16).ok()
}

fn end_of_quoted(letters: &[char], start: usize, quote: char) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match letters.get(at)? {
            '\\' if quote == '"' => at += 2,
            letter if *letter == quote => {
                // Two single quotes are one that is meant.
                if quote == '\'' && letters.get(at + 1) == Some(&quote) {
                    at += 2;
                } else {
                    return Some(at);
                }
            }
            _ => at += 1,
        }
    }
}

/// The column of the key or the element that the line of a character holds.
fn indentation(letters: &[char], at: usize) -> usize {
    let before = letters.get(..at).unwrap_or_default();
    let line = before
        .iter()
        .rposition(|letter| *letter == '\n')
        .map_or(0, |position| position + 1);
    let mut column = 0;
    let line = before.get(line..).unwrap_or_default();
    loop {
        match (line.get(column), line.get(column + 1)) {
            (Some(' '), _) => column += 1,
            (Some('-'), Some(' ')) => column += 2,
            _ => return column,
        }
    }
}
