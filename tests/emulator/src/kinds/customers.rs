//! Customers: sign-up, and the rules of their fields. The project stores their passwords and the tokens for their email
//! addresses separately.

mod me;
mod messages;
mod passwords;
mod sign_in;
mod sign_up;
mod take_over;
mod tokens;

use ctp_auth::SecretString;
use serde_json::{Value, json};

use crate::coverage::Coverage;
use crate::kind::{HandWritten, Object, Row, Stage};
use crate::kinds::{addresses, group_assignments};
use crate::object::text_or_empty;
use crate::project::{Caller, Project, Seen};
use crate::refusal::Refusal;

pub(crate) use me::of_call as mine;
pub(crate) use messages::message;
pub(crate) use sign_in::find as sign_in;
pub(crate) use sign_up::for_another as sign_up_for;
pub(crate) use tokens::CustomerTokens;

pub(crate) const PATH: &str = "/{projectKey}/customers";
const IN_STORE: &str = "/{projectKey}/in-store/key={storeKey}/customers";

pub(crate) const ROW: Row = Row {
    unique: &["key", EMAIL, "customerNumber"],
    views: &[
        IN_STORE,
        me::PATH,
        me::IN_STORE,
        sign_up::MY_PATH,
        sign_up::MY_IN_STORE,
    ],
    by_hand: &[
        "password",
        "addresses",
        "defaultShippingAddress",
        "shippingAddresses",
        "defaultBillingAddress",
        "billingAddresses",
        "anonymousId",
        "anonymousCart",
        "anonymousCartId",
    ],
    complete,
    actions: &[
        ("addAddress", addresses::add),
        ("changeAddress", addresses::change),
        ("removeAddress", addresses::remove),
        ("addShippingAddressId", addresses::add_shipping_id),
        ("removeShippingAddressId", addresses::remove_shipping_id),
        ("setDefaultShippingAddress", addresses::set_default_shipping),
        ("addBillingAddressId", addresses::add_billing_id),
        ("removeBillingAddressId", addresses::remove_billing_id),
        ("setDefaultBillingAddress", addresses::set_default_billing),
        ("changeEmail", change_email),
        ("setCustomerNumber", set_customer_number),
        ("setAuthenticationMode", passwords::set_authentication_mode),
        ("addCustomerGroupAssignment", group_assignments::add),
        ("removeCustomerGroupAssignment", group_assignments::remove),
    ],
    messages: messages::messages,
    applied: passwords::applied,
    deleted,
    routes: ROUTES,
    ..Row::of(PATH)
};

const ROUTES: &[HandWritten] = &[
    ("POST", PATH, sign_up::sign_up, Coverage::Generic),
    ("POST", IN_STORE, sign_up::sign_up, Coverage::Generic),
    ("POST", sign_up::MY_PATH, sign_up::mine, Coverage::Generic),
    (
        "POST",
        sign_up::MY_IN_STORE,
        sign_up::mine,
        Coverage::Generic,
    ),
    (
        "POST",
        "/{projectKey}/login",
        sign_in::sign_in,
        Coverage::Generic,
    ),
    (
        "POST",
        "/{projectKey}/in-store/key={storeKey}/login",
        sign_in::sign_in,
        Coverage::Generic,
    ),
    (
        "POST",
        "/{projectKey}/me/login",
        sign_in::mine,
        Coverage::Generic,
    ),
    (
        "POST",
        "/{projectKey}/in-store/key={storeKey}/me/login",
        sign_in::mine,
        Coverage::Generic,
    ),
    ("GET", me::PATH, me::read, Coverage::Generic),
    ("GET", me::IN_STORE, me::read, Coverage::Generic),
    ("POST", me::PATH, me::update, Coverage::Full),
    ("POST", me::IN_STORE, me::update, Coverage::Full),
    ("DELETE", me::PATH, me::delete, Coverage::Full),
    ("DELETE", me::IN_STORE, me::delete, Coverage::Full),
    (
        "POST",
        "/{projectKey}/customers/password",
        passwords::change,
        Coverage::Full,
    ),
    (
        "POST",
        "/{projectKey}/in-store/key={storeKey}/customers/password",
        passwords::change,
        Coverage::Full,
    ),
    (
        "POST",
        "/{projectKey}/me/password",
        passwords::change_mine,
        Coverage::Full,
    ),
    (
        "POST",
        "/{projectKey}/in-store/key={storeKey}/me/password",
        passwords::change_mine,
        Coverage::Full,
    ),
    (
        "POST",
        "/{projectKey}/customers/password/reset",
        passwords::reset,
        Coverage::Full,
    ),
    (
        "POST",
        "/{projectKey}/in-store/key={storeKey}/customers/password/reset",
        passwords::reset,
        Coverage::Full,
    ),
    (
        "POST",
        "/{projectKey}/me/password/reset",
        passwords::reset,
        Coverage::Full,
    ),
    (
        "POST",
        "/{projectKey}/in-store/key={storeKey}/me/password/reset",
        passwords::reset,
        Coverage::Full,
    ),
    (
        "POST",
        "/{projectKey}/customers/password-token",
        tokens::create_password_token,
        Coverage::Generic,
    ),
    (
        "POST",
        "/{projectKey}/in-store/key={storeKey}/customers/password-token",
        tokens::create_password_token,
        Coverage::Generic,
    ),
    (
        "GET",
        "/{projectKey}/customers/password-token={passwordToken}",
        tokens::read_by_password_token,
        Coverage::Full,
    ),
    (
        "GET",
        "/{projectKey}/in-store/key={storeKey}/customers/password-token={passwordToken}",
        tokens::read_by_password_token,
        Coverage::Full,
    ),
    (
        "POST",
        "/{projectKey}/customers/email-token",
        tokens::create_email_token,
        Coverage::Full,
    ),
    (
        "POST",
        "/{projectKey}/in-store/key={storeKey}/customers/email-token",
        tokens::create_email_token,
        Coverage::Full,
    ),
    (
        "GET",
        "/{projectKey}/customers/email-token={emailToken}",
        tokens::read_by_email_token,
        Coverage::Full,
    ),
    (
        "GET",
        "/{projectKey}/in-store/key={storeKey}/customers/email-token={emailToken}",
        tokens::read_by_email_token,
        Coverage::Full,
    ),
    (
        "POST",
        "/{projectKey}/customers/email/confirm",
        tokens::confirm_email,
        Coverage::Full,
    ),
    (
        "POST",
        "/{projectKey}/in-store/key={storeKey}/customers/email/confirm",
        tokens::confirm_email,
        Coverage::Full,
    ),
    (
        "POST",
        "/{projectKey}/me/email/confirm",
        tokens::confirm_email,
        Coverage::Full,
    ),
    (
        "POST",
        "/{projectKey}/in-store/key={storeKey}/me/email/confirm",
        tokens::confirm_email,
        Coverage::Full,
    ),
];

