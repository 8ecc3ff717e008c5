//! Everything that is traced.

use std::sync::{Arc, Mutex, OnceLock};

use tracing::Dispatch;
use tracing::subscriber::DefaultGuard;

use crate::traced::Traced;

/// Keeps the text of all spans and events of all levels, with all of their fields.
#[derive(Clone, Default)]
pub(in crate::auth) struct Traces {
    text: Arc<Mutex<String>>,
}

impl Traces {
    /// Begins with what this thread traces, until the guard is dropped.
    pub(in crate::auth) fn begin() -> (Self, DefaultGuard) {
        // With one subscriber only, `tracing` asks the thread that comes to an event first whether anybody listens, and
        // keeps its answer for all threads. With a second one it asks the subscribers.
        static SECOND: OnceLock<Dispatch> = OnceLock::new();
        SECOND.get_or_init(|| Dispatch::new(Traced(|_: &str| {})));
        let traces = Self::default();
        let text = Arc::clone(&traces.text);
        let guard = tracing::subscriber::set_default(Traced(move |told: &str| {
            let mut text = text.lock().unwrap();
            text.push_str(told);
            text.push('\n');
        }));
        (traces, guard)
    }

    pub(in crate::auth) fn text(&self) -> String {
        self.text.lock().unwrap().clone()
    }
}

#[test]
fn events_and_spans_are_kept_with_their_fields() {
    let (traces, guard) = Traces::begin();
    tracing::trace!(number = 1, text = "two", shown = %3, "an event");
    let _span =
        tracing::info_span!("a span", late = tracing::field::Empty, early = 4).record("late", 5);
    drop(guard);
    tracing::error!("not kept");
    let text = traces.text();
    for part in [
        "number=1",
        "text=\"two\"",
        "shown=3",
        "an event",
        "a span",
        "early=4",
        "late=5",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("not kept"));
}
