//! The parts of a product that an action changes: its staged data, and also its current data if the action says so.

use serde_json::{Value, json};

use super::find;
use crate::kind::Object;
use crate::object::whole;
use crate::refusal::{Problem, Refusal};

/// Changes a part of a product.
pub(super) type Change<'c> = &'c mut dyn FnMut(&mut Object) -> Result<(), Refusal>;

/// Changes the element at a place of a list.
pub(super) type ChangeElement<'c> =
    &'c mut dyn FnMut(&mut Vec<Value>, usize) -> Result<(), Refusal>;

/// Whether an action changes only the staged data, which is the default.
pub(super) fn is_staged(action: &Object) -> bool {
    action.get("staged") != Some(&Value::Bool(false))
}

/// Changes the data of an action.
pub(super) fn each_data(
    product: &mut Object,
    action: &Object,
    change: Change<'_>,
) -> Result<(), Refusal> {
    let parts: &[&str] = match is_staged(action) {
        true => &["staged"],
        false => &["staged", "current"],
    };
    for part in parts {
        let master_data = product.get_mut("masterData");
        let data = master_data.and_then(|of| of.get_mut(*part)?.as_object_mut());
        if let Some(data) = data {
            change(data)?;
        }
    }
    Ok(())
}

/// Changes the variant that an action names by its `variantId` or its `sku`.
pub(super) fn each_variant(
    product: &mut Object,
    action: &Object,
    change: Change<'_>,
) -> Result<(), Refusal> {
    let id = variant_id(product, action)?;
    each_data(product, action, &mut |data| {
        let mut all = find::variants_mut(data).into_iter();
        match all.find(|of| of.get("id").and_then(Value::as_i64) == Some(id)) {
            Some(variant) => change(variant),
            None => Err(no_variant(&json!(id))),
        }
    })
}

/// The id of the staged variant that an action names.
pub(super) fn variant_id(product: &Object, action: &Object) -> Result<i64, Refusal> {
    let given = |name: &str| action.get(name).filter(|of| !of.is_null());
    let id = given("variantId").or_else(|| given("id")).and_then(whole);
    let sku = given("sku").and_then(Value::as_str);
    let own_id = |of: &Object| of.get("id").and_then(Value::as_i64);
    let is = |of: &Object| match (id, sku) {
        (Some(id), _) => own_id(of) == Some(id),
        (None, sku) => sku.is_some() && of.get("sku").and_then(Value::as_str) == sku,
    };
    if id.is_none() && sku.is_none() {
        let message = "The id or the sku of a variant is required.";
        return Err(Refusal::bad_request(Problem::new("InvalidInput", message)));
    }
    let data = find::data(product, "staged");
    let mut variants = data.into_iter().flat_map(find::variants).peekable();
    if variants.peek().is_none() {
        return Err(super::catalog_model::variants_are_elsewhere());
    }
    let found = variants.find(|of| is(of)).and_then(own_id);
    found.ok_or_else(|| no_variant(&id.map_or(json!(sku), |id| json!(id))))
}

/// Changes the price that an action names by its `priceId`, with its variant.
pub(super) fn each_price(
    product: &mut Object,
    action: &Object,
    change: ChangeElement<'_>,
) -> Result<(), Refusal> {
    let id = action.get("priceId").unwrap_or(&Value::Null);
    each_data(product, action, &mut |data| {
        for variant in find::variants_mut(data) {
            let prices = variant.get_mut("prices").and_then(Value::as_array_mut);
            let Some(prices) = prices else { continue };
            let place = prices.iter().position(|price| price.get("id") == Some(id));
            if let Some(place) = place {
                return change(prices, place);
            }
        }
        Err(Refusal::invalid_operation(format!(
            "The product has no price with the id {id}."
        )))
    })
}

fn no_variant(wanted: &Value) -> Refusal {
    Refusal::invalid_operation(format!("The product has no variant {wanted}."))
}
