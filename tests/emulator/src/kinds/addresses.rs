//! The addresses of a customer or a business unit, and which of them are for shipping and for billing.

mod told;

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::contract::Use;
use crate::identifier;
use crate::kind::Object;
use crate::object::{list_mut, text_or_empty};
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

pub(super) use told::messages;

/// A use of addresses, and the fields for it.
#[derive(Clone, Copy)]
struct Role {
    /// The name in messages.
    name: &'static str,
    /// The field with the ids of the addresses.
    ids: &'static str,
    /// The field with the id of the default.
    default: &'static str,
    /// The fields of a draft with the positions of the addresses and of the default.
    positions: &'static str,
    default_position: &'static str,
}

const SHIPPING: Role = Role {
    name: "Shipping",
    ids: "shippingAddressIds",
    default: "defaultShippingAddressId",
    positions: "shippingAddresses",
    default_position: "defaultShippingAddress",
};

const BILLING: Role = Role {
    name: "Billing",
    ids: "billingAddressIds",
    default: "defaultBillingAddressId",
    positions: "billingAddresses",
    default_position: "defaultBillingAddress",
};

const ROLES: [Role; 2] = [SHIPPING, BILLING];

/// Sets the addresses of a new customer or business unit from the draft, which names those for shipping and billing by
/// their positions.
pub(super) fn of_draft(
    project: &Project,
    draft: &Object,
    holder: &mut Object,
) -> Result<(), Refusal> {
    let drafts = draft.get("addresses").and_then(Value::as_array);
    let built = drafts.into_iter().flatten();
    let built = built.map(|draft| address(project, draft));
    let addresses = built.collect::<Result<Vec<Object>, Refusal>>()?;
    let ids: Vec<Value> = addresses.iter().map(|of| json!(of.get("id"))).collect();
    let addresses = addresses.into_iter().map(Value::Object).collect();
    holder.insert("addresses".to_owned(), addresses);
    let id_at = |position: &Value, field: &str| {
        let place = position
            .as_u64()
            .and_then(|place| usize::try_from(place).ok());
        let id = place.and_then(|place| ids.get(place)).cloned();
        id.ok_or_else(|| {
            let message = format!("{field}: there is no address at the position {position}.");
            Refusal::bad_request(Problem::new("InvalidInput", message))
        })
    };
    for role in ROLES {
        let positions = draft.get(role.positions).and_then(Value::as_array);
        let positions = positions.into_iter().flatten();
        let ids = positions.map(|position| id_at(position, role.positions));
        let ids = ids.collect::<Result<Vec<Value>, Refusal>>()?;
        holder.insert(role.ids.to_owned(), json!([]));
        ids.into_iter().for_each(|id| include(holder, role, id));
        let default = draft.get(role.default_position);
        if let Some(position) = default.filter(|position| !position.is_null()) {
            let id = id_at(position, role.default_position)?;
            include(holder, role, id.clone());
            holder.insert(role.default.to_owned(), id);
        }
    }
    Ok(())
}

/// Fails if two addresses have the same key.
pub(super) fn check_keys(holder: &Object) -> Result<(), Refusal> {
    let mut known = HashSet::new();
    let addresses = holder.get("addresses").and_then(Value::as_array);
    let addresses = addresses.into_iter().flatten();
    let mut keys = addresses.filter_map(|address| address.get("key")?.as_str());
    match keys.find(|key| !known.insert(*key)) {
        None => Ok(()),
        Some(key) => {
            let message = format!("Two addresses have the key '{key}'.");
            Err(Refusal::invalid_operation(message))
        }
    }
}

/// The uses of an address, as in messages.
fn roles(holder: &Object, id: &str) -> Value {
    let ids = |role: &Role| holder.get(role.ids).and_then(Value::as_array);
    let roles = ROLES.iter();
    let roles = roles.filter(|role| ids(role).is_some_and(|ids| ids.contains(&json!(id))));
    roles.map(|role| role.name).collect()
}

/// The address that an action names by its id or its key.
fn named<'c>(holder: &'c Object, action: &Object) -> Option<&'c Object> {
    let addresses = holder.get("addresses").and_then(Value::as_array);
    let mut addresses = addresses.into_iter().flatten().filter_map(Value::as_object);
    addresses.find(|address| {
        let is = |property: &str, field: &str| {
            let wanted = action.get(property).filter(|wanted| !wanted.is_null());
            wanted.map(|wanted| address.get(field) == Some(wanted))
        };
        is("addressId", "id").or_else(|| is("addressKey", "key")) == Some(true)
    })
}

/// The address with an id.
fn with_id<'c>(holder: &'c Object, id: &str) -> Option<&'c Object> {
    let mut by_id = Object::new();
    by_id.insert("addressId".to_owned(), id.into());
    named(holder, &by_id)
}

