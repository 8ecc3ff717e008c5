//! The example of a shop's day, and the state of the platform after it.

use ctp_sdk::models::{CartState, TransactionState};

use super::platform::platform_for_visitors;
use super::sources::shop_day::{run, scopes};

#[tokio::test]
async fn an_order_is_placed_paid_and_told_of() {
    let (_emulator, client) = platform_for_visitors(scopes).await;
    let day = run(&client).await.unwrap();
    assert!(day.is_message_read);

    let api = client.integration_api_root();
    let order = api
        .orders()
        .with_id(&day.order.id)
        .get()
        .send()
        .await
        .unwrap();
    let customer_id = order.customer_id.as_deref().unwrap();
    let customer = api.customers().with_id(customer_id).get().send().await;
    assert_eq!(customer.unwrap().email, day.email);
    assert_eq!(order.line_items.len(), 1);
    let taxed = order.taxed_price.unwrap();
    assert!(taxed.total_net.cent_amount < taxed.total_gross.cent_amount);

    let cart_id = order.cart.unwrap().id;
    let cart = api.carts().with_id(&cart_id).get().send().await.unwrap();
    assert_eq!(cart.cart_state, CartState::Ordered);
    assert_eq!(cart.customer_id, order.customer_id);

    let payment = &order.payment_info.unwrap().payments[0].id;
    let payment = api.payments().with_id(payment).get().send().await.unwrap();
    assert_eq!(
        payment.amount_planned.cent_amount,
        taxed.total_gross.cent_amount
    );
    assert_eq!(payment.transactions[0].state, TransactionState::Success);
}

#[tokio::test]
async fn no_api_client_is_left_over() {
    let (_emulator, client) = platform_for_visitors(scopes).await;
    let api_clients = client.integration_api_root().api_clients();
    let before = api_clients.get().send().await.unwrap().count;
    run(&client).await.unwrap();
    let after = api_clients.get().send().await.unwrap().count;
    assert_eq!(after, before);
}

#[tokio::test]
async fn a_second_day_is_another_customer() {
    let (_emulator, client) = platform_for_visitors(scopes).await;
    let first = run(&client).await.unwrap();
    let second = run(&client).await.unwrap();
    assert_ne!(first.email, second.email);
    let orders = client.integration_api_root().orders();
    assert_eq!(orders.get().send().await.unwrap().count, 2);
}
