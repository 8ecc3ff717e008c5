//! Responses whose bodies are read after the steps. This is necessary in a browser: its HTTP client cannot create a
//! response from a body that was read, so the transport cannot read it.
//!
//! Steps that last until the body has been read store here what they continue with: the permit of the concurrency limit,
//! the record of the telemetry, and the data that the retry needs if the body breaks off. A step of the application sees
//! the response before its body is read.

use std::sync::{Arc, Mutex, PoisonError};

use http::Extensions;

/// A value stored in the extensions of a request, whose values must be `Clone`.
pub(super) struct Left<T>(Arc<Mutex<Option<T>>>);

impl<T: Send + 'static> Left<T> {
    /// Stores the value, and replaces another of its type.
    pub(super) fn put(extensions: &mut Extensions, value: T) {
        extensions.insert(Self(Arc::new(Mutex::new(Some(value)))));
    }

    /// Takes the value, if there is one.
    pub(super) fn take(extensions: &mut Extensions) -> Option<T> {
        let Self(left) = extensions.remove()?;
        // The value is always complete, even after a panic.
        let mut left = left.lock().unwrap_or_else(PoisonError::into_inner);
        left.take()
    }
}

impl<T> Clone for Left<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}
