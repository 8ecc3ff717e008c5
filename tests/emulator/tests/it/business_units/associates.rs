//! What associates may do, by their roles.

use reqwest::Method;
use serde_json::{Value, json};

use super::{OWN, act, acted, associate, id, lacks, permit, role, shop, unit};
use crate::carts::{code, invalid};
use crate::shop::Shop;

/// A path of an associate in a business unit.
fn path(id: &str, key: &str, rest: &str) -> String {
    format!("/as-associate/{id}/in-business-unit/key={key}/{rest}")
}

/// A cart that can be ordered.
fn draft() -> Value {
    json!({
        "currency": "EUR", "country": "DE", "shippingAddress": {"country": "DE"},
        "lineItems": [{"sku": "lamp-1", "quantity": 1}],
    })
}

async fn made(shop: &Shop, path: &str, draft: Value) -> Value {
    let answer = shop.post(path, draft).await;
    assert_eq!(answer.status, 201, "{path}: {}", answer.text);
    answer.json()
}

fn at(path: &str, of: &Value) -> String {
    format!("{path}/{}", of["id"].as_str().unwrap())
}

#[tokio::test]
async fn an_associate_has_carts_in_a_business_unit() {
    let shop = shop().await;
    let (ann, vip) = (id(&shop, "ann").await, id(&shop, "vip").await);
    let carts = path(&ann, "acme", "carts");
    // The path says which business unit it is.
    let mut ignored = draft();
    ignored["businessUnit"] = unit("none");
    let cart = made(&shop, &carts, ignored).await;
    assert_eq!(
        (&cart["customerId"], &cart["businessUnit"]),
        (&json!(ann), &unit("acme"))
    );
    assert_eq!(cart["createdBy"]["associate"]["id"], json!(ann));
    let own = at(&carts, &cart);
    assert_eq!(shop.get(&own).await.json(), cart);
    let set = json!([{"action": "setKey", "key": "mine"}]);
    assert_eq!(shop.update(&own, 1, set.clone()).await.status, 200);
    assert_eq!(
        shop.get(&format!("{carts}/key=mine")).await.json()["id"],
        cart["id"]
    );
    // The carts of others.
    let others = made(&shop, &path(&vip, "acme", "carts"), draft()).await;
    let other = at(&carts, &others);
    let refused = shop.get(&other).await;
    assert_eq!(lacks(&refused), ["ViewOthersCarts"]);
    let error = &refused.json()["errors"][0];
    assert_eq!(error["associate"], json!({"typeId": "customer", "id": ann}));
    assert_eq!(
        error["associateOnBehalf"],
        json!({"typeId": "customer", "id": vip})
    );
    assert_eq!(error["businessUnit"], unit("acme"));
    assert_eq!(shop.send(Method::HEAD, &other, None).await.status, 403);
    assert_eq!(
        lacks(&shop.update(&other, 1, set.clone()).await),
        ["UpdateOthersCarts"]
    );
    let deletion = format!("{other}?version=1");
    assert_eq!(
        lacks(&shop.send(Method::DELETE, &deletion, None).await),
        ["DeleteOthersCarts"]
    );
    let mut for_vip = draft();
    for_vip["customerId"] = json!(vip);
    assert_eq!(
        lacks(&shop.post(&carts, for_vip).await),
        ["CreateOthersCarts"]
    );
    let page = shop.get(&carts).await.json();
    assert_eq!(
        (&page["total"], &page["results"][0]["id"]),
        (&json!(1), &cart["id"])
    );
    let page = shop.get(&path(&vip, "acme", "carts")).await.json();
    assert_eq!(page["total"], 2);
    // An admin may do it for the buyer, who is an associate.
    let mut for_ann = draft();
    for_ann["customerId"] = json!(ann);
    let of_ann = made(&shop, &path(&vip, "acme", "carts"), for_ann.clone()).await;
    assert_eq!(of_ann["customerId"], json!(ann));
    let refused = shop.post(&path(&vip, "north", "carts"), for_ann).await;
    assert_eq!(code(&refused), invalid());
    let deletion = format!("{own}?version=2");
    assert_eq!(shop.send(Method::DELETE, &deletion, None).await.status, 200);
}

