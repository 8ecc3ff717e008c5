//! Everything that is traced.

use std::error::Error;
use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex, OnceLock};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Dispatch, Event, Metadata, Subscriber};

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
        SECOND.get_or_init(|| Dispatch::new(Self::default()));
        let traces = Self::default();
        let guard = tracing::subscriber::set_default(traces.clone());
        (traces, guard)
    }

    pub(in crate::auth) fn text(&self) -> String {
        self.text.lock().unwrap().clone()
    }

    fn write(&self, metadata: &Metadata<'_>, record: impl FnOnce(&mut Fields)) {
        let mut fields = Fields::default();
        record(&mut fields);
        let (level, target, name) = (metadata.level(), metadata.target(), metadata.name());
        let mut text = self.text.lock().unwrap();
        writeln!(text, "{level} {target} {name}{}", fields.text).unwrap();
    }
}

impl Subscriber for Traces {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.write(span.metadata(), |fields| span.record(fields));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut fields = Fields::default();
        values.record(&mut fields);
        self.text.lock().unwrap().push_str(&fields.text);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.write(event.metadata(), |fields| event.record(fields));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[derive(Default)]
struct Fields {
    text: String,
}

impl Visit for Fields {
    // All other kinds of values come here as well.
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.text, " {field}={value:?}").unwrap();
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        write!(self.text, " {field}={value} {value:?}").unwrap();
        if let Some(source) = value.source() {
            self.record_error(field, source);
        }
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
