//! Sign-in: checks an email address and a password, and transfers the data of an anonymous session to the customer.

use ctp_auth::{ExposeSecret, SecretString};
use serde_json::Value;

use super::{EMAIL, PATH, is_external, take_over};
use crate::collection::among;
use crate::kind::Object;
use crate::object::text_or_empty;
use crate::project::{Call, Project};
use crate::refusal::{Problem, Refusal};

/// `POST /login`, also in a store.
pub(super) fn sign_in(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let body = body(project, call)?;
    let anonymous_id = body.get("anonymousId").and_then(Value::as_str);
    answer(project, call, &body, anonymous_id)
}

/// `POST /me/login`, also in a store: the anonymous session is that of the token, if it has one.
pub(super) fn mine(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let body = body(project, call)?;
    let anonymous_id = call.caller.holder.anonymous_id.as_deref();
    answer(project, call, &body, anonymous_id)
}

/// The id of the customer with an email address and a password; in a store, if its key is given.
pub(crate) fn find(
    project: &Project,
    email: &str,
    password: &SecretString,
    store: Option<&str>,
) -> Option<String> {
    let all = project.all(PATH);
    let id = all.id_of(EMAIL, &among(email, store))?;
    let known = project.passwords.get(id)?;
    let is_right = known.expose_secret() == password.expose_secret();
    let is_permitted = !all.get(id).is_some_and(is_external);
    (is_right && is_permitted).then(|| id.to_owned())
}

fn body(project: &Project, call: &Call<'_>) -> Result<Object, Refusal> {
    call.parameters.check(call.route.operation)?;
    project.body(call.route.operation, call.body)
}

fn answer(
    project: &mut Project,
    call: &Call<'_>,
    body: &Object,
    anonymous_id: Option<&str>,
) -> Result<Option<Value>, Refusal> {
    let password = SecretString::from(text_or_empty(body, "password"));
    let store = call.caller.store.as_deref();
    let id = find(project, text_or_empty(body, "email"), &password, store);
    let customer = id.and_then(|id| project.all(PATH).get(&id)).cloned();
    let customer = customer.ok_or_else(|| {
        let message = "Account with the given credentials not found.";
        Refusal::bad_request(Problem::new("InvalidCredentials", message))
    })?;
    let taken = take_over::check(project, call, body, anonymous_id, &customer)?;
    taken.keep(project, call, customer)
}
