//! Operations of customers on business units, for themselves or as associates, and the roles of associates.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{IN_STORE, MINE, OF_ASSOCIATE, PATH, associates, rights};
use crate::coverage::Coverage;
use crate::kind::{HandWritten, Object};
use crate::kinds::customers;
use crate::kinds::project_settings::setting;
use crate::object::{elements, given, list_mut, text, text_or_empty};
use crate::project::{Call, Project, Seen, check_version, version};
use crate::refusal::{Problem, Refusal};
use crate::uniform::Uniform;

const MINE_BY_ID: &str = "/{projectKey}/me/business-units/{ID}";
const MINE_BY_KEY: &str = "/{projectKey}/me/business-units/key={key}";

pub(super) const ROUTES: &[HandWritten] = &[
    ("POST", IN_STORE, create_in_store, Coverage::Generic),
    ("POST", OF_ASSOCIATE, create_as_associate, Coverage::Generic),
    (
        "POST",
        "/{projectKey}/as-associate/{associateId}/business-units/{ID}",
        update,
        Coverage::Generic,
    ),
    (
        "POST",
        "/{projectKey}/as-associate/{associateId}/business-units/key={key}",
        update,
        Coverage::Generic,
    ),
    ("GET", MINE, mine, Coverage::Generic),
    ("HEAD", MINE, mine, Coverage::Generic),
    ("POST", MINE, create_mine, Coverage::Generic),
    ("GET", MINE_BY_ID, mine, Coverage::Generic),
    ("HEAD", MINE_BY_ID, mine, Coverage::Generic),
    ("POST", MINE_BY_ID, update, Coverage::Generic),
    ("GET", MINE_BY_KEY, mine, Coverage::Generic),
    ("HEAD", MINE_BY_KEY, mine, Coverage::Generic),
    ("POST", MINE_BY_KEY, update, Coverage::Generic),
    (
        "GET",
        "/{projectKey}/business-units/{businessUnitId}/associates/{associateId}",
        associate,
        Coverage::Full,
    ),
    (
        "GET",
        "/{projectKey}/business-units/key={key}/associates/{associateId}",
        associate,
        Coverage::Full,
    ),
    (
        "GET",
        "/{projectKey}/in-store/key={storeKey}/business-units/{businessUnitId}/associates/{associateId}",
        associate,
        Coverage::Full,
    ),
    (
        "GET",
        "/{projectKey}/in-store/key={storeKey}/business-units/key={key}/associates/{associateId}",
        associate,
        Coverage::Full,
    ),
    (
        "POST",
        "/{projectKey}/in-business-unit/key={businessUnitKey}/me/customers",
        create_associate,
        Coverage::Generic,
    ),
];

type Answer = Result<Option<Value>, Refusal>;

/// Reads the business units of which a customer is an associate.
fn mine(project: &mut Project, call: &Call<'_>) -> Answer {
    let operation = call.route.operation;
    let seen = project.seen_at(MINE, &call.caller)?;
    actor(call)?;
    check_expansion(call)?;
    let what = Uniform::of(&operation.method, &operation.path);
    let (_, what) = what.ok_or_else(|| Refusal::not_emulated(&operation.path))?;
    project.uniform(seen, &what, call)
}

/// Creates a business unit in a store, which it has or inherits.
fn create_in_store(project: &mut Project, call: &Call<'_>) -> Answer {
    let (seen, draft) = drafted(project, call)?;
    let unit = project.made(seen, &draft)?;
    if !seen.has(&unit) {
        let message = "The division does not inherit the store of the path.";
        return Err(Refusal::invalid_operation(message));
    }
    let unit = project.insert(seen, unit)?;
    project.answer(unit, call, &seen.kind.state)
}

fn create_as_associate(project: &mut Project, call: &Call<'_>) -> Answer {
    let (seen, draft) = drafted(project, call)?;
    check_parent(project, actor(call)?, &draft)?;
    let unit = project.made(seen, &draft)?;
    associates::check_assignable(project, assignments(elements(&unit, "associates")))?;
    let unit = project.insert(seen, unit)?;
    project.answer(unit, call, &seen.kind.state)
}

