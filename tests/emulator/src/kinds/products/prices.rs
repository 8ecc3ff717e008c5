//! The rules of prices and of their combinations in a variant; update actions on prices.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::parts::{each_price, each_variant};
use crate::kind::Object;
use crate::object::{given, list_mut, put};
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

/// The maximum number of prices of a variant.
const MOST: usize = 100;

/// The fields of the scope of a price, in addition to the currency and the time.
const SCOPE: [&str; 4] = ["country", "customerGroup", "channel", "recurrencePolicy"];

pub(super) fn add(project: &Project, product: &mut Object, action: &Object) -> Result<(), Refusal> {
    let price = of_draft(project, action.get("price").unwrap_or(&Value::Null))?;
    each_variant(product, action, &mut |variant| {
        list_mut(variant, "prices")?.push(price.clone());
        Ok(())
    })
}

/// It is still the same price.
pub(super) fn change(
    project: &Project,
    product: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let mut price = of_draft(project, action.get("price").unwrap_or(&Value::Null))?;
    if let (Some(price), Some(id)) = (price.as_object_mut(), action.get("priceId")) {
        price.insert("id".to_owned(), id.clone());
    }
    each_price(product, action, &mut |prices, place| {
        if let Some(old) = prices.get_mut(place) {
            *old = price.clone();
        }
        Ok(())
    })
}

pub(super) fn remove(_: &Project, product: &mut Object, action: &Object) -> Result<(), Refusal> {
    each_price(product, action, &mut |prices, place| {
        drop(prices.remove(place));
        Ok(())
    })
}

/// All of them are new prices.
pub(super) fn set_all(
    project: &Project,
    product: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let drafts = action.get("prices").and_then(Value::as_array);
    let drafts = drafts.into_iter().flatten();
    let prices = drafts.map(|draft| of_draft(project, draft));
    let prices: Vec<Value> = prices.collect::<Result<_, _>>()?;
    each_variant(product, action, &mut |variant| {
        variant.insert("prices".to_owned(), Value::Array(prices.clone()));
        Ok(())
    })
}

pub(super) fn set_key(_: &Project, product: &mut Object, action: &Object) -> Result<(), Refusal> {
    change_fields(product, action, &mut |price| {
        put(price, "key", given(action, "key").cloned());
        Ok(())
    })
}

pub(super) fn set_discounted(
    project: &Project,
    product: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let draft = action.get("discounted").filter(|of| !of.is_null());
    let types = ("DiscountedPriceDraft", "DiscountedPrice");
    let discounted = draft.map(|draft| project.built(draft, types));
    let discounted = discounted.transpose()?;
    change_fields(product, action, &mut |price| {
        put(price, "discounted", discounted.clone());
        check(project, &Value::Object(price.clone()))
    })
}

pub(super) fn set_custom_type(
    project: &Project,
    product: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let custom = project.custom_of_type(action)?;
    change_fields(product, action, &mut |price| {
        put(price, "custom", custom.clone());
        Ok(())
    })
}

pub(super) fn set_custom_field(
    project: &Project,
    product: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    change_fields(product, action, &mut |price| {
        project.set_custom_field(price, action)
    })
}

/// A price of a draft that was checked.
fn of_draft(project: &Project, draft: &Value) -> Result<Value, Refusal> {
    let price = project.built(draft, ("PriceDraft", "Price"))?;
    check(project, &price)?;
    Ok(price)
}

fn change_fields(
    product: &mut Object,
    action: &Object,
    change: &mut dyn FnMut(&mut Object) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    each_price(product, action, &mut |prices, place| {
        let price = prices.get_mut(place).and_then(Value::as_object_mut);
        price.map_or(Ok(()), &mut *change)
    })
}

