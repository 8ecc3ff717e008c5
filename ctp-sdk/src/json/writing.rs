//! Writing objects.

use super::{Outcome, Sink, Write};

/// Members of an object that are not declared.
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
    /// The element of this number.
    fn get(&self, index: usize) -> Option<&dyn Write>;
}

impl<T: Write> Elements for &[T] {
    fn get(&self, index: usize) -> Option<&dyn Write> {
        <[T]>::get(self, index).map(|element| element as &dyn Write)
    }
}

/// Writes an object of known members.
///
/// # Errors
///
/// When the format cannot take it.
pub fn write_object(sink: &mut dyn Sink, members: &[(&'static str, &dyn Write)]) -> Outcome<()> {
    sink.object(None, members, None)
}

/// Writes an object of known members, and the member that tells its kind.
///
/// # Errors
///
/// When the format cannot take it.
pub fn write_object_of_kind(
    sink: &mut dyn Sink,
    property: &'static str,
    tag: &'static str,
    members: &[(&'static str, &dyn Write)],
) -> Outcome<()> {
    sink.object(Some((property, tag)), members, None)
}
