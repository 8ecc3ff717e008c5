//! Customer groups: their drafts have another field for the name.

use serde_json::Value;

use crate::kind::{Object, Row, Stage};
use crate::project::Project;
use crate::refusal::Refusal;

pub(crate) const ROW: Row = Row {
    unique: &["key", "name"],
    by_hand: &["groupName"],
    complete,
    ..Row::held("/{projectKey}/customer-groups")
};

fn complete(_: &Project, stage: Stage<'_>, group: &mut Object) -> Result<(), Refusal> {
    if let Stage::Created(draft) = stage {
        let name = draft.get("groupName").cloned();
        group.insert("name".to_owned(), name.unwrap_or(Value::Null));
    }
    Ok(())
}
