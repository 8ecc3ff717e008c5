//! What is refused about variants, and about products that have none themselves.

use reqwest::Method;
use serde_json::{Value, json};

use super::{act, acted, created, draft, get, image, product, shop};
use crate::images::{PNG, bytes, upload};
use crate::mutations::{damage, random};
use crate::products::with;
use crate::shop::Shop;

#[tokio::test]
async fn a_classic_catalogue_has_no_variants_of_their_own() {
    let shop = crate::products::shop().await;
    shop.seed(json!({"stores": [{"key": "berlin"}]}));
    let lamp = crate::products::draft("lamp");
    let lamp = shop.post("/products", lamp).await.json();
    let id = lamp["id"].as_str().unwrap();
    for path in [
        "/variants".to_owned(),
        "/variants/none".to_owned(),
        "/variant-projections".to_owned(),
        "/variant-projections/key=none".to_owned(),
        "/in-store/key=berlin/variant-projections".to_owned(),
        format!("/product-projections/{id}/variant-attributes?filter%5Battributes%5D=size"),
    ] {
        let (status, code, _) = shop.get(&path).await.refusal();
        assert_eq!((status, code.as_str()), (400, "InvalidOperation"), "{path}");
    }
    let refused = shop
        .post(
            "/variants",
            json!({"product": {"typeId": "product", "id": id}}),
        )
        .await;
    assert_eq!(refused.refusal().1, "InvalidOperation");
    let modular = json!([{"action": "setProductCatalogModel", "productCatalogModel": "Modular"}]);
    assert_eq!(shop.update("", 1, modular).await.refusal().0, 501);
}

#[tokio::test]
async fn a_draft_that_breaks_a_rule_is_refused() {
    let shop = shop().await;
    created(&shop, draft("red-m")).await;
    shop.seed(json!({"products": [product("hidden", json!({}))]}));
    let attribute = |name: &str, value: Value| json!({"publish": false, "attributes": [{"name": name, "value": value}]});
    for (more, status, code) in [
        (json!({"key": "red-m"}), 400, "DuplicateField"),
        (json!({"sku": "red-m"}), 400, "DuplicateField"),
        (
            json!({"product": {"typeId": "product", "key": "none"}}),
            400,
            "ReferencedResourceNotFound",
        ),
        (
            json!({"product": {"typeId": "product", "key": "hidden"}}),
            400,
            "InvalidOperation",
        ),
        (json!({"attributes": []}), 400, "RequiredField"),
        (attribute("brand", json!("x")), 400, "InvalidOperation"),
        (attribute("none", json!("x")), 400, "InvalidOperation"),
        (attribute("size", json!("xxl")), 400, "InvalidField"),
        (attribute("unique", json!("x")), 501, "NotEmulated"),
    ] {
        let refused = shop
            .post("/variants", with(draft("new"), more.clone()))
            .await;
        let (found, code_found, _) = refused.refusal();
        assert_eq!(
            (found, code_found.as_str()),
            (status, code),
            "{more}: {}",
            refused.text
        );
    }
    assert_eq!(get(&shop, "/variants").await["total"], 1);
}

#[tokio::test]
async fn an_action_that_breaks_a_rule_is_refused() {
    let shop = shop().await;
    created(&shop, draft("red-m")).await;
    created(&shop, draft("red-l")).await;
    shop.seed(json!({"inventory": [{"sku": "red-m", "quantityOnStock": 1}]}));
    let before = get(&shop, "/variants/key=red-m").await;
    for (action, code) in [
        (
            json!({"action": "setKey", "key": "red-l"}),
            "DuplicateField",
        ),
        (
            json!({"action": "setSku", "sku": "new"}),
            "InvalidOperation",
        ),
        (json!({"action": "setSku"}), "InvalidOperation"),
        (
            json!({"action": "setAttribute", "name": "size", "value": 5}),
            "InvalidField",
        ),
        (
            json!({"action": "setAttribute", "name": "brand", "value": "x"}),
            "InvalidOperation",
        ),
        (
            json!({"action": "setAttribute", "name": "colour", "staged": false}),
            "RequiredField",
        ),
        (
            json!({"action": "removeImage", "imageUrl": image("none")["url"]}),
            "InvalidOperation",
        ),
        (
            json!({"action": "removeAsset", "assetKey": "none"}),
            "InvalidOperation",
        ),
    ] {
        let refused = act(&shop, "/variants/key=red-m", json!([action])).await;
        assert_eq!(refused.refusal().1, code, "{action}: {}", refused.text);
    }
    let duplicate = json!([{"action": "setSku", "sku": "red-m"}]);
    assert_eq!(
        act(&shop, "/variants/key=red-l", duplicate)
            .await
            .refusal()
            .1,
        "DuplicateField"
    );
    assert_eq!(get(&shop, "/variants/key=red-m").await, before);
    // What is staged only may leave out what is required.
    let staged = json!([{"action": "setAttribute", "name": "colour"}]);
    acted(&shop, "/variants/key=red-l", staged).await;
    let publish = json!([{"action": "publish"}]);
    assert_eq!(
        act(&shop, "/variants/key=red-l", publish).await.refusal().1,
        "RequiredField"
    );
}

