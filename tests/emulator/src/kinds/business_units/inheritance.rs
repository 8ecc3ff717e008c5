//! What divisions inherit from their parents, and their place in the hierarchy.

use serde_json::{Value, json};

use super::{EXPLICIT, PATH};
use crate::kind::Object;
use crate::object::{elements, given, put, text, text_or_empty};
use crate::project::Project;
use crate::refusal::Refusal;

/// A reference to a business unit.
pub(super) fn reference(unit: &Object) -> Value {
    json!({"typeId": "business-unit", "key": unit.get("key")})
}

/// The parent of a business unit, if it has one.
pub(super) fn parent<'p>(project: &'p Project, unit: &Object) -> Option<&'p Object> {
    let parent = unit.get("parentUnit")?;
    project.find("business-unit", parent).ok()
}

/// The parent of a business unit whose approval rules it inherits.
pub(crate) fn inherits_rules_from<'p>(project: &'p Project, unit: &Object) -> Option<&'p Object> {
    let inherits = text(unit, "approvalRuleMode") != Some(EXPLICIT);
    parent(project, unit).filter(|_| inherits)
}

/// The stores of a business unit, its own or inherited ones.
pub(super) fn stores(unit: &Object) -> impl Iterator<Item = &Object> {
    let of = match text(unit, "storeMode") {
        Some(EXPLICIT) => "stores",
        _ => "inheritedStores",
    };
    elements(unit, of)
}

/// Sets what a business unit inherits.
pub(super) fn inherit(project: &Project, unit: &mut Object) -> Result<(), Refusal> {
    let parent = match given(unit, "parentUnit") {
        Some(parent) => Some(project.find("business-unit", parent)?),
        None => None,
    };
    let top = parent.and_then(|parent| parent.get("topLevelUnit").cloned());
    let top = top.unwrap_or_else(|| reference(unit));
    put(unit, "topLevelUnit", Some(top));
    let inherits = |mode: &str| parent.filter(|_| text(unit, mode) != Some(EXPLICIT));
    let inherited_stores = inherits("storeMode").map(|parent| stores(parent).cloned().collect());
    let associates = inherits("associateMode").map(associates_below);
    put(unit, "inheritedStores", inherited_stores.map(list));
    put(unit, "inheritedAssociates", associates.map(list));
    Ok(())
}

fn list(of: Vec<Object>) -> Value {
    of.into_iter().map(Value::Object).collect()
}

/// The associates that the children of a business unit inherit: those with an inheritable role, and those that it inherits.
fn associates_below(unit: &Object) -> Vec<Object> {
    let mut below: Vec<Object> = Vec::new();
    for associate in elements(unit, "associates") {
        let assignments = elements(associate, "associateRoleAssignments");
        let assignments = assignments.filter(|of| text(of, "inheritance") == Some("Enabled"));
        let assignments = assignments
            .map(|of| json!({"associateRole": of.get("associateRole"), "source": reference(unit)}));
        add(&mut below, associate, assignments.collect());
    }
    for associate in elements(unit, "inheritedAssociates") {
        let assignments = elements(associate, "associateRoleAssignments");
        let assignments = assignments.cloned().map(Value::Object).collect();
        add(&mut below, associate, assignments);
    }
    below
}

/// Adds roles of a customer who may already be in the list.
fn add(all: &mut Vec<Object>, associate: &Object, assignments: Vec<Value>) {
    if assignments.is_empty() {
        return;
    }
    let customer = associate.get("customer");
    let known = all.iter_mut();
    let mut known = known.filter(|of| of.get("customer") == customer);
    let list = known
        .next()
        .and_then(|of| of.get_mut("associateRoleAssignments"));
    match list.and_then(Value::as_array_mut) {
        Some(list) => list.extend(assignments),
        None => {
            let mut associate = Object::new();
            put(&mut associate, "customer", customer.cloned());
            put(
                &mut associate,
                "associateRoleAssignments",
                Some(assignments.into()),
            );
            all.push(associate);
        }
    }
}

/// Updates what the divisions below a business unit inherit, after it was changed.
pub(super) fn hand_down(project: &mut Project, unit: &Object) {
    let mut above = vec![text_or_empty(unit, "key").to_owned()];
    while let Some(key) = above.pop() {
        let below = project.all(PATH).iter().filter(|of| is_child(of, &key));
        let below: Vec<Object> = below.cloned().collect();
        for old in below {
            let mut division = old.clone();
            // Its parent exists.
            if inherit(project, &mut division).is_err() || division == old {
                continue;
            }
            let id = text_or_empty(&division, "id").to_owned();
            above.push(text_or_empty(&division, "key").to_owned());
            project.all_mut(PATH).put(super::ROW.unique, &id, division);
        }
    }
}

fn is_child(unit: &Object, key: &str) -> bool {
    let parent = unit.get("parentUnit").and_then(Value::as_object);
    parent.and_then(|parent| text(parent, "key")) == Some(key)
}

/// Whether a business unit is another one or below it.
pub(super) fn is_within(project: &Project, unit: &Object, other: &Object) -> bool {
    let line = std::iter::successors(Some(unit), |unit| parent(project, unit));
    let key = other.get("key");
    line.into_iter().any(|unit| unit.get("key") == key)
}
