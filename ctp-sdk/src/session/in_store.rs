//! What a visitor may ask in a store.

use crate::requests::in_store::{
    InStoreByStoreKeyMeRequests, InStoreByStoreKeyProductProjectionsRequests,
    InStoreByStoreKeyRequests, InStoreByStoreKeyShippingMethodsRequests,
    InStoreByStoreKeyVariantProjectionsRequests,
};

/// What a visitor may ask in a store, by the visitor's token. Made by
/// [`CtpSession::in_store_key`](crate::CtpSession::in_store_key).
///
/// It has what the scopes of [`ScopeSet::visitor`](ctp_auth::ScopeSet::visitor) permit, or those of the same names for this
/// store alone, such as `manage_my_orders:my-shop:berlin`.
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
    /// A cart that is made here belongs to the store.
    pub fn me(&self) -> InStoreByStoreKeyMeRequests {
        self.requests.me()
    }

    /// The published products as the store has them, by key or ID.
    pub fn product_projections(&self) -> InStoreByStoreKeyProductProjectionsRequests {
        self.requests.product_projections()
    }

    /// The variants of the published products as the store has them.
    pub fn variant_projections(&self) -> InStoreByStoreKeyVariantProjectionsRequests {
        self.requests.variant_projections()
    }

    /// The shipping methods that suit a cart of the store.
    pub fn shipping_methods(&self) -> InStoreByStoreKeyShippingMethodsRequests {
        self.requests.shipping_methods()
    }
}
