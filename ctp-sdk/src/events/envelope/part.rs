//! A part of an envelope: a JSON value, and where it is.

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

use crate::decode::foreign;
use crate::events::error::{DeliveryError, Reason, join};

/// Padding is optional, and bits behind the last byte are ignored: the envelope is not the place to be strict.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

/// A value within an envelope, and where it is.
pub(super) struct Part {
    place: String,
    value: Value,
}

impl Part {
    /// What was handed over as a whole.
    pub(super) fn of_bytes(bytes: &[u8]) -> Result<Self, DeliveryError> {
        Self::parse(String::new(), bytes)
    }

    pub(super) fn new(place: impl Into<String>, value: Value) -> Self {
        Self {
            place: place.into(),
            value,
        }
    }

    pub(super) fn into_parts(self) -> (String, Value) {
        (self.place, self.value)
    }

    pub(super) fn error(&self, reason: Reason) -> DeliveryError {
        DeliveryError::new(&self.place, reason)
    }

    /// Whether it is an object that has such a member, other than `null`.
    pub(super) fn has(&self, name: &str) -> bool {
        self.value.get(name).is_some_and(|value| !value.is_null())
    }

    pub(super) fn is_list(&self) -> bool {
        self.value.is_array()
    }

    pub(super) fn is_empty_object(&self) -> bool {
        self.value
            .as_object()
            .is_some_and(|object| object.is_empty())
    }

    pub(super) fn as_str(&self) -> Option<&str> {
        self.value.as_str()
    }

    /// Takes out a member; `None` where there is none, or it is `null`.
    pub(super) fn member(&mut self, name: &str) -> Option<Self> {
        let value = self.value.as_object_mut()?.remove(name)?;
        (!value.is_null()).then(|| Self::new(join(&self.place, name), value))
    }

    /// Takes out the first member that is there.
    pub(super) fn member_of(&mut self, names: &[&str]) -> Option<Self> {
        names.iter().find_map(|name| self.member(name))
    }

    /// Takes out a member that has to be there.
    pub(super) fn required(&mut self, name: &str) -> Result<Self, DeliveryError> {
        let missing = || DeliveryError::new(join(&self.place, name), Reason::Missing);
        let missing = missing();
        self.member(name).ok_or(missing)
    }

    /// What a member says, as a text; `None` where it is neither a text nor a number.
    pub(super) fn label(&self, name: &str) -> Option<String> {
        match self.value.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// The elements of a list.
    pub(super) fn elements(self) -> Result<Vec<Self>, DeliveryError> {
        let Value::Array(elements) = self.value else {
            return Err(self.error(Reason::WrongType("a list")));
        };
        let place = self.place;
        let part = |(index, value)| Self::new(format!("{place}[{index}]"), value);
        Ok(elements.into_iter().enumerate().map(part).collect())
    }

    /// The values of an object.
    pub(super) fn values(self) -> Result<Vec<Self>, DeliveryError> {
        let Value::Object(members) = self.value else {
            return Err(self.error(Reason::WrongType("an object")));
        };
        let members = members.into_iter();
        let part = |(name, value): (String, Value)| Self::new(join(&self.place, &name), value);
        Ok(members.map(part).collect())
    }

    /// The object, which may be written as a text; a text, if there is another text in that.
    pub(super) fn parsed(self) -> Result<Self, DeliveryError> {
        match self.value {
            Value::Object(_) => Ok(self),
            Value::String(text) => {
                let part = Self::parse(self.place, text.as_bytes())?;
                match &part.value {
                    Value::Object(_) | Value::String(_) => Ok(part),
                    _ => Err(part.error(Reason::WrongType("an object"))),
                }
            }
            _ => Err(self.error(Reason::WrongType("an object"))),
        }
    }

    /// The value that is written as JSON in base64.
    pub(super) fn of_base64(self) -> Result<Self, DeliveryError> {
        let bytes = self.base64()?;
        Self::parse(self.place, &bytes)
    }

    /// The bytes that are written in base64.
    pub(super) fn base64(&self) -> Result<Vec<u8>, DeliveryError> {
        let Some(text) = self.as_str() else {
            return Err(self.error(Reason::WrongType("a text in base64")));
        };
        let alphabet = match text.contains(['-', '_']) {
            true => &URL_SAFE,
            false => &STANDARD,
        };
        GeneralPurpose::new(alphabet, LENIENT)
            .decode(text.trim_ascii())
            .map_err(|_| self.error(Reason::NotBase64))
    }

    pub(super) fn parse(place: String, text: &[u8]) -> Result<Self, DeliveryError> {
        // Some programs put a byte order mark in front.
        let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
        if std::str::from_utf8(text).is_err() {
            return Err(DeliveryError::new(place, Reason::NotUtf8));
        }
        match foreign(text) {
            Ok(value) => Ok(Self { place, value }),
            Err(failure) => Err(DeliveryError::new(place, Reason::NotJson(failure))),
        }
    }
}
