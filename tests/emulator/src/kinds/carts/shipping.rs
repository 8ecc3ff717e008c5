//! The shipping method, and what it costs.

use serde_json::{Value, json};

use super::draft::{
    built, built_at, check_currency, currency, custom, elements, given, invalid, put, refuse, text,
};
use super::{taxes, totals};
use crate::build::without_null;
use crate::kind::Object;
use crate::money::cents;
use crate::project::Project;
use crate::refusal::Refusal;

const INFO: &str = "shippingInfo";
const ADDRESS: &str = "shippingAddress";
const CUSTOM: &str = "shippingCustomFields";

/// The shipping method of the draft of a cart.
pub(super) fn begin(project: &Project, draft: &Object, cart: &mut Object) -> Result<(), Refusal> {
    let rate = "externalTaxRateForShippingMethod";
    let Some(method) = given(draft, "shippingMethod") else {
        return refuse(draft, &[rate], "carts without a shipping method");
    };
    let rate = taxes::external_at(project, cart, draft, rate)?;
    let mut info = of_method(project, cart, method)?;
    put(&mut info, "taxRate", rate);
    cart.insert(INFO.to_owned(), Value::Object(info));
    Ok(())
}

/// `setShippingMethod`, which takes it away where it names none.
pub(super) fn set_method(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let Some(method) = given(action, "shippingMethod") else {
        cart.remove(INFO);
        cart.remove(CUSTOM);
        return Ok(());
    };
    let rate = taxes::external(project, cart, action)?;
    let mut info = of_method(project, cart, method)?;
    put(&mut info, "taxRate", rate);
    put(
        &mut info,
        "estimatedDelivery",
        given(action, "estimatedDelivery").cloned(),
    );
    cart.insert(INFO.to_owned(), Value::Object(info));
    Ok(())
}

/// `setCustomShippingMethod`.
pub(super) fn set_custom_method(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    check_address(cart)?;
    let rate = action.get("shippingRate").unwrap_or(&Value::Null);
    let rate = built(project, rate, ("ShippingRateDraft", "ShippingRate"))?;
    check_currency(cart, rate.get("price").unwrap_or(&Value::Null))?;
    if let Some(free_above) = rate.get("freeAbove") {
        check_currency(cart, free_above)?;
    }
    let types = ("TaxCategoryResourceIdentifier", "TaxCategoryReference");
    let category = built_at(project, action, "taxCategory", types)?;
    let mut info = Object::new();
    put(
        &mut info,
        "shippingMethodName",
        action.get("shippingMethodName").cloned(),
    );
    put(&mut info, "shippingRate", Some(rate));
    put(&mut info, "taxCategory", category);
    put(
        &mut info,
        "taxRate",
        taxes::external(project, cart, action)?,
    );
    put(
        &mut info,
        "estimatedDelivery",
        given(action, "estimatedDelivery").cloned(),
    );
    put(&mut info, "deliveries", Some(json!([])));
    put(&mut info, "shippingMethodState", Some("MatchesCart".into()));
    put(cart, CUSTOM, custom(project, action)?);
    cart.insert(INFO.to_owned(), Value::Object(info));
    Ok(())
}

/// `setShippingMethodTaxRate`.
pub(super) fn set_rate(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    refuse(action, &["shippingKey"], "carts with one shipping method")?;
    taxes::check_external(cart)?;
    let rate = taxes::external(project, cart, action)?;
    put(info(cart)?, "taxRate", rate);
    Ok(())
}

/// `setEstimatedDelivery`.
pub(super) fn set_estimated_delivery(
    _: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    refuse(action, &["shippingKey"], "carts with one shipping method")?;
    let estimate = given(action, "estimatedDelivery").map(without_null);
    put(info(cart)?, "estimatedDelivery", estimate);
    Ok(())
}

/// `setShippingCustomType`.
pub(super) fn set_custom_type(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    refuse(action, &["shippingKey"], "carts with one shipping method")?;
    info(cart)?;
    put(cart, CUSTOM, project.custom_of_type(action)?);
    Ok(())
}

/// `setShippingCustomField`.
pub(super) fn set_custom_field(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    refuse(action, &["shippingKey"], "carts with one shipping method")?;
    info(cart)?;
    let mut holder = Object::new();
    put(&mut holder, "custom", cart.get(CUSTOM).cloned());
    project.set_custom_field(&mut holder, action)?;
    put(cart, CUSTOM, holder.remove("custom"));
    Ok(())
}

fn info(cart: &mut Object) -> Result<&mut Object, Refusal> {
    let info = cart.get_mut(INFO).and_then(Value::as_object_mut);
    info.ok_or_else(|| invalid("The cart has no shipping method."))
}

