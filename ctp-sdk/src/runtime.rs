//! All that generated code may use of this crate, within it and in a crate that is generated for another specification.
//!
//! Not for callers: it changes with the generator. What is of use to them has its place in the crate root.

pub use serde;

pub use crate::call::Call;
pub use crate::decode::currency_digits;
pub use crate::extra::{keep, without};
pub use crate::json::{
    Fill, KeyedUnion, Object, Outcome, Read, Sink, Slot, Source, TaggedUnion, Untagged, Write,
    WriteBeside,
    absent_keyed, absent_tagged, deserialize, from_nothing, from_object, from_text, read_beside,
    read_keyed, read_tagged, serialize,
};
pub use crate::page::{Apart, page_limit};
#[cfg(feature = "predicates")]
pub use crate::predicates;
pub use crate::{
    __object as object, __open_enum as open_enum, __operation as operation, __shared as shared,
    __union as union,
};
pub use crate::{
    ApiError, Body, Bytes, Client, Date, DateTime, DecodeFailure, Error, Expanded, Items,
    JsonObject, LocalDateTime, Localized, Method, MissingFields, NoFields, Page, Pages, Paging,
    Path, RawResponse, Request, RequestOptions, ResourceReference, Response, Result, Time, Unknown,
    UnknownValue, UpdateWith, Value,
};

/// Reads a whole JSON text as a model.
///
/// # Errors
///
/// When the text is not JSON, when it does not fit, and when more text follows.
pub fn body<T: Read>(text: &[u8]) -> Result<T, DecodeFailure> {
    crate::json::from_slice(text, MissingFields::Refuse)
}
