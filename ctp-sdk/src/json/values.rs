//! Models of the standard library's and this crate's own types.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde_json::Value;

use super::{Extra, Failed, Members, Outcome, Read, Sink, Source, Write};
use crate::{Date, DateTime, JsonObject, LocalDateTime, Localized, NoFields, Time};

/// A number that stands for exactly one whole number: beyond 2 to the power of 53, a float stands for several.
pub(crate) fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() != 0.0 || number.abs() >= EXACT {
        return None;
    }
    // Whole and small enough, so nothing is cut off.
    #[allow(clippy::cast_possible_truncation)]
    Some(number as i64)
}

/// The kind of a value, in serde's words.
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
    fn read(source: &mut dyn Source) -> Outcome<Self> {
        source.string()
    }
}

impl Write for String {
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        sink.text(self)
    }
}

impl Read for bool {
    fn read(source: &mut dyn Source) -> Outcome<Self> {
        source.boolean()
    }
}

impl Write for bool {
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        sink.boolean(*self)
    }
}

impl Read for f64 {
    fn read(source: &mut dyn Source) -> Outcome<Self> {
        source.number()
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
                fn read(source: &mut dyn Source) -> Outcome<Self> {
                    let number = source.integer()?;
                    Self::try_from(number).map_err(|_| {
                        source.fail(concat!("invalid value: integer, expected ", stringify!($of)).to_owned())
                    })
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
    fn read(source: &mut dyn Source) -> Outcome<Self> {
        source.optional(&mut |source| {
            Err(source.fail("invalid type: another value, expected null".to_owned()))
        })
    }

    fn absent() -> Option<Self> {
        Some(())
    }
}

impl Write for () {
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        sink.null()
    }
}

impl Read for Value {
    fn read(source: &mut dyn Source) -> Outcome<Self> {
        source.value()
    }

    fn has_null() -> bool {
        true
    }
}

impl Write for Value {
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        sink.value(self)
    }
}

impl Read for JsonObject {
    fn read(source: &mut dyn Source) -> Outcome<Self> {
        let mut members = Self::new();
        source
            .optional(&mut |source| source.map(&mut |name, source| members.read(name, source)))?;
        Ok(members)
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
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
        self.iter().try_for_each(|(name, value)| visit(name, value))
    }
}

impl Write for JsonObject {
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        sink.object(None, &[], Some(self))
    }
}

impl<T: Read> Read for BTreeMap<String, T> {
    fn read(source: &mut dyn Source) -> Outcome<Self> {
        let mut entries = Self::new();
        source
            .optional(&mut |source| source.map(&mut |name, source| entries.read(name, source)))?;
        Ok(entries)
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
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
        self.iter().try_for_each(|(name, value)| visit(name, value))
    }
}

impl<T: Write> Write for BTreeMap<String, T> {
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        sink.object(None, &[], Some(self))
    }
}

/// A locale whose value is `null` is left out.
impl<T: Read> Read for Localized<T> {
    fn read(source: &mut dyn Source) -> Outcome<Self> {
        let mut values = Self::new();
        source.optional(&mut |source| {
            source.map(&mut |locale, source| {
                source.optional(&mut |source| {
                    let value = T::read(source)?;
                    values.insert(std::mem::take(locale), value);
                    Ok(())
                })
            })
        })?;
        Ok(values)
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

impl<T: Write> Members for Localized<T> {
    fn for_each(&self, visit: &mut dyn FnMut(&str, &dyn Write) -> Outcome<()>) -> Outcome<()> {
        self.iter()
            .try_for_each(|(locale, value)| visit(locale, value))
    }
}

impl<T: Write> Write for Localized<T> {
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        sink.object(None, &[], Some(self))
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(source: &mut dyn Source) -> Outcome<Self> {
        let mut elements = Self::new();
        source.optional(&mut |source| {
            source.list(&mut |source| {
                let element = T::read(source)?;
                if elements.len() == elements.capacity() {
                    elements.reserve_exact(more::<T>(elements.len()));
                }
                elements.push(element);
                Ok(())
            })
        })?;
        Ok(elements)
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

/// For how many elements more to make room in a list of this length. Most lists are short: room for four large elements, as
/// `Vec` makes it, is mostly left empty, and costs more than to grow once or twice.
fn more<T>(length: usize) -> usize {
    const BYTES: usize = 128;
    length.max((BYTES / size_of::<T>().max(1)).clamp(1, 4))
}

impl<T: Write> Write for Vec<T> {
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        sink.list(&mut self.iter().map(|element| element as &dyn Write))
    }
}

impl<T: Read> Read for Option<T> {
    fn read(source: &mut dyn Source) -> Outcome<Self> {
        if T::keeps_null() {
            return T::read(source).map(Some);
        }
        let mut value = None;
        source.optional(&mut |source| {
            value = Some(T::read(source)?);
            Ok(())
        })?;
        Ok(value)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn has_null() -> bool {
        T::keeps_null()
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
    fn read(source: &mut dyn Source) -> Outcome<Self> {
        T::read(source).map(Self::new)
    }

    fn absent() -> Option<Self> {
        T::absent().map(Self::new)
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
    fn read(source: &mut dyn Source) -> Outcome<Self> {
        source.look(&mut |_, _| Ok(()))?;
        Ok(Self)
    }
}

macro_rules! texts {
    ($($of:ident)*) => {
        $(
            impl Read for $of {
                fn read(source: &mut dyn Source) -> Outcome<Self> {
                    parsed(source, Self::EXPECTED)
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

fn parsed<T: FromStr>(source: &mut dyn Source, expected: &'static str) -> Outcome<T> {
    let mut value = None;
    source.text(expected, &mut |text| {
        value = text.parse().ok();
        value.is_some()
    })?;
    value.ok_or(Failed)
}
