//! Orders from carts: which carts can be ordered, and what is copied to the order.

use serde_json::{Value, json};

use crate::kind::{HandWritten, Object, Stage};
use crate::kinds::approvals;
use crate::kinds::business_units::{self, rights};
use crate::kinds::carts;
use crate::kinds::carts::shipping_details;
use crate::kinds::inventory::stock;
use crate::kinds::recurring_orders;
use crate::kinds::staged_quotes;
use crate::object::{elements, given, put, text};
use crate::project::{Call, Project, Seen, check_version, version};
use crate::refusal::{Problem, Refusal};

/// `POST /orders`, also in a store, of a customer, and in a business unit.
pub(super) fn create(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let operation = call.route.operation;
    call.parameters.check_uniform(operation)?;
    let seen = project.seen_at(&operation.path, &call.caller)?;
    rights::check_path(project, seen)?;
    let mut draft = project.body(operation, call.body)?;
    let cart = cart(project, call, &draft)?.clone();
    check_version(&cart, version(&draft).unwrap_or_default())?;
    check(project, &cart)?;
    // The cart may be named by its key; the following code reads its id.
    draft.remove("cart");
    draft.remove("quote");
    put(&mut draft, "id", cart.get("id").cloned());
    let recurring = recurring_orders::prepare(project, &call.caller, &cart)?;
    let order = project.create(seen, &draft)?;
    stock::reserve(project, &call.caller, &order)?;
    carts::ordered(project, &call.caller, &cart)?;
    approvals::begin(project, &call.caller, &order)?;
    recurring.begin(project, &call.caller, (&cart, &order))?;
    project.answer(order, call, &seen.kind.state)
}

/// The cart of a request that creates an order.
pub(crate) fn cart_of<'p, 'c>(
    project: &'p Project,
    call: &'c Call<'_>,
) -> Option<(Seen<'c>, &'p Object)> {
    let operation = call.route.operation;
    let is_this =
        |(method, path, ..): &HandWritten| operation.method == *method && operation.path == *path;
    if !super::ROW.routes.iter().any(is_this) {
        return None;
    }
    let draft = project.body(operation, call.body).ok()?;
    let seen = project.whole(carts::PATH, &call.caller).ok()?;
    Some((seen, cart(project, call, &draft).ok()?))
}

/// The cart of a draft, if it is visible at the path: in the store, and for the caller.
fn cart<'p>(project: &'p Project, call: &Call<'_>, draft: &Object) -> Result<&'p Object, Refusal> {
    let path = call.route.operation.path.replace("/orders", "/carts");
    let seen = project.seen_at(&path, &call.caller)?;
    let by_id = json!({"typeId": "cart", "id": draft.get("id")});
    let identifier = match given(draft, "cart").filter(|_| !seen.view.is_own) {
        Some(identifier) => identifier.clone(),
        None if given(draft, "id").is_some() => by_id,
        None => {
            return Err(Refusal::bad_request(Problem::required("cart")));
        }
    };
    project.find_seen(seen, "cart", &identifier)
}

/// Fails if a cart cannot be ordered.
pub(crate) fn check(project: &Project, cart: &Object) -> Result<(), Refusal> {
    let state = text(cart, "cartState").unwrap_or_default();
    if !matches!(state, "Active" | "Frozen") {
        let message = format!("A cart in the state '{state}' cannot be ordered.");
        return Err(Refusal::invalid_operation(message));
    }
    staged_quotes::check_no_quotation(project, cart)?;
    check_content(project, cart)?;
    check_prices(project, cart)
}

