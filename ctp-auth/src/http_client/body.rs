//! Reading no more of an answer than a limit.

use bytes::Bytes;

/// As much of the body of an answer as was read.
#[derive(Clone, PartialEq, Eq)]
pub struct LimitedBody {
    bytes: Bytes,
    is_whole: bool,
}

impl LimitedBody {
    /// The bytes that were read, no more than the limit.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The same, without a copy.
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }

    /// Whether they are the whole body. If not, the rest was not read, and the connection is closed.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }
}

// The body may hold secrets.
impl std::fmt::Debug for LimitedBody {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("LimitedBody")
            .field("bytes", &self.bytes.len())
            .field("is_whole", &self.is_whole)
            .finish()
    }
}

/// Reads the body of an answer up to `limit` bytes, counted after decompression.
///
/// # Errors
///
/// When the connection breaks off or the time of the request is over.
#[cfg(not(target_arch = "wasm32"))]
pub async fn read_body(
    mut answer: reqwest::Response,
    limit: usize,
) -> reqwest::Result<LimitedBody> {
    drain_body(&mut answer, limit).await
}

/// The same, of an answer whose head is still of use.
///
/// # Errors
///
/// As of [`read_body`].
#[cfg(not(target_arch = "wasm32"))]
#[doc(hidden)]
pub async fn drain_body(
    answer: &mut reqwest::Response,
    limit: usize,
) -> reqwest::Result<LimitedBody> {
    /// What is reserved at once for a body in several pieces, at most.
    const RESERVED: usize = 1024 * 1024;
    // It has a length only where the body is no longer than that, which a compressed one is not said to be.
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

/// Reads the body of an answer up to `limit` bytes, counted after decompression.
///
/// A browser hands out a body as a whole only, so that it is cut when it has been read.
///
/// # Errors
///
/// When the connection breaks off or the time of the request is over.
#[cfg(target_arch = "wasm32")]
pub async fn read_body(answer: reqwest::Response, limit: usize) -> reqwest::Result<LimitedBody> {
    let body = answer.bytes().await?;
    Ok(LimitedBody {
        is_whole: body.len() <= limit,
        bytes: body.slice(..limit.min(body.len())),
    })
}
