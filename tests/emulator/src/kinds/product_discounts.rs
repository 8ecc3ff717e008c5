//! Product discounts, and the discount that applies to a price.
//!
//! Source: <https://docs.commercetools.com/api/projects/productDiscounts>.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::coverage::Coverage;
use crate::kind::{Object, Row};
use crate::kinds::carts::discounts::is_active;
use crate::kinds::products;
use crate::object::{elements, text, whole_at};
use crate::project::{Call, Project};
use crate::refusal::{Problem, Refusal};

const PATH: &str = "/{projectKey}/product-discounts";

pub(crate) const ROW: Row = Row {
    unique: &["key", "sortOrder"],
    routes: &[(
        "POST",
        "/{projectKey}/product-discounts/matching",
        matching,
        Coverage::Generic,
    )],
    ..Row::of(PATH)
};

/// The predicate that matches every product. Others are not emulated.
const ANY: &str = "1=1";

/// The active discount with the highest sort order that applies to a price of a variant.
fn matching(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    call.parameters.check(call.route.operation)?;
    let query = project.body(call.route.operation, call.body)?;
    let price = query.get("price").and_then(|price| price.get("value"));
    let currency = price.and_then(|price| price.get("currencyCode")?.as_str());
    let mut active: Vec<&Object> = project
        .all(PATH)
        .iter()
        .filter(|discount| is_active(project, discount))
        .filter(|discount| is_for(discount, currency.unwrap_or_default()))
        .collect();
    active.sort_by(|left, right| order(right).total_cmp(&order(left)));
    let found = active.first().filter(|_| has_variant(project, &query));
    let Some(discount) = found else {
        let message = format!(
            "Couldn't find a matching product discount for: productId={}, variantId={}, price={}.",
            text(&query, "productId").unwrap_or_default(),
            whole_at(&query, "variantId").unwrap_or_default(),
            price.cloned().unwrap_or_default()
        );
        let problem = Problem::new("NoMatchingProductDiscountFound", message);
        return Err(Refusal::new(StatusCode::NOT_FOUND, problem));
    };
    let predicate = text(discount, "predicate").unwrap_or_default();
    match predicate.split_whitespace().collect::<String>() == ANY {
        true => Ok(Some(Value::Object((*discount).clone()))),
        false => Err(Refusal::not_emulated(&format!(
            "the predicate '{predicate}' of a product discount, other than '1=1'"
        ))),
    }
}

/// Whether a discount changes prices in a currency. External discounts are never found.
fn is_for(discount: &Object, currency: &str) -> bool {
    let value = discount.get("value").and_then(Value::as_object);
    let Some(value) = value else { return false };
    match text(value, "type") {
        Some("relative") => true,
        Some("absolute") => {
            elements(value, "money").any(|money| text(money, "currencyCode") == Some(currency))
        }
        _ => false,
    }
}

fn order(discount: &Object) -> f64 {
    let order = text(discount, "sortOrder").and_then(|order| order.parse().ok());
    order.unwrap_or_default()
}

/// Whether the product has the variant in its staged or its current data.
fn has_variant(project: &Project, query: &Object) -> bool {
    let product = text(query, "productId").and_then(|id| project.all(products::PATH).get(id));
    let data = match query.get("staged") == Some(&json!(true)) {
        true => "staged",
        false => "current",
    };
    let data = product.and_then(|product| products::data(product, data));
    let id = whole_at(query, "variantId");
    data.is_some_and(|data| products::variants(data).any(|of| whole_at(of, "id") == id))
}
