//! A guest who becomes a customer.

use ctp_sdk::auth::{OAuthErrorCode, Visitor};
use ctp_sdk::models::{AnonymousCartSignInMode, CartResourceIdentifier, CustomerSignin};
use emulator::Answer;
use serde_json::json;

use super::platform::Platform;
use super::{EMAIL, PASSWORD, euros, signin};

const LOGIN: &str = "POST /my-shop/login";

fn anna() -> Visitor {
    Visitor::Customer {
        customer_id: "anna".to_owned(),
    }
}

#[tokio::test]
async fn a_guest_becomes_a_customer_and_the_cart_goes_along() {
    let platform = Platform::start();
    let (client, session) = platform.guest().await;
    let id = session.id().expose_secret().to_owned();
    session.cart(euros()).await.unwrap();
    let before = platform.calls();
    let mode = AnonymousCartSignInMode::UseAsNewActiveCustomerCart;
    let signin = signin().anonymous_cart_sign_in_mode(mode);
    let result = session.log_in(signin).await.unwrap();
    assert_eq!(result.customer.id, "anna");
    assert_eq!(result.cart.unwrap().id, "cart-1");

    assert_eq!(
        platform.told_since(before),
        [
            "password /oauth/my-shop/customers/token",
            "client_credentials",
            "POST /my-shop/login by project/1",
            "revoke refresh_token guest-1/1-refresh",
            "revoke access_token guest-1/1",
        ]
    );
    let sent = json!({
        "email": EMAIL,
        "password": PASSWORD,
        "anonymousCart": {"typeId": "cart", "id": "cart-1"},
        "anonymousCartSignInMode": "UseAsNewActiveCustomerCart",
        "anonymousId": "guest-1",
    });
    assert_eq!(platform.last_json(LOGIN), sent);

    assert_eq!(session.id().expose_secret(), id);
    assert_eq!(session.visitor().await.unwrap(), anna());
    let before = platform.calls();
    for session in [session.clone(), client.resume_session(session.id())] {
        assert_eq!(session.cart(euros()).await.unwrap().id, "cart-1");
    }
    assert_eq!(
        platform.told_since(before),
        ["GET /my-shop/me/carts/cart-1 by anna/1"; 2]
    );
    assert!(platform.state().tokens_of("guest-1").is_empty());
}

#[tokio::test]
async fn a_guest_without_a_cart_brings_the_anonymous_id_alone() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    let result = session.log_in(signin()).await.unwrap();
    assert_eq!(result.cart, None);
    let sent = json!({"email": EMAIL, "password": PASSWORD, "anonymousId": "guest-1"});
    assert_eq!(platform.last_json(LOGIN), sent);
    assert_eq!(session.tokens().cart_id().await.unwrap(), None);
}

#[tokio::test]
async fn the_carts_of_guest_and_customer_are_merged_as_the_platform_says() {
    let platform = Platform::start();
    let (client, session) = platform.guest().await;
    session.log_in(signin()).await.unwrap();
    let own = session.cart(euros()).await.unwrap();

    let session = client.start_session().await.unwrap();
    let guests = session.cart(euros()).await.unwrap();
    assert_ne!(guests.id, own.id);
    session.log_in(signin()).await.unwrap();
    assert_eq!(session.cart(euros()).await.unwrap().id, own.id);
}

#[tokio::test]
async fn what_the_caller_says_of_the_guest_stays() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    session.cart(euros()).await.unwrap();
    let other = CartResourceIdentifier::new().key("another");
    let own = signin().anonymous_cart(other).anonymous_id("own-id");
    session.log_in(own).await.unwrap();
    let sent = platform.last_json(LOGIN);
    assert_eq!(
        sent["anonymousCart"],
        json!({"typeId": "cart", "key": "another"})
    );
    assert_eq!(sent["anonymousId"], "own-id");
}

