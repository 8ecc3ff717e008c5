//! What to say of an error of Redis.
//!
//! Redis answers a command that it does not know by repeating it, with the password or the token in it, and the client
//! repeats an answer that it does not understand. So none of those texts are passed on.

use std::error::Error;

use ::redis::{ErrorKind, RedisError};

/// Why the URL is not taken.
pub(super) fn of_url(error: &RedisError) -> String {
    // The detail would be a part of the URL.
    let whole = error.to_string();
    let detail = error.detail().unwrap_or_default();
    whole
        .strip_suffix(detail)
        .unwrap_or(&whole)
        .trim_end_matches([':', ' '])
        .to_owned()
}

/// Why Redis did not do as it was told.
pub(super) fn of_command(error: &RedisError, address: &str) -> String {
    if error.is_timeout() {
        return format!("Redis at {address} does not answer");
    }
    match error.kind() {
        ErrorKind::Io => match error.source() {
            Some(source) => format!("no connection to Redis at {address}: {source}"),
            None => format!("no connection to Redis at {address}"),
        },
        ErrorKind::Parse | ErrorKind::UnexpectedReturnType => {
            format!("Redis at {address} gives an answer that is not understood")
        }
        _ => match error.code() {
            Some(code) => format!("Redis at {address} answers {code}"),
            None => format!("Redis at {address}: {}", error.category()),
        },
    }
}
