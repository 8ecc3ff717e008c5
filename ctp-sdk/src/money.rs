//! Exact amounts of money.
//!
//! An [`Amount`] is for calculations. The models have a method `amount` that returns one, and can be created from one:
//!
//! ```
//! # fn run() -> Result<(), ctp_sdk::money::MoneyError> {
//! use ctp_sdk::models::{CentPrecisionMoney, Money};
//! use ctp_sdk::money::{Amount, Rounding};
//!
//! let price = CentPrecisionMoney::new(1999, "EUR", 2).amount()?;
//! let shipping: Amount = "4.90 EUR".parse()?;
//! let total = price.checked_mul(3)?.checked_add(shipping)?;
//! assert_eq!(total.to_string(), "64.87 EUR");
//!
//! let tax = total.checked_ratio(19, 119, Rounding::HalfEven)?;
//! assert_eq!(tax.to_string(), "10.36 EUR");
//! assert_eq!(Money::try_from(tax)?.cent_amount, 1036);
//! # Ok(())
//! # }
//! # run()?;
//! # Ok::<(), ctp_sdk::money::MoneyError>(())
//! ```
//!
//! Nothing is computed with floats, nothing is rounded without a [`Rounding`], and amounts of different currencies cannot
//! be added. `Display` writes `19.99 EUR` for logs and tests; for the pages of a shop, pass [`Amount::units`],
//! [`Amount::digits`] and the currency to a localization library.
//!
//! The feature `rust_decimal` converts from and to that crate's `Decimal`.
//!
//! # Sources
//!
//! [Money](https://docs.commercetools.com/api/types#money) in commercetools; [ISO
//! 4217](https://www.iso.org/iso-4217-currency-codes.html).

mod amount;
mod currency;
#[cfg(feature = "rust_decimal")]
mod decimal;
mod error;
mod models;
mod rounding;
mod shares;
mod text;

pub use amount::Amount;
pub use currency::Currency;
pub use error::MoneyError;
pub use rounding::Rounding;

#[cfg(test)]
mod tests;
