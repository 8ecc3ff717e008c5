//! State that the steps of one request share.

use std::time::Duration;

use bytes::Bytes;
use http::Extensions;
use http::header::{AUTHORIZATION, HeaderValue};
use tracing::Span;

use super::RequestInfo;
use crate::error::Attempts;
use crate::headers::X_CORRELATION_ID;

/// State that the steps of one request share. It is one value in the extensions of the request, because each value there is
/// an allocation.
#[derive(Clone)]
pub(super) struct InProgress {
    pub(super) info: RequestInfo,
    /// The end of the time of the request, by the clock of the client.
    pub(super) deadline: Duration,
    /// The largest size of the response in bytes.
    pub(super) response_limit: usize,
    /// Whether the body of the response is [read later](super::read_later).
    pub(super) reads_later: bool,
    pub(super) attempts: Attempts,
    /// The correlation id of the request, for errors without a response.
    pub(super) correlation_id: Option<HeaderValue>,
    /// The `Authorization` of the request, no matter who set it. An error of the API may repeat it.
    pub(super) authorization: Option<HeaderValue>,
    /// The span of the request, for reading its response.
    pub(super) span: Option<Span>,
    /// The body of a successful response, if the transport stored it here and not in the response.
    pub(super) body: Option<Bytes>,
}

impl InProgress {
    pub(super) fn new(
        info: RequestInfo,
        deadline: Duration,
        response_limit: usize,
        reads_later: bool,
    ) -> Self {
        Self {
            info,
            deadline,
            response_limit,
            reads_later,
            attempts: Attempts::ONE,
            correlation_id: None,
            authorization: None,
            span: None,
            body: None,
        }
    }

    /// Changes the state. It has no effect if a step of the application has removed it.
    pub(super) fn change(extensions: &mut Extensions, change: impl FnOnce(&mut Self)) {
        if let Some(in_progress) = extensions.get_mut() {
            change(in_progress);
        }
    }

    /// Records the headers that a request is sent with: a step of the application may have set them.
    pub(super) fn is_sent_as(&mut self, request: &reqwest::Request) {
        let headers = request.headers();
        note(&mut self.correlation_id, headers.get(X_CORRELATION_ID));
        note(&mut self.authorization, headers.get(AUTHORIZATION));
    }

    /// The description of the request as it was created.
    pub(super) fn info(extensions: &Extensions) -> Option<RequestInfo> {
        Some(extensions.get::<Self>()?.info)
    }

    /// The end of the time of the request.
    pub(super) fn deadline(extensions: &Extensions) -> Option<Duration> {
        Some(extensions.get::<Self>()?.deadline)
    }

    /// The largest size of the response in bytes.
    pub(super) fn response_limit(extensions: &Extensions) -> usize {
        let in_progress = extensions.get::<Self>();
        in_progress.map_or(usize::MAX, |request| request.response_limit)
    }

    /// The body of a success, if the transport has left it here.
    pub(super) fn take_body(extensions: &mut Extensions) -> Option<Bytes> {
        extensions.get_mut::<Self>()?.body.take()
    }

    /// Whether the body of the response is [read later](super::read_later).
    pub(super) fn reads_later(extensions: &Extensions) -> bool {
        extensions
            .get()
            .is_some_and(|Self { reads_later, .. }| *reads_later)
    }
}

/// Records a header, if it is present.
fn note(known: &mut Option<HeaderValue>, sent: Option<&HeaderValue>) {
    if sent.is_some() && known.as_ref() != sent {
        *known = sent.cloned();
    }
}