pub(super) fn add(project: &Project, holder: &mut Object, action: &Object) -> Result<(), Refusal> {
    let draft = action.get("address").unwrap_or(&Value::Null);
    let address = address(project, draft)?;
    if let Ok(addresses) = list_mut(holder, "addresses") {
        addresses.push(Value::Object(address));
    }
    Ok(())
}

/// It is still the same address.
pub(super) fn change(
    project: &Project,
    holder: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let id = id_of(holder, action)?;
    let draft = action.get("address").unwrap_or(&Value::Null);
    let mut new = address(project, draft)?;
    new.insert("id".to_owned(), id.clone());
    let mut addresses = list_mut(holder, "addresses").ok().into_iter().flatten();
    if let Some(old) = addresses.find(|address| address.get("id") == Some(&id)) {
        *old = Value::Object(new);
    }
    Ok(())
}

/// A removed address is no longer a shipping address either.
pub(super) fn remove(_: &Project, holder: &mut Object, action: &Object) -> Result<(), Refusal> {
    let id = id_of(holder, action)?;
    if let Ok(addresses) = list_mut(holder, "addresses") {
        addresses.retain(|address| address.get("id") != Some(&id));
    }
    ROLES.iter().for_each(|role| exclude(holder, *role, &id));
    Ok(())
}

pub(super) fn add_shipping_id(
    _: &Project,
    holder: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    add_id(holder, action, SHIPPING)
}

pub(super) fn add_billing_id(
    _: &Project,
    holder: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    add_id(holder, action, BILLING)
}

pub(super) fn remove_shipping_id(
    _: &Project,
    holder: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    remove_id(holder, action, SHIPPING)
}

pub(super) fn remove_billing_id(
    _: &Project,
    holder: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    remove_id(holder, action, BILLING)
}

pub(super) fn set_default_shipping(
    _: &Project,
    holder: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    set_default(holder, action, SHIPPING)
}

pub(super) fn set_default_billing(
    _: &Project,
    holder: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    set_default(holder, action, BILLING)
}

fn add_id(holder: &mut Object, action: &Object, role: Role) -> Result<(), Refusal> {
    let id = id_of(holder, action)?;
    include(holder, role, id);
    Ok(())
}

fn remove_id(holder: &mut Object, action: &Object, role: Role) -> Result<(), Refusal> {
    let id = id_of(holder, action)?;
    if !list_mut(holder, role.ids)
        .ok()
        .is_some_and(|ids| ids.contains(&id))
    {
        let message = format!("The address is none of the {}.", role.ids);
        return Err(Refusal::invalid_operation(message));
    }
    exclude(holder, role, &id);
    Ok(())
}

/// An action that names no address removes the default.
fn set_default(holder: &mut Object, action: &Object, role: Role) -> Result<(), Refusal> {
    if !names_one(action) {
        holder.remove(role.default);
        return Ok(());
    }
    let id = id_of(holder, action)?;
    include(holder, role, id.clone());
    holder.insert(role.default.to_owned(), id);
    Ok(())
}

fn include(holder: &mut Object, role: Role, id: Value) {
    if let Some(ids) = list_mut(holder, role.ids)
        .ok()
        .filter(|ids| !ids.contains(&id))
    {
        ids.push(id);
    }
}

fn exclude(holder: &mut Object, role: Role, id: &Value) {
    if let Ok(ids) = list_mut(holder, role.ids) {
        ids.retain(|of| of != id);
    }
    if holder.get(role.default) == Some(id) {
        holder.remove(role.default);
    }
}

/// An address with a new id.
fn address(project: &Project, draft: &Value) -> Result<Object, Refusal> {
    // Addresses may have custom fields, which the type of the drafts does not contain.
    let sent = Use::Named("AddressDraft".to_owned());
    project.checked(draft.clone(), Some(&sent))?;
    let built = project.built(draft, ("AddressDraft", "Address"))?;
    let mut address = match built {
        Value::Object(address) => address,
        _ => Object::new(),
    };
    address.insert("id".to_owned(), identifier::short().into());
    Ok(address)
}

fn names_one(action: &Object) -> bool {
    let names = ["addressId", "addressKey"];
    names
        .iter()
        .any(|name| action.get(*name).is_some_and(|value| !value.is_null()))
}

/// The id of the address that an action names.
fn id_of(holder: &Object, action: &Object) -> Result<Value, Refusal> {
    if !names_one(action) {
        let message = "One of addressId, addressKey is required.";
        return Err(Refusal::bad_request(Problem::new("InvalidInput", message)));
    }
    let found = named(holder, action).and_then(|address| address.get("id"));
    found.cloned().ok_or_else(|| {
        let wanted = match text_or_empty(action, "addressId") {
            "" => text_or_empty(action, "addressKey"),
            id => id,
        };
        let message = format!("There is no address '{wanted}'.");
        Refusal::invalid_operation(message)
    })
}
