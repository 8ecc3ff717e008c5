//! Approval flows: they begin with an order, and associates approve or reject it.

use serde_json::{Value, json};

use super::hierarchy::{Standing, roles_of};
use super::{RULES_PATH, order_predicate, roles};
use crate::coverage::Coverage;
use crate::kind::{Done, Object, Row};
use crate::kinds::business_units::associates;
use crate::kinds::business_units::inherits_rules_from;
use crate::kinds::business_units::rights::{self, Deed};
use crate::kinds::customers::message;
use crate::message::Message;
use crate::object::{given, list_mut, put, text, text_or_empty};
use crate::project::{Call, Caller, Project};
use crate::refusal::Refusal;
use crate::uniform::By;

const PATH: &str = "/{projectKey}/as-associate/{associateId}/in-business-unit/key={businessUnitKey}/approval-flows";
const BY_ID: &str = "/{projectKey}/as-associate/{associateId}/in-business-unit/key={businessUnitKey}/approval-flows/{ID}";

pub(crate) const ROW: Row = Row {
    unique: &[],
    actions: &[("approve", approve), ("reject", reject)],
    messages,
    routes: &[("POST", BY_ID, update, Coverage::Generic)],
    ..Row::of(PATH)
};

/// The member of an action with the associate who does it, in addition to its type.
const ACTOR: &str = "associate";

/// Starts the approval of a new order, if rules of its business unit match it.
pub(crate) fn begin(project: &mut Project, caller: &Caller, order: &Object) -> Result<(), Refusal> {
    let Some(reference) = order.get("businessUnit") else {
        return Ok(());
    };
    let unit = project.find("business-unit", reference)?;
    let requester = caller
        .associate
        .as_ref()
        .or(caller.holder.customer_id.as_ref());
    let rules = rules(
        project,
        unit,
        requester.map(String::as_str).unwrap_or_default(),
        order,
    )?;
    if rules.is_empty() {
        return Ok(());
    }
    let mut flow = Object::new();
    for (name, value) in project.created_now(caller) {
        flow.insert(name.to_owned(), value);
    }
    let id = order.get("id");
    put(
        &mut flow,
        "order",
        Some(json!({"typeId": "order", "id": id})),
    );
    put(&mut flow, "businessUnit", Some(reference.clone()));
    put(&mut flow, "rules", Some(rules.into()));
    put(&mut flow, "status", Some("Pending".into()));
    put(&mut flow, "approvals", Some(json!([])));
    Standing::of(&flow).tell(&mut flow);
    let seen = project.whole(PATH, caller)?;
    project.insert(seen, flow).map(drop)
}

/// The active rules that match an order of a customer, of a business unit and of those whose rules it inherits.
fn rules(
    project: &Project,
    unit: &Object,
    requester: &str,
    order: &Object,
) -> Result<Vec<Value>, Refusal> {
    let has = associates::role_keys(unit, requester);
    let line = std::iter::successors(Some(unit), |unit| inherits_rules_from(project, unit));
    let keys: Vec<&str> = line.map(|unit| text_or_empty(unit, "key")).collect();
    let mut matching = Vec::new();
    for rule in project.all(RULES_PATH).iter() {
        let of = rule
            .get("businessUnit")
            .and_then(|of| of.get("key")?.as_str());
        let is_of_line = of.is_some_and(|key| keys.contains(&key));
        let is_requested = roles(rule, "requesters").any(|role| has.contains(role));
        if !is_of_line || !is_requested || text(rule, "status") != Some("Active") {
            continue;
        }
        let predicate = order_predicate::read(project, text_or_empty(rule, "predicate"))?;
        if order_predicate::matches(project, &predicate, order) {
            matching.push(json!(rule));
        }
    }
    Ok(matching)
}

/// `POST /approval-flows/{id}`: the actions get the associate who does them.
fn update(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let operation = call.route.operation;
    call.parameters.check_uniform(operation)?;
    let seen = project.seen_at(PATH, &call.caller)?;
    rights::check_path(project, seen)?;
    let old = project.named(seen, &By::Id, &call.route)?.clone();
    rights::check(project, seen, Deed::Update, &old)?;
    let mut update = project.body(operation, call.body)?;
    let unit = associates::unit_of(project, &call.caller)?;
    let id = call.caller.associate.as_deref().unwrap_or_default();
    let actor = associates::as_told(unit, id);
    for action in list_mut(&mut update, "actions")? {
        if let Some(action) = action.as_object_mut() {
            action.insert(ACTOR.to_owned(), actor.clone());
        }
    }
    let new = project.update(seen, &old, &update)?;
    project.answer(new, call, &seen.kind.state)
}

/// `approve`.
fn approve(project: &Project, flow: &mut Object, action: &Object) -> Result<(), Refusal> {
    check_pending(flow)?;
    let actor = given(action, ACTOR).cloned().unwrap_or_default();
    let roles = actor.as_object().map(roles_of).unwrap_or_default();
    if !Standing::of(flow).may_approve(&roles) {
        return Err(Refusal::invalid_operation(
            "The associate has no role that has to approve now.",
        ));
    }
    let approval = json!({"approver": actor, "approvedAt": project.clock.text()});
    list_mut(flow, "approvals")?.push(approval);
    let standing = Standing::of(flow);
    standing.tell(flow);
    if standing.is_approved() {
        put(flow, "status", Some("Approved".into()));
    }
    Ok(())
}

/// `reject`, which ends the flow.
fn reject(project: &Project, flow: &mut Object, action: &Object) -> Result<(), Refusal> {
    check_pending(flow)?;
    let actor = given(action, ACTOR).cloned().unwrap_or_default();
    let roles = actor.as_object().map(roles_of).unwrap_or_default();
    if !Standing::of(flow).may_reject(&roles) {
        return Err(Refusal::invalid_operation(
            "The associate has no role that can reject now.",
        ));
    }
    let mut rejection = Object::new();
    put(&mut rejection, "rejecter", Some(actor));
    put(&mut rejection, "rejectedAt", Some(project.clock.text()));
    put(&mut rejection, "reason", given(action, "reason").cloned());
    put(flow, "rejection", Some(rejection.into()));
    put(flow, "status", Some("Rejected".into()));
    Ok(())
}

fn check_pending(flow: &Object) -> Result<(), Refusal> {
    match text_or_empty(flow, "status") {
        "Pending" => Ok(()),
        status => {
            let message = format!("The approval flow is over: its status is '{status}'.");
            Err(Refusal::invalid_operation(message))
        }
    }
}

fn messages(project: &Project, done: Done<'_>) -> Option<Vec<Message>> {
    let Done::Changed(action, (before, after)) = done else {
        return None;
    };
    let of = match text(action, "action")? {
        "approve" => "ApprovalFlowApproved",
        "reject" => "ApprovalFlowRejected",
        _ => return None,
    };
    let customer = given(action, ACTOR).and_then(|of| of.get("customer"));
    let order = after.get("order").cloned();
    let fields = [
        ("associate", customer.cloned()),
        ("rejectionReason", given(action, "reason").cloned()),
        ("order", order.clone()),
    ];
    let mut messages = message(project, of, &fields);
    if before.get("status") != after.get("status") {
        let fields = [("status", after.get("status").cloned()), ("order", order)];
        messages.extend(message(project, "ApprovalFlowCompleted", &fields));
    }
    Some(messages)
}
