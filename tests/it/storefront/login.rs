//! A guest who becomes a customer.

use std::time::Duration;

use ctp_sdk::auth::{MemoryStore, OAuthErrorCode, SessionId, Visitor};
use ctp_sdk::models::{AnonymousCartSignInMode, CartResourceIdentifier, CustomerSignin};
use emulator::Answer;
use serde_json::json;

use super::platform::Platform;
use super::{EMAIL, PASSWORD, euros, signin};
use crate::auth::faulty_store::{Fault, FaultyStore};

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
    session.get_or_create_cart(euros()).await.unwrap();
    let before = platform.calls();
    let mode = AnonymousCartSignInMode::UseAsNewActiveCustomerCart;
    let signin = signin().anonymous_cart_sign_in_mode(mode);
    let signed_in = session.log_in(signin).await.unwrap();
    assert_eq!(signed_in.customer.id, "anna");
    assert_eq!(signed_in.cart.unwrap().id, "cart-1");

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

    let session = signed_in.session;
    assert_ne!(session.id().expose_secret(), id);
    assert_eq!(session.visitor().await.unwrap(), anna());
    let before = platform.calls();
    for session in [session.clone(), client.resume_session(session.id())] {
        assert_eq!(
            session.get_or_create_cart(euros()).await.unwrap().id,
            "cart-1"
        );
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
    let signed_in = session.log_in(signin()).await.unwrap();
    assert_eq!(signed_in.cart, None);
    let sent = json!({"email": EMAIL, "password": PASSWORD, "anonymousId": "guest-1"});
    assert_eq!(platform.last_json(LOGIN), sent);
    let tokens = signed_in.session.tokens();
    assert_eq!(tokens.payload().await.unwrap(), None);
}

#[tokio::test]
async fn the_carts_of_guest_and_customer_are_merged_as_the_platform_says() {
    let platform = Platform::start();
    let (client, session) = platform.guest().await;
    let session = session.log_in(signin()).await.unwrap().session;
    let own = session.get_or_create_cart(euros()).await.unwrap();

    let session = client.start_session().await.unwrap();
    let guests = session.get_or_create_cart(euros()).await.unwrap();
    assert_ne!(guests.id, own.id);
    let session = session.log_in(signin()).await.unwrap().session;
    assert_eq!(
        session.get_or_create_cart(euros()).await.unwrap().id,
        own.id
    );
}

#[tokio::test]
async fn what_the_caller_says_of_the_guest_stays() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    session.get_or_create_cart(euros()).await.unwrap();
    let other = CartResourceIdentifier::new().key("another");
    let own = signin().anonymous_cart(other).anonymous_id("own-id");
    let _signed_in = session.log_in(own).await.unwrap();
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
    session.get_or_create_cart(euros()).await.unwrap();
    #[expect(deprecated, reason = "that is what is tested")]
    let old = signin().anonymous_cart_id("another");
    let _signed_in = session.log_in(old).await.unwrap();
    let sent = platform.last_json(LOGIN);
    assert_eq!(sent["anonymousCartId"], "another");
    assert_eq!(sent.get("anonymousCart"), None);
}