#[tokio::test]
async fn each_deed_needs_its_permission() {
    let shop = shop().await;
    let ann = id(&shop, "ann").await;
    let carts = path(&ann, "acme", "carts");
    let lists = path(&ann, "acme", "shopping-lists");
    let list = json!({"name": {"en": "List"}});
    let cart = at(&carts, &made(&shop, &carts, draft()).await);
    let listed = made(&shop, &lists, list.clone()).await;
    assert_eq!(listed["customer"]["id"], json!(ann));
    let listed = at(&lists, &listed);
    let orders = path(&ann, "acme", "orders");
    let without = |gone: &str| {
        OWN.iter()
            .copied()
            .filter(|of| *of != gone)
            .collect::<Vec<_>>()
    };
    let order = json!({"cart": {"typeId": "cart", "id": cart.rsplit('/').next()}, "version": 1});
    let rename = json!([{"action": "changeName", "name": {"en": "New"}}]);
    let freeze = json!([{"action": "setLocale", "locale": "de"}]);
    let update = |actions: &Value| json!({"version": 1, "actions": actions});
    let deleted = |path: &str| format!("{path}?version=1");
    for (permission, method, path, body) in [
        ("CreateMyCarts", Method::POST, carts.clone(), Some(draft())),
        (
            "UpdateMyCarts",
            Method::POST,
            cart.clone(),
            Some(update(&freeze)),
        ),
        ("DeleteMyCarts", Method::DELETE, deleted(&cart), None),
        (
            "CreateMyOrdersFromMyCarts",
            Method::POST,
            orders.clone(),
            Some(order.clone()),
        ),
        (
            "CreateMyShoppingLists",
            Method::POST,
            lists.clone(),
            Some(list),
        ),
        (
            "UpdateMyShoppingLists",
            Method::POST,
            listed.clone(),
            Some(update(&rename)),
        ),
        (
            "DeleteMyShoppingLists",
            Method::DELETE,
            deleted(&listed),
            None,
        ),
    ] {
        permit(&shop, &without(permission)).await;
        let refused = shop.send(method, &path, body).await;
        assert_eq!(lacks(&refused), [permission], "{path}");
    }
    for (permission, others, path) in [
        ("ViewMyCarts", "ViewOthersCarts", carts.clone()),
        ("ViewMyCarts", "ViewOthersCarts", cart.clone()),
        ("ViewMyShoppingLists", "ViewOthersShoppingLists", lists),
        ("ViewMyShoppingLists", "ViewOthersShoppingLists", listed),
        ("ViewMyOrders", "ViewOthersOrders", orders.clone()),
    ] {
        permit(&shop, &without(permission)).await;
        let refused = shop.get(&path).await;
        assert_eq!(lacks(&refused), [permission, others], "{path}");
        permit(&shop, &[others]).await;
        assert_eq!(shop.get(&path).await.status, 200, "{path}");
    }
    permit(&shop, &OWN).await;
    let order = made(&shop, &orders, order).await;
    assert_eq!(order["businessUnit"], unit("acme"));
    assert_eq!(shop.get(&orders).await.json()["total"], 1);
    assert_eq!(
        lacks(&shop.update(&at(&orders, &order), 1, freeze).await),
        ["UpdateMyOrders"]
    );
}

