//! Sessions in a store.

use super::platform::Platform;
use super::{draft, euros, signin};

#[tokio::test]
async fn a_guest_in_a_store_logs_in_in_that_store() {
    let platform = Platform::start();
    let client = platform.client();
    let session = client.start_session_in_store("berlin").await.unwrap();
    let session = session.log_in(signin()).await.unwrap().session;
    assert_eq!(
        platform.told_since(0)[..4],
        [
            "client_credentials /oauth/my-shop/in-store/key=berlin/anonymous/token",
            "password /oauth/my-shop/in-store/key=berlin/customers/token",
            "client_credentials",
            "POST /my-shop/in-store/key=berlin/login by project/1",
        ]
    );
    // The session stays in its store.
    let session = session.log_in(signin()).await.unwrap().session;
    platform.last("POST /my-shop/in-store/key=berlin/login");
    let store_key = session.tokens().store_key().await.unwrap();
    assert_eq!(store_key.as_deref(), Some("berlin"));
}

#[tokio::test]
async fn a_guest_in_a_store_signs_up_in_that_store() {
    let platform = Platform::start();
    let client = platform.client();
    let session = client.start_session_in_store("berlin").await.unwrap();
    // The store is that of the session, wherever it is resumed.
    let session = client.resume_session(session.id());
    let signed_up = session.sign_up(draft()).await.unwrap();
    assert_eq!(signed_up.customer.id, "bert");
    assert_eq!(
        platform.told_since(1)[..3],
        [
            "client_credentials",
            "POST /my-shop/in-store/key=berlin/customers by project/1",
            "password /oauth/my-shop/in-store/key=berlin/customers/token",
        ]
    );
}

#[tokio::test]
async fn the_key_of_a_store_cannot_leave_its_segment() {
    let platform = Platform::start();
    let client = platform.client();
    let session = client.start_session_in_store("a/../b?c").await.unwrap();
    // This platform has no such store, and says so.
    session.log_in(signin()).await.unwrap_err();
    let paths: Vec<String> = platform
        .emulator
        .requests()
        .iter()
        .map(|request| request.target().to_owned())
        .collect();
    for path in [
        "/oauth/my-shop/in-store/key=a%2F..%2Fb%3Fc/anonymous/token",
        "/oauth/my-shop/in-store/key=a%2F..%2Fb%3Fc/customers/token",
        "/my-shop/in-store/key=a%2F..%2Fb%3Fc/login",
    ] {
        assert!(paths.iter().any(|sent| sent == path), "{path}: {paths:?}");
    }
}

#[tokio::test]
async fn the_cart_of_a_session_in_a_store_is_a_cart_of_that_store() {
    let platform = Platform::start();
    let client = platform.client();
    let session = client.start_session_in_store("berlin").await.unwrap();
    let before = platform.calls();
    let cart = session.get_or_create_cart(euros()).await.unwrap();
    assert_eq!(cart.store.as_ref().unwrap().key, "berlin");
    // The store is that of the session, wherever it is resumed.
    let resumed = client.resume_session(session.id());
    assert_eq!(resumed.existing_cart().await.unwrap().unwrap().id, cart.id);
    assert_eq!(
        platform.told_since(before),
        [
            "GET /my-shop/in-store/key=berlin/me/active-cart by guest-1/1",
            "POST /my-shop/in-store/key=berlin/me/carts by guest-1/1",
            "GET /my-shop/in-store/key=berlin/me/carts/cart-1 by guest-1/1",
        ]
    );
    let draft = platform.last_json("POST /my-shop/in-store/key=berlin/me/carts");
    assert_eq!(draft, serde_json::json!({"currency": "EUR"}));
}

#[tokio::test]
async fn the_cart_goes_along_at_a_login_in_the_store() {
    let platform = Platform::start();
    let client = platform.client();
    let session = client.start_session_in_store("berlin").await.unwrap();
    let cart = session.get_or_create_cart(euros()).await.unwrap();
    let signed_in = session.log_in(signin()).await.unwrap();
    assert_eq!(signed_in.cart.unwrap().id, cart.id);
    let sent = platform.last_json("POST /my-shop/in-store/key=berlin/login");
    assert_eq!(sent["anonymousCart"]["id"], *cart.id);
    assert_eq!(sent["anonymousId"], "guest-1");
    let session = signed_in.session;
    assert_eq!(session.existing_cart().await.unwrap().unwrap().id, cart.id);
    platform.last("GET /my-shop/in-store/key=berlin/me/carts/cart-1");
}

