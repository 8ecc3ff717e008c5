//! The storefront example: a guest becomes a customer.

use serde_json::json;

use super::shop::{Shop, Stock};
use super::sources::storefront::run;
use crate::auth::form;

#[tokio::test]
async fn a_guest_signs_up_and_goes_on_as_the_customer() {
    let shop = Shop::open();
    let client = shop.client();
    let walk = run(&client, "anna@example.com", "pl4nted-pass")
        .await
        .unwrap();

    assert_eq!(
        shop.told(),
        [
            "token of client_credentials for client-id-17",
            "GET /product-projections as project-token-1",
            "token of anonymous for client-id-17",
            "POST /customers as project-token-1",
            "token of password for client-id-17",
            "revoke refresh_token guest-refresh",
            "revoke access_token guest-token-1",
            "GET /me as customer-token-1",
            "GET /me/carts as customer-token-1",
            "GET /me/active-cart as customer-token-1",
            "POST /me/carts as customer-token-1",
            "POST /me/carts/carts-1 as customer-token-1",
            "revoke access_token customer-token-1",
            // It is no longer accepted, so the customer gets another one by the refresh token.
            "GET /me/carts/carts-1 as customer-token-1",
            "token of refresh_token customer-refresh for client-id-17",
            "GET /me/carts/carts-1 as customer-token-2",
            "revoke refresh_token customer-refresh",
            "revoke access_token customer-token-2",
        ]
    );
    assert_eq!(
        shop.sent(),
        [
            json!({"email": "anna@example.com", "password": "pl4nted-pass", "anonymousId": "guest-17"}),
            json!({"currency": "EUR"}),
            json!({
                "version": 1,
                "actions": [{"action": "addLineItem", "sku": "potato-1", "quantity": 1}],
            }),
        ]
    );
    let requests = shop.requests();
    assert_eq!(requests[1].query(), Some("priceCurrency=EUR&limit=20"));
    let password = form(&requests[4]);
    assert_eq!(
        (password["username"].as_str(), password["password"].as_str()),
        ("anna@example.com", "pl4nted-pass")
    );

    assert_eq!(walk.products, 2);
    assert_eq!(walk.customer_id, "customer-1");
    assert_eq!(walk.earlier_carts, 0);
    assert_eq!((walk.cart.id.as_str(), walk.cart.version), ("carts-1", 2));
    assert_eq!(walk.cart.total_price.cent_amount, 250);
}

#[tokio::test]
async fn who_has_an_account_is_logged_in_and_finds_the_cart_again() {
    let shop = Shop::open();
    let client = shop.client();
    run(&client, "anna@example.com", "pl4nted-pass")
        .await
        .unwrap();
    let before = shop.requests().len();
    let walk = run(&client, "anna@example.com", "pl4nted-pass")
        .await
        .unwrap();

    assert_eq!(
        shop.told_since(before)[..9],
        [
            // The token of the project is the one from before.
            "GET /product-projections as project-token-1",
            "token of anonymous for client-id-17",
            "POST /customers as project-token-1",
            "token of password for client-id-17",
            "POST /login as project-token-1",
            "revoke refresh_token guest-refresh",
            "revoke access_token guest-token-2",
            "GET /me as customer-token-3",
            "GET /me/carts as customer-token-3",
        ]
    );
    let carts = "POST /me/carts as customer-token-3".to_owned();
    assert!(!shop.told().contains(&carts));
    assert_eq!(walk.earlier_carts, 1);
    assert_eq!((walk.cart.id.as_str(), walk.cart.version), ("carts-1", 3));
}

#[tokio::test]
async fn a_wrong_password_is_an_error_after_which_nothing_is_asked() {
    let shop = Shop::open();
    let client = shop.client();
    run(&client, "anna@example.com", "pl4nted-pass")
        .await
        .unwrap();
    let before = shop.requests().len();
    let error = run(&client, "anna@example.com", "another")
        .await
        .err()
        .unwrap();

    let error = error.downcast::<ctp_sdk::Error>().unwrap();
    assert!(error.is_auth(), "{error}");
    assert!(!format!("{error} {error:?}").contains("another"));
    assert_eq!(shop.told_since(before).len(), 4);
}

#[tokio::test]
async fn without_a_product_nobody_gets_a_session() {
    let shop = Shop::with(Stock::default(), |_, _| None);
    let error = run(&shop.client(), "anna@example.com", "pl4nted-pass").await;
    let error = error.err().unwrap().to_string();
    assert_eq!(error, "no product has a SKU and a price in euro");
    assert_eq!(shop.requests().len(), 2);
}
