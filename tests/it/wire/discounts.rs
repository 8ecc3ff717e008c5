//! Cart discounts and their groups, discount codes, product discounts.

use ctp_sdk::models::{
    CartDiscountChangeIsActiveAction, CartDiscountChangeValueAction, CartDiscountDraft,
    CartDiscountLineItemsTarget, CartDiscountResourceIdentifier, CartDiscountUpdate,
    CartDiscountUpdateAction, CartDiscountValue, CartDiscountValueAbsoluteDraft,
    CartDiscountValueRelativeDraft, DiscountCodeChangeIsActiveAction, DiscountCodeDraft,
    DiscountCodeSetMaxApplicationsAction, DiscountCodeUpdate, DiscountCodeUpdateAction,
    DiscountGroupDraft, DiscountGroupSetNameAction, DiscountGroupSetSortOrderAction,
    DiscountGroupUpdate, DiscountGroupUpdateAction, Money, ProductDiscountChangeIsActiveAction,
    ProductDiscountDraft, ProductDiscountMatchQuery, ProductDiscountUpdate, ProductDiscountValue,
    ProductDiscountValueRelativeDraft, QueryPrice, StackingMode,
};
use serde_json::{Value, json};

use super::bodies::{cents, page, resource, with};
use super::exchange::{delete, get, head, post};

fn cart_discount() -> Value {
    with(
        resource("discount-1"),
        json!({
            "key": "spring",
            "name": {"en": "Spring"},
            "value": {"type": "relative", "permyriad": 1500},
            "cartPredicate": "1 = 1",
            "target": {"type": "lineItems", "predicate": "sku = \"potato-1\""},
            "sortOrder": "0.5",
            "isActive": true,
            "requiresDiscountCode": false,
            "stackingMode": "Stacking",
        }),
    )
}

#[tokio::test]
async fn cart_discounts() {
    let target = "/my-shop/cart-discounts?where=isActive%3Dtrue&sort=sortOrder%20desc&limit=3";
    let found = get(target, page(json!([cart_discount()])), |api| {
        let query = api.cart_discounts().get().where_("isActive=true");
        query.sort("sortOrder desc").limit(3).send()
    });
    assert_eq!(found.await.results[0].sort_order, "0.5");

    let target = "/my-shop/cart-discounts/discount-1?expand=references%5B%2A%5D";
    let read = get(target, cart_discount(), |api| {
        let discount = api.cart_discounts().with_id("discount-1").get();
        discount.expand("references[*]").send()
    });
    let read = read.await;
    assert_eq!(read.stacking_mode, StackingMode::Stacking);
    let CartDiscountValue::Relative(value) = read.value else {
        panic!("{:?}", read.value)
    };
    assert_eq!(value.permyriad, 1500);
    let read = get(
        "/my-shop/cart-discounts/key=spring",
        cart_discount(),
        |api| api.cart_discounts().with_key("spring").get().send(),
    );
    assert!(!read.await.requires_discount_code);
    head("/my-shop/cart-discounts/key=spring", |api| {
        api.cart_discounts().with_key("spring").head().send()
    })
    .await;

    let body = json!({
        "name": {"en": "Spring"},
        "value": {"type": "relative", "permyriad": 1500},
        "cartPredicate": "1 = 1",
        "target": {"type": "lineItems", "predicate": "sku = \"potato-1\""},
        "sortOrder": "0.5",
        "requiresDiscountCode": false,
    });
    let created = post("/my-shop/cart-discounts", body, cart_discount(), |api| {
        let value = CartDiscountValueRelativeDraft::new(1500);
        let draft = CartDiscountDraft::new([("en", "Spring")], value, "1 = 1")
            .target(CartDiscountLineItemsTarget::new("sku = \"potato-1\""))
            .sort_order("0.5")
            .requires_discount_code(false);
        api.cart_discounts().post(draft).send()
    });
    assert_eq!(created.await.name.get("en").unwrap(), "Spring");

    let body = json!({"version": 1, "actions": [
        {"action": "changeIsActive", "isActive": false},
        {"action": "changeValue", "value": {"type": "absolute", "money": [{"centAmount": 500, "currencyCode": "EUR"}]}},
    ]});
    let absolute = json!({"value": {"type": "absolute", "money": [cents(500)]}});
    let changed = with(cart_discount(), absolute);
    let changed = post("/my-shop/cart-discounts/discount-1", body, changed, |api| {
        let value = CartDiscountValueAbsoluteDraft::new([Money::new(500, "EUR")]);
        let actions = [
            CartDiscountUpdateAction::from(CartDiscountChangeIsActiveAction::new(false)),
            CartDiscountChangeValueAction::new(value).into(),
        ];
        let discount = api.cart_discounts().with_id("discount-1");
        discount.post(CartDiscountUpdate::new(1, actions)).send()
    });
    let CartDiscountValue::Absolute(value) = changed.await.value else {
        panic!("another kind of value")
    };
    assert_eq!(value.money[0].cent_amount, 500);

    delete(
        "/my-shop/cart-discounts/key=spring?version=2",
        cart_discount(),
        |api| api.cart_discounts().with_key("spring").delete(2).send(),
    )
    .await;
}

