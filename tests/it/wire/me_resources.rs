//! What belongs to the customer that the token stands for: carts, orders, payments, shopping lists.

use ctp_sdk::models::{
    AddressDraft, CartReference, Money, MyCartAddLineItemAction, MyCartDraft, MyCartUpdate,
    MyLineItemDraft, MyOrderFromCartDraft, MyOrderFromQuoteDraft, MyPaymentDraft,
    MyPaymentSetMethodInfoMethodAction, MyPaymentUpdate, MyShoppingListAddTextLineItemAction,
    MyShoppingListDraft, MyShoppingListUpdate, MyTransactionDraft, OrderState,
    PaymentMethodInfoDraft, PaymentMethodToken, ReplicaMyCartDraft, ShoppingListLineItemDraft,
    TransactionState, TransactionType,
};
use serde_json::json;

use super::bodies::{cart, cents, order, page, payment, shopping_list, with};
use super::shop::Shop;

#[tokio::test]
async fn the_active_cart_is_read() {
    let shop = Shop::answering(200, cart());
    let cart = shop
        .api
        .me()
        .active_cart()
        .get()
        .expand("store")
        .send()
        .await
        .unwrap();
    assert_eq!(cart.id, "cart-1");
    shop.assert_sent("GET", "/my-shop/me/active-cart?expand=store");
}

#[tokio::test]
async fn a_head_tells_whether_there_is_an_active_cart() {
    let shop = Shop::answering(404, json!({"statusCode": 404}));
    assert!(!shop.api.me().active_cart().head().send().await.unwrap());
    shop.assert_sent("HEAD", "/my-shop/me/active-cart");
}

#[tokio::test]
async fn my_cart_is_created() {
    let draft = MyCartDraft::new("EUR")
        .line_items([MyLineItemDraft::new().sku("potato-1")])
        .billing_address(AddressDraft::new("DE"));
    let shop = Shop::answering(201, cart());
    shop.api.me().carts().post(draft).send().await.unwrap();
    shop.assert_sent_json(
        "POST",
        "/my-shop/me/carts",
        json!({"currency": "EUR", "lineItems": [{"sku": "potato-1"}], "billingAddress": {"country": "DE"}}),
    );
}

#[tokio::test]
async fn my_cart_is_changed_and_deleted() {
    let shop = Shop::answering(200, cart());
    let update = MyCartUpdate::new(
        1,
        [MyCartAddLineItemAction::new().sku("potato-1").quantity(3)],
    );
    shop.api
        .me()
        .carts()
        .with_id("cart-1")
        .post(update)
        .send()
        .await
        .unwrap();
    shop.assert_sent_json(
        "POST",
        "/my-shop/me/carts/cart-1",
        json!({"version": 1, "actions": [{"action": "addLineItem", "sku": "potato-1", "quantity": 3}]}),
    );

    let shop = Shop::answering(200, cart());
    shop.api
        .me()
        .carts()
        .with_id("cart-1")
        .delete(2)
        .send()
        .await
        .unwrap();
    shop.assert_sent("DELETE", "/my-shop/me/carts/cart-1?version=2");
}

#[tokio::test]
async fn my_carts_are_queried() {
    let shop = Shop::answering(200, page(json!([cart()])));
    let query = shop
        .api
        .me()
        .carts()
        .get()
        .where_("cartState = :state")
        .var("state", "Active");
    assert_eq!(query.send().await.unwrap().results.len(), 1);
    shop.assert_sent(
        "GET",
        "/my-shop/me/carts?where=cartState%20%3D%20%3Astate&var.state=Active",
    );
}

#[tokio::test]
async fn my_cart_is_replicated() {
    let shop = Shop::answering(201, cart());
    let draft = ReplicaMyCartDraft::new(CartReference::new("cart-1"));
    shop.api
        .me()
        .carts()
        .replicate()
        .post(draft)
        .send()
        .await
        .unwrap();
    shop.assert_sent_json(
        "POST",
        "/my-shop/me/carts/replicate",
        json!({"reference": {"typeId": "cart", "id": "cart-1"}}),
    );
}

#[tokio::test]
async fn my_order_is_made_from_a_cart_and_read_back() {
    let shop = Shop::answering(
        201,
        with(order(), json!({"cart": {"typeId": "cart", "id": "cart-1"}})),
    );
    let order = shop
        .api
        .me()
        .orders()
        .post(MyOrderFromCartDraft::new("cart-1", 4))
        .send()
        .await
        .unwrap();
    assert_eq!(
        (order.order_state, order.cart.unwrap().id.as_str()),
        (OrderState::Open, "cart-1")
    );
    shop.assert_sent_json(
        "POST",
        "/my-shop/me/orders",
        json!({"id": "cart-1", "version": 4}),
    );

    let shop = Shop::answering(200, self::order());
    let order = shop
        .api
        .me()
        .orders()
        .with_id("order-1")
        .get()
        .expand("state")
        .send()
        .await
        .unwrap();
    assert_eq!(order.total_price.cent_amount, 500);
    shop.assert_sent("GET", "/my-shop/me/orders/order-1?expand=state");
}

