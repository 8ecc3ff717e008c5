//! Payments: their transactions, what was exchanged with the payment service, and what customers do with their own.

use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::Shop;

fn money(cents: u64) -> Value {
    json!({"centAmount": cents, "currencyCode": "EUR"})
}

async fn shop() -> Shop {
    Shop::start("manage_project:emulator").await
}

/// Makes a payment with the key `payment`, with these fields besides.
async fn payment(shop: &Shop, fields: Value) -> Value {
    let mut draft = json!({"key": "payment", "amountPlanned": money(1000)});
    for (name, value) in fields.as_object().unwrap() {
        draft[name] = value.clone();
    }
    let created = shop.post("/payments", draft).await;
    assert_eq!(created.status, 201, "{}", created.text);
    created.json()
}

/// Applies an action to the payment with the key `payment`, and gives what it has become.
async fn act(shop: &Shop, action: Value) -> Value {
    let version = shop.get("/payments/key=payment").await.json()["version"].clone();
    let actions = json!([action]);
    let updated = shop
        .update("/payments/key=payment", version.as_u64().unwrap(), actions)
        .await;
    assert_eq!(updated.status, 200, "{action}: {}", updated.text);
    let updated = updated.json();
    assert_eq!(shop.get("/payments/key=payment").await.json(), updated);
    updated
}

/// The status and the code with which an action is refused, after which the payment is as it was.
async fn refused(shop: &Shop, action: Value) -> (u16, String) {
    let before = shop.get("/payments/key=payment").await.json();
    let version = before["version"].as_u64().unwrap();
    let answer = shop
        .update("/payments/key=payment", version, json!([action]))
        .await;
    assert_eq!(shop.get("/payments/key=payment").await.json(), before);
    let (status, code, _) = answer.refusal();
    (status, code)
}

fn invalid() -> (u16, String) {
    (400, "InvalidOperation".to_owned())
}

/// The messages about payments of a type.
async fn told(shop: &Shop, of: &str) -> Vec<Value> {
    let path = format!("/messages?where=type%3D%22{of}%22&sort=resourceVersion");
    let page = shop.get(&path).await;
    assert_eq!(page.status, 200, "{}", page.text);
    page.json()["results"].as_array().unwrap().clone()
}

/// A type for payments and all their parts, with a field that is required.
async fn custom_type(shop: &Shop) {
    let field = json!({"name": "text", "label": {"en": "Text"}, "required": true, "type": {"name": "String"}});
    let draft = json!({
        "key": "my-type",
        "name": {"en": "Type"},
        "resourceTypeIds": ["payment", "payment-interface-interaction", "transaction"],
        "fieldDefinitions": [field],
    });
    let created = shop.post("/types", draft).await;
    assert_eq!(created.status, 201, "{}", created.text);
}

#[tokio::test]
async fn a_transaction_is_initial_until_it_is_changed() {
    let shop = shop().await;
    payment(&shop, json!({})).await;
    let draft = json!({"type": "Authorization", "amount": money(1000), "timestamp": "2026-01-02T03:04:05.000Z", "interactionId": "1"});
    let action = json!({"action": "addTransaction", "transaction": draft});
    let transaction = act(&shop, action).await["transactions"][0].clone();
    let id = transaction["id"].clone();
    assert!(id.is_string(), "{transaction}");
    let received = json!({
        "id": id,
        "type": "Authorization",
        "state": "Initial",
        "amount": {"type": "centPrecision", "centAmount": 1000, "currencyCode": "EUR", "fractionDigits": 2},
        "timestamp": "2026-01-02T03:04:05.000Z",
        "interactionId": "1",
    });
    assert_eq!(transaction, received);
    for (action, field, value) in [
        ("changeTransactionState", "state", "Success"),
        ("changeTransactionInteractionId", "interactionId", "2"),
        (
            "changeTransactionTimestamp",
            "timestamp",
            "2026-02-03T04:05:06.000Z",
        ),
        ("setTransactionInterfaceId", "interfaceId", "psp-1"),
    ] {
        let mut change = json!({"action": action, "transactionId": id});
        change[field] = json!(value);
        let changed = act(&shop, change).await;
        assert_eq!(changed["transactions"][0][field], value);
        assert_eq!(changed["transactions"][0]["id"], id);
    }
    let unknown =
        json!({"action": "changeTransactionState", "transactionId": "none", "state": "Failure"});
    assert_eq!(refused(&shop, unknown).await, invalid());
    let added = told(&shop, "PaymentTransactionAdded").await;
    assert_eq!(added[0]["transaction"], received);
    let changed = told(&shop, "PaymentTransactionStateChanged").await;
    assert_eq!(
        (&changed[0]["transactionId"], &changed[0]["state"]),
        (&id, &json!("Success"))
    );
    let set = told(&shop, "PaymentTransactionInterfaceIdSet").await;
    assert_eq!(
        (&set[0]["transactionId"], &set[0]["newInterfaceId"]),
        (&id, &json!("psp-1"))
    );
    assert_eq!(set[0].get("oldInterfaceId"), None);
}

