//! Product selections: which products they have, and which a store has by them.

use reqwest::Method;
use serde_json::{Value, json};

use crate::carts;
use crate::shop::Shop;

const PATH: &str = "/product-selections/key=shirts";

fn product(key: &str) -> Value {
    json!({"typeId": "product", "key": key})
}

/// A shop with products and a selection.
async fn start(mode: &str) -> Shop {
    let shop = carts::shop().await;
    let draft = json!({"key": "shirts", "name": {"en": "Shirts"}, "mode": mode});
    let created = shop.post("/product-selections", draft).await;
    assert_eq!(created.status, 201, "{}", created.text);
    shop
}

async fn changed(shop: &Shop, actions: Value) -> Value {
    let version = shop.get(PATH).await.json()["version"].as_u64().unwrap();
    let changed = shop.update(PATH, version, actions).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    changed.json()
}

async fn refused(shop: &Shop, actions: Value) -> (u16, String) {
    let before = shop.get(PATH).await.json();
    let products = shop.get(&format!("{PATH}/products")).await.json();
    let version = before["version"].as_u64().unwrap();
    let refused = shop.update(PATH, version, actions).await.refusal();
    assert_eq!(shop.get(PATH).await.json(), before);
    assert_eq!(shop.get(&format!("{PATH}/products")).await.json(), products);
    (refused.0, refused.1)
}

async fn told(shop: &Shop) -> Vec<Value> {
    let path =
        "/messages?sort=sequenceNumber&limit=500&where=resource(typeId%3D%22product-selection%22)";
    shop.get(path).await.json()["results"]
        .as_array()
        .unwrap()
        .clone()
}

async fn id(shop: &Shop, path: &str) -> Value {
    shop.get(path).await.json()["id"].clone()
}

#[tokio::test]
async fn products_are_added_and_removed() {
    let shop = start("Individual").await;
    let add = |key: &str| json!({"action": "addProduct", "product": product(key)});
    let remove = |key: &str| json!({"action": "removeProduct", "product": product(key)});
    let now = changed(&shop, json!([add("lamp"), add("chair")])).await;
    assert_eq!(
        (&now["productCount"], &now["version"]),
        (&json!(2), &json!(2))
    );
    // What is there already makes no new version.
    assert_eq!(changed(&shop, json!([add("lamp")])).await["version"], 2);
    let lamp = id(&shop, "/products/key=lamp").await;
    let lamp = json!({"typeId": "product", "id": lamp});
    let page = shop
        .get(&format!("{PATH}/products?withTotal=true"))
        .await
        .json();
    assert_eq!((&page["total"], &page["count"]), (&json!(2), &json!(2)));
    assert!(
        page["results"]
            .as_array()
            .unwrap()
            .contains(&json!({"product": lamp})),
        "{page}"
    );
    let page = shop
        .get(&format!("{PATH}/products?limit=1&expand=product"))
        .await
        .json();
    assert_eq!((page.get("total"), &page["count"]), (None, &json!(1)));
    assert!(
        page["results"][0]["product"]["obj"]["key"].is_string(),
        "{page}"
    );
    let selections = shop
        .get("/products/key=lamp/product-selections")
        .await
        .json();
    assert_eq!(
        selections["results"][0]["productSelection"]["id"],
        id(&shop, PATH).await
    );
    assert!(selections["results"][0]["createdAt"].is_string());
    let now = changed(&shop, json!([remove("lamp"), remove("lamp")])).await;
    assert_eq!(now["productCount"], 1);
    let none = shop
        .get("/products/key=lamp/product-selections")
        .await
        .json();
    assert_eq!(none["results"], json!([]));
    let messages = told(&shop).await;
    let types: Vec<&Value> = messages.iter().map(|of| &of["type"]).collect();
    let expected = [
        "ProductSelectionCreated",
        "ProductSelectionProductAdded",
        "ProductSelectionProductAdded",
        "ProductSelectionProductRemoved",
    ];
    assert_eq!(types, expected);
    assert_eq!(messages[1]["product"], lamp);
    let refused = refused(&shop, json!([add("lamp"), add("none")])).await;
    assert_eq!(refused, (400, "ReferencedResourceNotFound".to_owned()));
    let outdated = shop.update(PATH, 1, json!([add("lamp")])).await;
    assert_eq!(outdated.refusal().0, 409);
    let name = json!({"action": "changeName", "name": {"en": "Tops"}});
    let now = changed(&shop, json!([name, add("lamp")])).await;
    assert_eq!(
        (&now["name"]["en"], &now["productCount"]),
        (&json!("Tops"), &json!(2))
    );
    let version = now["version"].as_u64().unwrap();
    let path = format!("{PATH}?version={version}");
    let deleted = shop.send(Method::DELETE, &path, None).await;
    assert_eq!(deleted.status, 200, "{}", deleted.text);
    let none = shop
        .get("/products/key=lamp/product-selections")
        .await
        .json();
    assert_eq!(none["results"], json!([]));
}

