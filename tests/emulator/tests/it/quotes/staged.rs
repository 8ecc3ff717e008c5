//! Staged quotes, and their quotation carts.

use serde_json::json;

use super::{
    act, acted, at, cart_of_ann, created, draft_of_quote, draft_of_request, draft_of_staged,
    not_emulated, path, refused, requested, staged, states,
};
use crate::carts::{add, changed, code, id, invalid, shop};
use crate::orders::told;

const CHANGE: (&str, &str) = ("changeStagedQuoteState", "stagedQuoteState");

#[tokio::test]
async fn a_staged_quote_has_a_cart_of_its_own() {
    let (shop, request) = requested().await;
    let draft = draft_of_staged(&request, json!({"key": "offer"}));
    let staged = created(&shop, "/staged-quotes", draft.clone()).await;
    let reference = json!({"typeId": "quote-request", "id": request["id"]});
    let expected = json!({
        "version": 1, "key": "offer", "stagedQuoteState": "InProgress", "customer": request["customer"],
        "quoteRequest": reference,
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&staged[name], value, "{name}");
    }
    let cart = at(&shop, "carts", &staged, "quotationCart").await;
    assert_ne!(cart["id"], request["cart"]["id"]);
    for name in [
        "lineItems",
        "totalPrice",
        "taxedPrice",
        "shippingInfo",
        "shippingAddress",
    ] {
        assert_eq!(cart[name], request[name], "{name}");
    }
    assert_eq!(
        (&cart["origin"], &cart["cartState"], &cart["customerId"]),
        (
            &json!("Quote"),
            &json!("Active"),
            &request["customer"]["id"]
        )
    );
    assert_eq!(shop.get("/staged-quotes/key=offer").await.json(), staged);
    assert_eq!(
        told(&shop, "StagedQuoteCreated").await[0]["stagedQuote"],
        staged
    );
    // What the seller offers changes nothing of what was asked for.
    changed(&shop, &cart, json!([add("chair-1", 1)])).await;
    assert_eq!(
        shop.get(&path("quote-requests", &request)).await.json(),
        request
    );
    assert_eq!(told(&shop, "QuoteRequestStateChanged").await.len(), 0);
    let mut again = draft;
    again["key"] = json!("offer-2");
    again["quoteRequestVersion"] = json!(2);
    assert_eq!(shop.post("/staged-quotes", again).await.status, 409);
    assert_eq!(shop.get("/carts").await.json()["total"], 2);
}

#[tokio::test]
async fn a_cart_of_a_quote_is_not_the_active_cart() {
    let (shop, _) = staged().await;
    let active = format!(
        "/carts/customer-id={}",
        id(&shop, "/customers/key=ann").await
    );
    assert_eq!(shop.get(&active).await.json()["origin"], "Customer");
    shop.emulator.advance(std::time::Duration::from_secs(1));
    let draft = json!({"currency": "EUR", "customerId": id(&shop, "/customers/key=vip").await, "origin": "Merchant"});
    created(&shop, "/carts", draft).await;
    let active = format!(
        "/carts/customer-id={}",
        id(&shop, "/customers/key=vip").await
    );
    assert_eq!(shop.get(&active).await.status, 404);
}

#[tokio::test]
async fn a_request_is_accepted_by_its_staged_quote() {
    let (shop, staged) = staged().await;
    let request = at(&shop, "quote-requests", &staged, "quoteRequest").await;
    assert_eq!(
        (&request["quoteRequestState"], &request["version"]),
        (&json!("Accepted"), &json!(2))
    );
    let told = told(&shop, "QuoteRequestStateChanged").await;
    assert_eq!(
        (&told[0]["quoteRequestState"], &told[0]["resource"]["id"]),
        (&json!("Accepted"), &request["id"])
    );
    let path = path("quote-requests", &request);
    let close = json!({"action": "changeQuoteRequestState", "quoteRequestState": "Closed"});
    let closed = acted(&shop, &path, close).await;
    let late = shop
        .post("/staged-quotes", draft_of_staged(&closed, json!({})))
        .await;
    assert_eq!(code(&late), invalid());
    assert_eq!(shop.get("/staged-quotes").await.json()["total"], 1);
    assert_eq!(shop.get("/carts").await.json()["total"], 2);
}

