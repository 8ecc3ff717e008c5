//! The addresses of carts, which have ids only if they are set.

use serde_json::Value;

use super::shipping_details;
use crate::kind::Object;
use crate::object::{elements, given, list_mut, put, text};
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

const SHIPPING: &str = "shippingAddress";
const BILLING: &str = "billingAddress";
const ITEMS: &str = "itemShippingAddresses";

/// Sets the addresses of a draft.
pub(super) fn begin(draft: &Object, cart: &mut Object) -> Result<(), Refusal> {
    for name in [SHIPPING, BILLING] {
        if let Some(address) = cart.get_mut(name) {
            keep_id(address, draft.get(name));
        }
    }
    let mut drafts = elements(draft, ITEMS);
    for address in list_mut(cart, ITEMS)? {
        let draft = drafts.next().cloned().map(Value::Object);
        keep_id(address, draft.as_ref());
    }
    check_items(cart)
}

/// `setShippingAddress`. Dependent values are set after all actions.
pub(super) fn set_shipping(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let address = of_action(project, action)?;
    if cart.get(SHIPPING) != address.as_ref()
        && let Some(info) = cart.get_mut("shippingInfo").and_then(Value::as_object_mut)
    {
        info.remove("estimatedDelivery");
    }
    put(cart, SHIPPING, address);
    Ok(())
}

/// `setBillingAddress`.
pub(in crate::kinds) fn set_billing(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    put(cart, BILLING, of_action(project, action)?);
    Ok(())
}

/// `addItemShippingAddress`.
pub(in crate::kinds) fn add_item(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    list_mut(cart, ITEMS)?.extend(of_action(project, action)?);
    check_items(cart)
}

/// `updateItemShippingAddress`.
pub(in crate::kinds) fn update_item(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let address = of_action(project, action)?.unwrap_or_default();
    let key = address.get("key").cloned().unwrap_or_default();
    *item(cart, &key)? = address;
    Ok(())
}

/// `removeItemShippingAddress`.
pub(in crate::kinds) fn remove_item(
    _: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let key = action.get("addressKey").cloned().unwrap_or_default();
    item(cart, &key)?;
    let lists = ["lineItems", "customLineItems"].into_iter();
    let mut items = lists.flat_map(|list| elements(cart, list));
    if items.any(|item| shipping_details::is_sent_to(item, &key)) {
        return Err(Refusal::invalid_operation(
            "Items of the cart are sent to this address.",
        ));
    }
    drop(items);
    list_mut(cart, ITEMS)?.retain(|address| address.get("key") != Some(&key));
    Ok(())
}

pub(in crate::kinds) fn of_action(
    project: &Project,
    action: &Object,
) -> Result<Option<Value>, Refusal> {
    let mut address = project.built_at(action, "address", ("BaseAddress", "Address"))?;
    if let Some(address) = &mut address {
        keep_id(address, given(action, "address"));
    }
    Ok(address)
}

/// Removes the id if the draft has none.
fn keep_id(address: &mut Value, draft: Option<&Value>) {
    let id = draft.and_then(|draft| draft.get("id"));
    if let (Some(address), None | Some(Value::Null)) = (address.as_object_mut(), id) {
        address.remove("id");
    }
}

fn item<'c>(cart: &'c mut Object, key: &Value) -> Result<&'c mut Value, Refusal> {
    let mut addresses = list_mut(cart, ITEMS)?.iter_mut();
    let found = addresses.find(|address| address.get("key") == Some(key));
    found.ok_or_else(|| {
        let key = key.as_str().unwrap_or_default();
        Refusal::invalid_operation(format!(
            "The cart has no item shipping address with the key '{key}'."
        ))
    })
}

/// Fails if two of these addresses have the same key.
fn check_items(cart: &Object) -> Result<(), Refusal> {
    let mut known = Vec::new();
    for address in elements(cart, ITEMS) {
        let Some(key) = text(address, "key") else {
            return Err(Refusal::bad_request(Problem::required("key")));
        };
        if known.contains(&key) {
            let problem = Problem::duplicate("itemShippingAddresses.key", key);
            return Err(Refusal::bad_request(problem));
        }
        known.push(key);
    }
    Ok(())
}

/// `setItemShippingAddressCustomType`.
pub(super) fn set_item_custom_type(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let custom = project.custom_of_type(action)?;
    put(item_of_action(cart, action)?, "custom", custom);
    Ok(())
}

/// `setItemShippingAddressCustomField`.
pub(super) fn set_item_custom_field(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    project.set_custom_field(item_of_action(cart, action)?, action)
}

fn item_of_action<'c>(cart: &'c mut Object, action: &Object) -> Result<&'c mut Object, Refusal> {
    let key = action.get("addressKey").cloned().unwrap_or_default();
    let address = item(cart, &key)?.as_object_mut();
    address.ok_or_else(|| Refusal::not_emulated("an address that is no object"))
}
