//! Which shipping methods there are for a cart and for a location.

use reqwest::Method;
use serde_json::{Value, json};

use crate::carts::owners::Visitor;
use crate::carts::{cart, code, invalid, shop};
use crate::shop::{Answer, Shop};

fn of_cart(cart: &Value) -> String {
    let id = cart["id"].as_str().unwrap();
    format!("/shipping-methods/matching-cart?cartId={id}")
}

/// The keys of the methods that were found, in the order of the alphabet.
fn keys(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let page = answer.json();
    let results = page["results"].as_array().unwrap();
    assert_eq!(page["count"], results.len());
    let keys = results.iter().map(|of| of["key"].as_str().unwrap());
    let mut keys: Vec<String> = keys.map(str::to_owned).collect();
    keys.sort();
    keys
}

/// The keys that a GET finds, where HEAD says the same.
async fn found(shop: &Shop, path: &str) -> Vec<String> {
    let keys = keys(&shop.get(path).await);
    let head = shop.send(Method::HEAD, path, None).await;
    let status = if keys.is_empty() { 404 } else { 200 };
    assert_eq!((head.status, head.text.as_str()), (status, ""), "{path}");
    keys
}

async fn change(shop: &Shop, key: &str, action: Value) {
    let path = format!("/shipping-methods/key={key}");
    let version = shop.get(&path).await.json()["version"].as_u64().unwrap();
    let changed = shop.update(&path, version, json!([action])).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
}

#[tokio::test]
async fn a_cart_has_the_methods_for_its_shipping_address() {
    let shop = shop().await;
    let to = |country: &str| json!({"shippingAddress": {"country": country}});
    let german = cart(&shop, to("DE")).await;
    assert_eq!(found(&shop, &of_cart(&german)).await, ["parcel"]);
    let french = cart(&shop, to("FR")).await;
    assert_eq!(found(&shop, &of_cart(&french)).await, ["courier", "parcel"]);
    let american = cart(&shop, to("US")).await;
    assert!(found(&shop, &of_cart(&american)).await.is_empty());

    let elsewhere = of_cart(&german).replace("matching-cart?", "matching-cart-location?");
    let french = format!("{elsewhere}&country=FR");
    assert_eq!(found(&shop, &french).await, ["courier", "parcel"]);
    let american = format!("{elsewhere}&country=US");
    assert!(found(&shop, &american).await.is_empty());
}

#[tokio::test]
async fn a_cart_without_a_shipping_address_has_methods_for_a_given_location_only() {
    let shop = shop().await;
    let cart = cart(&shop, json!({})).await;
    let path = of_cart(&cart);
    assert_eq!(code(&shop.get(&path).await), invalid());
    let head = shop.send(Method::HEAD, &path, None).await;
    assert_eq!((head.status, head.text.as_str()), (400, ""));
    let elsewhere = path.replace("matching-cart?", "matching-cart-location?");
    let german = format!("{elsewhere}&country=DE");
    assert_eq!(found(&shop, &german).await, ["parcel"]);
}

#[tokio::test]
async fn visitors_ask_about_their_own_carts_only() {
    let shop = shop().await;
    let ann = Visitor::customer(&shop, "ann").await;
    let guest = Visitor::guest(&shop, "g-1").await;
    let draft = json!({"currency": "EUR", "shippingAddress": {"country": "DE"}});
    let cart = ann.post("/me/carts", draft).await;
    assert_eq!(cart.status, 201, "{}", cart.text);
    let path = of_cart(&cart.json());
    assert_eq!(keys(&ann.get(&path).await), ["parcel"]);
    let elsewhere = path.replace("matching-cart?", "matching-cart-location?") + "&country=DE";
    for path in [path, elsewhere] {
        let (status, code, _) = guest.get(&path).await.refusal();
        assert_eq!((status, code.as_str()), (404, "ResourceNotFound"));
        assert_eq!(guest.send(Method::HEAD, &path, None).await.status, 404);
        assert_eq!(ann.send(Method::HEAD, &path, None).await.status, 200);
    }
    let nobody = "/shipping-methods/matching-cart?cartId=no-such-cart";
    assert_eq!(shop.get(nobody).await.refusal().0, 404);
}

