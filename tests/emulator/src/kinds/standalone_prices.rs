//! Standalone prices: one for each SKU and scope. Staged changes are stored unchanged, and not applied.

use serde_json::{Value, json};

use crate::kind::{Object, Row, Stage};
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

const PATH: &str = "/{projectKey}/standalone-prices";

pub(crate) const ROW: Row = Row {
    complete,
    actions: &[("changeValue", change_value)],
    ..Row::of(PATH)
};

/// The fields that must differ between two prices of a SKU, in addition to the currency.
const SCOPE: [&str; 5] = [
    "country",
    "customerGroup",
    "channel",
    "validFrom",
    "validUntil",
];

fn complete(project: &Project, _: Stage<'_>, price: &mut Object) -> Result<(), Refusal> {
    let is_same = |other: &Object| {
        let same = |name: &str| other.get(name) == price.get(name);
        same("sku")
            && !same("id")
            && currency(other) == currency(price)
            && SCOPE.iter().all(|name| same(name))
    };
    let Some(other) = project.all(PATH).iter().find(|other| is_same(other)) else {
        return Ok(());
    };
    let sku = price.get("sku").and_then(Value::as_str).unwrap_or_default();
    let message = format!("There is a standalone price of this scope for the SKU '{sku}' already.");
    let reference = json!({"typeId": "standalone-price", "id": other.get("id")});
    let mut problem = Problem::new("DuplicateStandalonePriceScope", message)
        .with("conflictingStandalonePrice", reference)
        .with("sku", sku)
        .with("currency", currency(price));
    for name in SCOPE {
        if let Some(value) = price.get(name) {
            problem = problem.with(name, value.clone());
        }
    }
    Err(Refusal::bad_request(problem))
}

fn change_value(project: &Project, price: &mut Object, action: &Object) -> Result<(), Refusal> {
    if action.get("staged") == Some(&json!(true)) {
        return Err(Refusal::not_emulated("staged values of standalone prices"));
    }
    let value = action.get("value").unwrap_or(&Value::Null);
    let value = project.built(value, ("Money", "TypedMoney"))?;
    price.insert("value".to_owned(), value);
    Ok(())
}

fn currency(of: &Object) -> Option<&str> {
    of.get("value")?.get("currencyCode")?.as_str()
}
