//! Spans and events with their fields, as a subscriber of all levels gets them.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Dispatch, Event, Metadata, Subscriber};
use tracing_core::span::Current;

/// A span or an event.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) target: &'static str,
    pub(crate) name: &'static str,
    pub(crate) fields: BTreeMap<&'static str, String>,
    is_closed: bool,
}

/// Keeps all spans and events of all levels that one thread has.
#[derive(Clone, Default)]
pub(crate) struct Spans {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    next: AtomicU64,
    spans: Mutex<BTreeMap<u64, (Told, &'static Metadata<'static>)>>,
    events: Mutex<Vec<Told>>,
    entered: Mutex<Vec<u64>>,
    handles: Mutex<BTreeMap<u64, usize>>,
}

impl Spans {
    /// Begins with what this thread traces, until the guard is dropped.
    pub(crate) fn begin() -> (Self, DefaultGuard) {
        // With one subscriber only, `tracing` keeps the answer of the thread that comes to a place first for all threads.
        static SECOND: OnceLock<Dispatch> = OnceLock::new();
        SECOND.get_or_init(|| Dispatch::new(Self::default()));
        let spans = Self::default();
        let guard = tracing::subscriber::set_default(spans.clone());
        (spans, guard)
    }

    /// The spans of requests, all of which have ended.
    #[track_caller]
    pub(crate) fn of_requests(&self) -> Vec<Told> {
        self.ended("http.client.request")
    }

    /// The spans of this name, all of which have ended.
    #[track_caller]
    pub(crate) fn ended(&self, name: &str) -> Vec<Told> {
        let spans = self.inner.spans.lock().unwrap();
        let ended: Vec<Told> = spans
            .values()
            .map(|(told, _)| told.clone())
            .filter(|told| told.name == name)
            .collect();
        assert!(ended.iter().all(|span| span.is_closed));
        ended
    }

    /// All that was told.
    pub(crate) fn text(&self) -> String {
        let spans = self.inner.spans.lock().unwrap();
        let spans: Vec<&Told> = spans.values().map(|(told, _)| told).collect();
        format!("{spans:?} {:?}", self.inner.events.lock().unwrap())
    }
}

impl Told {
    fn of(metadata: &'static Metadata<'static>) -> Self {
        Self {
            target: metadata.target(),
            name: metadata.name(),
            fields: BTreeMap::new(),
            is_closed: false,
        }
    }

    /// The value of a field.
    pub(crate) fn get(&self, field: &str) -> Option<&str> {
        self.fields.get(field).map(String::as_str)
    }
}

impl Visit for Told {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields.insert(field.name(), value.to_owned());
    }

    // All other kinds of values come here.
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.fields.insert(field.name(), format!("{value:?}"));
    }
}

impl Subscriber for Spans {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let id = self.inner.next.fetch_add(1, Ordering::SeqCst) + 1;
        let mut told = Told::of(span.metadata());
        span.record(&mut told);
        let mut spans = self.inner.spans.lock().unwrap();
        spans.insert(id, (told, span.metadata()));
        self.inner.handles.lock().unwrap().insert(id, 1);
        Id::from_u64(id)
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        let mut spans = self.inner.spans.lock().unwrap();
        values.record(&mut spans.get_mut(&id.into_u64()).unwrap().0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut told = Told::of(event.metadata());
        event.record(&mut told);
        self.inner.events.lock().unwrap().push(told);
    }

    fn enter(&self, id: &Id) {
        self.inner.entered.lock().unwrap().push(id.into_u64());
    }

    fn exit(&self, id: &Id) {
        let left = self.inner.entered.lock().unwrap().pop();
        assert_eq!(left, Some(id.into_u64()));
    }

    fn clone_span(&self, id: &Id) -> Id {
        let mut handles = self.inner.handles.lock().unwrap();
        *handles.get_mut(&id.into_u64()).unwrap() += 1;
        id.clone()
    }

    fn try_close(&self, id: Id) -> bool {
        let mut handles = self.inner.handles.lock().unwrap();
        let left = handles.get_mut(&id.into_u64()).unwrap();
        *left -= 1;
        if *left == 0 {
            let mut spans = self.inner.spans.lock().unwrap();
            spans.get_mut(&id.into_u64()).unwrap().0.is_closed = true;
        }
        *left == 0
    }

    fn current_span(&self) -> Current {
        let entered = self.inner.entered.lock().unwrap();
        let Some(id) = entered.last() else {
            return Current::none();
        };
        let metadata = self.inner.spans.lock().unwrap()[id].1;
        Current::new(Id::from_u64(*id), metadata)
    }
}
