//! Reads models from JSON and writes them.
//!
//! The code of serde's derives is compiled again for each format, in the crate of the caller. Models implement the two
//! traits [`Read`] and [`Write`] instead. They have no generics and work on trait objects, so a model is compiled once, in
//! this crate. A few adapters ([`serde_source`], [`serde_sink`]) connect them to serde's generics; the `Deserialize` and
//! `Serialize` implementations of all models use these adapters.
//!
//! A value is read in place: a model starts as [`Read::blank`], which costs no allocation, and its members are filled where
//! they are ([`Fields::fill`]). So a member is moved at most once, a struct needs no second place for its members, and the
//! code of a model is a list of its members.
//!
//! Reading does not fail if absence is harmless: see [`Read::fill`]. If a part may be unreadable without an error of the
//! whole (a member of a union, an expanded reference), the whole is read twice: first without copies, and only if that
//! fails with a copy of each such part ([`Rules::is_tolerant`]).

mod absent;
mod beside;
mod failures;
mod macros;
mod members;
mod nothing;
mod object;
mod places;
mod reading;
mod serde_sink;
mod serde_source;
mod state;
mod union;
mod value_source;
mod values;
mod writing;
mod zero;

pub(crate) use ctp_auth::MissingFields;
use serde_json::Value;

pub use beside::{fill_beside, write_beside};
pub(crate) use failures::Unread;
pub(crate) use failures::read_or_keep;
pub(crate) use nothing::nothing;
pub use object::{
    Extra, Fields, Filled, MemberNames, Object, fill_object, fill_object_of_kind, fill_unless_null,
    no_field,
};
pub(crate) use places::{Place, Whole};
pub(crate) use reading::{UnreadElements, fill_from_slice, from_slice, from_value};
pub use reading::{deserialize, fill_by_text, from_json, from_object};
pub use serde_sink::serialize;
pub(crate) use serde_sink::{Purpose, to_vec};
pub(crate) use state::{Rules, State};
pub use union::{
    FillKind, KeyedUnion, TaggedUnion, Untagged, fill_keyed, fill_tagged, make_kind, no_kind,
};
pub(crate) use values::whole;
pub(crate) use writing::Elements;
pub use writing::{Members, write_object, write_object_of_kind};

/// Reading or writing failed. The [`Source`] or the [`Sink`] knows the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failed;

/// The result of reading or writing a part.
pub type Outcome<T> = Result<T, Failed>;

/// A type that can be read from JSON.
pub trait Read: Sized {
    /// The value before it is read: empty, zero, or unknown. It is visible only where absence has a meaning.
    fn blank() -> Self;

    /// Reads the value into a blank one.
    ///
    /// A missing member is read from a special source. From it, and from `null`, a list and a map stay empty, an enum and a
    /// union unknown. Numbers, strings and timestamps fail.
    ///
    /// # Errors
    ///
    /// When the value does not fit. The partially read value must not be used.
    fn fill(&mut self, source: &mut dyn Source) -> Outcome<()>;

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// The same errors as [`fill`](Self::fill).
    fn read(source: &mut dyn Source) -> Outcome<Self> {
        let mut value = Self::blank();
        value.fill(source)?;
        Ok(value)
    }

    /// Whether `null` has another meaning than a missing optional member.
    fn keeps_null() -> bool {
        false
    }
}

/// A callback for a part of a value, such as an element of a list.
///
/// A separate trait, because a closure as `dyn FnMut` also has a method `call_once`, which is never called and would be
/// compiled for each model.
pub trait Part {
    /// Reads the part.
    ///
    /// # Errors
    ///
    /// When it does not fit.
    fn read(&mut self, source: &mut dyn Source) -> Outcome<()>;
}

impl<F: FnMut(&mut dyn Source) -> Outcome<()>> Part for F {
    fn read(&mut self, source: &mut dyn Source) -> Outcome<()> {
        self(source)
    }
}

/// A callback that looks at a string. A separate trait for the same reason as [`Part`].
pub trait Take {
    /// Whether the string fits.
    fn take(&mut self, text: &str) -> bool;
}

impl<F: FnMut(&str) -> bool> Take for F {
    fn take(&mut self, text: &str) -> bool {
        self(text)
    }
}

