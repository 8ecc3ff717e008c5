//! Categories: a tree.

use serde_json::{Map, Value, json};

use crate::collection::Collection;
use crate::kind::{Change, Rules};
use crate::refusal::Refusal;

/// Ancestors follow from the parent; a category without an `orderHint` is given one.
pub(crate) const CATEGORIES: Rules = Rules { complete, refuse };

fn complete(category: &mut Map<String, Value>, others: &Collection) {
    let parent = category.get("parent").cloned();
    let above = parent
        .as_ref()
        .and_then(id_of)
        .and_then(|id| others.get(id));
    let above = above.and_then(|parent| parent.get("ancestors"));
    let above = above.and_then(Value::as_array).cloned();
    let mut ancestors = above.unwrap_or_default();
    ancestors.extend(parent);
    category.insert("ancestors".to_owned(), Value::Array(ancestors));
    if !category.contains_key("orderHint") {
        // As the platform does: a fraction that grows with the time of the creation.
        let now = jiff::Timestamp::now().as_microsecond();
        category.insert("orderHint".to_owned(), json!(format!("0.0000{now}1")));
    }
}

/// The ancestors of those below would change, or they would have a parent that is gone.
fn refuse(change: Change<'_>, others: &Collection) -> Result<(), Refusal> {
    let (id, what) = match change {
        Change::Delete(id) => (id, "the deletion of a category that others are below of"),
        Change::Action(id, "changeParent") => {
            (id, "another parent of a category that others are below of")
        }
        Change::Action(..) => return Ok(()),
    };
    let is_below = |other: &Map<String, Value>| other.get("parent").and_then(id_of) == Some(id);
    match others.iter().any(is_below) {
        true => Err(Refusal::not_emulated(what)),
        false => Ok(()),
    }
}

fn id_of(reference: &Value) -> Option<&str> {
    reference.get("id")?.as_str()
}
