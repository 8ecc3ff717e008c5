//! Shopping lists with line items of products.

use serde_json::{Value, json};

use crate::carts;
use crate::shop::Shop;

async fn change(shop: &Shop, list: &Value, action: Value) -> Value {
    let path = format!("/shopping-lists/{}", list["id"].as_str().unwrap());
    let version = shop.get(&path).await.json()["version"].as_u64().unwrap();
    let changed = shop.update(&path, version, json!([action])).await;
    assert_eq!(changed.status, 200, "{action}: {}", changed.text);
    changed.json()
}

async fn refused(shop: &Shop, list: &Value, action: Value) -> (u16, String) {
    let path = format!("/shopping-lists/{}", list["id"].as_str().unwrap());
    let before = shop.get(&path).await.json();
    let version = before["version"].as_u64().unwrap();
    let refused = shop.update(&path, version, json!([action])).await.refusal();
    assert_eq!(shop.get(&path).await.json(), before);
    (refused.0, refused.1)
}

#[tokio::test]
async fn a_list_has_variants_of_products() {
    let shop = carts::shop().await;
    let lamp = shop.get("/products/key=lamp").await.json();
    let draft = json!({
        "name": {"en": "Wishes"},
        "lineItems": [{"sku": "lamp-2", "quantity": 2}, {"productId": lamp["id"]}, {"productId": lamp["id"], "variantId": 2}],
    });
    let list = shop.post("/shopping-lists", draft).await;
    assert_eq!(list.status, 201, "{}", list.text);
    let list = list.json();
    let lines = list["lineItems"].as_array().unwrap();
    // The third one is the same variant as the first one.
    let quantities: Vec<&Value> = lines.iter().map(|line| &line["quantity"]).collect();
    assert_eq!(quantities, [3, 1]);
    let (by_sku, of_master) = (&lines[0], &lines[1]);
    assert_eq!(
        (&by_sku["productId"], &by_sku["variantId"], &by_sku["name"]),
        (&lamp["id"], &json!(2), &json!({"en": "lamp"}))
    );
    assert_eq!(
        (&by_sku["productType"], &by_sku["published"]),
        (&lamp["productType"], &json!(true))
    );
    // Which one is the master variant is not said.
    assert_eq!(of_master.get("variantId"), None);
    let path = format!("/shopping-lists/{}", list["id"].as_str().unwrap());
    let expand = "expand=lineItems%5B*%5D.variant&expand=lineItems%5B*%5D.productSlug";
    let expanded = shop.get(&format!("{path}?{expand}")).await.json();
    let skus = ["lamp-2", "lamp-1"];
    for (line, sku) in expanded["lineItems"].as_array().unwrap().iter().zip(skus) {
        assert_eq!(
            (&line["variant"]["sku"], &line["productSlug"]["en"]),
            (&json!(sku), &json!("lamp"))
        );
    }
    let page = shop.get(&format!("/shopping-lists?{expand}")).await.json();
    assert_eq!(page["results"], json!([expanded]));
    assert_eq!(shop.get(&path).await.json(), list);
    let one = format!("{path}?expand=lineItems%5B0%5D.variant");
    assert_eq!(shop.get(&one).await.refusal().0, 501);
}

#[tokio::test]
async fn line_items_are_added_and_taken_away_by_quantities() {
    let shop = carts::shop().await;
    let list = json!({"name": {"en": "Wishes"}, "textLineItems": [{"name": {"en": "Bread"}, "quantity": 3}]});
    let list = shop.post("/shopping-lists", list).await.json();
    let add = |sku: &str, quantity: u64| json!({"action": "addLineItem", "sku": sku, "quantity": quantity, "key": "wish"});
    change(&shop, &list, add("lamp-1", 2)).await;
    let now = change(&shop, &list, add("lamp-1", 5)).await;
    assert_eq!(now["lineItems"].as_array().unwrap().len(), 1);
    assert_eq!(now["lineItems"][0]["quantity"], 7);
    let same_key = refused(&shop, &list, add("chair-1", 1)).await;
    assert_eq!(same_key, (400, "InvalidOperation".to_owned()));
    let remove = |more: Value| {
        let mut action = json!({"action": "removeLineItem", "lineItemKey": "wish"});
        let members = more.as_object().unwrap().clone();
        action.as_object_mut().unwrap().extend(members);
        action
    };
    let now = change(&shop, &list, remove(json!({"quantity": 3}))).await;
    assert_eq!(now["lineItems"][0]["quantity"], 4);
    let now = change(&shop, &list, remove(json!({"quantity": 4}))).await;
    assert_eq!(now["lineItems"], json!([]));
    let gone = refused(&shop, &list, remove(json!({}))).await;
    assert_eq!(gone, (400, "InvalidOperation".to_owned()));
    change(&shop, &list, add("chair-1", 2)).await;
    assert_eq!(
        change(&shop, &list, remove(json!({}))).await["lineItems"],
        json!([])
    );
    let told = "/messages?sort=sequenceNumber&where=resource(typeId%3D%22shopping-list%22)";
    let told = shop.get(told).await.json()["results"].clone();
    let types: Vec<&str> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|of| of["type"].as_str().unwrap())
        .collect();
    assert!(types.contains(&"ShoppingListLineItemAdded"), "{types:?}");

    let text = |more: Value| {
        let mut action = json!({"action": "removeTextLineItem", "textLineItemId": list["textLineItems"][0]["id"]});
        let members = more.as_object().unwrap().clone();
        action.as_object_mut().unwrap().extend(members);
        action
    };
    let now = change(&shop, &list, text(json!({"quantity": 1}))).await;
    assert_eq!(now["textLineItems"][0]["quantity"], 2);
    let now = change(&shop, &list, text(json!({}))).await;
    assert_eq!(now["textLineItems"], json!([]));
    let nothing = refused(&shop, &list, json!({"action": "removeTextLineItem"})).await;
    assert_eq!(nothing, (400, "InvalidInput".to_owned()));
}

#[tokio::test]
async fn what_is_no_variant_is_not_put_on_a_list() {
    let shop = carts::shop().await;
    let lamp = shop.get("/products/key=lamp").await.json();
    let list = json!({"name": {"en": "Wishes"}});
    let list = shop.post("/shopping-lists", list).await.json();
    for (more, expected) in [
        (json!({"sku": "none"}), (400, "InvalidOperation")),
        (json!({"productId": "none"}), (400, "InvalidOperation")),
        (
            json!({"productId": lamp["id"], "variantId": 9}),
            (400, "InvalidOperation"),
        ),
        (json!({}), (400, "InvalidInput")),
        (
            json!({"productId": lamp["id"], "sku": "lamp-1"}),
            (400, "InvalidInput"),
        ),
    ] {
        let mut action = json!({"action": "addLineItem"});
        let members = more.as_object().unwrap().clone();
        action.as_object_mut().unwrap().extend(members);
        let (status, code) = refused(&shop, &list, action).await;
        assert_eq!((status, code.as_str()), expected, "{more}");
    }
    let unpublish = json!([{"action": "unpublish"}]);
    let version = lamp["version"].as_u64().unwrap();
    let unpublished = shop.update("/products/key=lamp", version, unpublish).await;
    assert_eq!(unpublished.status, 200, "{}", unpublished.text);
    let add = json!({"action": "addLineItem", "sku": "lamp-1"});
    assert_eq!(refused(&shop, &list, add).await.0, 501);
}
