//! The answered requests, for tests that inspect what a shop has sent.

use std::collections::VecDeque;
use std::fmt;

use axum::body::Bytes;
use serde::{Serialize, Serializer};

/// The maximum total size of kept requests in bytes.
const MOST_BYTES: usize = 16 << 20;
/// The maximum number of kept requests.
const MOST: usize = 10_000;

/// A request that the emulator has answered. `Debug` shows neither the query nor the body, which may contain personal data
/// and passwords; its serialized form contains both.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SeenRequest {
    /// The method, such as `POST`.
    pub method: String,
    /// The path, such as `/emulator/carts`.
    pub path: String,
    /// The part after the `?`, percent-encoded as it was sent.
    pub query: Option<String>,
    /// The value of `Content-Type`.
    pub content_type: Option<String>,
    /// The body; empty if there was none.
    #[serde(serialize_with = "as_text")]
    pub body: Bytes,
    /// The status of the response.
    pub status: u16,
}

impl fmt::Debug for SeenRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SeenRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

fn as_text<S: Serializer>(body: &Bytes, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&String::from_utf8_lossy(body))
}

/// The last requests, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    requests: VecDeque<SeenRequest>,
    bytes: usize,
}

impl Seen {
    pub(crate) fn add(&mut self, request: SeenRequest) {
        self.bytes += size(&request);
        self.requests.push_back(request);
        while self.requests.len() > MOST || self.bytes > MOST_BYTES {
            let Some(oldest) = self.requests.pop_front() else {
                return;
            };
            self.bytes -= size(&oldest);
        }
    }

    pub(crate) fn all(&self) -> Vec<SeenRequest> {
        self.requests.iter().cloned().collect()
    }
}

fn size(of: &SeenRequest) -> usize {
    let query = of.query.as_ref().map_or(0, String::len);
    size_of::<SeenRequest>() + of.path.len() + query + of.body.len()
}
