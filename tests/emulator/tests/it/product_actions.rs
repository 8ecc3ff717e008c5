//! Changes of products: what is staged, what is published, and which messages are written.

mod prices;

use serde_json::{Value, json};

use crate::products::{draft, shop, with};
use crate::shop::{Answer, Shop};

/// A shop with a published product `lamp` of two variants.
async fn published() -> Shop {
    let shop = shop().await;
    let variant = |sku: &str| {
        json!({
            "sku": sku,
            "prices": [{"value": {"centAmount": 100, "currencyCode": "EUR"}}],
            "attributes": [{"name": "required", "value": "x"}, {"name": "same", "value": "x"}],
            "images": [{"url": "https://example.com/1", "dimensions": {"w": 1, "h": 1}}],
        })
    };
    let lamp = with(
        draft("lamp"),
        json!({"masterVariant": variant("a"), "variants": [variant("b")], "publish": true}),
    );
    let created = shop.post("/products", lamp).await;
    assert_eq!(created.status, 201, "{}", created.text);
    shop
}

async fn act(shop: &Shop, actions: Value) -> Answer {
    let version = shop.get("/products/key=lamp").await.json()["version"].as_u64();
    shop.update("/products/key=lamp", version.unwrap(), actions)
        .await
}

/// What the product is after actions.
async fn acted(shop: &Shop, actions: Value) -> Value {
    let answer = act(shop, actions).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let product = answer.json();
    assert_eq!(shop.get("/products/key=lamp").await.json(), product);
    product
}

/// The newest message.
async fn told(shop: &Shop) -> Value {
    let query =
        "/messages?sort=sequenceNumber%20desc&limit=1&where=resource(typeId%3D%22product%22)";
    shop.get(query).await.json()["results"][0].clone()
}

