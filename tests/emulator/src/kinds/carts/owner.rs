//! The owner of a cart, and the country and customer group of its prices.

use serde_json::{Value, json};

use crate::kind::Object;
use crate::kinds::business_units;
use crate::object::{elements, given, put, text};
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

/// Checks the owner of a new cart, and sets dependent values.
pub(super) fn begin(project: &Project, cart: &mut Object) -> Result<(), Refusal> {
    check_country(project, cart, cart.get("country"))?;
    let Some(id) = cart.get("customerId").cloned() else {
        return Ok(());
    };
    for field in ["customerGroup", "anonymousId"] {
        if cart.contains_key(field) {
            let message = format!("Either customerId or {field} can be set, not both.");
            return Err(Refusal::invalid_operation(message));
        }
    }
    put(cart, "customerGroup", group_of(project, &id)?);
    Ok(())
}

/// The cart of a customer has the current customer group of the customer.
pub(super) fn refresh(project: &Project, cart: &mut Object) {
    let customer = cart.get("customerId").map(|id| customer(project, id));
    if let Some(Ok(customer)) = customer {
        let group = customer.get("customerGroup").cloned();
        put(cart, "customerGroup", group);
    }
}

/// `setCustomerId`.
pub(super) fn set_customer(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    match given(action, "customerId") {
        Some(id) => {
            assign(cart, customer(project, id)?);
            business_units::check_belonging(project, cart)
        }
        None => {
            cart.remove("customerId");
            cart.remove("customerGroup");
            Ok(())
        }
    }
}

/// Assigns a cart to a customer.
pub(super) fn assign(cart: &mut Object, customer: &Object) {
    put(cart, "customerId", customer.get("id").cloned());
    put(
        cart,
        "customerGroup",
        customer.get("customerGroup").cloned(),
    );
    cart.remove("anonymousId");
}

/// `setCustomerGroup`.
pub(super) fn set_customer_group(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    if cart.contains_key("customerId") {
        let message = "The cart has a customer, whose customer group it uses.";
        return Err(Refusal::invalid_operation(message));
    }
    let types = ("CustomerGroupResourceIdentifier", "CustomerGroupReference");
    let group = project.built_at(action, "customerGroup", types)?;
    put(cart, "customerGroup", group);
    Ok(())
}

/// `setAnonymousId`.
pub(super) fn set_guest(_: &Project, cart: &mut Object, action: &Object) -> Result<(), Refusal> {
    if cart.contains_key("customerId") {
        return Err(Refusal::invalid_operation(
            "The cart belongs to a customer.",
        ));
    }
    put(cart, "anonymousId", given(action, "anonymousId").cloned());
    Ok(())
}

/// `setCountry`.
pub(super) fn set_country(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let country = given(action, "country");
    check_country(project, cart, country)?;
    put(cart, "country", country.cloned());
    Ok(())
}

/// Fails if the store of a cart does not support a country.
pub(super) fn check_country(
    project: &Project,
    cart: &Object,
    country: Option<&Value>,
) -> Result<(), Refusal> {
    let (Some(store), Some(country)) = (cart.get("store"), country.and_then(Value::as_str)) else {
        return Ok(());
    };
    let store = project.find("store", store)?;
    let countries = elements(store, "countries").filter_map(|of| text(of, "code"));
    let countries: Vec<&str> = countries.collect();
    if countries.is_empty() || countries.contains(&country) {
        return Ok(());
    }
    let key = text(store, "key").unwrap_or_default();
    let message = format!("The country '{country}' is not configured for the store '{key}'.");
    let problem = Problem::new("CountryNotConfiguredInStore", message)
        .with("storeCountries", json!(countries))
        .with("country", country);
    Err(Refusal::bad_request(problem))
}

/// The customer group of a customer.
fn group_of(project: &Project, id: &Value) -> Result<Option<Value>, Refusal> {
    Ok(customer(project, id)?.get("customerGroup").cloned())
}

fn customer<'p>(project: &'p Project, id: &Value) -> Result<&'p Object, Refusal> {
    project.find("customer", &json!({"typeId": "customer", "id": id}))
}
