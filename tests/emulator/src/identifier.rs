//! Random ids and secrets.

use std::fmt::Write;

/// An id of a resource: a random UUID of version 4.
pub(crate) fn id() -> String {
    let [mut high, mut low] = random();
    high = (high & !0xf000) | 0x4000;
    low = (low & !(0b11 << 62)) | (0b10 << 62);
    let text = format!("{high:016x}{low:016x}");
    let mut id = String::with_capacity(36);
    for (place, letter) in text.chars().enumerate() {
        if matches!(place, 8 | 12 | 16 | 20) {
            id.push('-');
        }
        id.push(letter);
    }
    id
}

/// An id of a part of a resource, such as an address.
pub(crate) fn short() -> String {
    const LETTERS: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
    let letters = random_number().to_be_bytes();
    let letters = letters
        .iter()
        .filter_map(|byte| LETTERS.get(usize::from(byte % 64)));
    letters.map(|letter| char::from(*letter)).collect()
}

/// The text of a token or of the secret of an API client.
pub(crate) fn secret() -> String {
    let mut text = String::with_capacity(32);
    for number in random() {
        // Writing to a string does not fail.
        let _ = write!(text, "{number:016x}");
    }
    text
}

/// Random numbers of the operating system; if there are none, those of the seeds of the standard library's hash maps.
fn random() -> [u64; 2] {
    [random_number(), random_number()]
}

fn random_number() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    getrandom::u64().unwrap_or_else(|_| RandomState::new().hash_one(0))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_the_form_of_a_uuid_of_version_4() {
        let form = "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$";
        let form = regex_lite::Regex::new(form).unwrap();
        let ids: Vec<String> = (0..100).map(|_| id()).collect();
        assert!(ids.iter().all(|id| form.is_match(id)), "{ids:?}");
        assert_ne!(ids.first(), ids.last());
    }
}