#[tokio::test]
async fn a_cart_that_the_caller_names_in_the_old_way_is_the_only_one() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    session.cart(euros()).await.unwrap();
    #[expect(deprecated, reason = "that is what is tested")]
    let old = signin().anonymous_cart_id("another");
    session.log_in(old).await.unwrap();
    let sent = platform.last_json(LOGIN);
    assert_eq!(sent["anonymousCartId"], "another");
    assert_eq!(sent.get("anonymousCart"), None);
}

#[tokio::test]
async fn a_wrong_password_changes_nothing() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    session.cart(euros()).await.unwrap();
    let before = platform.calls();
    let wrong = CustomerSignin::new(EMAIL, "pl4nted wrong");
    let error = session.log_in(wrong).await.unwrap_err();
    assert!(error.is_auth() && !error.is_session_ended());
    let refusal = error.auth_error().unwrap().oauth().unwrap();
    let code = OAuthErrorCode::InvalidCustomerAccountCredentials;
    assert!(refusal.has(&code), "{refusal:?}");
    assert!(!format!("{error} {error:?}").contains("pl4nted"));
    assert_eq!(
        platform.told_since(before),
        ["password /oauth/my-shop/customers/token"]
    );

    let before = platform.calls();
    assert_eq!(session.cart(euros()).await.unwrap().id, "cart-1");
    assert_eq!(
        platform.told_since(before),
        ["GET /my-shop/me/carts/cart-1 by guest-1/1"]
    );
    session.log_in(signin()).await.unwrap();
    assert_eq!(session.visitor().await.unwrap(), anna());
}

#[tokio::test]
async fn a_login_that_fails_gives_the_customers_tokens_back() {
    for answer in [
        Answer::empty(400),
        Answer::empty(503),
        Answer::close(),
        Answer::json(200, "no JSON"),
    ] {
        let platform = Platform::start();
        let (_client, session) = platform.guest().await;
        session.cart(euros()).await.unwrap();
        platform.fail(LOGIN, answer);
        let before = platform.calls();
        session.log_in(signin()).await.unwrap_err();
        assert_eq!(
            platform.told_since(before),
            [
                "password /oauth/my-shop/customers/token",
                "client_credentials",
                "POST /my-shop/login by project/1",
                "revoke refresh_token anna/1-refresh",
                "revoke access_token anna/1",
            ]
        );
        let before = platform.calls();
        assert_eq!(session.cart(euros()).await.unwrap().id, "cart-1");
        assert_eq!(
            platform.told_since(before),
            ["GET /my-shop/me/carts/cart-1 by guest-1/1"]
        );
    }
}

#[tokio::test]
async fn a_session_that_ends_during_the_login_leaves_no_token_behind() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    let gate = platform.hold(LOGIN);
    let before = platform.calls();
    let (login, ()) = tokio::join!(session.log_in(signin()), async {
        platform.emulator.received(before + 3).await;
        session.log_out().await.unwrap();
        gate.open();
    });
    assert!(login.unwrap_err().is_session_ended());
    assert!(platform.state().tokens_of("anna").is_empty());
    assert!(session.visitor().await.unwrap_err().is_session_ended());
}

#[tokio::test]
async fn nobody_logs_in_where_there_is_no_session() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    session.log_out().await.unwrap();
    let before = platform.calls();
    let error = session.log_in(signin()).await.unwrap_err();
    assert!(error.is_session_ended());
    assert_eq!(platform.calls(), before);
}

#[tokio::test]
async fn a_customer_who_logs_in_again_brings_nothing_of_theirs_along() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    session.log_in(signin()).await.unwrap();
    session.cart(euros()).await.unwrap();
    session.log_in(signin()).await.unwrap();
    let sent = json!({"email": EMAIL, "password": PASSWORD});
    assert_eq!(platform.last_json(LOGIN), sent);
    // The tokens of before are given back, those of now are not.
    assert_eq!(
        platform.state().tokens_of("anna"),
        ["anna/2", "anna/2-refresh"]
    );
}
