//! The messages about actions on customers that have no regular form.

use serde_json::{Value, json};

use super::addresses::{self, BILLING, Role, SHIPPING};
use crate::kind::{Done, Object};
use crate::message::Message;
use crate::object::text_or_empty;
use crate::project::Project;

/// The messages about what was done; `None` where they have the regular form.
pub(super) fn messages(project: &Project, done: Done<'_>) -> Option<Vec<Message>> {
    let Done::Changed(action, (before, after)) = done else {
        return None;
    };
    let one = |of: &str, fields: &[(&str, Option<Value>)]| Some(message(project, of, fields));
    let address = |of: &Object| addresses::named(of, action).cloned();
    let roles =
        |of: &Object| address(of).map(|one| addresses::roles(of, text_or_empty(&one, "id")));
    let default = |role: Role| {
        let id = after.get(role.default).and_then(Value::as_str);
        let address = id.and_then(|id| addresses::with_id(after, id));
        [("address", address.map(|of| json!(of)))]
    };
    let of_action = [("address", address(before).map(Value::Object))];
    match text_or_empty(action, "action") {
        "changeAddress" => one(
            "CustomerAddressChanged",
            &[
                // An action that names the address by its key may give it another one.
                ("address", changed_address(before, after, action)),
                ("addressRoles", roles(before)),
            ],
        ),
        "removeAddress" => one(
            "CustomerAddressRemoved",
            &[
                ("address", address(before).map(Value::Object)),
                ("addressRoles", roles(before)),
            ],
        ),
        "addShippingAddressId" => one("CustomerShippingAddressAdded", &of_action),
        "removeShippingAddressId" => one("CustomerShippingAddressRemoved", &of_action),
        "setDefaultShippingAddress" => one("CustomerDefaultShippingAddressSet", &default(SHIPPING)),
        "addBillingAddressId" => one("CustomerBillingAddressAdded", &of_action),
        "removeBillingAddressId" => one("CustomerBillingAddressRemoved", &of_action),
        "setDefaultBillingAddress" => one("CustomerDefaultBillingAddressSet", &default(BILLING)),
        "setAddressCustomType" | "setAddressCustomField" => {
            let custom = |of: &Object| address(of)?.get("custom").cloned();
            let (before, after) = (custom(before), custom(after));
            let states = (before.as_ref(), after.as_ref());
            let mut message = project.custom_message("CustomerAddress", action, states);
            if let (Some(message), Some(id)) = (&mut message, action.get("addressId")) {
                message.fields.insert("addressId".to_owned(), id.clone());
            }
            Some(message.into_iter().collect())
        }
        "setCustomerGroup" => one(
            "CustomerGroupSet",
            &[("customerGroup", after.get("customerGroup").cloned())],
        ),
        "addCustomerGroupAssignment" => one(
            "CustomerGroupAssignmentAdded",
            &[("customerGroupAssignment", assignment(after, before))],
        ),
        "removeCustomerGroupAssignment" => one(
            "CustomerGroupAssignmentRemoved",
            &[("customerGroupAssignment", assignment(before, after))],
        ),
        "setCustomerGroupAssignments" => {
            let list = |of: &Object| of.get("customerGroupAssignments").cloned();
            one(
                "CustomerGroupAssignmentsSet",
                &[
                    ("customerGroupAssignments", list(after)),
                    ("oldCustomerGroupAssignments", list(before)),
                ],
            )
        }
        _ => None,
    }
}

/// A message with these fields, where the platform has it.
pub(super) fn message(
    project: &Project,
    of: &str,
    fields: &[(&str, Option<Value>)],
) -> Vec<Message> {
    let value = |name: &str| {
        let mut fields = fields.iter();
        fields.find(|(of, _)| *of == name)?.1.clone()
    };
    project.message(of, &value).into_iter().collect()
}

fn changed_address(before: &Object, after: &Object, action: &Object) -> Option<Value> {
    let id = text_or_empty(addresses::named(before, action)?, "id");
    addresses::with_id(after, id).map(|address| json!(address))
}

/// The assignment that one of two states has and the other one has not.
fn assignment(with: &Object, without: &Object) -> Option<Value> {
    let list = |of: &Object| {
        of.get("customerGroupAssignments")
            .and_then(Value::as_array)
            .cloned()
    };
    let without = list(without).unwrap_or_default();
    let mut with = list(with)?.into_iter();
    with.find(|assignment| !without.contains(assignment))
}
