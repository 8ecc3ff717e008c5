//! The operations of carts with another form.

use serde_json::{Value, json};

use super::PATH;
use super::merge::{self, Guest, MergeMode, Others};
use crate::coverage::Coverage;
use crate::identifier;
use crate::kind::{HandWritten, Object, Stage};
use crate::kinds::business_units::rights::{self, Deed};
use crate::object::{elements, given, put, text};
use crate::project::{Call, Project, Seen};
use crate::refusal::Refusal;

const IN_STORE: &str = "/{projectKey}/in-store/key={storeKey}/carts";
const MINE: &str = "/{projectKey}/me/carts";
pub(super) const IN_UNIT: &str =
    "/{projectKey}/as-associate/{associateId}/in-business-unit/key={businessUnitKey}/carts";
const MINE_IN_STORE: &str = "/{projectKey}/in-store/key={storeKey}/me/carts";

pub(super) const ROUTES: &[HandWritten] = &[
    (
        "GET",
        "/{projectKey}/me/active-cart",
        active,
        Coverage::Full,
    ),
    (
        "HEAD",
        "/{projectKey}/me/active-cart",
        is_active,
        Coverage::Full,
    ),
    (
        "GET",
        "/{projectKey}/in-store/key={storeKey}/me/active-cart",
        active_in_store,
        Coverage::Full,
    ),
    (
        "HEAD",
        "/{projectKey}/in-store/key={storeKey}/me/active-cart",
        is_active_in_store,
        Coverage::Full,
    ),
    (
        "GET",
        "/{projectKey}/carts/customer-id={customerId}",
        of_customer,
        Coverage::Full,
    ),
    (
        "HEAD",
        "/{projectKey}/carts/customer-id={customerId}",
        is_of_customer,
        Coverage::Full,
    ),
    (
        "GET",
        "/{projectKey}/in-store/key={storeKey}/carts/customer-id={customerId}",
        of_customer_in_store,
        Coverage::Full,
    ),
    (
        "HEAD",
        "/{projectKey}/in-store/key={storeKey}/carts/customer-id={customerId}",
        is_of_customer_in_store,
        Coverage::Full,
    ),
    (
        "POST",
        "/{projectKey}/carts/customer-id={customerId}/merge",
        merge,
        Coverage::Generic,
    ),
    (
        "POST",
        "/{projectKey}/in-store/key={storeKey}/carts/customer-id={customerId}/merge",
        merge_in_store,
        Coverage::Generic,
    ),
    (
        "POST",
        "/{projectKey}/carts/replicate",
        replicate,
        Coverage::Generic,
    ),
    (
        "POST",
        "/{projectKey}/in-store/key={storeKey}/carts/replicate",
        replicate_in_store,
        Coverage::Generic,
    ),
    (
        "POST",
        "/{projectKey}/me/carts/replicate",
        replicate_mine,
        Coverage::Generic,
    ),
    (
        "POST",
        "/{projectKey}/as-associate/{associateId}/in-business-unit/key={businessUnitKey}/carts/replicate",
        replicate_in_unit,
        Coverage::Generic,
    ),
];

type Answer = Result<Option<Value>, Refusal>;

fn active(project: &mut Project, call: &Call<'_>) -> Answer {
    read(project, call, MINE, &|_| true)
}

fn is_active(project: &mut Project, call: &Call<'_>) -> Answer {
    read(project, call, MINE, &|_| true).map(|_| None)
}

fn active_in_store(project: &mut Project, call: &Call<'_>) -> Answer {
    read(project, call, MINE_IN_STORE, &|_| true)
}

fn is_active_in_store(project: &mut Project, call: &Call<'_>) -> Answer {
    read(project, call, MINE_IN_STORE, &|_| true).map(|_| None)
}

fn of_customer(project: &mut Project, call: &Call<'_>) -> Answer {
    read(project, call, PATH, &is_for(call))
}

fn is_of_customer(project: &mut Project, call: &Call<'_>) -> Answer {
    read(project, call, PATH, &is_for(call)).map(|_| None)
}

fn of_customer_in_store(project: &mut Project, call: &Call<'_>) -> Answer {
    read(project, call, IN_STORE, &is_for(call))
}

fn is_of_customer_in_store(project: &mut Project, call: &Call<'_>) -> Answer {
    read(project, call, IN_STORE, &is_for(call)).map(|_| None)
}

/// Whether a cart belongs to the customer of the path.
fn is_for<'c>(call: &'c Call<'_>) -> impl Fn(&Object) -> bool + 'c {
    let id = call.route.parameters.get("customerId").map(String::as_str);
    move |cart| text(cart, "customerId") == id
}

/// The active cart at a path that was modified last.
fn read(project: &Project, call: &Call<'_>, path: &str, is: &dyn Fn(&Object) -> bool) -> Answer {
    call.parameters.check_uniform(call.route.operation)?;
    let seen = project.seen_at(path, &call.caller)?;
    let cart = latest_active(project, &|cart| seen.has(cart) && is(cart));
    let cart = cart.ok_or_else(|| Refusal::not_found("No active cart was found."))?;
    project.answer(cart.clone(), call, &seen.kind.state)
}

/// The active cart of a customer that was modified last; of a store, if its key is given.
pub(crate) fn active_of_customer<'p>(
    project: &'p Project,
    customer_id: &str,
    store: Option<&str>,
) -> Option<&'p Object> {
    latest_active(project, &|cart| {
        let of_store = cart
            .get("store")
            .and_then(|store| store.get("key")?.as_str());
        text(cart, "customerId") == Some(customer_id) && (store.is_none() || store == of_store)
    })
}

