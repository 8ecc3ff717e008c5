//! `POST /orders/import`: an order that was placed elsewhere.
//!
//! The values of the draft are used, including amounts: prices, totals and taxes are those of the other system. Only the
//! taxed prices of items and of shipping with a rate are calculated. Referenced resources must exist: customers, variants
//! of published products, states, payments. A business unit must be one that a cart with the same store and customer can
//! belong to.
//!
//! Source: <https://docs.commercetools.com/api/projects/orders-import>.

use serde_json::{Value, json};

use super::{PATH, deliveries, item_states, payments};
use crate::kind::Object;
use crate::kinds::business_units;
use crate::kinds::carts::imported;
use crate::kinds::inventory::stock;
use crate::kinds::states;
use crate::object::{elements, given, put};
use crate::project::{Call, Project};
use crate::refusal::{Problem, Refusal};

/// Fields of the draft that need hand-written code.
const BY_HAND: &[&str] = &[
    "customLineItems",
    "lineItems",
    "paymentInfo",
    "shippingInfo",
];

pub(super) fn create(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let operation = call.route.operation;
    call.parameters.check_uniform(operation)?;
    let seen = project.whole(PATH, &call.caller)?;
    let draft = project.body(operation, call.body)?;
    let mut order = project.begun(seen, &draft, ("OrderImportDraft", BY_HAND))?;
    fill(project, &draft, &mut order)?;
    project.check_whole(seen.kind, &order)?;
    stock::check(project, &order)?;
    let order = project.insert(seen, order)?;
    stock::reserve(project, &call.caller, &order)?;
    project.answer(order, call, &seen.kind.state)
}

/// Sets the values of the draft without a field of the same form, and dependent values.
fn fill(project: &Project, draft: &Object, order: &mut Object) -> Result<(), Refusal> {
    let is_empty = |list: &str| elements(draft, list).next().is_none();
    if is_empty("lineItems") && is_empty("customLineItems") {
        let message = "Either lineItems or customLineItems is required.";
        return Err(Refusal::bad_request(Problem::new("InvalidInput", message)));
    }
    if let Some(id) = given(draft, "customerId") {
        project.find("customer", &json!({"typeId": "customer", "id": id}))?;
    }
    if let Some(state) = order.get("state") {
        states::check_type(project, state, "OrderState")?;
    }
    order.insert("taxMode".to_owned(), "Platform".into());
    order.insert("returnInfo".to_owned(), json!([]));
    imported::begin(project, draft, order)?;
    for line in elements(draft, "lineItems") {
        imported::add_line_item(project, order, line)?;
        set_states(project, order, "lineItems", line)?;
    }
    for line in elements(draft, "customLineItems") {
        imported::add_custom_line_item(project, order, line)?;
        set_states(project, order, "customLineItems", line)?;
    }
    if let Some(info) = given(draft, "shippingInfo").and_then(Value::as_object) {
        imported::set_shipping(project, order, info)?;
        for delivery in elements(info, "deliveries") {
            deliveries::add_of_draft(project, order, delivery)?;
        }
    }
    business_units::check_belonging(project, order)?;
    add_payments(project, draft, order)
}

/// The states of the last added item, if its draft has some.
fn set_states(
    project: &Project,
    order: &mut Object,
    list: &str,
    draft: &Object,
) -> Result<(), Refusal> {
    let items = order.get_mut(list).and_then(Value::as_array_mut);
    let item = items.and_then(|items| items.last_mut()?.as_object_mut());
    match (item, given(draft, "state")) {
        (Some(item), Some(_)) => item_states::replace(project, item, draft),
        _ => Ok(()),
    }
}

fn add_payments(project: &Project, draft: &Object, order: &mut Object) -> Result<(), Refusal> {
    let info = given(draft, "paymentInfo").and_then(Value::as_object);
    let all = info.into_iter().flat_map(|info| elements(info, "payments"));
    for payment in all {
        let mut action = Object::new();
        put(&mut action, "payment", Some(Value::Object(payment.clone())));
        payments::add(project, order, &action)?;
    }
    Ok(())
}

/// Whether an order was imported, so that it has no source here.
pub(super) fn is_imported(order: &Object) -> bool {
    let mut origins = ["cart", "quote", "recurringOrder"].iter();
    !origins.any(|of| order.contains_key(*of))
}
