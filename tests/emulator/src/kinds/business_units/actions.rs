//! Update actions of business units without a regular form.

use serde_json::{Value, json};

use super::inheritance::{inherit, is_within, stores};
use super::{EXPLICIT, associates, check_modes, inherited_stores, is_company};
use crate::kind::Object;
use crate::object::{given, list_mut, put, text, text_or_empty};
use crate::project::{Project, Seen};
use crate::refusal::{Problem, Refusal};

/// Fails if the modes or the type of a business unit do not permit an action.
pub(super) fn permit(_: Seen<'_>, unit: &Object, action: &Object) -> Result<(), Refusal> {
    let inherits_stores = text(unit, "storeMode") != Some(EXPLICIT);
    match text_or_empty(action, "action") {
        "addStore" | "removeStore" | "setStores" if inherits_stores => Err(inherited_stores()),
        "changeApprovalRuleMode" => check_mode(unit, action, "approvalRuleMode"),
        _ => Ok(()),
    }
}

/// Fails if a company would inherit something.
fn check_mode(unit: &Object, action: &Object, mode: &str) -> Result<(), Refusal> {
    match is_company(unit) && text(action, mode) != Some(EXPLICIT) {
        true => {
            let message = format!("The {mode} of a Company has to be '{EXPLICIT}'.");
            Err(Refusal::invalid_operation(message))
        }
        false => Ok(()),
    }
}

/// `changeStatus`, whose type permits any text.
pub(super) fn change_status(
    _: &Project,
    unit: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let status = text_or_empty(action, "status");
    if !matches!(status, "Active" | "Inactive") {
        let message = format!("'{status}' is no status of business units: Active or Inactive.");
        return Err(Refusal::bad_request(Problem::new("InvalidInput", message)));
    }
    put(unit, "status", Some(status.into()));
    Ok(())
}

/// `changeAssociate`: new roles of an existing associate.
pub(super) fn change_associate(
    project: &Project,
    unit: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let types = ("AssociateDraft", "Associate");
    let new = project.built_at(action, "associate", types)?;
    let new = new.unwrap_or_default();
    let customer = new.get("customer").cloned();
    let mut associates = list_mut(unit, "associates")?.iter_mut();
    let old = associates.find(|of| of.get("customer") == customer.as_ref());
    let old = old.ok_or_else(|| {
        Refusal::invalid_operation("The customer is no associate of the business unit.")
    })?;
    *old = new;
    Ok(())
}

/// `changeAssociateMode`.
pub(super) fn change_associate_mode(
    _: &Project,
    unit: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    check_mode(unit, action, "associateMode")?;
    let mode = text_or_empty(action, "associateMode");
    if mode == EXPLICIT && given(action, "makeInheritedAssociatesExplicit") == Some(&json!(true)) {
        associates::make_explicit(unit)?;
    }
    put(unit, "associateMode", Some(mode.into()));
    Ok(())
}

/// `setStoreMode`.
pub(super) fn set_store_mode(
    project: &Project,
    unit: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    check_mode(unit, action, "storeMode")?;
    let mode = text_or_empty(action, "storeMode");
    let set = given(action, "stores").and_then(Value::as_array);
    if mode != EXPLICIT {
        if set.is_some_and(|set| !set.is_empty()) {
            return Err(inherited_stores());
        }
        unit.remove("stores");
    } else {
        let types = ("StoreResourceIdentifier", "StoreKeyReference");
        let set = set.into_iter().flatten();
        let set = set.map(|store| project.built(store, types));
        let set = set.collect::<Result<Vec<Value>, Refusal>>()?;
        put(unit, "stores", Some(set.into()));
    }
    put(unit, "storeMode", Some(mode.into()));
    Ok(())
}

/// `changeParentUnit`: the new parent has the same stores as the old one.
pub(super) fn change_parent(
    project: &Project,
    unit: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    if is_company(unit) {
        return Err(Refusal::invalid_operation("A Company has no parent unit."));
    }
    let parent = action.get("parentUnit").unwrap_or(&Value::Null);
    let new = project.find("business-unit", parent)?;
    let old = project.find(
        "business-unit",
        unit.get("parentUnit").unwrap_or(&Value::Null),
    )?;
    let keys = |unit| {
        let keys = stores(unit).map(|store| text_or_empty(store, "key"));
        let mut keys: Vec<&str> = keys.collect();
        keys.sort_unstable();
        keys
    };
    if keys(old) != keys(new) {
        return Err(Refusal::invalid_operation(
            "The new parent unit does not have the same stores as the old one.",
        ));
    }
    set_parent(project, unit, new)
}

/// `setUnitType`.
pub(super) fn set_type(
    project: &Project,
    unit: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let unit_type = text_or_empty(action, "unitType");
    let parent = given(action, "parentUnit");
    put(unit, "unitType", Some(unit_type.into()));
    match (unit_type, parent) {
        ("Division", Some(parent)) => {
            let parent = project.find("business-unit", parent)?;
            set_parent(project, unit, parent)
        }
        ("Division", None) => Err(Refusal::bad_request(Problem::required("parentUnit"))),
        (_, Some(_)) => Err(Refusal::invalid_operation("A Company has no parent unit.")),
        (_, None) => {
            check_modes(unit)?;
            unit.remove("parentUnit");
            inherit(project, unit)
        }
    }
}

fn set_parent(project: &Project, unit: &mut Object, parent: &Object) -> Result<(), Refusal> {
    if is_within(project, parent, unit) {
        let message = "A business unit cannot be below itself.";
        return Err(Refusal::invalid_operation(message));
    }
    put(
        unit,
        "parentUnit",
        Some(super::inheritance::reference(parent)),
    );
    inherit(project, unit)
}