/// Fails if the fields of a price contradict each other.
pub(super) fn check(project: &Project, price: &Value) -> Result<(), Refusal> {
    let times = (time(price, "validFrom"), time(price, "validUntil"));
    if let (Some(from), Some(until)) = times
        && from >= until
    {
        return Err(invalid(
            "The validFrom of a price has to be before its validUntil.",
        ));
    }
    let tiers = price.get("tiers").and_then(Value::as_array);
    let mut quantities = Vec::new();
    for tier in tiers.into_iter().flatten() {
        if tier.get("value").and_then(currency) != price.get("value").and_then(currency) {
            return Err(invalid("The tiers of a price have to have its currency."));
        }
        let quantity = tier.get("minimumQuantity").and_then(Value::as_f64);
        if quantity.is_none_or(|quantity| quantity < 2.0) || quantities.contains(&quantity) {
            let message = "The minimumQuantity of a tier has to be more than 1, and another one for each tier.";
            return Err(invalid(message));
        }
        quantities.push(quantity);
    }
    if let Some(discounted) = price.get("discounted") {
        let discount = discounted.get("discount").unwrap_or(&Value::Null);
        let discount = project.find("product-discount", discount)?;
        let is_external =
            discount.get("value").and_then(|of| of.get("type")) == Some(&json!("external"));
        if !is_external || discount.get("isActive") != Some(&json!(true)) {
            let message =
                "A price is discounted by an active product discount of the type external only.";
            return Err(Refusal::invalid_operation(message));
        }
    }
    Ok(())
}

/// Fails if two prices of a variant are for the same scope at the same time, or have the same key.
pub(crate) fn check_together(variant: &Object) -> Result<(), Refusal> {
    let prices = variant.get("prices").and_then(Value::as_array);
    let prices: Vec<&Value> = prices.into_iter().flatten().collect();
    if prices.len() > MOST {
        let message = format!("A variant has at most {MOST} prices.");
        return Err(Refusal::invalid_operation(message));
    }
    for (place, price) in prices.iter().enumerate() {
        for other in prices.iter().take(place) {
            let has_same_key = price.get("key").is_some() && price.get("key") == other.get("key");
            if has_same_key {
                let message = "The variant has a price with this key already.";
                let problem = Problem::new("DuplicatePriceKey", message);
                let problem = problem.with("conflictingPrice", (*other).clone());
                return Err(Refusal::bad_request(problem));
            }
            check_scopes(price, other)?;
        }
    }
    Ok(())
}

/// A price without a time is used outside of the times of the others, so it does not overlap them.
fn check_scopes(price: &Value, other: &Value) -> Result<(), Refusal> {
    let currency = |of: &Value| of.get("value").and_then(currency).map(str::to_owned);
    let is_same = |name: &&str| price.get(*name) == other.get(*name);
    if currency(price) != currency(other) || !SCOPE.iter().all(is_same) {
        return Ok(());
    }
    let limits = |of: &Value| (time(of, "validFrom"), time(of, "validUntil"));
    let (own, others) = (limits(price), limits(other));
    if own == others {
        let message = "Two prices of the variant have the same price scope.";
        let problem = Problem::new("DuplicatePriceScope", message);
        let problem = problem.with("conflictingPrice", other.clone());
        return Err(Refusal::bad_request(problem));
    }
    let is_always =
        |(from, until): (Option<Timestamp>, Option<Timestamp>)| from.is_none() && until.is_none();
    let begins_before = |from: Option<Timestamp>, until: Option<Timestamp>| match (from, until) {
        (Some(from), Some(until)) => from < until,
        _ => true,
    };
    let overlaps = begins_before(own.0, others.1) && begins_before(others.0, own.1);
    if is_always(own) || is_always(others) || !overlaps {
        return Ok(());
    }
    let message = "Two prices of the variant with the same price scope are valid at the same time.";
    let mut problem = Problem::new("OverlappingPriceValidity", message)
        .with("conflictingPrice", other.clone())
        .with("currency", currency(price));
    for (name, of, field) in [
        ("country", price, "country"),
        ("customerGroup", price, "customerGroup"),
        ("channel", price, "channel"),
        ("validFrom", price, "validFrom"),
        ("validUntil", price, "validUntil"),
        ("conflictingValidFrom", other, "validFrom"),
        ("conflictingValidUntil", other, "validUntil"),
    ] {
        if let Some(value) = of.get(field) {
            problem = problem.with(name, value.clone());
        }
    }
    Err(Refusal::bad_request(problem))
}

fn currency(money: &Value) -> Option<&str> {
    money.get("currencyCode")?.as_str()
}

fn time(price: &Value, name: &str) -> Option<Timestamp> {
    price.get(name)?.as_str()?.parse().ok()
}

fn invalid(message: &str) -> Refusal {
    Refusal::bad_request(Problem::new("InvalidInput", message))
}
