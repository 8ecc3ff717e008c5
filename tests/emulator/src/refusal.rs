//! Error responses in the form of the platform.

use std::fmt;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

/// An error response.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    errors: Vec<Problem>,
    /// Whether the body also has the members of RFC 6749, as responses about tokens have.
    is_oauth: bool,
}

/// One of the errors.
#[derive(Debug)]
pub(crate) struct Problem {
    code: &'static str,
    message: String,
    more: Map<String, Value>,
}

impl Problem {
    /// An error with a code of the platform.
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            more: Map::new(),
        }
    }

    /// Adds a member of the error object.
    pub(crate) fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.more.insert(member.to_owned(), value.into());
        self
    }

    /// A body that does not fit the operation. `detail` says where and why.
    pub(crate) fn json(detail: impl Into<String>) -> Self {
        Self::new(
            "InvalidJsonInput",
            "Request body does not contain valid JSON.",
        )
        .with("detailedErrorMessage", detail.into())
    }

    /// A missing required field.
    pub(crate) fn required(field: &str) -> Self {
        let message = format!("A value is required for field {field}.");
        Self::new("RequiredField", message).with("field", field)
    }

    /// It as an error object.
    fn into_object(self) -> Value {
        let mut error = Map::new();
        error.insert("code".to_owned(), self.code.into());
        error.insert("message".to_owned(), self.message.into());
        error.extend(self.more);
        Value::Object(error)
    }

    /// A value that another resource already has.
    pub(crate) fn duplicate(field: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        let message = format!("A duplicate value '{value}' exists for field '{field}'.");
        Self::new("DuplicateField", message)
            .with("field", field)
            .with("duplicateValue", value)
    }

    /// The same, if the platform names the kind of the other resource.
    pub(crate) fn existing(type_id: &str, field: &str, value: &str) -> Self {
        let message = format!("There is already an existing {type_id} with the provided {field}.");
        Self {
            message,
            ..Self::duplicate(field, value)
        }
    }
}

impl Refusal {
    /// With one error.
    pub(crate) fn new(status: StatusCode, problem: Problem) -> Self {
        Self {
            status,
            errors: vec![problem],
            is_oauth: false,
        }
    }

    /// A request that cannot be executed as it is.
    pub(crate) fn bad_request(problem: Problem) -> Self {
        Self::new(StatusCode::BAD_REQUEST, problem)
    }

    /// A request that the current state does not permit.
    pub(crate) fn invalid_operation(message: impl Into<String>) -> Self {
        Self::bad_request(Problem::new("InvalidOperation", message))
    }

    /// A request with at least one problem.
    pub(crate) fn of_all(errors: Vec<Problem>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            errors,
            is_oauth: false,
        }
    }

    /// A response that does not fit the specification, which is a bug of the emulator.
    pub(crate) fn unfit(errors: Vec<Problem>) -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            ..Self::of_all(errors)
        }
    }

    /// A parameter that cannot be read.
    pub(crate) fn parameter(name: &str, why: &str) -> Self {
        let message = format!("Malformed parameter: {name}: {why}");
        Self::bad_request(Problem::new("InvalidInput", message))
    }

    /// A refusal of the authorization service, or one about a token.
    pub(crate) fn oauth(
        status: StatusCode,
        code: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            is_oauth: true,
            ..Self::new(status, Problem::new(code, message))
        }
    }

    /// A request without a token, or with one that is no longer valid.
    pub(crate) fn invalid_token() -> Self {
        Self::oauth(StatusCode::UNAUTHORIZED, "invalid_token", "invalid_token")
    }

    /// A token without the required permission.
    pub(crate) fn insufficient_scope(message: impl Into<String>) -> Self {
        Self::oauth(StatusCode::FORBIDDEN, "insufficient_scope", message)
    }

    /// Whether one of its errors has a code.
    pub(crate) fn is(&self, code: &str) -> bool {
        self.errors.iter().any(|problem| problem.code == code)
    }

    /// With the errors of another response, if both have the same status; otherwise unchanged.
    pub(crate) fn and(mut self, other: Self) -> Self {
        if self.status == other.status {
            self.errors.extend(other.errors);
        }
        self
    }

    /// Its errors as error objects.
    pub(crate) fn into_errors(self) -> Vec<Value> {
        self.errors.into_iter().map(Problem::into_object).collect()
    }

    /// With a prefix before each message.
    pub(crate) fn at(mut self, place: &str) -> Self {
        for problem in &mut self.errors {
            problem.message = format!("{place}: {}", problem.message);
        }
        self
    }

    /// A missing resource.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            Problem::new("ResourceNotFound", message),
        )
    }

    /// A change of an outdated version.
    pub(crate) fn conflict(id: &str, expected: i64, actual: i64) -> Self {
        let message = format!(
            "Object {id} has a different version than expected. Expected: {expected} - Actual: {actual}."
        );
        let problem =
            Problem::new("ConcurrentModification", message).with("currentVersion", actual);
        Self::new(StatusCode::CONFLICT, problem)
    }

    /// Something that the platform does and the emulator does not.
    pub(crate) fn not_emulated(what: &str) -> Self {
        let message = format!("The emulator does not emulate {what}.");
        Self::new(
            StatusCode::NOT_IMPLEMENTED,
            Problem::new("NotEmulated", message),
        )
    }
}

/// All messages with their details.
impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, problem) in self.errors.iter().enumerate() {
            let separator = if place == 0 { "" } else { "; " };
            write!(formatter, "{separator}{}", problem.message)?;
            let detail = problem.more.get("detailedErrorMessage");
            if let Some(detail) = detail.and_then(Value::as_str) {
                write!(formatter, " {detail}")?;
            }
        }
        Ok(())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let first = self.errors.first();
        let (code, message) = first.map_or(("General", ""), |first| (first.code, &first.message));
        let mut body = json!({
            "statusCode": self.status.as_u16(),
            "message": message,
        });
        if let (true, Some(body)) = (self.is_oauth, body.as_object_mut()) {
            body.insert("error".to_owned(), code.into());
            body.insert("error_description".to_owned(), message.into());
        }
        let errors = self.errors.into_iter().map(Problem::into_object).collect();
        if let Some(body) = body.as_object_mut() {
            body.insert("errors".to_owned(), errors);
        }
        json_response(self.status, &body)
    }
}

/// An answer with a JSON body.
pub(crate) fn json_response(status: StatusCode, body: &Value) -> Response {
    let mut response = (status, body.to_string()).into_response();
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}
