//! The resources of one kind, and their unique values.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value};

/// The maximum number of resources of a kind; their total size is limited too, so that an endless test does not use all
/// memory.
const MOST: usize = 100_000;
const MOST_BYTES: usize = 256 * 1024 * 1024;

/// The resources of one kind, ordered by id.
#[derive(Debug, Default)]
pub(crate) struct Collection {
    resources: BTreeMap<String, Kept>,
    /// The id of the resource that has a unique value, by the path of the value, such as `slug.en`, and its text.
    taken: HashMap<(String, String), String>,
    /// The total length of the resources as JSON.
    bytes: usize,
    /// The number of writes.
    puts: u64,
}

#[derive(Debug)]
struct Kept {
    resource: Map<String, Value>,
    /// The length as JSON.
    bytes: usize,
    /// The number of earlier writes.
    turn: u64,
}

impl Collection {
    /// A resource by its id.
    pub(crate) fn get(&self, id: &str) -> Option<&Map<String, Value>> {
        self.resources.get(id).map(|kept| &kept.resource)
    }

    /// The id of the resource with this value of a unique field.
    pub(crate) fn id_of(&self, field: &str, value: &str) -> Option<&str> {
        let place = (field.to_owned(), value.to_owned());
        self.taken.get(&place).map(String::as_str)
    }

    /// The position of a resource in the order of creations and changes, which timestamps with milliseconds do not
    /// determine.
    pub(crate) fn turn(&self, id: &str) -> Option<u64> {
        self.resources.get(id).map(|kept| kept.turn)
    }

    /// All resources, ordered by id.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Map<String, Value>> {
        self.resources.values().map(|kept| &kept.resource)
    }

    /// Whether the maximum is reached.
    pub(crate) fn is_full(&self) -> bool {
        self.resources.len() >= MOST || self.bytes >= MOST_BYTES
    }

    /// Whether a resource may replace the one with its id: the total size is limited.
    pub(crate) fn has_room(&self, id: &str, resource: &Map<String, Value>) -> bool {
        let old = self.resources.get(id).map_or(0, |kept| kept.bytes);
        fits(self.bytes, old, length(resource))
    }

    /// The unique values of a resource that another one has, each with its path.
    pub(crate) fn conflicts(
        &self,
        unique: &[&str],
        id: &str,
        of: &Map<String, Value>,
    ) -> Vec<(String, String)> {
        let mut values = unique_values(unique, of);
        values.retain(|place| self.taken.get(place).is_some_and(|holder| holder != id));
        values
    }

    /// Adds a resource, or replaces the one with its id.
    pub(crate) fn put(&mut self, unique: &[&str], id: &str, resource: Map<String, Value>) {
        self.remove(unique, id);
        for place in unique_values(unique, &resource) {
            self.taken.insert(place, id.to_owned());
        }
        let (bytes, turn) = (length(&resource), self.puts);
        self.bytes = self.bytes.saturating_add(bytes);
        self.puts += 1;
        let kept = Kept {
            resource,
            bytes,
            turn,
        };
        self.resources.insert(id.to_owned(), kept);
    }

    /// Removes a resource.
    pub(crate) fn remove(&mut self, unique: &[&str], id: &str) -> Option<Map<String, Value>> {
        let removed = self.resources.remove(id)?;
        self.bytes = self.bytes.saturating_sub(removed.bytes);
        for place in unique_values(unique, &removed.resource) {
            self.taken.remove(&place);
        }
        Some(removed.resource)
    }
}

/// Whether `old` bytes may become `new` bytes. A smaller resource is always allowed.
fn fits(bytes: usize, old: usize, new: usize) -> bool {
    new <= old || bytes.saturating_sub(old).saturating_add(new) <= MOST_BYTES
}

fn length(of: &Map<String, Value>) -> usize {
    serde_json::to_vec(of).map_or(0, |text| text.len())
}

