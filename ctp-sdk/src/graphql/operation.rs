//! A GraphQL operation that is about to be sent.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::GraphQlAnswer;
use super::answer::{data, partial};
use crate::operation::Operation;
use crate::requests::graphql::GraphqlRequests;
use crate::{Body, Method, Request, RequestOptions, Response, Result};

impl GraphqlRequests {
    /// A GraphQL operation. `body` is what is sent: a [`GraphQlBody`](super::GraphQlBody), the `QueryBody` of
    /// `graphql_client`, or anything else that is written as an object with `query`, `variables` and `operationName`.
    ///
    /// `POST /{projectKey}/graphql`. Which scopes it needs depends on what it asks.
    pub fn operation<B: Serialize + ?Sized>(&self, body: &B) -> GraphQlOperation {
        // Not by its own operation, which says that it needs `view_products`.
        let raw = self
            .0
            .raw_request(Method::POST, "/{projectKey}/graphql", &[]);
        let mut operation = raw.json(body).0;
        let is_read = matches!(operation.request.body(), Body::Json(json) if only_reads(json));
        operation.request.set_idempotent(is_read);
        GraphQlOperation(operation)
    }
}

/// Whether a document only reads: one that changes something has the word `mutation` in it. Where it is a part of another
/// word, or of a variable, the caller may know better.
fn only_reads(json: &[u8]) -> bool {
    !json.windows(8).any(|window| window == b"mutation")
}

/// A GraphQL operation that is about to be sent. [`GraphqlRequests::operation`] makes one.
///
/// It is sent like any other request: with the token, the retries and the limits of the client. One that only reads is sent
/// again when its answer was lost; one with a mutation only after [`with_idempotent(true)`](RequestOptions::with_idempotent).
#[derive(Clone)]
#[must_use = "an operation does nothing until it is sent"]
pub struct GraphQlOperation(Operation);

impl GraphQlOperation {
    /// Says which scopes a token needs for it: see [`Request::requiring`]. Otherwise that is not known, and neither the error
    /// of a refusal nor `ScopeRecorder` can tell.
    pub fn requiring(mut self, scopes: &'static [&'static str]) -> Self {
        self.0.request = self.0.request.requiring(scopes);
        self
    }

    /// Sends the operation and reads its data.
    ///
    /// # Errors
    ///
    /// - The answer has GraphQL errors: [`Error::graphql_errors`](crate::Error::graphql_errors) has all of them,
    ///   [`Error::graphql_data`](crate::Error::graphql_data) the data that came along. Its
    ///   [`status`](crate::Error::status) may be 200; for invalid input it is
    ///   [400](https://docs.commercetools.com/api/releases/2026-01-29-changed-graphql-api-status-code-on-invalid-input).
    /// - [`Error::is_decode`](crate::Error::is_decode): there are no errors, and the data does not fit `D`. The error names the
    ///   place, and keeps the body.
    /// - Otherwise as of [`Client::execute`](crate::Client::execute).
    pub async fn send<D: DeserializeOwned>(self) -> Result<D> {
        data(self.0.client.send(self.0.request).await?)
    }

    /// Sends the operation, and gives its errors beside the data that there is.
    ///
    /// ```no_run
    /// # async fn run(api: ctp_sdk::ApiRoot) -> ctp_sdk::Result<()> {
    /// use ctp_sdk::graphql::GraphQlBody;
    ///
    /// let body = GraphQlBody::new("{ products { total } stores { total } }");
    /// let answer = api.graphql().operation(&body).send_partial::<ctp_sdk::Value>().await?;
    /// for error in &answer.errors {
    ///     println!("{error}");
    /// }
    /// println!("{:?}", answer.data);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`send`](Self::send), but GraphQL errors are an error only where the API refused the whole operation (another
    /// status than 2xx, and no data), or where the data beside them does not fit `D`: let fields that may fail be `Option`s.
    pub async fn send_partial<D: DeserializeOwned>(self) -> Result<GraphQlAnswer<D>> {
        Ok(self.execute().await?.into_body())
    }

    /// Sends the operation and gives the whole answer: status, headers, correlation id, data and errors.
    ///
    /// # Errors
    ///
    /// As of [`send_partial`](Self::send_partial).
    pub async fn execute<D: DeserializeOwned>(self) -> Result<Response<GraphQlAnswer<D>>> {
        partial(self.0.client.send(self.0.request).await?)
    }
}

impl RequestOptions for GraphQlOperation {
    fn request_mut(&mut self) -> &mut Request {
        &mut self.0.request
    }
}

impl fmt::Debug for GraphQlOperation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("GraphQlOperation")
            .field(&self.0.request)
            .finish()
    }
}