fn discount_code() -> Value {
    with(
        resource("code-1"),
        json!({
            "key": "c",
            "code": "SPRING",
            "cartDiscounts": [{"typeId": "cart-discount", "id": "discount-1"}],
            "isActive": true,
            "references": [],
            "groups": ["season"],
            "maxApplications": 10,
        }),
    )
}

#[tokio::test]
async fn discount_codes() {
    let target =
        "/my-shop/discount-codes?where=code%3D%22SPRING%22&limit=1&expand=cartDiscounts%5B%2A%5D";
    let found = get(target, page(json!([discount_code()])), |api| {
        let query = api
            .discount_codes()
            .get()
            .where_("code=\"SPRING\"")
            .limit(1);
        query.expand("cartDiscounts[*]").send()
    });
    assert_eq!(found.await.results[0].cart_discounts[0].id, "discount-1");

    let read = get("/my-shop/discount-codes/code-1", discount_code(), |api| {
        api.discount_codes().with_id("code-1").get().send()
    });
    assert_eq!(read.await.max_applications, Some(10));
    let read = get("/my-shop/discount-codes/key=c", discount_code(), |api| {
        api.discount_codes().with_key("c").get().send()
    });
    assert_eq!(read.await.groups, ["season"]);
    head("/my-shop/discount-codes/code-1", |api| {
        api.discount_codes().with_id("code-1").head().send()
    })
    .await;

    let body = json!({
        "code": "SPRING",
        "cartDiscounts": [{"typeId": "cart-discount", "key": "spring"}],
        "maxApplications": 10,
        "validUntil": "2024-06-01T00:00:00Z",
    });
    let created = post("/my-shop/discount-codes", body, discount_code(), |api| {
        let discount = CartDiscountResourceIdentifier::new().key("spring");
        let draft = DiscountCodeDraft::new("SPRING", [discount])
            .max_applications(10)
            .valid_until("2024-06-01T00:00:00Z".parse::<ctp_sdk::DateTime>().unwrap());
        api.discount_codes().post(draft).send()
    });
    assert_eq!(created.await.code, "SPRING");

    let body = json!({"version": 3, "actions": [
        {"action": "changeIsActive", "isActive": false},
        {"action": "setMaxApplications"},
    ]});
    let changed = with(discount_code(), json!({"isActive": false}));
    let changed = post("/my-shop/discount-codes/key=c", body, changed, |api| {
        let actions = [
            DiscountCodeUpdateAction::from(DiscountCodeChangeIsActiveAction::new(false)),
            DiscountCodeSetMaxApplicationsAction::new().into(),
        ];
        let code = api.discount_codes().with_key("c");
        code.post(DiscountCodeUpdate::new(3, actions)).send()
    });
    assert!(!changed.await.is_active);

    let target = "/my-shop/discount-codes/code-1?version=4&dataErasure=true";
    delete(target, discount_code(), |api| {
        let code = api.discount_codes().with_id("code-1");
        code.delete(4).data_erasure(true).send()
    })
    .await;
}

fn discount_group() -> Value {
    with(
        resource("group-1"),
        json!({"key": "best", "name": {"en": "Best deal"}, "sortOrder": "0.7", "isActive": true}),
    )
}

#[tokio::test]
async fn discount_groups() {
    let target = "/my-shop/discount-groups?where=key%3D%22best%22&limit=1";
    let found = get(target, page(json!([discount_group()])), |api| {
        let query = api.discount_groups().get().where_("key=\"best\"");
        query.limit(1).send()
    });
    assert_eq!(found.await.results[0].sort_order, "0.7");

    let read = get(
        "/my-shop/discount-groups/group-1",
        discount_group(),
        |api| api.discount_groups().with_id("group-1").get().send(),
    );
    assert!(read.await.is_active);
    let read = get(
        "/my-shop/discount-groups/key=best",
        discount_group(),
        |api| api.discount_groups().with_key("best").get().send(),
    );
    assert_eq!(read.await.name.unwrap().get("en").unwrap(), "Best deal");
    head("/my-shop/discount-groups/key=best", |api| {
        api.discount_groups().with_key("best").head().send()
    })
    .await;

    let body = json!({"key": "best", "sortOrder": "0.7", "isActive": true});
    let created = post("/my-shop/discount-groups", body, discount_group(), |api| {
        let draft = DiscountGroupDraft::new("best", "0.7").is_active(true);
        api.discount_groups().post(draft).send()
    });
    assert_eq!(created.await.key, "best");

    let body = json!({"version": 1, "actions": [
        {"action": "setName", "name": {"en": "Deal"}},
        {"action": "setSortOrder", "sortOrder": "0.8"},
    ]});
    let changed = post(
        "/my-shop/discount-groups/group-1",
        body,
        discount_group(),
        |api| {
            let actions = [
                DiscountGroupUpdateAction::from(
                    DiscountGroupSetNameAction::new().name([("en", "Deal")]),
                ),
                DiscountGroupSetSortOrderAction::new("0.8").into(),
            ];
            let group = api.discount_groups().with_id("group-1");
            group.post(DiscountGroupUpdate::new(1, actions)).send()
        },
    );
    assert_eq!(changed.await.id, "group-1");

    delete(
        "/my-shop/discount-groups/key=best?version=1",
        discount_group(),
        |api| api.discount_groups().with_key("best").delete(1).send(),
    )
    .await;
}

