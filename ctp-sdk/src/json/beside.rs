//! An object whose members stand beside those of the object that holds it, such as the message in its delivery.

use serde_json::Value;

use super::value_source::ValueSource;
use super::{Failed, Members, Outcome, Read, Source, TaggedUnion, Write};

/// Reads an object, and the one whose members stand beside its own, which is there where its tag is.
///
/// # Errors
///
/// When one of the two cannot be read.
pub fn read_beside<T, B: TaggedUnion + Read>(
    source: &mut dyn Source,
    read: fn(&mut dyn Source) -> Outcome<T>,
    put: fn(&mut T, B),
) -> Outcome<T> {
    let mut whole = None;
    // What told the kind of object is not a member of the copy any more, so it is read as a whole twice.
    source.look(&mut |value, state| {
        let mut object = read(&mut ValueSource::new(value, state))?;
        let is_there = value.get(B::PROPERTY).is_some_and(Value::is_string);
        if is_there {
            put(&mut object, B::read(&mut ValueSource::new(value, state))?);
        }
        whole = Some(object);
        Ok(())
    })?;
    whole.ok_or(Failed)
}

/// The members of an object that stand beside those of another one.
pub struct WriteBeside<'w> {
    /// The object.
    pub object: Option<&'w dyn Write>,
    /// The members that the other one has itself.
    pub own: &'static [&'static str],
}

impl Members for WriteBeside<'_> {
    fn for_each(&self, visit: &mut dyn FnMut(&str, &dyn Write) -> Outcome<()>) -> Outcome<()> {
        let Some(object) = self.object else {
            return Ok(());
        };
        let written = super::serialize(object, serde_json::value::Serializer);
        let Ok(Value::Object(members)) = written else {
            return Err(Failed);
        };
        members
            .iter()
            .filter(|(name, _)| !self.own.contains(&name.as_str()))
            .try_for_each(|(name, value)| visit(name, value))
    }
}
