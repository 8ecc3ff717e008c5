//! Products: their current and their staged data, and what makes one of the other.

mod attributes;
mod draft;
mod find;
mod messages;
mod prices;
mod rules;

use serde_json::{Value, json};

use crate::kind::{Object, Row, Stage};
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

// For carts, which are not here yet.
#[allow(unused_imports)]
pub(crate) use find::{ProductVariant, variant, variant_of_sku};

pub(crate) const PATH: &str = "/{projectKey}/products";

pub(crate) const ROW: Row = Row {
    unique: &[
        "key",
        "masterData.*.slug",
        "masterData.*.masterVariant.sku",
        "masterData.*.variants.*.sku",
    ],
    by_hand: draft::FIELDS,
    complete,
    messages: messages::about,
    delete,
    ..Row::of(PATH)
};

/// A product of a draft has its data twice; after each change, it is known whether both are the same.
fn complete(project: &Project, stage: Stage<'_>, product: &mut Object) -> Result<(), Refusal> {
    if let Stage::Created(draft) = stage {
        let data = draft::data(project, draft)?;
        let master_data = json!({
            "published": draft.get("publish") == Some(&Value::Bool(true)),
            "hasStagedChanges": false,
            "current": data,
            "staged": data,
        });
        product.insert("masterData".to_owned(), master_data);
    }
    rules::check(project, product)?;
    let of = |name: &str| product.get("masterData").and_then(|of| of.get(name));
    let is_same = of("current") == of("staged");
    if let Some(Value::Object(master_data)) = product.get_mut("masterData") {
        master_data.insert("hasStagedChanges".to_owned(), (!is_same).into());
    }
    Ok(())
}

fn delete(_: &Project, product: &Object) -> Result<(), Refusal> {
    match find::is_published(product) {
        true => Err(invalid("A published product cannot be deleted.")),
        false => Ok(()),
    }
}

/// An operation that a product does not permit.
fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::bad_request(Problem::new("InvalidOperation", message))
}
