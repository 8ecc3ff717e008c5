//! Reads response bodies up to a limit.

use bytes::Bytes;

/// The part of a response body that was read.
#[derive(Clone, PartialEq, Eq)]
pub struct LimitedBody {
    bytes: Bytes,
    is_whole: bool,
}

impl LimitedBody {
    /// The bytes that were read, at most the limit.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes, without a copy.
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }

    /// Whether they are the whole body. If not, the rest was not read, and the connection is closed.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }
}

// The body may contain secrets.
impl std::fmt::Debug for LimitedBody {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("LimitedBody")
            .field("bytes", &self.bytes.len())
            .field("is_whole", &self.is_whole)
            .finish()
    }
}

/// Reads a response body up to `limit` bytes, counted after decompression.
///
/// # Errors
///
/// When the connection breaks or the request times out.
#[cfg(not(target_arch = "wasm32"))]
pub async fn read_body(
    mut answer: reqwest::Response,
    limit: usize,
) -> reqwest::Result<LimitedBody> {
    drain_body(&mut answer, limit).await
}

/// The same for a response whose head is still needed.
///
/// # Errors
///
/// As for [`read_body`].
#[cfg(not(target_arch = "wasm32"))]
#[doc(hidden)]
pub async fn drain_body(
    answer: &mut reqwest::Response,
    limit: usize,
) -> reqwest::Result<LimitedBody> {
    /// The largest capacity that is reserved for a body in several pieces.
    const RESERVED: usize = 1024 * 1024;
    // The capacity is the length only if the body cannot be larger; a compressed body has no known length.
    let length = answer.content_length();
    let first = answer.chunk().await?.unwrap_or_default();
    if first.len() > limit {
        return Ok(LimitedBody {
            bytes: first.slice(..limit),
            is_whole: false,
        });
    }
    // Most bodies come in one piece, which needs no copy.
    let mut next = answer.chunk().await?;
    let Some(second) = &next else {
        return Ok(LimitedBody {
            bytes: first,
            is_whole: true,
        });
    };
    let expected = length.and_then(|length| usize::try_from(length).ok());
    let expected = expected.unwrap_or(4 * (first.len() + second.len()));
    let mut bytes = Vec::with_capacity(expected.min(RESERVED).min(limit));
    bytes.extend_from_slice(&first);
    while let Some(chunk) = next {
        let left = limit.saturating_sub(bytes.len());
        bytes.extend_from_slice(chunk.get(..left).unwrap_or(&chunk));
        if chunk.len() > left {
            return Ok(LimitedBody {
                bytes: bytes.into(),
                is_whole: false,
            });
        }
        next = answer.chunk().await?;
    }
    Ok(LimitedBody {
        bytes: bytes.into(),
        is_whole: true,
    })
}

/// Reads a response body up to `limit` bytes, counted after decompression.
///
/// A browser returns a body only as a whole, so it is truncated after it was read.
///
/// # Errors
///
/// When the connection breaks or the request times out.
#[cfg(target_arch = "wasm32")]
pub async fn read_body(answer: reqwest::Response, limit: usize) -> reqwest::Result<LimitedBody> {
    let body = answer.bytes().await?;
    Ok(LimitedBody {
        is_whole: body.len() <= limit,
        bytes: body.slice(..limit.min(body.len())),
    })
}
