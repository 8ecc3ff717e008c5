//! Responses of the API.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use ctp_auth::Clock;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::de::DeserializeOwned;
use tracing::Span;

use crate::decode::{self, DecodeFailure};
use crate::headers::{self, correlation_id, deprecation_notice};
use crate::json::{self, Read, UnreadElements};
use crate::{Error, MissingFields, Result};

/// The response to a request: status, headers, and the body as a `T`.
///
/// `Debug` shows the status and the correlation id. The body may contain secrets.
#[derive(Clone)]
pub struct Response<T> {
    head: Head,
    body: T,
}

/// The response to a request, with its undecoded body.
///
/// `Debug` shows the status, the correlation id, and the size of the body, which may contain secrets.
#[derive(Clone)]
pub struct RawResponse {
    head: Head,
    body: Bytes,
    /// How missing required fields are handled.
    missing_fields: MissingFields,
    /// Receives the duration of the decoding.
    observed: Option<Observed>,
}

/// Receives the duration of the decoding: the span of the request, which ends afterwards.
#[derive(Clone)]
pub(crate) struct Observed {
    pub(crate) span: Span,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Observed {
    /// Decodes, and records the duration in seconds.
    fn time<T>(observed: Option<&Self>, read: impl FnOnce() -> T) -> T {
        let Some(Self { span, clock }) = observed else {
            return read();
        };
        let start = clock.now();
        let read = span.in_scope(read);
        let duration = clock.now().saturating_sub(start);
        span.record("ctp.response.decode_duration", duration.as_secs_f64());
        read
    }
}

/// The response without its body.
#[derive(Clone)]
struct Head {
    status: StatusCode,
    headers: HeaderMap,
    /// The correlation id of the request.
    sent_correlation_id: Option<HeaderValue>,
    attempts: u32,
}

impl Head {
    /// The id of the response, or if a proxy removed it or a browser hides it, that of the request.
    fn correlation_id(&self) -> Option<&str> {
        let sent = || self.sent_correlation_id.as_ref().and_then(headers::text_of);
        correlation_id(&self.headers).or_else(sent)
    }
}

impl<T> Response<T> {
    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.head.status
    }

    /// The HTTP headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// The id with which the support of commercetools can find this request in its logs: `X-Correlation-ID` of the
    /// response, or if that is not visible, the id that was sent. A browser hides that of the response.
    ///
    /// Source: [Correlation ID](https://docs.commercetools.com/api/general-concepts#correlation-id).
    pub fn correlation_id(&self) -> Option<&str> {
        self.head.correlation_id()
    }

    /// How often the request was sent. More than once if the API was overloaded (429, 503), or a connection failed.
    pub fn attempts(&self) -> u32 {
        self.head.attempts
    }

    /// The deprecation notice of the API, from `X-DEPRECATION-NOTICE`.
    pub fn deprecation_notice(&self) -> Option<&str> {
        deprecation_notice(&self.head.headers)
    }

    /// The body.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// Applies a function to the body.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            head: self.head,
            body: change(self.body),
        }
    }

    /// Applies a function to the body, which may fail.
    #[cfg(feature = "custom-objects")]
    pub(crate) fn try_map<U>(self, change: impl FnOnce(T) -> Result<U>) -> Result<Response<U>> {
        Ok(Response {
            head: self.head,
            body: change(self.body)?,
        })
    }

    /// Only the body.
    pub fn into_body(self) -> T {
        self.body
    }
}

