//! Carts, from their drafts to their ends.

mod damage;
mod limits;
mod line_items;
mod merging;
pub(crate) mod owners;
mod prices;
mod shipping_details;
mod states;
mod tax_amounts;
mod totals;

use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::{Answer, Shop};

/// With products, prices, taxes and shipping methods.
pub(crate) async fn shop() -> Shop {
    let shop = Shop::start("manage_project:emulator").await;
    shop.seed(catalogue());
    shop
}

/// The SKUs and quantities of a cart.
pub(crate) fn lines(cart: &Value) -> Vec<(String, u64)> {
    let lines = cart["lineItems"].as_array().unwrap().iter();
    let lines = lines.map(|line| {
        let sku = line["variant"]["sku"].as_str().unwrap().to_owned();
        (sku, line["quantity"].as_u64().unwrap())
    });
    lines.collect()
}

fn price(cents: u32, more: Value) -> Value {
    let mut price = json!({"value": {"centAmount": cents, "currencyCode": "EUR"}});
    let members = price.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    price
}

fn product(key: &str, prices: Value, more: Value) -> Value {
    let mut product = json!({
        "key": key,
        "productType": {"typeId": "product-type", "key": "thing"},
        "name": {"en": key},
        "slug": {"en": key},
        "taxCategory": {"typeId": "tax-category", "key": "standard"},
        "masterVariant": {"sku": format!("{key}-1"), "prices": prices},
        "variants": [{"sku": format!("{key}-2"), "prices": [price(2000, json!({}))]}],
        "publish": true,
    });
    let members = product.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    product
}

fn catalogue() -> Value {
    let group = json!({"typeId": "customer-group", "key": "vip"});
    let berlin = json!({"typeId": "channel", "key": "berlin"});
    let tier = |minimum: u32, cents: u32| json!({"minimumQuantity": minimum, "value": {"centAmount": cents, "currencyCode": "EUR"}});
    let lamp = json!([
        price(1000, json!({"tiers": [tier(10, 800)]})),
        price(900, json!({"country": "FR"})),
        price(700, json!({"customerGroup": group})),
        price(850, json!({"channel": berlin})),
        price(
            600,
            json!({"country": "AT", "validUntil": "2020-01-01T00:00:00Z"})
        ),
    ]);
    let rate = |country: &str, amount: f64, is_included: bool| json!({"name": format!("VAT {country}"), "amount": amount, "includedInPrice": is_included, "country": country});
    let parts = json!({
        "name": "New York", "amount": 0.1, "includedInPrice": false, "country": "US", "state": "NY",
        "subRates": [{"name": "state", "amount": 0.04}, {"name": "city", "amount": 0.06}],
    });
    let shipping = |key: &str, zone: &str, cents: u32, more: Value| {
        let mut rate = json!({"price": {"centAmount": cents, "currencyCode": "EUR"}});
        let members = rate.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        json!({
            "key": key, "name": key, "isDefault": false,
            "taxCategory": {"typeId": "tax-category", "key": "standard"},
            "zoneRates": [{"zone": {"typeId": "zone", "key": zone}, "shippingRates": [rate]}],
        })
    };
    let free_above = json!({"freeAbove": {"centAmount": 3000, "currencyCode": "EUR"}});
    json!({
        "tax-categories": [{
            "key": "standard", "name": "Standard",
            "rates": [rate("DE", 0.19, true), rate("FR", 0.2, false), parts],
        }],
        "zones": [
            {"key": "europe", "name": "Europe", "locations": [{"country": "DE"}, {"country": "FR"}]},
            {"key": "france", "name": "France", "locations": [{"country": "FR"}]},
        ],
        "shipping-methods": [
            shipping("parcel", "europe", 490, free_above),
            shipping("courier", "france", 1500, json!({})),
        ],
        "customer-groups": [{"key": "vip", "groupName": "VIP"}],
        "channels": [
            {"key": "berlin", "roles": ["ProductDistribution"]},
            {"key": "warehouse", "roles": ["InventorySupply"]},
        ],
        "stores": [
            {
                "key": "germany", "name": {"en": "Germany"}, "countries": [{"code": "DE"}],
                "distributionChannels": [berlin],
            },
            {"key": "anywhere", "name": {"en": "Anywhere"}},
        ],
        "customers": [
            {"key": "ann", "email": "ann@example.com", "password": "secret"},
            {"key": "vip", "email": "vip@example.com", "password": "secret", "customerGroup": group},
        ],
        "types": [{
            "key": "gift", "name": {"en": "Gift"}, "resourceTypeIds": ["order", "line-item", "custom-line-item"],
            "fieldDefinitions": [{
                "name": "wrapped", "label": {"en": "Wrapped"}, "required": false,
                "type": {"name": "Boolean"}, "inputHint": "SingleLine",
            }],
        }],
        "product-types": [{"key": "thing", "name": "Thing", "description": "A thing"}],
        "products": [
            product("lamp", lamp, json!({})),
            product("chair", json!([price(999, json!({}))]), json!({})),
            product("hidden", json!([price(1, json!({}))]), json!({"publish": false})),
            product("untaxed", json!([price(1, json!({}))]), json!({"taxCategory": null})),
            product("alone", json!([]), json!({"priceMode": "Standalone"})),
        ],
        "standalone-prices": [
            {"sku": "alone-1", "value": {"centAmount": 5000, "currencyCode": "EUR"}},
            {"sku": "alone-1", "value": {"centAmount": 4000, "currencyCode": "EUR"}, "country": "FR"},
        ],
    })
}

