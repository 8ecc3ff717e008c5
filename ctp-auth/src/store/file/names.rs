//! File names.
//!
//! Different keys have different names, even on file systems that ignore case, and no name is reserved by Windows, such as
//! `nul`.

use crate::StoreKey;

/// The file that processes lock while they change any other file.
pub(super) const GUARD: &str = "ctp.lock";

/// The prefix of a file that is being written. It gets its final name when it is complete.
pub(super) const UNFINISHED_PREFIX: &str = ".ctp-";

/// The suffix of such a file.
pub(super) const UNFINISHED_SUFFIX: &str = ".tmp";

/// The file of an entry, such as `ctp-token-8d3f.json`.
pub(super) fn entry(key: &StoreKey) -> String {
    format!("ctp-{}.json", escaped(key))
}

/// The file of the lock on an entry, such as `ctp-token-8d3f.lock.json`.
pub(super) fn lock(key: &StoreKey) -> String {
    format!("ctp-{}.lock.json", escaped(key))
}

/// Whether it is the name of an entry or a lock.
pub(super) fn is_record(name: &str) -> bool {
    name.starts_with("ctp-") && name.ends_with(".json")
}

/// Whether it is the name of a file that is being written, or was when its process crashed.
pub(super) fn is_unfinished(name: &str) -> bool {
    name.starts_with(UNFINISHED_PREFIX) && name.ends_with(UNFINISHED_SUFFIX)
}

/// Lower-case letters and digits unchanged, a colon as `-`, and the bytes of all other characters as `_` and two digits.
fn escaped(key: &StoreKey) -> String {
    let mut name = String::with_capacity(key.as_str().len());
    for byte in key.as_str().bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' => name.push(char::from(byte)),
            b':' => name.push('-'),
            _ => name.push_str(&format!("_{byte:02x}")),
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_this_crate_is_legible_in_the_name_of_its_file() {
        let key = StoreKey::new("token:8d3f");
        assert_eq!(entry(&key), "ctp-token-8d3f.json");
        assert_eq!(lock(&key), "ctp-token-8d3f.lock.json");
    }

    #[test]
    fn a_key_never_leaves_the_directory() {
        let key = StoreKey::new("../a\\b/C:é");
        assert_eq!(entry(&key), "ctp-_2e_2e_2fa_5cb_2f_43-_c3_a9.json");
    }

    #[test]
    fn keys_that_resemble_each_other_have_files_of_their_own() {
        let keys = ["a:b", "a-b", "A:b", "a_2db", "a:b.lock", "a:b_2elock"];
        let mut names: Vec<String> = keys
            .iter()
            .flat_map(|key| [entry(&StoreKey::new(*key)), lock(&StoreKey::new(*key))])
            .map(|name| name.to_lowercase())
            .collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 2 * keys.len());
    }
}
