//! The tokens that a shop sends to the email addresses of customers: to verify the address, or to reset the password.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::passwords::check_expected;
use super::{EMAIL, PATH, find, is_external, me, messages, not_found, seen};
use crate::clock;
use crate::collection::among;
use crate::identifier;
use crate::kind::Object;
use crate::object::{text_or_empty, whole};
use crate::project::{Call, Change, Project, Seen};
use crate::refusal::{Problem, Refusal};

/// The maximum number of tokens; beyond that, the one that expires first is removed.
const MOST: usize = 100_000;

/// The default validity of a token to reset a password.
const MINUTES: i64 = 1440;

/// Messages about tokens that are valid for longer than this do not contain the tokens.
const TOLD_MINUTES: i64 = 60;

/// The purpose of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Email,
    Password,
}

/// The tokens by their values.
#[derive(Default)]
pub(crate) struct CustomerTokens(HashMap<String, Token>);

struct Token {
    purpose: Purpose,
    customer_id: String,
    ends: Timestamp,
}

impl CustomerTokens {
    /// Removes the tokens of a customer for a purpose.
    pub(super) fn end(&mut self, customer_id: &str, purpose: Purpose) {
        let is_of = |token: &Token| token.customer_id == customer_id && token.purpose == purpose;
        self.0.retain(|_, token| !is_of(token));
    }

    /// Removes all tokens of a customer.
    pub(super) fn end_all(&mut self, customer_id: &str) {
        self.0.retain(|_, token| token.customer_id != customer_id);
    }

    fn keep(&mut self, value: String, token: Token) {
        if self.0.len() >= MOST {
            let first = self.0.iter().min_by_key(|(_, token)| token.ends);
            if let Some(first) = first.map(|(value, _)| value.clone()) {
                self.0.remove(&first);
            }
        }
        self.0.insert(value, token);
    }
}

impl Purpose {
    /// The names of the messages and references for these tokens.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Email => ("CustomerEmailTokenCreated", "customer-email-token"),
            Self::Password => ("CustomerPasswordTokenCreated", "customer-password-token"),
        }
    }

    fn expired(self) -> Refusal {
        match self {
            Self::Email => Refusal::bad_request(Problem::new(
                "ExpiredCustomerEmailToken",
                "The given email token has expired.",
            )),
            Self::Password => Refusal::bad_request(Problem::new(
                "ExpiredCustomerPasswordToken",
                "The given password token has expired.",
            )),
        }
    }
}

/// `POST /customers/password-token`, for the customer with an email address.
pub(super) fn create_password_token(
    project: &mut Project,
    call: &Call<'_>,
) -> Result<Option<Value>, Refusal> {
    call.parameters.check(call.route.operation)?;
    let body = project.body(call.route.operation, call.body)?;
    let email = text_or_empty(&body, "email");
    let seen = seen(project, &call.caller)?;
    let all = project.all(PATH);
    let id = all.id_of(EMAIL, &among(email, call.caller.store.as_deref()));
    let customer = id.and_then(|id| all.get(id));
    let customer = customer.ok_or_else(|| {
        let message = format!("The Resource with email '{email}' was not found.");
        Refusal::not_found(message)
    })?;
    if is_external(customer) {
        let what = "a token to reset the password of a customer who has none";
        return Err(Refusal::not_emulated(what));
    }
    let customer = customer.clone();
    create(project, seen, &customer, Purpose::Password, &body)
}

/// `POST /customers/email-token`.
pub(super) fn create_email_token(
    project: &mut Project,
    call: &Call<'_>,
) -> Result<Option<Value>, Refusal> {
    call.parameters.check(call.route.operation)?;
    let body = project.body(call.route.operation, call.body)?;
    let seen = seen(project, &call.caller)?;
    let customer = find(project, seen, text_or_empty(&body, "id"))?.clone();
    check_expected(&customer, &body)?;
    create(project, seen, &customer, Purpose::Email, &body)
}

/// `GET /customers/password-token={passwordToken}`.
pub(super) fn read_by_password_token(
    project: &mut Project,
    call: &Call<'_>,
) -> Result<Option<Value>, Refusal> {
    read(project, call, Purpose::Password, "passwordToken")
}

/// `GET /customers/email-token={emailToken}`.
pub(super) fn read_by_email_token(
    project: &mut Project,
    call: &Call<'_>,
) -> Result<Option<Value>, Refusal> {
    read(project, call, Purpose::Email, "emailToken")
}

