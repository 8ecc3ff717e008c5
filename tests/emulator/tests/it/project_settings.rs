//! The settings of the project, and what a change of them does.

use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::{Answer, Shop};

async fn shop() -> Shop {
    Shop::start("manage_project:emulator manage_project_settings:emulator").await
}

async fn act(shop: &Shop, action: Value) -> Answer {
    let version = shop.get("").await.json()["version"].as_u64().unwrap();
    shop.update("", version, json!([action])).await
}

async fn acted(shop: &Shop, action: Value) -> Value {
    let answer = act(shop, action.clone()).await;
    assert_eq!(answer.status, 200, "{action}: {}", answer.text);
    let answer = answer.json();
    assert_eq!(shop.get("").await.json(), answer);
    answer
}

#[tokio::test]
async fn a_new_project_has_languages_currencies_and_countries() {
    let shop = shop().await;
    let project = shop.get("").await.json();
    assert_eq!(project["key"], "emulator");
    assert_eq!(project["version"], 1);
    for (field, values) in [
        ("languages", json!(["en", "de"])),
        ("currencies", json!(["EUR", "USD"])),
        ("countries", json!(["DE", "US"])),
    ] {
        assert_eq!(project[field], values, "{field}");
    }
}

#[tokio::test]
async fn each_setting_is_changed_where_it_is_read() {
    let shop = shop().await;
    shop.seed(json!({"associate-roles": [{"key": "buyer", "buyerAssignable": true}]}));
    let role = json!({"typeId": "associate-role", "key": "buyer"});
    let score = json!({"type": "CartScore"});
    for (action, at, expected) in [
        (
            json!({"action": "changeName", "name": "Lamps"}),
            "/name",
            json!("Lamps"),
        ),
        (
            json!({"action": "changeCurrencies", "currencies": ["CHF"]}),
            "/currencies",
            json!(["CHF"]),
        ),
        (
            json!({"action": "changeCountries", "countries": ["CH", "AT"]}),
            "/countries",
            json!(["CH", "AT"]),
        ),
        (
            json!({"action": "changeLanguages", "languages": ["fr"]}),
            "/languages",
            json!(["fr"]),
        ),
        (
            json!({"action": "changeMessagesConfiguration", "messagesConfiguration": {"enabled": true, "deleteDaysAfterCreation": 3}}),
            "/messages",
            json!({"enabled": true, "deleteDaysAfterCreation": 3}),
        ),
        (
            json!({"action": "changeCartsConfiguration", "cartsConfiguration": {"deleteDaysAfterLastModification": 7}}),
            "/carts",
            json!({
                "deleteDaysAfterLastModification": 7,
                "countryTaxRateFallbackEnabled": false,
                "priceRoundingMode": "HalfEven",
                "taxRoundingMode": "HalfEven",
            }),
        ),
        (
            json!({"action": "changePriceRoundingMode", "priceRoundingMode": "HalfUp"}),
            "/carts/priceRoundingMode",
            json!("HalfUp"),
        ),
        (
            json!({"action": "changeTaxRoundingMode", "taxRoundingMode": "HalfDown"}),
            "/carts/taxRoundingMode",
            json!("HalfDown"),
        ),
        (
            json!({"action": "changeShoppingListsConfiguration", "shoppingListsConfiguration": {"deleteDaysAfterLastModification": 8}}),
            "/shoppingLists/deleteDaysAfterLastModification",
            json!(8),
        ),
        (
            json!({"action": "changeMyBusinessUnitStatusOnCreation", "status": "Active"}),
            "/businessUnits/myBusinessUnitStatusOnCreation",
            json!("Active"),
        ),
        (
            json!({"action": "setMyBusinessUnitAssociateRoleOnCreation", "associateRole": role}),
            "/businessUnits/myBusinessUnitAssociateRoleOnCreation",
            role.clone(),
        ),
        (
            json!({"action": "setDiscountsConfiguration", "discountsConfiguration": {"discountCombinationMode": "BestDeal"}}),
            "/discounts/discountCombinationMode",
            json!("BestDeal"),
        ),
        (
            json!({"action": "setReservationExpirationInMinutes", "reservationExpirationInMinutes": 5}),
            "/inventory/reservationExpirationInMinutes",
            json!(5),
        ),
        (
            json!({"action": "setReleaseExpiredReservations", "releaseExpiredReservations": false}),
            "/inventory/releaseExpiredReservations",
            json!(false),
        ),
        (
            json!({"action": "setShippingRateInputType", "shippingRateInputType": score}),
            "/shippingRateInputType",
            score.clone(),
        ),
        (
            json!({"action": "setShippingRateInputType"}),
            "/shippingRateInputType",
            Value::Null,
        ),
        (
            json!({"action": "setProductCatalogModel", "productCatalogModel": "Classic"}),
            "/productCatalogModel",
            json!("Classic"),
        ),
    ] {
        let before = shop.get("").await.json();
        let now = acted(&shop, action.clone()).await;
        assert_eq!(
            now.pointer(at).cloned().unwrap_or_default(),
            expected,
            "{action}"
        );
        let version = before["version"].as_u64().unwrap();
        assert_eq!(now["version"], version + 1, "{action}");
    }
    // What changes nothing makes no new version.
    let before = shop.get("").await.json();
    let same = json!({"action": "changeName", "name": "Lamps"});
    assert_eq!(acted(&shop, same).await, before);
}

