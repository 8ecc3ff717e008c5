//! Quotes: binding offers. A quote contains the content of the quotation cart of its staged quote at that time.
//!
//! Sources: <https://docs.commercetools.com/api/projects/quotes>, <https://docs.commercetools.com/api/projects/me-quotes>.

mod in_unit;
mod mine;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::negotiation::{States, customer_changed, named};
use super::{staged_quotes, states};
use crate::coverage::Coverage;
use crate::kind::{Done, Object, Row, Stage};
use crate::message::Message;
use crate::object::{given, put, text, text_or_empty, whole_at};
use crate::project::{Call, Project, check_version};
use crate::refusal::Refusal;

pub(super) const PATH: &str = "/{projectKey}/quotes";
const IN_STORE: &str = "/{projectKey}/in-store/key={storeKey}/quotes";

pub(super) const STATES: States = States {
    path: PATH,
    noun: "quote",
    field: "quoteState",
    message: "QuoteStateChanged",
    next: &[
        (
            "Pending",
            &["Accepted", "Declined", RENEGOTIATION, "Withdrawn"],
        ),
        (RENEGOTIATION, &["RenegotiationAddressed", "Withdrawn"]),
        ("RenegotiationAddressed", &[]),
        ("Accepted", &[]),
        ("Declined", &[]),
        ("Withdrawn", &[]),
    ],
};

/// The state that only the request of a buyer sets.
const RENEGOTIATION: &str = "DeclinedForRenegotiation";

pub(crate) const ROW: Row = Row {
    views: &[IN_STORE, mine::PATH, in_unit::PATH],
    by_hand: &[
        "stagedQuote",
        "stagedQuoteVersion",
        "stagedQuoteStateToSent",
        "custom",
    ],
    complete,
    actions: &[
        ("changeQuoteState", change_state),
        ("requestQuoteRenegotiation", request_renegotiation),
    ],
    messages,
    routes: &[
        ("POST", PATH, create, Coverage::Generic),
        ("POST", IN_STORE, create, Coverage::Generic),
        ("POST", mine::BY_ID, mine::update, Coverage::Generic),
        ("POST", mine::BY_KEY, mine::update, Coverage::Generic),
        ("POST", in_unit::BY_ID, in_unit::update, Coverage::Generic),
        ("POST", in_unit::BY_KEY, in_unit::update, Coverage::Generic),
    ],
    ..Row::of(PATH)
};

/// `POST /quotes`, and the same in a store.
fn create(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let operation = call.route.operation;
    call.parameters.check_uniform(operation)?;
    let seen = project.seen_at(&operation.path, &call.caller)?;
    let mut draft = project.body(operation, call.body)?;
    let identifier = ("staged-quote", draft.get("stagedQuote"));
    let staged = named(project, call, ("/quotes", "/staged-quotes"), identifier)?.clone();
    let version = whole_at(&draft, "stagedQuoteVersion").unwrap_or_default();
    check_version(&staged, version)?;
    let what = "no quote can be made of it";
    staged_quotes::STATES.check(&staged, &["InProgress", "Sent"], what)?;
    if text(&staged, staged_quotes::STATES.field) == Some("Sent") {
        return Err(Refusal::not_emulated(
            "a quote of a staged quote in the state Sent, of which the documentation says nothing: change it to InProgress first",
        ));
    }
    // The fields of the draft are read below.
    put(&mut draft, "stagedQuote", staged.get("id").cloned());
    let quote = project.create(seen, &draft)?;
    if draft.get("stagedQuoteStateToSent") == Some(&json!(true)) {
        staged_quotes::STATES.set(project, &call.caller, &staged, "Sent")?;
    }
    project.answer(quote, call, &seen.kind.state)
}

fn complete(project: &Project, stage: Stage<'_>, quote: &mut Object) -> Result<(), Refusal> {
    if let Stage::Created(draft) = stage {
        let reference = json!({"typeId": "staged-quote", "id": draft.get("stagedQuote")});
        let staged = project.find("staged-quote", &reference)?;
        let cart = staged.get("quotationCart").unwrap_or(&Value::Null);
        project.take_over(quote, "Quote", staged);
        project.take_over(quote, "Quote", project.find("cart", cart)?);
        put(quote, "custom", project.custom_with(draft, staged)?);
        put(quote, "stagedQuote", Some(reference));
        put(quote, STATES.field, Some("Pending".into()));
    }
    match quote.get("state") {
        Some(state) => states::check_type(project, state, "QuoteState"),
        None => Ok(()),
    }
}

/// Fails if no order can be created from a quote.
pub(super) fn check_open(project: &Project, quote: &Object) -> Result<(), Refusal> {
    STATES.check(quote, &["Pending"], "it cannot be ordered")?;
    let until = text(quote, "validTo").and_then(|of| of.parse::<Timestamp>().ok());
    match until.is_some_and(|until| until <= project.clock.now()) {
        true => Err(Refusal::invalid_operation(
            "The quote has expired, so that it cannot be ordered.",
        )),
        false => Ok(()),
    }
}

/// `changeQuoteState`.
fn change_state(_: &Project, quote: &mut Object, action: &Object) -> Result<(), Refusal> {
    let to = text_or_empty(action, STATES.field);
    if to == RENEGOTIATION {
        let message = format!("The state '{to}' is set by requestQuoteRenegotiation only.");
        return Err(Refusal::invalid_operation(message));
    }
    STATES.change(quote, to)
}

/// `requestQuoteRenegotiation`.
fn request_renegotiation(_: &Project, quote: &mut Object, action: &Object) -> Result<(), Refusal> {
    STATES.check(quote, &["Pending"], "no renegotiation can be requested")?;
    STATES.change(quote, RENEGOTIATION)?;
    put(
        quote,
        "buyerComment",
        given(action, "buyerComment").cloned(),
    );
    Ok(())
}

/// The messages without a regular form.
fn messages(project: &Project, done: Done<'_>) -> Option<Vec<Message>> {
    let Done::Changed(action, states) = done else {
        return None;
    };
    match text(action, "action")? {
        "changeQuoteState" => Some(STATES.told(project, states)),
        "changeCustomer" => Some(customer_changed(project, "QuoteCustomerChanged", states)),
        "requestQuoteRenegotiation" => {
            let comment = |field: &str| given(action, field).cloned();
            let message = project.message("QuoteRenegotiationRequested", &comment);
            Some(message.into_iter().collect())
        }
        _ => None,
    }
}
