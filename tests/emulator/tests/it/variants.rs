//! Variants of a modular catalogue: resources of their own.

mod projections;
mod rules;

use reqwest::Method;
use serde_json::{Value, json};

use crate::images::{PNG, bytes, upload};
use crate::products::with;
use crate::shop::{Answer, Shop};

/// A project with a modular catalogue, and in it the published product `jacket` without variants.
async fn shop() -> Shop {
    let shop = Shop::start("manage_project:emulator").await;
    let modular = json!([{"action": "setProductCatalogModel", "productCatalogModel": "Modular"}]);
    let changed = shop.update("", 1, modular).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let label = json!({"en": "Label", "de": "Etikett"});
    let attribute = |name: &str, of: Value, more: Value| {
        with(
            json!({"name": name, "label": label, "isRequired": false, "type": of}),
            more,
        )
    };
    let size = json!({"name": "enum", "values": [{"key": "m", "label": "Medium"}, {"key": "l", "label": "Large"}]});
    shop.seed(json!({
        "product-types": [{"key": "thing", "name": "Thing", "description": "A thing", "attributes": [
            attribute("colour", json!({"name": "ltext"}), json!({"isRequired": true})),
            attribute("size", size, json!({})),
            attribute("unique", json!({"name": "text"}), json!({"attributeConstraint": "Unique"})),
            attribute("brand", json!({"name": "text"}), json!({"level": "Product"})),
        ]}],
        "tax-categories": [{"key": "standard", "name": "Standard", "rates": []}],
        "categories": [{"key": "outdoor", "name": {"en": "Outdoor"}, "slug": {"en": "outdoor"}}],
        "channels": [{"key": "berlin", "roles": ["InventorySupply"]}],
        "stores": [{"key": "alps", "name": {"en": "Alps"}}, {"key": "coast", "name": {"en": "Coast"}}],
        "products": [product("jacket", json!({"publish": true}))],
    }));
    shop
}

fn product(key: &str, more: Value) -> Value {
    let product = json!({
        "key": key,
        "productType": {"typeId": "product-type", "key": "thing"},
        "name": {"en": "Jacket", "de": "Jacke"},
        "slug": {"en": key},
        "taxCategory": {"typeId": "tax-category", "key": "standard"},
        "categories": [{"typeId": "category", "key": "outdoor"}],
        "attributes": [{"name": "brand", "value": "Own"}],
    });
    with(product, more)
}

fn image(name: &str) -> Value {
    json!({"url": format!("https://images.example.com/{name}.png"), "dimensions": {"w": 10, "h": 20}})
}

fn colour(en: &str) -> Value {
    json!({"name": "colour", "value": {"en": en, "de": format!("{en}-de")}})
}

/// The draft of a published variant of the jacket, whose key is its SKU.
fn draft(sku: &str) -> Value {
    json!({
        "key": sku,
        "sku": sku,
        "product": {"typeId": "product", "key": "jacket"},
        "publish": true,
        "attributes": [colour("red"), {"name": "size", "value": "m"}],
        "images": [image(sku)],
    })
}

async fn created(shop: &Shop, draft: Value) -> Value {
    let created = shop.post("/variants", draft).await;
    assert_eq!(created.status, 201, "{}", created.text);
    created.json()
}

async fn get(shop: &Shop, path: &str) -> Value {
    let answer = shop.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    answer.json()
}

/// Does actions with what is at a path, as it is now.
async fn act(shop: &Shop, path: &str, actions: Value) -> Answer {
    let version = get(shop, path).await["version"].as_u64().unwrap();
    shop.update(path, version, actions).await
}

async fn acted(shop: &Shop, path: &str, actions: Value) -> Value {
    let answer = act(shop, path, actions.clone()).await;
    assert_eq!(answer.status, 200, "{actions}: {}", answer.text);
    answer.json()
}

