//! All that generated code may use of this crate, within it and in a crate that is generated for another specification.
//!
//! Not for callers: it changes with the generator. What is of use to them has its place in the crate root.

pub use serde;

pub use crate::__open_enum as open_enum;
pub use crate::decode::{
    Integer, UnknownDigits, body, bool_or, currency_digits, default_bool, default_int, int_or,
    list, or_default_with,
};
pub use crate::extra::{keep, without};
pub use crate::open_enum::from_text;
pub use crate::optional::optional;
pub use crate::page::page_limit;
#[cfg(feature = "predicates")]
pub use crate::predicates;
pub use crate::union::{Keyed, Tagged};
pub use crate::{
    ApiError, Body, Bytes, Client, Date, DateTime, DecodeFailure, Error, Items, JsonObject,
    LocalDateTime, Localized, Method, NoFields, Page, Pages, Paging, Path, RawResponse, Request,
    RequestOptions, ResourceReference, Response, Result, Time, Unknown, UnknownValue, UpdateWith,
    Value,
};
