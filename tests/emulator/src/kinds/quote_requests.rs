//! Quote requests: the request of a buyer for a price. A quote request contains the content of a customer's cart at that
//! time; later changes of the cart do not affect it.
//!
//! Sources: <https://docs.commercetools.com/api/projects/quote-requests>,
//! <https://docs.commercetools.com/api/projects/me-quote-requests>.

use serde_json::{Value, json};

use super::business_units::{self, rights};
use super::negotiation::{States, customer_changed, named};
use super::{staged_quotes, states};
use crate::coverage::Coverage;
use crate::kind::{Done, Object, Row, Stage};
use crate::message::Message;
use crate::object::{elements, given, put, text, text_or_empty, whole_at};
use crate::project::{Call, Project, check_version};
use crate::refusal::Refusal;

pub(super) const PATH: &str = "/{projectKey}/quote-requests";
const IN_STORE: &str = "/{projectKey}/in-store/key={storeKey}/quote-requests";
const MINE: &str = "/{projectKey}/me/quote-requests";
const IN_UNIT: &str = "/{projectKey}/as-associate/{associateId}/in-business-unit/key={businessUnitKey}/quote-requests";

pub(super) const STATES: States = States {
    path: PATH,
    noun: "quote request",
    field: "quoteRequestState",
    message: "QuoteRequestStateChanged",
    next: &[
        ("Submitted", &["Accepted", "Rejected", "Cancelled"]),
        ("Accepted", &["Closed"]),
        ("Closed", &[]),
        ("Rejected", &[]),
        ("Cancelled", &[]),
    ],
};

pub(crate) const ROW: Row = Row {
    views: &[IN_STORE, MINE, IN_UNIT],
    by_hand: &["cart", "cartId", "cartVersion"],
    complete,
    actions: &[
        ("cancelQuoteRequest", cancel),
        ("changeQuoteRequestState", change_state),
    ],
    messages,
    routes: &[
        ("POST", PATH, create, Coverage::Generic),
        ("POST", IN_STORE, create, Coverage::Generic),
        ("POST", MINE, create, Coverage::Generic),
        ("POST", IN_UNIT, create, Coverage::Generic),
    ],
    ..Row::of(PATH)
};

/// `POST /quote-requests` and the same in a store, in a business unit and below `/me`: the cart must be visible there.
pub(super) fn create(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let operation = call.route.operation;
    call.parameters.check_uniform(operation)?;
    let seen = project.seen_at(&operation.path, &call.caller)?;
    rights::check_creation(project, seen)?;
    let mut draft = project.body(operation, call.body)?;
    let identifier = match seen.view.is_own {
        true => Some(json!({"typeId": "cart", "id": draft.get("cartId")})),
        false => draft.get("cart").cloned(),
    };
    let paths = ("/quote-requests", "/carts");
    let cart = named(project, call, paths, ("cart", identifier.as_ref()))?;
    let reference = json!({"typeId": "cart", "id": cart.get("id")});
    draft.insert("cart".to_owned(), reference);
    let request = project.create(seen, &draft)?;
    project.answer(request, call, &seen.kind.state)
}

fn complete(project: &Project, stage: Stage<'_>, request: &mut Object) -> Result<(), Refusal> {
    if let Stage::Created(draft) = stage {
        begin(project, draft, request)?;
    }
    match request.get("state") {
        Some(state) => states::check_type(project, state, "QuoteRequestState"),
        None => Ok(()),
    }
}

/// The data of the cart in a new quote request.
fn begin(project: &Project, draft: &Object, request: &mut Object) -> Result<(), Refusal> {
    let reference = draft.get("cart").unwrap_or(&Value::Null);
    let cart = project.find("cart", reference)?;
    check_version(cart, whole_at(draft, "cartVersion").unwrap_or_default())?;
    check(cart)?;
    staged_quotes::check_no_quotation(project, cart)?;
    business_units::check_belonging(project, cart)?;
    project.take_over(request, "QuoteRequest", cart);
    let customer = json!({"typeId": "customer", "id": cart.get("customerId")});
    put(request, "customer", Some(customer));
    put(request, "cart", Some(reference.clone()));
    put(request, STATES.field, Some("Submitted".into()));
    Ok(())
}

/// Fails if no quote can be requested for a cart.
fn check(cart: &Object) -> Result<(), Refusal> {
    let refuse = |message: String| Err(Refusal::invalid_operation(message));
    let state = text_or_empty(cart, "cartState");
    if !matches!(state, "Active" | "Frozen") {
        return refuse(format!(
            "No quote can be requested for a cart in the state '{state}'."
        ));
    }
    if given(cart, "customerId").is_none() {
        return refuse("The cart belongs to no customer.".to_owned());
    }
    if elements(cart, "discountCodes").next().is_some() {
        return refuse("No quote can be requested for a cart with discount codes.".to_owned());
    }
    if text(cart, "shippingMode") == Some("Multiple") {
        let message = "No quote can be requested for a cart with the shipping mode 'Multiple'.";
        return refuse(message.to_owned());
    }
    match given(cart, "shippingAddress") {
        Some(_) => Ok(()),
        None => refuse("The cart has no shipping address.".to_owned()),
    }
}

/// `changeQuoteRequestState`.
fn change_state(_: &Project, request: &mut Object, action: &Object) -> Result<(), Refusal> {
    STATES.change(request, text_or_empty(action, STATES.field))
}

/// `cancelQuoteRequest`, which is for buyers.
fn cancel(_: &Project, request: &mut Object, _: &Object) -> Result<(), Refusal> {
    STATES.check(
        request,
        &["Submitted"],
        "it cannot be cancelled by its buyer",
    )?;
    STATES.change(request, "Cancelled")
}

/// The messages without a regular form.
fn messages(project: &Project, done: Done<'_>) -> Option<Vec<Message>> {
    let Done::Changed(action, states) = done else {
        return None;
    };
    match text(action, "action")? {
        "cancelQuoteRequest" | "changeQuoteRequestState" => Some(STATES.told(project, states)),
        "changeCustomer" => {
            let of = "QuoteRequestCustomerChanged";
            Some(customer_changed(project, of, states))
        }
        _ => None,
    }
}