#[tokio::test]
async fn a_seller_says_until_when_and_what() {
    let (shop, staged) = staged().await;
    let path = path("staged-quotes", &staged);
    let until = "2099-01-01T00:00:00.000Z";
    let set = acted(
        &shop,
        &path,
        json!({"action": "setValidTo", "validTo": until}),
    )
    .await;
    assert_eq!(set["validTo"], until);
    let comment = json!({"action": "setSellerComment", "sellerComment": "5 %"});
    assert_eq!(acted(&shop, &path, comment).await["sellerComment"], "5 %");
    assert_eq!(
        told(&shop, "StagedQuoteValidToSet").await[0]["validTo"],
        until
    );
    assert_eq!(
        told(&shop, "StagedQuoteSellerCommentSet").await[0]["sellerComment"],
        "5 %"
    );
    let unset = acted(&shop, &path, json!({"action": "setValidTo"})).await;
    assert_eq!(unset.get("validTo"), None);
    states(
        &shop,
        &path,
        CHANGE,
        &["Sent", "InProgress", "Sent", "Closed"],
    )
    .await;
    let back = json!({"action": CHANGE.0, CHANGE.1: "InProgress"});
    assert_eq!(refused(&shop, &path, back).await, invalid());
    let last = told(&shop, "StagedQuoteStateChanged").await.pop().unwrap();
    assert_eq!(
        (&last["stagedQuoteState"], &last["oldStagedQuoteState"]),
        (&json!("Closed"), &json!("Sent"))
    );
    let late = shop.get(&path).await.json();
    let late = shop.post("/quotes", draft_of_quote(&late, json!({}))).await;
    assert_eq!(code(&late), invalid());
}

#[tokio::test]
async fn a_staged_quote_that_was_sent_is_in_progress_before_it_is_quoted_again() {
    let (shop, staged) = staged().await;
    let path = path("staged-quotes", &staged);
    states(&shop, &path, CHANGE, &["Sent"]).await;
    let sent = shop.get(&path).await.json();
    let refused = shop.post("/quotes", draft_of_quote(&sent, json!({}))).await;
    assert_eq!(code(&refused), not_emulated());
    assert_eq!(shop.get("/quotes").await.json()["total"], 0);
}

#[tokio::test]
async fn custom_fields_go_from_one_to_the_next() {
    let shop = shop().await;
    let field = |name: &str| {
        json!({
            "name": name, "label": {"en": name}, "required": false, "type": {"name": "String"},
            "inputHint": "SingleLine",
        })
    };
    for key in ["deal", "other"] {
        // The type stands for all of them.
        let draft = json!({
            "key": key, "name": {"en": key}, "resourceTypeIds": ["quote"],
            "fieldDefinitions": [field("one"), field("two")],
        });
        created(&shop, "/types", draft).await;
    }
    let custom = |key: &str, fields: serde_json::Value| json!({"custom": {"type": {"typeId": "type", "key": key}, "fields": fields}});
    let cart = cart_of_ann(&shop, json!({})).await;
    let draft = draft_of_request(&cart, custom("deal", json!({"one": "1"})));
    let request = created(&shop, "/quote-requests", draft).await;
    let other = draft_of_staged(&request, custom("other", json!({"two": "2"})));
    assert_eq!(code(&shop.post("/staged-quotes", other).await), invalid());
    let draft = draft_of_staged(&request, custom("deal", json!({"two": "2"})));
    let staged = created(&shop, "/staged-quotes", draft).await;
    assert_eq!(staged["custom"]["fields"], json!({"one": "1", "two": "2"}));
    let quote = created(&shop, "/quotes", draft_of_quote(&staged, json!({}))).await;
    assert_eq!(quote["custom"], staged["custom"]);
    let set = json!({"action": "setCustomField", "name": "one", "value": "3"});
    let path = path("quotes", &quote);
    assert_eq!(
        act(&shop, &path, set).await.json()["custom"]["fields"]["one"],
        "3"
    );
}

#[tokio::test]
async fn what_is_taken_away_is_told() {
    let (shop, staged) = staged().await;
    let path = path("staged-quotes", &staged);
    for (action, of, field, value) in [
        (
            "setValidTo",
            "StagedQuoteValidToSet",
            "validTo",
            "2099-01-01T00:00:00.000Z",
        ),
        (
            "setSellerComment",
            "StagedQuoteSellerCommentSet",
            "sellerComment",
            "5 %",
        ),
    ] {
        acted(&shop, &path, json!({"action": action, field: value})).await;
        acted(&shop, &path, json!({"action": action})).await;
        let messages = told(&shop, of).await;
        let values: Vec<_> = messages.iter().map(|of| of.get(field)).collect();
        assert_eq!(values, [Some(&json!(value)), None], "{action}");
    }
}