#[tokio::test]
async fn my_order_is_made_from_a_quote() {
    let shop = Shop::answering(201, order());
    let draft = MyOrderFromQuoteDraft::new("quote-1", 2).quote_state_to_accepted(true);
    shop.api
        .me()
        .orders()
        .order_quote()
        .post(draft)
        .send()
        .await
        .unwrap();
    shop.assert_sent_json(
        "POST",
        "/my-shop/me/orders/quotes",
        json!({"id": "quote-1", "version": 2, "quoteStateToAccepted": true}),
    );
}

#[tokio::test]
async fn my_payment_is_created_with_its_transaction() {
    let info = PaymentMethodInfoDraft::new()
        .method("CREDIT_CARD")
        .token(PaymentMethodToken::new("pl4nted-token"));
    let transaction = MyTransactionDraft::new(TransactionType::Charge, Money::new(500, "EUR"))
        .timestamp("2024-01-31T12:00:00.1Z".parse().unwrap());
    let draft = MyPaymentDraft::new(Money::new(500, "EUR"))
        .payment_method_info(info)
        .transaction(transaction);
    let charged = json!({"id": "t1", "type": "Charge", "amount": cents(500), "state": "Initial"});
    let shop = Shop::answering(201, with(payment(), json!({"transactions": [charged]})));
    let payment = shop.api.me().payments().post(draft).send().await.unwrap();

    assert_eq!(payment.amount_planned.cent_amount, 500);
    let charged = &payment.transactions[0];
    assert_eq!(
        (&charged.type_, &charged.state),
        (&TransactionType::Charge, &TransactionState::Initial)
    );
    shop.assert_sent_json(
        "POST",
        "/my-shop/me/payments",
        json!({
            "amountPlanned": {"centAmount": 500, "currencyCode": "EUR"},
            "paymentMethodInfo": {"method": "CREDIT_CARD", "token": {"value": "pl4nted-token"}},
            "transaction": {
                "type": "Charge",
                "amount": {"centAmount": 500, "currencyCode": "EUR"},
                "timestamp": "2024-01-31T12:00:00.1Z",
            },
        }),
    );
}

#[tokio::test]
async fn my_payment_is_read_changed_and_deleted() {
    let shop = Shop::answering(200, payment());
    let payment = shop
        .api
        .me()
        .payments()
        .with_id("payment-1")
        .get()
        .send()
        .await
        .unwrap();
    assert_eq!(
        payment.payment_method_info.method.as_deref(),
        Some("CREDIT_CARD")
    );
    shop.assert_sent("GET", "/my-shop/me/payments/payment-1");

    let shop = Shop::answering(200, self::payment());
    let update = MyPaymentUpdate::new(1, [MyPaymentSetMethodInfoMethodAction::new()]);
    shop.api
        .me()
        .payments()
        .with_id("payment-1")
        .post(update)
        .send()
        .await
        .unwrap();
    shop.assert_sent_json(
        "POST",
        "/my-shop/me/payments/payment-1",
        json!({"version": 1, "actions": [{"action": "setMethodInfoMethod"}]}),
    );

    let shop = Shop::answering(200, self::payment());
    shop.api
        .me()
        .payments()
        .with_id("payment-1")
        .delete(2)
        .send()
        .await
        .unwrap();
    shop.assert_sent("DELETE", "/my-shop/me/payments/payment-1?version=2");
}

#[tokio::test]
async fn my_shopping_list_is_created() {
    let shop = Shop::answering(201, shopping_list());
    let draft = MyShoppingListDraft::new([("en", "Soup")])
        .line_items([ShoppingListLineItemDraft::new().sku("potato-1").quantity(4)])
        .delete_days_after_last_modification(30);
    let list = shop
        .api
        .me()
        .shopping_lists()
        .post(draft)
        .send()
        .await
        .unwrap();
    assert_eq!(list.name.get("en").unwrap(), "Soup");
    shop.assert_sent_json(
        "POST",
        "/my-shop/me/shopping-lists",
        json!({
            "name": {"en": "Soup"},
            "lineItems": [{"sku": "potato-1", "quantity": 4}],
            "deleteDaysAfterLastModification": 30,
        }),
    );
}

#[tokio::test]
async fn my_shopping_list_is_read_changed_and_deleted() {
    let shop = Shop::answering(200, shopping_list());
    shop.api
        .me()
        .shopping_lists()
        .with_key("so/up")
        .get()
        .expand("customer")
        .send()
        .await
        .unwrap();
    shop.assert_sent(
        "GET",
        "/my-shop/me/shopping-lists/key=so%2Fup?expand=customer",
    );

    let shop = Shop::answering(200, shopping_list());
    let update = MyShoppingListUpdate::new(
        1,
        [MyShoppingListAddTextLineItemAction::new([("en", "salt")])],
    );
    shop.api
        .me()
        .shopping_lists()
        .with_id("list-1")
        .post(update)
        .send()
        .await
        .unwrap();
    shop.assert_sent_json(
        "POST",
        "/my-shop/me/shopping-lists/list-1",
        json!({"version": 1, "actions": [{"action": "addTextLineItem", "name": {"en": "salt"}}]}),
    );

    let shop = Shop::answering(200, shopping_list());
    shop.api
        .me()
        .shopping_lists()
        .with_key("soup")
        .delete(3)
        .send()
        .await
        .unwrap();
    shop.assert_sent("DELETE", "/my-shop/me/shopping-lists/key=soup?version=3");
}
