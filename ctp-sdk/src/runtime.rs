//! All that generated code may use of this crate, within it and in a crate that is generated for another specification.
//!
//! Not for callers: it changes with the generator. What is of use to them has its place in the crate root.

pub use serde;

pub use crate::__open_enum as open_enum;
pub use crate::decode::{
    Integer, body, bool_or, default_bool, default_int, int_or, list, or_default_with,
};
pub use crate::extra::{keep, without};
pub use crate::open_enum::from_text;
pub use crate::union::{Keyed, Tagged};
pub use crate::{
    ApiError, Body, Bytes, Client, Date, DateTime, DecodeFailure, Error, JsonObject, LocalDateTime,
    Localized, Method, NoFields, Path, RawResponse, Request, Response, Result, Time, Unknown,
    UnknownValue, Value,
};
