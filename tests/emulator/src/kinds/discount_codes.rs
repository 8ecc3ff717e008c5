//! Discount codes, which belong to the stores of their cart discounts.
//!
//! Source: <https://docs.commercetools.com/api/projects/discount-codes>.

use serde_json::Value;

use crate::kind::{Object, Row, Stage};
use crate::object::{elements, list_mut, text};
use crate::project::Project;
use crate::refusal::Refusal;

const PATH: &str = "/{projectKey}/discount-codes";

pub(crate) const ROW: Row = Row {
    unique: &["key", "code"],
    views: &["/{projectKey}/in-store/key={storeKey}/discount-codes"],
    complete,
    ..Row::of(PATH)
};

fn complete(project: &Project, _: Stage<'_>, code: &mut Object) -> Result<(), Refusal> {
    let discounts = elements(code, "cartDiscounts").cloned().map(Value::Object);
    let discounts: Vec<Value> = discounts.collect();
    let mut stores: Vec<Value> = Vec::new();
    for discount in &discounts {
        let discount = project.find("cart-discount", discount)?;
        for store in elements(discount, "stores").cloned().map(Value::Object) {
            if !stores.contains(&store) {
                stores.push(store);
            }
        }
    }
    *list_mut(code, "references")? = discounts;
    *list_mut(code, "stores")? = stores;
    Ok(())
}

/// Updates the stores of the codes of a cart discount after these have changed.
pub(super) fn follow(project: &mut Project, discount: &Object, _: &Object) {
    let id = text(discount, "id").unwrap_or_default();
    let has = |code: &&Object| {
        elements(code, "cartDiscounts").any(|discount| text(discount, "id") == Some(id))
    };
    let codes: Vec<Object> = project.all(PATH).iter().filter(has).cloned().collect();
    for old in codes {
        let mut code = old.clone();
        if complete(project, Stage::Updated, &mut code).is_ok() && code != old {
            let id = text(&old, "id").unwrap_or_default();
            project.all_mut(PATH).put(ROW.unique, id, code);
        }
    }
}
