//! What the steps of one request know of it, and leave for each other.

use std::time::Duration;

use bytes::Bytes;
use http::Extensions;
use http::header::{AUTHORIZATION, HeaderValue};
use tracing::Span;

use super::RequestInfo;
use crate::error::Attempts;
use crate::headers::X_CORRELATION_ID;

/// What the steps of one request know of it, and leave for each other. It is in the extensions of the request: one value, because
/// each value there is an allocation.
#[derive(Clone)]
pub(super) struct InProgress {
    pub(super) info: RequestInfo,
    /// When the time of the request is over, by the clock of the client.
    pub(super) deadline: Duration,
    /// How many bytes the answer may have.
    pub(super) response_limit: usize,
    /// Whether the body of the answer is [read later](super::read_later).
    pub(super) reads_later: bool,
    pub(super) attempts: Attempts,
    /// The id that the request was sent with, for errors that come without an answer.
    pub(super) correlation_id: Option<HeaderValue>,
    /// The `Authorization` that it was sent with, whichever step or caller set it. An error of the API may repeat it.
    pub(super) authorization: Option<HeaderValue>,
    /// The span of the request, for what is done with its answer.
    pub(super) span: Option<Span>,
    /// The body of a success, where the transport has left it here and not within the answer.
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

    /// Changes what is known of a request. It has no effect where a step of the caller's own has taken it away.
    pub(super) fn change(extensions: &mut Extensions, change: impl FnOnce(&mut Self)) {
        if let Some(in_progress) = extensions.get_mut() {
            change(in_progress);
        }
    }

    /// Takes note of what a request is sent with: a step of the caller's own may have set it.
    pub(super) fn is_sent_as(&mut self, request: &reqwest::Request) {
        let headers = request.headers();
        note(&mut self.correlation_id, headers.get(X_CORRELATION_ID));
        note(&mut self.authorization, headers.get(AUTHORIZATION));
    }

    /// What is known of the request as it was asked for.
    pub(super) fn info(extensions: &Extensions) -> Option<RequestInfo> {
        Some(extensions.get::<Self>()?.info)
    }

    /// When the time of the request is over.
    pub(super) fn deadline(extensions: &Extensions) -> Option<Duration> {
        Some(extensions.get::<Self>()?.deadline)
    }

    /// How many bytes the answer may have.
    pub(super) fn response_limit(extensions: &Extensions) -> usize {
        let in_progress = extensions.get::<Self>();
        in_progress.map_or(usize::MAX, |request| request.response_limit)
    }

    /// Whether the body of the answer is [read later](super::read_later).
    pub(super) fn reads_later(extensions: &Extensions) -> bool {
        extensions
            .get()
            .is_some_and(|Self { reads_later, .. }| *reads_later)
    }
}

/// Takes note of a header where there is one.
fn note(known: &mut Option<HeaderValue>, sent: Option<&HeaderValue>) {
    if sent.is_some() && known.as_ref() != sent {
        *known = sent.cloned();
    }
}
