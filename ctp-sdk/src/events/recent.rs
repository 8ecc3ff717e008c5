//! A map of limited size with the most recently used entries.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Entries by key. If there are too many, the least recently used one is removed.
#[derive(Debug)]
pub(super) struct Recent<V> {
    entries: HashMap<Arc<str>, (u64, V)>,
    by_use: BTreeMap<u64, Arc<str>>,
    uses: u64,
    capacity: usize,
}

impl<V> Recent<V> {
    /// An empty map for this number of entries, at least one.
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            entries: HashMap::new(),
            by_use: BTreeMap::new(),
            uses: 0,
            capacity: capacity.max(1),
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&V> {
        self.entries.get(key).map(|(_, value)| value)
    }

    /// Sets an entry, which counts as a use.
    pub(super) fn insert(&mut self, key: &str, value: V) {
        self.remove(key);
        self.uses = self.uses.saturating_add(1);
        let key: Arc<str> = key.into();
        self.by_use.insert(self.uses, Arc::clone(&key));
        self.entries.insert(key, (self.uses, value));
        while self.entries.len() > self.capacity {
            let Some((_, oldest)) = self.by_use.pop_first() else {
                return;
            };
            self.entries.remove(&oldest);
        }
    }

    pub(super) fn remove(&mut self, key: &str) -> Option<V> {
        let (used, value) = self.entries.remove(key)?;
        self.by_use.remove(&used);
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::Recent;

    #[test]
    fn what_was_used_longest_ago_is_forgotten() {
        let mut recent = Recent::new(2);
        recent.insert("a", 1);
        recent.insert("b", 2);
        recent.insert("a", 3);
        recent.insert("c", 4);
        assert_eq!(recent.get("a"), Some(&3));
        assert_eq!(recent.get("b"), None);
        assert_eq!(recent.get("c"), Some(&4));
    }

    #[test]
    fn many_entries_leave_as_many_as_it_may_have() {
        let mut recent = Recent::new(10);
        for number in 0..10_000 {
            recent.insert(&number.to_string(), ());
        }
        assert_eq!((recent.entries.len(), recent.by_use.len()), (10, 10));
    }
}
