//! Staged quotes, in which a seller prepares an offer. Its items and prices are in the quotation cart, a separate cart with
//! the initial content of the quote request.
//!
//! Source: <https://docs.commercetools.com/api/projects/staged-quotes>.

use serde_json::{Value, json};

use super::negotiation::{States, named};
use super::{carts, orders, quote_requests, states};
use crate::coverage::Coverage;
use crate::kind::{Done, Object, Row, Stage};
use crate::message::Message;
use crate::object::{put, text, text_or_empty, whole_at};
use crate::project::{Call, Caller, Project, check_version};
use crate::refusal::Refusal;

pub(super) const PATH: &str = "/{projectKey}/staged-quotes";
const IN_STORE: &str = "/{projectKey}/in-store/key={storeKey}/staged-quotes";

pub(super) const STATES: States = States {
    path: PATH,
    noun: "staged quote",
    field: "stagedQuoteState",
    message: "StagedQuoteStateChanged",
    next: &[
        ("InProgress", &["Sent", "Closed"]),
        // A seller who answers a renegotiation continues with it.
        ("Sent", &["InProgress", "Closed"]),
        ("Closed", &[]),
    ],
};

pub(crate) const ROW: Row = Row {
    views: &[IN_STORE],
    by_hand: &[
        "quoteRequest",
        "quoteRequestVersion",
        "quoteRequestStateToAccepted",
        "custom",
    ],
    complete,
    actions: &[("changeStagedQuoteState", change_state)],
    messages,
    routes: &[
        ("POST", PATH, create, Coverage::Generic),
        ("POST", IN_STORE, create, Coverage::Generic),
    ],
    ..Row::of(PATH)
};

/// `POST /staged-quotes`, and the same in a store.
fn create(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let operation = call.route.operation;
    call.parameters.check_uniform(operation)?;
    let seen = project.seen_at(&operation.path, &call.caller)?;
    let mut draft = project.body(operation, call.body)?;
    let paths = ("/staged-quotes", "/quote-requests");
    let identifier = ("quote-request", draft.get("quoteRequest"));
    let request = named(project, call, paths, identifier)?.clone();
    let version = whole_at(&draft, "quoteRequestVersion").unwrap_or_default();
    check_version(&request, version)?;
    let what = "no staged quote can be made of it";
    quote_requests::STATES.check(&request, &["Submitted", "Accepted"], what)?;
    orders::check_shipping_method(project, &request)?;
    let of_carts = project.whole(carts::PATH, &call.caller)?;
    project.check_room(of_carts.kind)?;
    let mut cart = quotation_cart(project, &call.caller, &request)?;
    // The fields of the draft are read below.
    put(&mut draft, "quoteRequest", request.get("id").cloned());
    put(&mut draft, "quotationCart", cart.get("id").cloned());
    let staged = project.create(seen, &draft)?;
    // An API extension may have been called for the staged quote of an earlier attempt, which named another cart.
    let id = staged.get("quotationCart").and_then(|of| of.get("id"));
    put(&mut cart, "id", id.cloned());
    project.insert(of_carts, cart)?;
    if draft.get("quoteRequestStateToAccepted") == Some(&json!(true)) {
        quote_requests::STATES.set(project, &call.caller, &request, "Accepted")?;
    }
    project.answer(staged, call, &seen.kind.state)
}

/// A new cart with the content of a quote request, at current prices.
fn quotation_cart(project: &Project, caller: &Caller, request: &Object) -> Result<Object, Refusal> {
    let mut cart = Object::new();
    project.take_over(&mut cart, "Cart", request);
    for (name, value) in project.created_now(caller) {
        cart.insert(name.to_owned(), value);
    }
    let customer = request.get("customer").and_then(|of| of.get("id"));
    put(&mut cart, "customerId", customer.cloned());
    put(&mut cart, "origin", Some("Quote".into()));
    carts::completed(project, cart)
}

/// Fails if a cart is the quotation cart of a staged quote, which becomes an order through a quote.
pub(super) fn check_no_quotation(project: &Project, cart: &Object) -> Result<(), Refusal> {
    let id = cart.get("id");
    let is_of = |staged: &Object| staged.get("quotationCart").and_then(|of| of.get("id")) == id;
    match project.all(PATH).iter().any(is_of) {
        false => Ok(()),
        true => Err(Refusal::not_emulated(
            "an order or a quote request of the quotation cart of a staged quote, of which the documentation says nothing: make a quote of the staged quote",
        )),
    }
}

fn complete(project: &Project, stage: Stage<'_>, staged: &mut Object) -> Result<(), Refusal> {
    if let Stage::Created(draft) = stage {
        let request = json!({"typeId": "quote-request", "id": draft.get("quoteRequest")});
        let of = project.find("quote-request", &request)?;
        project.take_over(staged, "StagedQuote", of);
        put(staged, "custom", project.custom_with(draft, of)?);
        put(staged, "quoteRequest", Some(request));
        let cart = json!({"typeId": "cart", "id": draft.get("quotationCart")});
        put(staged, "quotationCart", Some(cart));
        put(staged, STATES.field, Some("InProgress".into()));
    }
    match staged.get("state") {
        Some(state) => states::check_type(project, state, "StagedQuoteState"),
        None => Ok(()),
    }
}

/// `changeStagedQuoteState`.
fn change_state(_: &Project, staged: &mut Object, action: &Object) -> Result<(), Refusal> {
    STATES.change(staged, text_or_empty(action, STATES.field))
}

/// The messages without a regular form.
fn messages(project: &Project, done: Done<'_>) -> Option<Vec<Message>> {
    match done {
        Done::Changed(action, states) if text(action, "action")? == "changeStagedQuoteState" => {
            Some(STATES.told(project, states))
        }
        _ => None,
    }
}
