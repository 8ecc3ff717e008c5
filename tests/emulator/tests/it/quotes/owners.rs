//! Who sees and changes which quotes: buyers their own, and those of a store in the store.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    acted, created, draft_of_quote, draft_of_request, draft_of_staged, path, quoted, requested,
};
use crate::carts::owners::Visitor;
use crate::carts::{code, id, invalid, shop};
use crate::orders::{full_cart, home};
use crate::shop::Shop;

fn update(of: &Value, action: Value) -> Value {
    json!({"version": of["version"], "actions": [action]})
}

/// What somebody else, and somebody without the scopes, get at the paths of a buyer.
async fn nobody_else(shop: &Shop, kind: &str, of: &Value, action: Value) {
    let vip = Visitor::buyer(shop, "vip").await;
    let list = format!("/me/{kind}");
    let one = format!("{list}/{}", of["id"].as_str().unwrap());
    assert_eq!(vip.get(&one).await.status, 404);
    assert_eq!(vip.send(Method::HEAD, &one, None).await.status, 404);
    assert_eq!(vip.get(&list).await.json()["total"], 0);
    assert_eq!(vip.send(Method::HEAD, &list, None).await.status, 404);
    assert_eq!(vip.post(&one, update(of, action.clone())).await.status, 404);
    // A customer without the scopes, a guest, and an API client of the shop.
    let ann = Visitor::customer(shop, "ann").await;
    let guest = Visitor::guest(shop, "guest-1").await;
    for (path, body) in [
        (&list, None),
        (&one, None),
        (&one, Some(update(of, action))),
    ] {
        let method = || {
            if body.is_some() {
                Method::POST
            } else {
                Method::GET
            }
        };
        for visitor in [&ann, &guest] {
            assert_eq!(visitor.send(method(), path, body.clone()).await.status, 403);
        }
        assert_eq!(shop.send(method(), path, body.clone()).await.status, 403);
    }
}

#[tokio::test]
async fn buyers_request_quotes_for_their_own_carts_and_cancel_them() {
    let shop = shop().await;
    let ann = Visitor::buyer(&shop, "ann").await;
    let cart = ann.cart("lamp-1", 1).await;
    let set = json!({"action": "setShippingAddress", "address": home()});
    let cart = ann
        .post(&format!("/me{}", path("carts", &cart)), update(&cart, set))
        .await
        .json();
    let draft = json!({
        "cartId": cart["id"], "cartVersion": cart["version"], "comment": "Please",
        // These are not for buyers.
        "key": "mine", "purchaseOrderNumber": "PO-1",
    });
    let vip = Visitor::buyer(&shop, "vip").await;
    let stolen = vip.post("/me/quote-requests", draft.clone()).await;
    assert_eq!(
        code(&stolen),
        (400, "ReferencedResourceNotFound".to_owned())
    );
    let request = ann.post("/me/quote-requests", draft).await;
    assert_eq!(request.status, 201, "{}", request.text);
    let request = request.json();
    let customer = json!({"typeId": "customer", "id": id(&shop, "/customers/key=ann").await});
    assert_eq!(
        (
            &request["customer"],
            &request["comment"],
            &request["quoteRequestState"]
        ),
        (&customer, &json!("Please"), &json!("Submitted"))
    );
    assert_eq!(
        (request.get("key"), request.get("purchaseOrderNumber")),
        (None, None)
    );
    let one = format!("/me{}", path("quote-requests", &request));
    assert_eq!(ann.get(&one).await.json(), request);
    assert_eq!(
        ann.get("/me/quote-requests").await.json()["results"],
        json!([request])
    );
    let cancel = json!({"action": "cancelQuoteRequest"});
    nobody_else(&shop, "quote-requests", &request, cancel.clone()).await;
    // Buyers do nothing else with them.
    let accept = json!({"action": "changeQuoteRequestState", "quoteRequestState": "Accepted"});
    let refused = ann.post(&one, update(&request, accept)).await;
    assert_eq!(refused.status, 400, "{}", refused.text);
    let gone = format!("{one}?version=1");
    assert_eq!(ann.send(Method::DELETE, &gone, None).await.status, 405);
    let cancelled = ann
        .post(&one, update(&request, cancel.clone()))
        .await
        .json();
    assert_eq!(cancelled["quoteRequestState"], "Cancelled");
    let again = ann.post(&one, update(&cancelled, cancel)).await;
    assert_eq!(code(&again), invalid());
}

#[tokio::test]
async fn a_request_that_was_accepted_is_not_cancelled_by_its_buyer() {
    let (shop, request) = requested().await;
    let accept = json!({"action": "changeQuoteRequestState", "quoteRequestState": "Accepted"});
    let accepted = acted(&shop, &path("quote-requests", &request), accept).await;
    let ann = Visitor::buyer(&shop, "ann").await;
    let one = format!("/me{}", path("quote-requests", &request));
    let cancel = update(&accepted, json!({"action": "cancelQuoteRequest"}));
    assert_eq!(code(&ann.post(&one, cancel).await), invalid());
    assert_eq!(ann.get(&one).await.json(), accepted);
}

