//! Recurrence policies: the schedules of recurring orders.
//!
//! Source: <https://docs.commercetools.com/api/projects/recurrence-policies>.

use serde_json::Value;

use super::{behind, schedule};
use crate::kind::{Object, Row, Stage};
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

pub(crate) const ROW: Row = Row {
    complete,
    ..Row::held("/{projectKey}/recurrence-policies")
};

/// Fails if a recurring order that starts now would have no second order: an interval must be positive, and its end a valid
/// point in time.
fn complete(project: &Project, _: Stage<'_>, policy: &mut Object) -> Result<(), Refusal> {
    let schedule = policy.get("schedule").unwrap_or(&Value::Null);
    let now = project.clock.now();
    if schedule::first(schedule, now, behind(now)).is_some() {
        return Ok(());
    }
    let (name, value) = ["value", "day"]
        .iter()
        .find_map(|name| Some((*name, schedule.get(*name)?)))
        .unwrap_or(("type", &Value::Null));
    let field = format!("schedule.{name}");
    let message =
        format!("The value '{value}' is not valid for field '{field}': it leads to no order.");
    let problem = Problem::new("InvalidField", message);
    let problem = problem
        .with("field", field)
        .with("invalidValue", value.clone());
    Err(Refusal::bad_request(problem))
}
