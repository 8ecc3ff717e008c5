//! GraphQL queries.
//!
//! There is no schema file. The fields of the `Query` type are rows of a table ([`root`]), and the fields of the other types
//! follow from the types of the contract by rules ([`field`]), which were compared with the schema of the platform; what
//! differs there is in tables ([`differences`]). Everything else is refused with its name: fields, arguments, mutations,
//! introspection.
//!
//! A request is first read ([`document`]) and planned ([`plan`]), which finds every mistake in the query whether or not there
//! are resources, and then executed ([`execute`]).

mod argument;
mod differences;
mod document;
mod execute;
mod field;
mod plan;
mod problem;
mod root;
mod variable;

use serde_json::{Value, json};

use crate::kind::Object;
use crate::object::text_or_empty;
use crate::project::{Call, Project};
use crate::refusal::Refusal;

/// Executes a request and returns its response body.
///
/// A query that the schema does not permit fails as a whole. An error of a field, such as a missing scope, is in the list
/// `errors` of the response; the field is `null`, or the whole `data` if the field cannot be `null`.
pub(crate) fn answer(
    project: &Project,
    call: &Call<'_>,
    request: &Object,
) -> Result<Value, Refusal> {
    let none = Object::new();
    let given = request.get("variables").and_then(Value::as_object);
    let parsed = document::parse(text_or_empty(request, "query"))?;
    let name = request.get("operationName").and_then(Value::as_str);
    let document = document::Document::of(&parsed, name)?;
    let steps = plan::plan(project, &document, given.unwrap_or(&none))?;
    let (data, errors) = execute::execute(project, call, &steps)?;
    let data = data.map_or(Value::Null, Value::Object);
    Ok(match errors.is_empty() {
        true => json!({"data": data}),
        false => json!({"data": data, "errors": errors}),
    })
}
