//! The outcome of a request, and the response to the platform.
//!
//! Source: <https://docs.commercetools.com/api/projects/api-extensions#response>.

use bytes::Bytes;
use http::header::{ALLOW, HeaderValue};
use http::{Response, StatusCode};
use http_body_util::Full;
use serde_json::{Value, json};

use super::{Fallback, ReplyError};
use crate::DecodeFailure;
use crate::http_service::{json, json_text};

/// The outcome of a request.
pub(super) struct Outcome {
    kind: Kind,
    /// The kind of failure of the handler, for the OpenTelemetry attribute.
    error_type: Option<&'static str>,
}

enum Kind {
    NoChange,
    /// `{"actions": […]}`
    Actions(Vec<u8>),
    Errors(Vec<ReplyError>),
    Refused(StatusCode, String),
}

impl Outcome {
    pub(super) fn no_change() -> Self {
        Kind::NoChange.into()
    }

    /// The JSON of an object with the update actions.
    pub(super) fn actions(json: Vec<u8>) -> Self {
        Kind::Actions(json).into()
    }

    pub(super) fn errors(errors: Vec<ReplyError>) -> Self {
        Kind::Errors(errors).into()
    }

    /// The request is not one for the handler.
    pub(super) fn refused(status: StatusCode, message: &str) -> Self {
        Kind::Refused(status, message.to_owned()).into()
    }

    /// The body is not that of an API Extension.
    pub(super) fn not_an_input(failure: &DecodeFailure) -> Self {
        let error = ReplyError::with_code(
            "InvalidJsonInput",
            "The request body is not the JSON of an API Extension.",
        );
        Self::errors(vec![
            error.member("detailedErrorMessage", failure.to_string()),
        ])
    }

    pub(super) fn late(fallback: &Fallback) -> Self {
        Self::failed("timeout", fallback)
    }

    pub(super) fn failed(error_type: &'static str, fallback: &Fallback) -> Self {
        let kind = match fallback {
            Fallback::NoChange => Kind::NoChange,
            Fallback::Error(error) => Kind::Errors(vec![error.clone()]),
        };
        Self {
            kind,
            error_type: Some(error_type),
        }
    }

    /// The name in spans.
    pub(super) fn name(&self) -> &'static str {
        match self.kind {
            Kind::NoChange => "no_change",
            Kind::Actions(_) => "actions",
            Kind::Errors(_) => "errors",
            Kind::Refused(..) => "refused",
        }
    }

    pub(super) fn error_type(&self) -> Option<&'static str> {
        self.error_type
    }

    pub(super) fn into_answer(self) -> Response<Full<Bytes>> {
        match self.kind {
            Kind::NoChange => json(StatusCode::OK, &json!({"actions": []})),
            Kind::Actions(actions) => json_text(StatusCode::OK, actions),
            Kind::Errors(errors) => {
                let errors: Vec<Value> = errors.into_iter().map(ReplyError::into_json).collect();
                json(StatusCode::BAD_REQUEST, &json!({"errors": errors}))
            }
            Kind::Refused(status, message) => {
                let body = json!({"statusCode": status.as_u16(), "message": message});
                let mut answer = json(status, &body);
                if status == StatusCode::METHOD_NOT_ALLOWED {
                    let allowed = HeaderValue::from_static("POST");
                    answer.headers_mut().insert(ALLOW, allowed);
                }
                answer
            }
        }
    }
}

impl From<Kind> for Outcome {
    fn from(kind: Kind) -> Self {
        Self {
            kind,
            error_type: None,
        }
    }
}
