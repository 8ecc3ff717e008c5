//! Changes of orders that can be looked at before they are done.

use std::sync::{Arc, Mutex};

use reqwest::Method;
use serde_json::{Value, json};

use super::{acted, draft, full_cart, ordered, path, shop_with_order, told};
use crate::carts::shop;
use crate::shop::{Answer, Shop};

/// The draft of an edit with such staged actions.
fn edit_of(order: &Value, actions: Value) -> Value {
    json!({"resource": {"typeId": "order", "id": order["id"]}, "stagedActions": actions})
}

async fn edited(shop: &Shop, order: &Value, actions: Value) -> Value {
    let created = shop.post("/orders/edits", edit_of(order, actions)).await;
    assert_eq!(created.status, 201, "{}", created.text);
    created.json()
}

fn edit_path(edit: &Value) -> String {
    format!("/orders/edits/{}", edit["id"].as_str().unwrap())
}

/// What an edit is by its id, which has the outcome.
async fn looked_at(shop: &Shop, edit: &Value) -> Value {
    let read = shop.get(&edit_path(edit)).await;
    assert_eq!(read.status, 200, "{}", read.text);
    read.json()["result"].clone()
}

async fn apply(shop: &Shop, edit: &Value, versions: (u64, u64)) -> Answer {
    let path = format!("{}/apply", edit_path(edit));
    let request = json!({"editVersion": versions.0, "resourceVersion": versions.1});
    shop.post(&path, request).await
}

fn add(sku: &str, quantity: u32) -> Value {
    json!({"action": "addLineItem", "sku": sku, "quantity": quantity})
}

