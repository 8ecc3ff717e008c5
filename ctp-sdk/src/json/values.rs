//! Read and write implementations for types of the standard library and of this crate.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde_json::Value;

use super::places::{Element, Inside};
use super::{Extra, Members, Outcome, Part, Read, Sink, Source, Write};
use crate::{Date, DateTime, JsonObject, LocalDateTime, Localized, NoFields, Time};

/// The whole number of this float, if it represents exactly one: beyond 2 to the power of 53, a float represents several.
pub(crate) fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() != 0.0 || number.abs() >= EXACT {
        return None;
    }
    // Whole and small enough, so nothing is truncated.
    #[allow(clippy::cast_possible_truncation)]
    Some(number as i64)
}

/// The kind of a value, in the terms of serde.
pub(super) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "floating point",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "sequence",
        Value::Object(_) => "map",
    }
}

impl Read for String {
    fn blank() -> Self {
        Self::new()
    }

    fn fill(&mut self, source: &mut dyn Source) -> Outcome<()> {
        *self = source.string()?;
        Ok(())
    }
}

impl Write for String {
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        sink.text(self)
    }
}

impl Read for bool {
    fn blank() -> Self {
        false
    }

    fn fill(&mut self, source: &mut dyn Source) -> Outcome<()> {
        *self = source.boolean()?;
        Ok(())
    }
}

impl Write for bool {
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        sink.boolean(*self)
    }
}

impl Read for f64 {
    fn blank() -> Self {
        0.0
    }

    fn fill(&mut self, source: &mut dyn Source) -> Outcome<()> {
        *self = source.number()?;
        Ok(())
    }
}

impl Write for f64 {
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        sink.number(*self)
    }
}

macro_rules! integers {
    ($($of:ident)*) => {
        $(
            impl Read for $of {
                fn blank() -> Self {
                    0
                }

                fn fill(&mut self, source: &mut dyn Source) -> Outcome<()> {
                    let number = source.integer()?;
                    *self = Self::try_from(number).map_err(|_| {
                        source.fail(concat!("invalid value: integer, expected ", stringify!($of)).to_owned())
                    })?;
                    Ok(())
                }
            }

            impl Write for $of {
                fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
                    sink.integer((*self).into())
                }
            }
        )*
    };
}

integers!(i8 i16 i32 i64);

/// `null` and nothing else.
impl Read for () {
    fn blank() -> Self {}

    fn fill(&mut self, source: &mut dyn Source) -> Outcome<()> {
        source.optional(&mut |source: &mut dyn Source| {
            Err(source.fail("invalid type: another value, expected null".to_owned()))
        })
    }
}

impl Write for () {
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        sink.null()
    }
}

impl Read for Value {
    fn blank() -> Self {
        Self::Null
    }

    fn fill(&mut self, source: &mut dyn Source) -> Outcome<()> {
        *self = source.value()?;
        Ok(())
    }
}

impl Write for Value {
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        sink.value(self)
    }
}

impl Read for JsonObject {
    fn blank() -> Self {
        Self::new()
    }

    fn fill(&mut self, source: &mut dyn Source) -> Outcome<()> {
        map_unless_null(source, self)
    }
}

impl Extra for JsonObject {
    fn read(&mut self, name: &mut String, source: &mut dyn Source) -> Outcome<()> {
        let value = source.value()?;
        self.insert(std::mem::take(name), value);
        Ok(())
    }
}

impl Members for JsonObject {
    fn for_each(&self, visit: &mut dyn FnMut(&str, &dyn Write) -> Outcome<()>) -> Outcome<()> {
        self.iter()
            .try_for_each(|(name, value)| visit(name, &value))
    }
}

impl Write for JsonObject {
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        sink.object(None, &[], Some(self))
    }
}

impl<T: Read> Read for BTreeMap<String, T> {
    fn blank() -> Self {
        Self::new()
    }

    fn fill(&mut self, source: &mut dyn Source) -> Outcome<()> {
        map_unless_null(source, self)
    }
}

/// A map, which is empty for `null`.
fn map_unless_null(source: &mut dyn Source, entries: &mut dyn Extra) -> Outcome<()> {
    source.optional(&mut |source: &mut dyn Source| {
        source.map(&mut |name, source| entries.read(name, source))
    })
}

impl<T: Read> Extra for BTreeMap<String, T> {
    fn read(&mut self, name: &mut String, source: &mut dyn Source) -> Outcome<()> {
        let value = T::read(source)?;
        self.insert(std::mem::take(name), value);
        Ok(())
    }
}

