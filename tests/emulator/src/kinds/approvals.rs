//! Approval rules of business units, and the approval flows of the orders that they match.
//!
//! An order that a rule matches has an approval flow from the beginning. The shop decides what follows from it: the order
//! itself is not changed.
//!
//! Sources: <https://docs.commercetools.com/api/projects/approval-rules>,
//! <https://docs.commercetools.com/api/projects/approval-flows>.

mod flow;
mod hierarchy;
mod order_predicate;

pub(crate) use flow::{ROW as FLOWS, begin};

use serde_json::Value;

use crate::kind::{Object, Row, Stage};
use crate::object::{elements, text_or_empty};
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

const RULES_PATH: &str = "/{projectKey}/as-associate/{associateId}/in-business-unit/key={businessUnitKey}/approval-rules";

pub(crate) const RULES: Row = Row {
    unique: &["key+businessUnit"],
    complete,
    ..Row::of(RULES_PATH)
};

fn complete(project: &Project, _: Stage<'_>, rule: &mut Object) -> Result<(), Refusal> {
    if elements(rule, "requesters").next().is_none() {
        let message = "An approval rule needs at least one of the requesters.";
        return Err(Refusal::bad_request(Problem::new("InvalidInput", message)));
    }
    order_predicate::read(project, text_or_empty(rule, "predicate")).map(drop)
}

/// The keys of associate roles in a list such as `requesters`.
fn roles<'o>(of: &'o Object, list: &str) -> impl Iterator<Item = &'o str> {
    let roles = elements(of, list).filter_map(|one| one.get("associateRole"));
    roles.filter_map(|role| role.get("key").and_then(Value::as_str))
}