fn product_discount() -> Value {
    with(
        resource("discount-2"),
        json!({
            "key": "sale",
            "name": {"en": "Sale"},
            "value": {"type": "absolute", "money": [cents(100)]},
            "predicate": "1 = 1",
            "sortOrder": "0.2",
            "isActive": true,
            "references": [{"typeId": "category", "id": "category-1"}],
        }),
    )
}

#[tokio::test]
async fn product_discounts() {
    let target = "/my-shop/product-discounts?where=isActive%3Dtrue&limit=1";
    let found = get(target, page(json!([product_discount()])), |api| {
        let query = api.product_discounts().get().where_("isActive=true");
        query.limit(1).send()
    });
    let ProductDiscountValue::Absolute(value) = &found.await.results[0].value else {
        panic!("another kind of value")
    };
    assert_eq!(value.money[0].cent_amount, 100);

    let read = get(
        "/my-shop/product-discounts/discount-2",
        product_discount(),
        |api| api.product_discounts().with_id("discount-2").get().send(),
    );
    assert_eq!(read.await.predicate, "1 = 1");
    let target = "/my-shop/product-discounts/key=sale?expand=references%5B%2A%5D";
    let read = get(target, product_discount(), |api| {
        let discount = api.product_discounts().with_key("sale").get();
        discount.expand("references[*]").send()
    });
    assert_eq!(read.await.references.len(), 1);
    head("/my-shop/product-discounts/key=sale", |api| {
        api.product_discounts().with_key("sale").head().send()
    })
    .await;

    let body = json!({
        "name": {"en": "Sale"},
        "value": {"type": "relative", "permyriad": 1000},
        "predicate": "sku = \"potato-1\"",
        "sortOrder": "0.2",
        "isActive": true,
        "key": "sale",
    });
    let created = post(
        "/my-shop/product-discounts",
        body,
        product_discount(),
        |api| {
            let value = ProductDiscountValueRelativeDraft::new(1000);
            let predicate = "sku = \"potato-1\"";
            let draft = ProductDiscountDraft::new([("en", "Sale")], value, predicate, "0.2", true);
            api.product_discounts().post(draft.key("sale")).send()
        },
    );
    assert_eq!(created.await.id, "discount-2");

    let body = json!({"version": 1, "actions": [{"action": "changeIsActive", "isActive": false}]});
    let changed = post(
        "/my-shop/product-discounts/key=sale",
        body,
        product_discount(),
        |api| {
            let actions = [ProductDiscountChangeIsActiveAction::new(false)];
            let discount = api.product_discounts().with_key("sale");
            discount.post(ProductDiscountUpdate::new(1, actions)).send()
        },
    );
    assert_eq!(changed.await.version, 1);

    delete(
        "/my-shop/product-discounts/discount-2?version=1",
        product_discount(),
        |api| {
            api.product_discounts()
                .with_id("discount-2")
                .delete(1)
                .send()
        },
    )
    .await;
}

#[tokio::test]
async fn the_product_discount_that_matches_a_price_is_found() {
    let body = json!({
        "productId": "product-1",
        "variantId": 2,
        "staged": false,
        "price": {"id": "price-1", "value": {"centAmount": 250, "currencyCode": "EUR"}, "country": "DE"},
    });
    let found = post(
        "/my-shop/product-discounts/matching",
        body,
        product_discount(),
        |api| {
            let price = QueryPrice::new(Money::new(250, "EUR"))
                .id("price-1")
                .country("DE");
            let query = ProductDiscountMatchQuery::new("product-1", 2, false, price);
            api.product_discounts().matching().post(query).send()
        },
    );
    assert_eq!(found.await.key.as_deref(), Some("sale"));
}
