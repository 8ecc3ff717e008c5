//! What others have to do with the creation of one resource of another: API extensions, and changes at the same time.

use ctp_emulator::Fault;
use serde_json::{Value, json};

use super::{
    at, cart_of_ann, created, draft_of_quote, draft_of_request, draft_of_staged, path, requested,
};
use crate::carts::shop;

#[tokio::test]
async fn an_extension_changes_a_staged_quote_before_it_is_kept() {
    let (shop, request) = requested().await;
    let made = shop.emulator.extension("staged-quote", |input| {
        let staged = &input["resource"]["obj"];
        assert!(staged["quotationCart"]["id"].is_string(), "{staged}");
        Ok(vec![
            json!({"action": "setSellerComment", "sellerComment": "Checked"}),
        ])
    });
    made.unwrap();
    let staged = created(
        &shop,
        "/staged-quotes",
        draft_of_staged(&request, json!({})),
    )
    .await;
    assert_eq!(staged["sellerComment"], "Checked");
    let cart = at(&shop, "carts", &staged, "quotationCart").await;
    assert_eq!(cart["origin"], "Quote");
    assert_eq!(shop.get("/carts").await.json()["total"], 2);
    let refusing = shop.emulator.extension("quote", |_| {
        Err(vec![
            json!({"code": "InvalidInput", "message": "Too cheap."}),
        ])
    });
    refusing.unwrap();
    let draft = draft_of_quote(&staged, json!({"stagedQuoteStateToSent": true}));
    let refused = shop.post("/quotes", draft).await;
    assert_eq!(refused.status, 400, "{}", refused.text);
    assert_eq!(
        shop.get(&path("staged-quotes", &staged)).await.json(),
        staged
    );
    assert_eq!(shop.get("/quotes").await.json()["total"], 0);
}

#[tokio::test]
async fn what_something_is_made_of_may_have_changed() {
    let shop = shop().await;
    let cart = cart_of_ann(&shop, json!({})).await;
    let made = async |path: &str, draft: Value, field: &str, of: &str| {
        shop.emulator.fault(Fault::conflict()).unwrap();
        let outrun = shop.post(path, draft.clone()).await;
        assert_eq!(outrun.status, 409, "{path}: {}", outrun.text);
        let current = outrun.json()["errors"][0]["currentVersion"].clone();
        assert_eq!(shop.get(of).await.json()["version"], current);
        let mut draft = draft;
        draft[field] = current;
        created(&shop, path, draft).await
    };
    let draft = draft_of_request(&cart, json!({}));
    let of = path("carts", &cart);
    let request = made("/quote-requests", draft, "cartVersion", &of).await;
    let draft = draft_of_staged(&request, json!({}));
    let of = path("quote-requests", &request);
    let staged = made("/staged-quotes", draft, "quoteRequestVersion", &of).await;
    let draft = draft_of_quote(&staged, json!({}));
    let of = path("staged-quotes", &staged);
    let quote = made("/quotes", draft, "stagedQuoteVersion", &of).await;
    let draft =
        json!({"quote": {"typeId": "quote", "id": quote["id"]}, "version": quote["version"]});
    made("/orders/quotes", draft, "version", &path("quotes", &quote)).await;
}