#[tokio::test]
async fn an_edit_is_looked_at_and_then_applied() {
    let (shop, order) = shop_with_order().await;
    let line = order["lineItems"][0]["id"].clone();
    let actions = json!([
        add("chair-1", 2),
        {"action": "changeLineItemQuantity", "lineItemId": line, "quantity": 1},
        {"action": "setLocale", "locale": "de"},
    ]);
    let edit = edited(&shop, &order, actions.clone()).await;
    assert_eq!(edit["result"], json!({"type": "NotProcessed"}));
    assert_eq!(edit["stagedActions"], actions);
    assert_eq!(
        (&edit["version"], &edit["resource"]["id"]),
        (&json!(1), &order["id"])
    );
    // Nothing has become of the order.
    assert_eq!(shop.get(&path(&order)).await.json(), order);
    let result = looked_at(&shop, &edit).await;
    assert_eq!(result["type"], "PreviewSuccess");
    let preview = &result["preview"];
    assert_eq!(preview["lineItems"][0]["quantity"], 1);
    assert_eq!(preview["lineItems"][0]["state"][0]["quantity"], 1);
    assert_eq!(preview["lineItems"][1]["variant"]["sku"], "chair-1");
    assert_eq!(preview["locale"], "de");
    // 10.00 and 19.98, and the parcel, which is not free any more.
    assert_eq!(preview["totalPrice"]["centAmount"], 1000 + 1998 + 490);
    assert_eq!(preview["taxedPrice"]["totalGross"]["centAmount"], 3488);
    let payloads = result["messagePayloads"].as_array().unwrap();
    let added = payloads
        .iter()
        .find(|of| of["type"] == "OrderLineItemAdded")
        .unwrap();
    assert_eq!(
        (&added["addedQuantity"], &added["lineItem"]),
        (&json!(2), &preview["lineItems"][1])
    );
    // A page does not have what is calculated.
    let page = shop.get("/orders/edits").await.json();
    assert_eq!(
        page["results"][0]["result"],
        json!({"type": "NotProcessed"})
    );

    let answer = apply(&shop, &edit, (1, 1)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let applied = answer.json();
    let now = shop.get(&path(&order)).await.json();
    assert_eq!(
        (&now["version"], &now["totalPrice"]["centAmount"]),
        (&json!(2), &json!(3488))
    );
    assert_eq!(now["locale"], "de");
    assert!(now.get("cartState").is_none());
    let result = &applied["result"];
    assert_eq!(result["type"], "Applied");
    assert_eq!(result["excerptBeforeEdit"]["version"], 1);
    assert_eq!(
        result["excerptBeforeEdit"]["totalPrice"],
        order["totalPrice"]
    );
    assert_eq!(result["excerptAfterEdit"]["version"], 2);
    assert_eq!(result["excerptAfterEdit"]["taxedPrice"], now["taxedPrice"]);
    assert_eq!(applied["version"], 2);
    assert_eq!(shop.get(&edit_path(&edit)).await.json(), applied);
    assert_eq!(told(&shop, "OrderLineItemAdded").await.len(), 1);
    let message = &told(&shop, "OrderEditApplied").await[0];
    assert_eq!(
        (&message["result"], &message["edit"]["id"]),
        (result, &edit["id"])
    );
    assert_eq!(message["resource"]["id"], order["id"]);
    assert_eq!(message["resourceVersion"], 2);
}

#[tokio::test]
async fn what_changes_prices_is_done_as_in_carts() {
    let (shop, order) = shop_with_order().await;
    let line = order["lineItems"][0]["id"].clone();
    let money = |cents: u32| json!({"centAmount": cents, "currencyCode": "EUR"});
    let custom = json!({
        "action": "addCustomLineItem", "name": {"en": "Wrapping"}, "slug": "wrapping", "money": money(100),
        "taxCategory": {"typeId": "tax-category", "key": "standard"},
    });
    let courier = json!({"typeId": "shipping-method", "key": "courier"});
    let france = json!({"country": "FR", "city": "Paris"});
    for (actions, at, expected, of) in [
        (
            json!([{"action": "removeLineItem", "lineItemId": line, "quantity": 2}]),
            "/totalPrice/centAmount",
            json!(1490),
            "OrderLineItemRemoved",
        ),
        (
            json!([{"action": "setLineItemPrice", "lineItemId": line, "externalPrice": money(2000)}]),
            "/totalPrice/centAmount",
            json!(6000),
            "",
        ),
        (
            json!([custom.clone()]),
            "/customLineItems/0/totalPrice/centAmount",
            json!(100),
            "OrderCustomLineItemAdded",
        ),
        (
            json!([custom.clone(), {"action": "changeCustomLineItemMoney", "customLineItemId": "none", "money": money(1)}]),
            "",
            Value::Null,
            "",
        ),
        (
            json!([{"action": "setShippingAddressAndShippingMethod", "address": france, "shippingMethod": courier}]),
            "/shippingInfo/price/centAmount",
            json!(1500),
            "OrderShippingInfoSet",
        ),
        (
            json!([{"action": "setShippingAddress", "address": france}]),
            "/lineItems/0/taxRate/amount",
            json!(0.2),
            "OrderShippingAddressSet",
        ),
        (
            json!([{"action": "changePriceRoundingMode", "priceRoundingMode": "HalfUp"}]),
            "/priceRoundingMode",
            json!("HalfUp"),
            "",
        ),
        (
            json!([{"action": "changeTaxMode", "taxMode": "ExternalAmount"}, {"action": "setOrderTotalTax", "externalTotalGross": money(4000)}]),
            "/taxedPrice/totalGross/centAmount",
            json!(4000),
            "",
        ),
    ] {
        let edit = edited(&shop, &order, actions.clone()).await;
        let result = looked_at(&shop, &edit).await;
        if expected.is_null() {
            assert_eq!(result["type"], "PreviewFailure", "{actions}");
            assert_eq!(result["errors"][0]["code"], "InvalidOperation");
            continue;
        }
        assert_eq!(result["type"], "PreviewSuccess", "{actions}: {result}");
        let preview = &result["preview"];
        assert_eq!(preview.pointer(at), Some(&expected), "{actions}: {preview}");
        let payloads = result["messagePayloads"].as_array().unwrap();
        let is_told = payloads.iter().any(|payload| payload["type"] == of);
        assert!(is_told || of.is_empty(), "{actions}: {payloads:?}");
    }
    assert_eq!(shop.get(&path(&order)).await.json(), order);
}

#[tokio::test]
async fn what_does_not_fit_the_versions_or_the_order_is_refused() {
    let (shop, order) = shop_with_order().await;
    let edit = edited(&shop, &order, json!([add("none", 1)])).await;
    // It cannot be applied, and says why.
    let result = looked_at(&shop, &edit).await;
    assert_eq!(result["type"], "PreviewFailure");
    assert_eq!(result["errors"][0]["code"], "InvalidOperation");
    assert_eq!(
        apply(&shop, &edit, (1, 1)).await.refusal().1,
        "InvalidOperation"
    );
    for (versions, expected) in [((2, 1), 1), ((1, 2), 1)] {
        let answer = apply(&shop, &edit, versions).await;
        assert_eq!(answer.status, 409, "{}", answer.text);
        assert_eq!(answer.json()["errors"][0]["currentVersion"], expected);
    }
    assert_eq!(shop.get(&path(&order)).await.json(), order);
    assert_eq!(shop.get(&edit_path(&edit)).await.json()["version"], 1);
    let unknown = edit_of(&json!({"id": "none"}), json!([]));
    let answer = shop.post("/orders/edits", unknown).await;
    assert_eq!(answer.refusal().1, "ReferencedResourceNotFound");
    let malformed = edit_of(&order, json!([{"action": "deleteEverything"}]));
    let answer = shop.post("/orders/edits", malformed).await;
    assert_eq!(answer.refusal().1, "InvalidJsonInput");
    // Once it is applied, it is not applied again.
    let edit = edited(&shop, &order, json!([add("chair-1", 1)])).await;
    assert_eq!(apply(&shop, &edit, (1, 1)).await.status, 200);
    assert_eq!(
        apply(&shop, &edit, (2, 2)).await.refusal().1,
        "InvalidOperation"
    );
    let staged = json!([{"action": "addStagedAction", "stagedAction": add("chair-1", 1)}]);
    let refused = shop.update(&edit_path(&edit), 2, staged).await;
    assert_eq!(refused.refusal().1, "InvalidOperation");
    let comment = json!([{"action": "setComment", "comment": "Done."}]);
    let commented = shop.update(&edit_path(&edit), 2, comment).await;
    assert_eq!(commented.json()["comment"], "Done.");
    assert_eq!(commented.json()["result"]["type"], "Applied");
}

#[tokio::test]
async fn edits_are_kept_changed_and_deleted() {
    let (shop, order) = shop_with_order().await;
    shop.seed(json!({"types": [{
        "key": "why", "name": {"en": "Why"}, "resourceTypeIds": ["order-edit"],
        "fieldDefinitions": [{"name": "why", "label": {"en": "Why"}, "required": false, "type": {"name": "String"}}],
    }]}));
    let mut more = edit_of(&order, json!([add("chair-1", 1)]));
    more["key"] = "more".into();
    more["dryRun"] = true.into();
    let created = shop.post("/orders/edits", more.clone()).await;
    assert_eq!(created.status, 201, "{}", created.text);
    assert_eq!(created.json()["result"]["type"], "PreviewSuccess");
    assert_eq!(
        shop.post("/orders/edits", more).await.refusal().1,
        "DuplicateField"
    );
    let key = "/orders/edits/key=more";
    for (action, at, expected) in [
        (
            json!({"action": "addStagedAction", "stagedAction": {"action": "setLocale", "locale": "en"}}),
            "/stagedActions/1/locale",
            json!("en"),
        ),
        (
            json!({"action": "setStagedActions", "stagedActions": [add("lamp-1", 1)]}),
            "/stagedActions/0/sku",
            json!("lamp-1"),
        ),
        (
            json!({"action": "setComment", "comment": "One more lamp."}),
            "/comment",
            json!("One more lamp."),
        ),
        (
            json!({"action": "setCustomType", "type": {"typeId": "type", "key": "why"}, "fields": {"why": "Asked for."}}),
            "/custom/fields/why",
            json!("Asked for."),
        ),
        (
            json!({"action": "setCustomField", "name": "why", "value": "Forgotten."}),
            "/custom/fields/why",
            json!("Forgotten."),
        ),
    ] {
        let version = shop.get(key).await.json()["version"].as_u64().unwrap();
        let changed = shop.update(key, version, json!([action])).await;
        assert_eq!(changed.status, 200, "{action}: {}", changed.text);
        assert_eq!(changed.json().pointer(at), Some(&expected), "{action}");
        assert_eq!(changed.json()["result"]["type"], "NotProcessed");
    }
    let version = shop.get(key).await.json()["version"].as_u64().unwrap();
    let rename = json!({"version": version, "actions": [{"action": "setKey", "key": "other"}], "dryRun": true});
    let renamed = shop.post(key, rename).await.json();
    // The lamps of the order are four now.
    assert_eq!(renamed["result"]["preview"]["lineItems"][0]["quantity"], 4);
    let key = "/orders/edits/key=other";
    let found = shop
        .get("/orders/edits?where=comment%3D%22One%20more%20lamp.%22")
        .await;
    assert_eq!(found.json()["total"], 1);
    assert_eq!(shop.send(Method::HEAD, key, None).await.status, 200);
    let gone = format!("{key}?version={}", version + 1);
    assert_eq!(shop.send(Method::DELETE, &gone, None).await.status, 200);
    assert_eq!(shop.get(key).await.status, 404);
    let reader = Shop::start("view_orders:emulator manage_orders:emulator").await;
    assert_eq!(reader.get("/orders/edits").await.status, 403);
}

#[tokio::test]
async fn the_states_and_deliveries_of_an_order_stay() {
    let (shop, order) = shop_with_order().await;
    let packed = json!({"key": "packed", "type": "LineItemState", "initial": false});
    shop.seed(json!({"states": [packed]}));
    let line = order["lineItems"][0]["id"].clone();
    let state = |key: &str| json!({"typeId": "state", "key": key});
    let transition = json!({
        "action": "transitionLineItemState", "lineItemId": line, "quantity": 2,
        "fromState": state("Initial"), "toState": state("packed"),
    });
    acted(&shop, &order, transition).await;
    let delivery = json!({"action": "addDelivery", "deliveryKey": "first"});
    let order = acted(&shop, &order, delivery).await;
    let parcel = json!({"typeId": "shipping-method", "key": "parcel"});
    for (quantity, expected) in [
        (5, vec![(1 + 2, "Initial"), (2, "packed")]),
        (1, vec![(1, "packed")]),
    ] {
        let actions = json!([
            {"action": "changeLineItemQuantity", "lineItemId": line, "quantity": quantity},
            {"action": "setShippingMethod", "shippingMethod": parcel},
        ]);
        let edit = edited(&shop, &order, actions).await;
        let result = looked_at(&shop, &edit).await;
        let preview = &result["preview"];
        assert_eq!(
            preview["shippingInfo"]["deliveries"][0]["key"], "first",
            "{result}"
        );
        let mut states = Vec::new();
        for state in preview["lineItems"][0]["state"].as_array().unwrap() {
            let id = state["state"]["id"].as_str().unwrap();
            let key = shop.get(&format!("/states/{id}")).await.json()["key"].clone();
            states.push((
                state["quantity"].as_u64().unwrap(),
                key.as_str().unwrap().to_owned(),
            ));
        }
        let expected: Vec<(u64, String)> = expected
            .into_iter()
            .map(|(count, key)| (count, key.to_owned()))
            .collect();
        assert_eq!(states, expected, "{quantity}");
    }
}

#[tokio::test]
async fn what_is_not_emulated_says_so_before_anything_is_kept() {
    let (shop, order) = shop_with_order().await;
    shop.seed(json!({
        "cart-discounts": [{
            "name": {"en": "Less"}, "cartPredicate": "1=1", "sortOrder": "0.5", "isActive": false,
            "value": {"type": "relative", "permyriad": 1000}, "target": {"type": "lineItems", "predicate": "1=1"},
        }],
    }));
    for (action, name) in [
        (
            json!({"action": "addDiscountCode", "code": "less"}),
            "addDiscountCode",
        ),
        (
            json!({"action": "setDirectDiscounts", "discounts": []}),
            "setDirectDiscounts",
        ),
        (
            json!({"action": "setShippingRateInput"}),
            "setShippingRateInput",
        ),
        (
            json!({"action": "setShippingAddress", "address": {"country": "US", "state": "NY"}}),
            "shipping method is not for the shipping address",
        ),
    ] {
        let answer = shop
            .post("/orders/edits", edit_of(&order, json!([action])))
            .await;
        let (status, code, message) = answer.refusal();
        assert_eq!((status, code.as_str()), (501, "NotEmulated"), "{action}");
        assert!(message.contains(name), "{message}");
    }
    assert_eq!(shop.get("/orders/edits").await.json()["total"], 0);
    shop.seed(json!({"inventory": [{"sku": "chair-1", "quantityOnStock": 4}]}));
    let cart = full_cart(&shop, json!({"inventoryMode": "None"})).await;
    let order = ordered(&shop, draft(&cart)).await;
    let mut tracked = add("chair-1", 1);
    tracked["inventoryMode"] = "TrackOnly".into();
    let answer = shop
        .post("/orders/edits", edit_of(&order, json!([tracked])))
        .await;
    assert_eq!(answer.status, 501, "{}", answer.text);
}

#[tokio::test]
async fn shipping_methods_are_those_for_the_order_as_it_would_be() {
    let (shop, order) = shop_with_order().await;
    let matching = |edit: &Value, country: &str| {
        let id = edit["id"].as_str().unwrap();
        format!("/shipping-methods/matching-orderedit?orderEditId={id}&country={country}")
    };
    let edit = edited(&shop, &order, json!([add("chair-1", 1)])).await;
    let mut keys = Vec::new();
    let page = shop.get(&matching(&edit, "FR")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    for method in page.json()["results"].as_array().unwrap() {
        keys.push(method["key"].as_str().unwrap().to_owned());
    }
    keys.sort();
    assert_eq!(keys, ["courier", "parcel"]);
    let head = |path: String| {
        let shop = &shop;
        async move { shop.send(Method::HEAD, &path, None).await.status }
    };
    assert_eq!(head(matching(&edit, "FR")).await, 200);
    assert_eq!(head(matching(&edit, "JP")).await, 404);
    let failing = edited(&shop, &order, json!([add("none", 1)])).await;
    let answer = shop.get(&matching(&failing, "FR")).await;
    assert_eq!(answer.refusal().1, "EditPreviewFailed");
    assert_eq!(
        answer.json()["errors"][0]["result"]["type"],
        "PreviewFailure"
    );
    let none = shop.get(&matching(&json!({"id": "none"}), "FR")).await;
    assert_eq!(none.status, 404);
    drop(shop);
    let shop = self::shop().await;
    assert_eq!(
        shop.get("/shipping-methods/matching-orderedit")
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn an_extension_of_orders_has_its_say_when_an_edit_is_applied() {
    let (shop, order) = shop_with_order().await;
    let made =
        shop.emulator.extension("order", |input| {
            match input["resource"]["obj"]["lineItems"][0]["quantity"].as_u64() {
                Some(9) => Err(vec![
                    json!({"code": "InvalidInput", "message": "Too many."}),
                ]),
                _ => Ok(vec![json!({"action": "setLocale", "locale": "fr"})]),
            }
        });
    made.unwrap();
    let line = order["lineItems"][0]["id"].clone();
    let to = |quantity: u32| json!([{"action": "changeLineItemQuantity", "lineItemId": line, "quantity": quantity}]);
    let refused = edited(&shop, &order, to(9)).await;
    let answer = apply(&shop, &refused, (1, 1)).await;
    assert_eq!(answer.refusal().2, "Too many.");
    assert_eq!(shop.get(&path(&order)).await.json(), order);
    assert_eq!(shop.get(&edit_path(&refused)).await.json()["version"], 1);
    let edit = edited(&shop, &order, to(2)).await;
    let answer = apply(&shop, &edit, (1, 1)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let now = shop.get(&path(&order)).await.json();
    assert_eq!((&now["locale"], &now["version"]), (&json!("fr"), &json!(2)));
    assert_eq!(now["lineItems"][0]["quantity"], 2);
    assert_eq!(told(&shop, "OrderEditApplied").await.len(), 1);
}

#[tokio::test]
async fn a_line_item_that_is_changed_to_none_is_told_as_removed() {
    let (shop, order) = shop_with_order().await;
    let line = &order["lineItems"][0];
    let actions = json!([
        add("chair-1", 1),
        {"action": "changeLineItemQuantity", "lineItemId": line["id"], "quantity": 0},
    ]);
    let edit = edited(&shop, &order, actions).await;
    let applied = apply(&shop, &edit, (1, 1)).await;
    assert_eq!(applied.status, 200, "{}", applied.text);
    let messages = told(&shop, "OrderLineItemRemoved").await;
    let [message] = messages.as_slice() else {
        panic!("{messages:?}");
    };
    assert_eq!(message["lineItemId"], line["id"]);
    assert_eq!(
        (&message["removedQuantity"], &message["newQuantity"]),
        (&line["quantity"], &json!(0))
    );
}

#[tokio::test]
async fn extensions_are_asked_in_a_dry_run() {
    let (shop, order) = shop_with_order().await;
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = asked.clone();
    let made = shop.emulator.extension("order", move |input| {
        let order = &input["resource"]["obj"];
        seen.lock().unwrap().push(input.clone());
        match order["locale"] == "fr" {
            true => Err(vec![
                json!({"code": "InvalidInput", "message": "Not in French."}),
            ]),
            false => Ok(vec![
                json!({"action": "setPurchaseOrderNumber", "purchaseOrderNumber": "checked"}),
            ]),
        }
    });
    made.unwrap();
    let locale = |locale: &str| json!([{"action": "setLocale", "locale": locale}]);
    let draft = |of: &str, dry_run: bool| {
        let mut draft = edit_of(&order, locale(of));
        draft["dryRun"] = json!(dry_run);
        draft
    };
    let created = shop.post("/orders/edits", draft("de", true)).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let created = created.json();
    let preview = &created["result"]["preview"];
    assert_eq!(
        (&preview["locale"], &preview["purchaseOrderNumber"]),
        (&json!("de"), &json!("checked"))
    );
    let inputs = std::mem::take(&mut *asked.lock().unwrap());
    let [input] = inputs.as_slice() else {
        panic!("{inputs:?}");
    };
    assert_eq!(
        (&input["action"], &input["resource"]["obj"]["locale"]),
        (&json!("Update"), &json!("de"))
    );
    // Nothing has become of the order.
    assert_eq!(shop.get(&path(&order)).await.json(), order);

    let set = json!({"action": "setStagedActions", "stagedActions": locale("en")});
    let update = json!({"version": 1, "actions": [set], "dryRun": true});
    let updated = shop.post(&edit_path(&created), update).await;
    assert_eq!(updated.status, 200, "{}", updated.text);
    let preview = &updated.json()["result"]["preview"];
    assert_eq!(
        (&preview["locale"], &preview["purchaseOrderNumber"]),
        (&json!("en"), &json!("checked"))
    );
    assert_eq!(asked.lock().unwrap().len(), 1);

    let refused = shop.post("/orders/edits", draft("fr", true)).await;
    let (status, code, message) = refused.refusal();
    assert_eq!(
        (status, code.as_str(), message.as_str()),
        (400, "InvalidInput", "Not in French.")
    );
    assert_eq!(shop.get("/orders/edits").await.json()["total"], 1);
    // Without a dry run they are asked when the edit is applied.
    asked.lock().unwrap().clear();
    let created = shop.post("/orders/edits", draft("de", false)).await;
    assert_eq!(created.status, 201, "{}", created.text);
    looked_at(&shop, &created.json()).await;
    assert!(asked.lock().unwrap().is_empty());
}