#[tokio::test]
async fn a_login_in_a_store_whose_answer_was_lost_looks_for_the_cart_there() {
    let platform = Platform::start();
    let client = platform.client();
    let session = client.start_session_in_store("berlin").await.unwrap();
    let cart = session.get_or_create_cart(euros()).await.unwrap();
    platform.fail_when_done(
        "POST /my-shop/in-store/key=berlin/login",
        emulator::Answer::empty(500),
    );
    let before = platform.calls();
    let signed_in = session.log_in(signin()).await.unwrap();
    assert_eq!(signed_in.cart.unwrap().id, cart.id);
    assert_eq!(
        platform.told_since(before)[..5],
        [
            "password /oauth/my-shop/in-store/key=berlin/customers/token",
            "client_credentials",
            "POST /my-shop/in-store/key=berlin/login by project/1",
            "GET /my-shop/in-store/key=berlin/me/carts/cart-1 by guest-1/1",
            "POST /my-shop/in-store/key=berlin/login by project/1",
        ]
    );
}

#[tokio::test]
async fn a_surplus_cart_of_a_store_is_deleted_there() {
    let platform = Platform::start();
    let client = platform.client();
    let session = client.start_session_in_store("berlin").await.unwrap();
    let before = platform.calls();
    let gate = platform.hold("GET /my-shop/in-store/key=berlin/me/active-cart");
    let (one, other, ()) = tokio::join!(
        session.get_or_create_cart(euros()),
        session.get_or_create_cart(euros()),
        async {
            platform.emulator.received(before + 2).await;
            gate.open();
        }
    );
    let kept = one.unwrap().id;
    assert_eq!(kept, other.unwrap().id);
    assert_eq!(platform.state().carts.len(), 1);
    let surplus = if kept == "cart-1" { "cart-2" } else { "cart-1" };
    platform.last(&format!(
        "DELETE /my-shop/in-store/key=berlin/me/carts/{surplus}"
    ));
}

#[tokio::test]
async fn a_cart_outside_of_the_store_is_not_adopted() {
    let platform = Platform::start();
    let client = platform.client();
    let session = client.start_session_in_store("berlin").await.unwrap();
    let outside = session.me().carts().post(euros()).send().await.unwrap();
    assert_eq!(outside.store, None);
    let error = session.adopt_cart(&outside).await.unwrap_err();
    assert!(error.is_request(), "{error}");
    assert!(error.to_string().contains("not of that store"), "{error}");
    assert_eq!(session.existing_cart().await.unwrap(), None);

    let store = session.in_store_key("berlin");
    let inside = store.me().carts().post(euros()).send().await.unwrap();
    session.adopt_cart(&inside).await.unwrap();
    let cart = session.existing_cart().await.unwrap().unwrap();
    assert_eq!(cart.id, inside.id);

    // A session that is in no store takes both.
    let session = client.start_session().await.unwrap();
    for cart in [outside, inside] {
        session.adopt_cart(&cart).await.unwrap();
    }
}

#[tokio::test]
async fn a_session_offers_what_a_visitor_may_ask_in_a_store() {
    let platform = Platform::start();
    let client = platform.client();
    let session = client.start_session_in_store("berlin").await.unwrap();
    assert_eq!(
        session.store_key().await.unwrap().as_deref(),
        Some("berlin")
    );
    let before = platform.calls();
    let store = session.in_store_key("berlin");
    store.me().orders().get().send().await.unwrap();
    store.variant_projections().get().send().await.unwrap();
    let products = store.product_projections();
    let product = products.with_key("a shoe").get().send_optional().await;
    // This platform has none.
    product.unwrap_err();
    let methods = store.shipping_methods();
    methods.matching_cart().get("cart-1").send().await.unwrap();
    assert_eq!(
        platform.told_since(before),
        [
            "GET /my-shop/in-store/key=berlin/me/orders by guest-1/1",
            "GET /my-shop/in-store/key=berlin/variant-projections by guest-1/1",
            "GET /my-shop/in-store/key=berlin/product-projections/key=a%20shoe by guest-1/1",
            "GET /my-shop/in-store/key=berlin/shipping-methods/matching-cart by guest-1/1",
        ]
    );
    let session = client.start_session().await.unwrap();
    assert_eq!(session.store_key().await.unwrap(), None);
}
