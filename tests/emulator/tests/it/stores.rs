//! Stores: their own rules, and who sees what through the paths of a store.

use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::Shop;

const PATH: &str = "/stores/key=north";

fn channel(key: &str) -> Value {
    json!({"typeId": "channel", "key": key})
}

/// A shop with a channel for each role, and a store.
async fn start() -> Shop {
    let shop = Shop::start("manage_project:emulator").await;
    for (key, role) in [
        ("counter", "ProductDistribution"),
        ("shelf", "InventorySupply"),
    ] {
        let draft = json!({"key": key, "roles": [role]});
        assert_eq!(shop.post("/channels", draft).await.status, 201);
    }
    let created = shop.post("/stores", json!({"key": "north"})).await;
    assert_eq!(created.status, 201, "{}", created.text);
    shop
}

async fn changed(shop: &Shop, action: Value) -> Value {
    let version = shop.get(PATH).await.json()["version"].as_u64().unwrap();
    let changed = shop.update(PATH, version, json!([action])).await;
    assert_eq!(changed.status, 200, "{action}: {}", changed.text);
    changed.json()
}

/// The messages of a type, the oldest first.
async fn told(shop: &Shop, of: &str) -> Vec<Value> {
    let path = format!("/messages?sort=sequenceNumber&where=type%3D%22{of}%22");
    let page = shop.get(&path).await.json();
    page["results"].as_array().unwrap().clone()
}

#[tokio::test]
async fn channels_of_a_store_have_their_roles() {
    let shop = start().await;
    let missing = |role: &str, key: &str| {
        let message = format!("Given channel with {key} does not have the required role {role}.");
        (400, "MissingRoleOnChannel".to_owned(), message)
    };
    for (action, role, key) in [
        (
            json!({"action": "addDistributionChannel", "distributionChannel": channel("shelf")}),
            "ProductDistribution",
            "shelf",
        ),
        (
            json!({"action": "setSupplyChannels", "supplyChannels": [channel("shelf"), channel("counter")]}),
            "InventorySupply",
            "counter",
        ),
    ] {
        let refused = shop.update(PATH, 1, json!([action])).await;
        assert_eq!(refused.refusal(), missing(role, key));
        assert_eq!(refused.json()["errors"][0]["missingRole"], role);
    }
    let draft = json!({"key": "south", "supplyChannels": [channel("counter")]});
    let refused = shop.post("/stores", draft).await.refusal();
    assert_eq!(refused.1, "MissingRoleOnChannel");

    let add = json!({"action": "addSupplyChannel", "supplyChannel": channel("shelf")});
    let shelf = shop.get("/channels/key=shelf").await.json()["id"].clone();
    let shelf = json!({"typeId": "channel", "id": shelf});
    let now = changed(&shop, add.clone()).await;
    assert_eq!(
        (&now["supplyChannels"], &now["version"]),
        (&json!([shelf]), &json!(2))
    );
    // What is there already makes no new version.
    assert_eq!(changed(&shop, add).await["version"], 2);
    let remove = json!({"action": "removeSupplyChannel", "supplyChannel": channel("shelf")});
    assert_eq!(changed(&shop, remove).await["supplyChannels"], json!([]));
    let messages = told(&shop, "StoreSupplyChannelsChanged").await;
    assert_eq!(messages.len(), 2);
    assert_eq!(
        (
            &messages[0]["addedSupplyChannels"],
            &messages[0]["removedSupplyChannels"]
        ),
        (&json!([shelf]), &json!([]))
    );
    assert_eq!(messages[1]["removedSupplyChannels"], json!([shelf]));
}

