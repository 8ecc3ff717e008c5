//! Places that values of any type are read into.
//!
//! The compiler makes the code that drops a model once for each part of the crate that drops one, and a part is about what
//! stands in a module. So what drops models while they are read stands in this one.

use std::any::type_name;

use super::{Outcome, Part, Read, Source};

/// A whole value, of any type.
pub(crate) trait Whole: Part {
    /// Forgets what an attempt left that failed.
    fn reset(&mut self);

    /// The name of its type, for errors.
    fn type_name(&self) -> &'static str;
}

/// The place of a value. What reads a whole value gets it as a trait object, so that it is compiled once.
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
            // The list may go on without an element that cannot be read.
            discard(list.pop());
        }
        outcome
    }
}

/// For how many elements more to make room in a list of this length. Most lists are short: room for four large elements, as
/// `Vec` makes it, is mostly left empty, and costs more than to grow once or twice.
fn more<T>(length: usize) -> usize {
    const BYTES: usize = 128;
    length.max((BYTES / size_of::<T>().max(1)).clamp(1, 4))
}

/// What is inside an option that was empty until now.
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

/// Puts a value in a place that is blank.
///
/// There is nothing to drop in a blank value. The compiler does not know that: it would compile how it is dropped.
pub(super) fn put<T>(place: &mut T, value: T) {
    std::mem::forget(std::mem::replace(place, value));
}

/// Drops what could not be read.
#[inline(never)]
pub(super) fn discard<T>(value: T) {
    drop(value);
}
