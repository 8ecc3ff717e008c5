//! What becomes of the carts of a guest who signs in.

use std::time::Duration;

use serde_json::{Value, json};

use super::owners::Visitor;
use super::{add, cart, change, changed, code, draft, id, invalid, lines, shop};
use crate::shop::{Answer, Shop};

async fn merge(shop: &Shop, customer: &str, draft: Value) -> Answer {
    let path = format!("/carts/customer-id={customer}/merge");
    shop.post(&path, draft).await
}

async fn read(shop: &Shop, cart: &Value) -> Value {
    let path = format!("/carts/{}", cart["id"].as_str().unwrap());
    shop.get(&path).await.json()
}

#[tokio::test]
async fn items_of_the_guest_get_into_the_cart_of_the_customer() {
    let shop = shop().await;
    let vip = id(&shop, "/customers/key=vip").await;
    let fee = |slug: &str, quantity: u32| {
        json!({
            "name": {"en": slug}, "slug": slug, "quantity": quantity,
            "money": {"centAmount": 10, "currencyCode": "EUR"},
            "taxCategory": {"typeId": "tax-category", "key": "standard"},
        })
    };
    let home = json!({"key": "home", "country": "DE"});
    let work = json!({"key": "work", "country": "DE"});
    let own = json!({
        "customerId": vip,
        "lineItems": [{"sku": "lamp-1", "quantity": 1}, {"sku": "chair-1", "quantity": 5, "key": "mine"}],
        "customLineItems": [fee("fee", 3)],
        "itemShippingAddresses": [home],
        "shippingAddress": {"country": "FR"},
    });
    let own = cart(&shop, own).await;
    let custom = json!({"type": {"typeId": "type", "key": "gift"}, "fields": {"wrapped": true}});
    let guest = json!({
        "anonymousId": "g-1",
        "lineItems": [
            {"sku": "lamp-1", "quantity": 4, "custom": custom},
            {"sku": "chair-1", "quantity": 2},
            {"sku": "lamp-2", "quantity": 1, "key": "mine"},
        ],
        "customLineItems": [fee("fee", 2), fee("other", 1)],
        "itemShippingAddresses": [home, work],
    });
    let guest = cart(&shop, guest).await;
    let merged = merge(&shop, &vip, json!({"anonymousId": "g-1"})).await;
    assert_eq!(merged.status, 200, "{}", merged.text);
    let merged = merged.json();
    assert_eq!(merged, read(&shop, &own).await);
    assert_eq!((&merged["id"], &merged["version"]), (&own["id"], &json!(2)));
    let expected = [("lamp-1", 4), ("chair-1", 5), ("lamp-2", 1)];
    assert_eq!(
        lines(&merged),
        expected.map(|(sku, quantity)| (sku.to_owned(), quantity))
    );
    // What the customer has stays as it is.
    assert_eq!(merged["lineItems"][0].get("custom"), None);
    assert_eq!(merged["lineItems"][1]["key"], "mine");
    assert_eq!(merged["lineItems"][2].get("key"), None);
    // 4 for the customer group, 5 chairs, another lamp, 4 fees, all with French taxes.
    assert_eq!(
        merged["totalPrice"]["centAmount"],
        4 * 700 + 5 * 999 + 2000 + 40
    );
    assert_eq!(merged["lineItems"][2]["taxRate"]["country"], "FR");
    let fees = merged["customLineItems"].as_array().unwrap().iter();
    let fees: Vec<_> = fees
        .map(|of| (of["slug"].clone(), of["quantity"].clone()))
        .collect();
    assert_eq!(fees, [(json!("fee"), json!(3)), (json!("other"), json!(1))]);
    assert_eq!(merged["itemShippingAddresses"], json!([home, work]));
    let guest = read(&shop, &guest).await;
    assert_eq!(
        (&guest["cartState"], guest.get("customerId")),
        (&json!("Merged"), None)
    );
    // Nothing can be done with it any more.
    let refused = change(&shop, &guest, json!([add("lamp-1", 1)])).await;
    assert_eq!(code(&refused), invalid());
    let again = merge(
        &shop,
        &vip,
        json!({"anonymousCart": {"typeId": "cart", "id": guest["id"]}}),
    )
    .await;
    assert_eq!(code(&again), invalid());
}

