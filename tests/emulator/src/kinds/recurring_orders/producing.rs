//! Creates the orders that are due.
//!
//! The platform does so at that time. Here it is done before the next request, for all due orders one after the other.
//! Timestamps are those at which an order was due; prices are the current prices of the products. API extensions are not
//! called.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::mem;
use std::sync::Arc;

use serde_json::Value;

use super::actions::is_skipping;
use super::told::state_changed;
use super::{PATH, STATES, behind, plan, time};
use crate::clock::{self, Clock};
use crate::kind::{Object, Stage};
use crate::kinds::{carts, orders};
use crate::message::Message;
use crate::object::{put, text, whole_at};
use crate::project::{Caller, Change, Project};
use crate::refusal::Refusal;

/// Creates all orders that are due, the earliest first. Other recurring orders are not changed.
pub(crate) fn produce(project: &mut Project) {
    let now = project.clock.now();
    let due = |recurring: &Object| {
        let at = time(recurring, "nextOrderAt").filter(|at| *at <= now)?;
        Some(Reverse((at, text(recurring, "id")?.to_owned())))
    };
    let mut waiting: BinaryHeap<_> = project.all(PATH).iter().filter_map(due).collect();
    while let Some(Reverse((at, id))) = waiting.pop() {
        let Some(recurring) = project.all(PATH).get(&id).cloned() else {
            continue;
        };
        // Timestamps are those at which the order was due.
        let clock = Arc::new(Clock::standing_at(at));
        let clock = mem::replace(&mut project.clock, clock);
        step(project, &recurring);
        project.clock = clock;
        // Each step sets a later time, or none.
        waiting.extend(project.all(PATH).get(&id).and_then(due));
    }
}

/// Creates the next order, skips it, or ends.
fn step(project: &mut Project, old: &Object) {
    let at = time(old, "nextOrderAt").unwrap_or_default();
    let mut resource = old.clone();
    let mut messages = Vec::new();
    if time(old, "expiresAt").is_some_and(|end| end <= at) {
        put(&mut resource, STATES.field, Some("Expired".into()));
    } else if is_skipping(old) {
        skip(&mut resource, clock::text(at));
    } else {
        match order(project, old) {
            Ok(()) => put(&mut resource, "lastOrderAt", Some(clock::text(at))),
            Err(refusal) => {
                put(&mut resource, STATES.field, Some("Failed".into()));
                messages.extend(failed(project, old, &refusal));
            }
        }
    }
    resource.remove("resumesAt");
    plan(&mut resource, behind(at));
    messages.extend(state_changed(project, (old, &resource)));
    let caller = Caller::default();
    let change = Change { resource, messages };
    if let Ok(seen) = project.whole(PATH, &caller) {
        project.keep(seen, old, change);
    }
}

fn skip(recurring: &mut Object, at: Value) {
    let skip = recurring.get_mut("skipConfiguration");
    if let Some(skip) = skip.and_then(Value::as_object_mut) {
        let skipped = whole_at(skip, "skipped").unwrap_or_default();
        put(skip, "skipped", Some(skipped.saturating_add(1).into()));
        put(skip, "lastSkippedAt", Some(at));
    }
}

/// Creates an order from the cart of a recurring order, at current prices unless they are fixed.
fn order(project: &mut Project, recurring: &Object) -> Result<(), Refusal> {
    let caller = Caller::default();
    let cart = recurring.get("cart").unwrap_or(&Value::Null);
    let old = project.find("cart", cart)?.clone();
    let mut resource = old.clone();
    (carts::ROW.complete)(project, Stage::Updated, &mut resource)?;
    orders::repeat(project, &caller, (recurring, &resource))?;
    let seen = project.whole(carts::PATH, &caller)?;
    let messages = Vec::new();
    let change = Change { resource, messages };
    project.replace(seen, &old, change).map(drop)
}

fn failed(project: &Project, recurring: &Object, refusal: &Refusal) -> Option<Message> {
    project.message("RecurringOrderFailed", &|field| match field {
        "cartId" => recurring.get("cart")?.get("id").cloned(),
        "failedAt" => Some(project.clock.text()),
        "failureReason" => Some(refusal.to_string().into()),
        "orderScheduledAt" => recurring.get("nextOrderAt").cloned(),
        _ => None,
    })
}
