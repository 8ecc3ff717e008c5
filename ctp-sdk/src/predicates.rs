//! Typed builders of query predicates, sort expressions and expansion paths, and of the expressions of the deprecated
//! product projection search. The queries of product search are in `ctp_sdk::search`.
//!
//! The fields of each model are generated from the specification, one module for each type that a query returns:
//!
//! ```
//! # #[cfg(feature = "carts")]
//! # fn run() {
//! use ctp_sdk::models::CartState;
//! use ctp_sdk::predicates::{bound, cart};
//!
//! let predicate = cart::predicate()
//!     .customer_email()
//!     .eq(r#"the "one"@example.com"#)
//!     .and(cart::predicate().cart_state().ne(CartState::Ordered));
//! assert_eq!(predicate.as_str(), r#"customerEmail = "the \"one\"@example.com" and cartState <> "Ordered""#);
//!
//! let predicate = cart::predicate().shipping_address().country().in_(bound("countries", ["DE", "AT"]));
//! assert_eq!(predicate.as_str(), "shippingAddress(country in :countries)");
//! # }
//! # #[cfg(feature = "carts")]
//! # run();
//! ```
//!
//! A [`Predicate`] can be passed wherever a string can, for example to `where_`. The `matching` method of a query also
//! sends the values of its variables. Use [`field`] for fields that the models do not have, such as those of a custom type.

mod expansion;
mod expression;
mod field;
mod nested;
mod path;
#[deprecated(
    note = "product projection search is deprecated, and projects created after 31 August 2026 do not have it: use product search, `api.products().search()` with the queries of `ctp_sdk::search`"
)]
pub mod search;
mod sort;
mod text;
mod value;

#[doc(hidden)]
pub use crate::__fields as fields;
pub use crate::generated::predicates::*;
pub use expansion::{Each, End, Expansion, OpenExpansions};
pub use expression::{Predicate, not};
pub use field::{Field, List, Place};
pub use nested::{Anything, Elements, Keyed, Localized, Nested, OpenFields, field};
pub use path::FieldPath;
pub use sort::Sort;
pub use value::{Bound, Choice, Operand, Operands, Value, bound};

/// Declares a type for a place in a model, with methods for the fields below it.
#[doc(hidden)]
#[macro_export]
macro_rules! __fields {
    ($name:ident, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Debug)]
        pub struct $name($crate::runtime::predicates::FieldPath);

        impl ::core::convert::From<$crate::runtime::predicates::FieldPath> for $name {
            fn from(path: $crate::runtime::predicates::FieldPath) -> Self {
                Self(path)
            }
        }
    };
}

#[cfg(test)]
mod tests;
