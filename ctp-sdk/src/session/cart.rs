//! The cart of a session.

use super::CtpSession;
use super::own_carts::OwnCarts;
use super::payload::Payload;
use crate::models::{Cart, CartState, MyCartDraft};
use crate::request::Problem;
use crate::{Error, Result};

impl CtpSession {
    /// The cart of the session, whatever its currency, or else a new one from this draft.
    ///
    /// A guest has one cart for the life of the session. A customer has the active cart that exists already, even if
    /// several requests ask at the same time. A cart that has been ordered, merged into another or deleted is replaced by a
    /// new one; a frozen cart remains the cart of the session.
    ///
    /// In a session [in a store](crate::CtpClient::start_session_in_store) it is a cart of that store.
    ///
    /// The draft is used only if there is no cart: compare `total_price.currency_code` if the currency matters.
    ///
    /// # Errors
    ///
    /// When the session has ended, or a request fails.
    pub async fn get_or_create_cart(&self, draft: impl Into<MyCartDraft>) -> Result<Cart> {
        let carts = self.own_carts().await?;
        if let Some(cart) = self.existing_cart_among(&carts).await? {
            return Ok(cart);
        }
        let cart = carts.create(draft.into()).await?;
        let cart_id = self.remember_cart(&cart.id).await?;
        if cart_id == cart.id {
            return Ok(cart);
        }
        // Another request has created a cart first, so this one would never be used. If it cannot be deleted, it expires
        // later.
        let _ = carts.delete(&cart).await;
        carts.get(&cart_id).await
    }

    /// The cart of the session, if it has one that was not ordered, merged or deleted.
    ///
    /// # Errors
    ///
    /// The same errors as [`get_or_create_cart`](Self::get_or_create_cart). A 404 that is not from the API, such as the
    /// error page of a gateway, is an error and does not mean that the cart was deleted.
    pub async fn existing_cart(&self) -> Result<Option<Cart>> {
        self.existing_cart_among(&self.own_carts().await?).await
    }

    /// Makes this the cart of the session, in place of the current one.
    ///
    /// Use it for a cart that was created in another way than with [`get_or_create_cart`](Self::get_or_create_cart), such
    /// as `me().carts().post()`: only the cart of the session is kept at a login.
    ///
    /// # Errors
    ///
    /// When the session is in a store and the cart is not of that store ([`Error::is_request`]), when the session has
    /// ended, or when its store fails.
    pub async fn adopt_cart(&self, cart: &Cart) -> Result<()> {
        if let Some(store_key) = self.store_key().await?
            && cart
                .store
                .as_ref()
                .is_none_or(|store| store.key != store_key)
        {
            return Err(Error::request(Problem::CartOutsideStore));
        }
        let adopt = |payload: &mut Payload| payload.cart_id = Some(cart.id.clone());
        Payload::update(&self.tokens, adopt).await.map(drop)
    }

    async fn own_carts(&self) -> Result<OwnCarts> {
        OwnCarts::of(&self.tokens, &self.root()).await
    }

    async fn existing_cart_among(&self, carts: &OwnCarts) -> Result<Option<Cart>> {
        if let Some(cart_id) = Payload::of(&self.tokens).await?.cart_id {
            match carts.find(&cart_id).await? {
                Some(cart) if !is_over(&cart) => return Ok(Some(cart)),
                _ => self.forget_cart(&cart_id).await?,
            }
        }
        let Some(cart) = carts.find_active().await? else {
            return Ok(None);
        };
        let cart_id = self.remember_cart(&cart.id).await?;
        if cart_id == cart.id {
            Ok(Some(cart))
        } else {
            carts.get(&cart_id).await.map(Some)
        }
    }

    /// Stores the id of the cart, unless the session has one; returns the id that is stored.
    async fn remember_cart(&self, cart_id: &str) -> Result<String> {
        let remember = |payload: &mut Payload| {
            payload.cart_id.get_or_insert_with(|| cart_id.to_owned());
        };
        let payload = Payload::update(&self.tokens, remember).await?;
        Ok(payload.cart_id.unwrap_or_else(|| cart_id.to_owned()))
    }

    /// Removes the id of the cart, if it is the one that is stored.
    pub(super) async fn forget_cart(&self, cart_id: &str) -> Result<()> {
        let forget = |payload: &mut Payload| {
            payload.cart_id = payload.cart_id.take().filter(|present| present != cart_id);
        };
        Payload::update(&self.tokens, forget).await.map(drop)
    }

    /// Whether the visitor still has this cart, and it can be kept at a login.
    pub(super) async fn has_cart(&self, cart_id: &str) -> Result<bool> {
        let cart = self.own_carts().await?.find(cart_id).await?;
        Ok(cart.is_some_and(|cart| !is_over(&cart)))
    }
}

/// Whether the cart cannot be used any more. An unknown state does not mean so.
fn is_over(cart: &Cart) -> bool {
    matches!(cart.cart_state, CartState::Ordered | CartState::Merged)
}
