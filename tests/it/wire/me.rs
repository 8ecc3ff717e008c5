//! The customer that the token stands for.

use ctp_sdk::models::{
    AddressDraft, AnonymousCartSignInMode, MyCustomerAddAddressAction, MyCustomerChangePassword,
    MyCustomerDraft, MyCustomerEmailVerify, MyCustomerResetPassword, MyCustomerSetFirstNameAction,
    MyCustomerSignin, MyCustomerUpdate, MyCustomerUpdateAction, StoreResourceIdentifier,
};
use serde_json::json;

use super::bodies::{cart, customer, with};
use super::shop::Shop;

#[tokio::test]
async fn the_customer_of_the_token_is_read() {
    let body = with(
        customer(),
        json!({"dateOfBirth": "1990-02-28", "addresses": [{"id": "a1", "country": "DE"}], "locale": "de-AT"}),
    );
    let shop = Shop::answering(200, body);
    let me = shop
        .api
        .me()
        .get()
        .expand("customerGroup")
        .send()
        .await
        .unwrap();

    assert_eq!(
        (me.id.as_str(), me.email.as_str()),
        ("customer-1", "jane@example.com")
    );
    assert_eq!(me.date_of_birth.unwrap().to_string(), "1990-02-28");
    assert_eq!(
        (
            me.addresses[0].id.as_deref(),
            me.addresses[0].country.as_str()
        ),
        (Some("a1"), "DE")
    );
    assert!(me.authentication_mode.is_unknown());
    shop.assert_sent("GET", "/my-shop/me?expand=customerGroup");
}

#[tokio::test]
async fn the_customer_of_the_token_is_changed() {
    let update = MyCustomerUpdate::new(
        1,
        [
            MyCustomerUpdateAction::from(MyCustomerSetFirstNameAction::new().first_name("Jane")),
            MyCustomerAddAddressAction::new(AddressDraft::new("AT").city("Graz")).into(),
        ],
    );
    let shop = Shop::answering(
        200,
        with(customer(), json!({"firstName": "Jane", "version": 3})),
    );
    let me = shop.api.me().post(update).send().await.unwrap();

    assert_eq!((me.version, me.first_name.as_deref()), (3, Some("Jane")));
    shop.assert_sent_json(
        "POST",
        "/my-shop/me",
        json!({
            "version": 1,
            "actions": [
                {"action": "setFirstName", "firstName": "Jane"},
                {"action": "addAddress", "address": {"country": "AT", "city": "Graz"}},
            ],
        }),
    );
}

#[tokio::test]
async fn the_customer_of_the_token_is_deleted_at_a_version() {
    let shop = Shop::answering(200, customer());
    assert_eq!(
        shop.api.me().delete(3).send().await.unwrap().id,
        "customer-1"
    );
    shop.assert_sent("DELETE", "/my-shop/me?version=3");
}

#[tokio::test]
async fn a_change_of_password_sends_both_passwords_and_prints_neither() {
    let shop = Shop::answering(200, customer());
    let draft = MyCustomerChangePassword::new(1, "pl4nted-old \"1\"", "pl4nted-new é");
    let printed_draft = format!("{draft:?} {draft:#?}");
    let request = shop.api.me().password().post(draft);
    let printed_request = format!("{request:?} {request:#?}");
    let answer = request.execute().await.unwrap();

    for printed in [
        printed_draft,
        printed_request,
        format!("{answer:?} {:?}", answer.body()),
    ] {
        assert!(!printed.contains("pl4nted"), "{printed}");
    }
    shop.assert_sent_json(
        "POST",
        "/my-shop/me/password",
        json!({"version": 1, "currentPassword": "pl4nted-old \"1\"", "newPassword": "pl4nted-new é"}),
    );
}

#[tokio::test]
async fn a_forgotten_password_is_reset_by_a_token() {
    let shop = Shop::answering(200, customer());
    let draft = MyCustomerResetPassword::new("t0ken", "new");
    shop.api
        .me()
        .password()
        .reset()
        .post(draft)
        .send()
        .await
        .unwrap();
    shop.assert_sent_json(
        "POST",
        "/my-shop/me/password/reset",
        json!({"tokenValue": "t0ken", "newPassword": "new"}),
    );
}

#[tokio::test]
async fn an_email_address_is_confirmed_by_a_token() {
    let shop = Shop::answering(200, with(customer(), json!({"isEmailVerified": true})));
    let me = shop
        .api
        .me()
        .email_confirm()
        .post(MyCustomerEmailVerify::new("t0ken"))
        .send()
        .await
        .unwrap();
    assert!(me.is_email_verified);
    shop.assert_sent_json(
        "POST",
        "/my-shop/me/email/confirm",
        json!({"tokenValue": "t0ken"}),
    );
}

#[tokio::test]
async fn a_sign_up_gives_the_customer_and_the_cart() {
    let draft = MyCustomerDraft::new("jane@example.com", "pl4nted-password")
        .first_name("Jane")
        .date_of_birth("1990-02-28".parse().unwrap())
        .addresses([AddressDraft::new("DE").key("home")])
        .default_shipping_address(0)
        .stores([StoreResourceIdentifier::new().key("berlin")]);
    let shop = Shop::answering(201, json!({"customer": customer(), "cart": cart()}));
    let request = shop.api.me().signup().post(draft);
    assert!(!format!("{request:?}").contains("pl4nted"));
    let result = request.send().await.unwrap();

    assert_eq!(
        (
            result.customer.id.as_str(),
            result.cart.unwrap().id.as_str()
        ),
        ("customer-1", "cart-1")
    );
    shop.assert_sent_json(
        "POST",
        "/my-shop/me/signup",
        json!({
            "email": "jane@example.com",
            "password": "pl4nted-password",
            "firstName": "Jane",
            "dateOfBirth": "1990-02-28",
            "addresses": [{"country": "DE", "key": "home"}],
            "defaultShippingAddress": 0,
            "stores": [{"typeId": "store", "key": "berlin"}],
        }),
    );
}

#[tokio::test]
async fn a_login_without_a_cart_gives_the_customer_alone() {
    let draft = MyCustomerSignin::new("jane@example.com", "pl4nted-password")
        .active_cart_sign_in_mode(AnonymousCartSignInMode::UseAsNewActiveCustomerCart)
        .update_product_data(true);
    let shop = Shop::answering(200, json!({"customer": customer()}));
    let result = shop.api.me().login().post(draft).send().await.unwrap();

    assert_eq!(
        (result.customer.email.as_str(), result.cart),
        ("jane@example.com", None)
    );
    shop.assert_sent_json(
        "POST",
        "/my-shop/me/login",
        json!({
            "email": "jane@example.com",
            "password": "pl4nted-password",
            "activeCartSignInMode": "UseAsNewActiveCustomerCart",
            "updateProductData": true,
        }),
    );
}