#[tokio::test]
async fn a_draft_becomes_a_variant_with_current_data_only() {
    let shop = shop().await;
    let variant = created(&shop, draft("red-m")).await;
    assert_eq!(
        (
            &variant["variantId"],
            &variant["published"],
            variant.get("staged")
        ),
        (&json!(1), &json!(true), None)
    );
    let size = json!({"name": "size", "value": {"key": "m", "label": "Medium"}});
    assert_eq!(
        variant["current"],
        json!({"sku": "red-m", "attributes": [colour("red"), size], "images": [image("red-m")], "assets": []})
    );
    let second = created(&shop, with(draft("red-l"), json!({"publish": false}))).await;
    assert_eq!(
        (&second["variantId"], &second["published"]),
        (&json!(2), &json!(false))
    );
    let id = variant["id"].as_str().unwrap();
    for path in [format!("/variants/{id}"), "/variants/key=red-m".to_owned()] {
        assert_eq!(get(&shop, &path).await, variant);
        assert_eq!(shop.send(Method::HEAD, &path, None).await.status, 200);
    }
    let found = get(&shop, "/variants?where=current(sku%3D%22red-l%22)").await;
    assert_eq!(
        (&found["total"], &found["results"][0]),
        (&json!(1), &second)
    );
    let jacket = get(&shop, "/products/key=jacket").await;
    let data = &jacket["masterData"]["current"];
    assert_eq!(
        (data.get("masterVariant"), &data["variants"]),
        (None, &json!([]))
    );
    assert_eq!(jacket["priceMode"], "Standalone");
}

#[tokio::test]
async fn actions_change_staged_data_until_they_are_published() {
    let shop = shop().await;
    created(&shop, draft("red-m")).await;
    let path = "/variants/key=red-m";
    let changed = acted(&shop, path, json!([
        {"action": "setAttribute", "name": "size", "value": "l"},
        {"action": "addExternalImage", "image": image("second")},
        {"action": "moveImageToPosition", "imageUrl": image("second")["url"], "position": 0},
        {"action": "setImageLabel", "imageUrl": image("second")["url"], "label": "Back"},
        {"action": "addAsset", "asset": {"key": "manual", "name": {"en": "Manual"}, "sources": [{"uri": "https://x.example.com/a"}]}},
        {"action": "setAssetTags", "assetKey": "manual", "tags": ["pdf"]},
        {"action": "setSku", "sku": "red-l"},
    ])).await;
    let staged = &changed["staged"];
    assert_eq!(staged["attributes"][1]["value"]["key"], "l");
    assert_eq!(
        staged["images"][0],
        with(image("second"), json!({"label": "Back"}))
    );
    assert_eq!(
        (&staged["assets"][0]["tags"], &staged["sku"]),
        (&json!(["pdf"]), &json!("red-l"))
    );
    assert_eq!(
        (staged.get("id"), &changed["current"]["sku"]),
        (None, &json!("red-m"))
    );
    let published = acted(&shop, path, json!([{"action": "publish"}])).await;
    assert_eq!(
        (&published["current"], published.get("staged")),
        (staged, None)
    );
    let both = acted(
        &shop,
        path,
        json!([
            {"action": "setImages", "images": [image("third")], "staged": false},
            {"action": "setAssets", "assets": [], "staged": false},
            {"action": "setAttributes", "attributes": [colour("blue")], "staged": false},
        ]),
    )
    .await;
    assert_eq!(both.get("staged"), None);
    assert_eq!(
        both["current"],
        json!({"sku": "red-l", "attributes": [colour("blue")], "images": [image("third")], "assets": []})
    );
    let staged = acted(
        &shop,
        path,
        json!([{"action": "removeImage", "imageUrl": image("third")["url"]}]),
    )
    .await;
    assert_eq!(staged["staged"]["images"], json!([]));
    let reverted = acted(&shop, path, json!([{"action": "removeStagedChanges"}])).await;
    assert_eq!(
        (&reverted["current"], reverted.get("staged")),
        (&both["current"], None)
    );
    let unpublished = acted(
        &shop,
        path,
        json!([{"action": "unpublish"}, {"action": "setKey"}]),
    )
    .await;
    assert_eq!(
        (&unpublished["published"], unpublished.get("key")),
        (&json!(false), None)
    );
}

#[tokio::test]
async fn an_image_is_uploaded() {
    let shop = shop().await;
    let variant = created(&shop, draft("red-m")).await;
    let path = format!("/variants/{}/images", variant["id"].as_str().unwrap());
    let uploaded = upload(&shop, &path, "image/png", bytes(PNG)).await.json();
    assert_eq!(uploaded["current"], variant["current"]);
    assert_eq!(
        uploaded["staged"]["images"][1]["dimensions"],
        json!({"w": 3, "h": 2})
    );
    let current = upload(
        &shop,
        &format!("{path}?staged=false&filename=back.png"),
        "image/png",
        bytes(PNG),
    )
    .await
    .json();
    let url = current["current"]["images"][1]["url"].as_str().unwrap();
    assert!(url.contains("/back-"), "{url}");
    assert_eq!(
        upload(&shop, &path, "image/webp", bytes(PNG))
            .await
            .refusal()
            .0,
        415
    );
    assert_eq!(
        upload(&shop, &format!("{path}?sku=red-m"), "image/png", bytes(PNG))
            .await
            .refusal()
            .0,
        501
    );
}

