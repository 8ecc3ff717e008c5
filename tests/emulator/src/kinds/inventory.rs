//! Inventory: the quantity in stock, of which nothing is reserved, because orders do not take any yet.

use serde_json::Value;

use crate::kind::{Object, Row, Stage};
use crate::project::Project;
use crate::refusal::Refusal;

const IN_STOCK: &str = "quantityOnStock";

pub(crate) const ROW: Row = Row {
    unique: &["key", "sku+supplyChannel"],
    complete,
    actions: &[
        ("addQuantity", add_quantity),
        ("changeQuantity", change_quantity),
        ("removeQuantity", remove_quantity),
    ],
    ..Row::of("/{projectKey}/inventory")
};

/// What is available is what is in stock.
fn complete(_: &Project, _: Stage<'_>, entry: &mut Object) -> Result<(), Refusal> {
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
