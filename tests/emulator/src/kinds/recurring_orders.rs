//! Recurring orders: orders that are created from a cart repeatedly. Each has its own cart, with the items of the source
//! cart or order that have its recurrence policy.
//!
//! Orders are created when they are due by the clock of the emulator, before the next request is executed: see `producing`.
//!
//! Sources: <https://docs.commercetools.com/api/projects/recurring-orders>,
//! <https://docs.commercetools.com/api/recurring-orders-overview>.

mod actions;
mod from_order;
mod policies;
mod producing;
mod schedule;
mod told;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::negotiation::States;
use super::{carts, orders, states};
use crate::clock;
use crate::coverage::Coverage;
use crate::kind::{Object, Row, Stage};
use crate::kinds::carts::recurrence;
use crate::object::{elements, given, put, text, whole_at};
use crate::project::{Call, Caller, Project, check_version};
use crate::refusal::Refusal;

pub(crate) use from_order::prepare;
pub(crate) use policies::ROW as POLICIES;
pub(crate) use producing::produce;

const PATH: &str = "/{projectKey}/recurring-orders";

const STATES: States = States {
    path: PATH,
    noun: "recurring order",
    field: "recurringOrderState",
    message: "RecurringOrderStateChanged",
    next: &[
        ("Active", &["Paused", "Canceled", "Expired"]),
        ("Paused", &["Active", "Canceled", "Expired"]),
        ("Failed", &["Active", "Canceled"]),
        // A later expiresAt makes it active again.
        ("Expired", &[]),
        ("Canceled", &[]),
    ],
};

pub(crate) const ROW: Row = Row {
    by_hand: &["cart", "cartVersion"],
    complete,
    actions: &[
        ("setExpiresAt", actions::set_expires_at),
        ("setOrderSkipConfiguration", actions::set_skip_configuration),
        ("setRecurringOrderState", actions::set_state),
        ("setSchedule", actions::set_schedule),
        ("setStartsAt", actions::set_starts_at),
    ],
    messages: told::messages,
    applied: actions::applied,
    routes: &[("POST", PATH, create, Coverage::Generic)],
    ..Row::of(PATH)
};

/// `POST /recurring-orders`. Its items must have the same recurrence policy: what happens to others is not documented.
fn create(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let operation = call.route.operation;
    call.parameters.check_uniform(operation)?;
    let seen = project.seen_at(&operation.path, &call.caller)?;
    let mut draft = project.body(operation, call.body)?;
    let source = project.find("cart", draft.get("cart").unwrap_or(&Value::Null))?;
    check_version(source, whole_at(&draft, "cartVersion").unwrap_or_default())?;
    orders::check(project, source)?;
    let policy = only_policy(source)?;
    check_future(project, &draft, "startsAt")?;
    let of_carts = project.whole(carts::PATH, &call.caller)?;
    project.check_room(of_carts.kind)?;
    let mut cart = cart_of_its_own(project, &call.caller, source, policy)?;
    let draft_of = Begin {
        source,
        cart: &cart,
        policy,
        order: None,
    };
    draft.extend(draft_of.fields());
    let recurring = project.create(seen, &draft)?;
    keep_cart(project, &call.caller, &recurring, &mut cart)?;
    project.answer(recurring, call, &seen.kind.state)
}

/// The parts of a new recurring order.
struct Begin<'b> {
    /// The source cart.
    source: &'b Object,
    /// Its own cart.
    cart: &'b Object,
    policy: &'b str,
    /// The order that created it.
    order: Option<&'b Object>,
}

impl Begin<'_> {
    /// Itself as fields of the draft, which `complete` reads.
    fn fields(&self) -> [(String, Value); 4] {
        [
            ("cart".to_owned(), json!(self.cart.get("id"))),
            ("source".to_owned(), json!(self.source.get("id"))),
            ("policy".to_owned(), json!(self.policy)),
            (
                "order".to_owned(),
                json!(self.order.and_then(|order| order.get("id"))),
            ),
        ]
    }
}

fn complete(project: &Project, stage: Stage<'_>, recurring: &mut Object) -> Result<(), Refusal> {
    if let Stage::Created(draft) = stage {
        begin(project, draft, recurring)?;
    }
    match recurring.get("state") {
        Some(state) => states::check_type(project, state, "RecurringOrderState"),
        None => Ok(()),
    }
}