#[tokio::test]
async fn the_cart_of_the_guest_becomes_that_of_a_customer_without_one() {
    let shop = shop().await;
    let vip = id(&shop, "/customers/key=vip").await;
    let visitor = Visitor::guest(&shop, "g-2").await;
    let older = visitor.cart("chair-1", 1).await;
    shop.emulator.advance(Duration::from_secs(1));
    let guest = visitor.cart("lamp-1", 1).await;
    shop.emulator.advance(Duration::from_secs(1));
    let merged = merge(&shop, &vip, json!({"anonymousId": "g-2"}))
        .await
        .json();
    assert_eq!(
        (&merged["id"], &merged["cartState"]),
        (&guest["id"], &json!("Active"))
    );
    assert_eq!(
        (&merged["customerId"], merged.get("anonymousId")),
        (&json!(vip), None)
    );
    assert_eq!(merged["totalPrice"]["centAmount"], 700);
    assert_eq!(read(&shop, &older).await["customerId"], vip);
    assert_eq!(visitor.get("/me/carts").await.json()["total"], 0);
}

#[tokio::test]
async fn the_cart_of_the_guest_can_take_the_place_of_that_of_the_customer() {
    let shop = shop().await;
    let ann = id(&shop, "/customers/key=ann").await;
    let own = cart(
        &shop,
        json!({"customerId": ann, "lineItems": [{"sku": "chair-1"}]}),
    )
    .await;
    shop.emulator.advance(Duration::from_secs(1));
    let guest = cart(
        &shop,
        json!({"lineItems": [{"sku": "lamp-1"}], "key": "guest"}),
    )
    .await;
    shop.emulator.advance(Duration::from_secs(1));
    let draft = json!({
        "anonymousCart": {"typeId": "cart", "key": "guest"},
        "mergeMode": "UseAsNewActiveCustomerCart",
    });
    let merged = merge(&shop, &ann, draft).await.json();
    assert_eq!(
        (&merged["id"], &merged["customerId"]),
        (&guest["id"], &json!(ann))
    );
    assert_eq!(lines(&merged), [("lamp-1".to_owned(), 1)]);
    assert_eq!(read(&shop, &own).await, own);
    let active = shop.get(&format!("/carts/customer-id={ann}")).await.json();
    assert_eq!(active, merged);
}

#[tokio::test]
async fn in_a_store_the_cart_of_the_store_counts() {
    let shop = shop().await;
    let ann = id(&shop, "/customers/key=ann").await;
    let store = json!({"typeId": "store", "key": "germany"});
    let here = cart(&shop, json!({"customerId": ann, "store": store})).await;
    shop.emulator.advance(Duration::from_secs(1));
    let elsewhere = cart(&shop, json!({"customerId": ann})).await;
    cart(
        &shop,
        json!({"anonymousId": "g-3", "store": store, "lineItems": [{"sku": "lamp-1"}]}),
    )
    .await;
    let path = format!("/in-store/key=germany/carts/customer-id={ann}/merge");
    let merged = shop.post(&path, json!({"anonymousId": "g-3"})).await;
    assert_eq!(merged.status, 200, "{}", merged.text);
    assert_eq!(merged.json()["id"], here["id"]);
    assert_eq!(lines(&merged.json()), [("lamp-1".to_owned(), 1)]);
    assert_eq!(read(&shop, &elsewhere).await, elsewhere);
}

#[tokio::test]
async fn in_a_store_the_guest_carts_of_other_stores_are_not_seen() {
    let shop = shop().await;
    let ann = id(&shop, "/customers/key=ann").await;
    let store = json!({"typeId": "store", "key": "anywhere"});
    let elsewhere = cart(&shop, json!({"anonymousId": "g-9", "store": store})).await;
    let path = format!("/in-store/key=germany/carts/customer-id={ann}/merge");
    let none = shop.post(&path, json!({"anonymousId": "g-9"})).await;
    assert_eq!(none.status, 404, "{}", none.text);
    let named = json!({"anonymousCart": {"typeId": "cart", "id": elsewhere["id"]}});
    let refused = shop.post(&path, named).await;
    let expected = (400, "ReferencedResourceNotFound".to_owned());
    assert_eq!(code(&refused), expected, "{}", refused.text);
    assert_eq!(read(&shop, &elsewhere).await, elsewhere);
}