/// The text of several values that are unique in combination, one after the other; [`Collection::id_of`] finds the resource
/// by it.
pub(crate) fn together<'v>(values: impl IntoIterator<Item = Option<&'v Value>>) -> String {
    let texts = values.into_iter().map(|value| match value {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    });
    texts.collect::<Vec<_>>().join("\n")
}

/// The text with which [`Collection::id_of`] finds a value of `email@stores`: the value and the key of a store, if there is
/// one.
pub(crate) fn among(text: &str, key: Option<&str>) -> String {
    format!("{}\n{}", text.to_lowercase(), key.unwrap_or_default())
}

/// A text for each key that the resource has in a list.
fn among_all(of: &Map<String, Value>, field: &str, list: &str) -> Vec<String> {
    let Some(text) = of.get(field).and_then(Value::as_str) else {
        return Vec::new();
    };
    let keys = of.get(list).and_then(Value::as_array);
    let keys = keys.into_iter().flatten();
    let keys: Vec<&str> = keys.filter_map(|of| of.get("key")?.as_str()).collect();
    match keys.is_empty() {
        true => vec![among(text, None)],
        false => keys.iter().map(|key| among(text, Some(key))).collect(),
    }
}

/// The unique values of a resource with their paths, each once; combined fields at the path of the first one; for localized
/// texts, the text of each locale. The path of a nested value is the last name of its path.
fn unique_values(unique: &[&str], of: &Map<String, Value>) -> Vec<(String, String)> {
    let mut values = Vec::new();
    for field in unique {
        if let Some((first, _)) = field.split_once('+') {
            if !of.contains_key(first) {
                continue;
            }
            let text = together(field.split('+').map(|field| of.get(field)));
            values.push(((*field).to_owned(), text));
            continue;
        }
        if let Some((text, list)) = field.split_once('@') {
            let texts = among_all(of, text, list).into_iter();
            values.extend(texts.map(|text| ((*field).to_owned(), text)));
            continue;
        }
        let (first, rest) = field.split_once('.').unwrap_or((field, ""));
        let name = field.rsplit('.').next().unwrap_or(field);
        for value in of.get(first).into_iter().flat_map(|of| at(of, rest)) {
            let found: Vec<(String, String)> = match value {
                Value::String(text) => vec![(name.to_owned(), text.clone())],
                Value::Object(by_locale) => {
                    let texts = by_locale.iter();
                    let texts = texts.filter_map(|(locale, text)| {
                        Some((format!("{name}.{locale}"), text.as_str()?.to_owned()))
                    });
                    texts.collect()
                }
                _ => Vec::new(),
            };
            values.extend(found);
        }
    }
    let mut known = HashSet::new();
    values.retain(|value| known.insert(value.clone()));
    values
}

