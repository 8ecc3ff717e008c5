//! API clients: created ones can obtain tokens, deleted ones cannot.

use ctp_auth::{Scope, ScopeSet};
use serde_json::Value;

use crate::authorization::ClientDraft;
use crate::coverage::Coverage;
use crate::kind::{HandWritten, Object};
use crate::predicate;
use crate::project::{Call, Project, page};
use crate::refusal::{Problem, Refusal};

const PATH: &str = "/{projectKey}/api-clients";
const ONE: &str = "/{projectKey}/api-clients/{ID}";

pub(crate) const ROUTES: &[HandWritten] = &[
    ("GET", PATH, query, Coverage::Full),
    ("HEAD", PATH, exists, Coverage::Full),
    ("POST", PATH, create, Coverage::Full),
    ("GET", ONE, read, Coverage::Full),
    ("HEAD", ONE, is_there, Coverage::Full),
    ("DELETE", ONE, delete, Coverage::Full),
];

/// Only the response to the creation contains the secret.
fn create(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let draft = project.body(call.route.operation, call.body)?;
    let text = |name: &str| draft.get(name).and_then(Value::as_str).unwrap_or_default();
    let whole = |name: &str| draft.get(name).and_then(Value::as_i64);
    let scopes: Option<ScopeSet> = text("scope").parse().ok();
    let scopes = scopes.filter(|scopes| !scopes.iter().any(Scope::is_unknown));
    let scopes = scopes.ok_or_else(|| {
        let message = format!("The scope '{}' is malformed.", text("scope"));
        Refusal::bad_request(Problem::new("InvalidInput", message))
    })?;
    if project.authorization.is_full() {
        let message = "The emulator keeps no more API clients.";
        let problem = Problem::new("InvalidOperation", message);
        return Err(Refusal::bad_request(problem));
    }
    let (id, _) = project.authorization.add_client(ClientDraft {
        name: text("name").to_owned(),
        scopes,
        delete_days_after_creation: whole("deleteDaysAfterCreation"),
        access_seconds: whole("accessTokenValiditySeconds"),
        refresh_seconds: whole("refreshTokenValiditySeconds"),
    });
    Ok(project.authorization.new_client(&id).map(Value::Object))
}

fn query(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let mut clients = matching(project, call)?;
    match call.parameters.get("sort") {
        None => {}
        // As the SDKs page.
        Some("id" | "id asc") => clients.sort_by_key(id_of),
        Some(_) => {
            return Err(Refusal::not_emulated(
                "sorting of API clients, except by id",
            ));
        }
    }
    page(clients.iter().collect(), &call.parameters).map(Some)
}

fn exists(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    match matching(project, call)?.is_empty() {
        true => Err(Refusal::not_found("No resource was found.")),
        false => Ok(None),
    }
}

fn read(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let found = project.authorization.shown_client(id(call));
    found
        .map(|of| Some(Value::Object(of)))
        .ok_or_else(|| not_found(call))
}

fn is_there(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    read(project, call).map(|_| None)
}

fn delete(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let removed = project.authorization.remove_client(id(call));
    removed
        .map(|of| Some(Value::Object(of)))
        .ok_or_else(|| not_found(call))
}

fn matching(project: &Project, call: &Call<'_>) -> Result<Vec<Object>, Refusal> {
    call.parameters.check(call.route.operation)?;
    let predicates = predicate::of_query(project.contract, "ApiClient", &call.parameters)?;
    let mut clients = project.authorization.clients();
    clients.retain(|client| predicates.iter().all(|of| of.matches(client)));
    Ok(clients)
}

fn id_of(client: &Object) -> String {
    client
        .get("id")
        .and_then(Value::as_str)
        .map_or_else(String::new, str::to_owned)
}

fn id<'c>(call: &'c Call<'_>) -> &'c str {
    call.route.parameters.get("ID").map_or("", String::as_str)
}

fn not_found(call: &Call<'_>) -> Refusal {
    Refusal::not_found(format!(
        "The Resource with ID '{}' was not found.",
        id(call)
    ))
}
