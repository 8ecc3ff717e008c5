//! Reviews, which are part of the statistics of their target unless their state says otherwise.

use serde_json::{Value, json};

use crate::kind::{Object, Row, Stage};
use crate::project::Project;
use crate::refusal::Refusal;

pub(crate) const ROW: Row = Row {
    complete,
    ..Row::of("/{projectKey}/reviews")
};

fn complete(project: &Project, _: Stage<'_>, review: &mut Object) -> Result<(), Refusal> {
    let counts = match review.get("state") {
        None => true,
        Some(state) => {
            let state = project.find("state", state)?;
            let roles = state.get("roles").and_then(Value::as_array);
            roles.is_some_and(|roles| roles.contains(&json!("ReviewIncludedInStatistics")))
        }
    };
    review.insert("includedInStatistics".to_owned(), counts.into());
    Ok(())
}
