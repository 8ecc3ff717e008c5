//! Variants and variant projections.

use ctp_sdk::models::{
    ProductResourceIdentifier, VariantBulkUpdate, VariantBulkUpdateItem, VariantBulkUpdateResult,
    VariantDraft, VariantSetAttributeAction, VariantSetSkuAction, VariantUpdate,
    VariantUpdateAction,
};
use serde_json::{Value, json};

use super::bodies::{page, resource, with};
use super::exchange::{delete, get, head, post};
use super::shop::Shop;

fn variant() -> Value {
    with(
        resource("variant-1"),
        json!({
            "key": "v",
            "variantId": 2,
            "product": {"typeId": "product", "id": "product-1"},
            "published": true,
            "current": {"sku": "potato-2", "attributes": [{"name": "waxy", "value": true}]},
        }),
    )
}

#[tokio::test]
async fn variants() {
    let target = "/my-shop/variants?where=product%28id%3D%22product-1%22%29&limit=5&expand=product";
    let found = get(target, page(json!([variant()])), |api| {
        let query = api.variants().get().where_("product(id=\"product-1\")");
        query.limit(5).expand("product").send()
    });
    let found = &found.await.results[0];
    assert_eq!(
        (found.variant_id, found.current.sku.as_deref()),
        (2, Some("potato-2"))
    );

    let read = get("/my-shop/variants/variant-1", variant(), |api| {
        api.variants().with_id("variant-1").get().send()
    });
    assert_eq!(read.await.current.attributes[0].value, json!(true));
    let read = get("/my-shop/variants/key=v", variant(), |api| {
        api.variants().with_key("v").get().send()
    });
    assert!(read.await.published);
    head("/my-shop/variants?where=published%3Dtrue", |api| {
        api.variants().head(["published=true"]).send()
    })
    .await;
    head("/my-shop/variants/key=v", |api| {
        api.variants().with_key("v").head().send()
    })
    .await;

    let body = json!({"product": {"typeId": "product", "id": "product-1"}, "sku": "potato-2", "publish": true});
    let created = post("/my-shop/variants", body, variant(), |api| {
        let product = ProductResourceIdentifier::new().id("product-1");
        let draft = VariantDraft::new(product).sku("potato-2").publish(true);
        api.variants().post(draft).send()
    });
    assert_eq!(created.await.product.id, "product-1");

    let body = json!({"version": 1, "actions": [
        {"action": "setSku", "sku": "potato-3", "staged": false},
        {"action": "setAttribute", "name": "waxy", "value": false},
    ]});
    let changed = post("/my-shop/variants/key=v", body, variant(), |api| {
        let sku = VariantSetSkuAction::new().sku("potato-3").staged(false);
        let actions = [
            VariantUpdateAction::from(sku),
            VariantSetAttributeAction::new("waxy").value(false).into(),
        ];
        api.variants()
            .with_key("v")
            .post(VariantUpdate::new(1, actions))
            .send()
    });
    assert_eq!(changed.await.id, "variant-1");

    delete("/my-shop/variants/variant-1?version=2", variant(), |api| {
        api.variants().with_id("variant-1").delete(2).send()
    })
    .await;
}

#[tokio::test]
async fn several_variants_are_changed_at_once() {
    let body = json!({
        "items": [{"id": "variant-1", "version": 1}, {"key": "w", "version": 4}],
        "actions": [{"action": "setAttribute", "name": "waxy", "value": true}],
    });
    let failure =
        json!({"code": "ConcurrentModification", "message": "changed since", "currentVersion": 5});
    let answer = json!({
        "successCount": 1,
        "failureCount": 1,
        "results": [
            {"status": "Success", "id": "variant-1", "resource": {"id": "variant-1", "version": 2}},
            {"status": "Fail", "key": "w", "errors": [failure]},
        ],
    });
    let answer = post("/my-shop/variants/bulk", body, answer, |api| {
        let items = [
            VariantBulkUpdateItem::new().id("variant-1").version(1),
            VariantBulkUpdateItem::new().key("w").version(4),
        ];
        let actions = [VariantSetAttributeAction::new("waxy").value(true)];
        api.variants()
            .bulk()
            .post(VariantBulkUpdate::new(items, actions))
            .send()
    });
    let answer = answer.await;
    assert_eq!((answer.success_count, answer.failure_count), (1, 1));
    let VariantBulkUpdateResult::Success(changed) = &answer.results[0] else {
        panic!("{:?}", answer.results)
    };
    assert_eq!(changed.resource.version, 2);
    let VariantBulkUpdateResult::Fail(failed) = &answer.results[1] else {
        panic!("{:?}", answer.results)
    };
    assert_eq!((failed.key.as_deref(), failed.errors.len()), (Some("w"), 1));
}

#[tokio::test]
async fn an_image_of_a_variant_is_sent_as_it_is() {
    let shop = Shop::answering(200, variant());
    let images = shop.api.variants().with_id("variant-1").images();
    let upload = images.post("image/jpeg", vec![0xff, 0xd8, 0xff]);
    let changed = upload.filename("a.jpg").staged(true).send().await.unwrap();
    assert_eq!(changed.variant_id, 2);

    let request = &shop.requests()[0];
    assert_eq!(request.method(), "POST");
    assert_eq!(
        request.target(),
        "/my-shop/variants/variant-1/images?filename=a.jpg&staged=true"
    );
    assert_eq!(request.header("content-type"), Some("image/jpeg"));
    assert_eq!(request.body(), [0xff, 0xd8, 0xff]);
}

#[tokio::test]
async fn variant_projections() {
    let projection = || {
        with(
            resource("variant-1"),
            json!({
                "staged": false,
                "variantId": 2,
                "product": {"typeId": "product", "id": "product-1"},
                "name": {"en": "Potato"},
                "slug": {"en": "potato"},
                "sku": "potato-2",
                "default": true,
            }),
        )
    };
    let target = "/my-shop/variant-projections?where=sku%3D%22potato-2%22&staged=true&priceCurrency=EUR&limit=1";
    let found = get(target, page(json!([projection()])), |api| {
        let query = api.variant_projections().get().where_("sku=\"potato-2\"");
        query.staged(true).price_currency("EUR").limit(1).send()
    });
    assert_eq!(found.await.results[0].name.get("en").unwrap(), "Potato");

    let read = get(
        "/my-shop/variant-projections/variant-1",
        projection(),
        |api| api.variant_projections().with_id("variant-1").get().send(),
    );
    assert!(read.await.default);
    let target = "/my-shop/variant-projections/key=v?localeProjection=en&priceCountry=DE";
    let read = get(target, projection(), |api| {
        let projection = api.variant_projections().with_key("v").get();
        projection
            .locale_projection("en")
            .price_country("DE")
            .send()
    });
    assert_eq!(read.await.sku.as_deref(), Some("potato-2"));
    head("/my-shop/variant-projections/key=v?staged=true", |api| {
        api.variant_projections()
            .with_key("v")
            .head()
            .staged(true)
            .send()
    })
    .await;
}
