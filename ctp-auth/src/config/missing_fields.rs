//! How responses without a required field are handled.

/// How a response without a required field is handled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum MissingFields {
    /// The response is an error that names the field.
    #[default]
    Refuse,
    /// The field gets the zero value of its type (`0`, an empty string, `false`, the start of 1970, an object of zero
    /// values), and a warning with its path is logged.
    ///
    /// With this setting a shop keeps working while the API does not send a field that it should send. Results that are
    /// computed from a zero value are wrong, so turn it off again as soon as possible.
    Tolerate,
}

impl MissingFields {
    /// The setting of a value of `CTP_MISSING_FIELDS`.
    pub(super) fn of_variable(text: &str) -> Result<Self, &'static str> {
        match text {
            "refuse" => Ok(Self::Refuse),
            "tolerate" => Ok(Self::Tolerate),
            _ => Err("`refuse` or `tolerate`"),
        }
    }
}
