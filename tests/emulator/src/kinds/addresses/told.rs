//! Messages about addresses without a regular form.

use serde_json::{Value, json};

use super::{BILLING, Role, SHIPPING, named, roles, with_id};
use crate::kind::Object;
use crate::kinds::customers::message;
use crate::message::Message;
use crate::object::text_or_empty;
use crate::project::Project;

/// The messages about an action on addresses; `of` is the prefix of their names, such as `Customer`. `None` if they have
/// the regular form.
pub(crate) fn messages(
    project: &Project,
    of: &str,
    action: &Object,
    (before, after): (&Object, &Object),
) -> Option<Vec<Message>> {
    let one = |end: &str, fields: &[(&str, Option<Value>)]| {
        Some(message(project, &format!("{of}{end}"), fields))
    };
    let address = |of: &Object| named(of, action).cloned();
    let roles = |of: &Object| address(of).map(|one| roles(of, text_or_empty(&one, "id")));
    let default = |role: Role| {
        let id = after.get(role.default).and_then(Value::as_str);
        let address = id.and_then(|id| with_id(after, id));
        [("address", address.map(|of| json!(of)))]
    };
    let of_action = [("address", address(before).map(Value::Object))];
    match text_or_empty(action, "action") {
        "changeAddress" => one(
            "AddressChanged",
            &[
                // An action that names the address by its key may change the key.
                ("address", changed_address(before, after, action)),
                ("addressRoles", roles(before)),
            ],
        ),
        "removeAddress" => one(
            "AddressRemoved",
            &[
                ("address", address(before).map(Value::Object)),
                ("addressRoles", roles(before)),
            ],
        ),
        "addShippingAddressId" => one("ShippingAddressAdded", &of_action),
        "removeShippingAddressId" => one("ShippingAddressRemoved", &of_action),
        "setDefaultShippingAddress" => one("DefaultShippingAddressSet", &default(SHIPPING)),
        "addBillingAddressId" => one("BillingAddressAdded", &of_action),
        "removeBillingAddressId" => one("BillingAddressRemoved", &of_action),
        "setDefaultBillingAddress" => one("DefaultBillingAddressSet", &default(BILLING)),
        "setAddressCustomType" | "setAddressCustomField" => {
            let custom = |of: &Object| address(of)?.get("custom").cloned();
            let (before, after) = (custom(before), custom(after));
            let states = (before.as_ref(), after.as_ref());
            let mut message = project.custom_message(&format!("{of}Address"), action, states);
            if let (Some(message), Some(id)) = (&mut message, action.get("addressId")) {
                message.fields.insert("addressId".to_owned(), id.clone());
            }
            Some(message.into_iter().collect())
        }
        _ => None,
    }
}

fn changed_address(before: &Object, after: &Object, action: &Object) -> Option<Value> {
    let id = text_or_empty(named(before, action)?, "id");
    with_id(after, id).map(|address| json!(address))
}
