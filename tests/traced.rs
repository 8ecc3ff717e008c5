//! A subscriber of all that is traced.

use std::error::Error;
use std::fmt::{Debug, Write};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Hands on a text for each span and event of all levels, with all of their fields, and for each late field of a span.
pub(crate) struct Traced<T>(pub(crate) T);

impl<T: Fn(&str)> Traced<T> {
    fn told(&self, metadata: &Metadata<'_>, record: impl FnOnce(&mut Fields)) {
        let mut fields = Fields::default();
        record(&mut fields);
        let (level, target, name) = (metadata.level(), metadata.target(), metadata.name());
        (self.0)(&format!("{level} {target} {name}{}", fields.text));
    }
}

impl<T: Fn(&str) + 'static> Subscriber for Traced<T> {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.told(span.metadata(), |fields| span.record(fields));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut fields = Fields::default();
        values.record(&mut fields);
        (self.0)(&fields.text);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.told(event.metadata(), |fields| event.record(fields));
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
        // Writing to a text does not fail.
        let _ = write!(self.text, " {field}={value:?}");
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        let _ = write!(self.text, " {field}={value} {value:?}");
        if let Some(source) = value.source() {
            self.record_error(field, source);
        }
    }
}