#[tokio::test]
async fn products_have_no_variants_themselves() {
    let shop = shop().await;
    created(&shop, draft("red-m")).await;
    for more in [
        json!({"masterVariant": {"sku": "x"}}),
        json!({"variants": [{"sku": "x"}]}),
        json!({"priceMode": "Embedded"}),
    ] {
        let refused = shop.post("/products", product("coat", more.clone())).await;
        assert_eq!(refused.refusal().1, "InvalidOperation", "{more}");
    }
    let path = "/products/key=jacket";
    let before = get(&shop, path).await;
    let price = json!({"value": {"centAmount": 1, "currencyCode": "EUR"}});
    for action in [
        json!({"action": "addVariant", "sku": "x"}),
        json!({"action": "setAttribute", "variantId": 1, "name": "size", "value": "m"}),
        json!({"action": "setAttributeInAllVariants", "name": "size", "value": "m"}),
        json!({"action": "addExternalImage", "sku": "red-m", "image": image("x")}),
        json!({"action": "addPrice", "sku": "red-m", "price": price}),
        json!({"action": "setSku", "variantId": 1, "sku": "x"}),
        json!({"action": "setPriceMode", "priceMode": "Embedded"}),
        json!({"action": "unpublish"}),
    ] {
        let refused = act(&shop, path, json!([action])).await;
        assert_eq!(
            refused.refusal().1,
            "InvalidOperation",
            "{action}: {}",
            refused.text
        );
    }
    let id = before["id"].as_str().unwrap();
    let refused = upload(
        &shop,
        &format!("/products/{id}/images"),
        "image/png",
        bytes(PNG),
    )
    .await;
    assert_eq!(refused.refusal().1, "InvalidOperation");
    assert_eq!(get(&shop, path).await, before);
    acted(
        &shop,
        "/variants/key=red-m",
        json!([{"action": "unpublish"}]),
    )
    .await;
    acted(&shop, path, json!([{"action": "unpublish"}])).await;
    let delete = async |path: &str| {
        let version = get(&shop, path).await["version"].clone();
        shop.send(Method::DELETE, &format!("{path}?version={version}"), None)
            .await
    };
    assert_eq!(delete(path).await.refusal().1, "ReferenceExists");
    assert_eq!(delete("/variants/key=red-m").await.status, 200);
    assert_eq!(delete(path).await.status, 200);
    for (path, body) in [
        ("/products/search", json!({})),
        ("/product-projections/search", json!({})),
    ] {
        assert_eq!(shop.post(path, body).await.refusal().0, 501, "{path}");
    }
}

#[tokio::test]
async fn a_product_has_a_default_variant_until_it_is_gone() {
    let shop = shop().await;
    shop.seed(json!({"products": [product("coat", json!({"publish": true}))]}));
    let variant = created(&shop, draft("red-m")).await;
    let other = json!({"product": {"typeId": "product", "key": "coat"}});
    created(&shop, with(draft("coat-m"), other)).await;
    let path = "/products/key=jacket";
    let set = |key: &str, staged: bool| {
        let variant = json!({"typeId": "variant", "key": key});
        json!([{"action": "setDefaultVariant", "variant": variant, "staged": staged}])
    };
    assert_eq!(
        act(&shop, path, set("coat-m", true)).await.refusal().1,
        "InvalidOperation"
    );
    assert_eq!(
        act(&shop, path, set("none", true)).await.refusal().1,
        "ReferencedResourceNotFound"
    );
    let jacket = acted(&shop, path, set("red-m", true)).await;
    let staged = &jacket["masterData"]["staged"];
    assert_eq!(
        staged["defaultVariant"],
        json!({"typeId": "variant", "id": variant["id"]})
    );
    assert_eq!(jacket["masterData"]["current"].get("defaultVariant"), None);
    acted(&shop, path, json!([{"action": "publish"}])).await;
    let expanded = get(
        &shop,
        "/products/key=jacket?expand=masterData.current.defaultVariant",
    )
    .await;
    assert_eq!(
        expanded["masterData"]["current"]["defaultVariant"]["obj"]["key"],
        "red-m"
    );
    let gone = shop
        .send(Method::DELETE, "/variants/key=red-m?version=1", None)
        .await;
    assert_eq!(gone.status, 200, "{}", gone.text);
    assert_eq!(gone.json()["warnings"][0]["code"], "DefaultVariantDeleted");
    let jacket = get(&shop, path).await;
    for which in ["current", "staged"] {
        assert_eq!(
            jacket["masterData"][which].get("defaultVariant"),
            None,
            "{which}"
        );
    }
    let gone = shop
        .send(Method::DELETE, "/variants/key=coat-m?version=1", None)
        .await;
    assert_eq!(gone.json().get("warnings"), None);
}

