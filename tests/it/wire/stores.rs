//! Stores, product selections and product tailoring.

use ctp_sdk::models::{
    ChannelResourceIdentifier, ProductResourceIdentifier, ProductSelectionAddProductAction,
    ProductSelectionChangeNameAction, ProductSelectionDraft, ProductSelectionMode,
    ProductSelectionResourceIdentifier, ProductSelectionSettingDraft, ProductSelectionUpdate,
    ProductSelectionUpdateAction, ProductTailoringDraft, ProductTailoringPublishAction,
    ProductTailoringSetNameAction, ProductTailoringUpdate, ProductTailoringUpdateAction,
    ProductVariantSelection, ProductVariantSelectionIncludeOnly, StoreAddDistributionChannelAction,
    StoreCountry, StoreDraft, StoreResourceIdentifier, StoreSetLanguagesAction, StoreUpdate,
    StoreUpdateAction,
};
use serde_json::{Value, json};

use super::bodies::{page, resource, with};
use super::exchange::{delete, get, head, post};

fn store() -> Value {
    let selection = json!({"typeId": "product-selection", "id": "selection-1"});
    with(
        resource("store-1"),
        json!({
            "key": "berlin",
            "name": {"de": "Berlin"},
            "languages": ["de-DE"],
            "countries": [{"code": "DE"}],
            "distributionChannels": [{"typeId": "channel", "id": "channel-1"}],
            "productSelections": [{"productSelection": selection, "active": true}],
        }),
    )
}

#[tokio::test]
async fn stores() {
    let target = "/my-shop/stores?where=languages%20contains%20any%20%28%22de-DE%22%29&limit=5&expand=distributionChannels%5B%2A%5D";
    let found = get(target, page(json!([store()])), |api| {
        let query = api.stores().get();
        let query = query.where_("languages contains any (\"de-DE\")").limit(5);
        query.expand("distributionChannels[*]").send()
    });
    let found = &found.await.results[0];
    assert_eq!(found.distribution_channels[0].id, "channel-1");
    assert!(found.product_selections[0].active);

    let read = get("/my-shop/stores/store-1", store(), |api| {
        api.stores().with_id("store-1").get().send()
    });
    assert_eq!(read.await.countries[0].code.as_str(), "DE");
    let read = get("/my-shop/stores/key=berlin", store(), |api| {
        api.stores().with_key("berlin").get().send()
    });
    assert_eq!(read.await.key, "berlin");
    head("/my-shop/stores/key=berlin", |api| {
        api.stores().with_key("berlin").head().send()
    })
    .await;

    let body = json!({
        "key": "berlin",
        "languages": ["de-DE"],
        "countries": [{"code": "DE"}],
        "productSelections": [{"productSelection": {"typeId": "product-selection", "key": "summer"}, "active": true}],
    });
    let created = post("/my-shop/stores", body, store(), |api| {
        let summer = ProductSelectionResourceIdentifier::new().key("summer");
        let draft = StoreDraft::new("berlin")
            .languages(["de-DE"])
            .countries([StoreCountry::new("DE")])
            .product_selections([ProductSelectionSettingDraft::new(summer).active(true)]);
        api.stores().post(draft).send()
    });
    assert_eq!(created.await.id, "store-1");

    let body = json!({"version": 1, "actions": [
        {"action": "setLanguages", "languages": ["de-DE", "en"]},
        {"action": "addDistributionChannel", "distributionChannel": {"typeId": "channel", "key": "berlin"}},
    ]});
    let changed = post("/my-shop/stores/store-1", body, store(), |api| {
        let channel = ChannelResourceIdentifier::new().key("berlin");
        let actions = [
            StoreUpdateAction::from(StoreSetLanguagesAction::new().languages(["de-DE", "en"])),
            StoreAddDistributionChannelAction::new(channel).into(),
        ];
        api.stores()
            .with_id("store-1")
            .post(StoreUpdate::new(1, actions))
            .send()
    });
    assert_eq!(changed.await.name.unwrap().get("de").unwrap(), "Berlin");

    delete("/my-shop/stores/key=berlin?version=2", store(), |api| {
        api.stores().with_key("berlin").delete(2).send()
    })
    .await;
}

fn product_selection() -> Value {
    with(
        resource("selection-1"),
        json!({"key": "summer", "name": {"en": "Summer"}, "productCount": 2, "mode": "Individual"}),
    )
}