#[tokio::test]
async fn interactions_are_kept_in_their_order() {
    let shop = shop().await;
    custom_type(&shop).await;
    payment(&shop, json!({})).await;
    let of_type = json!({"typeId": "type", "key": "my-type"});
    for text in ["request", "response"] {
        let action =
            json!({"action": "addInterfaceInteraction", "type": of_type, "fields": {"text": text}});
        act(&shop, action).await;
    }
    let payment = shop.get("/payments/key=payment").await.json();
    let interactions = payment["interfaceInteractions"].as_array().unwrap();
    let texts: Vec<&Value> = interactions
        .iter()
        .map(|of| &of["fields"]["text"])
        .collect();
    assert_eq!(texts, ["request", "response"]);
    assert!(interactions[0]["type"]["id"].is_string(), "{payment}");
    let told = told(&shop, "PaymentInteractionAdded").await;
    assert_eq!(told.len(), 2);
    assert_eq!(told[1]["interaction"], interactions[1]);
    let missing = json!({"action": "addInterfaceInteraction", "type": of_type});
    assert_eq!(
        refused(&shop, missing).await,
        (400, "RequiredField".to_owned())
    );
    let unknown =
        json!({"action": "addInterfaceInteraction", "type": {"typeId": "type", "key": "none"}});
    assert_eq!(
        refused(&shop, unknown).await,
        (400, "ReferencedResourceNotFound".to_owned())
    );
}

#[tokio::test]
async fn custom_fields_of_each_part_are_held_against_their_type() {
    let shop = shop().await;
    custom_type(&shop).await;
    let custom =
        |fields: Value| json!({"type": {"typeId": "type", "key": "my-type"}, "fields": fields});
    let transaction =
        |custom: Value| json!({"type": "Charge", "amount": money(1), "custom": custom});
    for fields in [
        json!({"paymentMethodInfo": {"custom": custom(json!({}))}}),
        json!({"transactions": [transaction(custom(json!({"other": "x"})))]}),
        json!({"interfaceInteractions": [custom(json!({}))]}),
    ] {
        let mut draft = json!({"amountPlanned": money(1)});
        draft
            .as_object_mut()
            .unwrap()
            .extend(fields.as_object().unwrap().clone());
        let answer = shop.post("/payments", draft).await;
        assert_eq!(answer.status, 400, "{fields}: {}", answer.text);
    }
    let good = custom(json!({"text": "a"}));
    let made = payment(
        &shop,
        json!({"paymentMethodInfo": {"custom": good}, "transactions": [transaction(good.clone())]}),
    )
    .await;
    let id = &made["transactions"][0]["id"];
    let bad = json!({"action": "addTransaction", "transaction": transaction(custom(json!({})))});
    assert_eq!(refused(&shop, bad).await, (400, "RequiredField".to_owned()));
    let action = json!({"action": "setTransactionCustomField", "transactionId": id, "name": "text", "value": "b"});
    let changed = act(&shop, action).await;
    assert_eq!(changed["transactions"][0]["custom"]["fields"]["text"], "b");
    let action = json!({"action": "setMethodInfoCustomField", "name": "text", "value": "c"});
    let changed = act(&shop, action).await;
    assert_eq!(
        changed["paymentMethodInfo"]["custom"]["fields"]["text"],
        "c"
    );
    let message = &told(&shop, "PaymentMethodInfoCustomFieldChanged").await[0];
    assert_eq!(message["value"], "c");
    let action = json!({"action": "setMethodInfoCustomType"});
    let changed = act(&shop, action).await;
    assert_eq!(changed["paymentMethodInfo"], json!({}));
    let message = &told(&shop, "PaymentMethodInfoCustomTypeRemoved").await[0];
    assert_eq!(
        message["oldTypeId"],
        made["paymentMethodInfo"]["custom"]["type"]["id"]
    );
}

