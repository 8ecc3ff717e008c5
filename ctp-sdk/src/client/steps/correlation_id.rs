//! The id by which a request is found in logs.

use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use http::Extensions;
use http::header::HeaderValue;
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next};

use crate::client::in_progress::InProgress;
use crate::headers::{self, X_CORRELATION_ID};

/// Adds an `X-Correlation-ID` to each request, unless it has one. All attempts of a request have the same id.
///
/// An id is a random number that all requests of a client share, and a counter. A random number for each request would need
/// two more system calls.
///
/// Source: [Correlation ID](https://docs.commercetools.com/api/general-concepts#correlation-id).
pub(in crate::client) struct CorrelationId {
    /// `None` if the system has no random numbers; the platform then creates an id.
    prefix: Option<u64>,
    count: AtomicUsize,
}

impl CorrelationId {
    pub(in crate::client) fn new() -> Self {
        Self {
            prefix: getrandom::u64().ok(),
            count: AtomicUsize::new(0),
        }
    }

    fn next(&self) -> Option<HeaderValue> {
        let prefix = self.prefix?;
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let id = hexadecimal((u128::from(prefix) << 64) | count as u128);
        // Bytes with an owner are shared by the copies of the header without a further allocation.
        HeaderValue::from_maybe_shared(Bytes::from_owner(id)).ok()
    }
}

/// The number in 32 hexadecimal digits.
fn hexadecimal(number: u128) -> [u8; 32] {
    let mut rest = number;
    let mut digits = [b'0'; 32];
    for digit in digits.iter_mut().rev() {
        *digit = match (rest & 0xf) as u8 {
            value @ 0..=9 => b'0' + value,
            value => b'a' + value - 10,
        };
        rest >>= 4;
    }
    digits
}

#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
impl Middleware for CorrelationId {
    async fn handle(
        &self,
        mut request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<Response> {
        self.prepare(&mut request, extensions);
        next.run(request, extensions).await
    }
}

impl CorrelationId {
    /// Sets the header.
    pub(in crate::client) fn prepare(&self, request: &mut Request, extensions: &mut Extensions) {
        let headers = request.headers_mut();
        if !headers.contains_key(X_CORRELATION_ID)
            && let Some(id) = self.next()
        {
            headers.insert(X_CORRELATION_ID, id);
        }
        if let Some(id) = headers.get(X_CORRELATION_ID) {
            tracing::Span::current().record("ctp.correlation_id", headers::text_of(id));
            InProgress::change(extensions, |request| {
                request.correlation_id = Some(id.clone())
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_32_hexadecimal_digits() {
        assert_eq!(
            hexadecimal(0xfedc_ba98),
            *b"000000000000000000000000fedcba98"
        );
        assert_eq!(hexadecimal(u128::MAX), [b'f'; 32]);
    }

    #[test]
    fn each_request_and_each_client_has_another_one() {
        let (one, other) = (CorrelationId::new(), CorrelationId::new());
        let ids = [one.next(), one.next(), other.next(), other.next()];
        for (place, id) in ids.iter().enumerate() {
            assert!(id.is_some());
            assert!(!ids.iter().skip(place + 1).any(|following| following == id));
        }
    }
}
