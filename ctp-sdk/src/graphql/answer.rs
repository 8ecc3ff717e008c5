//! The response of a GraphQL operation.

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::GraphQlError;
use crate::client::Sent;
use crate::{Error, RawResponse, Response, Result, decode};

/// The response of a GraphQL operation: its data, its errors, or both.
///
/// Source: [Response format](https://spec.graphql.org/October2021/#sec-Response-Format) of the GraphQL specification.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GraphQlAnswer<D> {
    /// The data; `None` if the whole operation failed. Fields whose resolution failed are `null`.
    pub data: Option<D>,
    /// The errors; empty on success.
    pub errors: Vec<GraphQlError>,
}

/// The part of the response that shows whether there are errors.
#[derive(Deserialize)]
struct Outline {
    errors: Option<Vec<IgnoredAny>>,
}

/// A response whose data must be present.
#[derive(Deserialize)]
struct Whole<D> {
    data: D,
}

/// A response whose data may be missing.
#[derive(Deserialize)]
// Not the derived bound, which would require `D: Default`.
#[serde(bound = "D: Deserialize<'de>")]
struct Partial<D> {
    #[serde(default = "none")]
    data: Option<D>,
}

fn none<D>() -> Option<D> {
    None
}

/// Decodes the data of a response without errors.
pub(super) fn data<D: DeserializeOwned>(sent: Sent) -> Result<D> {
    match outcome(sent)? {
        (answer, None) => Ok(answer.json::<Whole<D>>()?.into_body().data),
        (_, Some(error)) => Err(error),
    }
}

/// Decodes the data and the errors of a response.
pub(super) fn partial<D: DeserializeOwned>(sent: Sent) -> Result<Response<GraphQlAnswer<D>>> {
    match outcome(sent)? {
        (answer, None) => Ok(answer.json::<Whole<D>>()?.map(|whole| GraphQlAnswer {
            data: Some(whole.data),
            errors: Vec::new(),
        })),
        (answer, Some(error)) => match answer.json::<Partial<D>>() {
            Ok(partial) => Ok(partial.map(|partial| GraphQlAnswer {
                data: partial.data,
                errors: error.graphql_errors().to_vec(),
            })),
            // The data is incomplete because of the errors, so the errors are returned.
            Err(_) => Err(error),
        },
    }
}

/// The response, and the error for its GraphQL errors.
fn outcome(sent: Sent) -> Result<(RawResponse, Option<Error>)> {
    if !sent.answer().status().is_success() {
        return Err(sent.refused());
    }
    let outline = decode::foreign::<Outline>(sent.answer().body());
    let has_errors = match outline {
        Ok(Outline { errors }) => errors.is_some_and(|errors| !errors.is_empty()),
        Err(failure) => {
            let answer = sent.answer();
            return Err(answer.unreadable(failure, answer.body().clone()));
        }
    };
    let error = has_errors.then(|| sent.refused());
    Ok((sent.success()?, error))
}
