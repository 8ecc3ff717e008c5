//! Changing what others change as well.

use ctp_sdk::models::{
    Cart, CartRecalculateAction, CartSetCountryAction, CartSetCustomerEmailAction, CartUpdate,
    CartUpdateAction, MyCartRecalculateAction, MyCartUpdateAction,
};
use serde_json::{Value, json};

use super::bodies::{cart, with};
use super::shop::{Shop, json as body};

fn version(version: i64) -> Value {
    with(
        cart(),
        json!({"version": version, "customerEmail": format!("{version}@example.com")}),
    )
}

fn conflict(code: &str) -> Value {
    let reason = json!({"code": code, "message": "Not now.", "currentVersion": 99});
    json!({"statusCode": 409, "message": "Not now.", "errors": [reason]})
}

fn outdated() -> Value {
    conflict("ConcurrentModification")
}

/// An action from which it shows what the closure saw.
fn echo(cart: &Cart) -> Vec<CartUpdateAction> {
    let email = cart.customer_email.clone().unwrap();
    vec![CartSetCustomerEmailAction::new().email(email).into()]
}

/// What was sent: the method and the target, and the version with the email address, where there is a body.
fn sent(shop: &Shop) -> Vec<(String, Value)> {
    let requests = shop.requests();
    let of = |request: &emulator::Request| {
        let line = format!("{} {}", request.method(), request.target());
        match request.body() {
            b"" => (line, Value::Null),
            _ => {
                let body = body(request);
                (line, json!([body["version"], body["actions"][0]["email"]]))
            }
        }
    };
    requests.iter().map(of).collect()
}

fn fetched() -> (String, Value) {
    ("GET /my-shop/carts/cart-1".to_owned(), Value::Null)
}

fn changed(version: i64) -> (String, Value) {
    let email = format!("{version}@example.com");
    (
        "POST /my-shop/carts/cart-1".to_owned(),
        json!([version, email]),
    )
}

