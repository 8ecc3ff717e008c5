//! GraphQL, which is not emulated: use the other operations for the same resources.

use serde_json::Value;

use crate::coverage::Coverage;
use crate::kind::HandWritten;
use crate::project::{Call, Project};
use crate::refusal::Refusal;

pub(crate) const ROUTES: &[HandWritten] =
    &[("POST", "/{projectKey}/graphql", refuse, Coverage::Absent)];

fn refuse(_: &mut Project, _: &Call<'_>) -> Result<Option<Value>, Refusal> {
    Err(Refusal::not_emulated(
        "GraphQL (POST /{projectKey}/graphql); the other operations reach the same resources",
    ))
}
