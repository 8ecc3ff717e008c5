//! A guest who becomes a customer with a new account.

use ctp_sdk::auth::Visitor;
use ctp_sdk::models::CustomerDraft;
use emulator::Answer;
use serde_json::json;

use super::platform::Platform;
use super::{EMAIL, PASSWORD, draft, euros};

const SIGN_UP: &str = "POST /my-shop/customers";

#[tokio::test]
async fn a_guest_signs_up_and_the_cart_goes_along() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    session.get_or_create_cart(euros()).await.unwrap();
    let before = platform.calls();
    let signed_up = session.sign_up(draft().first_name("Bert")).await.unwrap();
    assert_eq!(signed_up.customer.id, "bert");
    assert_eq!(
        platform.told_since(before),
        [
            "client_credentials",
            "POST /my-shop/customers by project/1",
            "password /oauth/my-shop/customers/token",
            "revoke refresh_token guest-1/1-refresh",
            "revoke access_token guest-1/1",
        ]
    );
    let sent = json!({
        "email": "bert@example.com",
        "password": PASSWORD,
        "firstName": "Bert",
        "anonymousCart": {"typeId": "cart", "id": "cart-1"},
        "anonymousId": "guest-1",
    });
    assert_eq!(platform.last_json(SIGN_UP), sent);
    let form = crate::auth::form(&platform.last("POST /oauth/my-shop/customers/token"));
    assert_eq!(form["username"], "bert@example.com");
    assert_eq!(form["password"], PASSWORD);

    // Under another id, and only so.
    assert!(session.visitor().await.unwrap_err().is_session_ended());
    let id = session.id().expose_secret();
    let session = signed_up.session;
    assert_ne!(session.id().expose_secret(), id);
    assert!(matches!(
        session.visitor().await.unwrap(),
        Visitor::Customer { customer_id } if customer_id == "bert"
    ));
    let before = platform.calls();
    assert_eq!(
        session.get_or_create_cart(euros()).await.unwrap().id,
        "cart-1"
    );
    assert_eq!(
        platform.told_since(before),
        ["GET /my-shop/me/carts/cart-1 by bert/1"]
    );
}

#[tokio::test]
async fn a_draft_without_a_password_is_refused_before_anything_is_sent() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    let before = platform.calls();
    let without = CustomerDraft::new("bert@example.com");
    let error = session.sign_up(without).await.unwrap_err();
    assert!(error.is_request(), "{error}");
    assert_eq!(platform.calls(), before);
}

#[tokio::test]
async fn an_email_address_that_is_in_use_leaves_the_guest_a_guest() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    session.get_or_create_cart(euros()).await.unwrap();
    let before = platform.calls();
    let taken = CustomerDraft::new(EMAIL).password(PASSWORD);
    let error = session.sign_up(taken).await.unwrap_err();
    assert_eq!(error.api_errors()[0].code(), "DuplicateField");
    assert!(!format!("{error} {error:?}").contains("pl4nted"));
    assert_eq!(
        platform.told_since(before),
        ["client_credentials", "POST /my-shop/customers by project/1"]
    );
    assert_eq!(
        session.get_or_create_cart(euros()).await.unwrap().id,
        "cart-1"
    );
}

#[tokio::test]
async fn a_sign_up_whose_answer_was_lost_is_not_sent_again() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    platform.fail(SIGN_UP, Answer::empty(503));
    let before = platform.calls();
    let error = session.sign_up(draft()).await.unwrap_err();
    assert!(error.is_transient());
    assert_eq!(platform.calls(), before + 2);
    assert!(matches!(
        session.visitor().await.unwrap(),
        Visitor::Guest { .. }
    ));
}

#[tokio::test]
async fn a_sign_up_after_one_that_was_done_unseen_names_the_cart_no_more() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    session.get_or_create_cart(euros()).await.unwrap();
    // The cart is that of this customer by now.
    platform.fail_when_done(SIGN_UP, Answer::close());
    let error = session.sign_up(draft()).await.unwrap_err();
    assert!(error.is_transient(), "{error:?}");

    let before = platform.calls();
    let other = CustomerDraft::new("carl@example.com").password(PASSWORD);
    let signed_up = session.sign_up(other).await.unwrap();
    assert_eq!(signed_up.customer.id, "carl");
    assert!(signed_up.cart.is_none());
    assert_eq!(
        platform.told_since(before)[..3],
        [
            "POST /my-shop/customers by project/1",
            "GET /my-shop/me/carts/cart-1 by guest-1/1",
            "POST /my-shop/customers by project/1",
        ]
    );
    assert_eq!(platform.last_json(SIGN_UP).get("anonymousCart"), None);
}

#[tokio::test]
async fn a_sign_up_that_is_refused_while_the_guest_has_the_cart_is_not_sent_again() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    session.get_or_create_cart(euros()).await.unwrap();
    platform.fail(
        SIGN_UP,
        Answer::json(400, r#"{"statusCode":400,"message":"No."}"#),
    );
    let before = platform.calls();
    session.sign_up(draft()).await.unwrap_err();
    assert_eq!(
        platform.told_since(before),
        [
            "client_credentials",
            "POST /my-shop/customers by project/1",
            "GET /my-shop/me/carts/cart-1 by guest-1/1",
        ]
    );
}

#[tokio::test]
async fn a_customer_without_a_token_is_a_guest_who_can_log_in() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    let refused = Answer::json(400, r#"{"statusCode":400,"error":"invalid_scope"}"#);
    platform.fail("POST /oauth/my-shop/customers/token", refused);
    let error = session.sign_up(draft()).await.unwrap_err();
    assert!(error.is_auth());
    assert!(matches!(
        session.visitor().await.unwrap(),
        Visitor::Guest { .. }
    ));

    let signin = ctp_sdk::models::CustomerSignin::new("bert@example.com", PASSWORD);
    let signed_in = session.log_in(signin).await.unwrap();
    assert_eq!(signed_in.customer.id, "bert");
}

#[tokio::test]
async fn a_customer_without_a_token_finds_the_cart_by_logging_in() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    session.get_or_create_cart(euros()).await.unwrap();
    platform.fail("POST /oauth/my-shop/customers/token", Answer::empty(500));
    session.sign_up(draft()).await.unwrap_err();
    // The cart is the customer's by now, and is not named again.
    let signin = ctp_sdk::models::CustomerSignin::new("bert@example.com", PASSWORD);
    let signed_in = session.log_in(signin).await.unwrap();
    assert_eq!(signed_in.cart.unwrap().id, "cart-1");
    let sent = platform.last_json("POST /my-shop/login");
    assert_eq!(sent.get("anonymousCart"), None);
}
