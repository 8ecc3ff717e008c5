//! All carts, page by page.

use std::collections::BTreeMap;

use ctp_sdk::PageCursor;
use serde_json::json;

use super::shop::{Shop, Stock, refusal};
use super::sources::page_everything::run;
use crate::wire::bodies::{cart, with};

const CARTS: usize = 450;

/// A shop with carts, which fails on its so many-th page, counted from one.
fn shop(failing_page: usize) -> Shop {
    let mut stock = Stock::default();
    for id in ids() {
        stock.put("carts", with(cart(), json!({"id": id})));
    }
    let mut pages = 0;
    Shop::with(stock, move |request, _| {
        pages += usize::from(request.path() == "/my-shop/carts");
        (pages == failing_page && request.path() == "/my-shop/carts")
            .then(|| refusal(500, "General", json!({})))
    })
}

fn ids() -> Vec<String> {
    (1..=CARTS)
        .map(|number| format!("cart-{number:04}"))
        .collect()
}

/// Runs from a place on: what comes of it, and the ids of the carts.
async fn carts(
    shop: &Shop,
    place: &mut Option<PageCursor>,
) -> (ctp_sdk::Result<usize>, Vec<String>) {
    let mut seen = Vec::new();
    let outcome = run(&shop.client(), place, |cart| seen.push(cart.id.clone())).await;
    (outcome, seen)
}

#[tokio::test]
async fn all_carts_come_in_pages_that_begin_behind_each_other() {
    let shop = shop(0);
    let mut place = None;
    let (outcome, seen) = carts(&shop, &mut place).await;

    assert_eq!((outcome.unwrap(), seen), (CARTS, ids()));
    assert_eq!(place, None);
    let requests = shop.requests();
    let mut behind = Vec::new();
    for request in &requests[1..] {
        let query = request.query().unwrap().as_bytes();
        let mut query: Vec<(String, String)> =
            url::form_urlencoded::parse(query).into_owned().collect();
        let page = query
            .iter()
            .position(|(_, value)| value.starts_with("id > "));
        behind.push(page.map(|page| query.remove(page).1));
        let query: BTreeMap<String, String> = query.into_iter().collect();
        let expected = [
            (
                "where",
                "cartState = :state and totalPrice(centAmount >= :least)",
            ),
            ("var.state", "Active"),
            ("var.least", "100"),
            ("expand", "lineItems[*].distributionChannel"),
            ("limit", "200"),
            ("sort", "id asc"),
            ("withTotal", "false"),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(query, BTreeMap::from(expected));
    }
    let expected = [None, Some("id > \"cart-0200\""), Some("id > \"cart-0400\"")];
    assert_eq!(behind, expected.map(|place| place.map(str::to_owned)));
}

#[tokio::test]
async fn an_interrupted_run_is_resumed_from_what_was_written_down() {
    let shop = shop(2);
    let mut place = None;
    let (outcome, first) = carts(&shop, &mut place).await;
    assert_eq!(outcome.unwrap_err().status().unwrap(), 500);
    assert_eq!(first, ids()[..200]);

    let written = serde_json::to_string(&place).unwrap();
    let mut place = serde_json::from_str(&written).unwrap();
    let (outcome, second) = carts(&shop, &mut place).await;
    assert_eq!(outcome.unwrap(), 250);
    assert_eq!([first, second].concat(), ids());
    assert_eq!(place, None);
}

#[tokio::test]
async fn an_error_at_the_start_leaves_the_place_of_the_first_cart() {
    let shop = shop(1);
    let mut place = None;
    let (outcome, first) = carts(&shop, &mut place).await;
    assert!(outcome.is_err());
    assert_eq!(first.len(), 0);
    let (outcome, second) = carts(&shop, &mut place).await;
    assert_eq!((outcome.unwrap(), second), (CARTS, ids()));
}
