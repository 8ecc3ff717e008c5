//! Hosts [API Extensions]: the platform calls the extension before it creates or changes a resource, and the extension
//! responds with further update actions, with errors, or with neither.
//!
//! [`ExtensionHandler`] is a [`tower_service::Service`] for `http` requests, which axum, hyper, warp or `lambda_http` can
//! serve:
//!
//! ```
//! # #[cfg(feature = "carts")]
//! # fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use ctp_sdk::extension_handler::{ExtensionHandler, Reply, ReplyError};
//! use ctp_sdk::models::CartSetShippingAddressAction;
//!
//! let handler = ExtensionHandler::builder()
//!     .authorization("Bearer a long random text")
//!     .on_cart(|input| async move {
//!         let crates: i64 = input.resource.line_items.iter().map(|line| line.quantity).sum();
//!         if crates > 8 {
//!             let error = ReplyError::invalid_input("No more than 8 crates fit into the van.");
//!             return Ok(Reply::error(error.localized([("de", "Höchstens 8 Kisten.")])));
//!         }
//!         Ok(Reply::actions([CartSetShippingAddressAction::new()])?)
//!     })
//!     .build()?;
//! // With axum: axum::Router::new().route_service("/extensions", handler)
//! # let _ = handler;
//! # Ok(())
//! # }
//! ```
//!
//! Each function is for one type of resource, and can reply only with the update actions of that type. The platform calls
//! it for creations and updates; [`ExtensionInput::action`] tells which. There is a method for each domain whose Cargo
//! feature is on. The handler responds with [no change](Reply::no_change) to everything without a function: other types of
//! resources, including unknown ones, and actions other than `Create` and `Update`. [`ExtensionHandlerBuilder::on_other`]
//! receives these.
//!
//! # Responses to the platform
//!
//! | event | response |
//! | --- | --- |
//! | the function replies with update actions, or with an empty list | 200 with the actions |
//! | it replies with errors | 400 with the errors, which the platform returns to the caller of its API |
//! | it is [late](ExtensionHandlerBuilder::deadline), fails or panics | a [`Fallback`]: 400 with an error, or no change |
//! | the input cannot be decoded as the type of the resource | the same |
//! | the request does not contain a secret of the handler | 401 |
//! | another method than POST | 405 |
//! | the body is not JSON, or not that of an API Extension | 400 with the error `InvalidJsonInput` |
//! | the body is [too large](ExtensionHandlerBuilder::body_limit) | 413 |
//!
//! For any status except 200, 201 and 400, the platform returns `ExtensionBadResponse` to its caller.
//!
//! # Authentication
//!
//! Anybody can send requests to a public URL, so a handler needs the secret of the destination of the extension:
//! [`authorization`](ExtensionHandlerBuilder::authorization) or [`functions_key`](ExtensionHandlerBuilder::functions_key).
//! If something in front of it authenticates the caller, such as Google Cloud with IAM or an AWS gateway, build it
//! [`without_authentication`](ExtensionHandlerBuilder::without_authentication).
//!
//! The platform invokes the function of an `AWSLambda` destination without HTTP, so this module does not apply. Give the
//! function a URL, and the extension an `HTTP` destination.
//!
//! [API Extensions]: https://docs.commercetools.com/api/projects/api-extensions

mod builder;
mod failures;
mod input;
mod outcome;
mod reply;
mod secrets;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use ctp_auth::Clock;
use ctp_auth::platform::{BoxedFuture, MaybeSend};
use futures_util::FutureExt;
use futures_util::future::{Either, select};
use http::{Method, Request, Response, StatusCode};
use http_body::Body;
use http_body_util::Full;
use tower_service::Service;
use tracing::field::Empty;
use tracing::{Instrument, Span};

use crate::MissingFields;
use crate::headers::correlation_id;
use crate::http_service::{BoxError, read_body};
use crate::models::ExtensionAction;

pub use builder::ExtensionHandlerBuilder;
pub use failures::{Fallback, HandlerError, InputError, InvalidHandler};
pub use input::{ExtensionInput, ExtensionResource};
pub use reply::{IntoReply, Reply, ReplyError, TooManyActions};

use failures::Failure;
use input::{Head, Received};
use outcome::Outcome;
use secrets::Secrets;

/// Serves one or several API Extensions: see the [module](self).
///
/// A clone is cheap and is the same handler.
///
/// A request is dropped with the future that answers it, and so is your function: at the deadline, and when the server
/// drops it because the platform has closed the connection. Work that must be completed needs a separate task.
#[derive(Clone)]
pub struct ExtensionHandler {
    inner: Arc<Inner>,
}

/// The parts of a handler. Secrets are not shown.
impl fmt::Debug for ExtensionHandler {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ExtensionHandler")
            .field("resources", &self.inner.functions.keys())
            .field("deadline", &self.inner.deadline)
            .finish_non_exhaustive()
    }
}

/// A function of the caller, for one type of resource.
type Function =
    Arc<dyn Fn(Received) -> BoxedFuture<'static, Result<Outcome, Failure>> + Send + Sync>;

#[derive(Clone)]
struct Inner {
    /// By the type of their resources.
    functions: BTreeMap<&'static str, Function>,
    /// For everything else.
    other: Option<Function>,
    /// `None` if something else authenticates the caller.
    secrets: Option<Secrets>,
    deadline: Duration,
    body_limit: usize,
    when_late: Fallback,
    when_failed: Fallback,
    missing_fields: MissingFields,
    clock: Arc<dyn Clock>,
}

