//! Injects faults into requests.

use std::io;
use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};

use super::{CORRELATION_ID, Platform, correlation_id, lock};
use crate::connection::Cut;
use crate::fault::What;
use crate::refusal::{Problem, Refusal};

/// Marks a request before which the resource is changed by somebody else.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outrun;

/// Answers a request, unless there is a fault for it.
pub(super) async fn answer(
    State(platform): State<Arc<Platform>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    mut request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    if path.starts_with(super::control::ROOT) {
        return next.run(request).await;
    }
    let own = path
        .strip_prefix('/')
        .and_then(|path| path.strip_prefix(&*platform.project_key));
    let own = own.filter(|path| path.is_empty() || path.starts_with('/'));
    let own = own.unwrap_or(path);
    let id = correlation_id(request.headers());
    let what = lock(&platform.faults).next(request.method().as_str(), own);
    match what {
        None => next.run(request).await,
        Some(What::Delay(by)) => {
            tokio::time::sleep(by).await;
            next.run(request).await
        }
        Some(What::TooManyRequests(retry_after)) => {
            let mut response = refusal(StatusCode::TOO_MANY_REQUESTS, "TooManyRequests", id);
            let retry_after = retry_after.map(|after| HeaderValue::from(after.as_secs()));
            let headers = response.headers_mut();
            headers.extend(retry_after.map(|after| (header::RETRY_AFTER, after)));
            response
        }
        Some(What::Unavailable) => {
            refusal(StatusCode::SERVICE_UNAVAILABLE, "ServiceUnavailable", id)
        }
        Some(What::Reset) => {
            cut.cut();
            StatusCode::OK.into_response()
        }
        Some(What::LostAnswer) => {
            let response = next.run(request).await;
            cut.cut();
            response
        }
        Some(What::TruncatedBody) => truncated(next.run(request).await).await,
        Some(What::ExpiredToken) => {
            let headers = request.headers();
            lock(&platform.project).authorization.expire(headers);
            next.run(request).await
        }
        Some(What::Conflict) => {
            request.extensions_mut().insert(Outrun);
            next.run(request).await
        }
    }
}

fn refusal(status: StatusCode, code: &'static str, id: HeaderValue) -> Response {
    let message = "The emulator was asked for this fault.";
    let mut response = Refusal::new(status, Problem::new(code, message)).into_response();
    response.headers_mut().insert(CORRELATION_ID, id);
    response
}

/// A response that announces its whole body and contains the first half of it.
async fn truncated(response: Response) -> Response {
    let (mut head, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    head.headers
        .insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    let half = body.slice(..body.len() / 2);
    let half = stream::iter([Ok(half)]);
    let end = stream::once(async {
        // The first half is sent before the connection ends.
        tokio::task::yield_now().await;
        Err::<Bytes, io::Error>(io::ErrorKind::ConnectionReset.into())
    });
    let parts = half.chain(end);
    Response::from_parts(head, Body::from_stream(parts))
}
