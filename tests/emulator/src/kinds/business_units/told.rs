//! Messages about business units without a regular form.

use serde_json::{Value, json};

use crate::kind::{Done, Object};
use crate::kinds::customers::message;
use crate::kinds::{addresses, group_assignments};
use crate::message::Message;
use crate::object::{elements, text_or_empty};
use crate::project::Project;

/// The messages about what was done; `None` if they have the regular form.
pub(super) fn messages(project: &Project, done: Done<'_>) -> Option<Vec<Message>> {
    let Done::Changed(action, states) = done else {
        return None;
    };
    let (before, after) = states;
    let (old, new) = (
        |name: &str| before.get(name).cloned(),
        |name: &str| after.get(name).cloned(),
    );
    let stores = |of: &Object| Some(of.get("stores").cloned().unwrap_or_else(|| json!([])));
    let told = |of: &str, fields: &[(&str, Option<Value>)]| Some(message(project, of, fields));
    match text_or_empty(action, "action") {
        "changeStatus" => told("BusinessUnitStatusChanged", &[("active", new("status"))]),
        "changeAssociate" => {
            let had: Vec<&Object> = elements(before, "associates").collect();
            let mut has = elements(after, "associates");
            let associate = has.find(|associate| !had.contains(associate));
            let associate = associate.map(|associate| json!(associate));
            told("BusinessUnitAssociateChanged", &[("associate", associate)])
        }
        "setStoreMode" => told(
            "BusinessUnitStoreModeChanged",
            &[
                ("stores", stores(after)),
                ("storeMode", new("storeMode")),
                ("oldStores", stores(before)),
                ("oldStoreMode", old("storeMode")),
            ],
        ),
        "changeParentUnit" => {
            let fields = [
                ("oldParentUnit", old("parentUnit")),
                ("newParentUnit", new("parentUnit")),
            ];
            let mut messages = message(project, "BusinessUnitParentChanged", &fields);
            messages.extend(top_level_unit(project, states));
            Some(messages)
        }
        "setUnitType" => {
            let fields = [
                ("parentUnit", new("parentUnit")),
                ("oldParentUnit", old("parentUnit")),
                ("unitType", new("unitType")),
                ("oldUnitType", old("unitType")),
            ];
            let mut messages = message(project, "BusinessUnitTypeSet", &fields);
            messages.extend(top_level_unit(project, states));
            Some(messages)
        }
        _ => addresses::messages(project, "BusinessUnit", action, states).or_else(|| {
            let of = "BusinessUnitCustomerGroupAssignment";
            group_assignments::messages(project, of, action, states)
        }),
    }
}

fn top_level_unit(project: &Project, (before, after): (&Object, &Object)) -> Vec<Message> {
    let name = "topLevelUnit";
    let (old, new) = (before.get(name), after.get(name));
    match old == new {
        true => Vec::new(),
        false => {
            let fields = [
                ("topLevelUnit", new.cloned()),
                ("oldTopLevelUnit", old.cloned()),
            ];
            message(project, "BusinessUnitTopLevelUnitSet", &fields)
        }
    }
}
