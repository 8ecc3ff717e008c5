//! A GraphQL operation.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::GraphQlAnswer;
use super::answer::{data, partial};
use crate::operation::Operation;
use crate::requests::graphql::GraphqlRequests;
use crate::{Body, Method, Request, RequestOptions, Response, Result};

impl GraphqlRequests {
    /// A GraphQL operation. `body` is a [`GraphQlBody`](super::GraphQlBody), the `QueryBody` of `graphql_client`, or any
    /// other value that serializes as an object with `query`, `variables` and `operationName`.
    ///
    /// `POST /{projectKey}/graphql`. The required scopes depend on the operation.
    pub fn operation<B: Serialize + ?Sized>(&self, body: &B) -> GraphQlOperation {
        // Not the generated operation, which requires `view_products`.
        let raw = self
            .0
            .raw_request(Method::POST, "/{projectKey}/graphql", &[]);
        let mut operation = raw.json(body).0;
        let is_read = matches!(operation.request.body(), Body::Json(json) if only_reads(json));
        operation.request.set_idempotent(is_read);
        GraphQlOperation(operation)
    }
}

/// Whether a document only reads: one that changes something contains the word `mutation`. If the word is part of another
/// word, or of a variable, the caller can override this.
fn only_reads(json: &[u8]) -> bool {
    !json.windows(8).any(|window| window == b"mutation")
}

/// A GraphQL operation. [`GraphqlRequests::operation`] returns it.
///
/// It is sent like any other request: with the token, the retries and the limits of the client. A read is retried after a
/// lost response; a mutation only after [`with_idempotent(true)`](RequestOptions::with_idempotent).
#[derive(Clone)]
#[must_use = "an operation does nothing until it is sent"]
pub struct GraphQlOperation(Operation);

impl GraphQlOperation {
    /// Declares the required scopes: see [`Request::requiring`]. Without this they are unknown, and neither the error of a
    /// refusal nor `ScopeRecorder` can name them.
    pub fn requiring(mut self, scopes: &'static [&'static str]) -> Self {
        self.0.request = self.0.request.requiring(scopes);
        self
    }

    /// Sends the operation and decodes its data.
    ///
    /// # Errors
    ///
    /// - The response has GraphQL errors: [`Error::graphql_errors`](crate::Error::graphql_errors) has all of them,
    ///   [`Error::graphql_data`](crate::Error::graphql_data) the data. The [`status`](crate::Error::status) may be 200.
    /// - [`Error::is_decode`](crate::Error::is_decode): there are no errors, and the data does not fit `D`. The error names
    ///   the place, and contains the body.
    /// - Otherwise the errors of [`Client::execute`](crate::Client::execute).
    pub async fn send<D: DeserializeOwned>(self) -> Result<D> {
        data(self.0.client.send(self.0.request).await?)
    }

    /// Sends the operation, and returns its errors beside the data.
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
    /// The same errors as [`send`](Self::send), but GraphQL errors are an error only if the API refused the whole operation
    /// (a status other than 2xx), or if the data beside them does not fit `D`: make fields that may fail an `Option`.
    pub async fn send_partial<D: DeserializeOwned>(self) -> Result<GraphQlAnswer<D>> {
        Ok(self.execute().await?.into_body())
    }

    /// Sends the operation and returns the whole response: status, headers, correlation id, data and errors.
    ///
    /// # Errors
    ///
    /// The same errors as [`send_partial`](Self::send_partial).
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