#[tokio::test]
async fn countries_and_languages_are_told_by_their_differences() {
    let shop = start().await;
    let country = |code: &str| json!({"code": code});
    let set = json!({"action": "setCountries", "countries": [country("DE"), country("AT")]});
    changed(&shop, set).await;
    let add = |code: &str| json!({"action": "addCountry", "country": country(code)});
    assert_eq!(changed(&shop, add("DE")).await["version"], 2);
    changed(&shop, add("CH")).await;
    let remove = json!({"action": "removeCountry", "country": country("DE")});
    let now = changed(&shop, remove.clone()).await;
    assert_eq!(now["countries"], json!([country("AT"), country("CH")]));
    assert_eq!(changed(&shop, remove).await["version"], 4);
    let messages = told(&shop, "StoreCountriesChanged").await;
    let added: Vec<&Value> = messages.iter().map(|of| &of["addedCountries"]).collect();
    let all = json!([country("DE"), country("AT")]);
    assert_eq!(added, [&all, &json!([country("CH")]), &json!([])]);
    assert_eq!(messages[2]["removedCountries"], json!([country("DE")]));

    let languages = |of: Value| json!({"action": "setLanguages", "languages": of});
    let refused = shop
        .post("/stores", json!({"key": "west", "languages": ["en", "fr"]}))
        .await;
    let error = &refused.json()["errors"][0];
    assert_eq!(error["code"], "ProjectNotConfiguredForLanguages");
    assert_eq!(error["languages"], json!(["en", "fr"]));
    changed(&shop, languages(json!(["de", "en"]))).await;
    let version = shop.get(PATH).await.json()["version"].as_u64().unwrap();
    let set = json!([languages(json!(["fr"]))]);
    let refused = shop.update(PATH, version, set).await.refusal();
    assert_eq!(
        (refused.0, refused.1.as_str()),
        (400, "ProjectNotConfiguredForLanguages")
    );
    let more = json!([{"action": "changeLanguages", "languages": ["de", "en", "fr"]}]);
    assert_eq!(shop.update("", 1, more).await.status, 200);
    let now = changed(&shop, languages(json!(["en", "fr"]))).await;
    assert_eq!(now["languages"], json!(["en", "fr"]));
    let messages = told(&shop, "StoreLanguagesChanged").await;
    assert_eq!(
        (
            &messages[1]["addedLanguages"],
            &messages[1]["removedLanguages"]
        ),
        (&json!(["fr"]), &json!(["de"]))
    );
    let name = json!({"action": "setName", "name": {"en": "North"}});
    assert_eq!(changed(&shop, name).await["name"]["en"], "North");
    assert_eq!(told(&shop, "StoreNameSet").await[0]["name"]["en"], "North");
}

#[tokio::test]
async fn product_selections_of_a_store_are_active_or_not() {
    let shop = start().await;
    let draft = json!({"key": "shirts", "name": {"en": "Shirts"}});
    let id = shop.post("/product-selections", draft).await.json()["id"].clone();
    let action = |name: &str, active: bool| json!({"action": name, "productSelection": {"typeId": "product-selection", "key": "shirts"}, "active": active});
    let of = |active: bool| json!({"productSelection": {"typeId": "product-selection", "id": id}, "active": active});
    let refused = shop.update(
        PATH,
        1,
        json!([action("changeProductSelectionActive", true)]),
    );
    assert_eq!(refused.await.refusal().1, "InvalidOperation");
    let now = changed(&shop, action("addProductSelection", false)).await;
    assert_eq!(now["productSelections"], json!([of(false)]));
    let same = changed(&shop, action("addProductSelection", false)).await;
    assert_eq!(same["version"], now["version"]);
    let now = changed(&shop, action("changeProductSelectionActive", true)).await;
    assert_eq!(now["productSelections"], json!([of(true)]));
    let now = changed(&shop, action("removeProductSelection", true)).await;
    assert_eq!(now["productSelections"], json!([]));
    let messages = told(&shop, "StoreProductSelectionsChanged").await;
    let fields = ["added", "updated", "removed"].map(|of| format!("{of}ProductSelections"));
    for (place, expected) in [of(false), of(true), of(true)].into_iter().enumerate() {
        for (number, field) in fields.iter().enumerate() {
            let expected = match number == place {
                true => json!([expected]),
                false => json!([]),
            };
            assert_eq!(messages[place][field], expected, "{place} {field}");
        }
    }
}