#[tokio::test]
async fn orders_of_others_need_another_permission() {
    let shop = shop().await;
    let (ann, vip) = (id(&shop, "ann").await, id(&shop, "vip").await);
    let of_vip = made(&shop, &path(&vip, "acme", "carts"), draft()).await;
    let of_ann = made(&shop, &path(&ann, "acme", "carts"), draft()).await;
    let order = |cart: &Value| json!({"cart": {"typeId": "cart", "id": cart["id"]}, "version": 1});
    let refused = shop
        .post(&path(&ann, "acme", "orders"), order(&of_vip))
        .await;
    assert_eq!(lacks(&refused), ["CreateOrdersFromOthersCarts"]);
    assert_eq!(shop.get(&at("/carts", &of_vip)).await.json(), of_vip);
    let made = made(&shop, &path(&vip, "acme", "orders"), order(&of_ann)).await;
    assert_eq!(made["customerId"], json!(ann));
    let by_number = json!([{"action": "setOrderNumber", "orderNumber": "1"}]);
    let changed = shop
        .update(&at(&path(&vip, "acme", "orders"), &made), 1, by_number)
        .await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let orders = path(&ann, "acme", "orders");
    let read = shop.get(&format!("{orders}/order-number=1")).await;
    assert_eq!(read.json()["id"], made["id"]);
    let page = shop.get(&path(&vip, "acme", "orders")).await.json();
    assert_eq!(page["total"], 1);
}

#[tokio::test]
async fn what_is_of_another_business_unit_is_not_there() {
    let shop = shop().await;
    let vip = id(&shop, "vip").await;
    let ann = id(&shop, "ann").await;
    let of_north = path(&vip, "north", "carts");
    let cart = made(&shop, &of_north, draft()).await;
    let elsewhere = at(&path(&vip, "acme", "carts"), &cart);
    assert_eq!(code(&shop.get(&elsewhere).await), invalid());
    assert_eq!(shop.send(Method::HEAD, &elsewhere, None).await.status, 404);
    let set = json!([{"action": "setLocale", "locale": "de"}]);
    assert_eq!(code(&shop.update(&elsewhere, 1, set).await), invalid());
    let deletion = format!("{elsewhere}?version=1");
    assert_eq!(
        code(&shop.send(Method::DELETE, &deletion, None).await),
        invalid()
    );
    assert_eq!(
        shop.get(&path(&vip, "acme", "carts")).await.json()["total"],
        0
    );
    let order = json!({"cart": {"typeId": "cart", "id": cart["id"]}, "version": 1});
    let refused = shop.post(&path(&vip, "acme", "orders"), order).await;
    assert_eq!(code(&refused), invalid());
    assert_eq!(shop.get(&at(&of_north, &cart)).await.json(), cart);
    // Ann is no associate of the division; nobody is one of what is not there.
    assert_eq!(
        lacks(&shop.get(&path(&ann, "north", "carts")).await),
        ["ViewMyCarts", "ViewOthersCarts"]
    );
    assert_eq!(
        lacks(&shop.post(&path(&ann, "north", "carts"), draft()).await),
        ["CreateMyCarts"]
    );
    for rest in ["carts", "shopping-lists", "orders"] {
        let of_none = path(&vip, "none", rest);
        assert_eq!(shop.get(&of_none).await.refusal().1, "ResourceNotFound");
        assert_eq!(shop.send(Method::HEAD, &of_none, None).await.status, 404);
    }
    assert_eq!(
        shop.get(&at(&path(&vip, "acme", "carts"), &json!({"id": "none"})))
            .await
            .status,
        404
    );
    // An inactive one can be seen.
    acted(
        &shop,
        "north",
        json!({"action": "changeStatus", "status": "Inactive"}),
    )
    .await;
    assert_eq!(shop.get(&of_north).await.json()["total"], 1);
    assert_eq!(code(&shop.post(&of_north, draft()).await), invalid());
}

