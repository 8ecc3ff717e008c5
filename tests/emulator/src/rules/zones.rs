//! Zones: where goods are sent to.

use serde_json::{Map, Value, json};

use crate::collection::Collection;
use crate::kind::Rules;

/// A zone that names no locations has none.
pub(crate) const ZONES: Rules = Rules {
    complete,
    refuse: |_, _| Ok(()),
};

fn complete(zone: &mut Map<String, Value>, _: &Collection) {
    zone.entry("locations").or_insert_with(|| json!([]));
}
