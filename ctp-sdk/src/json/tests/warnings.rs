//! What is logged as a warning.

use std::fmt::Debug;
use std::sync::{Arc, Mutex, OnceLock};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Dispatch, Event, Level, Metadata, Subscriber};

/// Keeps the messages of all warnings of the SDK.
#[derive(Clone, Default)]
pub(super) struct Warnings {
    messages: Arc<Mutex<Vec<String>>>,
}

impl Warnings {
    /// What this thread logs while something is done.
    pub(super) fn during<T>(run: impl FnOnce() -> T) -> (Vec<String>, T) {
        // With one subscriber only, `tracing` asks the thread that comes to an event first whether anybody listens, and
        // keeps its answer for all threads. With a second one it asks the subscribers.
        static SECOND: OnceLock<Dispatch> = OnceLock::new();
        SECOND.get_or_init(|| Dispatch::new(Self::default()));
        let warnings = Self::default();
        let outcome = tracing::subscriber::with_default(warnings.clone(), run);
        let messages = warnings.messages.lock().unwrap().clone();
        (messages, outcome)
    }
}

impl Subscriber for Warnings {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() == Level::WARN && metadata.target() == "ctp_sdk"
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Message(&self.messages));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Message<'w>(&'w Mutex<Vec<String>>);

impl Visit for Message<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            self.0.lock().unwrap().push(format!("{value:?}"));
        }
    }
}

#[test]
fn warnings_are_kept_and_nothing_else_is() {
    let (warnings, ()) = Warnings::during(|| {
        tracing::warn!(target: "ctp_sdk", "a {}", "b");
        tracing::info!(target: "ctp_sdk", "an info");
        tracing::warn!(target: "another", "of another crate");
    });
    tracing::warn!(target: "ctp_sdk", "too late");
    assert_eq!(warnings, ["a b"]);
}
