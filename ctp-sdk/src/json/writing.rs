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
