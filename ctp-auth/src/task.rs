//! Work that goes on when nobody waits for it.

use futures_util::future::{AbortHandle, abortable};

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

/// Starts the work. On a server it needs a runtime of tokio around it, as the HTTP client does.
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
