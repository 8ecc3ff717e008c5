//! The one cart of a session.

use std::collections::BTreeSet;

use emulator::Answer;

use super::platform::Platform;
use super::{euros, signin};

#[tokio::test]
async fn the_cart_is_created_once_and_found_again() {
    let platform = Platform::start();
    let (client, session) = platform.guest().await;
    assert_eq!(session.existing_cart().await.unwrap(), None);
    let before = platform.calls();
    let cart = session.get_or_create_cart(euros()).await.unwrap();
    assert_eq!(cart.id, "cart-1");
    let resumed = client.resume_session(session.id());
    assert_eq!(session.get_or_create_cart(euros()).await.unwrap(), cart);
    assert_eq!(resumed.existing_cart().await.unwrap(), Some(cart));
    assert_eq!(
        platform.told_since(before),
        [
            "GET /my-shop/me/active-cart by guest-1/1",
            "POST /my-shop/me/carts by guest-1/1",
            "GET /my-shop/me/carts/cart-1 by guest-1/1",
            "GET /my-shop/me/carts/cart-1 by guest-1/1",
        ]
    );
    let draft = platform.last_json("POST /my-shop/me/carts");
    assert_eq!(draft, serde_json::json!({"currency": "EUR"}));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_who_ask_at_once_get_the_same_cart_and_no_other_one_stays() {
    const CALLS: usize = 20;
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    let before = platform.calls();
    // All of them learn that there is no cart before any of them has made one.
    let gate = platform.hold("GET /my-shop/me/active-cart");
    let asking: Vec<_> = (0..CALLS)
        .map(|_| {
            let session = session.clone();
            tokio::spawn(async move { session.get_or_create_cart(euros()).await.unwrap().id })
        })
        .collect();
    platform.emulator.received(before + CALLS).await;
    gate.open();
    let mut ids = BTreeSet::new();
    for id in asking {
        ids.insert(id.await.unwrap());
    }
    assert_eq!(ids.len(), 1, "{ids:?}");

    let told = platform.told_since(before);
    let count = |what: &str| told.iter().filter(|line| line.starts_with(what)).count();
    assert_eq!(count("POST /my-shop/me/carts"), CALLS);
    assert_eq!(count("DELETE /my-shop/me/carts"), CALLS - 1);
    let state = platform.state();
    let left: Vec<&str> = state.carts.iter().map(|cart| cart.id.as_str()).collect();
    assert_eq!(left, ids.iter().map(String::as_str).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_surplus_cart_that_cannot_be_deleted_is_no_error() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    platform.fail("DELETE /my-shop/me/carts/cart-1", Answer::empty(409));
    platform.fail("DELETE /my-shop/me/carts/cart-2", Answer::empty(409));
    let before = platform.calls();
    let gate = platform.hold("GET /my-shop/me/active-cart");
    let (one, other, ()) = tokio::join!(
        session.get_or_create_cart(euros()),
        session.get_or_create_cart(euros()),
        async {
            platform.emulator.received(before + 2).await;
            gate.open();
        }
    );
    assert_eq!(one.unwrap().id, other.unwrap().id);
    assert_eq!(platform.state().carts.len(), 2);
}

#[tokio::test]
async fn a_cart_that_became_an_order_or_was_merged_is_followed_by_a_new_one() {
    for state in ["Ordered", "Merged"] {
        let platform = Platform::start();
        let (_client, session) = platform.guest().await;
        session.get_or_create_cart(euros()).await.unwrap();
        platform.state().carts[0].state = state;
        assert_eq!(session.existing_cart().await.unwrap(), None, "{state}");
        assert_eq!(
            session.get_or_create_cart(euros()).await.unwrap().id,
            "cart-2"
        );
        assert_eq!(
            session.get_or_create_cart(euros()).await.unwrap().id,
            "cart-2"
        );
        // What is no longer theirs to change is left alone.
        assert_eq!(platform.state().carts.len(), 2);
    }
}

#[tokio::test]
async fn a_cart_that_is_frozen_or_in_a_state_of_tomorrow_is_still_the_one() {
    for state in ["Frozen", "Parked"] {
        let platform = Platform::start();
        let (_client, session) = platform.guest().await;
        session.get_or_create_cart(euros()).await.unwrap();
        platform.state().carts[0].state = state;
        let before = platform.calls();
        let existing = session.existing_cart().await.unwrap().unwrap();
        assert_eq!(existing.id, "cart-1", "{state}");
        assert_eq!(existing.cart_state.as_str(), state);
        let cart = session.get_or_create_cart(euros()).await.unwrap();
        assert_eq!(cart.id, "cart-1", "{state}");
        assert_eq!(
            platform.told_since(before),
            ["GET /my-shop/me/carts/cart-1 by guest-1/1"; 2]
        );
        assert_eq!(platform.state().carts.len(), 1);
    }
}

#[tokio::test]
async fn a_404_of_a_gateway_is_not_taken_for_a_cart_that_is_gone() {
    let page = "<html><body>404 page not found</body></html>";
    let html = Answer::empty(404)
        .header("Content-Type", "text/html")
        .body(page);
    for answer in [html, Answer::empty(404)] {
        for kind in [
            "GET /my-shop/me/carts/cart-1",
            "GET /my-shop/me/active-cart",
        ] {
            let platform = Platform::start();
            let (_client, session) = platform.guest().await;
            if kind.ends_with("cart-1") {
                session.get_or_create_cart(euros()).await.unwrap();
            }
            platform.fail(kind, answer.clone());
            let error = session.get_or_create_cart(euros()).await.unwrap_err();
            assert_eq!(error.status().unwrap(), 404, "{kind}");
            // No other cart is made, and the one there is was not forgotten.
            let cart = session.get_or_create_cart(euros()).await.unwrap();
            assert_eq!(cart.id, "cart-1", "{kind}");
            assert_eq!(platform.state().carts.len(), 1);
        }
    }
}

#[tokio::test]
async fn a_cart_of_another_currency_is_the_one_that_the_session_has() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    let cart = session.get_or_create_cart(euros()).await.unwrap();
    let dollars = ctp_sdk::models::MyCartDraft::new("USD");
    assert_eq!(session.get_or_create_cart(dollars).await.unwrap(), cart);
    assert_eq!(platform.state().carts.len(), 1);
}

#[tokio::test]
async fn a_cart_that_was_made_by_other_means_can_be_adopted_and_goes_along() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    session.get_or_create_cart(euros()).await.unwrap();
    let other = session.me().carts().post(euros()).send().await.unwrap();
    session.adopt_cart(&other).await.unwrap();
    let cart = session.get_or_create_cart(euros()).await.unwrap();
    assert_eq!(cart.id, other.id);
    let signed_in = session.log_in(signin()).await.unwrap();
    assert_eq!(signed_in.cart.unwrap().id, other.id);
    let sent = platform.last_json("POST /my-shop/login");
    assert_eq!(sent["anonymousCart"]["id"], *other.id);
}

