//! An object whose members are in the object that contains it, such as the message in its delivery.

use serde_json::Value;

use super::value_source::ValueSource;
use super::{Failed, Outcome, Read, Sink, Source, TaggedUnion, Write};

/// Reads an object, and an inner object whose members are beside its own, which exists if its tag does.
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
    // The member that identified the kind is not in the copy any more, so the whole is read twice.
    source.look(&mut |value, state| {
        fill(object, &mut ValueSource::new(value, state))?;
        let is_there = value.get(B::PROPERTY).is_some_and(Value::is_string);
        if is_there {
            *beside(object) = Some(B::read(&mut ValueSource::new(value, state))?);
        }
        Ok(())
    })
}

/// Writes an object, and another one whose members are beside its own.
///
/// A member of both is written from the other one, which may be a copy of everything that was read.
///
/// # Errors
///
/// When the format cannot represent it.
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