#[tokio::test]
async fn several_are_published_at_once_each_alone() {
    let shop = shop().await;
    let mut ids = Vec::new();
    for sku in ["a1", "a2", "a3"] {
        let variant = created(&shop, with(draft(sku), json!({"publish": false}))).await;
        ids.push(variant["id"].clone());
    }
    let items = json!([
        {"id": ids[0], "version": 1},
        {"key": "a2", "version": 7},
        {"key": "none", "version": 1},
        {"key": "a3"},
        {},
    ]);
    let publish = json!([{"action": "publish"}]);
    let bulk = async |query: &str, items: &Value, actions: &Value| {
        let body = json!({"items": items, "actions": actions});
        shop.post(&format!("/variants/bulk{query}"), body).await
    };
    let answer = bulk("", &items, &publish).await;
    assert_eq!(answer.status, 207, "{}", answer.text);
    let body = answer.json();
    assert_eq!(
        (&body["successCount"], &body["failureCount"]),
        (&json!(1), &json!(4))
    );
    let results = body["results"].as_array().unwrap();
    assert_eq!(
        results[0],
        json!({"id": ids[0], "status": "Success", "resource": {"id": ids[0], "version": 2}})
    );
    let code = |place: usize| results[place]["errors"][0]["code"].as_str().unwrap();
    assert_eq!(
        (1..5).map(code).collect::<Vec<_>>(),
        [
            "ConcurrentModification",
            "ResourceNotFound",
            "RequiredField",
            "InvalidInput"
        ]
    );
    assert_eq!(
        (
            &results[1]["key"],
            &results[1]["errors"][0]["currentVersion"]
        ),
        (&json!("a2"), &json!(1))
    );
    let unchecked = json!([{"key": "a2", "version": 7}, {"key": "a3"}]);
    let body = bulk("?versionControl=Off", &unchecked, &publish)
        .await
        .json();
    assert_eq!(body["successCount"], 2);
    assert_eq!(get(&shop, "/variants/key=a3").await["published"], true);
    let body = bulk("?versionControl=Off", &unchecked, &json!([]))
        .await
        .json();
    assert_eq!(body["results"][0]["resource"]["version"], 2);
    let stale = json!([{"key": "a2", "version": 7}, {"key": "a3"}, {"key": "a3", "version": 9}]);
    let body = bulk("", &stale, &json!([])).await.json();
    assert_eq!(
        (&body["successCount"], &body["failureCount"]),
        (&json!(3), &json!(0))
    );
    assert_eq!(body["results"][0]["resource"]["version"], 2);
    for (query, actions, status) in [
        ("", json!([{"action": "setKey", "key": "x"}]), 400),
        (
            "",
            json!([{"action": "publish"}, {"action": "unpublish"}]),
            400,
        ),
        ("?versionControl=Maybe", publish.clone(), 400),
    ] {
        assert_eq!(
            bulk(query, &unchecked, &actions).await.refusal().0,
            status,
            "{actions}"
        );
    }
    let many: Vec<Value> = (0..1001)
        .map(|of| json!({"key": format!("k{of}")}))
        .collect();
    let refused = bulk("", &json!(many), &publish).await.json();
    let error = &refused["errors"][0];
    assert_eq!(error["code"], "BulkOperationMaxItemsExceeded");
    assert_eq!(
        (&error["limit"], &error["provided"]),
        (&json!(1000), &json!(1001))
    );
}

