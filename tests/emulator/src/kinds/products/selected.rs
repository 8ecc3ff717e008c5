//! `GET /products`, with the price that is selected for each variant.

use serde_json::Value;

use super::{PATH, find};
use crate::kind::Object;
use crate::kinds::projections::selection;
use crate::price::{self, Selection};
use crate::project::{Call, Project};
use crate::refusal::Refusal;
use crate::uniform::Uniform;

/// The parameters of price selection; those that are not emulated are refused elsewhere.
const PARAMETERS: [&str; 4] = [
    "priceCurrency",
    "priceCountry",
    "priceCustomerGroup",
    "priceChannel",
];

/// Reads like every kind, and selects prices.
pub(super) fn get(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let operation = call.route.operation;
    let selection = selection(project, &call.parameters)?;
    let (_, what) = Uniform::of(&operation.method, &operation.path)
        .ok_or_else(|| Refusal::not_emulated(&operation.path))?;
    let rest = Call {
        parameters: call.parameters.without(&PARAMETERS),
        ..call.clone()
    };
    let seen = project.whole(PATH, &call.caller)?;
    let mut body = project.uniform(seen, &what, &rest)?;
    if let (Some(body), Some(selection)) = (&mut body, selection) {
        match body.get_mut("results").and_then(Value::as_array_mut) {
            Some(products) => products
                .iter_mut()
                .for_each(|of| select(project, of, &selection)),
            None => select(project, body, &selection),
        }
    }
    Ok(body)
}

fn select(project: &Project, product: &mut Value, selection: &Selection<'_>) {
    // Price selection needs only the price mode of the product itself.
    let mode = product.get("priceMode").cloned();
    let mode: Object = mode
        .into_iter()
        .map(|mode| ("priceMode".to_owned(), mode))
        .collect();
    for which in ["current", "staged"] {
        let data = product
            .get_mut("masterData")
            .and_then(|of| of.get_mut(which));
        let data = data.and_then(Value::as_object_mut);
        for variant in data.map(find::variants_mut).unwrap_or_default() {
            if let Some(price) = price::of_variant(project, &mode, variant, selection) {
                variant.insert("price".to_owned(), price);
            }
        }
    }
}
