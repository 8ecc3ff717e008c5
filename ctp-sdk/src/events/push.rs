//! A service for push destinations.

mod sns;

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use ctp_auth::platform::{BoxedFuture, MaybeSend};
use http::header::{ALLOW, HeaderName, HeaderValue};
use http::request::Parts;
use http::{Method, Request, Response, StatusCode};
use http_body::Body;
use http_body_util::Full;
use serde_json::{Value, json};
use tower_service::Service;

use super::envelope::azure::VALIDATION_EVENT;
use super::{Delivery, DeliveryError, Envelope};
use crate::http_service::{BoxError, empty, json as json_answer, read_body};

pub use sns::SnsConfirmation;
use sns::{SnsRequest, sns_request};

/// A message of Pub/Sub may have 10 MB, which is 13.4 MB in base64.
const BODY_LIMIT: usize = 16 * 1024 * 1024;

const EVENT_GRID: &str = "eventgrid.azure.net";
const REQUEST_ORIGIN: HeaderName = HeaderName::from_static("webhook-request-origin");
const REQUEST_RATE: HeaderName = HeaderName::from_static("webhook-request-rate");
const ALLOWED_ORIGIN: HeaderName = HeaderName::from_static("webhook-allowed-origin");
const ALLOWED_RATE: HeaderName = HeaderName::from_static("webhook-allowed-rate");
const SPECVERSION: HeaderName = HeaderName::from_static("ce-specversion");

/// A [`tower_service::Service`] that receives pushed deliveries and calls a function for each of them.
///
/// Use it with `route_service` of `axum`, or with any server that is built on `tower` or `hyper`:
///
/// ```
/// use ctp_sdk::events::{Delivery, Envelope, PushService};
///
/// let service = PushService::new(Envelope::PubSub, |delivery: Delivery| async move {
///     println!("{:?}", delivery.resource_id());
///     Ok::<(), std::io::Error>(())
/// });
/// # let _ = service;
/// // axum::Router::new().route_service("/deliveries", service)
/// ```
///
/// # Responses
///
/// | | |
/// | --- | --- |
/// | 204 | each delivery of the request was handled, or was the test of the platform ([`Delivery::is_test`]), for which the function is not called |
/// | 500 | the function failed: the destination sends the request again |
/// | 400 | a delivery cannot be read, which is logged, or passed to [`on_unreadable`](Self::on_unreadable) |
/// | 401 | [`verify`](Self::verify) has refused the request |
/// | 403 | a validation request that is not accepted |
/// | 405, 413 | it is not a `POST`; its body is larger than [`body_limit`](Self::body_limit) |
///
/// The deliveries of a request are handled one after the other. If one fails, the others are still handled, but the whole
/// request is sent again: use a [`Deduplicator`](super::Deduplicator) in the function so that they are not handled twice.
///
/// # Validation requests
///
/// - **Event Grid, its own schema**: the response contains the code of the `SubscriptionValidationEvent`.
/// - **Event Grid and others, CloudEvents**: the `OPTIONS` request of the web hook is accepted if its origin is
///   [allowed](Self::allow_origin).
/// - **SNS**: a `SubscriptionConfirmation` is passed to the function of [`confirm_sns`](Self::confirm_sns).
///
/// # Authentication
///
/// Anybody who knows the URL can send requests to it. [`verify`](Self::verify) is called with each request before it is
/// read, including validation requests: check the token of Google's service account there, a secret in the URL or in a
/// header, or the signature of SNS. This crate does not verify signatures.
///
/// Configure timeouts in the server: a request whose body does not end is not answered.
#[derive(Clone)]
pub struct PushService {
    settings: Arc<Settings>,
}

#[derive(Clone)]
struct Settings {
    envelope: Envelope,
    body_limit: usize,
    origins: Vec<String>,
    handle: Hook<Delivery>,
    verify: Option<Hook<Request<Bytes>>>,
    unreadable: Option<Hook<DeliveryError>>,
    confirm: Option<Hook<SnsConfirmation>>,
}

/// A function of the caller.
type Hook<T> = Arc<dyn Fn(T) -> BoxedFuture<'static, Result<(), BoxError>> + Send + Sync>;

fn hook<T: 'static, F, E>(function: impl Fn(T) -> F + Send + Sync + 'static) -> Hook<T>
where
    F: Future<Output = Result<(), E>> + MaybeSend + 'static,
    E: Into<BoxError>,
{
    Arc::new(move |input| {
        let outcome = function(input);
        Box::pin(async move { outcome.await.map_err(Into::into) })
    })
}

