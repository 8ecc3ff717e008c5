//! Which failures an operation may have.

use ctp_sdk::{Error, StatusCode};

/// What an operation failed with, as a shop tells failures apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The session was ended by a login, a logout or a sign-up of another task.
    SessionEnded,
    /// The password is wrong, or there is no such account.
    InvalidCredentials,
    /// Somebody else has changed the resource.
    Conflict,
    /// It is not there, or not that of the visitor any more.
    NotFound,
    /// What the request names is not there, or not that of the visitor any more.
    MissingReference,
    /// The email address is taken.
    Duplicate,
    /// The answer was 429, and the pause would be too long, or it came too often.
    TooManyRequests,
    /// The connection failed, or the answer was 503.
    Transient,
    /// The token ended again right after it was renewed.
    Unauthorized,
    /// The cart is ordered already, or belongs to a customer already.
    InvalidOperation,
    /// None of the above.
    Unexpected,
}

/// The failures that any operation may have.
const ANYWHERE: [Kind; 4] = [
    Kind::SessionEnded,
    Kind::TooManyRequests,
    Kind::Transient,
    Kind::Unauthorized,
];

impl Kind {
    /// The kind of an error, by its predicates.
    pub(crate) fn of(error: &Error) -> Self {
        let has_code = |code: &str| error.api_errors().iter().any(|of| of.code() == code);
        if error.is_session_ended() {
            Self::SessionEnded
        } else if error.is_invalid_credentials() {
            Self::InvalidCredentials
        } else if error.is_conflict() {
            Self::Conflict
        } else if error.is_not_found() {
            Self::NotFound
        } else if error.duplicate_field() == Some("email") {
            Self::Duplicate
        } else if error.is_timeout() {
            // Each time limit is far longer than any fault lasts.
            Self::Unexpected
        } else if error.is_transient() {
            match error.status() {
                Some(StatusCode::TOO_MANY_REQUESTS) => Self::TooManyRequests,
                _ => Self::Transient,
            }
        } else if error.is_auth() && error.status() == Some(StatusCode::UNAUTHORIZED) {
            Self::Unauthorized
        } else if has_code("ReferencedResourceNotFound") {
            Self::MissingReference
        } else if has_code("InvalidOperation") {
            Self::InvalidOperation
        } else {
            Self::Unexpected
        }
    }

    /// Whether an operation may fail so. `also` are the kinds that are its own.
    pub(crate) fn is_allowed(self, also: &[Self]) -> bool {
        ANYWHERE.contains(&self) || also.contains(&self)
    }
}

/// Whether the API has surely not done what was asked: it refused the only attempt. (The emulator's 503 has done nothing
/// either, but no shop can know that.)
pub(crate) fn has_done_nothing(error: &Error) -> bool {
    let is_refused = error
        .status()
        .is_some_and(|status| status.is_client_error());
    is_refused && error.attempts() == 1
}
