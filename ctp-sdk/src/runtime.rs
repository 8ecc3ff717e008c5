//! Everything that generated code may use of this crate, within it and in a crate that is generated for another
//! specification.
//!
//! Not for callers: it changes with the generator. Items for callers are in the crate root.

pub use ctp_auth::platform::MaybeSend;
pub use serde;

pub use crate::call::{Answers, Call};
pub use crate::decode::currency_digits;
pub use crate::extra::{keep, without};
pub use crate::json::{
    Extra, Fields, FillKind, Filled, KeyedUnion, MemberNames, Members, Object, Outcome, Read, Sink,
    Source, TaggedUnion, Untagged, Write, deserialize, fill_beside, fill_by_text, fill_keyed,
    fill_object, fill_object_of_kind, fill_tagged, fill_unless_null, from_json, from_object,
    make_kind, no_field, no_kind, serialize, write_beside, write_object, write_object_of_kind,
};
pub use crate::open_enum::place_of;
pub use crate::operation::{Operation, Resource};
pub use crate::page::{Apart, page_limit};
#[cfg(feature = "predicates")]
pub use crate::predicates;
pub use crate::{
    __exchanged as exchanged, __exchanged_union as exchanged_union, __open_enum as open_enum,
    __operation as operation, __received as received, __received_union as received_union,
    __sent as sent, __sent_union as sent_union, __shared as shared,
};
pub use crate::{
    ApiError, Body, Bytes, Client, Date, DateTime, DecodeFailure, Error, Expanded, Items,
    JsonObject, LocalDateTime, Localized, Method, MissingFields, NoFields, Nullable, Page, Pages,
    Paging, Path, RawRequest, RawResponse, Request, RequestOptions, ResourceReference, Response,
    Result, Time, Unknown, UnknownValue, UpdateWith, Value,
};

/// Decodes a whole JSON text as a model.
///
/// # Errors
///
/// When the text is not JSON, does not fit, or is followed by more text.
pub fn body<T: Read>(text: &[u8]) -> Result<T, DecodeFailure> {
    crate::json::from_slice(text, MissingFields::Refuse)
}