#[tokio::test]
async fn a_change_is_staged_until_it_is_published() {
    let shop = published().await;
    let product = acted(
        &shop,
        json!([{"action": "changeName", "name": {"en": "New"}}]),
    )
    .await;
    let data = &product["masterData"];
    assert_eq!(
        (&data["hasStagedChanges"], &data["published"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(data["staged"]["name"], json!({"en": "New"}));
    assert_eq!(data["current"]["name"], json!({"en": "lamp"}));
    let product = acted(&shop, json!([{"action": "publish"}])).await;
    assert_eq!(
        product["masterData"]["current"]["name"],
        json!({"en": "New"})
    );
    assert_eq!(product["masterData"]["hasStagedChanges"], false);
    let message = told(&shop).await;
    assert_eq!(
        (&message["type"], &message["scope"]),
        (&json!("ProductPublished"), &json!("All"))
    );
    assert_eq!(message["productProjection"]["name"], json!({"en": "New"}));
    assert_eq!(message["productProjection"]["version"], product["version"]);
    let product = acted(
        &shop,
        json!([{"action": "setDescription", "description": {"en": "Both"}, "staged": false}]),
    )
    .await;
    let data = &product["masterData"];
    assert_eq!(
        data["current"]["description"],
        data["staged"]["description"]
    );
    assert_eq!(data["hasStagedChanges"], false);
    let product = acted(&shop, json!([{"action": "setDescription", "staged": true}, {"action": "setMetaTitle", "metaTitle": {"en": "T"}}])).await;
    assert_eq!(product["masterData"]["staged"].get("description"), None);
    let product = acted(&shop, json!([{"action": "revertStagedChanges"}])).await;
    assert_eq!(product["masterData"]["staged"], data["staged"]);
    assert_eq!(told(&shop).await["type"], "ProductRevertedStagedChanges");
    let product = acted(&shop, json!([{"action": "unpublish"}])).await;
    assert_eq!(product["masterData"]["published"], false);
    assert_eq!(told(&shop).await["type"], "ProductUnpublished");
    // What changes nothing makes no version.
    let version = product["version"].clone();
    let product = acted(&shop, json!([{"action": "unpublish"}])).await;
    assert_eq!(product["version"], version);
}

#[tokio::test]
async fn slugs_and_the_product_itself_are_changed() {
    let shop = published().await;
    acted(
        &shop,
        json!([{"action": "changeSlug", "slug": {"en": "light"}}]),
    )
    .await;
    let message = told(&shop).await;
    assert_eq!(message["slug"], json!({"en": "light"}));
    assert_eq!(message["oldSlug"], json!({"en": "lamp"}));
    // Both slugs are taken, because one of them is published.
    for slug in ["light", "lamp"] {
        let taken = with(draft("other"), json!({"slug": {"en": slug}}));
        assert_eq!(
            shop.post("/products", taken).await.refusal().1,
            "DuplicateField"
        );
    }
    let product = acted(&shop, json!([{"action": "setTaxCategory", "taxCategory": {"typeId": "tax-category", "key": "standard"}}])).await;
    assert_eq!(product["taxCategory"]["typeId"], "tax-category");
    shop.seed(json!({"states": [{"key": "checked", "type": "ProductState"}]}));
    let state = json!({"typeId": "state", "key": "checked"});
    acted(
        &shop,
        json!([{"action": "transitionState", "state": state}]),
    )
    .await;
    assert_eq!(told(&shop).await["type"], "ProductStateTransition");
    shop.seed(json!({"states": [{"key": "paid", "type": "PaymentState"}]}));
    let paid = json!({"typeId": "state", "key": "paid"});
    let refused = act(&shop, json!([{"action": "transitionState", "state": paid}])).await;
    assert_eq!(refused.refusal().1, "InvalidOperation");
    let keywords = json!({"en": [{"text": "light"}]});
    let product = acted(
        &shop,
        json!([{"action": "setSearchKeywords", "searchKeywords": keywords}]),
    )
    .await;
    assert_eq!(product["masterData"]["staged"]["searchKeywords"], keywords);
    acted(
        &shop,
        json!([{"action": "setPriceMode", "priceMode": "Standalone"}]),
    )
    .await;
    assert_eq!(told(&shop).await["to"], "Standalone");
    let product = acted(
        &shop,
        json!([{"action": "setProductAttribute", "name": "whole", "value": "w"}]),
    )
    .await;
    assert_eq!(
        product["masterData"]["staged"]["attributes"],
        json!([{"name": "whole", "value": "w"}])
    );
    // Variants are no resources of their own here.
    let refused = act(&shop, json!([{"action": "setDefaultVariant"}])).await;
    assert_eq!(refused.refusal().1, "InvalidOperation");
}

#[tokio::test]
async fn categories_come_and_go_with_their_hints() {
    let shop = published().await;
    let category = json!({"typeId": "category", "key": "things"});
    let id = shop.get("/categories/key=things").await.json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let refused = act(
        &shop,
        json!([{"action": "setCategoryOrderHint", "categoryId": id, "orderHint": "0.1"}]),
    )
    .await;
    assert_eq!(refused.refusal().1, "InvalidOperation");
    let product = acted(
        &shop,
        json!([{"action": "addToCategory", "category": category, "orderHint": "0.5"}]),
    )
    .await;
    let staged = &product["masterData"]["staged"];
    let reference = json!({"typeId": "category", "id": id});
    assert_eq!(staged["categories"], json!([reference]));
    assert_eq!(staged["categoryOrderHints"][&id], "0.5");
    assert_eq!(product["masterData"]["current"]["categories"], json!([]));
    let message = told(&shop).await;
    assert_eq!(
        (&message["type"], &message["category"], &message["staged"]),
        (&json!("ProductAddedToCategory"), &reference, &json!(true))
    );
    let product = acted(
        &shop,
        json!([{"action": "setCategoryOrderHint", "categoryId": id, "orderHint": "0.1"}]),
    )
    .await;
    assert_eq!(
        product["masterData"]["staged"]["categoryOrderHints"][&id],
        "0.1"
    );
    let product = acted(
        &shop,
        json!([{"action": "removeFromCategory", "category": category}]),
    )
    .await;
    let staged = &product["masterData"]["staged"];
    assert_eq!(
        (&staged["categories"], &staged["categoryOrderHints"]),
        (&json!([]), &json!({}))
    );
    assert_eq!(told(&shop).await["type"], "ProductRemovedFromCategory");
    let again = json!([
        {"action": "addToCategory", "category": category, "orderHint": "0.5"},
        {"action": "addToCategory", "category": category},
    ]);
    let product = acted(&shop, again).await;
    let staged = &product["masterData"]["staged"];
    assert_eq!(staged["categoryOrderHints"], json!({}));
    acted(
        &shop,
        json!([{"action": "removeFromCategory", "category": category}]),
    )
    .await;
    let refused = act(
        &shop,
        json!([{"action": "removeFromCategory", "category": category}]),
    )
    .await;
    assert_eq!(refused.refusal().1, "InvalidOperation");
}

#[tokio::test]
async fn variants_come_and_go() {
    let shop = published().await;
    let added = json!({"action": "addVariant", "sku": "c", "attributes": [{"name": "same", "value": "x"}, {"name": "size", "value": "l"}]});
    let product = acted(&shop, json!([added])).await;
    let variants = product["masterData"]["staged"]["variants"]
        .as_array()
        .unwrap();
    assert_eq!(
        (&variants[1]["id"], &variants[1]["sku"]),
        (&json!(3), &json!("c"))
    );
    assert_eq!(
        product["masterData"]["current"]["variants"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let message = told(&shop).await;
    assert_eq!(
        (&message["type"], &message["variant"]["sku"]),
        (&json!("ProductVariantAdded"), &json!("c"))
    );
    // The new variant has no value of a required attribute, so that it cannot be published.
    let refused = act(&shop, json!([{"action": "publish"}])).await.refusal();
    assert_eq!(refused.1, "RequiredField");
    let product = acted(
        &shop,
        json!([{"action": "changeMasterVariant", "sku": "c"}]),
    )
    .await;
    assert_eq!(product["masterData"]["staged"]["masterVariant"]["id"], 3);
    let refused = act(&shop, json!([{"action": "removeVariant", "id": 3}])).await;
    assert_eq!(refused.refusal().1, "InvalidOperation");
    let product = acted(&shop, json!([{"action": "removeVariant", "sku": "a"}])).await;
    let ids = product["masterData"]["staged"]["variants"]
        .as_array()
        .unwrap()
        .iter();
    assert_eq!(
        ids.map(|of| of["id"].clone()).collect::<Vec<_>>(),
        [json!(2)]
    );
    let message = told(&shop).await;
    assert_eq!(
        (&message["type"], &message["variant"]["id"]),
        (&json!("ProductVariantDeleted"), &json!(1))
    );
    // An id is not used again.
    let again =
        json!({"action": "addVariant", "sku": "d", "attributes": [{"name": "same", "value": "x"}]});
    let product = acted(&shop, json!([again])).await;
    assert_eq!(product["masterData"]["staged"]["variants"][1]["id"], 4);
}

#[tokio::test]
async fn a_variant_is_chosen_by_its_id_or_its_sku() {
    let shop = published().await;
    let product = acted(
        &shop,
        json!([
            {"action": "setSku", "variantId": 2, "sku": "z"},
            {"action": "setProductVariantKey", "sku": "z", "key": "second"},
            {"action": "setAttribute", "variantId": 2, "name": "size", "value": "s"},
            {"action": "setAttributeInAllVariants", "name": "same", "value": "y"},
        ]),
    )
    .await;
    let data = &product["masterData"];
    let variant = &data["staged"]["variants"][0];
    assert_eq!(
        (&variant["sku"], &variant["key"]),
        (&json!("z"), &json!("second"))
    );
    let size = json!({"name": "size", "value": {"key": "s", "label": "Small"}});
    assert!(
        variant["attributes"].as_array().unwrap().contains(&size),
        "{variant}"
    );
    let same = json!({"name": "same", "value": "y"});
    assert!(
        data["staged"]["masterVariant"]["attributes"]
            .as_array()
            .unwrap()
            .contains(&same)
    );
    assert_eq!(data["current"]["variants"][0]["sku"], "b");
    for (action, code) in [
        (
            json!({"action": "setSku", "variantId": 9, "sku": "y"}),
            "InvalidOperation",
        ),
        (
            json!({"action": "setAttribute", "sku": "none", "name": "size"}),
            "InvalidOperation",
        ),
        (
            json!({"action": "setAttribute", "name": "size"}),
            "InvalidInput",
        ),
        (
            json!({"action": "setAttribute", "variantId": 1, "name": "colour"}),
            "InvalidOperation",
        ),
        (
            json!({"action": "setAttribute", "variantId": 1, "name": "same", "value": "z"}),
            "InvalidField",
        ),
        (
            json!({"action": "setAttribute", "variantId": 1, "name": "size", "value": 5}),
            "InvalidField",
        ),
        (
            json!({"action": "setAttribute", "variantId": 1, "name": "required", "staged": false}),
            "RequiredField",
        ),
    ] {
        let refused = act(&shop, json!([action])).await;
        assert_eq!(refused.refusal().1, code, "{action}");
    }
    let product = acted(
        &shop,
        json!([{"action": "setAttributeInAllVariants", "name": "same", "value": "x"}, {"action": "revertStagedVariantChanges", "variantId": 2}]),
    )
    .await;
    assert_eq!(
        product["masterData"]["staged"]["variants"],
        product["masterData"]["current"]["variants"]
    );
}

#[tokio::test]
async fn images_and_assets_are_those_of_a_variant() {
    let shop = published().await;
    let image = json!({"url": "https://example.com/2", "dimensions": {"w": 2, "h": 2}});
    let asset = json!({"key": "manual", "name": {"en": "Manual"}, "sources": [{"uri": "https://example.com/m"}]});
    let product = acted(&shop, json!([
        {"action": "addExternalImage", "variantId": 1, "image": image},
        {"action": "moveImageToPosition", "variantId": 1, "imageUrl": "https://example.com/2", "position": 0},
        {"action": "setImageLabel", "variantId": 1, "imageUrl": "https://example.com/1", "label": "First"},
        {"action": "addAsset", "sku": "a", "asset": asset, "staged": false},
        {"action": "changeAssetName", "sku": "a", "assetKey": "manual", "name": {"en": "Guide"}, "staged": false},
        {"action": "setAssetTags", "sku": "a", "assetKey": "manual", "tags": ["new"]},
    ])).await;
    let data = &product["masterData"];
    let master = &data["staged"]["masterVariant"];
    assert_eq!(master["images"][0], image);
    assert_eq!(master["images"][1]["label"], "First");
    let (staged, current) = (
        &master["assets"][0],
        &data["current"]["masterVariant"]["assets"][0],
    );
    assert_eq!(
        (&staged["id"], &staged["name"]["en"]),
        (&current["id"], &json!("Guide"))
    );
    assert_eq!(
        (&staged["tags"], current.get("tags")),
        (&json!(["new"]), None)
    );
    for action in [
        json!({"action": "removeImage", "variantId": 1, "imageUrl": "https://example.com/9"}),
        json!({"action": "moveImageToPosition", "variantId": 1, "imageUrl": "https://example.com/1", "position": 2}),
        json!({"action": "removeAsset", "variantId": 1, "assetKey": "none"}),
    ] {
        let refused = act(&shop, json!([action])).await;
        assert_eq!(refused.refusal().1, "InvalidOperation", "{action}");
    }
    let product = acted(
        &shop,
        json!([
            {"action": "removeImage", "variantId": 1, "imageUrl": "https://example.com/1"},
            {"action": "removeAsset", "variantId": 1, "assetKey": "manual"},
        ]),
    )
    .await;
    let master = &product["masterData"]["staged"]["masterVariant"];
    assert_eq!(
        (&master["images"], &master["assets"]),
        (&json!([image]), &json!([]))
    );
}

#[tokio::test]
async fn a_sku_of_which_there_is_inventory_stays() {
    let shop = published().await;
    shop.seed(json!({"inventory": [{"sku": "a", "quantityOnStock": 1}]}));
    for sku in [json!("z"), Value::Null] {
        let refused = act(
            &shop,
            json!([{"action": "setSku", "variantId": 1, "sku": sku}]),
        )
        .await;
        assert_eq!(refused.refusal().1, "InvalidOperation");
    }
    acted(
        &shop,
        json!([{"action": "setSku", "variantId": 1, "sku": "a"}]),
    )
    .await;
    acted(
        &shop,
        json!([{"action": "setSku", "variantId": 2, "sku": "z"}]),
    )
    .await;
}