#[tokio::test]
async fn a_wrong_password_changes_nothing() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    session.get_or_create_cart(euros()).await.unwrap();
    let before = platform.calls();
    let wrong = CustomerSignin::new(EMAIL, "pl4nted wrong");
    let error = session.log_in(wrong).await.unwrap_err();
    assert!(error.is_auth() && !error.is_session_ended());
    assert!(error.is_invalid_credentials() && !error.is_transient());
    assert_eq!(error.status().unwrap(), 400);
    let refusal = error.auth_error().unwrap().oauth().unwrap();
    let code = OAuthErrorCode::InvalidCustomerAccountCredentials;
    assert!(refusal.has(&code), "{refusal:?}");
    assert!(!format!("{error} {error:?}").contains("pl4nted"));
    assert_eq!(
        platform.told_since(before),
        ["password /oauth/my-shop/customers/token"]
    );

    let before = platform.calls();
    assert_eq!(
        session.get_or_create_cart(euros()).await.unwrap().id,
        "cart-1"
    );
    assert_eq!(
        platform.told_since(before),
        ["GET /my-shop/me/carts/cart-1 by guest-1/1"]
    );
    let session = session.log_in(signin()).await.unwrap().session;
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
        session.get_or_create_cart(euros()).await.unwrap();
        platform.fail(LOGIN, answer);
        let before = platform.calls();
        session.log_in(signin()).await.unwrap_err();
        assert_eq!(
            platform.told_since(before),
            [
                "password /oauth/my-shop/customers/token",
                "client_credentials",
                "POST /my-shop/login by project/1",
                // Whether the cart is still the guest's.
                "GET /my-shop/me/carts/cart-1 by guest-1/1",
                "revoke refresh_token anna/1-refresh",
                "revoke access_token anna/1",
            ]
        );
        let before = platform.calls();
        assert_eq!(
            session.get_or_create_cart(euros()).await.unwrap().id,
            "cart-1"
        );
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
    let session = session.log_in(signin()).await.unwrap().session;
    session.get_or_create_cart(euros()).await.unwrap();
    let _signed_in = session.log_in(signin()).await.unwrap();
    let sent = json!({"email": EMAIL, "password": PASSWORD});
    assert_eq!(platform.last_json(LOGIN), sent);
    // The tokens of before are given back, those of now are not.
    assert_eq!(
        platform.state().tokens_of("anna"),
        ["anna/2", "anna/2-refresh"]
    );
}

#[tokio::test]
async fn an_id_that_was_planted_before_the_login_does_not_lead_to_the_customer() {
    let platform = Platform::start();
    let store = MemoryStore::new();
    let (here, there) = (platform.client_with(&store), platform.client_with(&store));
    // The attacker has a guest's session, and plants its id in the victim's browser.
    let planted = here.start_session().await.unwrap();
    let planted = planted.id().expose_secret().to_owned();
    let victim = here.resume_session(&SessionId::new(&*planted));
    let signed_in = victim.log_in(signin()).await.unwrap();
    assert_eq!(signed_in.session.visitor().await.unwrap(), anna());
    let before = platform.calls();
    for client in [&here, &there] {
        let attacker = client.resume_session(&SessionId::new(&*planted));
        let error = attacker.me().get().send().await.unwrap_err();
        assert!(error.is_session_ended(), "{error:?}");
        assert!(attacker.visitor().await.unwrap_err().is_session_ended());
    }
    assert_eq!(platform.calls(), before);
}

#[tokio::test]
async fn a_login_whose_answer_was_lost_after_it_was_done_is_completed() {
    for answer in [
        Answer::empty(502),
        Answer::close(),
        Answer::json(200, "no JSON"),
    ] {
        let platform = Platform::start();
        let (_client, session) = platform.guest().await;
        session.get_or_create_cart(euros()).await.unwrap();
        let before = platform.calls();
        platform.fail_when_done(LOGIN, answer);
        let signed_in = session.log_in(signin()).await.unwrap();
        assert_eq!(
            platform.told_since(before)[2..5],
            [
                "POST /my-shop/login by project/1",
                "GET /my-shop/me/carts/cart-1 by guest-1/1",
                "POST /my-shop/login by project/1",
            ]
        );
        assert_eq!(platform.last_json(LOGIN).get("anonymousCart"), None);
        assert_eq!(signed_in.cart.unwrap().id, "cart-1");
        let cart = signed_in.session.existing_cart().await.unwrap().unwrap();
        assert_eq!(cart.id, "cart-1");
    }
}

#[tokio::test]
async fn a_login_after_one_that_was_done_unseen_finds_the_cart() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    session.get_or_create_cart(euros()).await.unwrap();
    platform.fail_when_done(LOGIN, Answer::empty(502));
    // What became of it cannot be asked either.
    platform.fail("GET /my-shop/me/carts/cart-1", Answer::empty(500));
    let error = session.log_in(signin()).await.unwrap_err();
    assert!(error.is_transient(), "{error:?}");
    let guest = session.visitor().await.unwrap();
    assert!(matches!(guest, Visitor::Guest { .. }));
    let signed_in = session.log_in(signin()).await.unwrap();
    assert_eq!(signed_in.cart.unwrap().id, "cart-1");
}

