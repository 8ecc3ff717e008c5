//! Product selections, which have no products yet when they are made.

use serde_json::json;

use crate::kind::{Object, Row, Stage};
use crate::project::Project;
use crate::refusal::Refusal;

pub(crate) const ROW: Row = Row {
    complete,
    ..Row::of("/{projectKey}/product-selections")
};

fn complete(_: &Project, _: Stage<'_>, selection: &mut Object) -> Result<(), Refusal> {
    selection.entry("productCount").or_insert_with(|| json!(0));
    Ok(())
}