/// Fails if the content of a cart or a quote cannot be ordered.
pub(super) fn check_content(project: &Project, cart: &Object) -> Result<(), Refusal> {
    if items(cart).next().is_none() {
        return Err(Refusal::invalid_operation(
            "An empty cart cannot be ordered.",
        ));
    }
    if !cart.contains_key("shippingAddress") {
        return Err(Refusal::invalid_operation(
            "The cart has no shipping address.",
        ));
    }
    for item in elements(cart, "lineItems") {
        shipping_details::check(item, "LineItem")?;
    }
    for item in elements(cart, "customLineItems") {
        shipping_details::check(item, "CustomLineItem")?;
    }
    // The store may have been removed from the business unit.
    business_units::check_belonging(project, cart)?;
    check_taxes(cart)?;
    check_shipping_method(project, cart)?;
    stock::check(project, cart)
}

fn check_taxes(cart: &Object) -> Result<(), Refusal> {
    let mode = text(cart, "taxMode").unwrap_or_default();
    if mode == "Disabled" {
        return Ok(());
    }
    let shipping = cart.get("shippingInfo").and_then(Value::as_object);
    let untaxed = |item: &&Object| !item.contains_key("taxRate");
    let item = items(cart).find(untaxed);
    let name = item.map(|item| text(item, "id").unwrap_or_default());
    let name = name.map(|id| format!("item '{id}'"));
    let shipping = shipping
        .filter(untaxed)
        .map(|_| "shipping method".to_owned());
    match name.or(shipping) {
        None if cart.contains_key("taxedPrice") => Ok(()),
        None => Err(Refusal::invalid_operation("The cart has no total tax.")),
        Some(name) => Err(Refusal::invalid_operation(format!(
            "The {name} of the cart has no tax rate, which the tax mode '{mode}' requires."
        ))),
    }
}

/// Fails if the shipping method is not active any more.
pub(crate) fn check_shipping_method(project: &Project, cart: &Object) -> Result<(), Refusal> {
    let info = cart.get("shippingInfo").and_then(Value::as_object);
    let Some(method) = info.and_then(|info| info.get("shippingMethod")) else {
        return Ok(());
    };
    let method = project.find("shipping-method", method)?;
    match method.get("active") {
        Some(Value::Bool(false)) => Err(Refusal::invalid_operation(
            "The shipping method of the cart is not active.",
        )),
        _ => Ok(()),
    }
}

/// Fails if the prices of the cart would change with an update.
fn check_prices(project: &Project, cart: &Object) -> Result<(), Refusal> {
    let mut now = cart.clone();
    (carts::ROW.complete)(project, Stage::Updated, &mut now)?;
    let differs = |old: &Object, new: &Object| {
        let mut fields = ["price", "money", "totalPrice", "taxRate"].iter();
        fields.any(|field| old.get(*field) != new.get(*field))
    };
    let pairs = items(cart).zip(items(&now));
    let changed = pairs.filter(|(old, new)| differs(old, new));
    let ids = changed.filter_map(|(old, _)| text(old, "id"));
    let ids: Vec<&str> = ids.collect();
    let info = |cart: &Object| cart.get("shippingInfo").and_then(Value::as_object).cloned();
    let shipping = match (info(cart), info(&now)) {
        (Some(old), Some(new)) => differs(&old, &new),
        (old, new) => old.is_some() != new.is_some(),
    };
    if ids.is_empty() && !shipping {
        return Ok(());
    }
    let message = format!(
        "The price or tax of some line items changed at the time of placing the order: {}.",
        ids.join(", ")
    );
    let problem = Problem::new("PriceChanged", message)
        .with("lineItems", json!(ids))
        .with("shipping", shipping);
    Err(Refusal::bad_request(problem))
}

/// Copies the data of the cart, named by `id` in the draft, to a new order.
pub(super) fn take_over(
    project: &Project,
    draft: &Object,
    order: &mut Object,
) -> Result<(), Refusal> {
    let id = json!({"typeId": "cart", "id": draft.get("id")});
    let cart = project.find("cart", &id)?;
    project.take_over(order, "Order", cart);
    put(order, "custom", project.custom_with(draft, cart)?);
    order.insert("cart".to_owned(), id);
    Ok(())
}

fn items(cart: &Object) -> impl Iterator<Item = &Object> {
    elements(cart, "lineItems").chain(elements(cart, "customLineItems"))
}