/// A type that can be written as JSON.
pub trait Write {
    /// Writes the value.
    ///
    /// # Errors
    ///
    /// When the format cannot represent it.
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()>;

    /// Whether a member with this value is left out.
    fn is_absent(&self) -> bool {
        false
    }

    /// Whether the value is only received: a request leaves it out.
    fn is_only_received(&self) -> bool {
        false
    }
}

/// A value to read. It is read once, with one of the methods.
pub trait Source {
    /// An owned string.
    fn string(&mut self) -> Outcome<String>;

    /// A string without a copy. `take` returns whether it fits.
    fn text(&mut self, expected: &'static str, take: &mut dyn Take) -> Outcome<()>;

    /// A whole number, which may be written as `5.0` or `5e3`.
    fn integer(&mut self) -> Outcome<i64>;

    /// A number.
    fn number(&mut self) -> Outcome<f64>;

    /// `true` or `false`.
    fn boolean(&mut self) -> Outcome<bool>;

    /// Any value, copied.
    fn value(&mut self) -> Outcome<Value>;

    /// A value that may be `null`; `read` is called if it is not.
    fn optional(&mut self, read: &mut dyn Part) -> Outcome<()>;

    /// A list; `element` is called for each element.
    fn list(&mut self, element: &mut dyn Part) -> Outcome<()>;

    /// A map; `read` is called for each entry with its name, which it may take after the entry was read.
    fn map(
        &mut self,
        read: &mut dyn FnMut(&mut String, &mut dyn Source) -> Outcome<()>,
    ) -> Outcome<()>;

    /// An object with known members.
    fn object(&mut self, object: Object<'_>) -> Outcome<()>;

    /// An object of one of several kinds, which are distinguished by the string in the member `property`. `read` gets the
    /// index of that string among `tags`, and the object without this member.
    fn tagged(
        &mut self,
        property: &'static str,
        tags: &[&'static str],
        read: &mut dyn FnMut(Tag, &mut dyn Source) -> Outcome<()>,
    ) -> Outcome<()>;

    /// Access to the whole value, copied if necessary. This counts as reading it.
    fn look(&mut self, read: &mut dyn FnMut(&Value, &mut State) -> Outcome<()>) -> Outcome<()>;

    /// The state that all sources of this reading share.
    fn state(&mut self) -> &mut State;

    /// Whether there is no value, because the member is missing.
    fn is_absent(&self) -> bool {
        false
    }

    /// The rules of this reading.
    fn rules(&mut self) -> Rules {
        self.state().rules
    }

    /// Reads a missing required field as zero, if that is tolerated.
    fn missing(&mut self, name: &'static str, fill: &mut dyn Part) -> Outcome<()> {
        zero::missing(name, self.state(), fill)
    }

    /// Stores an element of a list that could not be read, beside the value.
    fn put_aside(&mut self, index: usize, unread: Unread) {
        self.state().elements.push((index, unread));
    }

    /// Reports why a value does not fit. The message does not quote it.
    fn fail(&mut self, message: String) -> Failed {
        self.state().fail(message)
    }
}

/// The discriminator of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tag {
    /// The kind with this index.
    Known(usize),
    /// An unknown kind.
    Unknown(String),
    /// The member is missing or `null`.
    Missing,
}

/// A place to write a value to. It is written once, with one of the methods.
pub trait Sink {
    /// A text.
    fn text(&mut self, text: &str) -> Outcome<()>;

    /// A whole number.
    fn integer(&mut self, number: i64) -> Outcome<()>;

    /// A number.
    fn number(&mut self, number: f64) -> Outcome<()>;

    /// `true` or `false`.
    fn boolean(&mut self, value: bool) -> Outcome<()>;

    /// `null`.
    fn null(&mut self) -> Outcome<()>;

    /// Any value.
    fn value(&mut self, value: &Value) -> Outcome<()>;

    /// A list.
    fn list(&mut self, elements: &dyn Elements) -> Outcome<()>;

    /// An object: the tag, if there is one, the present members, and undeclared members.
    fn object(
        &mut self,
        tag: Option<(&'static str, &'static str)>,
        members: &[(&'static str, &dyn Write)],
        extra: Option<&dyn Members>,
    ) -> Outcome<()>;
}

#[cfg(test)]
mod tests;
