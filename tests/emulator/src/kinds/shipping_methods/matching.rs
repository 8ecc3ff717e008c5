//! The shipping methods for a cart, and for a location.

use serde_json::{Value, json};

use super::PATH;
use super::rates::{self, Location};
use crate::coverage::Coverage;
use crate::kind::{HandWritten, Object};
use crate::kinds::order_edits;
use crate::project::{Call, Project, page};
use crate::refusal::{Problem, Refusal};

pub(super) const ROUTES: &[HandWritten] = &[
    (
        "GET",
        "/{projectKey}/shipping-methods/matching-cart",
        of_cart,
        Coverage::Generic,
    ),
    (
        "HEAD",
        "/{projectKey}/shipping-methods/matching-cart",
        is_for_cart,
        Coverage::Generic,
    ),
    (
        "GET",
        "/{projectKey}/in-store/key={storeKey}/shipping-methods/matching-cart",
        of_cart,
        Coverage::Generic,
    ),
    (
        "HEAD",
        "/{projectKey}/in-store/key={storeKey}/shipping-methods/matching-cart",
        is_for_cart,
        Coverage::Generic,
    ),
    (
        "GET",
        "/{projectKey}/shipping-methods/matching-cart-location",
        of_cart_elsewhere,
        Coverage::Generic,
    ),
    (
        "HEAD",
        "/{projectKey}/shipping-methods/matching-cart-location",
        is_for_cart_elsewhere,
        Coverage::Generic,
    ),
    (
        "GET",
        "/{projectKey}/shipping-methods/matching-location",
        of_location,
        Coverage::Generic,
    ),
    (
        "HEAD",
        "/{projectKey}/shipping-methods/matching-location",
        is_for_location,
        Coverage::Generic,
    ),
    (
        "GET",
        "/{projectKey}/shipping-methods/matching-orderedit",
        of_edit,
        Coverage::Generic,
    ),
    (
        "HEAD",
        "/{projectKey}/shipping-methods/matching-orderedit",
        is_for_edit,
        Coverage::Generic,
    ),
];

type Answer = Result<Option<Value>, Refusal>;
type Found = Result<Vec<Object>, Refusal>;

fn of_cart(project: &mut Project, call: &Call<'_>) -> Answer {
    let found = matching_cart(project, call)?;
    answer(project, call, &found)
}

fn is_for_cart(project: &mut Project, call: &Call<'_>) -> Answer {
    exists(&matching_cart(project, call)?)
}

fn of_cart_elsewhere(project: &mut Project, call: &Call<'_>) -> Answer {
    let found = matching_cart_elsewhere(project, call)?;
    answer(project, call, &found)
}

fn is_for_cart_elsewhere(project: &mut Project, call: &Call<'_>) -> Answer {
    exists(&matching_cart_elsewhere(project, call)?)
}

fn of_location(project: &mut Project, call: &Call<'_>) -> Answer {
    let found = matching_location(project, call)?;
    answer(project, call, &found)
}

fn is_for_location(project: &mut Project, call: &Call<'_>) -> Answer {
    exists(&matching_location(project, call)?)
}

fn of_edit(project: &mut Project, call: &Call<'_>) -> Answer {
    let found = matching_edit(project, call)?;
    answer(project, call, &found)
}

fn is_for_edit(project: &mut Project, call: &Call<'_>) -> Answer {
    exists(&matching_edit(project, call)?)
}

/// The shipping methods for an order after an order edit, for a location.
fn matching_edit(project: &Project, call: &Call<'_>) -> Found {
    call.parameters.check(call.route.operation)?;
    let id = call.parameters.get("orderEditId").unwrap_or_default();
    match order_edits::preview(project, id)? {
        Ok(order) => for_cart(project, &order, location(call)),
        Err(result) => {
            let message =
                "Error while applying staged actions. ShippingMethods could not be determined.";
            let problem = Problem::new("EditPreviewFailed", message).with("result", result);
            Err(Refusal::bad_request(problem))
        }
    }
}

