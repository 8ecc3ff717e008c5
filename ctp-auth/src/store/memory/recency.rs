//! The order in which entries were used.

use std::collections::BTreeMap;

use crate::StoreKey;

/// The order in which entries were used. Each use has a number.
#[derive(Default)]
pub(super) struct Recency {
    keys: BTreeMap<u64, StoreKey>,
    next: u64,
}

impl Recency {
    /// Records a use of the entry, in place of the previous one; returns the number of the use.
    pub(super) fn touch(&mut self, key: &StoreKey, before: Option<u64>) -> u64 {
        let key = before
            .and_then(|before| self.keys.remove(&before))
            .unwrap_or_else(|| key.clone());
        let number = self.next;
        self.next += 1;
        self.keys.insert(number, key);
        number
    }

    pub(super) fn forget(&mut self, number: u64) {
        self.keys.remove(&number);
    }

    /// Removes and returns the least recently used entry.
    pub(super) fn take_oldest(&mut self) -> Option<StoreKey> {
        self.keys.pop_first().map(|(_, key)| key)
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }
}