#[tokio::test]
async fn a_cart_is_replicated_for_its_owner() {
    let shop = shop().await;
    let (ann, vip) = (id(&shop, "ann").await, id(&shop, "vip").await);
    let carts = path(&ann, "acme", "carts");
    let own = made(&shop, &carts, draft()).await;
    let other = made(&shop, &path(&vip, "acme", "carts"), draft()).await;
    let replicate = format!("{carts}/replicate");
    let of = |cart: &Value| json!({"reference": {"typeId": "cart", "id": cart["id"]}});
    let replica = made(&shop, &replicate, of(&own)).await;
    assert_eq!(
        (&replica["customerId"], &replica["businessUnit"]),
        (&json!(ann), &unit("acme"))
    );
    assert_eq!(
        lacks(&shop.post(&replicate, of(&other)).await),
        ["ViewOthersCarts"]
    );
    let order = json!({"cart": {"typeId": "cart", "id": other["id"]}, "version": 1});
    let order = made(&shop, &path(&vip, "acme", "orders"), order).await;
    let order = json!({"reference": {"typeId": "order", "id": order["id"]}});
    let refused = shop.post(&replicate, order.clone()).await;
    assert_eq!(lacks(&refused), ["ViewOthersOrders"]);
    let replicas = path(&vip, "acme", "carts/replicate");
    assert_eq!(
        made(&shop, &replicas, order).await["customerId"],
        json!(vip)
    );
    let elsewhere = made(&shop, &path(&vip, "north", "carts"), draft()).await;
    assert_eq!(
        code(&shop.post(&replicate, of(&elsewhere)).await),
        invalid()
    );
}

#[tokio::test]
async fn tokens_need_the_scope_of_each_view() {
    let shop = shop().await;
    let vip = id(&shop, "vip").await;
    for (rest, good, bad) in [
        ("carts", "view_orders", "view_shopping_lists"),
        ("orders", "view_orders", "view_quotes"),
        ("shopping-lists", "view_shopping_lists", "view_orders"),
    ] {
        let path = path(&vip, "acme", rest);
        for (scope, status) in [(good, 200), (bad, 403)] {
            let client = shop
                .emulator
                .api_client(format!("{scope}:emulator").parse().unwrap());
            let token = shop.token(&client, "grant_type=client_credentials").await;
            let token = token.json()["access_token"].as_str().unwrap().to_owned();
            let read = shop.send_as(&token, Method::GET, &path, None).await;
            assert_eq!(read.status, status, "{path}: {}", read.text);
            let created = shop
                .send_as(&token, Method::POST, &path, Some(json!({})))
                .await;
            assert_eq!(created.refusal().1, "insufficient_scope", "{path}");
        }
    }
}