/// Those for the shipping address of a cart.
fn matching_cart(project: &Project, call: &Call<'_>) -> Found {
    call.parameters.check(call.route.operation)?;
    let cart = cart(project, call)?;
    let address = cart.get("shippingAddress");
    let address =
        address.ok_or_else(|| Refusal::invalid_operation("The cart has no shipping address."))?;
    for_cart(project, cart, Location::of(address))
}

/// Those for a cart, if it were sent to another location.
fn matching_cart_elsewhere(project: &Project, call: &Call<'_>) -> Found {
    call.parameters.check(call.route.operation)?;
    let cart = cart(project, call)?;
    for_cart(project, cart, location(call))
}

fn matching_location(project: &Project, call: &Call<'_>) -> Found {
    call.parameters.check(call.route.operation)?;
    if call.parameters.get("sort").is_some() {
        return Err(Refusal::not_emulated("sorting by matching-location"));
    }
    let currency = call.parameters.get("currency");
    matching(project, location(call), currency, |_| true)
}

fn location<'c>(call: &'c Call<'_>) -> Location<'c> {
    Location {
        country: call.parameters.get("country").unwrap_or_default(),
        state: call.parameters.get("state"),
    }
}

/// The cart of a request, if the caller may see it.
fn cart<'p>(project: &'p Project, call: &Call<'_>) -> Result<&'p Object, Refusal> {
    let id = call.parameters.get("cartId").unwrap_or_default();
    let holder = &call.caller.holder;
    let is_visitor = holder.customer_id.is_some() || holder.anonymous_id.is_some();
    let path = match (is_visitor, call.caller.store.is_some()) {
        (false, false) => "/{projectKey}/carts",
        (false, true) => "/{projectKey}/in-store/key={storeKey}/carts",
        (true, false) => "/{projectKey}/me/carts",
        (true, true) => "/{projectKey}/in-store/key={storeKey}/me/carts",
    };
    let seen = project.seen_at(path, &call.caller)?;
    let cart = project.all(seen.kind.row.path).get(id);
    cart.filter(|cart| seen.has(cart))
        .ok_or_else(|| Refusal::not_found(format!("The cart with ID '{id}' was not found.")))
}

fn for_cart(project: &Project, cart: &Object, location: Location<'_>) -> Found {
    let currency = cart
        .get("totalPrice")
        .and_then(|of| of.get("currencyCode")?.as_str());
    matching(project, location, currency, |method| {
        rates::is_for_store(method, cart)
    })
}

/// The active methods with a rate for a location. Each contains only the zone of this rate, and the rate is marked.
fn matching(
    project: &Project,
    location: Location<'_>,
    currency: Option<&str>,
    is_for: impl Fn(&Object) -> bool,
) -> Found {
    let methods = project.all(PATH).iter();
    let methods = methods.filter(|of| of.get("active") != Some(&json!(false)) && is_for(of));
    let mut found = Vec::new();
    for method in methods {
        if method.contains_key("predicate") {
            return Err(Refusal::not_emulated("the predicates of shipping methods"));
        }
        let Some((zone, rate)) = rates::matching(project, method, location, currency) else {
            continue;
        };
        let mut rate = rate.clone();
        if let Some(rate) = rate.as_object_mut() {
            rate.insert("isMatching".to_owned(), true.into());
        }
        let zone = json!([{"zone": zone.get("zone"), "shippingRates": [rate]}]);
        let mut method = method.clone();
        method.insert("zoneRates".to_owned(), zone);
        found.push(method);
    }
    Ok(found)
}

fn answer(project: &Project, call: &Call<'_>, found: &[Object]) -> Answer {
    let body = page(found.iter().collect(), &call.parameters)?;
    project.expanded(body, call, "ShippingMethod").map(Some)
}

fn exists(found: &[Object]) -> Answer {
    match found.is_empty() {
        true => Err(Refusal::not_found("No shipping method was found.")),
        false => Ok(None),
    }
}
