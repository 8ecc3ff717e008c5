//! The update actions of recurring orders without a regular form.

use serde_json::{Value, json};

use super::{STATES, check_future, plan, time};
use crate::kind::Object;
use crate::kinds::carts;
use crate::kinds::carts::recurrence;
use crate::object::{given, put, text, whole_at};
use crate::project::{Caller, Change, Project};
use crate::refusal::{Problem, Refusal};

/// `setRecurringOrderState`. An order that becomes active again continues at `resumesAt`, or at once.
pub(super) fn set_state(
    project: &Project,
    recurring: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let draft = action.get(STATES.field).and_then(Value::as_object);
    let kind = draft.and_then(|draft| text(draft, "type"));
    let state = match kind.unwrap_or_default() {
        "active" => "Active",
        "paused" => "Paused",
        "expired" => "Expired",
        "canceled" => "Canceled",
        kind => {
            let what = format!("the state {kind} of recurring orders");
            return Err(Refusal::not_emulated(&what));
        }
    };
    let before = recurring.clone();
    STATES.change(recurring, state)?;
    let resumes_at = draft.and_then(|draft| given(draft, "resumesAt"));
    put(recurring, "resumesAt", resumes_at.cloned());
    if before != *recurring {
        plan(recurring, project.clock.now());
    }
    Ok(())
}

/// `setExpiresAt`. An expired order becomes active again if it expires later or never.
pub(super) fn set_expires_at(
    project: &Project,
    recurring: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let before = time(recurring, "expiresAt");
    put(recurring, "expiresAt", given(action, "expiresAt").cloned());
    let after = time(recurring, "expiresAt");
    let is_later = after.is_none() || after > before;
    if is_later && text(recurring, STATES.field) == Some("Expired") {
        put(recurring, STATES.field, Some("Active".into()));
        plan(recurring, project.clock.now());
    }
    Ok(())
}

/// `setOrderSkipConfiguration`, which removes it if the action has none.
pub(super) fn set_skip_configuration(
    project: &Project,
    recurring: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let draft = given(action, "skipConfigurationInputDraft").and_then(Value::as_object);
    let total = draft.and_then(|draft| whole_at(draft, "totalToSkip"));
    if let Some(total) = total.filter(|total| *total < 0) {
        let field = "skipConfigurationInputDraft.totalToSkip";
        let message =
            format!("The value '{total}' is not valid for field '{field}': it is negative.");
        let problem = Problem::new("InvalidField", message);
        let problem = problem.with("field", field).with("invalidValue", total);
        return Err(Refusal::bad_request(problem));
    }
    let skip = total.map(|total| json!({"type": "Counter", "totalToSkip": total, "skipped": 0}));
    put(recurring, "skipConfiguration", skip);
    match given(action, "updatedExpiresAt") {
        Some(expires_at) => {
            let mut set = Object::new();
            set.insert("expiresAt".to_owned(), expires_at.clone());
            set_expires_at(project, recurring, &set)
        }
        None => Ok(()),
    }
}

/// Whether orders are still to be skipped.
pub(super) fn is_skipping(recurring: &Object) -> bool {
    let skip = recurring
        .get("skipConfiguration")
        .and_then(Value::as_object);
    skip.is_some_and(|skip| whole_at(skip, "skipped") < whole_at(skip, "totalToSkip"))
}

/// `setSchedule`. The cart gets the recurrence policy after the change is stored.
pub(super) fn set_schedule(
    project: &Project,
    recurring: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    if text(recurring, STATES.field) != Some("Active") {
        let message = "The schedule of a recurring order that is not active cannot be set.";
        return Err(Refusal::invalid_operation(message));
    }
    if is_skipping(recurring) {
        let message = "The schedule of a recurring order that skips orders cannot be set.";
        return Err(Refusal::invalid_operation(message));
    }
    rescheduled(project, recurring, action)?;
    let policy = policy(project, action)?;
    put(recurring, "schedule", policy.get("schedule").cloned());
    plan(recurring, super::behind(project.clock.now()));
    Ok(())
}

/// `setStartsAt`.
pub(super) fn set_starts_at(
    project: &Project,
    recurring: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    if time(recurring, "startsAt").is_none_or(|start| start <= project.clock.now()) {
        let message = "The recurring order has started already.";
        return Err(Refusal::invalid_operation(message));
    }
    check_future(project, action, "startsAt")?;
    put(recurring, "startsAt", action.get("startsAt").cloned());
    plan(recurring, project.clock.now());
    Ok(())
}

/// Sets the recurrence policy of the cart of a recurring order with a new schedule.
pub(super) fn applied(project: &mut Project, recurring: &Object, action: &Object) {
    if text(action, "action") != Some("setSchedule") {
        return;
    }
    // The action has checked that there are prices.
    let Ok((old, resource)) = rescheduled(project, recurring, action) else {
        return;
    };
    let caller = Caller::default();
    let change = Change {
        resource,
        messages: Vec::new(),
    };
    if let Ok(seen) = project.whole(carts::PATH, &caller) {
        project.keep(seen, &old, change);
    }
}

/// The cart of a recurring order, before and after the change of the recurrence policy.
fn rescheduled(
    project: &Project,
    recurring: &Object,
    action: &Object,
) -> Result<(Object, Object), Refusal> {
    let id = policy(project, action)?.get("id");
    let policy = json!({"typeId": "recurrence-policy", "id": id});
    let cart = recurring.get("cart").unwrap_or(&Value::Null);
    let cart = project.find("cart", cart)?;
    let new = recurrence::with_policy(project, cart.clone(), &policy)?;
    Ok((cart.clone(), new))
}

fn policy<'p>(project: &'p Project, action: &Object) -> Result<&'p Object, Refusal> {
    let policy = action.get("recurrencePolicy").unwrap_or(&Value::Null);
    project.find("recurrence-policy", policy)
}
