//! Cart discounts, which count for usual orders unless they say otherwise.

use serde_json::json;

use crate::kind::{Object, Row, Stage};
use crate::project::Project;
use crate::refusal::Refusal;

pub(crate) const ROW: Row = Row {
    unique: &["key", "sortOrder"],
    views: &["/{projectKey}/in-store/key={storeKey}/cart-discounts"],
    complete,
    ..Row::held("/{projectKey}/cart-discounts")
};

fn complete(_: &Project, _: Stage<'_>, discount: &mut Object) -> Result<(), Refusal> {
    discount
        .entry("recurringOrderScope")
        .or_insert_with(|| json!({"type": "NonRecurringOrdersOnly"}));
    Ok(())
}
