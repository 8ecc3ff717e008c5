//! Open enums: an unknown value is kept and written back unchanged.

use std::fmt;

/// An enum value that this version of the SDK does not know.
///
/// The API adds values to its enums without notice, so every enum of the SDK has a variant `Unknown` with this type. It
/// never contains a known value: to send a new value, convert the string to the enum (`CartState::from("Frozen")`).
///
/// It also represents a required value that the API did not send: see [`is_missing`](Self::is_missing).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownValue {
    text: Option<String>,
}

impl UnknownValue {
    #[doc(hidden)]
    pub fn from_wire(text: String) -> Self {
        Self { text: Some(text) }
    }

    /// The value for one that the API did not send.
    #[doc(hidden)]
    pub const MISSING: Self = Self { text: None };

    /// The original string; empty if the API did not send one.
    pub fn as_str(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }

    /// Whether the API did not send a required value. It is left out when it is sent or serialized again.
    pub fn is_missing(&self) -> bool {
        self.text.is_none()
    }
}

/// The index of a string in a list.
pub fn place_of(text: &str, texts: &[&str]) -> Option<usize> {
    texts.iter().position(|known| *known == text)
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.text {
            Some(text) => fmt::Debug::fmt(text, formatter),
            None => formatter.write_str("missing"),
        }
    }
}

/// Implements the conversions of an open enum from its strings and variants.
///
/// The enum has the named variants, and `Unknown(UnknownValue)`.
///
/// ```
/// #[derive(Clone, Debug, PartialEq)]
/// #[non_exhaustive]
/// pub enum CartState {
///     Active,
///     Merged,
///     Unknown(ctp_sdk::runtime::UnknownValue),
/// }
/// ctp_sdk::runtime::open_enum!(CartState { "Active" => Active, "Merged" => Merged });
///
/// assert_eq!(CartState::from("Merged"), CartState::Merged);
/// assert_eq!(CartState::from("Frozen").as_str(), "Frozen");
/// ```
// Expanded once for every enum of the API, so as much code as possible is in functions outside of it. Functions that only
// forward are `#[inline]`: they are compiled where they are called, and not for each enum.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum {
    ($name:ident { $($wire:literal => $variant:ident),* $(,)? }) => {
        impl $name {
            /// The string of this value in the API.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Unknown(value) => value.as_str(),
                }
            }

            /// Whether this version of the SDK does not know the value.
            #[inline]
            pub fn is_unknown(&self) -> bool {
                ::core::matches!(self, Self::Unknown(_))
            }
        }

        impl ::core::convert::From<&str> for $name {
            #[allow(unused_assignments, unused_variables)]
            fn from(text: &str) -> Self {
                // The compiler turns this into a table. A `match` of the strings would become code for each of them.
                let known = $crate::runtime::place_of(text, &[$($wire),*]);
                let mut next = 0;
                $(
                    if known == ::core::option::Option::Some(next) {
                        return Self::$variant;
                    }
                    next += 1;
                )*
                Self::Unknown($crate::runtime::UnknownValue::from_wire(text.into()))
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(text: ::std::string::String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl ::core::convert::From<&::std::string::String> for $name {
            #[inline]
            fn from(text: &::std::string::String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            #[inline]
            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                ::core::result::Result::Ok(Self::from(text))
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        impl ::core::cmp::PartialEq<str> for $name {
            #[inline]
            fn eq(&self, text: &str) -> bool {
                self.as_str() == text
            }
        }

        impl ::core::cmp::PartialEq<&str> for $name {
            #[inline]
            fn eq(&self, text: &&str) -> bool {
                self.as_str() == *text
            }
        }

        impl $crate::runtime::Read for $name {
            fn blank() -> Self {
                Self::Unknown($crate::runtime::UnknownValue::MISSING)
            }

            fn fill(
                &mut self,
                source: &mut dyn $crate::runtime::Source,
            ) -> $crate::runtime::Outcome<()> {
                $crate::runtime::fill_by_text(self, source)
            }
        }

        impl $crate::runtime::Write for $name {
            fn write(&self, sink: &mut dyn $crate::runtime::Sink) -> $crate::runtime::Outcome<()> {
                sink.text(self.as_str())
            }

            fn is_absent(&self) -> bool {
                ::core::matches!(self, Self::Unknown(value) if value.is_missing())
            }
        }

        $crate::__deserialize! { $name }
        $crate::__serialize! { $name }
    };
}

#[cfg(test)]
mod tests {
    // The macro generates public methods, because it is for public enums.
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, unreachable_pub)]

    use std::collections::HashMap;

    use super::UnknownValue;

    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    #[non_exhaustive]
    enum CartState {
        Active,
        Merged,
        Unknown(UnknownValue),
    }

    crate::runtime::open_enum!(CartState { "Active" => Active, "Merged" => Merged });

    #[test]
    fn every_way_in_turns_a_known_text_into_its_variant() {
        let text = String::from("Merged");
        let expected = CartState::Merged;
        assert_eq!(CartState::from("Merged"), expected);
        assert_eq!(CartState::from(&text), expected);
        assert_eq!(CartState::from(text), expected);
        assert_eq!("Merged".parse::<CartState>().unwrap(), expected);
        let from_borrowed: CartState = serde_json::from_str(r#""Merged""#).unwrap();
        assert_eq!(from_borrowed, expected);
        let from_escaped: CartState = serde_json::from_str(r#""\u004derged""#).unwrap();
        assert_eq!(from_escaped, expected);
        let from_owned: CartState = serde_json::from_value("Merged".into()).unwrap();
        assert_eq!(from_owned, expected);
    }

    #[test]
    fn an_unknown_text_goes_out_as_it_came_in() {
        let state: CartState = serde_json::from_str(r#""Frozen ❄""#).unwrap();
        assert!(state.is_unknown());
        assert_eq!(state.as_str(), "Frozen ❄");
        assert_eq!(serde_json::to_string(&state).unwrap(), r#""Frozen ❄""#);
        assert_eq!(
            format!("{state}|{state:?}"),
            r#"Frozen ❄|Unknown("Frozen ❄")"#
        );
    }

    #[test]
    fn the_case_of_a_text_counts() {
        assert!(CartState::from("active").is_unknown());
        assert!(CartState::from("").is_unknown());
    }

    #[test]
    fn a_value_compares_and_prints_as_its_text() {
        assert!(!CartState::Active.is_unknown());
        assert_eq!(CartState::Active, "Active");
        assert_eq!(CartState::Active, *"Active");
        assert_eq!(CartState::Active.as_ref(), "Active");
        assert_eq!(format!("{:>8}", CartState::Active), "  Active");
    }

    #[test]
    fn a_value_may_be_the_key_of_a_map() {
        let counts: HashMap<CartState, u8> =
            serde_json::from_str(r#"{"Active":1,"New":2}"#).unwrap();
        assert_eq!(counts[&CartState::Active], 1);
        assert_eq!(counts[&CartState::from("New")], 2);
    }

    #[test]
    fn anything_but_a_string_or_null_is_an_error() {
        for json in ["1", "true", "{}", "[]"] {
            assert!(serde_json::from_str::<CartState>(json).is_err(), "{json}");
        }
    }
}
