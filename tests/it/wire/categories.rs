//! Categories.

use ctp_sdk::models::{
    CategoryChangeNameAction, CategoryChangeParentAction, CategoryDraft,
    CategoryResourceIdentifier, CategorySetDescriptionAction, CategoryUpdate, CategoryUpdateAction,
    LocalizedString,
};
use serde_json::json;

use super::bodies::{category, page, with};
use super::shop::Shop;

#[tokio::test]
async fn a_category_is_created_with_its_texts_by_locale() {
    let name = LocalizedString::new()
        .with("en", "Roots")
        .with("de-AT", "Wurzelgemüse");
    let draft = CategoryDraft::new(name, [("en", "roots")])
        .description([("en", "")])
        .parent(CategoryResourceIdentifier::new().key("vegetables"))
        .order_hint("0.1");
    let shop = Shop::answering(
        201,
        with(
            category(),
            json!({"name": {"en": "Roots", "de-AT": "Wurzelgemüse"}}),
        ),
    );
    let created = shop
        .api
        .categories()
        .post(draft)
        .expand("parent")
        .send()
        .await
        .unwrap();

    assert_eq!(created.name.get("de-AT").unwrap(), "Wurzelgemüse");
    assert_eq!(created.name.lookup(["de", "en-GB"]).unwrap(), "Roots");
    shop.assert_sent_json(
        "POST",
        "/my-shop/categories?expand=parent",
        json!({
            "name": {"en": "Roots", "de-AT": "Wurzelgemüse"},
            "slug": {"en": "roots"},
            "description": {"en": ""},
            "parent": {"typeId": "category", "key": "vegetables"},
            "orderHint": "0.1",
        }),
    );
}

#[tokio::test]
async fn an_expanded_parent_is_read_along_with_its_own() {
    let grandparent = json!({"typeId": "category", "id": "category-3"});
    let parent = json!({"typeId": "category", "id": "category-2", "obj": with(category(), json!({"parent": grandparent}))});
    let shop = Shop::answering(
        200,
        with(
            category(),
            json!({"parent": parent, "ancestors": [grandparent]}),
        ),
    );
    let category = shop
        .api
        .categories()
        .with_key("roots")
        .get()
        .expand("parent.parent")
        .send()
        .await
        .unwrap();

    let parent = category.parent.unwrap();
    assert_eq!(parent.id, "category-2");
    let grandparent = parent.expanded().unwrap().parent.clone().unwrap();
    assert_eq!(
        (grandparent.id.as_str(), grandparent.obj),
        ("category-3", None)
    );
    assert_eq!(category.ancestors[0].id, "category-3");
    shop.assert_sent("GET", "/my-shop/categories/key=roots?expand=parent.parent");
}

#[tokio::test]
async fn categories_are_queried() {
    let shop = Shop::answering(200, page(json!([category()])));
    let query = shop
        .api
        .categories()
        .get()
        .where_("slug(en = :slug)")
        .var("slug", "ro&ots=")
        .sort("orderHint asc");
    let page = query.limit(1).send().await.unwrap();
    assert_eq!(page.results[0].order_hint, "0.1");
    shop.assert_sent(
        "GET",
        "/my-shop/categories?where=slug%28en%20%3D%20%3Aslug%29&var.slug=ro%26ots%3D&sort=orderHint%20asc&limit=1",
    );
}

#[tokio::test]
async fn a_category_is_changed() {
    let update = CategoryUpdate::new(
        2,
        [
            CategoryUpdateAction::from(CategoryChangeNameAction::new([("en", "Tubers")])),
            CategoryChangeParentAction::new(CategoryResourceIdentifier::new().id("category-2"))
                .into(),
            CategorySetDescriptionAction::new().into(),
        ],
    );
    let shop = Shop::answering(200, with(category(), json!({"version": 5})));
    let updated = shop
        .api
        .categories()
        .with_id("category-1")
        .post(update)
        .send()
        .await
        .unwrap();
    assert_eq!(updated.version, 5);
    shop.assert_sent_json(
        "POST",
        "/my-shop/categories/category-1",
        json!({
            "version": 2,
            "actions": [
                {"action": "changeName", "name": {"en": "Tubers"}},
                {"action": "changeParent", "parent": {"typeId": "category", "id": "category-2"}},
                {"action": "setDescription"},
            ],
        }),
    );
}

#[tokio::test]
async fn a_category_is_deleted_at_a_version() {
    let shop = Shop::answering(200, category());
    shop.api
        .categories()
        .with_key("roots")
        .delete(5)
        .expand("parent")
        .send()
        .await
        .unwrap();
    shop.assert_sent(
        "DELETE",
        "/my-shop/categories/key=roots?version=5&expand=parent",
    );
}

#[tokio::test]
async fn a_head_tells_whether_any_category_matches() {
    let shop = Shop::answering(404, json!({"statusCode": 404}));
    assert!(
        !shop
            .api
            .categories()
            .head()
            .where_("key = \"roots\"")
            .send()
            .await
            .unwrap()
    );
    shop.assert_sent("HEAD", "/my-shop/categories?where=key%20%3D%20%22roots%22");
}
