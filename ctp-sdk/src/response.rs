//! What the API answered.

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

/// The answer to a request: status, headers, and the body as a `T`.
///
/// `Debug` shows the status and the correlation id. The body may hold secrets.
#[derive(Clone)]
pub struct Response<T> {
    head: Head,
    body: T,
}

/// The answer to a request, with its body as it came.
///
/// `Debug` shows the status, the correlation id, and the size of the body, which may hold secrets.
#[derive(Clone)]
pub struct RawResponse {
    head: Head,
    body: Bytes,
    /// What to do about required fields that are missing.
    missing_fields: MissingFields,
    /// Where it is told how long reading it took.
    observed: Option<Observed>,
}

/// Where it is told how long the reading of an answer takes: the span of its request, which lasts until then.
#[derive(Clone)]
pub(crate) struct Observed {
    pub(crate) span: Span,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Observed {
    /// Reads, and tells how long that took, in seconds.
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

/// The answer but for its body.
#[derive(Clone)]
struct Head {
    status: StatusCode,
    headers: HeaderMap,
    /// What the request was sent with.
    sent_correlation_id: Option<HeaderValue>,
    attempts: u32,
}

impl Head {
    /// The id of the answer, or where a proxy left it out or a browser hides it, the one of the request.
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

    /// The id by which the support of commercetools finds this request in its logs: `X-Correlation-ID` of the answer, or
    /// where there is none to be seen, the one that the request was sent with. A browser hides that of the answer.
    ///
    /// Source: [Correlation ID](https://docs.commercetools.com/api/general-concepts#correlation-id).
    pub fn correlation_id(&self) -> Option<&str> {
        self.head.correlation_id()
    }

    /// How often the request was sent. More than once where the API was overloaded at first (429, 503), or a connection
    /// failed.
    pub fn attempts(&self) -> u32 {
        self.head.attempts
    }

    /// What the API says about the use of something deprecated, from `X-DEPRECATION-NOTICE`.
    pub fn deprecation_notice(&self) -> Option<&str> {
        deprecation_notice(&self.head.headers)
    }

    /// The body.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// The same answer with what a function makes of its body.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            head: self.head,
            body: change(self.body),
        }
    }

    /// The same answer with what a function makes of its body, which may fail.
    #[cfg(feature = "custom-objects")]
    pub(crate) fn try_map<U>(self, change: impl FnOnce(T) -> Result<U>) -> Result<Response<U>> {
        Ok(Response {
            head: self.head,
            body: change(self.body)?,
        })
    }

    /// The body alone.
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

    /// The same, of a request that was sent with this id.
    pub(crate) fn answering(mut self, correlation_id: Option<HeaderValue>) -> Self {
        self.head.sent_correlation_id = correlation_id;
        self
    }

    /// The same, of a request that was sent so often.
    pub(crate) fn attempted(mut self, attempts: u32) -> Self {
        self.head.attempts = attempts;
        self
    }

    /// The same, whose models are read by this rule.
    pub(crate) fn read_by(mut self, missing_fields: MissingFields) -> Self {
        self.missing_fields = missing_fields;
        self
    }

    /// The same, whose reading is timed.
    pub(crate) fn observed(mut self, observed: Option<Observed>) -> Self {
        self.observed = observed;
        self
    }

    /// The id of the answer, or where there is none to be seen, the one of the request.
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

    /// The body as it came, after decompression.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The answer with its body read as JSON, for a type of your own.
    ///
    /// # Errors
    ///
    /// When the body is not JSON or does not fit `T` ([`Error::is_decode`]). The error names the place, and
    /// [keeps the body](Error::body).
    pub fn json<T: DeserializeOwned>(self) -> Result<Response<T>> {
        match Observed::time(self.observed.as_ref(), || decode::foreign(&self.body)) {
            Ok(body) => Ok(self.with_body(body)),
            Err(failure) => Err(self.unreadable(failure, self.body.clone())),
        }
    }

    /// The answer with its body read as a model.
    #[doc(hidden)]
    pub fn model<T: Read>(self) -> Result<Response<T>> {
        let mut body = T::blank();
        let head = self.read_into(&mut json::Place(&mut body))?;
        Ok(Response { head, body })
    }

    /// The body read as a model, without the head of the answer.
    #[doc(hidden)]
    pub fn into_model<T: Read>(self) -> Result<T> {
        let mut body = T::blank();
        self.read_into(&mut json::Place(&mut body)).map(drop)?;
        Ok(body)
    }

    /// Reads the body. It is compiled once for all models.
    fn read_into(self, body: &mut dyn json::Whole) -> Result<Head> {
        self.fill(body, None)?;
        Ok(self.head)
    }

    /// Reads the body into a blank value. Elements of its list `elements_of` that cannot be read are put aside.
    pub(crate) fn fill(
        &self,
        body: &mut dyn json::Whole,
        elements_of: Option<&'static str>,
    ) -> Result<UnreadElements> {
        let read = || json::fill_from_slice(body, &self.body, self.missing_fields, elements_of);
        Observed::time(self.observed.as_ref(), read)
            .map_err(|failure| self.unreadable(failure, self.body.clone()))
    }

    /// The error of a body, or of a part of it, that cannot be read.
    pub(crate) fn unreadable(&self, failure: DecodeFailure, body: Bytes) -> Error {
        Error::decode(failure, body, Some(self.status()))
            .sent_with(self.correlation_id().map(str::to_owned))
    }

    /// The answer with its body as it came, for texts and files.
    pub fn bytes(self) -> Response<Bytes> {
        let body = self.body.clone();
        self.with_body(body)
    }

    /// The answer with its body as a text.
    ///
    /// # Errors
    ///
    /// When the body is not UTF-8 ([`Error::is_decode`]). The error [keeps the body](Error::body).
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

    /// The answer with its body as it came.
    #[doc(hidden)]
    pub fn whole_bytes(self) -> Result<Response<Bytes>> {
        Ok(self.bytes())
    }

    /// The answer with its body as a function reads it; `None` where it is empty.
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

    /// The answer with what a function makes of all of it.
    #[doc(hidden)]
    pub fn whole<T>(self, make: impl FnOnce(Self) -> T) -> Response<T> {
        Response {
            head: self.head.clone(),
            // The caller may keep it for as long as they like.
            body: make(self.observed(None)),
        }
    }

    /// The answer without its body, for operations that answer with none.
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
