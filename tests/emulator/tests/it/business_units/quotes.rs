//! What associates do with quotes.

use reqwest::Method;
use serde_json::{Value, json};

use super::{OWN, id, lacks, permit, shop, unit};
use crate::carts::{code, invalid};
use crate::shop::Shop;

pub(super) fn path(id: &str, key: &str, rest: &str) -> String {
    format!("/as-associate/{id}/in-business-unit/key={key}/{rest}")
}

pub(super) fn at(path: &str, of: &Value) -> String {
    format!("{path}/{}", of["id"].as_str().unwrap())
}

pub(super) async fn made(shop: &Shop, path: &str, draft: Value) -> Value {
    let answer = shop.post(path, draft).await;
    assert_eq!(answer.status, 201, "{path}: {}", answer.text);
    answer.json()
}

/// A cart of an associate.
pub(super) async fn cart(shop: &Shop, id: &str) -> Value {
    let draft = json!({
        "currency": "EUR", "country": "DE", "shippingAddress": {"country": "DE"},
        "lineItems": [{"sku": "lamp-1", "quantity": 1}],
    });
    made(shop, &path(id, "acme", "carts"), draft).await
}

pub(super) fn request(cart: &Value) -> Value {
    json!({"cart": {"typeId": "cart", "id": cart["id"]}, "cartVersion": cart["version"]})
}

/// A quote of a quote request.
pub(super) async fn quote(shop: &Shop, request: &Value) -> Value {
    let draft = json!({"quoteRequest": {"typeId": "quote-request", "id": request["id"]}, "quoteRequestVersion": 1, "quoteRequestStateToAccepted": true});
    let staged = made(shop, "/staged-quotes", draft).await;
    let draft = json!({"stagedQuote": {"typeId": "staged-quote", "id": staged["id"]}, "stagedQuoteVersion": 1, "stagedQuoteStateToSent": true});
    made(shop, "/quotes", draft).await
}

#[tokio::test]
async fn an_associate_asks_for_a_quote_and_orders() {
    let shop = shop().await;
    let (ann, vip) = (id(&shop, "ann").await, id(&shop, "vip").await);
    let requests = path(&ann, "acme", "quote-requests");
    let own = cart(&shop, &ann).await;
    assert_eq!(
        lacks(&shop.post(&requests, request(&own)).await),
        ["CreateMyQuoteRequestsFromMyCarts"]
    );
    let permissions = [
        &OWN[..],
        &[
            "CreateMyQuoteRequestsFromMyCarts",
            "ViewMyQuoteRequests",
            "UpdateMyQuoteRequests",
        ],
    ]
    .concat();
    permit(&shop, &permissions).await;
    let others = cart(&shop, &vip).await;
    assert_eq!(
        lacks(&shop.post(&requests, request(&others)).await),
        ["CreateQuoteRequestsFromOthersCarts"]
    );
    let asked = made(&shop, &requests, request(&own)).await;
    assert_eq!(asked["businessUnit"], unit("acme"));
    assert_eq!(asked["customer"]["id"], json!(ann));
    assert_eq!(shop.get(&requests).await.json()["total"], 1);
    assert_eq!(
        code(
            &shop
                .get(&at(&path(&vip, "north", "quote-requests"), &asked))
                .await
        ),
        invalid()
    );
    let quote = quote(&shop, &asked).await;
    let quotes = path(&ann, "acme", "quotes");
    assert_eq!(
        lacks(&shop.get(&quotes).await),
        ["ViewMyQuotes", "ViewOthersQuotes"]
    );
    let own = at(&quotes, &quote);
    let state = |to: &str| json!([{"action": "changeQuoteState", "quoteState": to}]);
    for (action, permission) in [
        (state("Accepted"), "AcceptMyQuotes"),
        (state("Declined"), "DeclineMyQuotes"),
        (
            json!([{"action": "requestQuoteRenegotiation"}]),
            "RenegotiateMyQuotes",
        ),
        (
            json!([{"action": "changeCustomer", "customer": {"typeId": "customer", "id": vip}}]),
            "ReassignMyQuotes",
        ),
    ] {
        assert_eq!(lacks(&shop.update(&own, 1, action).await), [permission]);
    }
    let orders = path(&ann, "acme", "orders/quotes");
    let order = json!({"quote": {"typeId": "quote", "id": quote["id"]}, "version": 1, "quoteStateToAccepted": true});
    assert_eq!(
        lacks(&shop.post(&orders, order.clone()).await),
        ["CreateMyOrdersFromMyQuotes"]
    );
    let permissions = [
        &OWN[..],
        &[
            "ViewMyQuotes",
            "CreateMyOrdersFromMyQuotes",
            "AcceptMyQuotes",
        ],
    ]
    .concat();
    permit(&shop, &permissions).await;
    assert_eq!(shop.get(&own).await.json(), quote);
    assert_eq!(
        code(&shop.update(&own, 1, state("Withdrawn")).await),
        invalid()
    );
    assert_eq!(shop.send(Method::HEAD, &own, None).await.status, 200);
    let ordered = made(&shop, &orders, order).await;
    assert_eq!(
        (&ordered["businessUnit"], &ordered["customerId"]),
        (&unit("acme"), &json!(ann))
    );
    assert_eq!(shop.get(&own).await.json()["quoteState"], "Accepted");
}