#[tokio::test]
async fn a_change_that_is_refused_changes_nothing() {
    let shop = shop().await;
    let before = shop.get("").await.json();
    let name = json!({"action": "changeName", "name": "Lamps"});
    let old = shop.update("", 7, json!([name])).await;
    assert_eq!(old.refusal().1, "ConcurrentModification");
    assert_eq!(old.json()["errors"][0]["currentVersion"], 1);
    for (action, status) in [
        (json!({"action": "setExternalOAuth"}), 501),
        (
            json!({"action": "changeCountries", "countries": ["Deutschland"]}),
            400,
        ),
        (json!({"action": "changeNothing"}), 400),
        (
            json!({"action": "setMyBusinessUnitAssociateRoleOnCreation", "associateRole": {"typeId": "associate-role", "key": "none"}}),
            400,
        ),
    ] {
        let answer = shop.update("", 1, json!([name, action])).await;
        assert_eq!(answer.status, status, "{action}: {}", answer.text);
    }
    assert_eq!(shop.get("").await.json(), before);
    let reader = Shop::start("view_project_settings:emulator").await;
    let refused = reader.update("", 1, json!([name])).await;
    assert_eq!(
        (refused.status, refused.refusal().1.as_str()),
        (403, "insufficient_scope")
    );
}

#[tokio::test]
async fn carts_and_lists_have_the_defaults_of_the_project() {
    let shop = shop().await;
    let carts = json!({
        "deleteDaysAfterLastModification": 7, "priceRoundingMode": "HalfUp", "taxRoundingMode": "HalfDown",
    });
    acted(
        &shop,
        json!({"action": "changeCartsConfiguration", "cartsConfiguration": carts}),
    )
    .await;
    let lists = json!({"deleteDaysAfterLastModification": 8});
    acted(
        &shop,
        json!({"action": "changeShoppingListsConfiguration", "shoppingListsConfiguration": lists}),
    )
    .await;
    let cart = shop.post("/carts", json!({"currency": "EUR"})).await.json();
    for (field, value) in carts.as_object().unwrap() {
        assert_eq!(cart[field], *value, "{field}");
    }
    let own = json!({"currency": "EUR", "deleteDaysAfterLastModification": 1, "priceRoundingMode": "HalfEven"});
    let cart = shop.post("/carts", own).await.json();
    assert_eq!(cart["deleteDaysAfterLastModification"], 1);
    assert_eq!(cart["priceRoundingMode"], "HalfEven");
    let list = shop
        .post("/shopping-lists", json!({"name": {"en": "Later"}}))
        .await;
    assert_eq!(list.json()["deleteDaysAfterLastModification"], 8);
}