/// The values at a path, in which `*` matches each member of an object and each element of a list.
fn at<'v>(value: &'v Value, path: &str) -> Vec<&'v Value> {
    let (step, rest) = path.split_once('.').unwrap_or((path, ""));
    let below: Vec<&Value> = match (step, value) {
        ("", _) => return vec![value],
        ("*", Value::Array(values)) => values.iter().collect(),
        ("*", Value::Object(members)) => members.values().collect(),
        (name, value) => value.get(name).into_iter().collect(),
    };
    below.into_iter().flat_map(|of| at(of, rest)).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    const UNIQUE: [&str; 2] = ["key", "slug"];

    fn resource(of: Value) -> Map<String, Value> {
        of.as_object().unwrap().clone()
    }

    #[test]
    fn a_value_is_free_again_once_its_holder_has_another_or_is_gone() {
        let mut all = Collection::default();
        let first = resource(json!({"key": "a", "slug": {"en": "x", "de": "y"}}));
        all.put(&UNIQUE, "1", first.clone());
        assert_eq!(all.id_of("key", "a"), Some("1"));
        assert_eq!(all.conflicts(&UNIQUE, "1", &first), []);
        let taken = [("slug.en".to_owned(), "x".to_owned())];
        let second = resource(json!({"key": "b", "slug": {"en": "x", "fr": "y"}}));
        assert_eq!(all.conflicts(&UNIQUE, "2", &second), taken);
        all.put(&UNIQUE, "1", resource(json!({"slug": {"en": "z"}})));
        assert_eq!(all.conflicts(&UNIQUE, "2", &second), []);
        assert_eq!(all.id_of("key", "a"), None);
        all.remove(&UNIQUE, "1");
        assert_eq!(all.iter().count(), 0);
        let third = resource(json!({"slug": {"en": "z"}}));
        assert_eq!(all.conflicts(&UNIQUE, "2", &third), []);
    }

    #[test]
    fn a_text_is_unique_in_each_list_in_any_case() {
        let unique = ["email@stores"];
        let of = |email: &str, stores: &[&str]| {
            let stores: Vec<Value> = stores.iter().map(|key| json!({"key": key})).collect();
            resource(json!({"email": email, "stores": stores}))
        };
        let mut all = Collection::default();
        all.put(&unique, "1", of("jane@example.com", &[]));
        all.put(&unique, "2", of("jane@example.com", &["north", "east"]));
        for (other, is_taken) in [
            (of("JANE@example.com", &[]), true),
            (of("Jane@example.com", &["south", "east"]), true),
            (of("jane@example.com", &["south"]), false),
            (of("john@example.com", &["north"]), false),
        ] {
            let conflicts = all.conflicts(&unique, "3", &other);
            assert_eq!(!conflicts.is_empty(), is_taken, "{other:?}");
        }
        let text = among("jane@EXAMPLE.com", Some("east"));
        assert_eq!(all.id_of("email@stores", &text), Some("2"));
    }

    #[test]
    fn values_at_a_path_are_unique_by_its_last_name() {
        let unique = ["data.*.sku", "data.*.parts.*.sku", "data.*.slug"];
        let mut all = Collection::default();
        let data = |sku: &str, part: &str| json!({"sku": sku, "parts": [{"sku": part}]});
        let first = json!({"data": {"current": data("a", "b"), "staged": data("a", "c")}});
        all.put(&unique, "1", resource(first));
        assert_eq!(all.id_of("sku", "a"), Some("1"));
        assert_eq!(all.id_of("sku", "c"), Some("1"));
        let second =
            resource(json!({"data": {"staged": data("d", "b"), "current": data("d", "b")}}));
        let taken = [("sku".to_owned(), "b".to_owned())];
        assert_eq!(all.conflicts(&unique, "2", &second), taken);
        all.put(
            &unique,
            "1",
            resource(json!({"data": {"x": {"slug": {"en": "s"}}}})),
        );
        assert_eq!(all.conflicts(&unique, "2", &second), []);
        assert_eq!(all.id_of("slug.en", "s"), Some("1"));
    }

    #[test]
    fn the_turn_of_a_resource_is_that_of_its_last_change() {
        let mut all = Collection::default();
        for id in ["b", "a", "c", "b"] {
            all.put(&[], id, Map::new());
        }
        all.remove(&[], "c");
        let mut ids = ["a", "b", "c"];
        ids.sort_by_key(|id| all.turn(id));
        assert_eq!(ids, ["c", "a", "b"]);
        assert_eq!(all.turn("c"), None);
    }

    #[test]
    fn values_can_be_unique_together() {
        let unique = ["sku+channel"];
        let mut all = Collection::default();
        all.put(
            &unique,
            "1",
            resource(json!({"sku": "a", "channel": {"id": "x"}})),
        );
        for (other, is_taken) in [
            (json!({"sku": "a", "channel": {"id": "x"}}), true),
            (json!({"sku": "a", "channel": {"id": "y"}}), false),
            (json!({"sku": "a"}), false),
            (json!({"sku": "b", "channel": {"id": "x"}}), false),
        ] {
            let conflicts = all.conflicts(&unique, "2", &resource(other.clone()));
            assert_eq!(!conflicts.is_empty(), is_taken, "{other}");
        }
    }
}
