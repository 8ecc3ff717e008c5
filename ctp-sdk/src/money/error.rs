//! Errors of calculations with money.

use super::Currency;

/// Why a calculation with money failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MoneyError {
    /// Amounts of two currencies cannot be added or compared. Currencies with the same code but different numbers of digits
    /// are different.
    #[error(
        "amounts in {left} ({} fraction digits) and in {right} ({} fraction digits) cannot be combined",
        left.digits(),
        right.digits()
    )]
    DifferentCurrencies {
        /// The first currency.
        left: Currency,
        /// The second currency.
        right: Currency,
    },
    /// The result overflows.
    #[error("the amount is too large")]
    Overflow,
    /// The result has more fraction digits than allowed, and no rounding was requested.
    #[error("the amount does not fit {digits} fraction digits; name a rounding mode to round it")]
    Inexact {
        /// The number of allowed digits.
        digits: u32,
    },
    /// The text is not a currency of ISO 4217, so its number of digits is unknown. [`Currency::with_digits`] accepts any
    /// code.
    #[error("`{code}` is not a currency of ISO 4217")]
    UnknownCurrency {
        /// The beginning of the text.
        code: String,
    },
    /// An amount has from 0 to 20 fraction digits.
    #[error("an amount has from 0 to 20 fraction digits, not {digits}")]
    FractionDigits {
        /// The requested number of digits.
        digits: i64,
    },
    /// An amount cannot be divided by zero or among no shares.
    #[error("an amount cannot be divided by zero or among no shares")]
    NoShares,
    /// The text is not an amount such as `19.99 EUR`.
    #[error("an amount such as 19.99 EUR is expected")]
    NotAnAmount,
    /// The API sent a kind of money that this version of the SDK does not know.
    #[error("this kind of money is not known")]
    UnknownKind,
    /// The API sent a rounding mode that this version of the SDK does not know.
    #[error("this rounding mode is not known")]
    UnknownRounding,
}