#[tokio::test]
async fn a_store_that_customers_are_in_stays() {
    let shop = start().await;
    let draft = json!({"email": "jane@example.com", "password": "x"});
    let created = shop.post("/in-store/key=north/customers", draft).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let refused = shop.send(Method::DELETE, "/stores/key=north?version=1", None);
    assert_eq!(refused.await.refusal().1, "ReferenceExists");
}

/// Two stores with a customer and a shopping list each, and one of each in no store.
async fn two_stores(scopes: &str) -> Shop {
    let shop = Shop::start("manage_project:emulator").await;
    for (store, key) in [
        ("/in-store/key=north", "north"),
        ("/in-store/key=south", "south"),
        ("", "nowhere"),
    ] {
        shop.post("/stores", json!({"key": key})).await;
        let email = format!("{key}@example.com");
        let draft = json!({"key": key, "email": email, "password": "x"});
        let created = shop.post(&format!("{store}/customers"), draft).await;
        assert_eq!(created.status, 201, "{}", created.text);
        let draft = json!({"key": key, "name": {"en": key}});
        let created = shop.post(&format!("{store}/shopping-lists"), draft).await;
        assert_eq!(created.status, 201, "{}", created.text);
    }
    let client = shop.emulator.api_client(scopes.parse().unwrap());
    let token = shop.token(&client, "grant_type=client_credentials").await;
    let token = token.json()["access_token"].clone();
    shop.with_token(&token)
}

#[tokio::test]
async fn a_store_shows_what_is_in_it() {
    let shop = two_stores("manage_project:emulator").await;
    for kind in ["customers", "shopping-lists"] {
        let page = shop
            .get(&format!("/in-store/key=north/{kind}"))
            .await
            .json();
        let keys = &page["results"];
        assert_eq!(
            (&page["total"], &keys[0]["key"]),
            (&json!(1), &json!("north"))
        );
        assert_eq!(shop.get(&format!("/{kind}")).await.json()["total"], 3);
        for (key, status) in [("north", 200), ("south", 404), ("nowhere", 404)] {
            let path = format!("/in-store/key=north/{kind}/key={key}");
            let read = shop.get(&path).await;
            assert_eq!(read.status, status, "{path}");
            let head = shop.send(Method::HEAD, &path, None).await;
            assert_eq!(head.status, status, "{path}");
            let changed = shop.update(&path, 1, json!([])).await;
            assert_eq!(changed.status, status, "{path}: {}", changed.text);
            if status == 404 {
                let path = format!("{path}?version=1");
                let deleted = shop.send(Method::DELETE, &path, None).await;
                assert_eq!(deleted.status, 404, "{path}");
            }
        }
        let query = format!("/in-store/key=north/{kind}?where=key%3D%22");
        for (key, status) in [("north", 200), ("south", 404)] {
            let path = format!("{query}{key}%22");
            let head = shop.send(Method::HEAD, &path, None).await;
            assert_eq!(head.status, status, "{path}");
        }
    }
}

#[tokio::test]
async fn scopes_of_a_store_permit_what_is_below_its_path() {
    for (scopes, kind, reads, changes) in [
        ("view_customers:emulator:north", "customers", 200, 403),
        ("manage_customers:emulator:north", "customers", 200, 200),
        ("manage_customers:emulator:south", "customers", 403, 403),
        ("manage_customers:emulator", "customers", 200, 200),
        (
            "view_shopping_lists:emulator:north",
            "shopping-lists",
            200,
            403,
        ),
        (
            "manage_shopping_lists:emulator:north",
            "shopping-lists",
            200,
            200,
        ),
        (
            "manage_shopping_lists:emulator:south",
            "shopping-lists",
            403,
            403,
        ),
        ("manage_orders:emulator:north", "customers", 403, 403),
    ] {
        let shop = two_stores(scopes).await;
        let path = format!("/in-store/key=north/{kind}/key=north");
        assert_eq!(shop.get(&path).await.status, reads, "{scopes}");
        let changed = shop.update(&path, 1, json!([])).await;
        assert_eq!(changed.status, changes, "{scopes}: {}", changed.text);
        if scopes.ends_with("north") {
            let whole = format!("/{kind}/key=north");
            let refused = shop.get(&whole).await;
            assert_eq!(refused.refusal().0, 403, "{scopes}");
            assert_eq!(refused.refusal().1, "insufficient_scope", "{scopes}");
            let elsewhere = format!("/in-store/key=south/{kind}/key=south");
            assert_eq!(shop.get(&elsewhere).await.status, 403, "{scopes}");
        }
    }
}