/// Creates a cart in euros with other fields.
pub(crate) async fn cart(shop: &Shop, more: Value) -> Value {
    let created = draft(shop, more).await;
    assert_eq!(created.status, 201, "{}", created.text);
    created.json()
}

pub(crate) async fn draft(shop: &Shop, more: Value) -> Answer {
    let mut draft = json!({"currency": "EUR"});
    let members = draft.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    shop.post("/carts", draft).await
}

/// Changes a cart as it was read.
pub(crate) async fn change(shop: &Shop, cart: &Value, actions: Value) -> Answer {
    let path = format!("/carts/{}", cart["id"].as_str().unwrap());
    shop.update(&path, cart["version"].as_u64().unwrap(), actions)
        .await
}

/// The same, and gives the cart as it is then.
pub(crate) async fn changed(shop: &Shop, cart: &Value, actions: Value) -> Value {
    let answer = change(shop, cart, actions).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let path = format!("/carts/{}", cart["id"].as_str().unwrap());
    let read = shop.get(&path).await.json();
    assert_eq!(answer.json(), read);
    read
}

pub(crate) fn code(answer: &Answer) -> (u16, String) {
    let (status, code, _) = answer.refusal();
    (status, code)
}

pub(crate) fn invalid() -> (u16, String) {
    (400, "InvalidOperation".to_owned())
}

pub(crate) fn add(sku: &str, quantity: u32) -> Value {
    json!({"action": "addLineItem", "sku": sku, "quantity": quantity})
}

