//! The visitor's own carts, in the project or in the store of the session.

use ctp_auth::Session;

use crate::models::{Cart, MyCartDraft};
use crate::requests::in_store::InStoreByStoreKeyMeRequests;
use crate::requests::me::MeRequests;
use crate::{ApiRoot, Result};

/// The visitor's own carts: those of the project, or in a session in a store those of that store, because carts without the
/// store are not found there, and a customer of a store has no others.
pub(super) enum OwnCarts {
    OfProject(MeRequests),
    OfStore(InStoreByStoreKeyMeRequests),
}

impl OwnCarts {
    pub(super) async fn of(session: &Session, visitor: &ApiRoot) -> Result<Self> {
        Ok(match session.store_key().await? {
            None => Self::OfProject(visitor.me()),
            Some(store_key) => Self::OfStore(visitor.in_store_key(store_key).me()),
        })
    }

    pub(super) async fn create(&self, draft: MyCartDraft) -> Result<Cart> {
        match self {
            Self::OfProject(me) => me.carts().post(draft).send().await,
            Self::OfStore(me) => me.carts().post(draft).send().await,
        }
    }

    pub(super) async fn find(&self, cart_id: &str) -> Result<Option<Cart>> {
        match self {
            Self::OfProject(me) => me.carts().with_id(cart_id).get().send_optional().await,
            Self::OfStore(me) => me.carts().with_id(cart_id).get().send_optional().await,
        }
    }

    /// Like [`find`](Self::find), but a missing cart is an error.
    pub(super) async fn get(&self, cart_id: &str) -> Result<Cart> {
        match self {
            Self::OfProject(me) => me.carts().with_id(cart_id).get().send().await,
            Self::OfStore(me) => me.carts().with_id(cart_id).get().send().await,
        }
    }

    pub(super) async fn find_active(&self) -> Result<Option<Cart>> {
        match self {
            Self::OfProject(me) => me.active_cart().get().send_optional().await,
            Self::OfStore(me) => me.active_cart().get().send_optional().await,
        }
    }

    pub(super) async fn delete(&self, cart: &Cart) -> Result<Cart> {
        match self {
            Self::OfProject(me) => {
                let cart_by_id = me.carts().with_id(&cart.id);
                cart_by_id.delete(cart.version).send().await
            }
            Self::OfStore(me) => {
                let cart_by_id = me.carts().with_id(&cart.id);
                cart_by_id.delete(cart.version).send().await
            }
        }
    }
}
