//! The one cart of a session.

use super::CtpSession;
use crate::Result;
use crate::models::{Cart, CartState, MyCartDraft};

impl CtpSession {
    /// The cart of the session: the one it has, or else a new one of this draft.
    ///
    /// A guest has one cart for the life of the session, and a customer the active one that they have already, even if
    /// several requests ask at the same time. A cart that has become an order, or is gone, is followed by a new one.
    ///
    /// # Errors
    ///
    /// When the session has ended, or a request fails.
    pub async fn cart(&self, draft: impl Into<MyCartDraft>) -> Result<Cart> {
        if let Some(cart) = self.existing_cart().await? {
            return Ok(cart);
        }
        let carts = self.api_root().me().carts();
        let cart = carts.post(draft.into()).send().await?;
        let cart_id = self.tokens.remember_cart(&cart.id).await?;
        if cart_id == cart.id {
            return Ok(cart);
        }
        // Another request was faster, so this cart would never be used. If it cannot be deleted it expires, as carts do.
        let _ = carts.with_id(&cart.id).delete(cart.version).send().await;
        carts.with_id(&cart_id).get().send().await
    }

    /// The cart of the session, if it has one that is not yet an order.
    ///
    /// # Errors
    ///
    /// As of [`cart`](Self::cart).
    pub async fn existing_cart(&self) -> Result<Option<Cart>> {
        let me = self.api_root().me();
        if let Some(cart_id) = self.tokens.cart_id().await? {
            match me.carts().with_id(&cart_id).get().send_optional().await? {
                Some(cart) if cart.cart_state == CartState::Active => return Ok(Some(cart)),
                _ => self.tokens.forget_cart(&cart_id).await?,
            }
        }
        let Some(cart) = me.active_cart().get().send_optional().await? else {
            return Ok(None);
        };
        let cart_id = self.tokens.remember_cart(&cart.id).await?;
        if cart_id == cart.id {
            Ok(Some(cart))
        } else {
            me.carts().with_id(&cart_id).get().send().await.map(Some)
        }
    }
}
