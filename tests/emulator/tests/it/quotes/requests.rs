//! Quote requests.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    act, acted, assert_taken_over, cart_of_ann, created, draft_of_request, not_emulated, path,
    refused, requested,
};
use crate::carts::{cart, changed, code, id, invalid, shop};
use crate::orders::{full_cart, home, told};

#[tokio::test]
async fn a_request_has_what_the_cart_has_and_keeps_it() {
    let shop = shop().await;
    let more = json!({"billingAddress": home(), "purchaseOrderNumber": "PO-1", "country": "DE"});
    let cart = cart_of_ann(&shop, more).await;
    let more = json!({"key": "my-request", "comment": "10 % less?"});
    let draft = draft_of_request(&cart, more);
    let request = created(&shop, "/quote-requests", draft.clone()).await;
    let names = [
        "lineItems",
        "customLineItems",
        "totalPrice",
        "taxedPrice",
        "shippingInfo",
        "shippingAddress",
        "billingAddress",
        "inventoryMode",
        "taxMode",
        "priceRoundingMode",
        "taxRoundingMode",
        "taxCalculationMode",
        "country",
        "purchaseOrderNumber",
        "directDiscounts",
    ];
    assert_taken_over(&request, &cart, &names);
    let customer = json!({"typeId": "customer", "id": id(&shop, "/customers/key=ann").await});
    let expected = json!({
        "version": 1, "key": "my-request", "comment": "10 % less?", "quoteRequestState": "Submitted",
        "customer": customer, "cart": {"typeId": "cart", "id": cart["id"]},
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&request[name], value, "{name}");
    }
    assert_ne!(request["id"], cart["id"]);
    let emptied = json!([{"action": "removeLineItem", "lineItemId": cart["lineItems"][0]["id"]}]);
    changed(&shop, &cart, emptied).await;
    for by in [
        path("quote-requests", &request),
        "/quote-requests/key=my-request".to_owned(),
    ] {
        assert_eq!(shop.get(&by).await.json(), request);
        assert_eq!(shop.send(Method::HEAD, &by, None).await.status, 200);
    }
    let query = "/quote-requests?where=quoteRequestState%3D%22Submitted%22";
    assert_eq!(shop.get(query).await.json()["results"], json!([request]));
    assert_eq!(
        told(&shop, "QuoteRequestCreated").await[0]["quoteRequest"],
        request
    );
    // The cart has another version now.
    assert_eq!(shop.post("/quote-requests", draft).await.status, 409);
    let gone = format!("{}?version=1", path("quote-requests", &request));
    assert_eq!(shop.send(Method::DELETE, &gone, None).await.status, 200);
    assert_eq!(shop.get("/quote-requests").await.json()["total"], 0);
    assert_eq!(told(&shop, "QuoteRequestDeleted").await.len(), 1);
}

#[tokio::test]
async fn a_draft_says_more_than_the_cart() {
    let shop = shop().await;
    let state = json!({"key": "asked", "type": "QuoteRequestState"});
    let state = created(&shop, "/states", state).await;
    let cart = cart_of_ann(
        &shop,
        json!({"purchaseOrderNumber": "PO-1", "key": "my-cart"}),
    )
    .await;
    let state = json!({"typeId": "state", "id": state["id"]});
    let draft = json!({
        "cart": {"typeId": "cart", "key": "my-cart"}, "cartVersion": cart["version"],
        "purchaseOrderNumber": "PO-2", "state": state,
    });
    let request = created(&shop, "/quote-requests", draft).await;
    assert_eq!(request["purchaseOrderNumber"], "PO-2");
    assert_eq!(request["state"], state);
    assert_eq!(request["cart"]["id"], cart["id"]);
    let wrong = created(
        &shop,
        "/states",
        json!({"key": "wrong", "type": "OrderState"}),
    )
    .await;
    let state = json!({"typeId": "state", "id": wrong["id"]});
    let refused = shop
        .post(
            "/quote-requests",
            draft_of_request(&cart, json!({"state": state})),
        )
        .await;
    assert_eq!(code(&refused), invalid());
}