#[tokio::test]
async fn variants_of_products_are_chosen() {
    let shop = start("Individual").await;
    let only = |sku: &str| json!({"type": "includeOnly", "skus": [sku]});
    let action = |name: &str, variants: Value| json!([{"action": name, "product": product("lamp"), "variantSelection": variants}]);
    let missing = refused(&shop, action("setVariantSelection", only("lamp-1"))).await;
    assert_eq!(missing, (400, "ProductAssignmentMissing".to_owned()));
    let none = json!({"type": "includeOnly", "skus": []});
    let empty = refused(&shop, action("addProduct", none)).await;
    assert_eq!(empty, (400, "InvalidInput".to_owned()));
    changed(&shop, action("addProduct", only("lamp-1"))).await;
    let other = refused(&shop, action("addProduct", only("lamp-2"))).await;
    let expected = "ProductPresentWithDifferentVariantSelection".to_owned();
    assert_eq!(other, (400, expected));
    let set = changed(&shop, action("setVariantSelection", only("lamp-2"))).await;
    assert_eq!(
        (&set["version"], &set["productCount"]),
        (&json!(3), &json!(1))
    );
    let page = shop.get(&format!("{PATH}/products")).await.json();
    assert_eq!(page["results"][0]["variantSelection"], only("lamp-2"));
    let found = "products?where=variantSelection(type%3D%22includeAllExcept%22)";
    let found = shop.get(&format!("{PATH}/{found}")).await.json();
    assert_eq!(found["count"], 0);
    changed(&shop, action("setVariantSelection", Value::Null)).await;
    let page = shop.get(&format!("{PATH}/products")).await.json();
    assert_eq!(page["results"][0].get("variantSelection"), None);
    let messages = told(&shop).await;
    let last = &messages[messages.len() - 1];
    assert_eq!(
        (
            &last["type"],
            &last["oldVariantSelection"],
            last.get("newVariantSelection")
        ),
        (
            &json!("ProductSelectionVariantSelectionChanged"),
            &only("lamp-2"),
            None
        )
    );
    let exclude = json!([{"action": "excludeProduct", "product": product("lamp")}]);
    assert_eq!(refused(&shop, exclude).await.1, "InvalidOperation");
}

#[tokio::test]
async fn a_selection_of_exclusions_has_what_is_excluded() {
    let shop = start("IndividualExclusion").await;
    let variants = json!({"skus": ["lamp-1"]});
    let exclude = json!([{"action": "excludeProduct", "product": product("lamp"), "variantExclusion": variants}]);
    assert_eq!(changed(&shop, exclude).await["productCount"], 1);
    let page = shop.get(&format!("{PATH}/products")).await.json();
    assert_eq!(page["results"][0]["variantExclusion"], variants);
    let set = json!([{"action": "setVariantExclusion", "product": product("lamp")}]);
    changed(&shop, set).await;
    let types: Vec<Value> = told(&shop)
        .await
        .iter()
        .map(|of| of["type"].clone())
        .collect();
    assert_eq!(
        types[1..],
        [
            "ProductSelectionProductExcluded",
            "ProductSelectionVariantExclusionChanged"
        ]
    );
    let add = json!([{"action": "addProduct", "product": product("lamp")}]);
    assert_eq!(refused(&shop, add).await.1, "InvalidOperation");
}