#[tokio::test]
async fn sign_in_in_a_store_needs_its_scope() {
    let shop = two_stores("manage_customers:emulator:north").await;
    let body = |key: &str| json!({"email": format!("{key}@example.com"), "password": "x"});
    let signed_in = shop.post("/in-store/key=north/login", body("north")).await;
    assert_eq!(signed_in.status, 200, "{}", signed_in.text);
    let elsewhere = shop.post("/in-store/key=south/login", body("south")).await;
    assert_eq!(elsewhere.status, 403);
    assert_eq!(shop.post("/login", body("nowhere")).await.status, 403);
    // Tokens and passwords of customers of another store are out of reach, too.
    let token = "/in-store/key=north/customers/password-token";
    let email = |key: &str| json!({"email": format!("{key}@example.com")});
    assert_eq!(shop.post(token, email("south")).await.refusal().0, 404);
    let value = shop.post(token, email("north")).await.json()["value"].clone();
    let value = value.as_str().unwrap();
    let read = format!("/in-store/key=north/customers/password-token={value}");
    assert_eq!(shop.get(&read).await.json()["key"], "north");
    let read = format!("/in-store/key=south/customers/password-token={value}");
    assert_eq!(shop.get(&read).await.status, 403);
}

#[tokio::test]
async fn a_token_of_a_customer_is_found_in_the_own_store_only() {
    let shop = two_stores("manage_project:emulator").await;
    let email = json!({"email": "north@example.com"});
    // Only customers without a store have the path without a store.
    let refused = shop.post("/customers/password-token", email.clone()).await;
    assert_eq!(refused.refusal().0, 404);
    let token = shop
        .post("/in-store/key=north/customers/password-token", email)
        .await;
    let value = token.json()["value"].as_str().unwrap().to_owned();
    let south = format!("/in-store/key=south/customers/password-token={value}");
    assert_eq!(shop.get(&south).await.status, 404);
    let reset = json!({"tokenValue": value, "newPassword": "y"});
    let path = "/in-store/key=south/customers/password/reset";
    assert_eq!(shop.post(path, reset.clone()).await.refusal().0, 404);
    let path = "/in-store/key=north/customers/password/reset";
    assert_eq!(shop.post(path, reset).await.json()["version"], 2);
}

#[tokio::test]
async fn a_customer_of_a_store_has_the_own_account_below_its_path() {
    let shop = two_stores("manage_my_profile:emulator manage_my_shopping_lists:emulator").await;
    let client = shop.emulator.api_client(
        "manage_my_profile:emulator manage_my_shopping_lists:emulator"
            .parse()
            .unwrap(),
    );
    let form = "grant_type=password&username=north%40example.com&password=x";
    let path = "/oauth/emulator/in-store/key=north/customers/token";
    let token = shop.auth(&client, path, form).await.json()["access_token"].clone();
    let shop = shop.with_token(&token);
    let me = shop.get("/in-store/key=north/me").await.json();
    assert_eq!(me["key"], "north");
    assert_eq!(shop.get("/in-store/key=south/me").await.refusal().0, 404);
    let name = json!([{"action": "setFirstName", "firstName": "Jane"}]);
    let south = shop.update("/in-store/key=south/me", 1, name.clone()).await;
    assert_eq!(south.refusal().0, 404);
    let north = shop.update("/in-store/key=north/me", 1, name).await.json();
    assert_eq!(north["firstName"], "Jane");
    let list = json!({"name": {"en": "Own"}});
    let path = "/in-store/key=north/me/shopping-lists";
    let list = shop.post(path, list).await.json();
    assert_eq!(list["store"]["key"], "north");
    assert_eq!(list["customer"]["id"], me["id"]);
    assert_eq!(shop.get(path).await.json()["total"], 1);
    let path = "/in-store/key=south/me/shopping-lists";
    assert_eq!(shop.get(path).await.json()["total"], 0);
    let password = json!({"version": 2, "currentPassword": "x", "newPassword": "y"});
    let path = "/in-store/key=south/me/password";
    assert_eq!(shop.post(path, password.clone()).await.refusal().0, 404);
    let path = "/in-store/key=north/me/password";
    assert_eq!(shop.post(path, password).await.status, 200);
}

