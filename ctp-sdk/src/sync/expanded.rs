//! What it means that a reference is not expanded.

use std::cell::Cell;

thread_local! {
    static ARE_ALL: Cell<bool> = const { Cell::new(false) };
}

/// Compares what was read with all references expanded that the draft names by keys: one that is not expanded refers to a
/// resource that is gone. It is a value of the thread, so that not every comparison has to be given it for a few of them.
pub(super) fn all<T>(compare: impl FnOnce() -> T) -> T {
    struct Reset;

    impl Drop for Reset {
        fn drop(&mut self) {
            ARE_ALL.set(false);
        }
    }

    ARE_ALL.set(true);
    let _reset = Reset;
    compare()
}

/// Whether a reference that is not expanded refers to a resource that is gone.
pub(super) fn are_all() -> bool {
    ARE_ALL.get()
}
