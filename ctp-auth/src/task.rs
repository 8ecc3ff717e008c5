//! Work that goes on when nobody waits for it.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::future::{AbortHandle, abortable};

use crate::AuthError;
use crate::platform::BoxedFuture;

/// Work that is stopped when this is dropped.
#[derive(Debug)]
pub(crate) struct Task {
    handle: AbortHandle,
}

impl Drop for Task {
    fn drop(&mut self) {
        self.handle.abort();
    }
}

/// Fails where there is nothing that could drive a connection or a timer. It is for the SDK.
///
/// # Errors
///
/// [`AuthError::is_no_runtime`]
#[cfg(not(target_arch = "wasm32"))]
pub fn require_runtime() -> Result<(), AuthError> {
    match tokio::runtime::Handle::try_current() {
        Ok(_) => Ok(()),
        Err(_) => Err(AuthError::no_runtime()),
    }
}

/// A browser always has one. It is for the SDK.
///
/// # Errors
///
/// None.
#[cfg(target_arch = "wasm32")]
pub fn require_runtime() -> Result<(), AuthError> {
    Ok(())
}

/// Starts the work. On a server it needs a [runtime](require_runtime) of tokio around it.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn spawn(work: impl Future<Output = ()> + Send + 'static) -> Task {
    let (work, handle) = abortable(work);
    // The end of the task is told by what the work itself sends.
    drop(tokio::spawn(work));
    Task { handle }
}

/// Starts the work.
#[cfg(target_arch = "wasm32")]
pub(crate) fn spawn(work: impl Future<Output = ()> + 'static) -> Task {
    let (work, handle) = abortable(work);
    wasm_bindgen_futures::spawn_local(async move {
        let _ = work.await;
    });
    Task { handle }
}

/// Finishes some work as well as it goes: at once if it need not wait, else in the background, or not at all where there is
/// no runtime to do so. It is for the tidying of what was dropped.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn finish(work: impl Future<Output = ()> + Send + 'static) {
    use std::task::Waker;

    let mut work = Box::pin(work);
    // The first step needs a runtime as well, for it may begin a timer.
    let Ok(runtime) = tokio::runtime::Handle::try_current() else {
        return;
    };
    let mut context = Context::from_waker(Waker::noop());
    if work.as_mut().poll(&mut context).is_pending() {
        runtime.spawn(work);
    }
}

/// Finishes some work in the background.
#[cfg(target_arch = "wasm32")]
pub(crate) fn finish(work: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(work);
}

/// Work that, once begun, is done to its end: where its future is dropped, it [goes on in the background](finish).
pub(crate) fn uninterrupted<T: 'static>(work: BoxedFuture<'static, T>) -> Uninterrupted<T> {
    Uninterrupted {
        work: Some(work),
        is_begun: false,
    }
}

#[must_use = "a future does nothing unless it is awaited"]
pub(crate) struct Uninterrupted<T: 'static> {
    /// `None` once it is done.
    work: Option<BoxedFuture<'static, T>>,
    is_begun: bool,
}

impl<T: 'static> Future for Uninterrupted<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        self.is_begun = true;
        let Some(work) = &mut self.work else {
            // It was polled after its end.
            return Poll::Pending;
        };
        let outcome = work.as_mut().poll(context);
        if outcome.is_ready() {
            self.work = None;
        }
        outcome
    }
}

impl<T: 'static> Drop for Uninterrupted<T> {
    fn drop(&mut self) {
        if self.is_begun
            && let Some(work) = self.work.take()
        {
            finish(async move { drop(work.await) });
        }
    }
}