#[tokio::test]
async fn carts_that_cannot_be_merged_are_refused_and_stay_as_they_are() {
    let shop = shop().await;
    let ann = id(&shop, "/customers/key=ann").await;
    let own = cart(&shop, json!({"customerId": ann})).await;
    let dollars = draft(&shop, json!({"currency": "USD", "anonymousId": "g-4"}))
        .await
        .json();
    let guest = cart(&shop, json!({"anonymousId": "g-5"})).await;
    let cart = |of: &Value| json!({"typeId": "cart", "id": of["id"]});
    for (draft, expected) in [
        (json!({"anonymousId": "g-4"}), "InvalidOperation"),
        (json!({"anonymousCart": cart(&own)}), "InvalidOperation"),
        (
            json!({"anonymousCart": cart(&guest), "anonymousId": "g-4"}),
            "InvalidOperation",
        ),
        (
            json!({"anonymousCart": {"typeId": "cart", "id": "none"}}),
            "ReferencedResourceNotFound",
        ),
        (json!({}), "InvalidOperation"),
    ] {
        let refused = merge(&shop, &ann, draft.clone()).await;
        assert_eq!(code(&refused), (400, expected.to_owned()), "{draft}");
    }
    let nobody = merge(&shop, "none", json!({"anonymousId": "g-5"})).await;
    assert_eq!(
        code(&nobody),
        (400, "ReferencedResourceNotFound".to_owned())
    );
    for before in [own, dollars, guest] {
        assert_eq!(read(&shop, &before).await, before);
    }
}

#[tokio::test]
async fn what_line_items_have_of_products_is_brought_up_to_date_where_it_is_asked_for() {
    let shop = shop().await;
    let cart = cart(&shop, json!({"lineItems": [{"sku": "lamp-1"}]})).await;
    let recalculated = changed(&shop, &cart, json!([{"action": "recalculate"}])).await;
    assert_eq!(recalculated, cart);
    let update = json!([{"action": "recalculate", "updateProductData": true}]);
    assert_eq!(changed(&shop, &cart, update).await, cart);
}

#[tokio::test]
async fn rates_from_outside_are_merged_between_carts_that_have_such_rates() {
    let shop = shop().await;
    let ann = id(&shop, "/customers/key=ann").await;
    let rate = json!({"name": "outside", "amount": 0.5, "country": "DE"});
    let address = json!({"country": "DE"});
    cart(
        &shop,
        json!({"customerId": ann, "taxMode": "External", "shippingAddress": address}),
    )
    .await;
    let line = json!({"sku": "lamp-1", "externalTaxRate": rate});
    cart(
        &shop,
        json!({"anonymousId": "g-6", "taxMode": "External", "lineItems": [line]}),
    )
    .await;
    let merged = merge(&shop, &ann, json!({"anonymousId": "g-6"}))
        .await
        .json();
    assert_eq!(merged["lineItems"][0]["taxRate"]["name"], "outside");
    let line = json!({"sku": "chair-1"});
    cart(
        &shop,
        json!({"anonymousId": "g-7", "shippingAddress": address, "lineItems": [line]}),
    )
    .await;
    let merged = merge(&shop, &ann, json!({"anonymousId": "g-7"}))
        .await
        .json();
    assert_eq!(merged["lineItems"][1].get("taxRate"), None);
}

#[tokio::test]
async fn carts_that_were_merged_before_are_not_touched_again() {
    let shop = shop().await;
    let ann = id(&shop, "/customers/key=ann").await;
    cart(&shop, json!({"customerId": ann})).await;
    let first = cart(
        &shop,
        json!({"anonymousId": "g-8", "lineItems": [{"sku": "lamp-1"}]}),
    )
    .await;
    merge(&shop, &ann, json!({"anonymousId": "g-8"})).await;
    let first = read(&shop, &first).await;
    cart(
        &shop,
        json!({"anonymousId": "g-8", "lineItems": [{"sku": "chair-1"}]}),
    )
    .await;
    let merged = merge(&shop, &ann, json!({"anonymousId": "g-8"}))
        .await
        .json();
    let expected = [("lamp-1".to_owned(), 1), ("chair-1".to_owned(), 1)];
    assert_eq!(lines(&merged), expected);
    assert_eq!(read(&shop, &first).await, first);
}