#[tokio::test]
async fn a_cart_that_is_gone_is_followed_by_a_new_one() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    session.get_or_create_cart(euros()).await.unwrap();
    platform.state().carts.clear();
    assert_eq!(session.existing_cart().await.unwrap(), None);
    assert_eq!(
        session.get_or_create_cart(euros()).await.unwrap().id,
        "cart-2"
    );
}

#[tokio::test]
async fn a_cart_that_was_made_by_other_means_is_found() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    let carts = session.me().carts();
    carts.post(euros()).send().await.unwrap();
    let before = platform.calls();
    assert_eq!(
        session.get_or_create_cart(euros()).await.unwrap().id,
        "cart-1"
    );
    assert_eq!(
        session.get_or_create_cart(euros()).await.unwrap().id,
        "cart-1"
    );
    assert_eq!(
        platform.told_since(before),
        [
            "GET /my-shop/me/active-cart by guest-1/1",
            "GET /my-shop/me/carts/cart-1 by guest-1/1",
        ]
    );
}

#[tokio::test]
async fn a_failure_of_the_api_is_not_taken_for_a_cart_that_is_gone() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    session.get_or_create_cart(euros()).await.unwrap();
    platform.fail("GET /my-shop/me/carts/cart-1", Answer::empty(500));
    let error = session.get_or_create_cart(euros()).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 500);
    assert_eq!(
        session.get_or_create_cart(euros()).await.unwrap().id,
        "cart-1"
    );
    assert_eq!(platform.state().carts.len(), 1);
}

#[tokio::test]
async fn a_customer_finds_the_cart_of_before_in_a_new_session() {
    let platform = Platform::start();
    let (client, session) = platform.guest().await;
    let session = session.log_in(signin()).await.unwrap().session;
    let cart = session.get_or_create_cart(euros()).await.unwrap();
    session.log_out().await.unwrap();

    let session = client.start_session().await.unwrap();
    let signed_in = session.log_in(signin()).await.unwrap();
    assert_eq!(signed_in.cart.unwrap().id, cart.id);
    let session = signed_in.session;
    let before = platform.calls();
    assert_eq!(
        session.get_or_create_cart(euros()).await.unwrap().id,
        cart.id
    );
    assert_eq!(
        platform.told_since(before),
        ["GET /my-shop/me/carts/cart-1 by anna/2"]
    );
}
