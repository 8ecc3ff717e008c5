//! Error messages for failures of Redis.
//!
//! Redis repeats an unknown command in its response, including passwords and tokens, and the client repeats a response that
//! it does not understand. Therefore those texts are not passed on.

use std::error::Error;

use ::redis::{ErrorKind, RedisError, ServerErrorKind};

use crate::StoreError;
use crate::http_client::is_tls_refusal;

/// Why there is no connection.
pub(super) enum ConnectFailure {
    Redis(RedisError),
    /// The server is a node of a cluster, and the client is not one for a cluster.
    Cluster,
}

impl From<RedisError> for ConnectFailure {
    fn from(error: RedisError) -> Self {
        Self::Redis(error)
    }
}

/// Why the URL is refused.
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

/// Why there is no connection to Redis at `address`.
pub(super) fn of_connect(
    action: &'static str,
    failure: &ConnectFailure,
    address: &str,
) -> StoreError {
    match failure {
        ConnectFailure::Redis(error) => of_command(action, error, address),
        ConnectFailure::Cluster => StoreError::permanent(
            action,
            format!(
                "Redis at {address} is a node of a cluster: use RedisStore::from_cluster_client (feature redis-cluster)"
            ),
        ),
    }
}

/// Why Redis did not execute the command.
pub(super) fn of_command(action: &'static str, error: &RedisError, address: &str) -> StoreError {
    let reason = reason(error, address);
    match is_transient(error) {
        true => StoreError::new(action, reason),
        false => StoreError::permanent(action, reason),
    }
}

/// Whether Redis has answered with an error. The connection can then still be used.
pub(super) fn is_reply(error: &RedisError) -> bool {
    matches!(error.kind(), ErrorKind::Server(_) | ErrorKind::Extension)
}

/// Whether the connection must be replaced. A server that has become a replica is the wrong server.
pub(super) fn ends_connection(error: &RedisError) -> bool {
    !is_reply(error) || error.kind() == ErrorKind::Server(ServerErrorKind::ReadOnly)
}

/// Whether the value of the key is not a string.
pub(super) fn is_wrong_type(error: &RedisError) -> bool {
    error.code() == Some("WRONGTYPE")
}

fn reason(error: &RedisError, address: &str) -> String {
    if error.is_timeout() {
        return format!("Redis at {address} does not answer");
    }
    match error.kind() {
        ErrorKind::Io => match error.source() {
            Some(source) => format!("no connection to Redis at {address}: {source}"),
            None => format!("no connection to Redis at {address}"),
        },
        ErrorKind::MasterNameNotFoundBySentinel => {
            "Sentinel has no running master of this name: the name is wrong, or a failover is in progress".to_owned()
        }
        ErrorKind::Parse | ErrorKind::UnexpectedReturnType => {
            format!("Redis at {address} gave an unexpected response")
        }
        _ => match error.code() {
            Some(code) => {
                let hint = hint(error).map(|hint| format!(" ({hint})"));
                format!(
                    "Redis at {address} answers {code}{}",
                    hint.unwrap_or_default()
                )
            }
            None => format!("Redis at {address}: {}", error.category()),
        },
    }
}

/// What a code means for the operator of Redis. The texts are not those of Redis, which may contain secrets.
fn hint(error: &RedisError) -> Option<&'static str> {
    Some(match error.code()? {
        "NOAUTH" => "it requires a password, and the URL has none",
        "WRONGPASS" => "the user or the password is wrong",
        "NOPERM" => "the user may not do this: see the commands that RedisStore needs",
        "MOVED" | "ASK" | "CROSSSLOT" => {
            "it is a node of a cluster: use RedisStore::from_cluster_client (feature redis-cluster)"
        }
        "READONLY" => "it is a replica",
        "ERR" if is_wrong_database(error) => "there is no database of this number",
        "ERR" if is_full(error) => "it has too many clients",
        _ => return None,
    })
}

fn is_transient(error: &RedisError) -> bool {
    match error.kind() {
        // A refused certificate is permanent.
        ErrorKind::Io => !is_tls_refusal(error),
        // A master that is down also counts as not found until a failover is complete.
        ErrorKind::ClusterConnectionNotFound
        | ErrorKind::MasterNameNotFoundBySentinel
        | ErrorKind::NoValidReplicasFoundBySentinel => true,
        ErrorKind::Server(
            ServerErrorKind::BusyLoading
            | ServerErrorKind::TryAgain
            | ServerErrorKind::ClusterDown
            | ServerErrorKind::MasterDown
            | ServerErrorKind::ReadOnly
            | ServerErrorKind::NoScript,
        ) => true,
        ErrorKind::Server(ServerErrorKind::ResponseError) => is_full(error),
        ErrorKind::Extension => matches!(
            error.code(),
            Some("OOM" | "BUSY" | "MISCONF" | "NOREPLICAS" | "UNBLOCKED")
        ),
        _ => false,
    }
}

fn is_wrong_database(error: &RedisError) -> bool {
    says(error, "db index")
}

fn is_full(error: &RedisError) -> bool {
    says(error, "max number of clients")
}

fn says(error: &RedisError, words: &str) -> bool {
    error
        .detail()
        .is_some_and(|detail| detail.to_ascii_lowercase().contains(words))
}