#[tokio::test]
async fn their_scopes_are_those_of_products() {
    let shop = shop().await;
    created(&shop, draft("red-m")).await;
    let token = async |shop: &Shop, scopes: &str| {
        let client = shop.emulator.api_client(scopes.parse().unwrap());
        let answer = shop.token(&client, "grant_type=client_credentials").await;
        answer.json()["access_token"].as_str().unwrap().to_owned()
    };
    let view = token(&shop, "view_products:emulator").await;
    let published = token(&shop, "view_published_products:emulator").await;
    for (token, method, path, status) in [
        (&view, Method::GET, "/variants", 200),
        (&view, Method::DELETE, "/variants/key=red-m?version=1", 403),
        (&view, Method::GET, "/variant-projections?staged=true", 200),
        (&published, Method::GET, "/variants", 403),
        (&published, Method::GET, "/variant-projections", 200),
        (
            &published,
            Method::GET,
            "/variant-projections?staged=true",
            403,
        ),
    ] {
        let answer = shop.send_as(token, method, path, None).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text);
    }
    let bulk = json!({"items": [], "actions": []});
    let refused = shop
        .send_as(&view, Method::POST, "/variants/bulk", Some(bulk))
        .await;
    assert_eq!(refused.status, 403);
}

#[tokio::test]
async fn damaged_variants_never_break_it() {
    let mut random = random();
    let shop = shop().await;
    created(&shop, draft("red-m")).await;
    let path = "/variants/key=red-m";
    let asset = json!({"key": "asset", "name": {"en": "x"}, "sources": [{"uri": "https://x.example.com/a"}]});
    let actions = json!([
        {"action": "setSku", "sku": "red-m", "staged": false},
        {"action": "setAttribute", "name": "size", "value": "l"},
        {"action": "setAttributes", "attributes": [{"name": "size", "value": "l"}], "staged": true},
        {"action": "setImages", "images": [image("x")]},
        {"action": "setAssets", "assets": [asset]},
        {"action": "addExternalImage", "image": image("x"), "staged": false},
        {"action": "moveImageToPosition", "imageUrl": image("x")["url"], "position": 0},
        {"action": "addAsset", "asset": asset, "position": 0},
        {"action": "setAssetTags", "assetKey": "asset", "tags": ["x"]},
        {"action": "removeStagedChanges"},
        {"action": "publish"},
        {"action": "unpublish"},
    ]);
    let (mut done, mut refused) = (0, 0);
    for round in 0..200 {
        let mut damaged = draft(&format!("sku-{round}"));
        damage(&mut random, &mut damaged);
        let made = shop.post("/variants", damaged.clone()).await;
        let version = get(&shop, path).await["version"].clone();
        let action = random.choice(actions.as_array().unwrap()).cloned().unwrap();
        let mut update = json!({"version": version, "actions": [action]});
        damage(&mut random, &mut update["actions"]);
        let changed = shop.post(path, update.clone()).await;
        let items = json!([{"key": "red-m"}, {"key": format!("sku-{round}")}]);
        let mut many = json!({"items": items, "actions": [{"action": "publish"}]});
        damage(&mut random, &mut many);
        let bulk = shop
            .post("/variants/bulk?versionControl=Off", many.clone())
            .await;
        for (answer, request) in [(made, damaged), (changed, update), (bulk, many)] {
            match answer.status {
                200 | 201 | 207 => done += 1,
                400 | 501 => refused += 1,
                other => panic!("{other} for {request}: {}", answer.text),
            }
        }
    }
    assert!(done > 50 && refused > 100, "{done} {refused}");
    for query in ["", "?staged=true&priceCurrency=EUR&localeProjection=de"] {
        get(&shop, &format!("/variant-projections{query}")).await;
    }
}
