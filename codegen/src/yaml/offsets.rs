//! Converts the character offsets of the parser to the byte offsets of places.

use super::correction::Corrected;

/// The byte of each character: the parser counts characters.
pub(super) struct Offsets {
    bytes: Option<Vec<u32>>,
    length: u32,
}

impl Offsets {
    pub(super) fn new(text: &str) -> Self {
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let bytes = (!text.is_ascii()).then(|| {
            text.char_indices()
                .map(|(offset, _)| u32::try_from(offset).unwrap_or(u32::MAX))
                .collect()
        });
        Self { bytes, length }
    }

    pub(super) fn of(corrected: &Corrected, original: &str) -> Self {
        Self {
            bytes: Some(corrected.places().to_vec()),
            length: u32::try_from(original.len()).unwrap_or(u32::MAX),
        }
    }

    pub(super) fn byte(&self, character: usize) -> u32 {
        match &self.bytes {
            None => u32::try_from(character)
                .unwrap_or(u32::MAX)
                .min(self.length),
            Some(bytes) => bytes.get(character).copied().unwrap_or(self.length),
        }
    }
}