#[tokio::test]
async fn what_is_fetched_is_changed_with_its_version() {
    let shop = Shop::answering(200, version(3)).then(200, version(4));
    let actions = |cart: &Cart| {
        assert_eq!(cart.version, 3);
        vec![
            CartSetCountryAction::new().country("DE").into(),
            CartRecalculateAction::new().into(),
        ]
    };
    let cart = shop
        .api
        .carts()
        .with_id("cart-1")
        .update_with(actions)
        .await;

    assert_eq!(cart.unwrap().version, 4);
    let requests = shop.requests();
    assert_eq!(requests.len(), 2);
    let expected = json!({
        "version": 3,
        "actions": [{"action": "setCountry", "country": "DE"}, {"action": "recalculate"}],
    });
    assert_eq!(body(&requests[1]), expected);
    assert_eq!(requests[1].header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn after_a_conflict_the_closure_is_called_again_on_the_new_state() {
    let shop = Shop::answering(200, version(3))
        .then(409, outdated())
        .then(200, version(5))
        .then(409, outdated())
        .then(200, version(8))
        .then(200, version(9));
    let mut seen = Vec::new();
    let updated = shop
        .api
        .carts()
        .with_id("cart-1")
        .update_with(|cart| {
            seen.push(cart.version);
            echo(cart)
        })
        .await;

    assert_eq!(updated.unwrap().version, 9);
    assert_eq!(seen, [3, 5, 8]);
    // Never the 99 that the API says to be the current version.
    assert_eq!(
        sent(&shop),
        [
            fetched(),
            changed(3),
            fetched(),
            changed(5),
            fetched(),
            changed(8)
        ]
    );
}

#[tokio::test]
async fn after_sixteen_conflicts_the_conflict_is_the_result() {
    let shop = (1..=17).fold(Shop::new(), |shop, count| {
        shop.then(200, version(count)).then(409, outdated())
    });
    let error = shop.api.carts().with_id("cart-1").update_with(echo).await;

    assert!(error.unwrap_err().is_conflict());
    let expected = (1..=16).flat_map(|count| [fetched(), changed(count)]);
    assert_eq!(sent(&shop), expected.collect::<Vec<_>>());
}

#[tokio::test]
async fn the_caller_says_how_often_it_is_tried() {
    for (attempts, calls) in [(0, 2), (1, 2), (2, 4), (7, 14)] {
        let shop = (1..=9).fold(Shop::new(), |shop, count| {
            shop.then(200, version(count)).then(409, outdated())
        });
        let update = shop.api.carts().with_id("cart-1").update_with(echo);
        assert!(update.attempts(attempts).await.unwrap_err().is_conflict());
        assert_eq!(shop.requests().len(), calls, "{attempts} attempts");
    }
}

#[tokio::test]
async fn no_actions_send_nothing_and_the_state_is_the_result() {
    let shop = Shop::answering(200, version(3));
    let cart = shop
        .api
        .carts()
        .with_id("cart-1")
        .update_with(|_| Vec::new())
        .await;
    assert_eq!(cart.unwrap().version, 3);
    assert_eq!(sent(&shop), [fetched()]);
}

#[tokio::test]
async fn a_new_state_on_which_there_is_nothing_to_do_any_more_is_the_result() {
    let shop = Shop::answering(200, version(3))
        .then(409, outdated())
        .then(200, version(4));
    let only_on_three = |cart: &Cart| {
        if cart.version == 3 {
            echo(cart)
        } else {
            Vec::new()
        }
    };
    let cart = shop
        .api
        .carts()
        .with_id("cart-1")
        .update_with(only_on_three)
        .await;
    assert_eq!(cart.unwrap().version, 4);
    assert_eq!(sent(&shop), [fetched(), changed(3), fetched()]);
}

#[tokio::test]
async fn any_other_refusal_is_an_error_at_once() {
    for (status, code) in [
        (400, "InvalidOperation"),
        (400, "DuplicateField"),
        (404, "ResourceNotFound"),
        (409, "PriceChanged"),
        (409, "OutOfStock"),
        (412, "ConcurrentModification"),
        (500, "General"),
    ] {
        let refusal = with(conflict(code), json!({"statusCode": status}));
        let shop = Shop::answering(200, version(3)).then(status, refusal);
        let error = shop.api.carts().with_id("cart-1").update_with(echo).await;
        assert_eq!(error.unwrap_err().status().unwrap(), status);
        assert_eq!(sent(&shop), [fetched(), changed(3)], "{code}");
    }
}

#[tokio::test]
async fn a_conflict_without_a_reason_is_taken_at_its_status() {
    let shop = Shop::answering(200, version(3))
        .then(409, json!({}))
        .then(200, version(4))
        .then(200, version(5));
    let cart = shop.api.carts().with_id("cart-1").update_with(echo).await;
    assert_eq!(cart.unwrap().version, 5);
}

#[tokio::test]
async fn a_state_that_cannot_be_fetched_calls_no_closure() {
    let shop = Shop::answering(404, json!({"statusCode": 404, "message": "Not here."}));
    let update = shop
        .api
        .carts()
        .with_key("a/b")
        .update_with(|_| panic!("there is no cart"));
    assert!(update.await.unwrap_err().is_not_found());
    shop.assert_sent("GET", "/my-shop/carts/key=a%2Fb");
}

#[tokio::test]
async fn a_parameter_is_one_of_each_request() {
    let shop = Shop::answering(200, version(3)).then(200, version(4));
    let update = shop.api.carts().with_id("cart-1").update_with(echo);
    update
        .query("expand", "store")
        .query("expand", "country")
        .await
        .unwrap();
    let targets: Vec<String> = sent(&shop).into_iter().map(|(line, _)| line).collect();
    let query = "expand=store&expand=country";
    assert_eq!(
        targets,
        [
            format!("GET /my-shop/carts/cart-1?{query}"),
            format!("POST /my-shop/carts/cart-1?{query}")
        ]
    );
}

#[tokio::test]
async fn nothing_is_sent_before_it_is_awaited() {
    let shop = Shop::new();
    drop(shop.api.carts().with_id("cart-1").update_with(echo));
    assert!(shop.requests().is_empty());
}

#[tokio::test]
async fn a_task_can_change_what_customers_have() {
    let shop = Shop::answering(200, version(3)).then(200, version(4));
    let cart = shop.api.me().carts().with_id("cart-1");
    let recalculated = tokio::spawn(async move {
        let actions = |_: &Cart| vec![MyCartUpdateAction::from(MyCartRecalculateAction::new())];
        cart.update_with(actions).await
    });
    assert_eq!(recalculated.await.unwrap().unwrap().version, 4);
    assert_eq!(shop.requests()[1].target(), "/my-shop/me/carts/cart-1");
}

#[tokio::test]
async fn what_the_sdk_does_not_cover_is_changed_the_same_way() {
    let shop = Shop::answering(200, version(3))
        .then(409, outdated())
        .then(200, version(5))
        .then(200, version(6));
    let cart = shop.api.carts().with_id("cart-1");
    let updated = ctp_sdk::update_with(
        || cart.get().send(),
        |current: Cart| {
            let update = CartUpdate::new(current.version, echo(&current));
            cart.post(update).send()
        },
    )
    .await;

    assert_eq!(updated.unwrap().version, 6);
    assert_eq!(sent(&shop), [fetched(), changed(3), fetched(), changed(5)]);
}

#[derive(Debug, PartialEq)]
struct NoStock;

impl std::fmt::Display for NoStock {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("there is no stock")
    }
}

impl std::error::Error for NoStock {}

#[tokio::test]
async fn an_error_of_the_callers_own_ends_it_and_nothing_is_sent() {
    let shop = Shop::answering(200, version(3));
    let updated = ctp_sdk::update_with(
        || shop.api.carts().with_id("cart-1").get().send(),
        |_: Cart| async { Err::<Cart, _>(ctp_sdk::Error::caller(NoStock)) },
    );
    let error = updated.await.unwrap_err();
    assert_eq!(error.caller_error(), Some(&NoStock));
    assert_eq!(sent(&shop), [fetched()]);
}

#[tokio::test]
async fn the_actions_of_an_update_may_be_an_error_of_the_callers_own() {
    let emulator =
        emulator::Emulator::with(|_| emulator::Answer::json(200, version(3).to_string()));
    let emulator = emulator.unwrap();
    let client = ctp_sdk::Client::builder(&emulator.url()).build().unwrap();
    let cart = ctp_sdk::ApiRoot::new(client, "my-shop")
        .carts()
        .with_id("cart-1");
    let update = |actions: fn(&Cart) -> Result<Vec<CartUpdateAction>, NoStock>| {
        cart.try_update_with(actions)
    };
    let error = update(|_| Err(NoStock)).await.unwrap_err();
    assert_eq!(error.caller_error(), Some(&NoStock));
    assert_eq!(emulator.requests().len(), 1);
    update(|cart| Ok(echo(cart))).await.unwrap();
    assert_eq!(emulator.requests().len(), 3);
}

#[tokio::test]
async fn an_update_and_a_delete_that_meet_a_conflict_are_sent_once() {
    let shop = Shop::answering(409, outdated()).then(409, outdated());
    let cart = shop.api.carts().with_id("cart-1");
    assert!(cart.delete(3).send().await.unwrap_err().is_conflict());
    assert_eq!(shop.requests().len(), 1);
    let update = CartUpdate::new(3, []);
    assert!(cart.post(update).send().await.unwrap_err().is_conflict());
    assert_eq!(shop.requests().len(), 2);
    assert_eq!(
        shop.requests()[0].target(),
        "/my-shop/carts/cart-1?version=3"
    );
}