#[tokio::test]
async fn a_discount_of_several_stores_is_changed_with_the_scopes_of_all() {
    let shop = two_stores("manage_cart_discounts:emulator:north").await;
    let money = json!({"centAmount": 100, "currencyCode": "EUR"});
    let draft = json!({"key": "ten", "name": {"en": "Ten"}, "cartPredicate": "1=1", "sortOrder": "0.1", "stores": [{"typeId": "store", "key": "south"}],
        "value": {"type": "absolute", "money": [money]}, "target": {"type": "lineItems", "predicate": "1=1"}});
    let created = shop.post("/in-store/key=north/cart-discounts", draft).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let store = |key: &str| json!({"typeId": "store", "key": key});
    let stores = json!([store("south"), store("north")]);
    assert_eq!(created.json()["stores"], stores);
    let path = "/in-store/key=north/cart-discounts/key=ten";
    let order = |to: &str| json!([{"action": "changeSortOrder", "sortOrder": to}]);
    let refused = shop.update(path, 1, order("0.2")).await;
    assert_eq!(refused.refusal().1, "insufficient_scope");
    let delete = format!("{path}?version=1");
    let refused = shop.send(Method::DELETE, &delete, None).await;
    assert_eq!(refused.refusal().1, "insufficient_scope");

    let both = "manage_cart_discounts:emulator:north manage_cart_discounts:emulator:south";
    let client = shop.emulator.api_client(both.parse().unwrap());
    let token = shop.token(&client, "grant_type=client_credentials").await;
    let (narrow, wide) = (json!(shop.bearer()), token.json()["access_token"].clone());
    let shop = shop.with_token(&wide);
    let changed = shop.update(path, 1, order("0.2")).await;
    assert_eq!(changed.json()["sortOrder"], "0.2", "{}", changed.text);
    let shop = shop.with_token(&narrow);
    let remove = json!([{"action": "removeStore", "store": store("south")}]);
    let changed = shop.update(path, 2, remove).await;
    assert_eq!(
        changed.json()["stores"],
        json!([store("north")]),
        "{}",
        changed.text
    );
    let changed = shop.update(path, 3, order("0.3")).await;
    assert_eq!(changed.json()["sortOrder"], "0.3", "{}", changed.text);
    let path = format!("{path}?version=4");
    let deleted = shop.send(Method::DELETE, &path, None).await;
    assert_eq!(deleted.status, 200);
}

#[tokio::test]
async fn a_store_that_is_not_there_is_told_at_each_path() {
    let shop = start().await;
    for kind in [
        "business-units",
        "carts",
        "carts/none",
        "cart-discounts",
        "customers",
        "discount-codes",
        "orders",
        "product-projections/key=none",
        "product-selection-assignments",
        "product-tailoring",
        "products/key=none/product-tailoring",
        "quote-requests",
        "quotes",
        "shopping-lists",
        "staged-quotes",
        "variant-projections",
    ] {
        let (status, code, _) = shop
            .get(&format!("/in-store/key=none/{kind}"))
            .await
            .refusal();
        assert_eq!(
            (status, code.as_str()),
            (400, "ReferencedResourceNotFound"),
            "{kind}"
        );
    }
    for (kind, draft) in [
        ("carts", json!({"currency": "EUR"})),
        ("login", json!({"email": "a@example.com", "password": "a"})),
    ] {
        let refused = shop
            .post(&format!("/in-store/key=none/{kind}"), draft)
            .await;
        assert_eq!(refused.refusal().1, "ReferencedResourceNotFound", "{kind}");
    }
    // There are no resources in it.
    let head = shop
        .send(Method::HEAD, "/in-store/key=none/carts", None)
        .await;
    assert_eq!(head.status, 404);
}
