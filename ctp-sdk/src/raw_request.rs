//! Requests that no builder makes.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::operation::Operation;
use crate::{RawResponse, Request, RequestOptions, Response, Result};

/// A request by its method and the template of its path, for what has no builder. [`ApiRoot::raw_request`] makes one.
///
/// It is sent like any other: with the token, the retries and the limits of the client. The answer is read as a type of the
/// caller's own that implements [`serde::Deserialize`]; a model of [`models`](crate::models) does, too.
///
/// ```no_run
/// # async fn run(api: ctp_sdk::ApiRoot) -> ctp_sdk::Result<()> {
/// use ctp_sdk::Method;
///
/// #[derive(serde::Deserialize)]
/// #[serde(rename_all = "camelCase")]
/// struct Order {
///     version: i64,
///     order_number: Option<String>,
/// }
///
/// let order: Order = api
///     .raw_request(Method::GET, "/{projectKey}/orders/{id}", &[("id", "order-1")])
///     .query("expand", "state")
///     .send()
///     .await?;
/// println!("{:?} is at version {}", order.order_number, order.version);
/// # Ok(())
/// # }
/// ```
///
/// A `GET` or a `HEAD` is sent again when its answer was lost, any other method only after
/// [`with_idempotent(true)`](RequestOptions::with_idempotent); a `DELETE` also with the query parameter `version`.
///
/// `Debug` shows no values, as that of [`Request`].
///
/// [`ApiRoot::raw_request`]: crate::ApiRoot::raw_request
#[derive(Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct RawRequest(pub(crate) Operation);

impl RawRequest {
    pub(crate) fn new(operation: Operation) -> Self {
        Self(operation)
    }

    /// Says which scopes a token needs for it: see [`Request::requiring`]. Otherwise that is not known, and neither the error
    /// of a refusal nor `ScopeRecorder` can tell.
    pub fn requiring(mut self, scopes: &'static [&'static str]) -> Self {
        self.0.request = self.0.request.requiring(scopes);
        self
    }

    /// Adds a query parameter. One that the API takes several times, such as `expand`, may be added several times.
    pub fn query(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.0.request.append_query(name, value);
        self
    }

    /// Makes `body` as JSON the body.
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        self.0.request.set_json(body);
        self
    }

    /// Adds a field to the body, which is sent as `application/x-www-form-urlencoded`.
    pub fn form(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.0.request.append_form(name, value);
        self
    }

    /// Sends the request and reads the body of the answer.
    ///
    /// # Errors
    ///
    /// - [`Error::is_request`](crate::Error::is_request): a parameter of the path is missing, or not one of the template.
    ///   Nothing was sent.
    /// - [`Error::is_decode`](crate::Error::is_decode): the answer is a success, and its body does not fit `T`. The error
    ///   names the place and keeps the body.
    /// - Otherwise as of [`Client::execute`](crate::Client::execute).
    pub async fn send<T: DeserializeOwned>(self) -> Result<T> {
        Ok(self.execute().await?.into_body())
    }

    /// Sends the request and reads the whole answer: status, headers, correlation id and body.
    ///
    /// # Errors
    ///
    /// As of [`send`](Self::send).
    pub async fn execute<T: DeserializeOwned>(self) -> Result<Response<T>> {
        self.0.client.read_soon(self.0.request).await?.json()
    }

    /// Sends the request and reads the body of the answer; `None` where the API answers that there is no such resource.
    ///
    /// # Errors
    ///
    /// As of [`send`](Self::send), but for 404.
    pub async fn send_optional<T: DeserializeOwned>(self) -> Result<Option<T>> {
        match self.send().await {
            Ok(body) => Ok(Some(body)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Sends the request and takes the answer as it comes: for a body that is not JSON, or where there is none.
    ///
    /// # Errors
    ///
    /// As of [`Client::execute`](crate::Client::execute).
    pub async fn execute_raw(self) -> Result<RawResponse> {
        self.0.client.execute(self.0.request).await
    }
}

impl RequestOptions for RawRequest {
    fn request_mut(&mut self) -> &mut Request {
        &mut self.0.request
    }
}

impl fmt::Debug for RawRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("RawRequest")
            .field(&self.0.request)
            .finish()
    }
}
