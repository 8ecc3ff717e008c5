//! The prices of line items.

use serde_json::{Value, json};

use super::draft::{currency, id_at, money};
use super::{discounts, products, recurrence};
use crate::identifier;
use crate::kind::Object;
use crate::money::{Rounding, cents, times};
use crate::object::{put, text, whole_at};
use crate::price::{self, Selection};
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

/// Whether the platform selects the price of a line item.
pub(super) fn is_selected(line: &Object) -> bool {
    text(line, "priceMode") == Some("Platform")
}

/// Selects the price of a line item for its quantity. If the product was deleted, the price is unchanged.
pub(super) fn select(project: &Project, cart: &Object, line: &mut Object) -> Result<(), Refusal> {
    let Some(of) = products::of_line(project, line) else {
        return Ok(());
    };
    discounts::check_products(project)?;
    let selection = Selection {
        currency: currency(cart),
        country: text(cart, "country"),
        customer_group: id_at(cart, "customerGroup"),
        channel: id_at(line, "distributionChannel"),
        recurrence_policy: recurrence::policy(line),
        at: project.clock.now(),
    };
    let price = price::of_variant(project, of.product, &of.variant, &selection);
    let price = price.ok_or_else(|| not_found(cart, line, &selection))?;
    let quantity = whole_at(line, "quantity").unwrap_or_default();
    line.insert("price".to_owned(), of_quantity(price, quantity));
    Ok(())
}

/// The price with the value for a quantity, if it has tiers.
fn of_quantity(mut price: Value, quantity: i64) -> Value {
    let Some(price) = price.as_object_mut() else {
        return price;
    };
    let value = price::value_for(price, quantity).cloned();
    put(price, "value", value);
    Value::Object(std::mem::take(price))
}

/// Sets the price that an action has in `externalPrice` or `externalTotalPrice`. Returns whether it has one.
pub(super) fn set_external(
    project: &Project,
    cart: &Object,
    line: &mut Object,
    action: &Object,
) -> Result<bool, Refusal> {
    let price = money(project, cart, action, ("externalPrice", "TypedMoney"))?;
    let total = action.get("externalTotalPrice").and_then(Value::as_object);
    let (price, total, mode) = match (price, total) {
        (Some(_), Some(_)) => {
            let message = "Either externalPrice or externalTotalPrice can be set, not both.";
            return Err(Refusal::invalid_operation(message));
        }
        (Some(price), None) => (Some(price), None, "ExternalPrice"),
        (None, Some(total)) => (
            money(project, cart, total, ("price", "TypedMoney"))?,
            money(project, cart, total, ("totalPrice", "CentPrecisionMoney"))?,
            "ExternalTotal",
        ),
        (None, None) => return Ok(false),
    };
    let price = price.map(|value| json!({"id": identifier::id(), "value": value}));
    put(line, "price", price);
    if total.is_some() {
        put(line, "totalPrice", total);
    }
    line.insert("priceMode".to_owned(), mode.into());
    Ok(true)
}

/// Sets the total price of a line item, unless it is external.
pub(super) fn set_total(cart: &Object, line: &mut Object) -> Result<(), Refusal> {
    if text(line, "priceMode") == Some("ExternalTotal") {
        return Ok(());
    }
    let quantity = whole_at(line, "quantity").unwrap_or_default();
    let rounding = Rounding::of(cart.get("priceRoundingMode"));
    let total = match unit(line) {
        Some(unit) => times(unit, quantity, rounding)?,
        None => 0,
    };
    let total = cents(total, currency(cart))?;
    line.insert("totalPrice".to_owned(), total);
    Ok(())
}

/// The price of one unit of a line item or a custom line item.
pub(super) fn unit(item: &Object) -> Option<&Value> {
    if let Some(money) = item.get("money") {
        return Some(money);
    }
    let price = item.get("price")?;
    let discounted = price.get("discounted").and_then(|of| of.get("value"));
    discounted.or_else(|| price.get("value"))
}

fn not_found(cart: &Object, line: &Object, selection: &Selection<'_>) -> Refusal {
    let product = text(line, "productId").unwrap_or_default();
    let variant = line.get("variant");
    let number = variant.and_then(|variant| variant.get("id")?.as_i64());
    let sku = variant.and_then(|variant| variant.get("sku")?.as_str());
    let number = number.unwrap_or_default();
    let with_sku = sku
        .map(|sku| format!(" with SKU '{sku}'"))
        .unwrap_or_default();
    let named = |what: &str, all: &str, of: Option<&str>| match of {
        Some(of) => format!("{what} '{of}'"),
        None => format!("all {all}"),
    };
    // The platform's message does not name the policy. Without it, users could not find out which price is missing.
    let with_policy = selection.recurrence_policy.map(|policy| {
        format!(
            " The line item is ordered again by the recurrence policy '{policy}', for which the variant needs a price of its own."
        )
    });
    let message = format!(
        "The variant '{number}'{with_sku} of product '{product}' does not contain a price for currency '{}', {}, {} and {}.{}",
        selection.currency,
        named("country", "countries", selection.country),
        named(
            "customer group",
            "customer groups",
            selection.customer_group
        ),
        named("channel", "channels", selection.channel),
        with_policy.unwrap_or_default(),
    );
    let mut problem = Problem::new("MatchingPriceNotFound", message)
        .with("productId", product)
        .with("variantId", number)
        .with("currency", selection.currency);
    for (name, value) in [
        ("country", cart.get("country")),
        ("customerGroup", cart.get("customerGroup")),
        ("channel", line.get("distributionChannel")),
    ] {
        if let Some(value) = value {
            problem = problem.with(name, value.clone());
        }
    }
    Refusal::bad_request(problem)
}
