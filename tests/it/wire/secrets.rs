//! Secrets are sent and received, but never printed.

use std::fmt::Debug;

use ctp_sdk::models::{
    Money, MyCustomerChangePassword, MyCustomerDraft, MyCustomerEmailVerify,
    MyCustomerResetPassword, MyCustomerSignin, MyPaymentDraft, PaymentMethodInfoDraft,
    PaymentMethodToken,
};
use serde_json::{Value, json};

use super::bodies::{api_client, cart, customer, line_item, page, payment, shopping_list, with};
use super::shop::{Shop, TOKEN};

const SECRET: &str = "pl4nted";

#[track_caller]
fn assert_hidden(value: &impl Debug) {
    for printed in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(
            !printed.contains(SECRET) && !printed.contains(TOKEN),
            "{printed}"
        );
    }
}

/// A secret that can be told from the others; what is searched for is what they have in common.
fn secret(of: &str) -> String {
    format!("{SECRET}-{of}")
}

#[test]
fn drafts_hide_their_passwords_and_tokens() {
    assert_hidden(&MyCustomerDraft::new("jane@example.com", secret("password")).first_name("Jane"));
    assert_hidden(&MyCustomerSignin::new(
        "jane@example.com",
        secret("password"),
    ));
    assert_hidden(&MyCustomerChangePassword::new(
        1,
        secret("old"),
        secret("new"),
    ));
    assert_hidden(&MyCustomerResetPassword::new(
        secret("token"),
        secret("new"),
    ));
    assert_hidden(&MyCustomerEmailVerify::new(secret("token")));
    assert_hidden(&PaymentMethodToken::new(secret("token")));
}

#[test]
fn drafts_hide_the_tokens_deep_inside() {
    let info = PaymentMethodInfoDraft::new().token(PaymentMethodToken::new(secret("token")));
    assert_hidden(&info);
    assert_hidden(&MyPaymentDraft::new(Money::new(1, "EUR")).payment_method_info(info));
}

#[test]
fn drafts_still_show_what_is_no_secret() {
    let printed = format!(
        "{:?}",
        MyCustomerSignin::new("jane@example.com", secret("password"))
    );
    assert!(printed.contains("jane@example.com"), "{printed}");
}

#[tokio::test]
async fn api_clients_hide_their_secrets_alone_and_in_a_page() {
    let body = with(api_client(), json!({"secret": secret("secret")}));
    let shop = Shop::answering(200, body.clone()).then(200, page(json!([body])));
    let answer = shop
        .api
        .api_clients()
        .with_id("client-1")
        .get()
        .execute()
        .await
        .unwrap();
    assert_hidden(&answer);
    assert_hidden(answer.body());
    let page = shop.api.api_clients().get().send().await.unwrap();
    assert_eq!(page.results[0].secret.as_deref(), Some("pl4nted-secret"));
    assert_hidden(&page);
}

#[tokio::test]
async fn customers_hide_their_passwords_alone_and_in_a_sign_in() {
    let body = with(customer(), json!({"password": secret("password")}));
    let shop =
        Shop::answering(200, body.clone()).then(200, json!({"customer": body, "cart": cart()}));
    let customer = shop.api.me().get().send().await.unwrap();
    assert_eq!(customer.password.as_deref(), Some("pl4nted-password"));
    assert_hidden(&customer);
    let login = shop
        .api
        .me()
        .login()
        .post(MyCustomerSignin::new("jane@example.com", "x"));
    assert_hidden(&login.send().await.unwrap());
}

#[tokio::test]
async fn an_expanded_customer_hides_its_password() {
    let customer = with(customer(), json!({"password": secret("password")}));
    let customer = json!({"typeId": "customer", "id": "customer-1", "obj": customer});
    let shop = Shop::answering(200, with(shopping_list(), json!({"customer": customer})));
    let list = shop
        .api
        .me()
        .shopping_lists()
        .with_id("list-1")
        .get()
        .expand("customer")
        .send()
        .await
        .unwrap();
    assert!(list.customer.as_ref().unwrap().obj.is_some());
    assert_hidden(&list);
}

#[tokio::test]
async fn payments_hide_their_tokens() {
    let info = json!({"method": "CREDIT_CARD", "token": {"value": secret("token")}});
    let shop = Shop::answering(200, with(payment(), json!({"paymentMethodInfo": info})));
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
        payment.payment_method_info.token.as_ref().unwrap().value,
        "pl4nted-token"
    );
    assert_hidden(&payment);
}

#[tokio::test]
async fn what_the_sdk_does_not_know_may_be_a_secret_and_is_not_printed() {
    let money = json!({"type": "sealed", "centAmount": 1, "currencyCode": "EUR", "fractionDigits": 2, "seal": secret("seal")});
    let price = json!({"id": "price-1", "value": money});
    let shop = Shop::answering(
        200,
        with(
            cart(),
            json!({"lineItems": [with(line_item(), json!({"price": price}))]}),
        ),
    );
    assert_hidden(
        &shop
            .api
            .carts()
            .with_id("cart-1")
            .get()
            .send()
            .await
            .unwrap(),
    );
}

#[expect(
    deprecated,
    reason = "product projection search stays tested for the projects that have it"
)]
#[test]
fn requests_print_neither_bodies_nor_paths_nor_the_values_of_queries() {
    let shop = Shop::new();
    let me = shop.api.me();
    assert_hidden(
        &me.signup()
            .post(MyCustomerDraft::new("jane@example.com", secret("password"))),
    );
    assert_hidden(&me.login().post(MyCustomerSignin::new(
        "jane@example.com",
        secret("password"),
    )));
    assert_hidden(&me.password().post(MyCustomerChangePassword::new(
        1,
        secret("old"),
        secret("new"),
    )));
    assert_hidden(
        &me.password()
            .reset()
            .post(MyCustomerResetPassword::new(secret("token"), secret("new"))),
    );
    assert_hidden(
        &me.email_confirm()
            .post(MyCustomerEmailVerify::new(secret("token"))),
    );
    assert_hidden(&shop.api.carts().with_key(secret("key")));
    assert_hidden(
        &shop
            .api
            .carts()
            .with_key(secret("key"))
            .get()
            .expand(secret("expansion")),
    );
    assert_hidden(
        &shop
            .api
            .carts()
            .get()
            .where_(secret("predicate"))
            .var("mail", secret("mail")),
    );
    let search = shop.api.product_projections().search().post();
    assert_hidden(&search.text("en", secret("text")));
    assert_hidden(&shop.api);
}

#[tokio::test]
async fn an_answer_with_a_secret_that_cannot_be_read_does_not_print_it() {
    let unreadable: [Value; 3] = [
        with(
            customer(),
            json!({"password": {"plain": secret("password")}}),
        ),
        with(customer(), json!({"password": [secret("password")]})),
        with(customer(), json!({"version": secret("password")})),
    ];
    for body in unreadable {
        let shop = Shop::answering(200, body);
        let error = shop.api.me().get().send().await.unwrap_err();
        assert!(error.is_decode());
        assert_hidden(&error);
        assert!(!error.to_string().contains(SECRET), "{error}");
    }
}
