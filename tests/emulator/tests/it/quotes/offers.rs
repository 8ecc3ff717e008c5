//! Quotes, and what buyers and sellers do with them.

use serde_json::json;

use super::{
    acted, assert_taken_over, at, created, draft_of_quote, not_emulated, path, quoted, refused,
    staged, states,
};
use crate::carts::{add, changed, id, invalid};
use crate::orders::told;

const CHANGE: (&str, &str) = ("changeQuoteState", "quoteState");

fn change(state: &str) -> serde_json::Value {
    json!({"action": CHANGE.0, CHANGE.1: state})
}

#[tokio::test]
async fn a_quote_has_what_the_seller_offers() {
    let (shop, staged) = staged().await;
    let path = path("staged-quotes", &staged);
    let until = "2099-01-01T00:00:00.000Z";
    acted(
        &shop,
        &path,
        json!({"action": "setValidTo", "validTo": until}),
    )
    .await;
    let comment = json!({"action": "setSellerComment", "sellerComment": "With a chair"});
    let staged = acted(&shop, &path, comment).await;
    let cart = at(&shop, "carts", &staged, "quotationCart").await;
    let price = json!({"centAmount": 500, "currencyCode": "EUR"});
    let lamp = &cart["lineItems"][0]["id"];
    let cheaper = json!({"action": "setLineItemPrice", "lineItemId": lamp, "externalPrice": price});
    let cart = changed(&shop, &cart, json!([cheaper, add("chair-1", 1)])).await;
    let draft = draft_of_quote(&staged, json!({"key": "offer"}));
    let quote = created(&shop, "/quotes", draft.clone()).await;
    let names = [
        "lineItems",
        "customLineItems",
        "totalPrice",
        "taxedPrice",
        "shippingInfo",
        "shippingAddress",
        "taxMode",
        "directDiscounts",
    ];
    assert_taken_over(&quote, &cart, &names);
    // Three lamps at 5.00 instead of 10.00, a chair, and the parcel.
    assert_eq!(quote["totalPrice"]["centAmount"], 1500 + 999 + 490);
    let expected = json!({
        "version": 1, "key": "offer", "quoteState": "Pending", "validTo": until,
        "sellerComment": "With a chair", "customer": staged["customer"], "quoteRequest": staged["quoteRequest"],
        "stagedQuote": {"typeId": "staged-quote", "id": staged["id"]},
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&quote[name], value, "{name}");
    }
    assert_eq!(told(&shop, "QuoteCreated").await[0]["quote"], quote);
    // It stays as it is.
    changed(&shop, &cart, json!([add("lamp-2", 1)])).await;
    assert_eq!(shop.get("/quotes/key=offer").await.json(), quote);
    assert_eq!(shop.get(&path).await.json(), staged);
    let again = shop.post("/quotes", draft).await;
    assert_eq!(again.json()["errors"][0]["code"], "DuplicateField");
    let old = draft_of_quote(&json!({"id": staged["id"], "version": 1}), json!({}));
    assert_eq!(shop.post("/quotes", old).await.status, 409);
}

#[tokio::test]
async fn a_staged_quote_is_sent_by_its_quote() {
    let (shop, quote) = quoted().await;
    let staged = at(&shop, "staged-quotes", &quote, "stagedQuote").await;
    assert_eq!(staged["stagedQuoteState"], "Sent");
    let told = told(&shop, "StagedQuoteStateChanged").await;
    assert_eq!(told[0]["stagedQuoteState"], "Sent");
}

#[tokio::test]
async fn states_lead_to_each_other() {
    for state in ["Accepted", "Declined", "Withdrawn"] {
        let (shop, quote) = quoted().await;
        let path = path("quotes", &quote);
        states(&shop, &path, CHANGE, &[state]).await;
        assert_eq!(refused(&shop, &path, change("Pending")).await, invalid());
        let told = told(&shop, "QuoteStateChanged").await;
        assert_eq!(
            (&told[0]["quoteState"], &told[0]["oldQuoteState"]),
            (&json!(state), &json!("Pending"))
        );
    }
    let (shop, quote) = quoted().await;
    let path = path("quotes", &quote);
    let addressed = change("RenegotiationAddressed");
    assert_eq!(refused(&shop, &path, addressed).await, not_emulated());
    let renegotiate = change("DeclinedForRenegotiation");
    assert_eq!(refused(&shop, &path, renegotiate).await, invalid());
}

#[tokio::test]
async fn a_renegotiation_ends_with_another_quote() {
    let (shop, first) = quoted().await;
    let path_of_first = path("quotes", &first);
    let ask = json!({"action": "requestQuoteRenegotiation", "buyerComment": "Still too much"});
    let declined = acted(&shop, &path_of_first, ask.clone()).await;
    assert_eq!(
        (&declined["quoteState"], &declined["buyerComment"]),
        (&json!("DeclinedForRenegotiation"), &json!("Still too much"))
    );
    let told = told(&shop, "QuoteRenegotiationRequested").await;
    assert_eq!(told[0]["buyerComment"], "Still too much");
    assert_eq!(refused(&shop, &path_of_first, ask).await, invalid());
    let staged = path("staged-quotes", &first["stagedQuote"]);
    let change_staged = ("changeStagedQuoteState", "stagedQuoteState");
    states(&shop, &staged, change_staged, &["InProgress"]).await;
    let staged = shop.get(&staged).await.json();
    let second = created(&shop, "/quotes", draft_of_quote(&staged, json!({}))).await;
    assert_eq!(second["quoteState"], "Pending");
    states(&shop, &path_of_first, CHANGE, &["RenegotiationAddressed"]).await;
    assert_eq!(shop.get("/quotes").await.json()["total"], 2);
}

#[tokio::test]
async fn a_quote_gets_another_customer() {
    let (shop, quote) = quoted().await;
    let customer = json!({"typeId": "customer", "key": "vip"});
    let action = json!({"action": "changeCustomer", "customer": customer});
    let changed = acted(&shop, &path("quotes", &quote), action).await;
    let vip = id(&shop, "/customers/key=vip").await;
    assert_eq!(changed["customer"]["id"], json!(vip));
    let told = told(&shop, "QuoteCustomerChanged").await;
    assert_eq!(
        (&told[0]["customer"], &told[0]["previousCustomer"]),
        (&changed["customer"], &quote["customer"])
    );
}
