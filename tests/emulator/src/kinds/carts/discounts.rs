//! Discounts, which are not calculated: one that may apply is not ignored silently.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::kind::Object;
use crate::object::{elements, text};
use crate::project::Project;
use crate::refusal::Refusal;

const OF_CARTS: &str = "/{projectKey}/cart-discounts";
const OF_PRODUCTS: &str = "/{projectKey}/product-discounts";

/// Answers 501 if a cart discount without a code is active. Its cart predicate is not evaluated, only its store.
pub(super) fn check_carts(project: &Project, cart: &Object) -> Result<(), Refusal> {
    let store = cart.get("store").and_then(|store| store.get("key"));
    let counts = |discount: &&Object| {
        let mut stores = elements(discount, "stores").peekable();
        let is_of_store = stores.peek().is_none() || stores.any(|of| of.get("key") == store);
        let needs_code = discount.get("requiresDiscountCode") == Some(&json!(true));
        is_active(project, discount) && is_of_store && !needs_code
    };
    match project.all(OF_CARTS).iter().find(counts) {
        None => Ok(()),
        Some(discount) => Err(active(discount, "the totals of carts", "cart")),
    }
}

/// Answers 501 if a product discount is active, unless its prices are set externally.
pub(super) fn check_products(project: &Project) -> Result<(), Refusal> {
    let counts = |discount: &&Object| {
        let of = discount.get("value").and_then(|value| value.get("type"));
        is_active(project, discount) && of != Some(&json!("external"))
    };
    match project.all(OF_PRODUCTS).iter().find(counts) {
        None => Ok(()),
        Some(discount) => Err(active(discount, "the prices of line items", "product")),
    }
}

/// Whether a discount is currently active.
pub(in crate::kinds) fn is_active(project: &Project, discount: &Object) -> bool {
    let now = project.clock.now();
    let time = |name: &str| text(discount, name)?.parse::<Timestamp>().ok();
    discount.get("isActive") == Some(&json!(true))
        && time("validFrom").is_none_or(|from| from <= now)
        && time("validUntil").is_none_or(|until| now < until)
}

fn active(discount: &Object, what: &str, of: &str) -> Refusal {
    let id = discount.get("id").and_then(Value::as_str);
    let id = id.unwrap_or_default();
    let what = format!("{what} while the {of} discount '{id}' is active");
    Refusal::not_emulated(&what)
}
