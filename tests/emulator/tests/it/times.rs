//! Dates and times are given in UTC with milliseconds, however they were sent.

use serde_json::{Value, json};

use crate::shop::Shop;

const SENT: &str = "2020-01-01T02:00:00+02:00";
const KEPT: &str = "2020-01-01T00:00:00.000Z";

fn euros(cents: i64) -> Value {
    json!({"centAmount": cents, "currencyCode": "EUR"})
}

#[tokio::test]
async fn a_time_of_a_draft_is_in_utc() {
    let shop = Shop::start("manage_project:emulator").await;
    let text = json!({"en": "Text"});
    shop.seed(json!({"product-types": [{"key": "plain", "name": "Plain", "description": ""}]}));
    let price = json!({"value": euros(5), "validFrom": SENT, "validUntil": "2020-01-01T05:30:00.12345+05:30"});
    let draft = json!({
        "productType": {"typeId": "product-type", "key": "plain"}, "name": text,
        "slug": {"en": "boots"}, "masterVariant": {"sku": "boots", "prices": [price]},
    });
    let product = shop.post("/products", draft).await;
    let price = &product.json()["masterData"]["staged"]["masterVariant"]["prices"][0];
    assert_eq!(price["validFrom"], KEPT, "{}", product.text);
    assert_eq!(price["validUntil"], "2020-01-01T00:00:00.123Z");
    let draft = json!({"sku": "boots", "value": euros(5), "validUntil": SENT});
    let price = shop.post("/standalone-prices", draft).await.json();
    assert_eq!(price["validUntil"], KEPT);
    let set = json!([{"action": "setValidFrom", "validFrom": "2019-12-31T19:00:00-05:00"}]);
    let path = format!("/standalone-prices/{}", price["id"].as_str().unwrap());
    let price = shop.update(&path, 1, set).await.json();
    assert_eq!(price["validFrom"], KEPT);
    assert_eq!(shop.get(&path).await.json(), price);
}

#[tokio::test]
async fn a_time_of_an_extension_is_in_utc() {
    let shop = Shop::start("manage_project:emulator").await;
    let add = json!({
        "action": "addTransaction",
        "transaction": {"type": "Charge", "amount": euros(5), "timestamp": SENT},
    });
    let made = shop
        .emulator
        .extension("payment", move |_| Ok(vec![add.clone()]));
    made.unwrap();
    let draft = json!({"amountPlanned": euros(5)});
    let payment = shop.post("/payments", draft).await.json();
    assert_eq!(payment["transactions"][0]["timestamp"], KEPT, "{payment}");
}

#[tokio::test]
async fn what_has_no_type_is_kept_as_it_came() {
    let shop = Shop::start("manage_project:emulator").await;
    let draft = json!({"container": "notes", "key": "one", "value": {"at": SENT}});
    let object = shop.post("/custom-objects", draft).await.json();
    assert_eq!(object["value"]["at"], SENT);
}