/// Creates a business unit whose first associate is the customer, with the default role of the project.
fn create_mine(project: &mut Project, call: &Call<'_>) -> Answer {
    check_expansion(call)?;
    let (seen, draft) = drafted(project, call)?;
    let id = actor(call)?;
    check_parent(project, id, &draft)?;
    let role = setting(
        project,
        "businessUnits",
        "myBusinessUnitAssociateRoleOnCreation",
    );
    let role = role.cloned().ok_or_else(|| {
        Refusal::invalid_operation(
            "The project has no default associate role for business units of customers.",
        )
    })?;
    let mut unit = project.made(seen, &draft)?;
    list_mut(&mut unit, "associates")?.push(json!({
        "customer": {"typeId": "customer", "id": id},
        "associateRoleAssignments": [{"associateRole": role, "inheritance": "Disabled"}],
    }));
    let unit = project.insert(seen, unit)?;
    project.answer(unit, call, &seen.kind.state)
}

/// Changes a business unit of an associate.
fn update(project: &mut Project, call: &Call<'_>) -> Answer {
    let operation = call.route.operation;
    check_expansion(call)?;
    let what = Uniform::of(&operation.method, &operation.path);
    let (path, what) = what.ok_or_else(|| Refusal::not_emulated(&operation.path))?;
    let seen = project.seen_at(path, &call.caller)?;
    let id = actor(call)?;
    if let Uniform::Update(by) = &what {
        let unit = project.named(seen, by, &call.route)?;
        associates::check_active(unit)?;
        let update = project.body(operation, call.body)?;
        for action in elements(&update, "actions") {
            permit(project, (unit, id), action)?;
        }
    }
    project.uniform(seen, &what, call)
}

/// Fails if the roles of an associate do not permit an action.
fn permit(project: &Project, (unit, id): (&Object, &str), action: &Object) -> Result<(), Refusal> {
    let name = text_or_empty(action, "action");
    let (permission, what) = match name {
        "addAssociate"
        | "changeAssociate"
        | "changeAssociateMode"
        | "removeAssociate"
        | "setAssociates" => ("UpdateAssociates", "update associates"),
        "changeParentUnit" | "setUnitType" => ("UpdateParentUnit", "change the parent unit"),
        _ => ("UpdateBusinessUnitDetails", "update details"),
    };
    rights::require(project, (unit, id), permission, what)?;
    check_parent(project, id, action)?;
    let one = action.get("associate").and_then(Value::as_object);
    let all = one.into_iter().chain(elements(action, "associates"));
    associates::check_assignable(project, assignments(all))
}

/// The roles that associates get.
fn assignments<'a>(
    associates: impl Iterator<Item = &'a Object>,
) -> impl Iterator<Item = &'a Object> {
    associates.flat_map(|of| elements(of, "associateRoleAssignments"))
}

/// Fails if a draft or an action puts a business unit below one in which the customer must not add any.
fn check_parent(project: &Project, id: &str, of: &Object) -> Result<(), Refusal> {
    let Some(parent) = given(of, "parentUnit") else {
        return Ok(());
    };
    let parent = project.find("business-unit", parent)?;
    rights::require(project, (parent, id), "AddChildUnits", "add child units")?;
    associates::check_active(parent)
}

/// The path of a creating operation, and its draft.
fn drafted<'c>(project: &Project, call: &'c Call<'_>) -> Result<(Seen<'c>, Object), Refusal> {
    let operation = call.route.operation;
    call.parameters.check_uniform(operation)?;
    let seen = project.seen_at(&operation.path, &call.caller)?;
    let draft = project.body(operation, call.body)?;
    Ok((seen, draft))
}