#[tokio::test]
async fn a_store_knows_its_own_carts_only() {
    let shop = shop().await;
    let to_germany = json!({"shippingAddress": {"country": "DE"}});
    let outside = cart(&shop, to_germany.clone()).await;
    let mut inside = to_germany;
    inside["store"] = json!({"typeId": "store", "key": "germany"});
    let inside = cart(&shop, inside).await;
    let in_store = |cart: &Value| format!("/in-store/key=germany{}", of_cart(cart));
    assert_eq!(found(&shop, &in_store(&inside)).await, ["parcel"]);
    assert_eq!(shop.get(&in_store(&outside)).await.refusal().0, 404);
}

#[tokio::test]
async fn a_method_is_shown_with_the_zone_and_the_rate_that_match() {
    let shop = shop().await;
    let france = json!({"typeId": "zone", "key": "france"});
    change(
        &shop,
        "parcel",
        json!({"action": "addZone", "zone": france}),
    )
    .await;
    for (zone, currency) in [("europe", "USD"), ("france", "EUR")] {
        let price = json!({"centAmount": 700, "currencyCode": currency});
        let zone = json!({"typeId": "zone", "key": zone});
        let add =
            json!({"action": "addShippingRate", "zone": zone, "shippingRate": {"price": price}});
        change(&shop, "parcel", add).await;
    }
    let whole = shop.get("/shipping-methods/key=parcel").await.json();
    assert_eq!(whole["zoneRates"].as_array().unwrap().len(), 2);
    let german = cart(&shop, json!({"shippingAddress": {"country": "DE"}})).await;
    let page = shop.get(&of_cart(&german)).await.json();
    let zones = page["results"][0]["zoneRates"].as_array().unwrap();
    assert_eq!(zones.len(), 1);
    assert_eq!(zones[0]["zone"], whole["zoneRates"][0]["zone"]);
    let rates = zones[0]["shippingRates"].as_array().unwrap();
    assert_eq!(rates.len(), 1);
    assert_eq!(
        (
            &rates[0]["isMatching"],
            &rates[0]["price"]["currencyCode"],
            &rates[0]["price"]["centAmount"]
        ),
        (&json!(true), &json!("EUR"), &json!(490))
    );
    // What is kept is not marked.
    let kept = shop.get("/shipping-methods/key=parcel").await.json();
    assert_eq!(kept, whole);
}

#[tokio::test]
async fn a_method_without_a_rate_in_the_currency_is_not_for_a_cart() {
    let shop = shop().await;
    let draft = json!({"currency": "USD", "shippingAddress": {"country": "DE"}});
    let cart = shop.post("/carts", draft).await;
    assert_eq!(cart.status, 201, "{}", cart.text);
    assert!(found(&shop, &of_cart(&cart.json())).await.is_empty());
    let location = "/shipping-methods/matching-location?country=DE";
    assert_eq!(found(&shop, location).await, ["parcel"]);
    let in_euros = format!("{location}&currency=EUR");
    assert_eq!(found(&shop, &in_euros).await, ["parcel"]);
    let in_dollars = format!("{location}&currency=USD");
    assert!(found(&shop, &in_dollars).await.is_empty());
}

#[tokio::test]
async fn inactive_methods_are_left_out() {
    let shop = shop().await;
    let french = cart(&shop, json!({"shippingAddress": {"country": "FR"}})).await;
    let location = "/shipping-methods/matching-location?country=FR";
    assert_eq!(found(&shop, location).await, ["courier", "parcel"]);
    let end = json!({"action": "changeActive", "active": false});
    change(&shop, "courier", end).await;
    assert_eq!(found(&shop, location).await, ["parcel"]);
    assert_eq!(found(&shop, &of_cart(&french)).await, ["parcel"]);
}
