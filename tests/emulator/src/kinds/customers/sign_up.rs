//! Sign-up: a new customer, who gets the data of an anonymous session.

use serde_json::Value;

use super::{is_external, secret, take_over};
use crate::kind::Object;
use crate::object::text_or_empty;
use crate::project::{Call, Project, Seen};
use crate::refusal::{Problem, Refusal};

pub(super) const MY_PATH: &str = "/{projectKey}/me/signup";
pub(super) const MY_IN_STORE: &str = "/{projectKey}/in-store/key={storeKey}/me/signup";

/// `POST /customers`, also in a store.
pub(super) fn sign_up(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let draft = draft(project, call)?;
    let anonymous_id = draft.get("anonymousId").and_then(Value::as_str);
    create(
        project,
        call,
        &call.route.operation.path,
        &draft,
        anonymous_id,
    )
}

/// `POST /me/signup`, also in a store: the anonymous session is that of the token, if it has one.
pub(super) fn mine(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let draft = draft(project, call)?;
    let anonymous_id = call.caller.holder.anonymous_id.as_deref();
    create(
        project,
        call,
        &call.route.operation.path,
        &draft,
        anonymous_id,
    )
}

/// The sign-up of a draft that was sent by somebody else.
pub(crate) fn for_another(
    project: &mut Project,
    call: &Call<'_>,
    draft: &Object,
) -> Result<Option<Value>, Refusal> {
    create(project, call, MY_PATH, draft, None)
}

fn draft(project: &Project, call: &Call<'_>) -> Result<Object, Refusal> {
    call.parameters.check(call.route.operation)?;
    project.body(call.route.operation, call.body)
}

fn create(
    project: &mut Project,
    call: &Call<'_>,
    path: &str,
    draft: &Object,
    anonymous_id: Option<&str>,
) -> Result<Option<Value>, Refusal> {
    let password = secret(draft, "password");
    if password.is_none() && !is_external(draft) {
        return Err(Refusal::bad_request(Problem::required("password")));
    }
    let caller = &call.caller;
    let (kind, view) = project.kinds.seen_at(path)?;
    let seen = Seen { kind, view, caller };
    let customer = project.made(seen, draft)?;
    let taken = take_over::check(project, call, draft, anonymous_id, &customer)?;
    let customer = project.insert(seen, customer)?;
    if let Some(password) = password.filter(|_| !is_external(draft)) {
        let id = text_or_empty(&customer, "id").to_owned();
        project.passwords.insert(id, password);
    }
    taken.keep(project, call, customer)
}
