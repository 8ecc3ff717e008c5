//! Background tasks.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::future::{AbortHandle, abortable};

use crate::AuthError;
use crate::platform::BoxedFuture;

/// A task that is stopped when this is dropped.
#[derive(Debug)]
pub(crate) struct Task {
    handle: AbortHandle,
}

impl Drop for Task {
    fn drop(&mut self) {
        self.handle.abort();
    }
}

/// Fails if there is no runtime for connections and timers. Used by the SDK.
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

/// Succeeds: a browser always has a runtime. Used by the SDK.
///
/// # Errors
///
/// Never.
#[cfg(target_arch = "wasm32")]
pub fn require_runtime() -> Result<(), AuthError> {
    Ok(())
}

/// Starts the task. On a server it needs a tokio [runtime](require_runtime).
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn spawn(work: impl Future<Output = ()> + Send + 'static) -> Task {
    let (work, handle) = abortable(work);
    // The task reports its end with what it sends.
    drop(tokio::spawn(work));
    Task { handle }
}

/// Starts the task.
#[cfg(target_arch = "wasm32")]
pub(crate) fn spawn(work: impl Future<Output = ()> + 'static) -> Task {
    let (work, handle) = abortable(work);
    wasm_bindgen_futures::spawn_local(async move {
        let _ = work.await;
    });
    Task { handle }
}

/// Completes work after a drop as well as possible: immediately if it does not wait, otherwise in the background, or not at
/// all without a runtime.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn finish(work: impl Future<Output = ()> + Send + 'static) {
    use std::task::Waker;

    let mut work = Box::pin(work);
    // The first step needs a runtime as well, because it may start a timer.
    let Ok(runtime) = tokio::runtime::Handle::try_current() else {
        return;
    };
    let mut context = Context::from_waker(Waker::noop());
    if work.as_mut().poll(&mut context).is_pending() {
        runtime.spawn(work);
    }
}

/// Completes work in the background.
#[cfg(target_arch = "wasm32")]
pub(crate) fn finish(work: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(work);
}

/// Work that runs to completion once begun: if its future is dropped, it [continues in the background](finish).
pub(crate) fn uninterrupted<T: 'static>(work: BoxedFuture<'static, T>) -> Uninterrupted<T> {
    Uninterrupted {
        work: Some(work),
        is_begun: false,
    }
}

#[must_use = "a future does nothing unless it is awaited"]
pub(crate) struct Uninterrupted<T: 'static> {
    /// `None` once it has completed.
    work: Option<BoxedFuture<'static, T>>,
    is_begun: bool,
}

impl<T: 'static> Future for Uninterrupted<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        self.is_begun = true;
        let Some(work) = &mut self.work else {
            // It was polled after completion.
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
