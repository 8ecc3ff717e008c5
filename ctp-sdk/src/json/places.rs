//! Places that values of any type are read into.
//!
//! The compiler generates the code that drops a model once for each codegen unit that drops one, and a unit contains about
//! one module. Therefore all code that drops models while they are read is in this module.

use std::any::type_name;

use super::{Outcome, Part, Read, Source};

/// A whole value, of any type.
pub(crate) trait Whole: Part {
    /// Removes what a failed attempt left.
    fn reset(&mut self);

    /// The name of its type, for errors.
    fn type_name(&self) -> &'static str;
}

/// The place of a value. Code that reads a whole value gets it as a trait object, so that it is compiled once.
pub(crate) struct Place<'v, T>(pub(crate) &'v mut T);

impl<T: Read> Part for Place<'_, T> {
    fn read(&mut self, source: &mut dyn Source) -> Outcome<()> {
        self.0.fill(source)
    }
}

impl<T: Read> Whole for Place<'_, T> {
    fn reset(&mut self) {
        discard(std::mem::replace(self.0, T::blank()));
    }

    fn type_name(&self) -> &'static str {
        type_name::<T>()
    }
}

/// The next element of a list.
pub(super) struct Element<'l, T>(pub(super) &'l mut Vec<T>);

impl<T: Read> Part for Element<'_, T> {
    fn read(&mut self, source: &mut dyn Source) -> Outcome<()> {
        let Self(list) = self;
        if list.len() == list.capacity() {
            list.reserve_exact(more::<T>(list.len()));
        }
        list.push(T::blank());
        let outcome = list
            .last_mut()
            .map_or(Ok(()), |element| element.fill(source));
        if outcome.is_err() {
            // The list may continue without an element that cannot be read.
            discard(list.pop());
        }
        outcome
    }
}

/// The capacity to add to a list of this length. Most lists are short: capacity for four large elements, the default of
/// `Vec`, is mostly unused, and costs more than growing once or twice.
fn more<T>(length: usize) -> usize {
    const BYTES: usize = 128;
    length.max((BYTES / size_of::<T>().max(1)).clamp(1, 4))
}

/// The content of an option that was `None`.
pub(super) struct Inside<'o, T>(pub(super) &'o mut Option<T>);

impl<T: Read> Part for Inside<'_, T> {
    fn read(&mut self, source: &mut dyn Source) -> Outcome<()> {
        put(self.0, Some(T::blank()));
        match self.0 {
            Some(value) => value.fill(source),
            None => Ok(()),
        }
    }
}

/// Assigns a value to a blank place.
///
/// A blank value has nothing to drop. The compiler does not know this and would compile its drop code.
pub(super) fn put<T>(place: &mut T, value: T) {
    std::mem::forget(std::mem::replace(place, value));
}

/// Drops a value that could not be read.
#[inline(never)]
pub(super) fn discard<T>(value: T) {
    drop(value);
}
