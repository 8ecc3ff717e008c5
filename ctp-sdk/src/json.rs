//! How models are read from JSON and written to it.
//!
//! The derives of serde make code that is compiled again for each format, in the crate of the caller. A model implements
//! the two traits here instead, [`Read`] and [`Write`]. They have no generics and work on trait objects, so a model is
//! compiled once, in this crate. Serde's generics end at a few adapters ([`serde_source`], [`serde_sink`]), on which the
//! `Deserialize` and `Serialize` of every model stand.
//!
//! Reading never fails where absence is harmless: see [`Read::absent`]. Where a part may be unreadable without the whole
//! being so (a member of a union, an expanded reference), the whole is read twice: first without copies, and only if that
//! fails with a copy of each such part ([`Rules::is_tolerant`]).

mod beside;
mod failures;
mod macros;
mod members;
mod object;
mod reading;
mod serde_sink;
mod serde_source;
mod slot;
mod state;
mod union;
mod value_source;
mod values;
mod writing;
mod zero;

pub(crate) use ctp_auth::MissingFields;
use serde_json::Value;

pub use beside::{read_beside, write_beside};
pub(crate) use failures::Unread;
pub(crate) use failures::read_or_keep;
pub use object::{Extra, Object, read_object, read_object_of_kind};
pub use reading::{deserialize, from_json, from_object, from_text};
pub(crate) use reading::{from_slice, from_slice_with_elements};
pub use serde_sink::serialize;
pub(crate) use serde_sink::{Purpose, to_vec};
pub use slot::{Fill, Slot};
pub(crate) use state::{Rules, State};
pub use union::{
    KeyedUnion, ReadKind, TaggedUnion, Untagged, absent_keyed, absent_tagged, read_keyed,
    read_kind, read_tagged,
};
pub(crate) use values::whole;
pub use writing::{Members, write_object, write_object_of_kind};

/// The reading or the writing failed. Why is known to the [`Source`] or the [`Sink`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failed;

/// What comes of reading or writing a part.
pub type Outcome<T> = Result<T, Failed>;

/// A type that can be read from JSON.
pub trait Read: Sized {
    /// Reads a value.
    ///
    /// # Errors
    ///
    /// When the value does not fit.
    fn read(source: &mut dyn Source) -> Outcome<Self>;

    /// What it means that a member of this type is missing or `null`; `None` where it has to be there.
    ///
    /// A list and a map are empty, an enum and a union are unknown. Numbers, texts and moments are never made up.
    fn absent() -> Option<Self> {
        None
    }

    /// Whether `null` is a value of this type like any other, and never stands for a member that is missing.
    fn has_null() -> bool {
        false
    }

    /// Whether `null` says something else than that an optional member is missing.
    fn keeps_null() -> bool {
        false
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
    fn text(&mut self, expected: &'static str, take: &mut dyn FnMut(&str) -> bool) -> Outcome<()>;

    /// A whole number, which may be written as `5.0` or `5e3`.
    fn integer(&mut self) -> Outcome<i64>;

    /// A number.
    fn number(&mut self) -> Outcome<f64>;

    /// `true` or `false`.
    fn boolean(&mut self) -> Outcome<bool>;

    /// Any value, copied.
    fn value(&mut self) -> Outcome<Value>;

    /// A value that may be `null`; `read` is called if it is not.
    fn optional(&mut self, read: &mut dyn FnMut(&mut dyn Source) -> Outcome<()>) -> Outcome<()>;

    /// A list; `read` is called for each element.
    fn list(&mut self, read: &mut dyn FnMut(&mut dyn Source) -> Outcome<()>) -> Outcome<()>;

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

    /// By which rules to read.
    fn rules(&mut self) -> Rules {
        self.state().rules
    }

    /// Fills the slot of a required field that is missing, where that is tolerated.
    fn fill_missing(&mut self, name: &'static str, slot: &mut dyn Fill) -> Outcome<()> {
        zero::fill_missing(slot, name, self.state())
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
    fn list(&mut self, elements: &mut dyn Iterator<Item = &dyn Write>) -> Outcome<()>;

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
