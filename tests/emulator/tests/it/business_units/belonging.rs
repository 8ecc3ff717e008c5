//! Which carts and shopping lists can belong to a business unit.

use serde_json::{Value, json};

use super::{acted, id, shop, unit};
use crate::carts::{change, code, draft, invalid};
use crate::shop::Shop;

async fn listed(shop: &Shop, more: Value) -> crate::shop::Answer {
    let mut draft = json!({"name": {"en": "List"}});
    let members = draft.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    shop.post("/shopping-lists", draft).await
}

#[tokio::test]
async fn a_customer_is_an_associate() {
    let shop = shop().await;
    let (ann, vip) = (id(&shop, "ann").await, id(&shop, "vip").await);
    for (customer, key, is_permitted) in [
        (&ann, "acme", true),
        (&ann, "north", false),
        (&vip, "north", true),
        (&vip, "other", false),
    ] {
        let cart = draft(
            &shop,
            json!({"customerId": customer, "businessUnit": unit(key)}),
        )
        .await;
        let owner = json!({"typeId": "customer", "id": customer});
        let list = listed(&shop, json!({"customer": owner, "businessUnit": unit(key)})).await;
        for answer in [cart, list] {
            match is_permitted {
                true => assert_eq!(answer.json()["businessUnit"], unit(key), "{}", answer.text),
                false => assert_eq!(code(&answer), invalid(), "{key}"),
            }
        }
    }
    let cart = draft(&shop, json!({"businessUnit": unit("none")})).await;
    assert_eq!(code(&cart).1, "ReferencedResourceNotFound");
    let of_north = draft(&shop, json!({"businessUnit": unit("north")}))
        .await
        .json();
    for (customer, is_permitted) in [(&ann, false), (&vip, true)] {
        let action = json!([{"action": "setCustomerId", "customerId": customer}]);
        let changed = change(&shop, &of_north, action).await;
        match is_permitted {
            true => assert_eq!(changed.json()["customerId"], json!(customer)),
            false => assert_eq!(code(&changed), invalid()),
        }
    }
    acted(
        &shop,
        "acme",
        json!({"action": "changeStatus", "status": "Inactive"}),
    )
    .await;
    let cart = draft(&shop, json!({"businessUnit": unit("acme")})).await;
    assert_eq!(code(&cart), invalid());
}

#[tokio::test]
async fn a_cart_is_of_a_store_of_its_business_unit() {
    let shop = shop().await;
    let store = |key: &str| json!({"typeId": "store", "key": key});
    let of = |key: &str| json!({"businessUnit": unit(key), "store": store("germany")});
    assert_eq!(code(&draft(&shop, of("acme")).await), invalid());
    acted(
        &shop,
        "acme",
        json!({"action": "addStore", "store": store("germany")}),
    )
    .await;
    for key in ["acme", "north"] {
        assert_eq!(draft(&shop, of(key)).await.status, 201);
        let without = json!({"businessUnit": unit(key)});
        assert_eq!(code(&draft(&shop, without).await), invalid());
        let other = json!({"businessUnit": unit(key), "store": store("anywhere")});
        assert_eq!(code(&draft(&shop, other).await), invalid());
    }
}

#[tokio::test]
async fn a_business_unit_is_changed_where_there_is_one() {
    let shop = shop().await;
    let change = |key: &str| json!([{"action": "setBusinessUnit", "businessUnit": unit(key)}]);
    let vip = id(&shop, "vip").await;
    let owner = json!({"typeId": "customer", "id": vip});
    let kinds = [
        (
            "carts",
            draft(&shop, json!({"customerId": vip})).await,
            draft(
                &shop,
                json!({"customerId": vip, "businessUnit": unit("acme")}),
            )
            .await,
        ),
        (
            "shopping-lists",
            listed(&shop, json!({"customer": owner})).await,
            listed(
                &shop,
                json!({"customer": owner, "businessUnit": unit("acme")}),
            )
            .await,
        ),
    ];
    for (kind, without, with) in kinds {
        let path = |of: &Value| format!("/{kind}/{}", of["id"].as_str().unwrap());
        let (without, with) = (path(&without.json()), path(&with.json()));
        assert_eq!(
            code(&shop.update(&without, 1, change("acme")).await),
            invalid()
        );
        assert_eq!(
            code(&shop.update(&with, 1, change("other")).await),
            invalid()
        );
        let changed = shop.update(&with, 1, change("north")).await;
        assert_eq!(
            changed.json()["businessUnit"],
            unit("north"),
            "{}",
            changed.text
        );
    }
}

#[tokio::test]
async fn an_order_has_the_business_unit_of_its_cart() {
    let shop = shop().await;
    let ann = id(&shop, "ann").await;
    let more = json!({"customerId": ann, "businessUnit": unit("acme"), "shippingAddress": {"country": "DE"}, "lineItems": [{"sku": "lamp-1", "quantity": 1}]});
    let cart = draft(&shop, more).await.json();
    let store = json!({"typeId": "store", "key": "germany"});
    let add_store = json!({"action": "addStore", "store": store});
    acted(&shop, "acme", add_store).await;
    let order = json!({"cart": {"typeId": "cart", "id": cart["id"]}, "version": cart["version"]});
    let refused = shop.post("/orders", order.clone()).await;
    assert_eq!(code(&refused), invalid());
    acted(
        &shop,
        "acme",
        json!({"action": "removeStore", "store": store}),
    )
    .await;
    let made = shop.post("/orders", order).await;
    assert_eq!(made.json()["businessUnit"], unit("acme"), "{}", made.text);
    let path = format!("/orders/{}", made.json()["id"].as_str().unwrap());
    let action = json!({"action": "setBusinessUnit", "businessUnit": unit("other")});
    let changed = shop.update(&path, 1, json!([action])).await;
    assert_eq!(
        changed.json()["businessUnit"],
        unit("other"),
        "{}",
        changed.text
    );
    let message = super::told(&shop, "OrderBusinessUnitSet").await;
    assert_eq!(message["businessUnit"], unit("other"));
    assert_eq!(message["oldbusinessUnit"], unit("acme"), "{message}");
    let removed = shop
        .update(&path, 2, json!([{"action": "setBusinessUnit"}]))
        .await;
    assert_eq!(removed.json().get("businessUnit"), None, "{}", removed.text);
}
