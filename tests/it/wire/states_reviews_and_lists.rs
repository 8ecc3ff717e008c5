//! States, reviews and shopping lists.

use ctp_sdk::models::{
    CustomerResourceIdentifier, ProductResourceIdentifier, ReviewDraft, ReviewSetRatingAction,
    ReviewTransitionStateAction, ReviewUpdate, ReviewUpdateAction, ShoppingListAddLineItemAction,
    ShoppingListChangeNameAction, ShoppingListDraft, ShoppingListLineItemDraft, ShoppingListUpdate,
    ShoppingListUpdateAction, StateAddRolesAction, StateDraft, StateResourceIdentifier,
    StateRoleEnum, StateSetTransitionsAction, StateTypeEnum, StateUpdate, StateUpdateAction,
};
use serde_json::{Value, json};

use super::bodies::{page, resource, shopping_list, with};
use super::exchange::{delete, get, head, post};

fn state() -> Value {
    with(
        resource("state-1"),
        json!({
            "key": "packed",
            "type": "LineItemState",
            "name": {"en": "Packed"},
            "initial": false,
            "builtIn": false,
            "transitions": [{"typeId": "state", "id": "state-2"}],
        }),
    )
}

#[tokio::test]
async fn states() {
    let target =
        "/my-shop/states?where=type%3D%22LineItemState%22&limit=5&expand=transitions%5B%2A%5D";
    let found = get(target, page(json!([state()])), |api| {
        let query = api.states().get().where_("type=\"LineItemState\"").limit(5);
        query.expand("transitions[*]").send()
    });
    let found = &found.await.results[0];
    assert_eq!(found.type_, StateTypeEnum::LineItemState);
    assert_eq!(found.transitions[0].id, "state-2");

    let read = get("/my-shop/states/state-1", state(), |api| {
        api.states().with_id("state-1").get().send()
    });
    assert!(!read.await.built_in);
    let read = get("/my-shop/states/key=packed", state(), |api| {
        api.states().with_key("packed").get().send()
    });
    assert_eq!(read.await.name.unwrap().get("en").unwrap(), "Packed");
    head("/my-shop/states/key=packed", |api| {
        api.states().with_key("packed").head().send()
    })
    .await;

    let body = json!({
        "key": "packed",
        "type": "LineItemState",
        "initial": false,
        "transitions": [{"typeId": "state", "key": "shipped"}],
    });
    let created = post("/my-shop/states", body, state(), |api| {
        let draft = StateDraft::new("packed", StateTypeEnum::LineItemState)
            .initial(false)
            .transitions([StateResourceIdentifier::new().key("shipped")]);
        api.states().post(draft).send()
    });
    assert_eq!(created.await.id, "state-1");

    let body = json!({"version": 1, "actions": [
        {"action": "addRoles", "roles": ["Return"]},
        {"action": "setTransitions", "transitions": []},
        {"action": "setTransitions"},
    ]});
    let changed = post("/my-shop/states/state-1", body, state(), |api| {
        let actions = [
            StateUpdateAction::from(StateAddRolesAction::new([StateRoleEnum::Return])),
            StateSetTransitionsAction::new().transitions([]).into(),
            StateSetTransitionsAction::new().into(),
        ];
        api.states()
            .with_id("state-1")
            .post(StateUpdate::new(1, actions))
            .send()
    });
    assert_eq!(changed.await.key, "packed");

    delete("/my-shop/states/key=packed?version=2", state(), |api| {
        api.states().with_key("packed").delete(2).send()
    })
    .await;
}

fn review() -> Value {
    with(
        resource("review-1"),
        json!({
            "key": "r",
            "title": "Floury",
            "rating": 4,
            "target": {"typeId": "product", "id": "product-1"},
            "includedInStatistics": true,
        }),
    )
}

