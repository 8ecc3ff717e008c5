//! Inventory: the quantity in stock, of which nothing is reserved, because orders do not take any yet.

use serde_json::Value;

use crate::kind::{Object, Row, Stage};
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

const PATH: &str = "/{projectKey}/inventory";
const IN_STOCK: &str = "quantityOnStock";

pub(crate) const ROW: Row = Row {
    complete,
    actions: &[
        ("addQuantity", add_quantity),
        ("changeQuantity", change_quantity),
        ("removeQuantity", remove_quantity),
    ],
    ..Row::of(PATH)
};

/// What is available is what is in stock. There is one entry for a SKU in a supply channel.
fn complete(project: &Project, _: Stage<'_>, entry: &mut Object) -> Result<(), Refusal> {
    let is_same = |other: &&Object| {
        let same = |name: &str| other.get(name) == entry.get(name);
        same("sku") && same("supplyChannel") && !same("id")
    };
    if project.all(PATH).iter().any(|other| is_same(&other)) {
        let sku = entry.get("sku").and_then(Value::as_str).unwrap_or_default();
        return Err(Refusal::bad_request(Problem::duplicate("sku", sku)));
    }
    let quantity = quantity(entry, IN_STOCK);
    entry.insert("availableQuantity".to_owned(), quantity.into());
    Ok(())
}

fn add_quantity(_: &Project, entry: &mut Object, action: &Object) -> Result<(), Refusal> {
    let sum = quantity(entry, IN_STOCK).saturating_add(quantity(action, "quantity"));
    entry.insert(IN_STOCK.to_owned(), sum.into());
    Ok(())
}

fn remove_quantity(_: &Project, entry: &mut Object, action: &Object) -> Result<(), Refusal> {
    let rest = quantity(entry, IN_STOCK).saturating_sub(quantity(action, "quantity"));
    entry.insert(IN_STOCK.to_owned(), rest.into());
    Ok(())
}

fn change_quantity(_: &Project, entry: &mut Object, action: &Object) -> Result<(), Refusal> {
    entry.insert(IN_STOCK.to_owned(), quantity(action, "quantity").into());
    Ok(())
}

/// A whole number, which may be written as `5.0`.
fn quantity(of: &Object, name: &str) -> i64 {
    let value = of.get(name);
    let whole = value.and_then(Value::as_i64);
    whole
        .or_else(|| value.and_then(Value::as_f64).map(|number| number as i64))
        .unwrap_or_default()
}
