//! How models are read from JSON and written to it.
//!
//! The derives of serde make code that is compiled again for each format, in the crate of the caller. A model implements
//! the two traits here instead, [`Read`] and [`Write`]. They have no generics and work on trait objects, so a model is
//! compiled once, in this crate. Serde's generics end at a few adapters ([`serde_source`], [`serde_sink`]), on which the
//! `Deserialize` and `Serialize` of every model stand.
//!
//! A value is read in place: a model begins as [`Read::blank`], which costs no allocation, and its members are filled where
//! they stand ([`Fields::fill`]). So a member is moved at most once on its way from the text, a struct needs no place for its
//! members besides itself, and the code of a model is a list of its members.
//!
//! Reading never fails where absence is harmless: see [`Read::fill`]. Where a part may be unreadable without the whole
//! being so (a member of a union, an expanded reference), the whole is read twice: first without copies, and only if that
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

/// The reading or the writing failed. Why is known to the [`Source`] or the [`Sink`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failed;

/// What comes of reading or writing a part.
pub type Outcome<T> = Result<T, Failed>;

/// A type that can be read from JSON.
pub trait Read: Sized {
    /// The value before it is read: empty, zero, or unknown. It is seen where its absence has a meaning, and nowhere else.
    fn blank() -> Self;

    /// Reads the value into a blank one.
    ///
    /// A member that is missing is read from a source of its own. By that, and by `null`, a list and a map stay
    /// empty, an enum and a union unknown. Numbers, texts and moments are never made up: they fail.
    ///
    /// # Errors
    ///
    /// When the value does not fit. What was read until then is of no use.
    fn fill(&mut self, source: &mut dyn Source) -> Outcome<()>;

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// As of [`fill`](Self::fill).
    fn read(source: &mut dyn Source) -> Outcome<Self> {
        let mut value = Self::blank();
        value.fill(source)?;
        Ok(value)
    }

    /// Whether `null` says something else than that an optional member is missing.
    fn keeps_null() -> bool {
        false
    }
}

/// What is done with a part of a value, such as an element of a list.
///
/// A trait of its own, because what the compiler makes of a closure as `dyn FnMut` has a method `call_once` besides, which
/// is never called and is compiled for each model.
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

/// What looks at a text. A trait of its own for the reason of [`Part`].
pub trait Take {
    /// Whether the text fits.
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
    /// When the format cannot take it.
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

/// A value that is about to be read. It is read once, by one of the methods.
pub trait Source {
    /// A text of its own.
    fn string(&mut self) -> Outcome<String>;

    /// A text that is looked at, without a copy. `take` says whether it fits.
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

    /// A map; `read` is called for each entry, with its name, which it may take once the entry is read.
    fn map(
        &mut self,
        read: &mut dyn FnMut(&mut String, &mut dyn Source) -> Outcome<()>,
    ) -> Outcome<()>;

    /// An object of known members.
    fn object(&mut self, object: Object<'_>) -> Outcome<()>;

    /// An object of one of several kinds, told apart by the text in the member `property`. `read` gets the place of that
    /// text among `tags`, and the object without this member.
    fn tagged(
        &mut self,
        property: &'static str,
        tags: &[&'static str],
        read: &mut dyn FnMut(Tag, &mut dyn Source) -> Outcome<()>,
    ) -> Outcome<()>;

    /// A look at the whole value, copied if need be. It counts as read.
    fn look(&mut self, read: &mut dyn FnMut(&Value, &mut State) -> Outcome<()>) -> Outcome<()>;

    /// What all sources of this reading share.
    fn state(&mut self) -> &mut State;

    /// Whether there is no value at all: a member that is missing.
    fn is_absent(&self) -> bool {
        false
    }

    /// By which rules to read.
    fn rules(&mut self) -> Rules {
        self.state().rules
    }

    /// Reads a required field that is missing as zero, where that is tolerated.
    fn missing(&mut self, name: &'static str, fill: &mut dyn Part) -> Outcome<()> {
        zero::missing(name, self.state(), fill)
    }

    /// Keeps an element of a list that could not be read, beside the value.
    fn put_aside(&mut self, index: usize, unread: Unread) {
        self.state().elements.push((index, unread));
    }

    /// Says why a value does not fit. The message quotes nothing of it.
    fn fail(&mut self, message: String) -> Failed {
        self.state().fail(message)
    }
}

/// What the discriminator of an object says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tag {
    /// The kind of this number.
    Known(usize),
    /// A kind that is not known.
    Unknown(String),
    /// Nothing: the member is missing or `null`.
    Missing,
}

/// A place that a value is about to be written to. It is written once, by one of the methods.
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

    /// An object: the tag, if there is one, the members that are there, and what stands beside them.
    fn object(
        &mut self,
        tag: Option<(&'static str, &'static str)>,
        members: &[(&'static str, &dyn Write)],
        extra: Option<&dyn Members>,
    ) -> Outcome<()>;
}

#[cfg(test)]
mod tests;
