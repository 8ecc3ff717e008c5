//! A guest who becomes a customer. The server has no `/login`, serves `/me` to any token, and has one active cart in a
//! project: whose data is seen, and what becomes of the carts of a login, is tested on the emulator.

use ctp_sdk::auth::Visitor;
use ctp_sdk::models::{
    Cart, CustomerDraft, MyCartAddLineItemAction, MyCartChangeLineItemQuantityAction, MyCartDraft,
    MyCartRemoveLineItemAction, MyCartUpdate, MyCartUpdateAction,
};
use ctp_sdk::{CtpClient, CtpSession};

use crate::lifecycles::published_boots;
use crate::mock::mock;

/// A shop with a product, and a guest in it.
async fn guest(client: &CtpClient) -> CtpSession {
    published_boots(&client.integration_api_root()).await;
    client.start_session().await.unwrap()
}

async fn change(session: &CtpSession, cart: &Cart, action: impl Into<MyCartUpdateAction>) -> Cart {
    let own = session.me().carts().with_id(&cart.id);
    let update = MyCartUpdate::new(cart.version, [action.into()]);
    own.post(update).send().await.unwrap()
}

#[tokio::test]
async fn a_guest_fills_a_cart_and_changes_it() {
    let Some(mock) = mock() else { return };
    let client = mock.client("cart-of-guest");
    let session = guest(&client).await;
    let cart = session
        .get_or_create_cart(MyCartDraft::new("EUR"))
        .await
        .unwrap();
    let add = MyCartAddLineItemAction::new().sku("boots-42").quantity(2);
    let cart = change(&session, &cart, add).await;
    assert_eq!(cart.total_price.cent_amount, 2 * 8900);
    let line = &cart.line_items[0];
    assert_eq!(line.name.get("en").map(|name| &**name), Some("Boots"));

    let fewer = MyCartChangeLineItemQuantityAction::new(1).line_item_id(&line.id);
    let cart = change(&session, &cart, fewer).await;
    assert_eq!(cart.total_price.cent_amount, 8900);
    // The same cart, however often it is asked for.
    let again = session
        .get_or_create_cart(MyCartDraft::new("EUR"))
        .await
        .unwrap();
    assert_eq!((&again.id, again.version), (&cart.id, cart.version));
    let active = session.me().active_cart().get().send().await.unwrap();
    assert_eq!(active.id, cart.id);

    let none = MyCartRemoveLineItemAction::new().line_item_id(&cart.line_items[0].id);
    let cart = change(&session, &cart, none).await;
    assert_eq!(
        (cart.line_items.len(), cart.total_price.cent_amount),
        (0, 0)
    );
}

#[tokio::test]
async fn a_guest_signs_up_and_sees_the_own_account() {
    let Some(mock) = mock() else { return };
    let client = mock.client("sign-up");
    let session = guest(&client).await;
    let draft = CustomerDraft::new("anna@example.com").password("a password");
    let signed_in = session.sign_up(draft.clone()).await.unwrap();
    assert_eq!(signed_in.customer.email, "anna@example.com");
    let visitor = signed_in.session.visitor().await.unwrap();
    let customer_id = signed_in.customer.id.clone();
    assert_eq!(visitor, Visitor::Customer { customer_id });
    let me = signed_in.session.me().get().send().await.unwrap();
    assert_eq!(me.id, signed_in.customer.id);

    let other = client.start_session().await.unwrap();
    let error = other.sign_up(draft).await.unwrap_err();
    let codes = error.api_errors().iter().map(ctp_sdk::ApiError::code);
    assert_eq!(codes.collect::<Vec<_>>(), ["DuplicateField"]);
}