impl RawResponse {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self {
            head: Head {
                status,
                headers,
                sent_correlation_id: None,
                attempts: 1,
            },
            body,
            missing_fields: MissingFields::default(),
            observed: None,
        }
    }

    /// Adds the correlation id of the request.
    pub(crate) fn answering(mut self, correlation_id: Option<HeaderValue>) -> Self {
        self.head.sent_correlation_id = correlation_id;
        self
    }

    /// Adds the number of attempts.
    pub(crate) fn attempted(mut self, attempts: u32) -> Self {
        self.head.attempts = attempts;
        self
    }

    /// Sets how missing required fields are handled.
    pub(crate) fn read_by(mut self, missing_fields: MissingFields) -> Self {
        self.missing_fields = missing_fields;
        self
    }

    /// Sets what receives the duration of the decoding.
    pub(crate) fn observed(mut self, observed: Option<Observed>) -> Self {
        self.observed = observed;
        self
    }

    /// The id of the response, or if that is not visible, the one of the request.
    pub(crate) fn correlation_id(&self) -> Option<&str> {
        self.head.correlation_id()
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.head.status
    }

    /// The HTTP headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// The undecoded body, after decompression.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The response with its body decoded from JSON, for your own type.
    ///
    /// # Errors
    ///
    /// When the body is not JSON or does not fit `T` ([`Error::is_decode`]). The error names the place, and [contains the
    /// body](Error::body).
    pub fn json<T: DeserializeOwned>(self) -> Result<Response<T>> {
        match Observed::time(self.observed.as_ref(), || decode::foreign(&self.body)) {
            Ok(body) => Ok(self.with_body(body)),
            Err(failure) => Err(self.unreadable(failure, self.body.clone())),
        }
    }

    /// The response with its body decoded as a model.
    #[doc(hidden)]
    pub fn model<T: Read>(self) -> Result<Response<T>> {
        let mut body = T::blank();
        let head = self.read_into(&mut json::Place(&mut body))?;
        Ok(Response { head, body })
    }

    /// The body decoded as a model, without the rest of the response.
    #[doc(hidden)]
    pub fn into_model<T: Read>(self) -> Result<T> {
        let mut body = T::blank();
        self.read_into(&mut json::Place(&mut body)).map(drop)?;
        Ok(body)
    }

    /// Decodes the body. Compiled once for all models.
    fn read_into(self, body: &mut dyn json::Whole) -> Result<Head> {
        self.fill(body, None)?;
        Ok(self.head)
    }

    /// Decodes the body into a blank value. Unreadable elements of its list `elements_of` are stored separately.
    pub(crate) fn fill(
        &self,
        body: &mut dyn json::Whole,
        elements_of: Option<&'static str>,
    ) -> Result<UnreadElements> {
        let read = || json::fill_from_slice(body, &self.body, self.missing_fields, elements_of);
        Observed::time(self.observed.as_ref(), read)
            .map_err(|failure| self.unreadable(failure, self.body.clone()))
    }

    /// The error for a body, or a part of it, that cannot be decoded.
    pub(crate) fn unreadable(&self, failure: DecodeFailure, body: Bytes) -> Error {
        Error::decode(failure, body, Some(self.status()))
            .sent_with(self.correlation_id().map(str::to_owned))
    }

    /// The response with its undecoded body, for texts and files.
    pub fn bytes(self) -> Response<Bytes> {
        let body = self.body.clone();
        self.with_body(body)
    }

    /// The response with its body as text.
    ///
    /// # Errors
    ///
    /// When the body is not UTF-8 ([`Error::is_decode`]). The error [contains the body](Error::body).
    pub fn text(self) -> Result<Response<String>> {
        match String::from_utf8(self.body.to_vec()) {
            Ok(text) => Ok(self.with_body(text)),
            Err(_) => {
                let place = std::iter::empty().collect();
                let failure = DecodeFailure::of_part(&place, "the text is not UTF-8", "String");
                Err(self.unreadable(failure, self.body.clone()))
            }
        }
    }

    /// The response with its undecoded body.
    #[doc(hidden)]
    pub fn whole_bytes(self) -> Result<Response<Bytes>> {
        Ok(self.bytes())
    }

    /// The response with its body read by a function; `None` if it is empty.
    #[doc(hidden)]
    pub fn unless_empty<T>(
        self,
        read: fn(Self) -> Result<Response<T>>,
    ) -> Result<Response<Option<T>>> {
        match self.body.is_empty() {
            true => Ok(self.with_body(None)),
            false => Ok(read(self)?.map(Some)),
        }
    }

    /// The response with the result of a function of the whole response.
    #[doc(hidden)]
    pub fn whole<T>(self, make: impl FnOnce(Self) -> T) -> Response<T> {
        Response {
            head: self.head.clone(),
            // The caller may keep it for any time.
            body: make(self.observed(None)),
        }
    }

    /// The response without its body, for operations that return none.
    pub fn empty(self) -> Response<()> {
        self.with_body(())
    }

    fn with_body<T>(self, body: T) -> Response<T> {
        Response {
            head: self.head,
            body,
        }
    }
}

impl<T> fmt::Debug for Response<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Response")
            .field("status", &self.status())
            .field("correlation_id", &self.correlation_id())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RawResponse")
            .field("status", &self.status())
            .field("correlation_id", &self.correlation_id())
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}
