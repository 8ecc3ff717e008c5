//! The shipping method and its price.

use serde_json::{Value, json};

use super::draft::{check_currency, currency, refuse};
use super::{taxes, totals};
use crate::build::without_null;
use crate::kind::Object;
use crate::kinds::shipping_methods::rates::{self, Location};
use crate::money::cents;
use crate::object::{given, put, text};
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

/// `setShippingMethod`, which removes it if it names none.
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
    let rate = project.built(rate, ("ShippingRateDraft", "ShippingRate"))?;
    check_tiers(&rate)?;
    check_currency(cart, rate.get("price").unwrap_or(&Value::Null))?;
    if let Some(free_above) = rate.get("freeAbove") {
        check_currency(cart, free_above)?;
    }
    let types = ("TaxCategoryResourceIdentifier", "TaxCategoryReference");
    let category = project.built_at(action, "taxCategory", types)?;
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
    put(cart, CUSTOM, project.custom(action)?);
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
    info.ok_or_else(|| Refusal::invalid_operation("The cart has no shipping method."))
}

/// Updates the rate and the price of the shipping method. A method that does not ship to the address any more is removed.
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
        check_tiers(rate)?;
        info.insert("shippingRate".to_owned(), rate.clone());
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

/// The price of shipping.
pub(super) fn price(cart: &Object) -> i128 {
    let price = cart
        .get(INFO)
        .and_then(|info| info.get("price")?.get("centAmount"));
    price.and_then(Value::as_i64).unwrap_or_default().into()
}

/// The shipping information of a cart for a shipping method, without the values that `refresh` sets.
fn of_method(project: &Project, cart: &Object, method: &Value) -> Result<Object, Refusal> {
    check_address(cart)?;
    let method = project.find("shipping-method", method)?;
    let name = text(method, "name").unwrap_or_default();
    if method.get("active") == Some(&json!(false)) {
        return Err(Refusal::invalid_operation(format!(
            "The shipping method '{name}' is not active."
        )));
    }
    if !rates::is_for_store(method, cart) {
        let message = format!("The shipping method '{name}' is not for the store of the cart.");
        return Err(Refusal::invalid_operation(message));
    }
    if method.contains_key("predicate") {
        return Err(Refusal::not_emulated("the predicates of shipping methods"));
    }
    let Some(rate) = rate(project, cart, method) else {
        return Err(Refusal::invalid_operation(format!(
            "The shipping method '{name}' has no shipping rate in {} for the shipping address of the cart.",
            currency(cart)
        )));
    };
    check_tiers(rate)?;
    let mut info = Object::new();
    put(&mut info, "shippingMethodName", Some(name.into()));
    put(&mut info, "shippingRate", Some(rate.clone()));
    put(&mut info, "taxCategory", method.get("taxCategory").cloned());
    let reference = json!({"typeId": "shipping-method", "id": method.get("id")});
    put(&mut info, "shippingMethod", Some(reference));
    put(&mut info, "deliveries", Some(json!([])));
    put(&mut info, "shippingMethodState", Some("MatchesCart".into()));
    Ok(info)
}

/// The rate of a method in the currency of a cart for its address.
fn rate<'m>(project: &Project, cart: &Object, method: &'m Object) -> Option<&'m Value> {
    let location = Location::of(cart.get(ADDRESS)?);
    let (_, rate) = rates::matching(project, method, location, Some(currency(cart)))?;
    Some(rate)
}

/// The price of a rate with tiers depends on the cart.
fn check_tiers(rate: &Value) -> Result<(), Refusal> {
    let tiers = rate.get("tiers").and_then(Value::as_array);
    match tiers.is_some_and(|tiers| !tiers.is_empty()) {
        true => Err(Refusal::not_emulated("the tiers of shipping rates")),
        false => Ok(()),
    }
}

fn check_address(cart: &Object) -> Result<(), Refusal> {
    match cart.contains_key(ADDRESS) {
        true => Ok(()),
        false => Err(Refusal::invalid_operation(
            "The cart has no shipping address, which the shipping method is for.",
        )),
    }
}