#[tokio::test]
async fn a_store_has_the_products_of_its_active_selections() {
    let shop = start("Individual").await;
    let other = json!({"key": "others", "name": {"en": "Others"}});
    shop.post("/product-selections", other).await;
    let add = |key: &str| json!([{"action": "addProduct", "product": product(key)}]);
    changed(&shop, add("lamp")).await;
    shop.update("/product-selections/key=others", 1, add("chair"))
        .await;
    let of = |key: &str, active: bool| json!({"productSelection": {"typeId": "product-selection", "key": key}, "active": active});
    let store =
        json!({"key": "north", "productSelections": [of("shirts", true), of("others", false)]});
    assert_eq!(shop.post("/stores", store).await.status, 201);
    let path = "/in-store/key=north/product-selection-assignments";
    let page = shop.get(path).await.json();
    assert_eq!(page["count"], 1);
    let assignment = &page["results"][0];
    assert_eq!(
        (
            &assignment["product"]["id"],
            &assignment["productSelection"]["id"]
        ),
        (
            &id(&shop, "/products/key=lamp").await,
            &id(&shop, PATH).await
        )
    );
    let path = "/in-store/key=south/product-selection-assignments";
    let (status, code, _) = shop.get(path).await.refusal();
    assert_eq!((status, code.as_str()), (400, "ReferencedResourceNotFound"));
    let path = format!("{PATH}?version=2");
    let delete = shop.send(Method::DELETE, &path, None).await;
    assert_eq!(delete.refusal().1, "ReferenceExists");
}

#[tokio::test]
async fn a_store_shows_the_products_that_it_has() {
    let shop = start("Individual").await;
    let exclusion =
        json!({"key": "no-lamps", "name": {"en": "No lamps"}, "mode": "IndividualExclusion"});
    shop.post("/product-selections", exclusion).await;
    changed(
        &shop,
        json!([{"action": "addProduct", "product": product("chair")}]),
    )
    .await;
    let exclude = json!([{"action": "excludeProduct", "product": product("lamp")}]);
    let path = "/product-selections/key=no-lamps";
    assert_eq!(shop.update(path, 1, exclude).await.status, 200);
    shop.post("/stores", json!({"key": "north"})).await;
    let setting = |key: &str, active: bool| json!({"productSelection": {"typeId": "product-selection", "key": key}, "active": active});
    let (shirts, no_lamps) = ("shirts", "no-lamps");
    for (version, (settings, lamp, chair)) in (1..).zip([
        (json!([setting(shirts, true)]), 404, 200),
        (json!([setting(shirts, false)]), 404, 404),
        (json!([setting(no_lamps, true)]), 404, 200),
        (json!([setting(no_lamps, false)]), 200, 200),
        (
            json!([setting(shirts, true), setting(no_lamps, false)]),
            404,
            200,
        ),
        (
            json!([setting(shirts, true), setting(no_lamps, true)]),
            501,
            501,
        ),
    ]) {
        let set = json!({"action": "setProductSelections", "productSelections": settings});
        let store = shop
            .update("/stores/key=north", version, json!([set]))
            .await;
        assert_eq!(store.status, 200, "{}", store.text);
        for (key, status) in [("lamp", lamp), ("chair", chair)] {
            let path = format!("/in-store/key=north/product-projections/key={key}");
            assert_eq!(shop.get(&path).await.status, status, "{settings} {key}");
            let path = format!("/product-projections/key={key}");
            assert_eq!(shop.get(&path).await.status, 200, "{key}");
        }
    }
    // Some variants of a product are not told from the others yet.
    let only = json!({"type": "includeOnly", "skus": ["chair-1"]});
    let set = json!([{"action": "setVariantSelection", "product": product("chair"), "variantSelection": only}]);
    changed(&shop, set).await;
    let set =
        json!([{"action": "setProductSelections", "productSelections": [setting(shirts, true)]}]);
    assert_eq!(shop.update("/stores/key=north", 7, set).await.status, 200);
    let path = "/in-store/key=north/product-projections/key=chair";
    assert_eq!(shop.get(path).await.refusal().0, 501);
}
