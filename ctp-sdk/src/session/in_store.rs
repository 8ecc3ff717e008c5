//! The requests of a visitor in a store.

use crate::requests::in_store::{
    InStoreByStoreKeyMeRequests, InStoreByStoreKeyProductProjectionsRequests,
    InStoreByStoreKeyRequests, InStoreByStoreKeyShippingMethodsRequests,
    InStoreByStoreKeyVariantProjectionsRequests,
};

/// The requests that a visitor may send in a store, with the visitor's token.
/// [`CtpSession::in_store_key`](crate::CtpSession::in_store_key) returns it.
///
/// They are permitted by the scopes of [`ScopeSet::visitor`](ctp_auth::ScopeSet::visitor), or by the corresponding scopes
/// of this store, such as `manage_my_orders:my-shop:berlin`.
#[derive(Clone, Debug)]
pub struct SessionInStore {
    requests: InStoreByStoreKeyRequests,
}

impl SessionInStore {
    pub(super) fn new(requests: InStoreByStoreKeyRequests) -> Self {
        Self { requests }
    }

    /// The visitor's own data in the store: the account, carts, orders, shopping lists.
    ///
    /// A cart that is created here belongs to the store.
    pub fn me(&self) -> InStoreByStoreKeyMeRequests {
        self.requests.me()
    }

    /// The published products of the store, by key or id.
    pub fn product_projections(&self) -> InStoreByStoreKeyProductProjectionsRequests {
        self.requests.product_projections()
    }

    /// The variants of the published products of the store.
    pub fn variant_projections(&self) -> InStoreByStoreKeyVariantProjectionsRequests {
        self.requests.variant_projections()
    }

    /// The shipping methods for a cart of the store.
    pub fn shipping_methods(&self) -> InStoreByStoreKeyShippingMethodsRequests {
        self.requests.shipping_methods()
    }
}