impl PushService {
    /// A service for requests with this envelope. `handle` is called for each delivery; if it fails, the destination sends
    /// the delivery again.
    pub fn new<F, E>(
        envelope: Envelope,
        handle: impl Fn(Delivery) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), E>> + MaybeSend + 'static,
        E: Into<BoxError>,
    {
        let settings = Settings {
            envelope,
            body_limit: BODY_LIMIT,
            origins: vec![EVENT_GRID.to_owned()],
            handle: hook(handle),
            verify: None,
            unreadable: None,
            confirm: None,
        };
        Self {
            settings: Arc::new(settings),
        }
    }

    /// Calls `verify` with each request before anything else. If it fails, the response is 401.
    ///
    /// It gets the method, the URI, the headers and the whole body, because signatures cover the bytes of the body.
    #[must_use]
    pub fn verify<F, E>(self, verify: impl Fn(Request<Bytes>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), E>> + MaybeSend + 'static,
        E: Into<BoxError>,
    {
        self.with(|settings| settings.verify = Some(hook(verify)))
    }

    /// Calls `confirm` when SNS asks whether this endpoint accepts what is published to a topic. To accept, send a `GET` to
    /// the URL of the confirmation. Without this function, such requests are answered with 403.
    ///
    /// Everybody can make SNS ask for their topics. Accept only your own:
    ///
    /// ```
    /// use ctp_sdk::events::{Delivery, Envelope, PushService, SnsConfirmation};
    ///
    /// let service = PushService::new(Envelope::Sns, |_: Delivery| async { Ok::<(), std::io::Error>(()) });
    /// let service = service.confirm_sns(|confirmation: SnsConfirmation| async move {
    ///     if confirmation.topic_arn() == "arn:aws:sns:eu-central-1:123456789012:shop" {
    ///         ctp_sdk::reqwest::get(confirmation.subscribe_url()).await?.error_for_status()?;
    ///     }
    ///     Ok::<(), ctp_sdk::reqwest::Error>(())
    /// });
    /// # let _ = service;
    /// ```
    ///
    /// It is called only if the URL is one of SNS: `https`, and the host `sns.<region>.amazonaws.com` or
    /// `sns.<region>.amazonaws.com.cn`.
    #[must_use]
    pub fn confirm_sns<F, E>(
        self,
        confirm: impl Fn(SnsConfirmation) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), E>> + MaybeSend + 'static,
        E: Into<BoxError>,
    {
        self.with(|settings| settings.confirm = Some(hook(confirm)))
    }

    /// Calls `put_aside` with a delivery that cannot be read, instead of logging it. If it succeeds, the delivery counts as
    /// handled.
    #[must_use]
    pub fn on_unreadable<F, E>(
        self,
        put_aside: impl Fn(DeliveryError) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), E>> + MaybeSend + 'static,
        E: Into<BoxError>,
    {
        self.with(|settings| settings.unreadable = Some(hook(put_aside)))
    }

    /// Accepts CloudEvents from this origin, in addition to `eventgrid.azure.net`.
    ///
    /// [HTTP 1.1 Web Hooks for Event Delivery](https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md#4-abuse-protection)
    #[must_use]
    pub fn allow_origin(self, origin: impl Into<String>) -> Self {
        self.with(|settings| settings.origins.push(origin.into()))
    }

    /// The maximum size of a request body in bytes; 16 MiB by default.
    #[must_use]
    pub fn body_limit(self, bytes: usize) -> Self {
        self.with(|settings| settings.body_limit = bytes)
    }

    fn with(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(Arc::make_mut(&mut self.settings));
        self
    }
}

impl<B> Service<Request<B>> for PushService
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
        let settings = Arc::clone(&self.settings);
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let answer = match read_body(body, settings.body_limit).await {
                Ok(body) => settings.answer(head, body).await,
                Err(failure) => {
                    tracing::warn!("a push was refused: {failure}");
                    empty(failure.status())
                }
            };
            Ok(answer)
        })
    }
}

impl Settings {
    async fn answer(&self, head: Parts, body: Bytes) -> Response<Full<Bytes>> {
        if let Some(verify) = &self.verify {
            let request = Request::from_parts(head.clone(), body.clone());
            if let Err(error) = verify(request).await {
                tracing::warn!("a push was refused: {error}");
                return empty(StatusCode::UNAUTHORIZED);
            }
        }
        match head.method {
            Method::POST => {}
            Method::OPTIONS if self.takes_cloud_events() => return self.agree_to_origin(&head),
            _ => {
                let mut refusal = empty(StatusCode::METHOD_NOT_ALLOWED);
                refusal
                    .headers_mut()
                    .insert(ALLOW, HeaderValue::from_static("POST"));
                return refusal;
            }
        }
        match self.envelope {
            Envelope::Sns => match sns_request(&body) {
                Some(Ok(SnsRequest::Confirm(confirmation))) => self.confirm(confirmation).await,
                Some(Ok(SnsRequest::Unsubscribed)) => empty(StatusCode::OK),
                Some(Err(problem)) => {
                    tracing::warn!("a confirmation of SNS was refused: {problem}");
                    empty(StatusCode::FORBIDDEN)
                }
                None => self.deliver(&head, &body).await,
            },
            Envelope::EventGrid => match validation_code(&body) {
                Some(code) => json_answer(StatusCode::OK, &json!({"validationResponse": code})),
                None => self.deliver(&head, &body).await,
            },
            _ => self.deliver(&head, &body).await,
        }
    }

