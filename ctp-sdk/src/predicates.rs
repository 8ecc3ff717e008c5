//! Query predicates, sort expressions and expansion paths, put together from typed parts instead of texts; the expressions
//! of product projection search, which is deprecated, in the same way. The queries of product search are in `ctp_sdk::search`.
//!
//! What can be asked of a model is generated from the specification, one module for each type that a query finds:
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
//! A [`Predicate`] is taken wherever a text is, as by `where_`. The `matching` of a query sends the values of its variables
//! along. What the models do not know, such as the fields of a type of your own, begins with [`field`].

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

/// Declares a type that stands at a place in a model, and whose methods lead on from there.
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
