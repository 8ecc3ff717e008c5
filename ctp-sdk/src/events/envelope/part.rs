//! A part of an envelope: a JSON value and its place.

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

use crate::decode::foreign;
use crate::events::error::{DeliveryError, Reason, join};

/// Padding is optional, and bits after the last byte are ignored, because envelopes are read leniently.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

/// A value within an envelope, and its place.
pub(super) struct Part {
    place: String,
    value: Value,
}

impl Part {
    /// The received bytes as a whole.
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

    /// Whether it is an object with this member, and the member is not `null`.
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

    /// Removes and returns a member; `None` if it is missing or `null`.
    pub(super) fn member(&mut self, name: &str) -> Option<Self> {
        let value = self.value.as_object_mut()?.remove(name)?;
        (!value.is_null()).then(|| Self::new(join(&self.place, name), value))
    }

    /// Removes and returns the first of these members that exists.
    pub(super) fn member_of(&mut self, names: &[&str]) -> Option<Self> {
        names.iter().find_map(|name| self.member(name))
    }

    /// Removes and returns a required member.
    pub(super) fn required(&mut self, name: &str) -> Result<Self, DeliveryError> {
        let missing = || DeliveryError::new(join(&self.place, name), Reason::Missing);
        let missing = missing();
        self.member(name).ok_or(missing)
    }

    /// The value of a member as text; `None` if it is neither a string nor a number.
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

    /// The object, which may be JSON in a string; a string if that contains another string.
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

    /// The value, which is JSON in base64.
    pub(super) fn of_base64(self) -> Result<Self, DeliveryError> {
        let bytes = self.base64()?;
        Self::parse(self.place, &bytes)
    }

    /// The bytes, which are in base64.
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
        // Some programs write a byte order mark first.
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