#[tokio::test]
async fn each_change_is_told() {
    let shop = shop().await;
    let variant = created(&shop, draft("red-m")).await;
    acted(
        &shop,
        "/variants/key=red-m",
        json!([
            {"action": "setSku", "sku": "other"},
            {"action": "addExternalImage", "image": image("second"), "staged": false},
            {"action": "setImages", "images": []},
            {"action": "removeStagedChanges"},
            {"action": "setKey", "key": "renamed"},
            {"action": "unpublish"},
            {"action": "publish"},
        ]),
    )
    .await;
    let gone = "/variants/key=renamed?version=2";
    assert_eq!(shop.send(Method::DELETE, gone, None).await.status, 200);
    let id = variant["id"].as_str().unwrap();
    let told = get(
        &shop,
        &format!("/messages?where=resource(id%3D%22{id}%22)&sort=sequenceNumber%20asc"),
    )
    .await;
    let told = told["results"].as_array().unwrap();
    let types: Vec<&str> = told.iter().map(|of| of["type"].as_str().unwrap()).collect();
    assert_eq!(
        types,
        [
            "VariantCreated",
            "VariantSkuSet",
            "VariantImageAdded",
            "VariantImagesSet",
            "VariantStagedChangesRemoved",
            "VariantKeySet",
            "VariantUnpublished",
            "VariantPublished",
            "VariantDeleted",
        ]
    );
    assert_eq!(
        (&told[0]["productId"], &told[0]["sku"], &told[0]["publish"]),
        (&variant["product"]["id"], &json!("red-m"), &json!(true))
    );
    assert_eq!(
        (&told[1]["oldSku"], &told[1]["sku"], &told[1]["staged"]),
        (&json!("red-m"), &json!("other"), &json!(true))
    );
    assert_eq!(
        (&told[2]["image"], &told[2]["staged"]),
        (&image("second"), &json!(false))
    );
    assert_eq!(
        told[3]["oldImages"],
        json!([image("red-m"), image("second")])
    );
    assert_eq!(
        (&told[5]["oldKey"], &told[5]["key"]),
        (&json!("red-m"), &json!("renamed"))
    );
}

#[tokio::test]
async fn carts_and_shopping_lists_sell_them() {
    let shop = shop().await;
    created(&shop, draft("red-m")).await;
    created(&shop, with(draft("red-l"), json!({"publish": false}))).await;
    let second = created(&shop, draft("blue-m")).await;
    let price = |sku: &str, cents: u32| json!({"sku": sku, "value": {"centAmount": cents, "currencyCode": "EUR"}});
    shop.seed(json!({"standalone-prices": [price("red-m", 5000), price("blue-m", 6000)]}));
    let product = second["product"]["id"].clone();
    let cart = async |lines: Value| {
        shop.post("/carts", json!({"currency": "EUR", "lineItems": lines}))
            .await
    };
    let sold = cart(json!([{"sku": "blue-m", "quantity": 2}])).await;
    assert_eq!(sold.status, 201, "{}", sold.text);
    let sold = sold.json();
    let line = &sold["lineItems"][0];
    assert_eq!(
        (
            &line["variant"]["id"],
            &line["variant"]["sku"],
            &line["variant"]["key"]
        ),
        (&json!(3), &json!("blue-m"), &json!("blue-m"))
    );
    assert_eq!(line["variant"]["images"], json!([image("blue-m")]));
    let brand = json!({"name": "brand", "value": "Own"});
    assert!(
        line["variant"]["attributes"]
            .as_array()
            .unwrap()
            .contains(&brand)
    );
    assert_eq!(sold["totalPrice"]["centAmount"], 12000);
    // Without a default variant it is the first one that is meant.
    let first = cart(json!([{"productId": product}])).await.json();
    assert_eq!(first["lineItems"][0]["variant"]["sku"], "red-m");
    let default = json!([{"action": "setDefaultVariant", "variant": {"typeId": "variant", "key": "blue-m"}, "staged": false}]);
    acted(&shop, "/products/key=jacket", default).await;
    let default = cart(json!([{"productId": product}])).await.json();
    assert_eq!(default["lineItems"][0]["variant"]["sku"], "blue-m");
    let by_number = cart(json!([{"productId": product, "variantId": 1}]))
        .await
        .json();
    assert_eq!(
        by_number["lineItems"][0]["price"]["value"]["centAmount"],
        5000
    );
    for lines in [
        json!([{"sku": "red-l"}]),
        json!([{"productId": product, "variantId": 2}]),
    ] {
        assert_eq!(cart(lines).await.refusal().1, "InvalidOperation");
    }
    let list =
        json!({"name": {"en": "Wishes"}, "lineItems": [{"sku": "red-m"}, {"productId": product}]});
    let list = shop
        .post("/shopping-lists?expand=lineItems[*].variant", list)
        .await;
    assert_eq!(list.status, 201, "{}", list.text);
    let lines = list.json()["lineItems"].clone();
    assert_eq!(
        (&lines[0]["variant"]["sku"], &lines[1]["variant"]["sku"]),
        (&json!("red-m"), &json!("blue-m"))
    );
}
