//! The drafts that can be synced, and the requests for each kind.

use std::collections::BTreeSet;

use ctp_auth::platform::{BoxedFuture, MaybeSend};

use crate::sync::SyncError;
use crate::sync::key::Key;
use crate::{ApiRoot, Response, Result, Value};

/// A draft of a kind of resource that can be synchronized: a category, inventory entry, product, product type, standalone
/// price or type, if the feature of its domain is on.
///
/// It cannot be implemented outside of this crate.
pub trait SyncDraft: sealed::Sealed + Clone + MaybeSend + MaybeSync + 'static {
    /// The resource.
    type Resource: MaybeSend + MaybeSync + 'static;
    /// Its update actions.
    type Action: MaybeSend + 'static;

    /// The key by which the resource is found.
    fn key(&self) -> Option<&str>;

    /// The update actions that change the resource to the state of the draft: the function for its kind, such as
    /// [`categories`](fn@crate::sync::categories).
    ///
    /// # Errors
    ///
    /// When no actions lead to that state.
    fn actions(&self, existing: &Self::Resource) -> Result<Vec<Self::Action>, SyncError>;

    #[doc(hidden)]
    fn to_json(&self) -> Value;

    /// The paths in the received resource for a path of the draft.
    #[doc(hidden)]
    fn received_at(path: String) -> Vec<String> {
        vec![path]
    }

    #[doc(hidden)]
    fn key_of(existing: &Self::Resource) -> Option<&str>;

    #[doc(hidden)]
    fn version(existing: &Self::Resource) -> (&str, i64);

    #[doc(hidden)]
    fn find(
        api: &ApiRoot,
        keys: &[&str],
        expand: &BTreeSet<String>,
    ) -> BoxedFuture<'static, Result<Response<Vec<Self::Resource>>>>;

    #[doc(hidden)]
    fn create(&self, api: &ApiRoot) -> BoxedFuture<'static, Result<Response<()>>>;

    #[doc(hidden)]
    fn update(
        api: &ApiRoot,
        id: &str,
        version: i64,
        actions: Vec<Self::Action>,
    ) -> BoxedFuture<'static, Result<Response<i64>>>;
}

/// `Sync`; in a browser, which has one thread, any type.
#[cfg(not(target_arch = "wasm32"))]
#[doc(hidden)]
pub trait MaybeSync: Sync {}
#[cfg(not(target_arch = "wasm32"))]
impl<T: Sync + ?Sized> MaybeSync for T {}
#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub trait MaybeSync {}
#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> MaybeSync for T {}

mod sealed {
    pub trait Sealed {}
}

macro_rules! sync_draft {
    (
        $feature:literal: $draft:ident => $resource:ident by $action:ident in $update:ident,
        $requests:ident, $actions:ident $(, $received_at:item)?
    ) => {
        #[cfg(feature = $feature)]
        impl sealed::Sealed for crate::models::$draft {}

        #[cfg(feature = $feature)]
        impl SyncDraft for crate::models::$draft {
            type Resource = crate::models::$resource;
            type Action = crate::models::$action;

            fn key(&self) -> Option<&str> {
                self.key.text()
            }

            fn actions(&self, existing: &Self::Resource) -> Result<Vec<Self::Action>, SyncError> {
                crate::sync::$actions(existing, self)
            }

            fn to_json(&self) -> Value {
                to_json(self)
            }

            $($received_at)?

            fn key_of(existing: &Self::Resource) -> Option<&str> {
                existing.key.text()
            }

            fn version(existing: &Self::Resource) -> (&str, i64) {
                (&existing.id, existing.version)
            }

            fn find(
                api: &ApiRoot,
                keys: &[&str],
                expand: &BTreeSet<String>,
            ) -> BoxedFuture<'static, Result<Response<Vec<Self::Resource>>>> {
                let mut get = api.$requests().get().where_(key_in(keys)).with_total(false);
                get = get.limit(i32::try_from(keys.len()).unwrap_or(i32::MAX));
                for path in expand {
                    get = get.expand(path);
                }
                Box::pin(async move { Ok(get.execute().await?.map(|page| page.results)) })
            }

            fn create(&self, api: &ApiRoot) -> BoxedFuture<'static, Result<Response<()>>> {
                let post = api.$requests().post(self.clone());
                Box::pin(async move { Ok(post.execute().await?.map(drop)) })
            }

            fn update(
                api: &ApiRoot,
                id: &str,
                version: i64,
                actions: Vec<Self::Action>,
            ) -> BoxedFuture<'static, Result<Response<i64>>> {
                use crate::RequestOptions as _;
                let update = crate::models::$update::new(version, actions);
                // The version makes a second attempt fail with a conflict, after which the resource is read again.
                let post = api.$requests().with_id(id).post(update).with_idempotent(true);
                Box::pin(async move { Ok(post.execute().await?.map(|of| of.version)) })
            }
        }
    };
}

sync_draft! {
    "categories": CategoryDraft => Category by CategoryUpdateAction in CategoryUpdate,
    categories, categories
}
sync_draft! {
    "inventory": InventoryEntryDraft => InventoryEntry by InventoryEntryUpdateAction in InventoryEntryUpdate,
    inventory, inventory_entries
}
sync_draft! {
    "product-types": ProductTypeDraft => ProductType by ProductTypeUpdateAction in ProductTypeUpdate,
    product_types, product_types
}
sync_draft! {
    "products": ProductDraft => Product by ProductUpdateAction in ProductUpdate,
    products, products,
    /// Products are compared by their staged data, and a variant may be at another place there.
    fn received_at(path: String) -> Vec<String> {
        let of_product = ["productType", "taxCategory", "state"];
        if of_product.contains(&path.as_str()) {
            return vec![path];
        }
        let of_variant = path
            .strip_prefix("masterVariant.")
            .or_else(|| path.strip_prefix("variants[*]."));
        match of_variant {
            Some(rest) => ["masterVariant", "variants[*]"]
                .map(|variant| format!("masterData.staged.{variant}.{rest}"))
                .to_vec(),
            None => vec![format!("masterData.staged.{path}")],
        }
    }
}
sync_draft! {
    "standalone-prices":
    StandalonePriceDraft => StandalonePrice by StandalonePriceUpdateAction in StandalonePriceUpdate,
    standalone_prices, standalone_prices
}
sync_draft! {
    "types": TypeDraft => Type by TypeUpdateAction in TypeUpdate,
    types, types
}

fn to_json(draft: &dyn crate::json::Write) -> Value {
    // Models contain strings, numbers, lists and maps with string keys, which JSON can represent.
    crate::json::serialize(draft, serde_json::value::Serializer).unwrap_or_default()
}

/// A predicate that matches the resources with these keys.
fn key_in(keys: &[&str]) -> String {
    let quoted = keys.iter().map(|key| {
        let key = key.replace('\\', "\\\\").replace('"', "\\\"");
        format!("\"{key}\"")
    });
    format!("key in ({})", quoted.collect::<Vec<_>>().join(", "))
}