#[tokio::test]
async fn the_id_at_the_payment_service_is_set_once_and_unique_there() {
    let shop = shop().await;
    payment(
        &shop,
        json!({"paymentMethodInfo": {"paymentInterface": "psp"}}),
    )
    .await;
    let set = json!({"action": "setInterfaceId", "interfaceId": "1"});
    assert_eq!(act(&shop, set).await["interfaceId"], "1");
    let message = &told(&shop, "PaymentInterfaceIdSet").await[0];
    assert_eq!(message["interfaceId"], "1");
    let other = json!({"action": "setInterfaceId", "interfaceId": "2"});
    assert_eq!(refused(&shop, other).await, invalid());
    let other = json!({"action": "setMethodInfoInterface", "interface": "other"});
    assert_eq!(refused(&shop, other).await, invalid());

    let draft = |interface: &str| json!({"interfaceId": "1", "amountPlanned": money(1), "paymentMethodInfo": {"paymentInterface": interface}});
    let taken = shop.post("/payments", draft("psp")).await;
    assert_eq!(taken.refusal().1, "DuplicateField");
    assert_eq!(taken.json()["errors"][0]["field"], "interfaceId");
    assert_eq!(shop.post("/payments", draft("other")).await.status, 201);
    // An update gets there, too.
    let draft = json!({"key": "second", "interfaceId": "1", "amountPlanned": money(1)});
    assert_eq!(shop.post("/payments", draft).await.status, 201);
    let action = json!({"action": "setMethodInfoInterface", "interface": "psp"});
    let taken = shop
        .update("/payments/key=second", 1, json!([action]))
        .await;
    assert_eq!(taken.refusal().1, "DuplicateField");
}

#[tokio::test]
async fn the_id_of_a_transaction_at_the_payment_service_is_unique() {
    let shop = shop().await;
    let transaction = json!({"type": "Charge", "amount": money(1), "interfaceId": "1"});
    payment(&shop, json!({"transactions": [transaction]})).await;
    let add = json!({"action": "addTransaction", "transaction": transaction});
    assert_eq!(
        refused(&shop, add).await,
        (400, "DuplicateField".to_owned())
    );
    let draft = json!({"amountPlanned": money(1), "transactions": [transaction]});
    let taken = shop.post("/payments", draft).await;
    assert_eq!(taken.refusal().1, "DuplicateField");
}

#[tokio::test]
async fn the_status_has_a_code_a_text_and_a_state_of_payments() {
    let shop = shop().await;
    for (key, of) in [
        ("open", "PaymentState"),
        ("paid", "PaymentState"),
        ("other", "LineItemState"),
    ] {
        let mut draft = json!({"key": key, "type": of});
        if key == "open" {
            draft["transitions"] = json!([]);
        }
        assert_eq!(shop.post("/states", draft).await.status, 201);
    }
    payment(&shop, json!({})).await;
    let action = json!({"action": "setStatusInterfaceCode", "interfaceCode": "200"});
    assert_eq!(
        act(&shop, action).await["paymentStatus"]["interfaceCode"],
        "200"
    );
    let message = &told(&shop, "PaymentStatusInterfaceCodeSet").await[0];
    assert_eq!(message["interfaceCode"], "200");
    let action = json!({"action": "setStatusInterfaceText", "interfaceText": "fine"});
    assert_eq!(
        act(&shop, action).await["paymentStatus"]["interfaceText"],
        "fine"
    );
    let transition =
        |key: &str| json!({"action": "transitionState", "state": {"typeId": "state", "key": key}});
    assert_eq!(refused(&shop, transition("other")).await, invalid());
    let changed = act(&shop, transition("open")).await;
    let state = changed["paymentStatus"]["state"].clone();
    assert_eq!(
        shop.get(&format!("/states/{}", state["id"].as_str().unwrap()))
            .await
            .json()["key"],
        "open"
    );
    let message = &told(&shop, "PaymentStatusStateTransition").await[0];
    assert_eq!(
        (&message["state"], &message["force"]),
        (&state, &json!(false))
    );
    // It leads to no other state.
    assert_eq!(refused(&shop, transition("paid")).await, invalid());
    let mut forced = transition("paid");
    forced["force"] = json!(true);
    act(&shop, forced).await;
    assert_eq!(told(&shop, "PaymentStatusStateTransition").await.len(), 2);
}

#[tokio::test]
async fn the_method_the_amount_and_the_owner_are_changed() {
    let shop = shop().await;
    let customer = json!({"email": "a@example.com", "password": "secret"});
    let customer = shop.post("/customers", customer).await.json()["customer"].clone();
    payment(&shop, json!({"anonymousId": "guest"})).await;
    let action = json!({"action": "changeAmountPlanned", "amount": money(900)});
    assert_eq!(act(&shop, action).await["amountPlanned"]["centAmount"], 900);
    let action = json!({"action": "setMethodInfoMethod", "method": "card"});
    assert_eq!(
        act(&shop, action).await["paymentMethodInfo"],
        json!({"method": "card"})
    );
    let action = json!({"action": "setMethodInfoMethod", "method": "transfer"});
    act(&shop, action).await;
    let messages = told(&shop, "PaymentMethodInfoMethodSet").await;
    assert_eq!(
        (&messages[1]["method"], &messages[1]["oldMethod"]),
        (&json!("transfer"), &json!("card"))
    );
    let action = json!({"action": "setAnonymousId"});
    assert_eq!(act(&shop, action).await.get("anonymousId"), None);
    let reference = json!({"typeId": "customer", "id": customer["id"]});
    let action = json!({"action": "setCustomer", "customer": reference});
    assert_eq!(act(&shop, action).await["customer"], reference);
    let action = json!({"action": "setAnonymousId", "anonymousId": "guest"});
    assert_eq!(refused(&shop, action).await, invalid());
    // The documentation contradicts itself about what is left out.
    let action = json!({"action": "setMethodInfo", "method": "card"});
    assert_eq!(refused(&shop, action).await.0, 501);
}