#[tokio::test]
async fn a_quote_of_others_needs_another_permission() {
    let shop = shop().await;
    let (ann, vip) = (id(&shop, "ann").await, id(&shop, "vip").await);
    let of_vip = cart(&shop, &vip).await;
    let asked = made(&shop, "/quote-requests", request(&of_vip)).await;
    let quote = quote(&shop, &asked).await;
    let all = [
        "ViewMyQuotes",
        "AcceptMyQuotes",
        "CreateMyOrdersFromMyQuotes",
        "ViewMyQuoteRequests",
    ];
    permit(&shop, &all).await;
    let quotes = path(&ann, "acme", "quotes");
    assert_eq!(shop.get(&quotes).await.json()["total"], 0);
    let other = at(&quotes, &quote);
    assert_eq!(lacks(&shop.get(&other).await), ["ViewOthersQuotes"]);
    assert_eq!(
        lacks(
            &shop
                .get(&at(&path(&ann, "acme", "quote-requests"), &asked))
                .await
        ),
        ["ViewOthersQuoteRequests"]
    );
    let accept = json!([{"action": "changeQuoteState", "quoteState": "Accepted"}]);
    assert_eq!(
        lacks(&shop.update(&other, 1, accept.clone()).await),
        ["AcceptOthersQuotes"]
    );
    let order = json!({"quote": {"typeId": "quote", "id": quote["id"]}, "version": 1});
    let refused = shop.post(&path(&ann, "acme", "orders/quotes"), order).await;
    assert_eq!(lacks(&refused), ["CreateOrdersFromOthersQuotes"]);
    permit(&shop, &["ViewOthersQuotes", "AcceptOthersQuotes"]).await;
    let accepted = shop.update(&other, 1, accept).await;
    assert_eq!(
        accepted.json()["quoteState"],
        "Accepted",
        "{}",
        accepted.text
    );
    let (status, code, _) = shop.get(&path(&ann, "none", "quotes")).await.refusal();
    assert_eq!((status, code.as_str()), (404, "ResourceNotFound"));
}

#[tokio::test]
async fn what_belongs_to_another_business_unit_is_not_ordered() {
    let shop = shop().await;
    let (ann, vip) = (id(&shop, "ann").await, id(&shop, "vip").await);
    let own = [
        "CreateMyQuoteRequestsFromMyCarts",
        "CreateMyOrdersFromMyQuotes",
    ];
    permit(&shop, &[&OWN[..], &own].concat()).await;
    let draft = json!({
        "currency": "EUR", "country": "DE", "shippingAddress": {"country": "DE"},
        "lineItems": [{"sku": "lamp-1", "quantity": 1}],
    });
    let cart = made(&shop, &path(&vip, "north", "carts"), draft).await;
    let asked = made(&shop, "/quote-requests", request(&cart)).await;
    let quote = quote(&shop, &asked).await;
    let none = json!({"id": "none", "version": 1});
    let order = |cart: &Value| json!({"cart": {"typeId": "cart", "id": cart["id"]}, "version": 1});
    let of_quote =
        |quote: &Value| json!({"quote": {"typeId": "quote", "id": quote["id"]}, "version": 1});
    for (kind, elsewhere, nowhere) in [
        ("orders", order(&cart), order(&none)),
        ("quote-requests", request(&cart), request(&none)),
        ("orders/quotes", of_quote(&quote), of_quote(&none)),
    ] {
        let path = path(&ann, "acme", kind);
        assert_eq!(
            code(&shop.post(&path, elsewhere).await),
            invalid(),
            "{kind}"
        );
        let missing = shop.post(&path, nowhere).await;
        assert_eq!(code(&missing).1, "ReferencedResourceNotFound", "{kind}");
    }
}
