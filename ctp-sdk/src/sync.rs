//! Turning drafts into update actions, and many drafts into a catalogue that is in step with them.
//!
//! A PIM or an ERP knows what a resource should be; the API wants to be told what to change. For each kind of resource there
//! is a function that compares what is there with the draft, and gives the smallest list of actions that turns one into the
//! other:
//!
//! ```
//! # #[cfg(feature = "categories")]
//! # fn run(existing: &ctp_sdk::models::Category) -> Result<(), ctp_sdk::sync::SyncError> {
//! use ctp_sdk::models::{CategoryDraft, CategoryResourceIdentifier};
//! use ctp_sdk::sync;
//!
//! let draft = CategoryDraft::new([("en", "Boots")], [("en", "boots")])
//!     .key("boots")
//!     .parent(CategoryResourceIdentifier::with_key("shoes"));
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
//! # What a draft says
//!
//! A draft is the whole of what a resource should be, as it is when the resource is created with it. **What the draft leaves
//! out is removed**, or gets the platform's default: no `description` removes the description, no `assets` all assets, no
//! `key` the key, no `priceMode` makes it `Embedded`. So build each
//! draft from all that you know, not from what has changed.
//!
//! The same goes for a field whose name is misspelt in a file of drafts: reading the file (feature `deserialize`) passes over
//! names that a draft does not have, and the field is removed. The crate `serde_ignored` lists such names; the example
//! `sync_catalogue` refuses a file that has any.
//!
//! Left alone where the draft does not have it, because the platform or other people set it meanwhile:
//!
//! | field | why |
//! | --- | --- |
//! | `orderHint` of a category | the platform makes one up |
//! | `state` of a product | a workflow moves it |
//! | `publish` of a product | nothing that is sold goes offline because a draft does not say so. `true` publishes what changed, `false` takes the product offline |
//! | `discounted` of a price | product discounts set it. A price that changes otherwise loses it until the platform has worked it out anew |
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
//! The order of images, assets, definitions and values of enums is that of the draft. Variants and prices have no order.
//! Sets among attributes and custom fields have none either. Products are compared by their staged data.
//!
//! # References by key
//!
//! A draft may name others by their keys, and what was read has their ids. So read what is there with these references
//! expanded: [`expansions`] gives the paths. Where one is missing, [`SyncError`] names it. `sync_all` does it on its own.
//!
//! # What no action can reach
//!
//! There are fields that stay as they were created, such as the product type of a product or the currency of a standalone
//! price. A draft that has another value there is a [`SyncError`] that names the field.
//!
//! # Sources
//!
//! [Update actions](https://docs.commercetools.com/api/general-concepts#update-actions) in commercetools.

#[cfg(feature = "categories")]
mod category;
mod comparison;
mod error;
mod expanded;
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
