//! Categories: a tree.

use serde_json::{Value, json};

use crate::kind::{Object, Row, Stage};
use crate::kinds::products;
use crate::project::{Caller, Project};
use crate::refusal::Refusal;

const PATH: &str = "/{projectKey}/categories";

pub(crate) const ROW: Row = Row {
    unique: &["key", "slug"],
    complete,
    actions: &[("changeParent", change_parent)],
    deleted,
    ..Row::of(PATH)
};

/// Ancestors are computed from the parent; a category without an `orderHint` gets one.
fn complete(project: &Project, _: Stage<'_>, category: &mut Object) -> Result<(), Refusal> {
    let parent = category.get("parent").cloned();
    let all = project.all(PATH);
    let above = parent.as_ref().and_then(id_of).and_then(|id| all.get(id));
    let above = above.and_then(|parent| parent.get("ancestors"));
    let above = above.and_then(Value::as_array).cloned();
    let mut ancestors = above.unwrap_or_default();
    ancestors.extend(parent);
    category.insert("ancestors".to_owned(), Value::Array(ancestors));
    category.entry("assets").or_insert_with(|| json!([]));
    if !category.contains_key("orderHint") {
        // As on the platform: a fraction that grows with the time of the creation.
        let now = project.clock.now().as_microsecond();
        category.insert("orderHint".to_owned(), json!(format!("0.0000{now}1")));
    }
    Ok(())
}

/// Not emulated if other categories are below it, because their ancestors would change, too.
fn change_parent(project: &Project, category: &mut Object, action: &Object) -> Result<(), Refusal> {
    refuse_above_others(
        project,
        category,
        "another parent of a category that others are below of",
    )?;
    let parent = action.get("parent").unwrap_or(&Value::Null);
    let parent = project.find("category", parent)?;
    let parent = json!({"typeId": "category", "id": parent.get("id")});
    category.insert("parent".to_owned(), parent);
    Ok(())
}

/// The categories below a deleted category are deleted as well, and removed from products.
fn deleted(project: &mut Project, category: &Object) {
    let id = category.get("id").and_then(Value::as_str);
    let id = id.unwrap_or_default();
    products::leave_category(project, id);
    let ancestors = |of: &Object| of.get("ancestors").and_then(Value::as_array).cloned();
    let is_below = |of: &&Object| {
        let ancestors = ancestors(of).unwrap_or_default();
        ancestors.iter().any(|above| id_of(above) == Some(id))
    };
    let mut below: Vec<Object> = project.all(PATH).iter().filter(is_below).cloned().collect();
    // The deepest are first, so that none has others below it when it is deleted.
    below.sort_by_key(|of| std::cmp::Reverse(ancestors(of).unwrap_or_default().len()));
    let nobody = Caller::default();
    for category in below {
        if let Ok(seen) = project.whole(PATH, &nobody) {
            project.remove(seen, &category);
        }
    }
}

fn refuse_above_others(project: &Project, category: &Object, what: &str) -> Result<(), Refusal> {
    let id = category.get("id").and_then(Value::as_str);
    let is_below = |other: &Object| id.is_some() && other.get("parent").and_then(id_of) == id;
    match project.all(PATH).iter().any(is_below) {
        true => Err(Refusal::not_emulated(what)),
        false => Ok(()),
    }
}

fn id_of(reference: &Value) -> Option<&str> {
    reference.get("id")?.as_str()
}
