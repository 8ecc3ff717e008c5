//! Writing objects.

use super::{Outcome, Sink, Write};

/// Undeclared members of an object.
pub trait Members {
    /// Calls `visit` with each of them.
    ///
    /// # Errors
    ///
    /// When `visit` fails.
    fn for_each(&self, visit: &mut dyn FnMut(&str, &dyn Write) -> Outcome<()>) -> Outcome<()>;
}

/// The elements of a list.
pub trait Elements {
    /// The number of elements.
    fn len(&self) -> usize;

    /// Writes the element with this index; `null` if there is none.
    ///
    /// # Errors
    ///
    /// When the format cannot represent it.
    fn write(&self, place: usize, sink: &mut dyn Sink) -> Outcome<()>;
}

impl<T: Write> Elements for &[T] {
    fn len(&self) -> usize {
        <[T]>::len(self)
    }

    fn write(&self, place: usize, sink: &mut dyn Sink) -> Outcome<()> {
        match self.get(place) {
            Some(element) => element.write(sink),
            None => sink.null(),
        }
    }
}

/// Writes an object with known members.
///
/// # Errors
///
/// When the format cannot represent it.
pub fn write_object(sink: &mut dyn Sink, members: &[(&'static str, &dyn Write)]) -> Outcome<()> {
    sink.object(None, members, None)
}

/// Writes an object with known members and the member that identifies its kind.
///
/// # Errors
///
/// When the format cannot represent it.
pub fn write_object_of_kind(
    sink: &mut dyn Sink,
    property: &'static str,
    tag: &'static str,
    members: &[(&'static str, &dyn Write)],
) -> Outcome<()> {
    sink.object(Some((property, tag)), members, None)
}
