//! The carts of a guest who signs in.

use serde_json::Value;

use super::PATH;
use super::draft::currency;
use super::routes::{active_of_customer, latest_active};
use super::{custom_line_items, line_items, owner, totals};
use crate::build::unresolved;
use crate::kind::Object;
use crate::object::{elements, list_mut, put, text, whole_at};
use crate::project::{Caller, Change, Project};
use crate::refusal::Refusal;

/// Which cart the customer continues with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MergeMode {
    /// The customer's own cart, with the items of the guest's cart.
    MergeWithExistingCustomerCart,
    /// The guest's cart.
    UseAsNewActiveCustomerCart,
}

impl MergeMode {
    /// The mode of a request, or the platform's default.
    pub(crate) fn of(name: Option<&str>) -> Self {
        match name {
            Some("UseAsNewActiveCustomerCart") => Self::UseAsNewActiveCustomerCart,
            _ => Self::MergeWithExistingCustomerCart,
        }
    }
}

/// Which other carts of a guest become the customer's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Others {
    /// Those of the store of the request, if it is made in one.
    OfStore,
    /// All, as the platform assigns everything of the session at sign-in.
    OfSession,
}

/// The guest, as described by the sign-in request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Guest<'g> {
    /// The guest's cart in the request: `anonymousCart`.
    pub(crate) cart: Option<&'g Value>,
    /// The id of the guest's session: `anonymousId`, or that of the token.
    pub(crate) anonymous_id: Option<&'g str>,
    pub(crate) mode: MergeMode,
    pub(crate) others: Others,
    /// Whether the product data of line items are updated as well: `updateProductData`.
    pub(crate) update_product_data: bool,
}

/// The changes of carts, not stored yet.
#[derive(Debug)]
#[must_use]
pub(crate) struct Merged {
    /// Each cart before and after the change.
    changes: Vec<(Object, Object)>,
    /// The id of the cart that the customer continues with.
    active: Option<Value>,
}

/// Computes the changes of the carts of a guest who signs in, as described in
/// <https://docs.commercetools.com/api/carts-orders-overview#merge-a-cart>: makes all checks, and stores nothing. In a
/// store, only carts of this store are merged. The customer need not be stored yet.
///
/// - The guest's cart is the one that `guest.cart` names, otherwise the active cart of the session that was modified last.
/// - If the customer has no active cart, or with `UseAsNewActiveCustomerCart`, it becomes a cart of the customer.
/// - With `MergeWithExistingCustomerCart`, its items are added to the active cart of the customer that was modified last:
///   of equal items, the larger quantity is used. The guest's cart becomes `Merged`.
/// - The other active carts of the session become the customer's: see [`Others`].
pub(crate) fn at_sign_in(
    project: &Project,
    caller: &Caller,
    customer: &Object,
    guest: &Guest<'_>,
) -> Result<Merged, Refusal> {
    let id = text(customer, "id").unwrap_or_default();
    let own = active_of_customer(project, id, caller.store.as_deref());
    let of_session = |cart: &Object| {
        guest.anonymous_id.is_some() && text(cart, "anonymousId") == guest.anonymous_id
    };
    let of_store = |cart: &Object| of_session(cart) && is_seen(caller, cart);
    let named = guest
        .cart
        .map(|cart| named(project, caller, guest, cart))
        .transpose()?;
    let main = named.or_else(|| latest_active(project, &of_store));
    let mut changes = Vec::new();
    let mut active = own.and_then(|cart| cart.get("id")).cloned();
    if let Some(main) = main {
        let mut of_guest = main.clone();
        match own.filter(|_| guest.mode == MergeMode::MergeWithExistingCustomerCart) {
            Some(own) => {
                let mut merged = own.clone();
                merge(&mut merged, main)?;
                finish(project, guest, &mut merged)?;
                put(&mut of_guest, "cartState", Some("Merged".into()));
                // The cart that the customer continues with must be the one that was modified last.
                changes.push((main.clone(), of_guest));
                changes.push((own.clone(), merged));
            }
            None => {
                owner::assign(&mut of_guest, customer);
                finish(project, guest, &mut of_guest)?;
                active = main.get("id").cloned();
                changes.push((main.clone(), of_guest));
            }
        }
    }
    let carts = project.all(PATH).iter();
    let others = carts.filter(|cart| {
        let is_main = main.is_some_and(|main| main.get("id") == cart.get("id"));
        let is_taken = match guest.others {
            Others::OfStore => of_store(cart),
            Others::OfSession => of_session(cart),
        };
        text(cart, "cartState") == Some("Active") && is_taken && !is_main
    });
    let mut first = Vec::new();
    for other in others {
        let mut of_customer = other.clone();
        owner::assign(&mut of_customer, customer);
        totals::set(project, &mut of_customer)?;
        first.push((other.clone(), of_customer));
    }
    first.extend(changes);
    Ok(Merged {
        changes: first,
        active,
    })
}

