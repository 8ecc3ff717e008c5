//! A guest who becomes a customer by the token of their own, as in the browser.

use ctp_sdk::auth::{ScopeSet, Visitor};
use ctp_sdk::models::{MyCustomerDraft, MyCustomerSignin};
use serde_json::json;

use super::platform::Platform;
use super::{EMAIL, PASSWORD, euros};

#[tokio::test]
async fn a_guest_logs_in_without_the_token_of_the_project_and_the_cart_goes_along() {
    let platform = Platform::start();
    let (client, session) = platform.guest().await;
    let id = session.id().expose_secret().to_owned();
    session.get_or_create_cart(euros()).await.unwrap();
    let before = platform.calls();
    let signin = MyCustomerSignin::new(EMAIL, PASSWORD);
    let signed_in = session.log_in_as_visitor(signin).await.unwrap();
    assert_eq!(
        platform.told_since(before),
        [
            "password /oauth/my-shop/customers/token",
            "POST /my-shop/me/login by guest-1/1",
            "revoke refresh_token guest-1/1-refresh",
            "revoke access_token guest-1/1",
        ]
    );
    let sent = json!({"email": EMAIL, "password": PASSWORD});
    assert_eq!(platform.last_json("POST /my-shop/me/login"), sent);
    assert_eq!(signed_in.cart.unwrap().id, "cart-1");
    assert_ne!(signed_in.session.id().expose_secret(), id);

    let session = client.resume_session(signed_in.session.id());
    let customer_id = "anna".to_owned();
    assert_eq!(
        session.visitor().await.unwrap(),
        Visitor::Customer { customer_id }
    );
    let cart = session.get_or_create_cart(euros()).await.unwrap();
    assert_eq!(cart.id, "cart-1");
}

#[tokio::test]
async fn a_guest_signs_up_without_the_token_of_the_project() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    session.get_or_create_cart(euros()).await.unwrap();
    let before = platform.calls();
    let draft = MyCustomerDraft::new("bert@example.com", PASSWORD);
    let signed_up = session.sign_up_as_visitor(draft).await.unwrap();
    assert_eq!(signed_up.customer.id, "bert");
    assert_eq!(
        platform.told_since(before)[..2],
        [
            "POST /my-shop/me/signup by guest-1/1",
            "password /oauth/my-shop/customers/token",
        ]
    );
    let cart = signed_up.session.existing_cart().await.unwrap();
    assert_eq!(cart.unwrap().id, "cart-1");
}

#[tokio::test]
async fn a_wrong_password_leaves_the_guest_as_before() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    let before = platform.calls();
    let signin = MyCustomerSignin::new(EMAIL, "another password");
    let error = session.log_in_as_visitor(signin).await.unwrap_err();
    assert!(error.is_invalid_credentials(), "{error}");
    let told = platform.told_since(before);
    assert_eq!(told, ["password /oauth/my-shop/customers/token"]);
    let Visitor::Guest { .. } = session.visitor().await.unwrap() else {
        panic!("a customer");
    };
}

#[tokio::test]
async fn in_a_store_both_are_done_in_that_store() {
    let platform = Platform::start();
    let client = platform.client();
    let start = || client.start_session_in_store("berlin");
    let signin = MyCustomerSignin::new(EMAIL, PASSWORD);
    let session = start().await.unwrap();
    let _signed_in = session.log_in_as_visitor(signin).await.unwrap();
    platform.last("POST /my-shop/in-store/key=berlin/me/login");
    let draft = MyCustomerDraft::new("bert@example.com", PASSWORD);
    let session = start().await.unwrap();
    let _signed_up = session.sign_up_as_visitor(draft).await.unwrap();
    platform.last("POST /my-shop/in-store/key=berlin/me/signup");
}

#[test]
fn the_scopes_of_an_app_are_enough_for_both() {
    use ctp_sdk::requests::me::{MeLoginPost, MeSignupPost};

    let scopes = ScopeSet::mobile_application("my-shop").unwrap().to_string();
    assert!(!scopes.contains("manage_customers"), "{scopes}");
    for required in [MeLoginPost::REQUIRED_SCOPES, MeSignupPost::REQUIRED_SCOPES] {
        let is_held = |scope: &&str| scopes.contains(&scope.replace("{projectKey}", "my-shop"));
        assert!(required.iter().any(is_held), "{required:?}");
    }
}