/// The matching active cart that was modified last. Carts created by a merchant, a quote or a recurring order do not match.
pub(super) fn latest_active<'p>(
    project: &'p Project,
    is: &dyn Fn(&Object) -> bool,
) -> Option<&'p Object> {
    let all = project.all(PATH);
    let carts = all.iter();
    let carts = carts.filter(|cart| {
        let state = (text(cart, "cartState"), text(cart, "origin"));
        state == (Some("Active"), Some("Customer")) && is(cart)
    });
    carts.max_by_key(|cart| text(cart, "id").and_then(|id| all.turn(id)))
}

fn merge(project: &mut Project, call: &Call<'_>) -> Answer {
    merged(project, call, PATH)
}

fn merge_in_store(project: &mut Project, call: &Call<'_>) -> Answer {
    merged(project, call, IN_STORE)
}

/// `POST /carts/customer-id={customerId}/merge`.
fn merged(project: &mut Project, call: &Call<'_>, path: &str) -> Answer {
    call.parameters.check_uniform(call.route.operation)?;
    let draft = project.body(call.route.operation, call.body)?;
    let seen = project.seen_at(path, &call.caller)?;
    let id = call.route.parameters.get("customerId");
    let id = id.map(String::as_str).unwrap_or_default();
    let guest = Guest {
        cart: given(&draft, "anonymousCart"),
        anonymous_id: text(&draft, "anonymousId"),
        mode: MergeMode::of(text(&draft, "mergeMode")),
        others: Others::OfStore,
        update_product_data: given(&draft, "updateProductData") == Some(&json!(true)),
    };
    if guest.cart.is_none() && guest.anonymous_id.is_none() {
        let message = "Either anonymousCart or anonymousId is required.";
        return Err(Refusal::invalid_operation(message));
    }
    let customer = project.find("customer", &json!({"typeId": "customer", "id": id}))?;
    let merged = merge::at_sign_in(project, &call.caller, customer, &guest)?;
    let cart = merged.keep(project, &call.caller)?;
    let cart = cart.ok_or_else(|| Refusal::not_found("No anonymous cart was found."))?;
    project.answer(cart, call, &seen.kind.state)
}

fn replicate(project: &mut Project, call: &Call<'_>) -> Answer {
    replica(project, call, PATH)
}

fn replicate_in_store(project: &mut Project, call: &Call<'_>) -> Answer {
    replica(project, call, IN_STORE)
}

fn replicate_mine(project: &mut Project, call: &Call<'_>) -> Answer {
    replica(project, call, MINE)
}

fn replicate_in_unit(project: &mut Project, call: &Call<'_>) -> Answer {
    replica(project, call, IN_UNIT)
}

/// A new active cart with the content of another cart or an order, at current prices.
fn replica(project: &mut Project, call: &Call<'_>, path: &str) -> Answer {
    call.parameters.check_uniform(call.route.operation)?;
    let draft = project.body(call.route.operation, call.body)?;
    let seen = project.seen_at(path, &call.caller)?;
    rights::check_path(project, seen)?;
    let cart = copy(project, seen, &draft)?;
    rights::check(project, seen, Deed::Create, &cart)?;
    let cart = project.insert(seen, cart)?;
    project.answer(cart, call, &seen.kind.state)
}

/// Fields that are not copied to a replica.
const NOT_COPIED: [&str; 7] = [
    "key",
    "paymentInfo",
    "lock",
    "freezeStrategy",
    "discountCodes",
    "directDiscounts",
    "warnings",
];

fn copy(project: &Project, seen: Seen<'_>, draft: &Object) -> Result<Object, Refusal> {
    let reference = draft.get("reference").unwrap_or(&Value::Null);
    let type_id = reference.get("typeId").and_then(Value::as_str);
    let of = project.find(type_id.unwrap_or_default(), reference)?;
    if !seen.has(of) {
        if seen.view.is_of_unit {
            let message = "The cart or order is not of the business unit.";
            return Err(Refusal::invalid_operation(message));
        }
        let message = "The cart or order that is to be replicated was not found.";
        return Err(Refusal::not_found(message));
    }
    let kind = project.kinds.of_type_id(type_id.unwrap_or_default())?;
    rights::check(project, Seen { kind, ..seen }, Deed::View, of)?;
    let contract = project.contract;
    let fields = contract.definition(&seen.kind.state);
    let fields = fields
        .and_then(|of| contract.fields(of))
        .unwrap_or_default();
    let fields = fields.into_keys().filter(|name| !NOT_COPIED.contains(name));
    let fields = fields.filter_map(|name| Some((name.to_owned(), of.get(name)?.clone())));
    let mut cart: Object = fields.collect();
    for (name, value) in project.created_now(seen.caller) {
        cart.insert(name.to_owned(), value);
    }
    put(&mut cart, "key", given(draft, "key").cloned());
    put(&mut cart, "cartState", Some("Active".into()));
    for list in ["discountCodes", "directDiscounts", "refusedGifts"] {
        put(&mut cart, list, Some(json!([])));
    }
    for list in ["lineItems", "customLineItems"] {
        let items = elements(&cart, list).map(|item| {
            let mut item = item.clone();
            put(&mut item, "id", Some(identifier::id().into()));
            Value::Object(item)
        });
        let items = items.collect();
        put(&mut cart, list, Some(Value::Array(items)));
    }
    if let Some(info) = cart.get_mut("shippingInfo").and_then(Value::as_object_mut) {
        put(info, "deliveries", Some(json!([])));
    }
    (seen.kind.row.complete)(project, Stage::Updated, &mut cart)?;
    Ok(cart)
}
