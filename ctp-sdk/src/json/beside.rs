//! An object whose members stand beside those of the object that holds it, such as the message in its delivery.

use serde_json::Value;

use super::value_source::ValueSource;
use super::{Failed, Outcome, Read, Sink, Source, TaggedUnion, Write};

/// Reads an object, and the one whose members stand beside its own, which is there where its tag is.
///
/// # Errors
///
/// When one of the two cannot be read.
pub fn fill_beside<T, B: TaggedUnion + Read>(
    object: &mut T,
    source: &mut dyn Source,
    fill: fn(&mut T, &mut dyn Source) -> Outcome<()>,
    beside: fn(&mut T) -> &mut Option<B>,
) -> Outcome<()> {
    // What told the kind of object is not a member of the copy any more, so it is read as a whole twice.
    source.look(&mut |value, state| {
        fill(object, &mut ValueSource::new(value, state))?;
        let is_there = value.get(B::PROPERTY).is_some_and(Value::is_string);
        if is_there {
            *beside(object) = Some(B::read(&mut ValueSource::new(value, state))?);
        }
        Ok(())
    })
}

/// Writes an object, and another one whose members stand beside its own.
///
/// A member that both have is written as the other one has it, which may be a copy of all that was read.
///
/// # Errors
///
/// When the format cannot take it.
pub fn write_beside(
    sink: &mut dyn Sink,
    tag: Option<(&'static str, &'static str)>,
    members: &[(&'static str, &dyn Write)],
    beside: Option<&dyn Write>,
) -> Outcome<()> {
    let Some(beside) = beside else {
        return sink.object(tag, members, None);
    };
    let written = super::serialize(beside, serde_json::value::Serializer);
    let Ok(Value::Object(mut beside)) = written else {
        return Err(Failed);
    };
    if let Some((property, _)) = tag {
        beside.remove(property);
    }
    let own: Vec<_> = members
        .iter()
        .filter(|(name, _)| !beside.contains_key(*name))
        .copied()
        .collect();
    sink.object(tag, &own, Some(&beside))
}
