//! A place that a serde serializer writes to: the boundary to serde's generics.

use serde::ser::{self, Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use serde_json::Value;

use super::{Elements, Failed, Members, Outcome, Sink, Write};

/// The purpose of writing a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A request, which leaves out received-only members.
    Request,
    /// Anything else: a cache, a response of the caller, a test fixture.
    Keeping,
}

/// Writes a value with a serializer, for the `Serialize` of a model.
///
/// # Errors
///
/// When the format cannot represent it.
pub fn serialize<S: Serializer>(value: &dyn Write, serializer: S) -> Result<S::Ok, S::Error> {
    write_with(value, Purpose::Keeping, serializer)
}

/// The JSON text of a value.
///
/// # Errors
///
/// When there is a value that JSON cannot represent.
pub(crate) fn to_vec(value: &dyn Write, purpose: Purpose) -> Result<Vec<u8>, serde_json::Error> {
    let mut text = Vec::new();
    write_with(value, purpose, &mut serde_json::Serializer::new(&mut text))?;
    Ok(text)
}

fn write_with<S: Serializer>(
    value: &dyn Write,
    purpose: Purpose,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut sink = SerdeSink {
        serializer: Some(serializer),
        outcome: None,
        purpose,
    };
    // The outcome contains the reason of a failure.
    let _ = value.write(&mut sink);
    sink.outcome
        .unwrap_or_else(|| Err(ser::Error::custom("a value that writes nothing")))
}

struct SerdeSink<S: Serializer> {
    /// Taken when it is written to.
    serializer: Option<S>,
    outcome: Option<Result<S::Ok, S::Error>>,
    purpose: Purpose,
}

impl<S: Serializer> SerdeSink<S> {
    fn write(&mut self, write: impl FnOnce(S) -> Result<S::Ok, S::Error>) -> Outcome<()> {
        let serializer = self.serializer.take().ok_or(Failed)?;
        let outcome = write(serializer);
        let is_done = outcome.is_ok();
        self.outcome = Some(outcome);
        if is_done { Ok(()) } else { Err(Failed) }
    }
}

impl<S: Serializer> Sink for SerdeSink<S> {
    fn text(&mut self, text: &str) -> Outcome<()> {
        self.write(|serializer| serializer.serialize_str(text))
    }

    fn integer(&mut self, number: i64) -> Outcome<()> {
        self.write(|serializer| serializer.serialize_i64(number))
    }

    fn number(&mut self, number: f64) -> Outcome<()> {
        self.write(|serializer| serializer.serialize_f64(number))
    }

    fn boolean(&mut self, value: bool) -> Outcome<()> {
        self.write(|serializer| serializer.serialize_bool(value))
    }

    fn null(&mut self) -> Outcome<()> {
        self.write(|serializer| serializer.serialize_none())
    }

    fn value(&mut self, value: &Value) -> Outcome<()> {
        self.write(|serializer| value.serialize(serializer))
    }

    fn list(&mut self, elements: &dyn Elements) -> Outcome<()> {
        let purpose = self.purpose;
        self.write(|serializer| {
            let mut list = serializer.serialize_seq(None)?;
            for place in 0..elements.len() {
                let value = &Element { elements, place };
                list.serialize_element(&Part { value, purpose })?;
            }
            list.end()
        })
    }

    fn object(
        &mut self,
        tag: Option<(&'static str, &'static str)>,
        members: &[(&'static str, &dyn Write)],
        extra: Option<&dyn Members>,
    ) -> Outcome<()> {
        let purpose = self.purpose;
        self.write(|serializer| {
            let mut object = serializer.serialize_map(None)?;
            if let Some((property, tag)) = tag {
                object.serialize_entry(property, tag)?;
            }
            for (name, value) in members {
                let is_sent = purpose == Purpose::Keeping || !value.is_only_received();
                if is_sent && !value.is_absent() {
                    let value = *value;
                    object.serialize_entry(name, &Part { value, purpose })?;
                }
            }
            let mut error = None;
            if let Some(extra) = extra {
                // The error is kept here, because the visitor cannot return it.
                let _ = extra.for_each(&mut |name, value| {
                    object
                        .serialize_entry(name, &Part { value, purpose })
                        .map_err(|failed| {
                            error = Some(failed);
                            Failed
                        })
                });
            }
            match error {
                Some(error) => Err(error),
                None => object.end(),
            }
        })
    }
}

struct Part<'v> {
    value: &'v dyn Write,
    purpose: Purpose,
}

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write_with(self.value, self.purpose, serializer)
    }
}

/// An element of a list.
struct Element<'e> {
    elements: &'e dyn Elements,
    place: usize,
}

impl Write for Element<'_> {
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        self.elements.write(self.place, sink)
    }
}
