//! Updates with conflicts, lost responses and many concurrent clients.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use ctp_sdk::ApiRoot;
use ctp_sdk::models::{Cart, CartSetCountryAction, CartUpdateAction};
use emulator::{Answer, Emulator};
use serde_json::{Value, json};

use super::{Api, unavailable};
use crate::clock::HastyClock;

fn cart(version: i64) -> Answer {
    Answer::json(
        200,
        json!({
            "id": "cart-1",
            "version": version,
            "createdAt": "2024-01-31T12:00:00.000Z",
            "lastModifiedAt": "2024-01-31T12:00:00.000Z",
            "lineItems": [],
            "totalPrice": {"type": "centPrecision", "currencyCode": "EUR", "centAmount": 0, "fractionDigits": 2},
        })
        .to_string(),
    )
}

fn conflict() -> Answer {
    Answer::json(
        409,
        r#"{"statusCode":409,"errors":[{"code":"ConcurrentModification","message":"Not now.","currentVersion":4}]}"#,
    )
}

fn change(_: &Cart) -> Vec<CartUpdateAction> {
    vec![CartSetCountryAction::new().country("DE").into()]
}

fn root(api: &Api) -> ApiRoot {
    ApiRoot::new(api.client(), "my-shop")
}

/// Changes the cart; what comes of it, how often the closure was called, and the pauses.
async fn update(api: &Api) -> (ctp_sdk::Result<Cart>, usize, Vec<Duration>) {
    let mut calls = 0;
    let cart = root(api).carts().with_id("cart-1");
    let updating = cart.update_with(|cart| {
        calls += 1;
        change(cart)
    });
    let (outcome, pauses) = api.wait_for(updating.into_future()).await;
    (outcome, calls, pauses)
}

fn methods(api: &Api) -> Vec<String> {
    let requests = api.emulator.requests();
    requests
        .iter()
        .map(|request| request.method().to_owned())
        .collect()
}

#[tokio::test]
async fn a_change_whose_answer_was_lost_is_sent_again_as_it_was() {
    for lost in [
        unavailable(),
        Answer::empty(502),
        Answer::close(),
        Answer::reset(),
    ] {
        let api = Api::answering([cart(3), lost, cart(4)]);
        let (outcome, calls, _) = update(&api).await;
        assert_eq!(outcome.unwrap().version, 4);
        assert_eq!(
            (calls, methods(&api)),
            (1, vec!["GET".into(), "POST".into(), "POST".into()])
        );
        let requests = api.emulator.requests();
        assert_eq!(requests[1].body(), requests[2].body());
    }
}

/// The first attempt may have been done, and the conflict be with it. To start over would make the change twice.
#[tokio::test]
async fn a_conflict_after_an_answer_was_lost_is_not_started_over() {
    for lost in [unavailable(), Answer::close()] {
        let api = Api::answering([cart(3), lost, conflict(), cart(4), cart(5)]);
        let (outcome, calls, _) = update(&api).await;
        let error = outcome.unwrap_err();
        assert!(error.is_conflict());
        assert_eq!(error.attempts(), 2);
        assert_eq!(
            (calls, methods(&api)),
            (1, vec!["GET".into(), "POST".into(), "POST".into()])
        );
    }
}

#[tokio::test]
async fn the_pauses_after_conflicts_are_random_within_limits_that_grow() {
    const RUNS: usize = 40;
    let mut all: Vec<Vec<Duration>> = Vec::new();
    for _ in 0..RUNS {
        let api = Api::answering((0..8).flat_map(|version| [cart(version), conflict()]));
        api.emulator.enqueue(cart(8));
        api.emulator.enqueue(cart(9));
        let (outcome, _, pauses) = update(&api).await;
        assert_eq!(outcome.unwrap().version, 9);
        assert_eq!(pauses.len(), 8);
        all.push(pauses);
    }
    let limits = [20, 40, 80, 160, 320, 500, 500, 500].map(Duration::from_millis);
    for (index, limit) in limits.into_iter().enumerate() {
        let pauses: BTreeSet<Duration> = all.iter().map(|pauses| pauses[index]).collect();
        let (shortest, longest) = (*pauses.first().unwrap(), *pauses.last().unwrap());
        assert!(longest <= limit, "{longest:?} of {limit:?}");
        // That none of them is in one of the halves has a chance of one in 2^40.
        assert!(
            shortest < limit / 2 && limit / 2 < longest,
            "{shortest:?} {longest:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ten_who_change_the_same_at_once_all_succeed() {
    const WRITERS: i64 = 10;
    let version = Mutex::new(1);
    let emulator = Emulator::with(move |request| {
        let mut version = version.lock().unwrap();
        if request.method() == "POST" {
            let body: Value = serde_json::from_slice(request.body()).unwrap();
            if body["version"] != *version {
                return conflict();
            }
            *version += 1;
        }
        cart(*version)
    })
    .unwrap();
    let client = ctp_sdk::Client::builder(&emulator.url())
        .clock(HastyClock)
        .build()
        .unwrap();
    let carts = ApiRoot::new(client, "my-shop").carts();
    let writers: Vec<_> = (0..WRITERS)
        .map(|_| {
            let cart = carts.with_id("cart-1");
            tokio::spawn(async move { cart.update_with(change).await.map(|cart| cart.version) })
        })
        .collect();
    let mut versions = BTreeSet::new();
    for writer in writers {
        versions.insert(writer.await.unwrap().unwrap());
    }
    assert_eq!(versions, (2..=WRITERS + 1).collect());
}