fn begin(project: &Project, draft: &Object, recurring: &mut Object) -> Result<(), Refusal> {
    let reference = |type_id: &str, name: &str| {
        let id = given(draft, name)?;
        Some(json!({"typeId": type_id, "id": id}))
    };
    let source = reference("cart", "source").unwrap_or_default();
    let source = project.find("cart", &source)?;
    project.take_over(recurring, "RecurringOrder", source);
    if let Some(id) = given(source, "customerId") {
        let customer = json!({"typeId": "customer", "id": id});
        put(recurring, "customer", Some(customer));
    }
    let policy = reference("recurrence-policy", "policy").unwrap_or_default();
    let policy = project.find("recurrence-policy", &policy)?;
    put(recurring, "schedule", policy.get("schedule").cloned());
    put(recurring, "cart", reference("cart", "cart"));
    let order = reference("order", "order");
    let is_of_order = order.is_some();
    put(recurring, "originOrder", order);
    recurring
        .entry("startsAt")
        .or_insert_with(|| project.clock.text());
    put(recurring, STATES.field, Some("Active".into()));
    let first = time(recurring, "startsAt").unwrap_or_default();
    // The order that created it is the first one.
    let from = if is_of_order { behind(first) } else { first };
    plan(recurring, from);
    Ok(())
}

/// Stores the cart of a new recurring order. An API extension may have been called for the recurring order of an earlier
/// attempt, which named another cart.
fn keep_cart(
    project: &mut Project,
    caller: &Caller,
    recurring: &Object,
    cart: &mut Object,
) -> Result<(), Refusal> {
    let id = recurring.get("cart").and_then(|of| of.get("id"));
    put(cart, "id", id.cloned());
    let of_carts = project.whole(carts::PATH, caller)?;
    project.insert(of_carts, cart.clone()).map(drop)
}

/// A new cart with those items of another cart that have a recurrence policy.
fn cart_of_its_own(
    project: &Project,
    caller: &Caller,
    source: &Object,
    policy: &str,
) -> Result<Object, Refusal> {
    let mut cart = Object::new();
    project.take_over(&mut cart, "Cart", source);
    for (name, value) in project.created_now(caller) {
        cart.insert(name.to_owned(), value);
    }
    for list in ["lineItems", "customLineItems"] {
        let items = elements(source, list).filter(|item| recurrence::policy(item) == Some(policy));
        let items = items.cloned().map(Value::Object).collect();
        put(&mut cart, list, Some(Value::Array(items)));
    }
    // A payment belongs to one order.
    for name in ["paymentInfo", "freezeStrategy", "lock", "warnings"] {
        cart.remove(name);
    }
    put(&mut cart, "custom", source.get("custom").cloned());
    put(&mut cart, "cartState", Some("Active".into()));
    put(&mut cart, "origin", Some("RecurringOrder".into()));
    carts::completed(project, cart)
}

/// The recurrence policies of the items of a cart, each once.
fn policies(cart: &Object) -> Vec<&str> {
    let mut policies = Vec::new();
    for policy in items(cart).filter_map(recurrence::policy) {
        if !policies.contains(&policy) {
            policies.push(policy);
        }
    }
    policies
}

fn only_policy(cart: &Object) -> Result<&str, Refusal> {
    let mut items = items(cart);
    match policies(cart).as_slice() {
        [] => Err(Refusal::invalid_operation(
            "No item of the cart has a recurrence policy.",
        )),
        [policy] if items.all(|item| recurrence::policy(item).is_some()) => Ok(policy),
        _ => Err(Refusal::not_emulated(
            "recurring orders of carts whose items have not all the same recurrence policy",
        )),
    }
}

fn items(cart: &Object) -> impl Iterator<Item = &Object> {
    elements(cart, "lineItems").chain(elements(cart, "customLineItems"))
}

/// Sets when the next order is created: at the first time of the schedule that is not before another time, and not before
/// the recurring order resumes. There is none if it is not active.
fn plan(recurring: &mut Object, from: Timestamp) {
    let start = time(recurring, "startsAt").unwrap_or_default();
    let from = time(recurring, "resumesAt").map_or(from, |resumes_at| resumes_at.max(from));
    let is_active = text(recurring, STATES.field) == Some("Active");
    let schedule = recurring.get("schedule").filter(|_| is_active);
    let next = schedule.and_then(|of| schedule::first(of, start, from.max(start)));
    put(recurring, "nextOrderAt", next.map(clock::text));
}

fn time(of: &Object, name: &str) -> Option<Timestamp> {
    text(of, name)?.parse().ok()
}

/// The next point in time after this one.
fn behind(time: Timestamp) -> Timestamp {
    clock::after(time, SignedDuration::from_millis(1))
}

/// Fails if a time of a draft or an action is not in the future.
fn check_future(project: &Project, of: &Object, name: &str) -> Result<(), Refusal> {
    match time(of, name).is_none_or(|time| time > project.clock.now()) {
        true => Ok(()),
        false => Err(Refusal::invalid_operation(format!(
            "The time of {name} is not in the future."
        ))),
    }
}
