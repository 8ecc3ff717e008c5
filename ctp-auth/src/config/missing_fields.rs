//! What to do about fields that the API does not send.

/// What to do about a required field that is missing from what the API answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum MissingFields {
    /// The answer is an error, which names the field.
    #[default]
    Refuse,
    /// The field gets the zero of its kind (`0`, an empty text, `false`, the first moment of 1970, an object of zeros), and
    /// a warning with its path is logged.
    ///
    /// A shop can go on with it while the API leaves out a field that it should send. What is computed from a zero is
    /// wrong, so switch it off again as soon as possible.
    Tolerate,
}

impl MissingFields {
    /// The rule that a value of `CTP_MISSING_FIELDS` stands for.
    pub(super) fn of_variable(text: &str) -> Result<Self, &'static str> {
        match text {
            "refuse" => Ok(Self::Refuse),
            "tolerate" => Ok(Self::Tolerate),
            _ => Err("`refuse` or `tolerate`"),
        }
    }
}
