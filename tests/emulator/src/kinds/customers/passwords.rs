//! Passwords: they are changed with the current one, or reset with a token. Both revoke the customer's tokens.

use ctp_auth::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::{find, is_external, me, messages, secret, seen, tokens};
use crate::kind::Object;
use crate::object::text_or_empty;
use crate::project::{Call, Change, Project, Seen, check_version, version};
use crate::refusal::{Problem, Refusal};

/// `POST /customers/password`.
pub(super) fn change(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    call.parameters.check(call.route.operation)?;
    let body = project.body(call.route.operation, call.body)?;
    let seen = seen(project, &call.caller)?;
    let customer = find(project, seen, text_or_empty(&body, "id"))?.clone();
    change_of(project, call, seen, &customer, &body)
}

/// `POST /me/password`.
pub(super) fn change_mine(
    project: &mut Project,
    call: &Call<'_>,
) -> Result<Option<Value>, Refusal> {
    call.parameters.check(call.route.operation)?;
    let body = project.body(call.route.operation, call.body)?;
    let (seen, customer) = me::mine(project, call)?;
    let customer = customer.clone();
    change_of(project, call, seen, &customer, &body)
}

/// `POST …/password/reset`, with a token that identifies the customer.
pub(super) fn reset(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    call.parameters.check(call.route.operation)?;
    let body = project.body(call.route.operation, call.body)?;
    let value = text_or_empty(&body, "tokenValue");
    let seen = seen(project, &call.caller)?;
    let customer = tokens::customer(project, call, tokens::Purpose::Password, value)?.clone();
    check_expected(&customer, &body)?;
    let password = new_password(&body)?;
    let customer = put(project, seen, &customer, password, true);
    let id = text_or_empty(&customer, "id");
    project.customer_tokens.end(id, tokens::Purpose::Password);
    project.answer(customer, call, &seen.kind.state)
}

/// `setAuthenticationMode`: the mode `Password` requires a password.
pub(super) fn set_authentication_mode(
    _: &Project,
    customer: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let mode = text_or_empty(action, "authMode");
    let password = action
        .get("password")
        .filter(|password| !password.is_null());
    if mode == "Password" && password.is_none() {
        return Err(Refusal::bad_request(Problem::required("password")));
    }
    customer.insert("authenticationMode".to_owned(), mode.into());
    Ok(())
}

/// Stores the password of an action, or removes it if it is not needed any more.
pub(super) fn applied(project: &mut Project, customer: &Object, action: &Object) {
    if text_or_empty(action, "action") != "setAuthenticationMode" {
        return;
    }
    let id = text_or_empty(customer, "id").to_owned();
    match secret(action, "password").filter(|_| text_or_empty(action, "authMode") == "Password") {
        Some(password) => project.passwords.insert(id, password),
        None => project.passwords.remove(&id),
    };
}

/// Fails if a body names another version than the current one; it may name none.
pub(super) fn check_expected(customer: &Object, body: &Object) -> Result<(), Refusal> {
    version(body).map_or(Ok(()), |expected| check_version(customer, expected))
}

fn change_of(
    project: &mut Project,
    call: &Call<'_>,
    seen: Seen<'_>,
    customer: &Object,
    body: &Object,
) -> Result<Option<Value>, Refusal> {
    check_expected(customer, body)?;
    let current = project.passwords.get(text_or_empty(customer, "id"));
    let given = text_or_empty(body, "currentPassword");
    if is_external(customer) || current.is_none_or(|of| of.expose_secret() != given) {
        let message = "The given current password does not match.";
        return Err(Refusal::bad_request(Problem::new(
            "InvalidCurrentPassword",
            message,
        )));
    }
    let password = new_password(body)?;
    let customer = put(project, seen, customer, password, false);
    project.answer(customer, call, &seen.kind.state)
}

fn new_password(body: &Object) -> Result<SecretString, Refusal> {
    let password = secret(body, "newPassword");
    password.ok_or_else(|| Refusal::bad_request(Problem::required("newPassword")))
}

/// Sets the password of a customer, and revokes the existing tokens.
fn put(
    project: &mut Project,
    seen: Seen<'_>,
    customer: &Object,
    password: SecretString,
    is_reset: bool,
) -> Object {
    let fields = [("reset", Some(json!(is_reset)))];
    let messages = messages::message(project, "CustomerPasswordUpdated", &fields);
    let resource = customer.clone();
    let customer = project.keep(seen, customer, Change { resource, messages });
    let id = text_or_empty(&customer, "id");
    project.passwords.insert(id.to_owned(), password);
    project.authorization.end_customer(id);
    customer
}
