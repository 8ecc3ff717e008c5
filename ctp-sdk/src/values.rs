//! Values of attributes and custom fields, whose types depend on the project.
//!
//! A product type or a type defines the attributes or fields, and the API sends their values as plain JSON. With this
//! module the caller names the expected type. Nothing is guessed from the value: a string that looks like a date stays a
//! string until [`TypedValue::date`] is called.
//!
//! # One value at a time
//!
//! ```
//! use ctp_sdk::models::Attribute;
//! use ctp_sdk::values::{NamedValues, TypedValue};
//!
//! let attributes = [
//!     Attribute::of("article", "1004-25-13"),
//!     Attribute::of("sizes", vec![38, 40]),
//! ];
//! assert_eq!(attributes.named("article")?.text()?, "1004-25-13");
//! assert_eq!(attributes.named("sizes")?.set_of(TypedValue::integer)?, [38, 40]);
//! assert!(attributes.find("colour").is_none());
//!
//! let error = attributes.named("article")?.date().unwrap_err();
//! assert_eq!(error.to_string(), "`article`: expected a date, found another text");
//! # Ok::<(), ctp_sdk::values::ValueError>(())
//! ```
//!
//! # All values in your own struct
//!
//! ```
//! use ctp_sdk::Localized;
//! use ctp_sdk::models::{CustomFieldsDraft, FieldContainer, TypeResourceIdentifier};
//! use ctp_sdk::values::{FromValues, NamedValues};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Debug, PartialEq, Deserialize, Serialize)]
//! #[serde(rename_all = "camelCase")]
//! struct Delivery {
//!     floor: i64,
//!     hint: Option<Localized<String>>,
//! }
//!
//! let delivery = Delivery { floor: 3, hint: None };
//! let fields = FieldContainer::from_values(&delivery)?;
//! assert_eq!(fields.len(), 1);
//! assert_eq!(fields.read_into::<Delivery>()?, delivery);
//!
//! let type_ = TypeResourceIdentifier::with_key("delivery");
//! let draft = CustomFieldsDraft::new(type_).values(&delivery)?.field("lift", true);
//! # Ok::<(), ctp_sdk::values::ValueError>(())
//! ```
//!
//! `cargo xtask project-types` of this repository generates such structs, with enums and documentation, from the product
//! types and types of a project. From the folder of a shop beside this repository:
//!
//! ```text
//! cargo run --manifest-path ../ctp/Cargo.toml -p xtask -- project-types --out src/project_types.rs
//! ```
//!
//! # Sources
//!
//! [Attribute](https://docs.commercetools.com/api/projects/products#attribute) and
//! [FieldContainer](https://docs.commercetools.com/api/projects/custom-fields#fieldcontainer) in commercetools.

mod attribute;
mod custom;
mod enum_key;
mod error;
mod labels;
mod named;
mod nested;
mod typed;
mod writing;

pub use custom::CustomValue;
pub use enum_key::EnumKey;
pub use error::ValueError;
pub use labels::{EnumValue, LocalizedEnumValue};
pub use named::NamedValues;
pub use nested::Nested;
pub use typed::TypedValue;
pub use writing::FromValues;

#[cfg(test)]
mod tests;
