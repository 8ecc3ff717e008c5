//! Why a calculation with money has no result.

use super::Currency;

/// Why a calculation with money has no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MoneyError {
    /// Amounts of two currencies cannot be added or compared. Two currencies of one code differ too, where they have
    /// not the same number of digits.
    #[error(
        "amounts in {left} ({} fraction digits) and in {right} ({} fraction digits) do not go together",
        left.digits(),
        right.digits()
    )]
    DifferentCurrencies {
        /// The currency of the one.
        left: Currency,
        /// The currency of the other.
        right: Currency,
    },
    /// The result overflows.
    #[error("the amount is too large")]
    Overflow,
    /// The result has more fraction digits than it may have, and no rounding was asked for.
    #[error("the amount does not fit {digits} fraction digits; name a rounding mode to round it")]
    Inexact {
        /// How many it may have.
        digits: u32,
    },
    /// The text is no currency of ISO 4217, so how many digits it has is not known. [`Currency::with_digits`] takes any
    /// code.
    #[error("`{code}` is no currency of ISO 4217")]
    UnknownCurrency {
        /// The beginning of the text.
        code: String,
    },
    /// An amount has from 0 to 20 fraction digits.
    #[error("an amount has from 0 to 20 fraction digits, not {digits}")]
    FractionDigits {
        /// How many there were to be.
        digits: i64,
    },
    /// An amount cannot be divided among nobody, and not by zero.
    #[error("an amount cannot be divided by zero or among no shares")]
    NoShares,
    /// The text is no amount such as `19.99 EUR`.
    #[error("an amount such as 19.99 EUR is expected")]
    NotAnAmount,
    /// The API sent a kind of money that this version of the SDK does not know.
    #[error("this kind of money is not known")]
    UnknownKind,
    /// The API sent a rounding mode that this version of the SDK does not know.
    #[error("this rounding mode is not known")]
    UnknownRounding,
}
