//! Records requests.

use std::sync::Arc;

use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{LARGEST_BODY, Platform, control, lock};
use crate::refusal::{Problem, Refusal};
use crate::seen::SeenRequest;

/// Answers a request, and records it.
pub(super) async fn keep(
    State(platform): State<Arc<Platform>>,
    request: Request,
    next: Next,
) -> Response {
    if request.uri().path().starts_with(control::ROOT) {
        return next.run(request).await;
    }
    let (head, body) = request.into_parts();
    // A body that is announced to be too large is not awaited.
    let is_large =
        usize::try_from(body.size_hint().lower()).map_or(true, |size| size > LARGEST_BODY);
    let read = match is_large {
        true => None,
        false => to_bytes(body, LARGEST_BODY).await.ok(),
    };
    let Some(body) = read else {
        let message = format!("The body has more than {LARGEST_BODY} bytes, or broke off.");
        let problem = Problem::new("ContentTooLarge", message);
        return Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, problem).into_response();
    };
    let content_type = head.headers.get(header::CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let mut seen = SeenRequest {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().map(str::to_owned),
        content_type: content_type.map(str::to_owned),
        body: body.clone(),
        status: 0,
    };
    let response = next.run(Request::from_parts(head, Body::from(body))).await;
    seen.status = response.status().as_u16();
    lock(&platform.seen).add(seen);
    response
}
