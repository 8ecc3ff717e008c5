//! Orders from quotes: the offered items at the prices of the quote.

use serde_json::{Value, json};

use super::from_cart;
use crate::kind::Object;
use crate::kinds::approvals;
use crate::kinds::business_units::rights::{self, Deed, Right};
use crate::kinds::inventory::stock;
use crate::kinds::negotiation::named;
use crate::kinds::quotes;
use crate::object::{given, put};
use crate::project::{Call, Project, check_version, version};
use crate::refusal::Refusal;

/// The permission that an associate needs.
const RIGHT: Right = Right {
    own: "CreateMyOrdersFromMyQuotes",
    others: "CreateOrdersFromOthersQuotes",
    what: "create orders from quotes",
};

/// `POST /orders/quotes`, also in a store, of a customer, and in a business unit.
pub(super) fn create(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let operation = call.route.operation;
    call.parameters.check_uniform(operation)?;
    let path = operation.path.replace("/orders/quotes", "/orders");
    let seen = project.seen_at(&path, &call.caller)?;
    rights::check_path(project, seen)?;
    let mut draft = project.body(operation, call.body)?;
    let identifier = match seen.view.is_own {
        true => Some(json!({"typeId": "quote", "id": draft.get("id")})),
        false => draft.get("quote").cloned(),
    };
    let paths = ("/orders/quotes", "/quotes");
    let quote = named(project, call, paths, ("quote", identifier.as_ref()))?.clone();
    rights::check_with(project, seen, Deed::Create, RIGHT, &quote)?;
    check_version(&quote, version(&draft).unwrap_or_default())?;
    quotes::check_open(project, &quote)?;
    check_not_ordered(project, &quote)?;
    from_cart::check_content(project, &quote)?;
    // The fields of the draft are read below.
    draft.remove("purchaseOrderNumber");
    put(&mut draft, "quote", quote.get("id").cloned());
    let order = project.made(seen, &draft)?;
    let order = project.insert(seen, order)?;
    stock::reserve(project, &call.caller, &order)?;
    approvals::begin(project, &call.caller, &order)?;
    if draft.get("quoteStateToAccepted") == Some(&json!(true)) {
        quotes::STATES.set(project, &call.caller, &quote, "Accepted")?;
    }
    project.answer(order, call, &seen.kind.state)
}

/// Fails if a quote has an order but is still open, because that order did not set `quoteStateToAccepted`.
fn check_not_ordered(project: &Project, quote: &Object) -> Result<(), Refusal> {
    let id = quote.get("id");
    let is_of = |order: &Object| order.get("quote").and_then(|of| of.get("id")) == id;
    match project.all(super::PATH).iter().any(is_of) {
        false => Ok(()),
        true => Err(Refusal::not_emulated(
            "a second order of a quote, of which the documentation says nothing: quoteStateToAccepted closes the quote with its first order",
        )),
    }
}

/// Copies the data of the quote of the draft to a new order.
pub(super) fn take_over(
    project: &Project,
    draft: &Object,
    order: &mut Object,
) -> Result<(), Refusal> {
    let reference = json!({"typeId": "quote", "id": draft.get("quote")});
    let quote = project.find("quote", &reference)?;
    project.take_over(order, "Order", quote);
    let customer = quote.get("customer").and_then(|of| of.get("id"));
    put(order, "customerId", customer.cloned());
    let shipping = given(quote, "shippingInfo");
    let taxed = shipping.and_then(|of| of.get("taxedPrice"));
    put(order, "taxedShippingPrice", taxed.cloned());
    put(order, "quote", Some(reference));
    put(order, "origin", Some("Quote".into()));
    Ok(())
}
