//! Middleware that prints each request with the status of its answer.

use async_trait::async_trait;
use ctp_sdk::reqwest::{Request, Response};
use ctp_sdk::reqwest_middleware::{Middleware, Next, Result as StepResult};
use http::Extensions;

/// Prints the method, the path and the status. Neither headers nor bodies, which have tokens and personal data.
pub(crate) struct RequestsLog;

#[async_trait]
impl Middleware for RequestsLog {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> StepResult<Response> {
        let (method, path) = (request.method().clone(), request.url().path().to_owned());
        let outcome = next.run(request, extensions).await;
        match &outcome {
            Ok(answer) => println!("  {method} {path} -> {}", answer.status().as_u16()),
            Err(_) => println!("  {method} {path} -> no answer"),
        }
        outcome
    }
}
