//! The minimum and maximum quantity of a variant in a cart, from its inventory entry.

use serde_json::Value;

use crate::kind::Object;
use crate::object::{text, whole_at};
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

const INVENTORY: &str = "/{projectKey}/inventory";

/// Fails if the quantity of a line item is too small or too large.
pub(super) fn check(project: &Project, line: &Object) -> Result<(), Refusal> {
    let variant = line.get("variant").and_then(Value::as_object);
    let Some(sku) = variant.and_then(|variant| text(variant, "sku")) else {
        return Ok(());
    };
    let channel = |of: &Object| of.get("supplyChannel").and_then(|of| of.get("id")).cloned();
    let mut entries = project.all(INVENTORY).iter();
    let entry = entries.find(|of| text(of, "sku") == Some(sku) && channel(of) == channel(line));
    let Some(entry) = entry else {
        return Ok(());
    };
    let quantity = whole_at(line, "quantity").unwrap_or_default();
    let refused = |code, message, (name, limit): (&str, i64)| {
        let problem = Problem::new(code, message)
            .with("quantity", quantity)
            .with(name, limit)
            .with("lineItem", text(line, "id"));
        Err(Refusal::bad_request(problem))
    };
    match (
        whole_at(entry, "minCartQuantity"),
        whole_at(entry, "maxCartQuantity"),
    ) {
        (Some(least), _) if quantity < least => {
            let message = format!("Quantity '{quantity}' less than minimum '{least}'.");
            let code = "LineItemQuantityBelowLimit";
            refused(code, message, ("minCartQuantity", least))
        }
        (_, Some(most)) if quantity > most => {
            let message = format!("Quantity '{quantity}' greater than maximum '{most}'.");
            let code = "LineItemQuantityAboveLimit";
            refused(code, message, ("maxCartQuantity", most))
        }
        _ => Ok(()),
    }
}