#[tokio::test]
async fn a_login_whose_session_cannot_be_stored_has_changed_nothing() {
    let platform = Platform::start();
    let store = FaultyStore::default();
    let client = platform.client_with(&store);
    let session = client.start_session().await.unwrap();
    session.get_or_create_cart(euros()).await.unwrap();
    let before = platform.calls();
    store.set(Fault::Writes);
    let error = session.log_in(signin()).await.unwrap_err();
    assert!(error.auth_error().unwrap().is_store(), "{error:?}");
    // The platform was not told, so the cart is still the guest's.
    assert_eq!(
        platform.told_since(before),
        [
            "password /oauth/my-shop/customers/token",
            "revoke refresh_token anna/1-refresh",
            "revoke access_token anna/1",
        ]
    );
    store.set(Fault::None);
    platform.clock.advance(Duration::from_secs(60));
    let cart = session.existing_cart().await.unwrap().unwrap();
    assert_eq!(cart.id, "cart-1");
    let signed_in = session.log_in(signin()).await.unwrap();
    assert_eq!(signed_in.cart.unwrap().id, "cart-1");
}

#[tokio::test]
async fn a_store_that_fails_after_the_login_loses_neither_the_customer_nor_the_cart() {
    let platform = Platform::start();
    let store = FaultyStore::default();
    let client = platform.client_with(&store);
    let session = client.start_session().await.unwrap();
    session.get_or_create_cart(euros()).await.unwrap();
    let gate = platform.hold(LOGIN);
    let before = platform.calls();
    let (signed_in, ()) = tokio::join!(session.log_in(signin()), async {
        platform.emulator.received(before + 3).await;
        store.set(Fault::Writes);
        gate.open();
    });
    store.set(Fault::None);
    platform.clock.advance(Duration::from_secs(60));
    let session = signed_in.unwrap().session;
    assert_eq!(session.visitor().await.unwrap(), anna());
    let cart = session.get_or_create_cart(euros()).await.unwrap();
    assert_eq!(cart.id, "cart-1");
}

#[tokio::test]
async fn wrong_credentials_of_a_customer_are_told_from_those_of_the_shop() {
    let refused = |status: u16, code: &str| {
        Answer::json(
            status,
            json!({"statusCode": status, "message": "no", "error": code}).to_string(),
        )
    };
    for (status, code, is_customers, is_shops) in [
        (400, "invalid_customer_account_credentials", true, false),
        (401, "invalid_customer_account_credentials", true, false),
        (400, "customer_account_locked", true, false),
        (403, "account_locked", true, false),
        (400, "invalid_grant", true, false),
        (401, "invalid_client", false, true),
        (400, "unauthorized_client", false, true),
        (400, "invalid_scope", false, false),
        (400, "invalid_request", false, false),
        (500, "", false, false),
    ] {
        let platform = Platform::start();
        let (_client, session) = platform.guest().await;
        platform.fail("POST /oauth/my-shop/customers/token", refused(status, code));
        let error = session.log_in(signin()).await.unwrap_err();
        assert_eq!(error.is_invalid_credentials(), is_customers, "{code}");
        let auth = error.auth_error().unwrap();
        assert_eq!(auth.is_invalid_client(), is_shops, "{code}");
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(auth.oauth().unwrap().code().as_str(), code);
    }
    // The token of the project is refused: that is no customer's fault, whatever the code is.
    let platform = Platform::start();
    let client = platform.client();
    platform.fail("POST /oauth/token", refused(400, "invalid_grant"));
    let error = client.integration_token().await.unwrap_err();
    assert!(!error.is_invalid_credentials());
}

#[tokio::test]
async fn wrong_credentials_that_the_api_tells_of_are_the_same_to_the_caller() {
    for (code, is_credentials) in [
        ("InvalidCredentials", true),
        ("InvalidCurrentPassword", true),
        ("DuplicateField", false),
    ] {
        let platform = Platform::start();
        let (_client, session) = platform.guest().await;
        let body = json!({"statusCode": 400, "message": "no", "errors": [{"code": code, "message": "no"}]});
        platform.fail(LOGIN, Answer::json(400, body.to_string()));
        let error = session.log_in(signin()).await.unwrap_err();
        assert_eq!(error.is_invalid_credentials(), is_credentials);
        assert_eq!(error.status().unwrap(), 400);
    }
}