impl<T: Write> Members for BTreeMap<String, T> {
    fn for_each(&self, visit: &mut dyn FnMut(&str, &dyn Write) -> Outcome<()>) -> Outcome<()> {
        self.iter()
            .try_for_each(|(name, value)| visit(name, &value))
    }
}

impl<T: Write> Write for BTreeMap<String, T> {
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        sink.object(None, &[], Some(self))
    }
}

/// A locale whose value is `null` is left out.
impl<T: Read> Read for Localized<T> {
    fn blank() -> Self {
        Self::new()
    }

    fn fill(&mut self, source: &mut dyn Source) -> Outcome<()> {
        source.optional(&mut |source: &mut dyn Source| {
            source.map(&mut |locale, source| {
                source.optional(&mut |source: &mut dyn Source| {
                    let value = T::read(source)?;
                    self.insert(std::mem::take(locale), value);
                    Ok(())
                })
            })
        })
    }
}

impl<T: Write> Members for Localized<T> {
    fn for_each(&self, visit: &mut dyn FnMut(&str, &dyn Write) -> Outcome<()>) -> Outcome<()> {
        self.iter()
            .try_for_each(|(locale, value)| visit(locale, &value))
    }
}

impl<T: Write> Write for Localized<T> {
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        sink.object(None, &[], Some(self))
    }
}

impl<T: Read> Read for Vec<T> {
    fn blank() -> Self {
        Self::new()
    }

    fn fill(&mut self, source: &mut dyn Source) -> Outcome<()> {
        list_unless_null(source, &mut Element(self))
    }
}

/// A list, which is empty for `null`.
fn list_unless_null(source: &mut dyn Source, element: &mut dyn Part) -> Outcome<()> {
    source.optional(&mut |source: &mut dyn Source| source.list(element))
}

impl<T: Write> Write for Vec<T> {
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        sink.list(&self.as_slice())
    }
}

impl<T: Read> Read for Option<T> {
    fn blank() -> Self {
        None
    }

    fn fill(&mut self, source: &mut dyn Source) -> Outcome<()> {
        if T::keeps_null() {
            if source.is_absent() {
                // When asked for any value, it knows that `null` is one.
                let _ = source.value();
                return Ok(());
            }
            return Inside(self).read(source);
        }
        source.optional(&mut Inside(self))
    }
}

/// A trait object holds a reference to a member: one of the member itself would include its drop code.
impl<T: Write> Write for &T {
    #[inline]
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        T::write(self, sink)
    }

    #[inline]
    fn is_absent(&self) -> bool {
        T::is_absent(self)
    }

    #[inline]
    fn is_only_received(&self) -> bool {
        T::is_only_received(self)
    }
}

impl<T: Write> Write for Option<T> {
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        match self {
            Some(value) => value.write(sink),
            None => sink.null(),
        }
    }

    fn is_absent(&self) -> bool {
        self.as_ref().is_none_or(T::is_absent)
    }

    fn is_only_received(&self) -> bool {
        self.as_ref().is_some_and(T::is_only_received)
    }
}

impl<T: Read> Read for Box<T> {
    fn blank() -> Self {
        Self::new(T::blank())
    }

    fn fill(&mut self, source: &mut dyn Source) -> Outcome<()> {
        (**self).fill(source)
    }
}

impl<T: Write> Write for Box<T> {
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        (**self).write(sink)
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }

    fn is_only_received(&self) -> bool {
        (**self).is_only_received()
    }
}

impl Read for NoFields {
    fn blank() -> Self {
        Self
    }

    fn fill(&mut self, source: &mut dyn Source) -> Outcome<()> {
        source.look(&mut |_, _| Ok(()))
    }
}

macro_rules! texts {
    ($($of:ident)*) => {
        $(
            impl Read for $of {
                fn blank() -> Self {
                    Self::EPOCH
                }

                fn fill(&mut self, source: &mut dyn Source) -> Outcome<()> {
                    fill_parsed(self, source, Self::EXPECTED)
                }
            }

            impl Write for $of {
                fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
                    sink.text(&self.to_string())
                }
            }
        )*
    };
}

texts!(Date DateTime LocalDateTime Time);

fn fill_parsed<T: FromStr>(
    value: &mut T,
    source: &mut dyn Source,
    expected: &'static str,
) -> Outcome<()> {
    source.text(expected, &mut |text: &str| match text.parse() {
        Ok(parsed) => {
            *value = parsed;
            true
        }
        Err(_) => false,
    })
}