#[tokio::test]
async fn product_selections() {
    let target = "/my-shop/product-selections?where=key%3D%22summer%22&limit=1";
    let found = get(target, page(json!([product_selection()])), |api| {
        let query = api.product_selections().get().where_("key=\"summer\"");
        query.limit(1).send()
    });
    assert_eq!(found.await.results[0].product_count, 2);

    let read = get(
        "/my-shop/product-selections/selection-1",
        product_selection(),
        |api| api.product_selections().with_id("selection-1").get().send(),
    );
    assert_eq!(read.await.mode, ProductSelectionMode::Individual);
    let read = get(
        "/my-shop/product-selections/key=summer",
        product_selection(),
        |api| api.product_selections().with_key("summer").get().send(),
    );
    assert_eq!(read.await.name.get("en").unwrap(), "Summer");
    head("/my-shop/product-selections/key=summer", |api| {
        api.product_selections().with_key("summer").head().send()
    })
    .await;

    let body = json!({"name": {"en": "Summer"}, "key": "summer", "mode": "Individual"});
    let created = post(
        "/my-shop/product-selections",
        body,
        product_selection(),
        |api| {
            let draft = ProductSelectionDraft::new([("en", "Summer")])
                .key("summer")
                .mode(ProductSelectionMode::Individual);
            api.product_selections().post(draft).send()
        },
    );
    assert_eq!(created.await.id, "selection-1");

    let body = json!({"version": 1, "actions": [
        {
            "action": "addProduct",
            "product": {"typeId": "product", "key": "potato"},
            "variantSelection": {"type": "includeOnly", "skus": ["potato-1"]},
        },
        {"action": "changeName", "name": {"en": "July"}},
    ]});
    let changed = post(
        "/my-shop/product-selections/key=summer",
        body,
        product_selection(),
        |api| {
            let potato = ProductResourceIdentifier::new().key("potato");
            let only = ProductVariantSelectionIncludeOnly::new(["potato-1"]);
            let add = ProductSelectionAddProductAction::new(potato).variant_selection(only);
            let actions = [
                ProductSelectionUpdateAction::from(add),
                ProductSelectionChangeNameAction::new([("en", "July")]).into(),
            ];
            let selection = api.product_selections().with_key("summer");
            selection
                .post(ProductSelectionUpdate::new(1, actions))
                .send()
        },
    );
    assert_eq!(changed.await.version, 1);

    delete(
        "/my-shop/product-selections/selection-1?version=2",
        product_selection(),
        |api| {
            api.product_selections()
                .with_id("selection-1")
                .delete(2)
                .send()
        },
    )
    .await;
}

#[tokio::test]
async fn the_products_of_a_selection_are_listed() {
    let assigned = json!({
        "product": {"typeId": "product", "id": "product-1"},
        "variantSelection": {"type": "includeAllExcept", "skus": ["potato-3"]},
    });
    let target = "/my-shop/product-selections/key=summer/products?expand=product&limit=3";
    let found = get(target, page(json!([assigned])), |api| {
        let products = api.product_selections().with_key("summer").products();
        products.get().expand("product").limit(3).send()
    });
    let found = &found.await.results[0];
    assert_eq!(found.product.id, "product-1");
    let Some(ProductVariantSelection::IncludeAllExcept(except)) = &found.variant_selection else {
        panic!("{:?}", found.variant_selection)
    };
    assert_eq!(except.skus, ["potato-3"]);
}

fn product_tailoring() -> Value {
    with(
        resource("tailoring-1"),
        json!({
            "key": "t",
            "store": {"typeId": "store", "key": "berlin"},
            "product": {"typeId": "product", "id": "product-1"},
            "published": false,
            "current": {"name": {"de": "Erdapfel"}},
            "staged": {"name": {"de": "Kartoffel"}},
            "hasStagedChanges": true,
        }),
    )
}

#[tokio::test]
async fn product_tailorings() {
    let target = "/my-shop/product-tailoring?limit=4&where=store%28key%3D%22berlin%22%29";
    let found = get(target, page(json!([product_tailoring()])), |api| {
        let query = api.product_tailoring().get().limit(4);
        query.where_("store(key=\"berlin\")").send()
    });
    assert_eq!(found.await.results[0].store.key, "berlin");

    let read = get(
        "/my-shop/product-tailoring/tailoring-1",
        product_tailoring(),
        |api| api.product_tailoring().with_id("tailoring-1").get().send(),
    );
    let read = read.await;
    assert!(read.has_staged_changes && !read.published);
    assert_eq!(read.staged.name.unwrap().get("de").unwrap(), "Kartoffel");
    let target = "/my-shop/product-tailoring/key=t?expand=product";
    let read = get(target, product_tailoring(), |api| {
        let tailoring = api.product_tailoring().with_key("t").get();
        tailoring.expand("product").send()
    });
    assert_eq!(read.await.product.id, "product-1");
    let target = "/my-shop/product-tailoring?where=published%3Dtrue";
    head(target, |api| {
        api.product_tailoring()
            .head()
            .where_("published=true")
            .send()
    })
    .await;

    let body = json!({
        "store": {"typeId": "store", "key": "berlin"},
        "product": {"typeId": "product", "id": "product-1"},
        "name": {"de": "Erdapfel"},
        "publish": true,
    });
    let created = post(
        "/my-shop/product-tailoring",
        body,
        product_tailoring(),
        |api| {
            let store = StoreResourceIdentifier::new().key("berlin");
            let product = ProductResourceIdentifier::new().id("product-1");
            let draft = ProductTailoringDraft::new(store, product)
                .name([("de", "Erdapfel")])
                .publish(true);
            api.product_tailoring().post(draft).send()
        },
    );
    assert_eq!(created.await.id, "tailoring-1");

    let body = json!({"version": 1, "actions": [
        {"action": "setName", "name": {"de": "Kartoffel"}, "staged": true},
        {"action": "publish"},
    ]});
    let changed = post(
        "/my-shop/product-tailoring/key=t",
        body,
        product_tailoring(),
        |api| {
            let name = ProductTailoringSetNameAction::new().name([("de", "Kartoffel")]);
            let actions = [
                ProductTailoringUpdateAction::from(name.staged(true)),
                ProductTailoringPublishAction::new().into(),
            ];
            let tailoring = api.product_tailoring().with_key("t");
            tailoring
                .post(ProductTailoringUpdate::new(1, actions))
                .send()
        },
    );
    assert_eq!(changed.await.version, 1);

    delete(
        "/my-shop/product-tailoring/tailoring-1?version=2",
        product_tailoring(),
        |api| {
            api.product_tailoring()
                .with_id("tailoring-1")
                .delete(2)
                .send()
        },
    )
    .await;
}
