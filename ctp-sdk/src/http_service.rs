//! The common parts of the HTTP services of the SDK: a body within a limit, and responses.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};
use http_body::Body;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use serde::Serialize;

use ctp_auth::platform::MaybeSend;

/// An error of any type.
pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why the body of a request could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BodyFailure {
    #[error("the body of the request is larger than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("the body of the request could not be read completely")]
    Broken(#[source] BoxError),
}

impl BodyFailure {
    /// The status of the response.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Broken(_) => StatusCode::BAD_REQUEST,
        }
    }
}

/// Reads a body of at most `limit` bytes.
///
/// # Errors
///
/// When it is larger, without reading the rest; when the connection breaks.
pub(crate) async fn read_body<B>(body: B, limit: usize) -> Result<Bytes, BodyFailure>
where
    B: Body + MaybeSend,
    B::Error: Into<BoxError>,
{
    let announced = body.size_hint().lower();
    if usize::try_from(announced).map_or(true, |announced| announced > limit) {
        return Err(BodyFailure::TooLarge { limit });
    }
    match Limited::new(body, limit).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(BodyFailure::TooLarge { limit }),
        Err(error) => Err(BodyFailure::Broken(error)),
    }
}

/// A response without a body.
pub(crate) fn empty(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::new()));
    *response.status_mut() = status;
    response
}

/// A JSON response. A value that cannot be serialized becomes an empty 500.
pub(crate) fn json<T: Serialize + ?Sized>(status: StatusCode, body: &T) -> Response<Full<Bytes>> {
    let Ok(text) = serde_json::to_vec(body) else {
        return empty(StatusCode::INTERNAL_SERVER_ERROR);
    };
    json_text(status, text)
}

/// A JSON response with this text.
pub(crate) fn json_text(status: StatusCode, text: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut response = empty(status);
    *response.body_mut() = Full::new(text.into());
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    #[tokio::test]
    async fn a_body_within_the_limit_is_read_and_a_larger_one_is_not() {
        let body = || Full::new(Bytes::from_static(b"12345"));
        assert_eq!(read_body(body(), 5).await.unwrap(), "12345");
        let failure = read_body(body(), 4).await.unwrap_err();
        assert_eq!(failure.status(), StatusCode::PAYLOAD_TOO_LARGE);
    }

    #[tokio::test]
    async fn a_body_of_unknown_length_is_read_no_further_than_the_limit() {
        let chunks = std::iter::repeat_with(|| {
            Ok::<_, Infallible>(http_body::Frame::data(Bytes::from_static(b"chunk")))
        });
        let endless = http_body_util::StreamBody::new(futures_util::stream::iter(chunks));
        let failure = read_body(endless, 1000).await.unwrap_err();
        assert_eq!(failure.status(), StatusCode::PAYLOAD_TOO_LARGE);
    }

    #[test]
    fn an_answer_in_json_says_so() {
        let response = json(StatusCode::OK, &serde_json::json!({"a": 1}));
        assert_eq!(response.headers()[CONTENT_TYPE], "application/json");
    }
}