impl ExtensionHandler {
    /// Starts a handler without functions.
    pub fn builder() -> ExtensionHandlerBuilder {
        ExtensionHandlerBuilder::new()
    }

    /// Answers a request, like the [`Service`].
    pub async fn answer<B>(&self, request: Request<B>) -> Response<Full<Bytes>>
    where
        B: Body + MaybeSend,
        B::Error: Into<BoxError>,
    {
        let span = tracing::info_span!(
            "http.server.request",
            otel.name = "API Extension",
            otel.kind = "server",
            otel.status_code = Empty,
            http.request.method = %request.method(),
            http.response.status_code = Empty,
            error.r#type = Empty,
            ctp.correlation_id = correlation_id(request.headers()),
            ctp.extension.resource_type = Empty,
            ctp.extension.action = Empty,
            ctp.extension.outcome = Empty,
        );
        self.inner.answer(request).instrument(span).await
    }
}

impl<B> Service<Request<B>> for ExtensionHandler
where
    B: Body + MaybeSend + 'static,
    B::Data: MaybeSend,
    B::Error: Into<BoxError>,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = BoxedFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let this = self.clone();
        Box::pin(async move { Ok(this.answer(request).await) })
    }
}

impl Inner {
    async fn answer<B>(&self, request: Request<B>) -> Response<Full<Bytes>>
    where
        B: Body + MaybeSend,
        B::Error: Into<BoxError>,
    {
        let outcome = match self.permit(&request) {
            Ok(()) => self.outcome_in_time(request).await,
            Err(refused) => refused,
        };
        let span = Span::current();
        span.record("ctp.extension.outcome", outcome.name());
        if let Some(error) = outcome.error_type() {
            span.record("error.type", error);
            span.record("otel.status_code", "ERROR");
        }
        let answer = outcome.into_answer();
        span.record("http.response.status_code", answer.status().as_u16());
        answer
    }

    /// Checks that do not need the body.
    fn permit<B>(&self, request: &Request<B>) -> Result<(), Outcome> {
        if let Some(secrets) = &self.secrets
            && !secrets.accept(request.headers())
        {
            let message = "The request does not have the secret of this API Extension: the authentication of its destination.";
            return Err(Outcome::refused(StatusCode::UNAUTHORIZED, message));
        }
        if request.method() != Method::POST {
            let message = "API Extensions are called with POST.";
            return Err(Outcome::refused(StatusCode::METHOD_NOT_ALLOWED, message));
        }
        Ok(())
    }

    async fn outcome_in_time<B>(&self, request: Request<B>) -> Outcome
    where
        B: Body + MaybeSend,
        B::Error: Into<BoxError>,
    {
        // Otherwise the system clock would panic.
        if let Err(error) = ctp_auth::require_runtime() {
            return self.failed(HandlerError::from(error).into());
        }
        let outcome = pin!(self.outcome(request));
        match select(outcome, self.clock.sleep(self.deadline)).await {
            Either::Left((outcome, _)) => outcome,
            Either::Right(((), _)) => {
                tracing::warn!(
                    deadline = ?self.deadline,
                    "the function of the API Extension is late: the fallback is sent"
                );
                Outcome::late(&self.when_late)
            }
        }
    }

    async fn outcome<B>(&self, request: Request<B>) -> Outcome
    where
        B: Body + MaybeSend,
        B::Error: Into<BoxError>,
    {
        let (parts, body) = request.into_parts();
        let body = match read_body(body, self.body_limit).await {
            Ok(body) => body,
            Err(failure) => return Outcome::refused(failure.status(), &failure.to_string()),
        };
        let head = match Head::read(&body) {
            Ok(head) => head,
            Err(failure) => return Outcome::not_an_input(&failure),
        };
        let span = Span::current();
        span.record("ctp.extension.resource_type", head.type_id());
        span.record("ctp.extension.action", head.action.as_str());
        let Some(function) = self.function_for(&head) else {
            tracing::debug!(
                "no function of the API Extension handles this: the response is no change"
            );
            return Outcome::no_change();
        };
        let received = Received {
            correlation_id: correlation_id(&parts.headers).map(str::to_owned),
            missing_fields: self.missing_fields,
            body,
        };
        // The call of the function may panic as well, before there is a future.
        let answering = AssertUnwindSafe(async move { function(received).await });
        match answering.catch_unwind().await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(failure)) => self.failed(failure),
            Err(_) => {
                tracing::error!("the function of the API Extension panicked: the fallback is sent");
                Outcome::failed("panic", &self.when_failed)
            }
        }
    }

    /// The function for the type of the resource, unless the action is unknown to it.
    fn function_for(&self, head: &Head) -> Option<Function> {
        let function = match head.action {
            ExtensionAction::Unknown(_) => None,
            _ => self.functions.get(head.type_id()),
        };
        function.or(self.other.as_ref()).map(Arc::clone)
    }

    fn failed(&self, failure: Failure) -> Outcome {
        match failure {
            Failure::Errors(errors) => Outcome::errors(errors),
            Failure::Input(error) => {
                tracing::error!(%error, "the API Extension sends its fallback");
                Outcome::failed("input", &self.when_failed)
            }
            Failure::Broken(error) => {
                tracing::error!(
                    error = error.as_ref() as &dyn std::error::Error,
                    "the function of the API Extension failed: the fallback is sent"
                );
                Outcome::failed("failure", &self.when_failed)
            }
        }
    }
}

#[cfg(all(test, feature = "carts", feature = "payments"))]
mod tests;
