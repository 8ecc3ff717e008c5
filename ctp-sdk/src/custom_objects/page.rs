//! A page of custom objects.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::CustomObject;
use crate::call::Answers;
use crate::decode::DecodeFailure;
use crate::models::{self, CustomObjectPagedQueryResponse};
use crate::page::Apart;
use crate::{Bytes, Page, RawResponse, Response, Result};

/// A page of custom objects with values of the type `T`.
///
/// A single value that does not fit makes the whole page unreadable.
/// [`CustomObjectQuery::items`](super::CustomObjectQuery::items) reads each value separately.
///
/// Source: [CustomObjectPagedQueryResponse](https://docs.commercetools.com/api/projects/custom-objects#ctp:api:type:CustomObjectPagedQueryResponse).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CustomObjectPage<T> {
    /// The maximum number of custom objects of the page.
    pub limit: i64,
    /// The number of custom objects before this page.
    pub offset: i64,
    /// The number of custom objects of the page.
    pub count: i64,
    /// The number of custom objects on all pages; `None` if it was not requested (`withTotal=false`).
    pub total: Option<i64>,
    /// The custom objects of the page.
    pub results: Vec<CustomObject<T>>,
}

impl<T: DeserializeOwned + Send + 'static> Page for CustomObjectPage<T> {
    type Item = CustomObject<T>;

    fn read(answer: RawResponse) -> Result<Self> {
        Ok(<Self as Answers>::read(answer)?.into_body())
    }

    fn read_apart(answer: RawResponse) -> Result<Apart<Self>> {
        let untyped = Apart::<CustomObjectPagedQueryResponse>::read(answer.clone(), "results")?;
        Ok(untyped.and_read(
            |place, object| {
                typed((place, object)).map_err(|failure| {
                    let body = result(&answer, place).unwrap_or_else(|| answer.body().clone());
                    answer.unreadable(failure, body)
                })
            },
            with_results,
        ))
    }

    fn results(&mut self) -> &mut Vec<CustomObject<T>> {
        &mut self.results
    }

    fn limit(&self) -> Option<u64> {
        self.limit.try_into().ok()
    }

    fn id(result: &CustomObject<T>) -> Option<&str> {
        Some(&result.id)
    }
}

impl<T: DeserializeOwned> Answers for CustomObjectPage<T> {
    type Answer = Self;

    fn read(answer: RawResponse) -> Result<Response<Self>> {
        let untyped = answer.clone().model::<CustomObjectPagedQueryResponse>()?;
        untyped.try_map(|mut page| {
            let results = std::mem::take(&mut page.results);
            let results = results.into_iter().enumerate().map(typed);
            match results.collect::<Result<Vec<_>, DecodeFailure>>() {
                Ok(results) => Ok(with_results(page, results)),
                Err(failure) => Err(answer.unreadable(failure, answer.body().clone())),
            }
        })
    }
}

/// A result of a page; a failure names its index.
fn typed<T: DeserializeOwned>(
    (place, object): (usize, models::CustomObject),
) -> Result<CustomObject<T>, DecodeFailure> {
    CustomObject::try_from(object).map_err(|failure| failure.below_element("results", place))
}

/// The page with other results.
fn with_results<T>(
    page: CustomObjectPagedQueryResponse,
    results: Vec<CustomObject<T>>,
) -> CustomObjectPage<T> {
    CustomObjectPage {
        limit: page.limit,
        offset: page.offset,
        count: page.count,
        total: page.total,
        results,
    }
}

/// The JSON of one result.
fn result(answer: &RawResponse, place: usize) -> Option<Bytes> {
    let page: Value = serde_json::from_slice(answer.body()).ok()?;
    let result = page.get("results")?.get(place)?;
    Some(result.to_string().into())
}