/// `POST …/email/confirm`, with a token that identifies the customer.
pub(super) fn confirm_email(
    project: &mut Project,
    call: &Call<'_>,
) -> Result<Option<Value>, Refusal> {
    call.parameters.check(call.route.operation)?;
    let body = project.body(call.route.operation, call.body)?;
    let seen = seen(project, &call.caller)?;
    let old = customer(
        project,
        call,
        Purpose::Email,
        text_or_empty(&body, "tokenValue"),
    )?
    .clone();
    check_expected(&old, &body)?;
    let mut resource = old.clone();
    resource.insert("isEmailVerified".to_owned(), true.into());
    let messages = messages::message(project, "CustomerEmailVerified", &[]);
    let new = project.keep(seen, &old, Change { resource, messages });
    project
        .customer_tokens
        .end(text_or_empty(&new, "id"), Purpose::Email);
    project.answer(new, call, &seen.kind.state)
}

/// The customer of a token, if the customer is visible at the path and the token is valid.
pub(super) fn customer<'p>(
    project: &'p Project,
    call: &Call<'_>,
    purpose: Purpose,
    value: &str,
) -> Result<&'p Object, Refusal> {
    let token = project.customer_tokens.0.get(value);
    let token = token.filter(|token| token.purpose == purpose);
    let token = token.ok_or_else(|| not_found(value))?;
    let seen = seen(project, &call.caller)?;
    let customer = find(project, seen, &token.customer_id).map_err(|_| not_found(value))?;
    if me::is_of_another(call, customer) {
        return Err(not_found(value));
    }
    match token.ends > project.clock.now() {
        true => Ok(customer),
        false => Err(purpose.expired()),
    }
}

fn read(
    project: &mut Project,
    call: &Call<'_>,
    purpose: Purpose,
    parameter: &str,
) -> Result<Option<Value>, Refusal> {
    call.parameters.check(call.route.operation)?;
    let value = call.route.parameters.get(parameter);
    let value = value.map_or("", String::as_str);
    let customer = customer(project, call, purpose, value)?.clone();
    project.answer(customer, call, "Customer")
}

/// Creates a token and its message.
fn create(
    project: &mut Project,
    seen: Seen<'_>,
    customer: &Object,
    purpose: Purpose,
    body: &Object,
) -> Result<Option<Value>, Refusal> {
    let minutes = body.get("ttlMinutes").filter(|minutes| !minutes.is_null());
    let minutes = minutes.map_or(Some(MINUTES), whole);
    let minutes = minutes.filter(|minutes| *minutes > 0).ok_or_else(|| {
        let message = "ttlMinutes has to be a positive whole number.";
        Refusal::bad_request(Problem::new("InvalidInput", message))
    })?;
    let ends_older = body.get("invalidateOlderTokens") == Some(&json!(true));
    let lifetime = minutes.saturating_mul(60);
    let ends = clock::after(project.clock.now(), SignedDuration::from_secs(lifetime));
    let (id, value) = (identifier::id(), identifier::secret());
    let customer_id = text_or_empty(customer, "id");
    let now = project.clock.text();
    let (message, type_id) = purpose.names();
    let fields = [
        ("customerId", Some(json!(customer_id))),
        ("expiresAt", Some(clock::text(ends))),
        (
            "value",
            (minutes <= TOLD_MINUTES).then(|| json!(value.as_str())),
        ),
        ("invalidateOlderTokens", Some(json!(ends_older))),
    ];
    let mut messages = messages::message(project, message, &fields);
    for message in &mut messages {
        // The message refers to the token, which cannot be read.
        let reference = json!({"typeId": type_id, "id": id});
        message.fields.insert("resource".to_owned(), reference);
        message
            .fields
            .insert("resourceVersion".to_owned(), 1.into());
        message.fields.insert("sequenceNumber".to_owned(), 1.into());
    }
    if ends_older {
        project.customer_tokens.end(customer_id, purpose);
    }
    let token = Token {
        purpose,
        customer_id: customer_id.to_owned(),
        ends,
    };
    project.customer_tokens.keep(value.clone(), token);
    project.tell(seen.kind, customer, seen.caller, messages);
    Ok(Some(json!({
        "id": id,
        "customerId": customer_id,
        "value": value,
        "expiresAt": clock::text(ends),
        "invalidateOlderTokens": ends_older,
        "createdAt": now,
        "lastModifiedAt": now,
    })))
}