#[tokio::test]
async fn reviews() {
    let target =
        "/my-shop/reviews?where=rating%20%3E%203&sort=rating%20desc&limit=10&expand=customer";
    let found = get(target, page(json!([review()])), |api| {
        let query = api.reviews().get().where_("rating > 3").sort("rating desc");
        query.limit(10).expand("customer").send()
    });
    let found = &found.await.results[0];
    assert!(found.included_in_statistics);
    assert_eq!(found.title.as_deref(), Some("Floury"));

    let read = get("/my-shop/reviews/review-1", review(), |api| {
        api.reviews().with_id("review-1").get().send()
    });
    assert_eq!(read.await.key.as_deref(), Some("r"));
    let read = get("/my-shop/reviews/key=r", review(), |api| {
        api.reviews().with_key("r").get().send()
    });
    assert_eq!(read.await.id, "review-1");
    head("/my-shop/reviews/review-1", |api| {
        api.reviews().with_id("review-1").head().send()
    })
    .await;

    let body = json!({
        "key": "r",
        "authorName": "Jane",
        "target": {"typeId": "product", "key": "potato"},
        "rating": 4,
        "customer": {"typeId": "customer", "id": "customer-1"},
    });
    let created = post("/my-shop/reviews", body, review(), |api| {
        let draft = ReviewDraft::new()
            .key("r")
            .author_name("Jane")
            .target(ProductResourceIdentifier::new().key("potato"))
            .rating(4)
            .customer(CustomerResourceIdentifier::new().id("customer-1"));
        api.reviews().post(draft).send()
    });
    assert_eq!(created.await.version, 1);

    let body = json!({"version": 1, "actions": [
        {"action": "setRating", "rating": -3},
        {"action": "transitionState", "state": {"typeId": "state", "key": "approved"}, "force": true},
    ]});
    let changed = post("/my-shop/reviews/key=r", body, review(), |api| {
        let approved = StateResourceIdentifier::new().key("approved");
        let actions = [
            ReviewUpdateAction::from(ReviewSetRatingAction::new().rating(-3)),
            ReviewTransitionStateAction::new(approved)
                .force(true)
                .into(),
        ];
        api.reviews()
            .with_key("r")
            .post(ReviewUpdate::new(1, actions))
            .send()
    });
    assert_eq!(changed.await.version, 1);

    delete("/my-shop/reviews/review-1?version=2", review(), |api| {
        api.reviews().with_id("review-1").delete(2).send()
    })
    .await;
}

#[tokio::test]
async fn shopping_lists() {
    let list = || with(shopping_list(), json!({"key": "soup"}));
    let target =
        "/my-shop/shopping-lists?where=key%3D%22soup%22&limit=1&expand=lineItems%5B%2A%5D.variant";
    let found = get(target, page(json!([list()])), |api| {
        let query = api.shopping_lists().get().where_("key=\"soup\"").limit(1);
        query.expand("lineItems[*].variant").send()
    });
    assert_eq!(found.await.results[0].name.get("en").unwrap(), "Soup");

    let read = get("/my-shop/shopping-lists/list-1", list(), |api| {
        api.shopping_lists().with_id("list-1").get().send()
    });
    assert_eq!(read.await.line_items.len(), 0);
    let read = get("/my-shop/shopping-lists/key=soup", list(), |api| {
        api.shopping_lists().with_key("soup").get().send()
    });
    assert_eq!(read.await.id, "list-1");
    head("/my-shop/shopping-lists/key=soup", |api| {
        api.shopping_lists().with_key("soup").head().send()
    })
    .await;

    let body = json!({
        "name": {"en": "Soup"},
        "key": "soup",
        "lineItems": [{"sku": "potato-1", "quantity": 4}],
    });
    let created = post("/my-shop/shopping-lists", body, list(), |api| {
        let item = ShoppingListLineItemDraft::new().sku("potato-1").quantity(4);
        let draft = ShoppingListDraft::new([("en", "Soup")]).key("soup");
        api.shopping_lists().post(draft.line_items([item])).send()
    });
    assert_eq!(created.await.version, 1);

    let body = json!({"version": 1, "actions": [
        {"action": "addLineItem", "productId": "product-2", "variantId": 1, "quantity": 2},
        {"action": "changeName", "name": {"en": "Stew"}},
    ]});
    let changed = post("/my-shop/shopping-lists/list-1", body, list(), |api| {
        let item = ShoppingListAddLineItemAction::new();
        let item = item.product_id("product-2").variant_id(1).quantity(2);
        let actions = [
            ShoppingListUpdateAction::from(item),
            ShoppingListChangeNameAction::new([("en", "Stew")]).into(),
        ];
        let list = api.shopping_lists().with_id("list-1");
        list.post(ShoppingListUpdate::new(1, actions)).send()
    });
    assert_eq!(changed.await.key.as_deref(), Some("soup"));

    delete(
        "/my-shop/shopping-lists/key=soup?version=3",
        list(),
        |api| api.shopping_lists().with_key("soup").delete(3).send(),
    )
    .await;
}
