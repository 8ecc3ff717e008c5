//! An order of a recurring order.

use serde_json::json;

use super::{PATH, from_cart};
use crate::kind::Object;
use crate::kinds::inventory::stock;
use crate::object::put;
use crate::project::{Caller, Project};
use crate::refusal::Refusal;

/// Creates an order from the cart of a recurring order.
pub(crate) fn repeat(
    project: &mut Project,
    caller: &Caller,
    (recurring, cart): (&Object, &Object),
) -> Result<(), Refusal> {
    from_cart::check_content(project, cart)?;
    let seen = project.whole(PATH, caller)?;
    project.check_room(seen.kind)?;
    let mut order = Object::new();
    project.take_over(&mut order, "Order", cart);
    for (name, value) in project.created_now(caller) {
        order.insert(name.to_owned(), value);
    }
    put(&mut order, "custom", cart.get("custom").cloned());
    let reference = json!({"typeId": "recurring-order", "id": recurring.get("id")});
    put(&mut order, "recurringOrder", Some(reference));
    put(&mut order, "orderState", Some("Open".into()));
    for list in ["returnInfo", "syncInfo"] {
        put(&mut order, list, Some(json!([])));
    }
    let order = project.insert(seen, order)?;
    stock::reserve(project, caller, &order)
}
