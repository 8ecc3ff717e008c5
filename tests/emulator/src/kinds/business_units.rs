//! Business units: companies and their divisions, their associates, and the permissions of these.
//!
//! A division inherits stores and associates from its parent according to its modes. The platform sets inherited values
//! some time after a change; here they are set at once. As on the platform, the version of the division is not changed.
//!
//! The customer groups of business units are stored, but prices are selected without them. The maximum depth of divisions
//! is not checked.
//!
//! Source: <https://docs.commercetools.com/api/projects/business-units>.

mod actions;
pub(crate) mod associates;
mod belonging;
mod inheritance;
pub(crate) mod rights;
mod routes;
mod told;

use serde_json::{Value, json};

use crate::kind::{Object, Row, Stage};
use crate::kinds::project_settings::setting;
use crate::kinds::{addresses, group_assignments};
use crate::object::{given, text};
use crate::project::Project;
use crate::refusal::Refusal;

pub(crate) use belonging::{check as check_belonging, set_unit};
pub(crate) use inheritance::inherits_rules_from;

pub(crate) const PATH: &str = "/{projectKey}/business-units";
const IN_STORE: &str = "/{projectKey}/in-store/key={storeKey}/business-units";
const MINE: &str = "/{projectKey}/me/business-units";
const OF_ASSOCIATE: &str = "/{projectKey}/as-associate/{associateId}/business-units";

pub(crate) const ROW: Row = Row {
    views: &[IN_STORE, MINE, OF_ASSOCIATE],
    by_hand: &[
        "addresses",
        "shippingAddresses",
        "defaultShippingAddress",
        "billingAddresses",
        "defaultBillingAddress",
    ],
    complete,
    actions: &[
        ("addAddress", addresses::add),
        ("changeAddress", addresses::change),
        ("removeAddress", addresses::remove),
        ("addShippingAddressId", addresses::add_shipping_id),
        ("removeShippingAddressId", addresses::remove_shipping_id),
        ("setDefaultShippingAddress", addresses::set_default_shipping),
        ("addBillingAddressId", addresses::add_billing_id),
        ("removeBillingAddressId", addresses::remove_billing_id),
        ("setDefaultBillingAddress", addresses::set_default_billing),
        ("addCustomerGroupAssignment", group_assignments::add),
        ("removeCustomerGroupAssignment", group_assignments::remove),
        ("changeStatus", actions::change_status),
        ("changeAssociate", actions::change_associate),
        ("changeAssociateMode", actions::change_associate_mode),
        ("changeParentUnit", actions::change_parent),
        ("setStoreMode", actions::set_store_mode),
        ("setUnitType", actions::set_type),
    ],
    permit: actions::permit,
    messages: told::messages,
    applied: |project, unit, _| inheritance::hand_down(project, unit),
    routes: routes::ROUTES,
    ..Row::held(PATH)
};

/// The mode for no inheritance.
const EXPLICIT: &str = "Explicit";

/// The fields that define what is inherited.
const MODES: [&str; 3] = ["storeMode", "associateMode", "approvalRuleMode"];

fn complete(project: &Project, stage: Stage<'_>, unit: &mut Object) -> Result<(), Refusal> {
    if let Stage::Created(draft) = stage {
        begin(project, draft, unit)?;
    }
    if let Some(stores) = unit.get_mut("stores").and_then(Value::as_array_mut) {
        let mut different: Vec<Value> = Vec::new();
        for store in stores.drain(..) {
            if !different.contains(&store) {
                different.push(store);
            }
        }
        *stores = different;
    }
    associates::check_different(unit)?;
    group_assignments::check(unit)?;
    addresses::check_keys(unit)?;
    inheritance::inherit(project, unit)
}

/// Sets what a draft does not contain or has in another form.
fn begin(project: &Project, draft: &Object, unit: &mut Object) -> Result<(), Refusal> {
    // Drafts of customers cannot contain it.
    let status = setting(project, "businessUnits", "myBusinessUnitStatusOnCreation");
    let status = status.cloned().unwrap_or_else(|| json!("Inactive"));
    unit.entry("status").or_insert(status);
    if is_company(unit) {
        for mode in MODES {
            unit.entry(mode).or_insert_with(|| json!(EXPLICIT));
        }
        check_modes(unit)?;
    }
    let inherits_stores = text(unit, "storeMode") != Some(EXPLICIT);
    match given(draft, "stores") {
        Some(_) if inherits_stores => return Err(inherited_stores()),
        // Not even the store of the path.
        _ if inherits_stores => drop(unit.remove("stores")),
        _ => drop(unit.entry("stores").or_insert_with(|| json!([]))),
    }
    addresses::of_draft(project, draft, unit)
}

fn is_company(unit: &Object) -> bool {
    text(unit, "unitType") == Some("Company")
}

/// Fails if a company inherits something, because it has no parent.
fn check_modes(unit: &Object) -> Result<(), Refusal> {
    let mut modes = MODES.iter();
    match modes.find(|mode| text(unit, mode) != Some(EXPLICIT)) {
        Some(mode) if is_company(unit) => {
            let message = format!("The {mode} of a Company has to be '{EXPLICIT}'.");
            Err(Refusal::invalid_operation(message))
        }
        _ => Ok(()),
    }
}

fn inherited_stores() -> Refusal {
    Refusal::invalid_operation("Stores can only be set where the storeMode is 'Explicit'.")
}
