//! External tax amounts of items, of shipping and of the whole cart. They are valid as long as their prices do not change.

use serde_json::Value;

use super::draft::{currency, item, money, refuse};
use super::{prices, taxes, totals};
use crate::kind::Object;
use crate::object::{elements, given, put, text};
use crate::project::Project;
use crate::refusal::Refusal;

/// `setLineItemTaxAmount`.
pub(super) fn set_line_item(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    check(cart, action)?;
    let mut line = item(cart, "lineItem", action)?.clone();
    if !prices::is_selected(&line) {
        prices::set_total(cart, &mut line)?;
    }
    set(project, cart, &mut line, "totalPrice", action)?;
    *item(cart, "lineItem", action)? = line;
    Ok(())
}

/// `setCustomLineItemTaxAmount`.
pub(super) fn set_custom_line_item(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    check(cart, action)?;
    let mut line = item(cart, "customLineItem", action)?.clone();
    totals::set_custom_total(cart, &mut line)?;
    set(project, cart, &mut line, "totalPrice", action)?;
    *item(cart, "customLineItem", action)? = line;
    Ok(())
}

/// `setShippingMethodTaxAmount`.
pub(super) fn set_shipping(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    check(cart, action)?;
    let Some(Value::Object(mut info)) = cart.get("shippingInfo").cloned() else {
        return Err(Refusal::invalid_operation(
            "The cart has no shipping method.",
        ));
    };
    set(project, cart, &mut info, "price", action)?;
    cart.insert("shippingInfo".to_owned(), Value::Object(info));
    Ok(())
}

/// `setCartTotalTax`.
pub(super) fn set_cart(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    check(cart, action)?;
    // It is for the cart after the earlier actions.
    totals::set(project, cart)?;
    let types = ("externalTotalGross", "CentPrecisionMoney");
    let gross = amount(money(project, cart, action, types)?.as_ref());
    let net = amount(cart.get("totalPrice"));
    let portions = elements(action, "externalTaxPortions").map(|draft| {
        let mut portion = draft.clone();
        let money = money(project, cart, draft, ("amount", "CentPrecisionMoney"))?;
        put(&mut portion, "amount", money);
        Ok(crate::build::without_null(&Value::Object(portion)))
    });
    let portions = portions.collect::<Result<Vec<Value>, Refusal>>()?;
    let taxed = taxes::taxed((net, gross), currency(cart), portions)?;
    cart.insert("taxedPrice".to_owned(), taxed);
    Ok(())
}

/// Removes amounts that were set for another price. `price` is the name of the field with the price.
pub(super) fn keep(of: &mut Object, price: &str) {
    let taxed = of.get("taxedPrice").and_then(|taxed| taxed.get("totalNet"));
    if taxed.is_none() || taxed != of.get(price) {
        of.remove("taxedPrice");
        of.remove("taxRate");
    }
}

fn set(
    project: &Project,
    cart: &Object,
    of: &mut Object,
    price: &str,
    action: &Object,
) -> Result<(), Refusal> {
    let Some(draft) = given(action, "externalTaxAmount").and_then(Value::as_object) else {
        of.remove("taxedPrice");
        of.remove("taxRate");
        return Ok(());
    };
    let gross = money(project, cart, draft, ("totalGross", "CentPrecisionMoney"))?;
    let gross = amount(gross.as_ref());
    let net = amount(of.get(price));
    let rate = taxes::external_rate(project, draft, "taxRate")?;
    let rate = rate.unwrap_or_default();
    let portions = taxes::portions(cart, (net, gross), &rate)?;
    let taxed = taxes::taxed((net, gross), currency(cart), portions)?;
    of.insert("taxRate".to_owned(), rate);
    of.insert("taxedPrice".to_owned(), taxed);
    Ok(())
}

fn check(cart: &Object, action: &Object) -> Result<(), Refusal> {
    refuse(action, &["shippingKey"], "carts with one shipping method")?;
    match text(cart, "taxMode") {
        Some("ExternalAmount") => Ok(()),
        mode => Err(Refusal::invalid_operation(format!(
            "A tax amount can only be set in the tax mode 'ExternalAmount', and the cart has '{}'.",
            mode.unwrap_or_default()
        ))),
    }
}

fn amount(money: Option<&Value>) -> i128 {
    let amount = money.and_then(|money| money.get("centAmount")?.as_i64());
    amount.unwrap_or_default().into()
}