pub(crate) async fn id(shop: &Shop, path: &str) -> String {
    let found = shop.get(path).await.json();
    found["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_draft_that_says_nothing_makes_an_empty_active_cart() {
    let shop = shop().await;
    let cart = cart(&shop, json!({"key": "my-cart"})).await;
    let expected = json!({
        "key": "my-cart",
        "version": 1,
        "cartState": "Active",
        "lineItems": [],
        "customLineItems": [],
        "totalPrice": {"type": "centPrecision", "currencyCode": "EUR", "centAmount": 0, "fractionDigits": 2},
        "taxMode": "Platform",
        "taxRoundingMode": "HalfEven",
        "priceRoundingMode": "HalfEven",
        "taxCalculationMode": "LineItemLevel",
        "inventoryMode": "None",
        "shippingMode": "Single",
        "shipping": [],
        "itemShippingAddresses": [],
        "discountCodes": [],
        "directDiscounts": [],
        "refusedGifts": [],
        "origin": "Customer",
        "deleteDaysAfterLastModification": 90,
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&cart[name], value, "{name}");
    }
    assert_eq!(cart.get("taxedPrice"), None);
    assert_eq!(cart.get("totalLineItemQuantity"), None);
    assert_eq!(shop.get("/carts/key=my-cart").await.json(), cart);
    let page = shop.get("/carts?where=cartState%3D%22Active%22").await;
    assert_eq!(page.json()["results"], json!([cart]));
    let head = shop.send(Method::HEAD, "/carts/key=my-cart", None).await;
    assert_eq!(head.status, 200);
    let gone = "/carts/key=my-cart?version=1";
    assert_eq!(shop.send(Method::DELETE, gone, None).await.json(), cart);
    assert_eq!(shop.get("/carts/key=my-cart").await.status, 404);
}

#[tokio::test]
async fn a_draft_sets_what_it_says() {
    let shop = shop().await;
    let address = json!({"key": "home", "country": "DE", "city": "Berlin"});
    let draft = json!({
        "key": "full",
        "customerEmail": "ann@example.com",
        "anonymousId": "guest",
        "country": "DE",
        "locale": "de",
        "origin": "Merchant",
        "taxMode": "External",
        "taxRoundingMode": "HalfUp",
        "priceRoundingMode": "HalfDown",
        "taxCalculationMode": "UnitPriceLevel",
        "inventoryMode": "TrackOnly",
        "deleteDaysAfterLastModification": 3,
        "billingAddress": address,
        "shippingAddress": address,
        "itemShippingAddresses": [address],
        "purchaseOrderNumber": "PO-1",
    });
    let mut more = draft.clone();
    more["custom"] =
        json!({"type": {"typeId": "type", "key": "gift"}, "fields": {"wrapped": true}});
    let cart = cart(&shop, more).await;
    for (name, value) in draft.as_object().unwrap() {
        assert_eq!(&cart[name], value, "{name}");
    }
    assert_eq!(cart["custom"]["fields"], json!({"wrapped": true}));
    let taken = super::carts::draft(&shop, json!({"key": "full"})).await;
    assert_eq!(code(&taken), (400, "DuplicateField".to_owned()));
}

#[tokio::test]
async fn a_draft_that_cannot_be_a_cart_is_refused() {
    let shop = shop().await;
    let ann = id(&shop, "/customers/key=ann").await;
    let group = json!({"typeId": "customer-group", "key": "vip"});
    let address = json!({"key": "home", "country": "DE"});
    let not_emulated = (501, "NotEmulated");
    for (more, expected) in [
        (json!({"currency": "euro"}), (400, "InvalidField")),
        (
            json!({"customerId": "none"}),
            (400, "ReferencedResourceNotFound"),
        ),
        (
            json!({"customerId": ann, "customerGroup": group}),
            (400, "InvalidOperation"),
        ),
        (
            json!({"customerId": ann, "anonymousId": "a"}),
            (400, "InvalidOperation"),
        ),
        (
            json!({"shippingMethod": {"typeId": "shipping-method", "key": "parcel"}}),
            (400, "InvalidOperation"),
        ),
        (
            json!({"itemShippingAddresses": [{"country": "DE"}]}),
            (400, "RequiredField"),
        ),
        (
            json!({"itemShippingAddresses": [address, address]}),
            (400, "DuplicateField"),
        ),
        (
            json!({"store": {"typeId": "store", "key": "germany"}, "country": "FR"}),
            (400, "CountryNotConfiguredInStore"),
        ),
        (json!({"shippingMode": "Multiple"}), not_emulated),
        (json!({"discountCodes": ["SALE"]}), not_emulated),
        (json!({"inventoryMode": "ReserveOnCart"}), not_emulated),
        (
            json!({"shippingRateInput": {"type": "Score", "score": 1}}),
            not_emulated,
        ),
    ] {
        let refused = draft(&shop, more.clone()).await;
        let expected = (expected.0, expected.1.to_owned());
        assert_eq!(code(&refused), expected, "{more}: {}", refused.text);
    }
    assert_eq!(shop.get("/carts").await.json()["total"], 0);
}

#[tokio::test]
async fn a_cart_of_a_store_is_seen_there() {
    let shop = shop().await;
    let store = "/in-store/key=germany/carts";
    let created = shop
        .post(store, json!({"currency": "EUR", "key": "here"}))
        .await;
    assert_eq!(created.status, 201, "{}", created.text);
    assert_eq!(
        created.json()["store"],
        json!({"typeId": "store", "key": "germany"})
    );
    cart(&shop, json!({"key": "elsewhere"})).await;
    let page = shop.get(store).await.json();
    assert_eq!(page["results"], json!([created.json()]));
    assert_eq!(
        shop.get(&format!("{store}/key=elsewhere")).await.status,
        404
    );
    let other = "/in-store/key=anywhere/carts/key=here";
    assert_eq!(shop.get(other).await.status, 404);
    assert_eq!(shop.get("/carts").await.json()["total"], 2);
    let country = json!([{"action": "setCountry", "country": "FR"}]);
    let refused = change(&shop, &created.json(), country).await;
    assert_eq!(
        code(&refused),
        (400, "CountryNotConfiguredInStore".to_owned())
    );
    assert_eq!(refused.json()["errors"][0]["storeCountries"], json!(["DE"]));
    let country = json!([{"action": "setCountry", "country": "DE"}]);
    let cart = changed(&shop, &created.json(), country).await;
    assert_eq!(cart["country"], "DE");
}
