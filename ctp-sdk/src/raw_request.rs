//! Requests without a builder.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::operation::Operation;
use crate::{RawResponse, Request, RequestOptions, Response, Result};

/// A request by its method and the template of its path, for operations without a builder. [`ApiRoot::raw_request`] returns
/// it.
///
/// It is sent like any other: with the token, the retries and the limits of the client. The response is decoded as your own
/// type that implements [`serde::Deserialize`], or as one of the [`models`](crate::models).
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
/// A `GET` or a `HEAD` is retried after a lost response, other methods only after
/// [`with_idempotent(true)`](RequestOptions::with_idempotent); a `DELETE` also with the query parameter `version`.
///
/// `Debug` shows no values, like that of [`Request`].
///
/// [`ApiRoot::raw_request`]: crate::ApiRoot::raw_request
#[derive(Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct RawRequest(pub(crate) Operation);

impl RawRequest {
    pub(crate) fn new(operation: Operation) -> Self {
        Self(operation)
    }

    /// Declares the required scopes: see [`Request::requiring`]. Without this they are unknown, and neither the error of a
    /// refusal nor `ScopeRecorder` can name them.
    pub fn requiring(mut self, scopes: &'static [&'static str]) -> Self {
        self.0.request = self.0.request.requiring(scopes);
        self
    }

    /// Adds a query parameter. A repeatable parameter, such as `expand`, may be added several times.
    pub fn query(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.0.request.append_query(name, value);
        self
    }

    /// Sets the body to the JSON of `body`.
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        self.0.request.set_json(body);
        self
    }

    /// Adds a field to the body, which is sent as `application/x-www-form-urlencoded`.
    pub fn form(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.0.request.append_form(name, value);
        self
    }

    /// Sends the request and decodes the body of the response.
    ///
    /// # Errors
    ///
    /// - [`Error::is_request`](crate::Error::is_request): a parameter of the path is missing, or is not in the template.
    ///   Nothing was sent.
    /// - [`Error::is_decode`](crate::Error::is_decode): the response is a success, and its body does not fit `T`. The error
    ///   names the place and contains the body.
    /// - Otherwise the errors of [`Client::execute`](crate::Client::execute).
    pub async fn send<T: DeserializeOwned>(self) -> Result<T> {
        Ok(self.execute().await?.into_body())
    }

    /// Sends the request and returns the whole response: status, headers, correlation id and body.
    ///
    /// # Errors
    ///
    /// The same errors as [`send`](Self::send).
    pub async fn execute<T: DeserializeOwned>(self) -> Result<Response<T>> {
        self.0.client.read_soon(self.0.request).await?.json()
    }

    /// Sends the request and decodes the body of the response; `None` if the resource does not exist.
    ///
    /// # Errors
    ///
    /// The same errors as [`send`](Self::send), except 404.
    pub async fn send_optional<T: DeserializeOwned>(self) -> Result<Option<T>> {
        match self.send().await {
            Ok(body) => Ok(Some(body)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Sends the request and returns the response with its undecoded body: for a body that is not JSON or empty.
    ///
    /// # Errors
    ///
    /// The errors of [`Client::execute`](crate::Client::execute).
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
