//! Which carts, shopping lists and orders may belong to a business unit.

use super::{associates, inheritance};
use crate::kind::Object;
use crate::object::{put, text, text_or_empty};
use crate::project::Project;
use crate::refusal::Refusal;

/// Fails if a resource names a business unit that it cannot belong to: one that is not active, one whose associates do not
/// include the customer, or one without the store of the resource.
pub(crate) fn check(project: &Project, of: &Object) -> Result<(), Refusal> {
    let Some(unit) = of.get("businessUnit") else {
        return Ok(());
    };
    let unit = project.find("business-unit", unit)?;
    associates::check_active(unit)?;
    let key = text_or_empty(unit, "key");
    if let Some(id) = associates::owner(of)
        && !associates::has(unit, id)
    {
        let message = format!("The customer '{id}' is no associate of the business unit '{key}'.");
        return Err(Refusal::invalid_operation(message));
    }
    let store = of.get("store").and_then(|store| store.get("key")?.as_str());
    let mut stores = inheritance::stores(unit)
        .map(|store| text(store, "key"))
        .peekable();
    let is_of_store = match stores.peek() {
        Some(_) => store.is_some() && stores.any(|key| key == store),
        None => store.is_none(),
    };
    match is_of_store {
        true => Ok(()),
        false => {
            let message = match store {
                Some(store) => {
                    format!("The business unit '{key}' does not have the store '{store}'.")
                }
                None => {
                    format!("The business unit '{key}' has stores, and one of them is required.")
                }
            };
            Err(Refusal::invalid_operation(message))
        }
    }
}

/// `setBusinessUnit` of carts and shopping lists, which must already have one.
pub(crate) fn set_unit(
    project: &Project,
    resource: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    if !resource.contains_key("businessUnit") {
        return Err(Refusal::invalid_operation(
            "It belongs to no business unit, so that it cannot be given to another one.",
        ));
    }
    let types = ("BusinessUnitResourceIdentifier", "BusinessUnitKeyReference");
    let unit = project.built_at(action, "businessUnit", types)?;
    put(resource, "businessUnit", unit);
    check(project, resource)
}