#[tokio::test]
async fn a_state_has_the_tax_rate_of_its_country_where_the_project_says_so() {
    let shop = crate::carts::shop().await;
    let draft = json!({"currency": "EUR", "shippingAddress": {"country": "DE", "state": "Berlin"}});
    let cart = shop.post("/carts", draft).await.json();
    let path = format!("/carts/{}", cart["id"].as_str().unwrap());
    let add = json!([{"action": "addLineItem", "sku": "lamp-1"}]);
    let refused = shop.update(&path, 1, add.clone()).await;
    assert_eq!(refused.refusal().1, "MissingTaxRateForCountry");
    let fallback = json!({"action": "changeCountryTaxRateFallbackEnabled", "countryTaxRateFallbackEnabled": true});
    assert_eq!(shop.update("", 1, json!([fallback])).await.status, 200);
    let cart = shop.update(&path, 1, add).await;
    assert_eq!(cart.status, 200, "{}", cart.text);
    assert_eq!(cart.json()["lineItems"][0]["taxRate"]["amount"], 0.19);
}

#[tokio::test]
async fn messages_that_are_disabled_are_delivered_and_not_kept() {
    let shop = shop().await;
    let mut subscription = shop.emulator.subscribe();
    let off = json!({"enabled": false, "deleteDaysAfterCreation": 1});
    let disable = json!({"action": "changeMessagesConfiguration", "messagesConfiguration": off});
    acted(&shop, disable).await;
    let category = json!({"name": {"en": "Lamps"}, "slug": {"en": "lamps"}});
    assert_eq!(shop.post("/categories", category).await.status, 201);
    assert_eq!(shop.get("/messages").await.json()["total"], 0);
    let message = subscription.next().await;
    assert_eq!(message.unwrap()["type"], "CategoryCreated");
}

#[tokio::test]
async fn a_search_of_products_that_is_deactivated_says_so() {
    let shop = shop().await;
    let search = |path: &'static str| {
        let shop = &shop;
        async move {
            let (method, body) = match path {
                "/products/search" => (Method::POST, Some(json!({}))),
                _ => (Method::GET, None),
            };
            shop.send(method, path, body).await
        }
    };
    let paths = [
        ("ProductProjectionsSearch", "/product-projections/search"),
        (
            "ProductProjectionsSearch",
            "/product-projections/suggest?searchKeywords.en=a",
        ),
        ("ProductsSearch", "/products/search"),
    ];
    for (mode, path) in paths {
        let action = |enabled: bool| json!({"action": "changeProductSearchIndexingEnabled", "enabled": enabled, "mode": mode});
        assert_eq!(search(path).await.status, 200);
        acted(&shop, action(false)).await;
        assert_eq!(search(path).await.refusal().1, "SearchDeactivated");
        acted(&shop, action(true)).await;
        assert_eq!(search(path).await.status, 200);
    }
}

#[tokio::test]
async fn a_project_keeps_a_value_of_each_list_and_the_languages_of_its_stores() {
    let shop = shop().await;
    shop.seed(json!({"stores": [{"key": "north", "languages": ["de"]}]}));
    for (action, code) in [
        (
            json!({"action": "changeLanguages", "languages": []}),
            "InvalidOperation",
        ),
        (
            json!({"action": "changeCurrencies", "currencies": []}),
            "InvalidOperation",
        ),
        (
            json!({"action": "changeCountries", "countries": []}),
            "InvalidOperation",
        ),
        (
            json!({"action": "changeLanguages", "languages": ["en"]}),
            "LanguageUsedInStores",
        ),
    ] {
        let (status, found, _) = act(&shop, action.clone()).await.refusal();
        assert_eq!((status, found.as_str()), (400, code), "{action}");
    }
    acted(
        &shop,
        json!({"action": "changeLanguages", "languages": ["de", "fr"]}),
    )
    .await;
}

#[tokio::test]
async fn a_conflict_names_the_project() {
    let shop = shop().await;
    let action = json!([{"action": "changeName", "name": "Lamps"}]);
    let (status, code, message) = shop.update("", 7, action).await.refusal();
    assert_eq!((status, code.as_str()), (409, "ConcurrentModification"));
    let expected =
        "Object emulator has a different version than expected. Expected: 7 - Actual: 1.";
    assert_eq!(message, expected);
}