/// The same shop with the token of a guest.
async fn guest(shop: Shop) -> Shop {
    let client = shop.client().clone();
    let form = "grant_type=client_credentials&scope=manage_my_payments:emulator";
    let path = "/oauth/emulator/anonymous/token";
    let answer = shop.auth(&client, path, form).await.json();
    shop.with_token(&answer["access_token"])
}

#[tokio::test]
async fn guests_have_payments_of_their_own() {
    let shop = Shop::start(
        "manage_payments:emulator manage_my_payments:emulator create_anonymous_token:emulator",
    )
    .await;
    payment(&shop, json!({})).await;
    let admin = shop.bearer().to_owned();
    let shop = guest(shop).await;
    let draft = json!({"amountPlanned": money(500), "transaction": {"type": "Charge", "amount": money(500)}});
    let created = shop.post("/me/payments", draft.clone()).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let created = created.json();
    assert_eq!(created["transactions"][0]["state"], "Initial");
    let names: Vec<&String> = created.as_object().unwrap().keys().collect();
    let fields = [
        "amountPlanned",
        "anonymousId",
        "id",
        "paymentMethodInfo",
        "transactions",
        "version",
    ];
    assert_eq!(names, fields);
    let path = format!("/me/payments/{}", created["id"].as_str().unwrap());
    assert_eq!(shop.get(&path).await.json(), created);
    let page = shop.get("/me/payments").await.json();
    assert_eq!(page["results"], json!([created]));
    assert_eq!(page["total"], 1);
    // The payment service goes on with it now.
    let action = json!({"action": "changeAmountPlanned", "amount": money(1)});
    assert_eq!(
        shop.update(&path, 1, json!([action])).await.refusal().1,
        "InvalidOperation"
    );
    let versioned = format!("{path}?version=1");
    let deleted = shop.send(Method::DELETE, &versioned, None).await;
    assert_eq!(deleted.refusal().1, "InvalidOperation");
    let mut refund = draft;
    refund["transaction"]["type"] = json!("Refund");
    assert_eq!(
        shop.post("/me/payments", refund).await.refusal().1,
        "InvalidOperation"
    );
    assert_eq!(shop.get("/me/payments").await.json()["total"], 1);

    let shop = shop.with_token(&json!(admin));
    let whole = shop
        .get(&format!("/payments/{}", created["id"].as_str().unwrap()))
        .await
        .json();
    assert_eq!(whole["interfaceInteractions"], json!([]));
    let shop = guest(shop).await;
    assert_eq!(shop.get(&path).await.refusal().0, 404);
    assert_eq!(shop.get("/me/payments").await.json()["total"], 0);
}

#[tokio::test]
async fn a_guest_changes_a_payment_before_its_transaction() {
    let shop = Shop::start(
        "manage_payments:emulator manage_my_payments:emulator create_anonymous_token:emulator",
    )
    .await;
    let shop = guest(shop).await;
    let draft = json!({"amountPlanned": money(500)});
    let created = shop.post("/me/payments", draft.clone()).await.json();
    let path = format!("/me/payments/{}", created["id"].as_str().unwrap());
    let add = |of: &str| json!({"action": "addTransaction", "transaction": {"type": of, "amount": money(5)}});
    let actions = json!([{"action": "setMethodInfoMethod", "method": "card"}, add("Refund")]);
    assert_eq!(
        shop.update(&path, 1, actions).await.refusal().1,
        "InvalidOperation"
    );
    assert_eq!(shop.get(&path).await.json(), created);
    let actions =
        json!([{"action": "setMethodInfoMethod", "method": "card"}, add("Authorization")]);
    let updated = shop.update(&path, 1, actions).await.json();
    assert_eq!(updated["paymentMethodInfo"]["method"], "card");
    assert_eq!(updated["transactions"][0]["type"], "Authorization");
    assert_eq!(updated.get("paymentStatus"), None);
    let second = shop.post("/me/payments", draft).await.json();
    let path = format!("/me/payments/{}?version=1", second["id"].as_str().unwrap());
    assert_eq!(shop.send(Method::DELETE, &path, None).await.status, 200);
    assert_eq!(shop.get("/me/payments").await.json()["total"], 1);
}
