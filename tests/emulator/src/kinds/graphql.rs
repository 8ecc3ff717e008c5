//! GraphQL, of which the queries of resources are emulated; see [`graphql`](crate::graphql).

use serde_json::Value;

use crate::coverage::Coverage;
use crate::graphql;
use crate::kind::HandWritten;
use crate::project::{Call, Project};
use crate::refusal::Refusal;

pub(crate) const ROUTES: &[HandWritten] =
    &[("POST", "/{projectKey}/graphql", query, Coverage::Generic)];

fn query(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let request = project.body(call.route.operation, call.body)?;
    graphql::answer(project, call, &request).map(Some)
}
