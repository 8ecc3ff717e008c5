//! What a tailoring may not be.

use serde_json::{Value, json};

use super::{act, get, image, lamps, tailored, tailoring};
use crate::products::with;

#[tokio::test]
async fn a_draft_that_breaks_a_rule_is_refused() {
    let shop = lamps().await;
    let nested = json!({
        "key": "set", "name": "Set", "description": "A set",
        "attributes": [{"name": "parts", "label": {"en": "Parts"}, "isRequired": false, "type": {
            "name": "set",
            "elementType": {"name": "nested", "typeReference": {"typeId": "product-type", "id": get(&shop, "/product-types/key=thing").await["id"]}},
        }}],
    });
    let set = with(
        crate::products::draft("set"),
        json!({"productType": {"typeId": "product-type", "key": "set"}}),
    );
    shop.seed(json!({"product-types": [nested], "products": [set]}));
    let attribute = |name: &str, value: Value| json!([{"name": name, "value": value}]);
    for (more, code) in [
        (
            json!({"store": {"typeId": "store", "key": "rome"}}),
            "ReferencedResourceNotFound",
        ),
        (
            json!({"product": {"typeId": "product", "key": "none"}}),
            "ReferencedResourceNotFound",
        ),
        (json!({"slug": {"en": "a slug"}}), "InvalidField"),
        (json!({"variants": [{"sku": "none"}]}), "InvalidOperation"),
        (json!({"variants": [{"images": []}]}), "InvalidInput"),
        (
            json!({"variants": [{"sku": "a"}, {"id": 1}]}),
            "InvalidOperation",
        ),
        (
            json!({"attributes": attribute("weight", json!(1))}),
            "InvalidOperation",
        ),
        (
            json!({"attributes": attribute("unknown", json!(1))}),
            "InvalidOperation",
        ),
        (
            json!({"variants": [{"sku": "a", "attributes": attribute("weight", json!("heavy"))}]}),
            "InvalidField",
        ),
        (
            json!({
                "product": {"typeId": "product", "key": "set"},
                "attributes": [],
                "variants": [{"id": 1, "attributes": attribute("parts", json!([]))}],
            }),
            "InvalidOperation",
        ),
    ] {
        let refused = shop
            .post("/product-tailoring", with(tailoring(), more.clone()))
            .await;
        let (status, found, message) = refused.refusal();
        assert_eq!((status, found.as_str()), (400, code), "{more}: {message}");
    }
    assert_eq!(get(&shop, "/product-tailoring").await["count"], 0);
}

#[tokio::test]
async fn a_product_is_tailored_once_for_a_store() {
    let shop = lamps().await;
    let first = tailored(&shop, json!({})).await;
    let again = with(tailoring(), json!({"key": "another"}));
    let refused = shop.post("/product-tailoring", again.clone()).await;
    assert_eq!(refused.refusal().1, "DuplicateField");
    let error = &refused.json()["errors"][0];
    assert_eq!(
        (&error["field"], &error["duplicateValue"]),
        (&json!("product"), &first["product"])
    );
    let elsewhere = with(again, json!({"store": {"typeId": "store", "key": "paris"}}));
    assert_eq!(shop.post("/product-tailoring", elsewhere).await.status, 201);
}

#[tokio::test]
async fn an_action_that_breaks_a_rule_is_refused() {
    let shop = lamps().await;
    let before = tailored(&shop, json!({})).await;
    for action in [
        json!({"action": "setSlug", "slug": {"en": "x"}}),
        json!({"action": "addVariant", "sku": "b"}),
        json!({"action": "addVariant", "sku": "none"}),
        json!({"action": "removeVariant", "sku": "a"}),
        json!({"action": "removeImage", "sku": "a", "imageUrl": image("own")["url"]}),
        json!({"action": "removeAsset", "sku": "b", "assetKey": "none"}),
        json!({"action": "moveImageToPosition", "sku": "b", "imageUrl": image("tailored")["url"], "position": 1}),
        json!({"action": "setAttribute", "sku": "b", "name": "whole", "value": "x"}),
        json!({"action": "setProductAttribute", "name": "weight", "value": 1}),
        json!({"action": "setAttributeInAllVariants", "name": "weight", "value": "heavy"}),
        json!({"action": "addExternalImage", "image": image("new")}),
    ] {
        let refused = act(&shop, json!([action])).await;
        assert_eq!(refused.refusal().0, 400, "{action}");
    }
    assert_eq!(
        get(&shop, "/product-tailoring/key=lamp-in-berlin").await,
        before
    );
}