    fn takes_cloud_events(&self) -> bool {
        matches!(self.envelope, Envelope::EventGrid | Envelope::CloudEvents)
    }

    /// Answers the question whether an origin may send events here.
    fn agree_to_origin(&self, head: &Parts) -> Response<Full<Bytes>> {
        let origin = head.headers.get(REQUEST_ORIGIN);
        let is_allowed = |origin: &&HeaderValue| {
            let mut origins = self.origins.iter();
            origins.any(|allowed| allowed.as_bytes().eq_ignore_ascii_case(origin.as_bytes()))
        };
        let Some(origin) = origin.filter(is_allowed) else {
            tracing::warn!("a validation request was refused: its origin is not allowed");
            return empty(StatusCode::FORBIDDEN);
        };
        let mut agreement = empty(StatusCode::OK);
        let headers = agreement.headers_mut();
        headers.insert(ALLOWED_ORIGIN, origin.clone());
        headers.insert(ALLOW, HeaderValue::from_static("POST"));
        if head.headers.contains_key(REQUEST_RATE) {
            headers.insert(ALLOWED_RATE, HeaderValue::from_static("*"));
        }
        agreement
    }

    async fn confirm(&self, confirmation: SnsConfirmation) -> Response<Full<Bytes>> {
        let Some(confirm) = &self.confirm else {
            tracing::warn!(
                topic = confirmation.topic_arn(),
                "SNS asks for a confirmation, and the service has no `confirm_sns`"
            );
            return empty(StatusCode::FORBIDDEN);
        };
        match confirm(confirmation).await {
            Ok(()) => empty(StatusCode::OK),
            Err(error) => {
                tracing::warn!("a topic of SNS could not be confirmed: {error}");
                empty(StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    }

    async fn deliver(&self, head: &Parts, body: &Bytes) -> Response<Full<Bytes>> {
        let opened = match head.headers.contains_key(SPECVERSION) && self.takes_cloud_events() {
            true => Delivery::from_cloudevents_http(&head.headers, body),
            false => self.envelope.open(body),
        };
        let records = match opened {
            Ok(records) => records,
            Err(error) => return empty(self.put_aside(error).await),
        };
        let mut status = StatusCode::NO_CONTENT;
        for received in records {
            let outcome = match received.delivery {
                Ok(delivery) => self.handle(delivery).await,
                Err(error) => self.put_aside(error).await,
            };
            // A request that is sent again because one delivery failed contains all unreadable deliveries again.
            if !outcome.is_success() && status != StatusCode::INTERNAL_SERVER_ERROR {
                status = outcome;
            }
        }
        empty(status)
    }

    async fn handle(&self, delivery: Delivery) -> StatusCode {
        if delivery.is_test() {
            tracing::info!("the platform has tested the destination of a subscription");
            return StatusCode::NO_CONTENT;
        }
        let key = delivery.deduplication_key();
        match (self.handle)(delivery).await {
            Ok(()) => StatusCode::NO_CONTENT,
            Err(error) => {
                tracing::warn!(key, "a delivery could not be handled: {error}");
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }

    async fn put_aside(&self, unread: DeliveryError) -> StatusCode {
        let Some(hook) = &self.unreadable else {
            tracing::warn!("{unread}");
            return StatusCode::BAD_REQUEST;
        };
        match hook(unread).await {
            Ok(()) => StatusCode::NO_CONTENT,
            Err(error) => {
                tracing::warn!("a delivery that cannot be read could not be put aside: {error}");
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }
}

/// The code that Event Grid expects in the response; `None` if it does not ask for one.
fn validation_code(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let event = match &body {
        Value::Array(events) => events.first()?,
        event => event,
    };
    if event.get("eventType")?.as_str()? != VALIDATION_EVENT {
        return None;
    }
    let code = event.get("data")?.get("validationCode")?.as_str()?;
    Some(code.to_owned())
}

impl fmt::Debug for PushService {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PushService")
            .field("envelope", &self.settings.envelope)
            .field("body_limit", &self.settings.body_limit)
            .field("origins", &self.settings.origins)
            .finish_non_exhaustive()
    }
}
