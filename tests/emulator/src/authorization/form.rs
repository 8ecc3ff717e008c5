//! The bodies of the authorization service.

use axum::http::StatusCode;
use url::form_urlencoded;

use crate::refusal::Refusal;

/// A form-urlencoded body.
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    pub(super) fn read(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// The value of an optional field.
    pub(super) fn find(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter();
        found
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The value of a required field.
    pub(super) fn get(&self, name: &str) -> Result<&str, Refusal> {
        self.find(name).ok_or_else(|| {
            let message = format!("The parameter {name} is missing.");
            Refusal::oauth(StatusCode::BAD_REQUEST, "invalid_request", message)
        })
    }
}