#[tokio::test]
async fn an_associate_sees_and_changes_business_units() {
    let shop = shop().await;
    let (ann, vip) = (id(&shop, "ann").await, id(&shop, "vip").await);
    let units = |id: &str| format!("/as-associate/{id}/business-units");
    let keys = |page: &Value| {
        let results = page["results"].as_array().unwrap().iter();
        results
            .map(|unit| unit["key"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let sorted = |id: &str| format!("{}?sort=key", units(id));
    assert_eq!(keys(&shop.get(&sorted(&ann)).await.json()), ["acme"]);
    assert_eq!(
        keys(&shop.get(&sorted(&vip)).await.json()),
        ["acme", "north"]
    );
    for (key, status) in [("acme", 200), ("north", 404), ("other", 404)] {
        let path = format!("{}/key={key}", units(&ann));
        assert_eq!(shop.get(&path).await.status, status, "{key}");
        assert_eq!(shop.send(Method::HEAD, &path, None).await.status, status);
    }
    let rename = json!([{"action": "changeName", "name": "New"}]);
    let acme = |id: &str| format!("{}/key=acme", units(id));
    let refused = shop.update(&acme(&ann), 1, rename.clone()).await;
    assert_eq!(lacks(&refused), ["UpdateBusinessUnitDetails"]);
    let none = format!("{}/key=other", units(&vip));
    assert_eq!(shop.update(&none, 1, rename.clone()).await.status, 404);
    let add =
        json!([{"action": "setAssociates", "associates": [associate("ann", "buyer", "Disabled")]}]);
    assert_eq!(
        lacks(&shop.update(&acme(&ann), 1, add).await),
        ["UpdateAssociates"]
    );
    // Buyers do not make admins.
    let admin =
        json!([{"action": "changeAssociate", "associate": associate("ann", "admin", "Disabled")}]);
    assert_eq!(code(&shop.update(&acme(&vip), 1, admin).await), invalid());
    let changed = shop.update(&acme(&vip), 1, rename.clone()).await;
    assert_eq!(
        changed.json()["lastModifiedBy"]["associate"]["id"],
        json!(vip),
        "{}",
        changed.text
    );
    let draft = |parent: &str| json!({"key": "south", "unitType": "Division", "name": "South", "parentUnit": unit(parent)});
    assert_eq!(
        lacks(&shop.post(&units(&ann), draft("acme")).await),
        ["AddChildUnits"]
    );
    assert_eq!(
        lacks(&shop.post(&units(&vip), draft("other")).await),
        ["AddChildUnits"]
    );
    assert_eq!(
        made(&shop, &units(&vip), draft("acme")).await["parentUnit"],
        unit("acme")
    );
    let into = |key: &str| json!([{"action": "changeParentUnit", "parentUnit": unit(key)}]);
    let south = format!("{}/key=south", units(&vip));
    assert_eq!(
        lacks(&shop.update(&south, 1, into("other")).await),
        ["AddChildUnits"]
    );
    assert_eq!(
        shop.update(&south, 1, into("north")).await.json()["parentUnit"],
        unit("north")
    );
    acted(
        &shop,
        "acme",
        json!({"action": "changeStatus", "status": "Inactive"}),
    )
    .await;
    assert_eq!(code(&shop.update(&acme(&vip), 3, rename).await), invalid());
}

#[tokio::test]
async fn the_roles_and_permissions_of_an_associate_are_told() {
    let shop = shop().await;
    let (ann, vip) = (id(&shop, "ann").await, id(&shop, "vip").await);
    acted(
        &shop,
        "north",
        json!({"action": "addAssociate", "associate": associate("vip", "buyer", "Disabled")}),
    )
    .await;
    let by_key = format!("/business-units/key=north/associates/{vip}");
    let told = shop.get(&by_key).await;
    assert_eq!(told.status, 200, "{}", told.text);
    let told = told.json();
    assert_eq!(told["customer"]["id"], json!(vip));
    assert_eq!(told["associateRoles"][0]["key"], "buyer");
    assert_eq!(told["inheritedAssociateRoles"][0]["key"], "admin");
    let permissions = told["permissions"].as_array().unwrap();
    assert!(permissions.contains(&json!("UpdateAssociates")), "{told}");
    assert_eq!(permissions.len(), OWN.len() + 15);
    let id_of = crate::carts::id(&shop, "/business-units/key=north").await;
    let by_id = format!("/business-units/{id_of}/associates/{vip}");
    assert_eq!(shop.get(&by_id).await.json(), told);
    for path in [
        format!("/business-units/key=north/associates/{ann}"),
        format!("/business-units/key=none/associates/{ann}"),
        format!("/in-store/key=germany{by_key}"),
    ] {
        assert_eq!(
            shop.get(&path).await.refusal().1,
            "ResourceNotFound",
            "{path}"
        );
    }
    let store = json!({"typeId": "store", "key": "germany"});
    acted(&shop, "acme", json!({"action": "addStore", "store": store})).await;
    for path in [&by_key, &by_id] {
        let in_store = format!("/in-store/key=germany{path}");
        assert_eq!(shop.get(&in_store).await.json(), told);
    }
    let add = json!([{"action": "addPermission", "permission": "ViewMyQuotes"}]);
    for version in [1, 2] {
        let role = shop
            .update("/associate-roles/key=buyer", version, add.clone())
            .await;
        assert_eq!(
            role.json()["permissions"].as_array().unwrap().len(),
            OWN.len() + 1
        );
        assert_eq!(role.json()["version"], 2);
    }
    let gone = associate("ann", "none", "Disabled");
    let refused = act(
        &shop,
        "acme",
        json!({"action": "changeAssociate", "associate": gone}),
    )
    .await;
    assert_eq!(refused.json()["errors"][0]["key"], role("none")["key"]);
}
