//! Middleware of the caller's.

use std::collections::BTreeMap;
use std::time::Duration;

use emulator::Answer;
use serde_json::json;

use super::shop::{Shop, Stock};
use super::sources::own_middleware::{Counts, run, with_own_steps};
use crate::clock::ManualClock;
use crate::wire::bodies::{cart, with};

/// A shop with three carts, whose first answer is this one.
fn shop(first: Option<Answer>) -> Shop {
    let mut stock = Stock::default();
    for number in 1..=3 {
        stock.put(
            "carts",
            with(cart(), json!({"id": format!("cart-{number}")})),
        );
    }
    let mut first = first;
    Shop::with(stock, move |request, _| {
        let is_api = request.path().starts_with("/my-shop/");
        if is_api { first.take() } else { None }
    })
}

fn counts_of_a_run() -> BTreeMap<String, u32> {
    [
        ("GET /{projectKey}/carts", 1),
        ("GET /{projectKey}/carts/{ID}", 2),
    ]
    .map(|(route, count)| (route.to_owned(), count))
    .into()
}

#[tokio::test]
async fn each_request_has_the_headers_and_is_counted_by_its_route() {
    let shop = shop(None);
    let counts = Counts::default();
    let client = shop
        .client_builder()
        .client(|client| with_own_steps(client, &counts))
        .build()
        .unwrap();
    assert_eq!(run(&client, &counts).await.unwrap(), counts_of_a_run());

    let requests = shop.requests();
    let headers = requests.iter().map(|request| {
        (
            request.path(),
            request.header("x-external-user-id"),
            request.header("x-correlation-id"),
        )
    });
    let headers: Vec<_> = headers.collect();
    // Those for tokens take another way.
    assert_eq!(headers[0].1, None);
    assert_eq!(
        headers[1..],
        [
            ("/my-shop/carts", Some("clerk-17"), Some("example-000001")),
            (
                "/my-shop/carts/cart-1",
                Some("clerk-17"),
                Some("example-000002")
            ),
            (
                "/my-shop/carts/cart-2",
                Some("clerk-17"),
                Some("example-000003")
            ),
        ]
    );
}

#[tokio::test]
async fn a_request_that_is_sent_again_is_counted_once_and_keeps_its_id() {
    let shop = shop(Some(Answer::empty(503)));
    let clock = ManualClock::new();
    let counts = Counts::default();
    let client = shop
        .client_builder()
        .client(|client| with_own_steps(client, &counts).clock(clock.clone()))
        .build()
        .unwrap();
    // The pause, and not the time that the request has in all.
    let pause = clock.pass(|pause| pause < Duration::from_secs(60));
    let (outcome, ()) = tokio::join!(run(&client, &counts), pause);

    assert_eq!(outcome.unwrap(), counts_of_a_run());
    let requests = shop.requests();
    assert_eq!(requests.len(), 5);
    for attempt in &requests[1..3] {
        assert_eq!(attempt.path(), "/my-shop/carts");
        assert_eq!(attempt.header("x-correlation-id"), Some("example-000001"));
    }
}
