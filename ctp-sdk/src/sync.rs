//! Computes update actions from drafts, and updates whole catalogues from them.
//!
//! A PIM or an ERP knows the desired state of a resource; the API expects the changes. For each kind of resource there is a
//! function that compares the existing resource with the draft, and returns the smallest list of update actions:
//!
//! ```
//! # #[cfg(feature = "categories")]
//! # fn run(existing: &ctp_sdk::models::Category) -> Result<(), ctp_sdk::sync::SyncError> {
//! use ctp_sdk::models::{CategoryDraft, CategoryResourceIdentifier};
//! use ctp_sdk::sync;
//!
//! let draft = CategoryDraft::new([("en", "Boots")], [("en", "boots")])
//!     .key("boots")
//!     .parent(CategoryResourceIdentifier::new().key("shoes"));
//! let actions = sync::categories(existing, &draft)?;
//! # let _ = actions;
//! # Ok(())
//! # }
//! ```
//!
#![cfg_attr(
    feature = "categories",
    doc = "[`sync_all`] does it for any number of drafts: it looks up what is there by the keys, creates, updates, and says what
became of each.

```no_run
# async fn run(api: ctp_sdk::ApiRoot, drafts: Vec<ctp_sdk::models::CategoryDraft>) {
use ctp_sdk::sync;

let summary = sync::sync_all(&api, drafts)
    .on_progress(|progress| println!(\"{} done\", progress.done()))
    .await;
println!(\"{summary}\");
for failure in &summary.failures {
    eprintln!(\"{failure}\");
}
# }
```
"
)]
//!
//! # The meaning of a draft
//!
//! A draft is the complete desired state of a resource, as when the resource is created with it. **What the draft does not
//! contain is removed**, or gets the platform's default: no `description` removes the description, no `assets` all assets,
//! no `key` the key, no `priceMode` makes it `Embedded`. So build each draft from all known data, not from changes only.
//!
//! These fields are not changed if the draft does not have them, because the platform or other people set them:
//!
//! | field | why |
//! | --- | --- |
//! | `orderHint` of a category | the platform assigns one |
//! | `state` of a product | workflows change it |
//! | `publish` of a product | a missing value must not take products offline. `true` publishes changes, `false` takes the product offline |
//! | `discounted` of a price | product discounts set it. If the price changes otherwise, it is removed until the platform has computed it again |
//!
//! # How parts are matched
//!
//! | parts | by |
//! | --- | --- |
//! | variants | SKU, then key; master variants that match nothing are the same variant |
//! | prices | what they are for (currency, country, customer group, channel, period, recurrence policy), then key |
//! | assets | key, then sources |
//! | images | URL and size |
//! | fields, attributes | name |
//! | values of enums | key |
//!
//! The order of images, assets, definitions and enum values is that of the draft. Variants and prices have no order, and
//! neither have the elements of sets in attributes and custom fields. Products are compared by their staged data.
//!
//! # References by key
//!
//! A draft may refer to other resources by key, while received resources have ids. Therefore read the existing resource
//! with these references expanded: [`expansions`] returns the paths. If one is missing, [`SyncError`] names it. `sync_all`
//! does this automatically.
//!
//! # Changes that are not possible
//!
//! Some fields cannot be changed after the creation, such as the product type of a product or the currency of a standalone
//! price. A draft with another value there is a [`SyncError`] that names the field.
//!
//! # Sources
//!
//! [Update actions](https://docs.commercetools.com/api/general-concepts#update-actions) in commercetools.

#[cfg(feature = "categories")]
mod category;
mod comparison;
mod error;
mod expansions;
#[cfg(feature = "inventory")]
mod inventory;
mod key;
#[cfg(feature = "products")]
mod product;
#[cfg(feature = "product-types")]
mod product_type;
mod run;
#[cfg(feature = "standalone-prices")]
mod standalone_price;
#[cfg(feature = "types")]
mod type_;

#[cfg(feature = "categories")]
pub use category::categories;
pub use error::{SyncError, SyncErrorReason};
pub use expansions::expansions;
#[cfg(feature = "inventory")]
pub use inventory::inventory_entries;
#[cfg(feature = "products")]
pub use product::products;
#[cfg(feature = "product-types")]
pub use product_type::product_types;
pub use run::{
    Failure, FailureReason, Outcome, Progress, Summary, SyncAll, SyncDraft, sync_all, sync_stream,
};
#[cfg(feature = "standalone-prices")]
pub use standalone_price::standalone_prices;
#[cfg(feature = "types")]
pub use type_::types;

#[cfg(all(
    test,
    feature = "categories",
    feature = "inventory",
    feature = "product-types",
    feature = "products",
    feature = "standalone-prices",
    feature = "types"
))]
#[allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]
mod tests;