/// Brings the rate and the price of the shipping method up to date. A method that does not ship to the address any more is
/// gone.
pub(super) fn refresh(project: &Project, cart: &mut Object) -> Result<(), Refusal> {
    let Some(Value::Object(mut info)) = cart.remove(INFO) else {
        return Ok(());
    };
    if !cart.contains_key(ADDRESS) {
        cart.remove(CUSTOM);
        return Ok(());
    }
    let is_hard = text(cart, "freezeStrategy") == Some("HardFreeze");
    let method = info.get("shippingMethod").filter(|_| !is_hard);
    let method = method.and_then(|method| project.find("shipping-method", method).ok());
    if let Some(method) = method {
        let Some(rate) = rate(project, cart, method) else {
            return Ok(());
        };
        info.insert("shippingRate".to_owned(), rate);
    }
    let amount = |name: &str| {
        let money = info.get("shippingRate").and_then(|rate| rate.get(name));
        money.and_then(|money| money.get("centAmount")?.as_i64())
    };
    let is_free = amount("freeAbove").is_some_and(|above| totals::goods(cart) >= above.into());
    let price = amount("price").filter(|_| !is_free).unwrap_or_default();
    if !is_hard || !info.contains_key("price") {
        info.insert("price".to_owned(), cents(price.into(), currency(cart))?);
    }
    cart.insert(INFO.to_owned(), Value::Object(info));
    Ok(())
}

/// What shipping costs.
pub(super) fn price(cart: &Object) -> i128 {
    let price = cart
        .get(INFO)
        .and_then(|info| info.get("price")?.get("centAmount"));
    price.and_then(Value::as_i64).unwrap_or_default().into()
}

/// The information about a shipping method that a cart may have, without what `refresh` sets.
fn of_method(project: &Project, cart: &Object, method: &Value) -> Result<Object, Refusal> {
    check_address(cart)?;
    let method = project.find("shipping-method", method)?;
    let name = text(method, "name").unwrap_or_default();
    if method.get("active") == Some(&json!(false)) {
        return Err(invalid(format!(
            "The shipping method '{name}' is not active."
        )));
    }
    let store = cart.get("store").and_then(|store| store.get("key"));
    let mut stores = elements(method, "stores").peekable();
    if stores.peek().is_some() && !stores.any(|of| of.get("key") == store) {
        let message = format!("The shipping method '{name}' is not for the store of the cart.");
        return Err(invalid(message));
    }
    if method.contains_key("predicate") {
        return Err(Refusal::not_emulated("the predicates of shipping methods"));
    }
    let Some(rate) = rate(project, cart, method) else {
        return Err(invalid(format!(
            "The shipping method '{name}' has no shipping rate in {} for the shipping address of the cart.",
            currency(cart)
        )));
    };
    let mut info = Object::new();
    put(&mut info, "shippingMethodName", Some(name.into()));
    put(&mut info, "shippingRate", Some(rate));
    put(&mut info, "taxCategory", method.get("taxCategory").cloned());
    let reference = json!({"typeId": "shipping-method", "id": method.get("id")});
    put(&mut info, "shippingMethod", Some(reference));
    put(&mut info, "deliveries", Some(json!([])));
    put(&mut info, "shippingMethodState", Some("MatchesCart".into()));
    Ok(info)
}

/// The rate of a method in the currency of a cart for the zone of its address: one with the state, else one with the country.
fn rate(project: &Project, cart: &Object, method: &Object) -> Option<Value> {
    let address = cart.get(ADDRESS)?;
    let at = |of: &Value, name: &str| of.get(name).and_then(Value::as_str).map(str::to_owned);
    let (country, state) = (at(address, "country"), at(address, "state"));
    let rates = |wanted: &Option<String>| {
        let mut rates = elements(method, "zoneRates");
        rates.find_map(|of_zone| {
            let zone = project.find("zone", of_zone.get("zone")?).ok()?;
            let mut locations = zone.get("locations")?.as_array()?.iter();
            let is_there =
                locations.any(|of| at(of, "country") == country && at(of, "state") == *wanted);
            let mut rates = elements(of_zone, "shippingRates").filter(|_| is_there);
            let rate = rates.find(|rate| {
                let price = rate
                    .get("price")
                    .and_then(|of| of.get("currencyCode")?.as_str());
                price == Some(currency(cart))
            });
            rate.cloned().map(Value::Object)
        })
    };
    let with_state = state.is_some().then(|| rates(&state)).flatten();
    with_state.or_else(|| rates(&None))
}

fn check_address(cart: &Object) -> Result<(), Refusal> {
    match cart.contains_key(ADDRESS) {
        true => Ok(()),
        false => Err(invalid(
            "The cart has no shipping address, which the shipping method is for.",
        )),
    }
}
