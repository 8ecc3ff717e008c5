//! Customers: their passwords, and the addresses that drafts name by their positions.

use ctp_auth::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use crate::coverage::Coverage;
use crate::identifier;
use crate::kind::{Object, Row, Stage};
use crate::project::{Call, Project};
use crate::refusal::{Problem, Refusal};

const PATH: &str = "/{projectKey}/customers";

pub(crate) const ROW: Row = Row {
    unique: &["key", "email", "customerNumber"],
    by_hand: &[
        "password",
        "defaultShippingAddress",
        "shippingAddresses",
        "defaultBillingAddress",
        "billingAddresses",
    ],
    complete,
    deleted,
    routes: &[("POST", PATH, create, Coverage::Generic)],
    ..Row::of(PATH)
};

/// The fields of a draft that name one address, or several, by position, and what becomes of them.
const ONE_ADDRESS: [(&str, &str, &str); 2] = [
    (
        "defaultShippingAddress",
        "defaultShippingAddressId",
        "shippingAddressIds",
    ),
    (
        "defaultBillingAddress",
        "defaultBillingAddressId",
        "billingAddressIds",
    ),
];
const ADDRESSES: [(&str, &str); 2] = [
    ("shippingAddresses", "shippingAddressIds"),
    ("billingAddresses", "billingAddressIds"),
];

/// `POST /customers`: the answer has the customer in an object.
fn create(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let draft = project.body(call.route.operation, call.body)?;
    let customer = sign_up(project, call, &draft)?;
    Ok(Some(json!({"customer": customer})))
}

/// Makes a customer with a password, where the draft has one.
pub(crate) fn sign_up(
    project: &mut Project,
    call: &Call<'_>,
    draft: &Object,
) -> Result<Object, Refusal> {
    let password = draft.get("password").and_then(Value::as_str);
    let password = password.map(SecretString::from);
    let is_external = draft.get("authenticationMode") == Some(&json!("ExternalAuth"));
    if password.is_none() && !is_external {
        let message = "A value is required for field password.";
        let problem = Problem::new("RequiredField", message).with("field", "password");
        return Err(Refusal::bad_request(problem));
    }
    let seen = project.whole(PATH, &call.caller)?;
    let customer = project.create(seen, draft)?;
    if let (Some(id), Some(password)) = (customer.get("id").and_then(Value::as_str), password) {
        project.passwords.insert(id.to_owned(), password);
    }
    Ok(customer)
}

/// The id of the customer with an email address and a password; of a store, where its key is given.
pub(crate) fn sign_in(
    project: &Project,
    email: &str,
    password: &SecretString,
    store: Option<&str>,
) -> Option<String> {
    let all = project.all(PATH);
    let customer = all.get(all.id_of("email", email)?)?;
    let stores = customer.get("stores").and_then(Value::as_array);
    let is_of = |key: &str| {
        let mut stores = stores.into_iter().flatten();
        stores.any(|store| store.get("key").and_then(Value::as_str) == Some(key))
    };
    let has_stores = stores.is_some_and(|stores| !stores.is_empty());
    let is_permitted = match store {
        Some(key) => is_of(key),
        None => !has_stores,
    };
    let id = customer.get("id")?.as_str()?;
    let known = project.passwords.get(id)?;
    let is_right = known.expose_secret() == password.expose_secret();
    (is_permitted && is_right).then(|| id.to_owned())
}

/// A customer who is gone cannot sign in, and has no tokens.
fn deleted(project: &mut Project, customer: &Object) {
    if let Some(id) = customer.get("id").and_then(Value::as_str) {
        project.passwords.remove(id);
        project.authorization.end_customer(id);
    }
}

fn complete(_: &Project, stage: Stage<'_>, customer: &mut Object) -> Result<(), Refusal> {
    let mut ids = Vec::new();
    let addresses = customer.get_mut("addresses").and_then(Value::as_array_mut);
    for address in addresses.into_iter().flatten() {
        if let Some(address) = address.as_object_mut() {
            let id = address
                .entry("id")
                .or_insert_with(|| identifier::short().into());
            ids.push(id.clone());
        }
    }
    let Stage::Created(draft) = stage else {
        forget_addresses(customer, &ids);
        return Ok(());
    };
    let id_at = |position: &Value, field: &str| {
        let place = position
            .as_u64()
            .and_then(|place| usize::try_from(place).ok());
        let id = place.and_then(|place| ids.get(place)).cloned();
        id.ok_or_else(|| {
            let message = format!("{field}: there is no address at the position {position}.");
            Refusal::bad_request(Problem::new("InvalidInput", message))
        })
    };
    for (field, list) in ADDRESSES {
        let positions = draft.get(field).and_then(Value::as_array);
        let positions = positions.into_iter().flatten();
        let ids = positions.map(|position| id_at(position, field));
        let ids = ids.collect::<Result<Vec<Value>, Refusal>>()?;
        customer.insert(list.to_owned(), Value::Array(ids));
    }
    for (field, one, list) in ONE_ADDRESS {
        let Some(position) = draft.get(field).filter(|position| !position.is_null()) else {
            continue;
        };
        let id = id_at(position, field)?;
        if let Some(ids) = customer.get_mut(list).and_then(Value::as_array_mut)
            && !ids.contains(&id)
        {
            ids.push(id.clone());
        }
        customer.insert(one.to_owned(), id);
    }
    Ok(())
}

/// Addresses that are gone are none to send to, either.
fn forget_addresses(customer: &mut Object, ids: &[Value]) {
    for (_, one, list) in ONE_ADDRESS {
        if customer.get(one).is_some_and(|id| !ids.contains(id)) {
            customer.remove(one);
        }
        if let Some(list) = customer.get_mut(list).and_then(Value::as_array_mut) {
            list.retain(|id| ids.contains(id));
        }
    }
}