#[tokio::test]
async fn buyers_accept_and_decline_their_own_quotes() {
    let change = |state: &str| json!({"action": "changeMyQuoteState", "quoteState": state});
    for state in ["Accepted", "Declined"] {
        let (shop, quote) = quoted().await;
        let ann = Visitor::buyer(&shop, "ann").await;
        let one = format!("/me{}", path("quotes", &quote));
        assert_eq!(ann.get(&one).await.json(), quote);
        assert_eq!(
            ann.get("/me/quotes").await.json()["results"],
            json!([quote])
        );
        nobody_else(&shop, "quotes", &quote, change(state)).await;
        for action in [
            change("Withdrawn"),
            json!({"action": "changeQuoteState", "quoteState": "Withdrawn"}),
        ] {
            let refused = ann.post(&one, update(&quote, action)).await;
            assert_eq!(refused.status, 400, "{}", refused.text);
        }
        let old = json!({"version": 7, "actions": [change(state)]});
        assert_eq!(ann.post(&one, old).await.status, 409);
        let changed = ann.post(&one, update(&quote, change(state))).await.json();
        assert_eq!(changed["quoteState"], state);
        assert_eq!(shop.get(&path("quotes", &quote)).await.json(), changed);
        let again = ann.post(&one, update(&changed, change("Declined"))).await;
        let status = if state == "Declined" { 200 } else { 400 };
        assert_eq!(again.status, status, "{}", again.text);
    }
}

#[tokio::test]
async fn buyers_ask_for_another_quote_and_order_the_one_that_fits() {
    let (shop, quote) = quoted().await;
    let ann = Visitor::buyer(&shop, "ann").await;
    let order = json!({"id": quote["id"], "version": quote["version"]});
    let vip = Visitor::buyer(&shop, "vip").await;
    let stolen = vip.post("/me/orders/quotes", order.clone()).await;
    assert_eq!(
        code(&stolen),
        (400, "ReferencedResourceNotFound".to_owned())
    );
    let guest = Visitor::guest(&shop, "guest-1").await;
    assert_eq!(
        guest.post("/me/orders/quotes", order.clone()).await.status,
        403
    );
    let order = ann.post("/me/orders/quotes", order).await;
    assert_eq!(order.status, 201, "{}", order.text);
    let order = order.json();
    assert_eq!(
        (&order["customerId"], &order["quote"]["id"]),
        (&quote["customer"]["id"], &quote["id"])
    );
    let read = ann.get(&format!("/me{}", path("orders", &order))).await;
    assert_eq!(read.json(), order);
    let one = format!("/me{}", path("quotes", &quote));
    let ask = json!({"action": "requestQuoteRenegotiation", "buyerComment": "Less"});
    let asked = ann.post(&one, update(&quote, ask)).await.json();
    assert_eq!(
        (&asked["quoteState"], &asked["buyerComment"]),
        (&json!("DeclinedForRenegotiation"), &json!("Less"))
    );
    let late = json!({"id": quote["id"], "version": asked["version"]});
    assert_eq!(code(&ann.post("/me/orders/quotes", late).await), invalid());
}

#[tokio::test]
async fn quotes_of_a_store_are_made_and_seen_there() {
    let shop = shop().await;
    let store = json!({"typeId": "store", "key": "anywhere"});
    let more = json!({"store": store, "customerId": id(&shop, "/customers/key=ann").await});
    let cart = full_cart(&shop, more).await;
    let elsewhere = "/in-store/key=germany";
    let there = "/in-store/key=anywhere";
    let made = async |kind: &str, draft: Value| {
        let refused = shop
            .post(&format!("{elsewhere}/{kind}"), draft.clone())
            .await;
        assert_eq!(
            code(&refused),
            (400, "ReferencedResourceNotFound".to_owned()),
            "{kind}"
        );
        let made = created(&shop, &format!("{there}/{kind}"), draft).await;
        assert_eq!(made["store"], store, "{kind}");
        let one = path(kind.split('/').next().unwrap(), &made);
        assert_eq!(shop.get(&format!("{there}{one}")).await.json(), made);
        assert_eq!(shop.get(&format!("{elsewhere}{one}")).await.status, 404);
        let list = one.rsplit_once('/').unwrap().0;
        assert_eq!(shop.get(&format!("{there}{list}")).await.json()["total"], 1);
        assert_eq!(
            shop.get(&format!("{elsewhere}{list}")).await.json()["total"],
            0
        );
        made
    };
    let request = made("quote-requests", draft_of_request(&cart, json!({}))).await;
    let staged = made("staged-quotes", draft_of_staged(&request, json!({}))).await;
    let quote = made("quotes", draft_of_quote(&staged, json!({}))).await;
    let reference = json!({"typeId": "quote", "id": quote["id"]});
    made("orders/quotes", json!({"quote": reference, "version": 1})).await;
    let withdraw = json!([{"action": "changeQuoteState", "quoteState": "Withdrawn"}]);
    let one = format!("{there}{}", path("quotes", &quote));
    let changed = shop.update(&one, 1, withdraw).await;
    assert_eq!(changed.json()["quoteState"], "Withdrawn");
    let gone = shop
        .send(Method::DELETE, &format!("{one}?version=2"), None)
        .await;
    assert_eq!(gone.status, 200, "{}", gone.text);
}

#[tokio::test]
async fn each_kind_needs_its_own_scope() {
    let shop = Shop::start(
        "manage_quote_requests:emulator view_staged_quotes:emulator manage_quotes:emulator:north",
    )
    .await;
    shop.seed(json!({"stores": [{"key": "north"}]}));
    for (path, status) in [
        ("/quote-requests", 200),
        ("/staged-quotes", 200),
        ("/quotes", 403),
        ("/in-store/key=north/quotes", 200),
        ("/in-store/key=south/quotes", 403),
    ] {
        assert_eq!(shop.get(path).await.status, status, "{path}");
    }
    assert_eq!(shop.post("/staged-quotes", json!({})).await.status, 403);
    assert_eq!(shop.post("/orders/quotes", json!({})).await.status, 403);
}