/// An email address is unique among the customers of each store, and among those without a store, ignoring case.
const EMAIL: &str = "email@stores";

/// The customers of a path: those of its store, if it names one.
fn seen<'a>(project: &Project, caller: &'a Caller) -> Result<Seen<'a>, Refusal> {
    let view = match caller.store {
        Some(_) => IN_STORE,
        None => PATH,
    };
    project.seen_at(view, caller)
}

/// A customer by id, if the customer is visible at the path.
fn find<'p>(project: &'p Project, seen: Seen<'_>, id: &str) -> Result<&'p Object, Refusal> {
    let found = project.all(PATH).get(id);
    let found = found.filter(|customer| seen.has(customer));
    found.ok_or_else(|| not_found(id))
}

fn not_found(id: &str) -> Refusal {
    Refusal::not_found(format!("The Resource with ID '{id}' was not found."))
}

fn secret(of: &Object, name: &str) -> Option<SecretString> {
    of.get(name).and_then(Value::as_str).map(SecretString::from)
}

fn is_external(customer: &Object) -> bool {
    text_or_empty(customer, "authenticationMode") == "ExternalAuth"
}

/// Addresses get ids, and no store may occur twice.
fn complete(project: &Project, stage: Stage<'_>, customer: &mut Object) -> Result<(), Refusal> {
    if let Some(stores) = customer.get_mut("stores").and_then(Value::as_array_mut) {
        let mut different: Vec<Value> = Vec::new();
        for store in stores.drain(..) {
            if !different.contains(&store) {
                different.push(store);
            }
        }
        *stores = different;
    }
    if let Stage::Created(draft) = stage {
        // The draft of `/me/signup` cannot contain it.
        customer
            .entry("isEmailVerified")
            .or_insert_with(|| false.into());
        addresses::of_draft(project, draft, customer)?;
    }
    group_assignments::check(customer)?;
    addresses::check_keys(customer)
}

/// A deleted customer cannot sign in, and has no tokens.
fn deleted(project: &mut Project, customer: &Object) {
    let id = text_or_empty(customer, "id");
    project.passwords.remove(id);
    project.customer_tokens.end_all(id);
    project.authorization.end_customer(id);
}

/// The new address is not verified.
fn change_email(_: &Project, customer: &mut Object, action: &Object) -> Result<(), Refusal> {
    customer.insert("email".to_owned(), text_or_empty(action, "email").into());
    customer.insert("isEmailVerified".to_owned(), false.into());
    Ok(())
}

/// It cannot be changed once it is set.
fn set_customer_number(_: &Project, customer: &mut Object, action: &Object) -> Result<(), Refusal> {
    let new = action.get("customerNumber").filter(|new| !new.is_null());
    let old = customer.get("customerNumber");
    match (old, new) {
        (Some(old), new) if Some(old) != new => Err(Refusal::invalid_operation(
            "The customerNumber is set already, and it cannot be changed.",
        )),
        (_, Some(new)) => {
            customer.insert("customerNumber".to_owned(), json!(new));
            Ok(())
        }
        (_, None) => Ok(()),
    }
}
