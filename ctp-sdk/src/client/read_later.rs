//! Answers whose bodies are read behind the steps, which is how it is in a browser: its HTTP client gives no way to make an
//! answer of what was read, so the transport cannot read it.
//!
//! The steps that last until the body has been read leave here what they go on with then: the permit of the concurrency
//! limit, the record of the telemetry, and what the retry needs to send again after a body that broke off. A step of the
//! caller's own sees the answer before its body is read.

use std::sync::{Arc, Mutex, PoisonError};

use http::Extensions;

/// A value that waits in the extensions of a request, whose values must be `Clone`.
pub(super) struct Left<T>(Arc<Mutex<Option<T>>>);

impl<T: Send + 'static> Left<T> {
    /// Leaves the value, in place of another of its type.
    pub(super) fn put(extensions: &mut Extensions, value: T) {
        extensions.insert(Self(Arc::new(Mutex::new(Some(value)))));
    }

    /// Takes the value, if there is one.
    pub(super) fn take(extensions: &mut Extensions) -> Option<T> {
        let Self(left) = extensions.remove()?;
        // A value is never left half changed.
        let mut left = left.lock().unwrap_or_else(PoisonError::into_inner);
        left.take()
    }
}

impl<T> Clone for Left<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}