impl Merged {
    /// Stores the changes of the carts, and returns the cart that the customer continues with.
    pub(crate) fn keep(
        self,
        project: &mut Project,
        caller: &Caller,
    ) -> Result<Option<Object>, Refusal> {
        let seen = project.whole(PATH, caller)?;
        for (old, resource) in self.changes {
            let messages = Vec::new();
            project.replace(seen, &old, Change { resource, messages })?;
        }
        let active = self.active.as_ref().and_then(Value::as_str);
        Ok(active.and_then(|id| project.all(PATH).get(id)).cloned())
    }
}

/// Whether a cart belongs to the store of a request, if it is made in one.
fn is_seen(caller: &Caller, cart: &Object) -> bool {
    let store = cart
        .get("store")
        .and_then(|store| store.get("key")?.as_str());
    caller.store.is_none() || store == caller.store.as_deref()
}

/// The guest's cart that a request names.
fn named<'p>(
    project: &'p Project,
    caller: &Caller,
    guest: &Guest<'_>,
    identifier: &Value,
) -> Result<&'p Object, Refusal> {
    let cart = project.find("cart", identifier)?;
    if !is_seen(caller, cart) {
        return Err(unresolved("cart", identifier));
    }
    if cart.contains_key("customerId") {
        return Err(Refusal::invalid_operation(
            "The anonymous cart belongs to a customer already.",
        ));
    }
    if text(cart, "cartState") != Some("Active") {
        return Err(Refusal::invalid_operation(
            "The anonymous cart is not active.",
        ));
    }
    let is_other = |id: &str| text(cart, "anonymousId") != Some(id);
    if guest.anonymous_id.is_some_and(is_other) {
        let message = "The anonymousId is not that of the anonymous cart.";
        return Err(Refusal::invalid_operation(message));
    }
    Ok(cart)
}

fn finish(project: &Project, guest: &Guest<'_>, cart: &mut Object) -> Result<(), Refusal> {
    if guest.update_product_data {
        totals::bring_up_to_date(project, cart)?;
    }
    totals::set(project, cart)
}

/// Adds the content of a guest's cart to another cart.
fn merge(into: &mut Object, from: &Object) -> Result<(), Refusal> {
    if currency(into) != currency(from) {
        return Err(Refusal::invalid_operation(format!(
            "A cart in {} cannot be merged with a cart in {}.",
            currency(from),
            currency(into)
        )));
    }
    merge_list(into, from, "lineItems", line_items::is_same_variant)?;
    merge_list(into, from, "customLineItems", custom_line_items::is_same)?;
    for address in elements(from, "itemShippingAddresses") {
        let is_same = |of: &Object| of.get("key") == address.get("key");
        if !elements(into, "itemShippingAddresses").any(is_same) {
            list_mut(into, "itemShippingAddresses")?.push(Value::Object(address.clone()));
        }
    }
    Ok(())
}

fn merge_list(
    into: &mut Object,
    from: &Object,
    name: &str,
    is_same: fn(&Object, &Object) -> bool,
) -> Result<(), Refusal> {
    let are = |mode: &str| {
        [&*into, from]
            .iter()
            .all(|of| text(of, "taxMode") == Some(mode))
    };
    let is_external = are("External");
    for item in elements(from, name) {
        let place = elements(into, name).position(|of| is_same(of, item));
        let known =
            place.and_then(|place| list_mut(into, name).ok()?.get_mut(place)?.as_object_mut());
        if let Some(known) = known {
            let quantity = whole_at(item, "quantity");
            if quantity > whole_at(known, "quantity") {
                put(known, "quantity", quantity.map(Value::from));
                // The addresses are those of the larger quantity.
                put(
                    known,
                    "shippingDetails",
                    item.get("shippingDetails").cloned(),
                );
            }
            continue;
        }
        let mut item = item.clone();
        let key = item.get("key");
        if key.is_some() && elements(into, name).any(|of| of.get("key") == key) {
            item.remove("key");
        }
        if !is_external {
            // Its rate is that of its previous cart.
            item.remove("taxRate");
        }
        list_mut(into, name)?.push(Value::Object(item));
    }
    Ok(())
}