/// The customer who acts.
fn actor<'c>(call: &'c Call<'_>) -> Result<&'c str, Refusal> {
    let caller = &call.caller;
    let id = caller
        .associate
        .as_ref()
        .or(caller.holder.customer_id.as_ref());
    id.map(String::as_str)
        .ok_or_else(|| Refusal::insufficient_scope("This endpoint requires a token of a customer."))
}

/// Fails if a customer expands other customers.
fn check_expansion(call: &Call<'_>) -> Result<(), Refusal> {
    let is_of_customer = |path: &str| path.split('.').any(|step| step == "customer");
    let is_mine = call.caller.associate.is_none();
    match is_mine && call.parameters.all("expand").any(is_of_customer) {
        true => {
            let message = "Customer reference expansion not permitted on my business unit";
            let problem = Problem::new("Unauthorized", message);
            Err(Refusal::new(StatusCode::FORBIDDEN, problem))
        }
        false => Ok(()),
    }
}

/// The roles and permissions of an associate.
fn associate(project: &mut Project, call: &Call<'_>) -> Answer {
    call.parameters.check(call.route.operation)?;
    let parameter = |name: &str| call.route.parameters.get(name).map(String::as_str);
    let path = match call.caller.store {
        Some(_) => IN_STORE,
        None => PATH,
    };
    let seen = project.seen_at(path, &call.caller)?;
    let all = project.all(PATH);
    let by_key = || all.id_of("key", parameter("key")?);
    let id = parameter("businessUnitId").or_else(by_key);
    let unit = id.and_then(|id| all.get(id)).filter(|unit| seen.has(unit));
    let unit = unit.ok_or_else(|| Refusal::not_found("The business unit was not found."))?;
    let id = parameter("associateId").unwrap_or_default();
    if !associates::has(unit, id) {
        let key = text_or_empty(unit, "key");
        let message = format!("The business unit '{key}' has no associate '{id}'.");
        return Err(Refusal::not_found(message));
    }
    let roles = |list| json!(associates::roles_in(project, unit, list, id));
    Ok(Some(json!({
        "customer": {"typeId": "customer", "id": id},
        "associateRoles": roles("associates"),
        "inheritedAssociateRoles": roles("inheritedAssociates"),
        "permissions": associates::permissions(project, unit, id),
    })))
}

/// `POST /in-business-unit/key={businessUnitKey}/me/customers`: a new customer who is an associate.
fn create_associate(project: &mut Project, call: &Call<'_>) -> Answer {
    let operation = call.route.operation;
    call.parameters.check(operation)?;
    let id = actor(call)?;
    let draft = project.body(operation, call.body)?;
    let unit = associates::unit_of(project, &call.caller)?;
    if !associates::has(unit, id) {
        let key = text_or_empty(unit, "key");
        let message = format!("The Resource with key '{key}' was not found.");
        return Err(Refusal::not_found(message));
    }
    let what = "update associates";
    rights::require(project, (unit, id), "UpdateAssociates", what)?;
    associates::check_active(unit)?;
    check_version(unit, version(&draft).unwrap_or_default())?;
    associates::check_assignable(project, elements(&draft, "associateRoleAssignments"))?;
    let unit_id = text(unit, "id").unwrap_or_default().to_owned();
    let customer = draft.get("customer").and_then(Value::as_object);
    let customer = customer.cloned().unwrap_or_default();
    let answer = customers::sign_up_for(project, call, &customer)?;
    let new = answer
        .as_ref()
        .and_then(|answer| answer.get("customer")?.get("id"));
    let update = json!({
        "version": draft.get("version"),
        "actions": [{
            "action": "addAssociate",
            "associate": {
                "customer": {"typeId": "customer", "id": new},
                "associateRoleAssignments": draft.get("associateRoleAssignments"),
            },
        }],
    });
    let seen = project.whole(PATH, &call.caller)?;
    if let (Some(unit), Some(update)) =
        (project.all(PATH).get(&unit_id).cloned(), update.as_object())
    {
        project.update(seen, &unit, update)?;
    }
    Ok(answer)
}
