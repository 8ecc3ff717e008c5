//! Makes the orders whose time has come.
//!
//! The platform does so at that time. Here it is done before the next request, all orders that have become due one after the
//! other, each at the prices of now. API extensions are not asked about them.

use serde_json::Value;

use super::actions::is_skipping;
use super::told::state_changed;
use super::{PATH, STATES, behind, plan, time};
use crate::clock;
use crate::kind::{Object, Stage};
use crate::kinds::{carts, orders};
use crate::message::Message;
use crate::object::{put, text, whole_at};
use crate::project::{Caller, Change, Project};
use crate::refusal::Refusal;

/// Makes all orders that are due. It changes no recurring order that is not.
pub(crate) fn produce(project: &mut Project) {
    let all = project.all(PATH).iter();
    let due = all.filter(|recurring| is_due(project, recurring));
    let due = due.filter_map(|recurring| text(recurring, "id").map(str::to_owned));
    for id in due.collect::<Vec<String>>() {
        // Each step sets a later time, or none.
        while let Some(recurring) = project.all(PATH).get(&id).filter(|of| is_due(project, of)) {
            step(project, &recurring.clone());
        }
    }
}

fn is_due(project: &Project, recurring: &Object) -> bool {
    time(recurring, "nextOrderAt").is_some_and(|next| next <= project.clock.now())
}

/// Makes the next order, skips it, or ends.
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

/// Makes an order of the cart of a recurring order, at the prices of now where they are not fixed.
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