#[tokio::test]
async fn not_each_cart_can_be_asked_about() {
    let shop = shop().await;
    let ann = id(&shop, "/customers/key=ann").await;
    let refused = async |cart: &Value, what: &str| {
        let answer = shop
            .post("/quote-requests", draft_of_request(cart, json!({})))
            .await;
        let (status, code, message) = answer.refusal();
        assert_eq!((status, code), invalid(), "{message}");
        assert!(message.contains(what), "{message}");
    };
    refused(&full_cart(&shop, json!({})).await, "no customer").await;
    let more = json!({"customerId": ann, "lineItems": [{"sku": "lamp-1"}]});
    refused(&cart(&shop, more).await, "no shipping address").await;
    let full = cart_of_ann(&shop, json!({})).await;
    let order = json!({"cart": {"typeId": "cart", "id": full["id"]}, "version": full["version"]});
    created(&shop, "/orders", order).await;
    let ordered = shop.get(&path("carts", &full)).await.json();
    refused(&ordered, "'Ordered'").await;
    let mut unknown = draft_of_request(&full, json!({}));
    unknown["cart"]["id"] = json!("00000000-0000-4000-8000-000000000000");
    let answer = shop.post("/quote-requests", unknown).await;
    assert_eq!(
        code(&answer),
        (400, "ReferencedResourceNotFound".to_owned())
    );
    assert_eq!(shop.get("/quote-requests").await.json()["total"], 0);
}

#[tokio::test]
async fn states_lead_to_each_other() {
    let change =
        |state: &str| json!({"action": "changeQuoteRequestState", "quoteRequestState": state});
    for (way, is_final) in [
        (&["Accepted", "Closed"][..], true),
        (&["Rejected"], true),
        (&["Cancelled"], true),
        (&["Accepted"], false),
    ] {
        let (shop, request) = requested().await;
        let path = path("quote-requests", &request);
        let mut before = "Submitted";
        for state in way {
            assert_eq!(
                acted(&shop, &path, change(state)).await["quoteRequestState"],
                *state
            );
            let told = told(&shop, "QuoteRequestStateChanged").await;
            let last = told.last().unwrap();
            assert_eq!(
                (&last["quoteRequestState"], &last["oldQuoteRequestState"]),
                (&json!(state), &json!(before))
            );
            before = state;
        }
        let code = if is_final { invalid() } else { not_emulated() };
        assert_eq!(
            refused(&shop, &path, change("Submitted")).await,
            code,
            "{way:?}"
        );
        // It is in this state already.
        assert_eq!(act(&shop, &path, change(before)).await.status, 200);
    }
}

#[tokio::test]
async fn a_request_gets_another_customer_and_custom_states() {
    let (shop, request) = requested().await;
    let path = path("quote-requests", &request);
    let customer = json!({"typeId": "customer", "key": "vip"});
    let changed = acted(
        &shop,
        &path,
        json!({"action": "changeCustomer", "customer": customer}),
    )
    .await;
    let vip = json!({"typeId": "customer", "id": id(&shop, "/customers/key=vip").await});
    assert_eq!(changed["customer"], vip);
    // The customer group stays.
    assert_eq!(changed.get("customerGroup"), None);
    let told_of = told(&shop, "QuoteRequestCustomerChanged").await;
    assert_eq!(
        (&told_of[0]["customer"], &told_of[0]["previousCustomer"]),
        (&vip, &request["customer"])
    );
    let end = created(
        &shop,
        "/states",
        json!({"key": "end", "type": "QuoteRequestState"}),
    )
    .await;
    let begin = json!({
        "key": "begin", "type": "QuoteRequestState", "transitions": [],
    });
    created(&shop, "/states", begin).await;
    let transition =
        |key: &str| json!({"action": "transitionState", "state": {"typeId": "state", "key": key}});
    acted(&shop, &path, transition("begin")).await;
    assert_eq!(refused(&shop, &path, transition("end")).await, invalid());
    let mut forced = transition("end");
    forced["force"] = json!(true);
    assert_eq!(acted(&shop, &path, forced).await["state"]["id"], end["id"]);
    let told = told(&shop, "QuoteRequestStateTransition").await;
    assert_eq!(
        (&told[0]["force"], &told[1]["force"]),
        (&json!(false), &json!(true))
    );
}
