//! Short constructors of queries, facets and sort criteria for the searches of the platform: product search, customer
//! search and business unit search share the types of this module, order search has its own in [`orders`].
//!
//! ```
//! # #[cfg(feature = "products")]
//! # {
//! use ctp_sdk::models::{ProductSearchRequest, SearchFieldType};
//! use ctp_sdk::search;
//!
//! let query = search::all((
//!     search::field("name").language("en").full_text("running shoes"),
//!     search::field("variants.prices.centAmount").range(5000..10_000),
//!     search::any((
//!         search::field("variants.attributes.color").field_type(SearchFieldType::Text).exact("red").boost(2.0),
//!         search::field("variants.sku").prefix("RUN-").case_insensitive(true),
//!     )),
//!     search::not([search::field("categories").exact("category-1")]),
//! ));
//! let color = search::field("variants.attributes.color").field_type(SearchFieldType::Text);
//! let request = ProductSearchRequest::new()
//!     .query(query)
//!     .facet(search::facet("color").distinct(color).limit(5))
//!     .facet(search::facet("price").ranges("variants.prices.centAmount", (..5000, 5000..10_000, 10_000..)))
//!     .sort([search::field("variants.prices.centAmount").asc(), search::field("createdAt").desc()])
//!     .limit(20)
//!     .offset(40);
//! # let json = serde_json::to_value(&request).unwrap();
//! # assert_eq!(json["query"]["and"][1]["range"]["lt"], 10_000);
//! # assert_eq!(json["facets"][1]["ranges"]["ranges"][0]["to"], 5000);
//! # }
//! ```
//!
//! The functions return the [models](crate::models) of the specification, whose fields are public:
//! `search::field("key").exact("a")` is a `SearchExactExpression`. Field names are strings, because the specification does
//! not list them. They are in the documentation of
//! [product search](https://docs.commercetools.com/api/projects/product-search),
//! [customer search](https://docs.commercetools.com/api/projects/customer-search),
//! [business unit search](https://docs.commercetools.com/api/projects/business-unit-search) and
//! [order search](https://docs.commercetools.com/api/projects/order-search); the expressions are in that of the
//! [search query language](https://docs.commercetools.com/api/search-query-language).

#[cfg(any(
    feature = "business-units",
    feature = "customers",
    feature = "products"
))]
mod compound;
#[cfg(feature = "products")]
mod facet;
#[cfg(any(
    feature = "business-units",
    feature = "customers",
    feature = "products"
))]
mod field;
#[cfg(feature = "orders")]
pub mod orders;
mod several;

#[cfg(any(
    feature = "business-units",
    feature = "customers",
    feature = "products"
))]
pub use compound::{all, any, filter, not};
#[cfg(feature = "products")]
pub use facet::{BucketBound, FacetName, bucket, facet};
#[cfg(any(
    feature = "business-units",
    feature = "customers",
    feature = "products"
))]
pub use field::{Field, RangeBound, field};
pub use several::Several;

/// Adds the setters of the single object that an expression contains.
macro_rules! settings {
    ($($of:ident.$value:ident { $($setter:ident: $argument:ty, $doc:literal;)* })*) => {
        $(impl $of {
            $(#[doc = $doc]
            pub fn $setter(mut self, $setter: $argument) -> Self {
                self.$value = self.$value.$setter($setter);
                self
            })*
        })*
    };
}

use settings;
