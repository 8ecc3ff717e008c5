//! Shopping lists: a line of nothing is gone.

use serde_json::{Value, json};

use crate::kind::{Object, Row, Stage};
use crate::project::Project;
use crate::refusal::Refusal;

pub(crate) const ROW: Row = Row {
    unique: &["key", "slug"],
    views: &[
        "/{projectKey}/in-store/key={storeKey}/shopping-lists",
        "/{projectKey}/me/shopping-lists",
        "/{projectKey}/in-store/key={storeKey}/me/shopping-lists",
    ],
    complete,
    ..Row::of("/{projectKey}/shopping-lists")
};

fn complete(_: &Project, _: Stage<'_>, list: &mut Object) -> Result<(), Refusal> {
    for lines in ["lineItems", "textLineItems"] {
        if let Some(lines) = list.get_mut(lines).and_then(Value::as_array_mut) {
            lines.retain(|line| line.get("quantity") != Some(&json!(0)));
        }
    }
    Ok(())
}
