//! States: those of a project's own, as the platform's built-in ones are not there.

use crate::kind::{Object, Row, Stage};
use crate::project::Project;
use crate::refusal::Refusal;

pub(crate) const ROW: Row = Row {
    complete,
    ..Row::held("/{projectKey}/states")
};

fn complete(_: &Project, _: Stage<'_>, state: &mut Object) -> Result<(), Refusal> {
    state.insert("builtIn".to_owned(), false.into());
    Ok(())
}
