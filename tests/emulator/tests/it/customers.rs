//! The rules of customers: their addresses, groups and numbers, and their own accounts.

mod tokens;

use ctp_emulator::Fault;
use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::{Answer, Shop};

const SCOPES: &str = "manage_customers:emulator manage_customer_groups:emulator manage_orders:emulator manage_stores:emulator \
    manage_types:emulator view_messages:emulator manage_shopping_lists:emulator manage_my_profile:emulator \
    manage_my_shopping_lists:emulator \
    create_anonymous_token:emulator";
const PATH: &str = "/customers/key=jane";

/// A shop with one customer.
async fn start() -> (Shop, Value) {
    let shop = Shop::start(SCOPES).await;
    let draft = json!({"key": "jane", "email": "jane@example.com", "password": "secret", "isEmailVerified": true});
    let created = shop.post("/customers", draft).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let customer = created.json()["customer"].clone();
    (shop, customer)
}

async fn changed(shop: &Shop, actions: Value) -> Value {
    let version = shop.get(PATH).await.json()["version"].as_u64().unwrap();
    let changed = shop.update(PATH, version, actions).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    changed.json()
}

async fn refused(shop: &Shop, actions: Value) -> String {
    let before = shop.get(PATH).await.json();
    let refused = shop.update(PATH, before["version"].as_u64().unwrap(), actions);
    let (status, code, _) = refused.await.refusal();
    assert_eq!(status, 400, "{code}");
    assert_eq!(shop.get(PATH).await.json(), before);
    code
}

/// The types of the messages about a resource but for its creation, the oldest first, and the last message.
async fn told(shop: &Shop, id: &Value) -> (Vec<String>, Value) {
    let id = id.as_str().unwrap();
    let path = format!(
        "/messages?sort=sequenceNumber&limit=500&where=resource(id%3D%22{id}%22)%20and%20sequenceNumber%3E1"
    );
    let page = shop.get(&path).await.json();
    let messages = page["results"].as_array().unwrap();
    let types = messages
        .iter()
        .map(|of| of["type"].as_str().unwrap().to_owned());
    (
        types.collect(),
        messages.last().cloned().unwrap_or_default(),
    )
}

async fn signs_in(shop: &Shop, password: &str) -> bool {
    let body = json!({"email": "jane@example.com", "password": password});
    shop.post("/login", body).await.status == 200
}

async fn customer_token(shop: &Shop) -> Value {
    let form = "grant_type=password&username=jane%40example.com&password=secret";
    let path = "/oauth/emulator/customers/token";
    let answer = shop.auth(shop.client(), path, form).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

fn value(token: &Answer) -> String {
    assert_eq!(token.status, 200, "{}", token.text);
    token.json()["value"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn addresses_are_added_changed_and_removed() {
    let (shop, customer) = start().await;
    let of = |city: &str| json!({"country": "DE", "city": city, "key": city.to_lowercase()});
    let add = |city: &str| json!({"action": "addAddress", "address": of(city)});
    let now = changed(&shop, json!([add("Berlin"), add("Bonn")])).await;
    let (berlin, bonn) = (&now["addresses"][0]["id"], &now["addresses"][1]["id"]);
    assert_ne!(berlin, bonn);
    let (types, message) = told(&shop, &customer["id"]).await;
    assert_eq!(types, ["CustomerAddressAdded", "CustomerAddressAdded"]);
    assert_eq!(message["address"], now["addresses"][1]);

    let actions = json!([
        {"action": "addShippingAddressId", "addressId": berlin},
        {"action": "addShippingAddressId", "addressKey": "berlin"},
        {"action": "addBillingAddressId", "addressKey": "berlin"},
        {"action": "setDefaultBillingAddress", "addressId": bonn},
    ]);
    let now = changed(&shop, actions).await;
    assert_eq!(now["shippingAddressIds"], json!([berlin]));
    assert_eq!(now["billingAddressIds"], json!([berlin, bonn]));
    assert_eq!(&now["defaultBillingAddressId"], bonn);
    let (types, message) = told(&shop, &customer["id"]).await;
    let added = [
        "CustomerShippingAddressAdded",
        "CustomerBillingAddressAdded",
        "CustomerDefaultBillingAddressSet",
    ];
    assert_eq!(types[2..], added);
    assert_eq!(message["address"], now["addresses"][1]);

    let action =
        json!([{"action": "changeAddress", "addressKey": "berlin", "address": of("Bremen")}]);
    let now = changed(&shop, action).await;
    assert_eq!(&now["addresses"][0]["id"], berlin);
    assert_eq!(now["addresses"][0]["city"], "Bremen");
    assert_eq!(now["shippingAddressIds"], json!([berlin]));
    let (types, message) = told(&shop, &customer["id"]).await;
    assert_eq!(types.last().unwrap(), "CustomerAddressChanged");
    assert_eq!(message["address"], now["addresses"][0]);
    assert_eq!(message["addressRoles"], json!(["Shipping", "Billing"]));

    let remove = json!([{"action": "removeBillingAddressId", "addressId": bonn}]);
    let now = changed(&shop, remove.clone()).await;
    assert_eq!(now["billingAddressIds"], json!([berlin]));
    assert_eq!(now.get("defaultBillingAddressId"), None);
    assert_eq!(refused(&shop, remove).await, "InvalidOperation");
    let now = changed(
        &shop,
        json!([{"action": "removeAddress", "addressId": berlin}]),
    )
    .await;
    assert_eq!(now["shippingAddressIds"], json!([]));
    assert_eq!(now["billingAddressIds"], json!([]));
    assert_eq!(now["addresses"][0]["id"], *bonn);
    let (types, message) = told(&shop, &customer["id"]).await;
    assert_eq!(types.last().unwrap(), "CustomerAddressRemoved");
    assert_eq!(message["address"]["city"], "Bremen");
    assert_eq!(message["addressRoles"], json!(["Shipping", "Billing"]));

    for name in [
        "removeAddress",
        "addShippingAddressId",
        "removeShippingAddressId",
        "setDefaultShippingAddress",
    ] {
        let action = json!([{"action": name, "addressId": berlin}]);
        assert_eq!(refused(&shop, action).await, "InvalidOperation", "{name}");
    }
    let action = json!([{"action": "addShippingAddressId"}]);
    assert_eq!(refused(&shop, action).await, "InvalidInput");
    let again = json!([add("Bonn")]);
    assert_eq!(refused(&shop, again).await, "InvalidOperation");
}

#[tokio::test]
async fn a_default_address_is_taken_away() {
    let shop = Shop::start(SCOPES).await;
    let draft = json!({"key": "jane", "email": "jane@example.com", "password": "secret", "addresses": [{"country": "DE"}], "defaultShippingAddress": 0});
    let customer = shop.post("/customers", draft).await.json()["customer"].clone();
    assert_eq!(
        customer["defaultShippingAddressId"],
        customer["addresses"][0]["id"]
    );
    let now = changed(&shop, json!([{"action": "setDefaultShippingAddress"}])).await;
    assert_eq!(now.get("defaultShippingAddressId"), None);
    assert_eq!(now["shippingAddressIds"], customer["shippingAddressIds"]);
    let (types, message) = told(&shop, &customer["id"]).await;
    assert_eq!(types, ["CustomerDefaultShippingAddressSet"]);
    assert_eq!(message.get("address"), None);
}

#[tokio::test]
async fn addresses_have_custom_fields() {
    let (shop, customer) = start().await;
    let field = json!({"name": "floor", "label": {"en": "Floor"}, "required": false, "type": {"name": "Number"}, "inputHint": "SingleLine"});
    let draft = json!({"key": "flat", "name": {"en": "Flat"}, "resourceTypeIds": ["address"], "fieldDefinitions": [field]});
    let made = shop.post("/types", draft).await.json();
    let of = |name: &str| json!({"type": {"typeId": "type", "key": "flat"}, "fields": {name: 3}});
    let add = |name: &str| json!([{"action": "addAddress", "address": {"country": "DE", "custom": of(name)}}]);
    let now = changed(&shop, add("floor")).await;
    let expected = json!({"type": {"typeId": "type", "id": made["id"]}, "fields": {"floor": 3}});
    assert_eq!(now["addresses"][0]["custom"], expected);
    assert_eq!(refused(&shop, add("door")).await, "InvalidInput");
    let action = json!([{"action": "setAddressCustomField", "addressId": now["addresses"][0]["id"], "name": "floor", "value": 4}]);
    let id = now["addresses"][0]["id"].clone();
    let now = changed(&shop, action).await;
    assert_eq!(now["addresses"][0]["custom"]["fields"]["floor"], 4);
    let (types, message) = told(&shop, &customer["id"]).await;
    assert_eq!(types[1..], ["CustomerAddressCustomFieldChanged"]);
    assert_eq!(
        (
            &message["addressId"],
            &message["value"],
            &message["previousValue"]
        ),
        (&id, &json!(4), &json!(3))
    );
    let action = json!([{"action": "setAddressCustomType", "addressId": id}]);
    let now = changed(&shop, action).await;
    assert_eq!(now["addresses"][0].get("custom"), None);
    let (types, message) = told(&shop, &customer["id"]).await;
    assert_eq!(types[2..], ["CustomerAddressCustomTypeRemoved"]);
    assert_eq!(
        (&message["addressId"], &message["previousTypeId"]),
        (&id, &made["id"])
    );
}

#[tokio::test]
async fn another_address_for_emails_is_not_verified_and_a_number_stays() {
    let (shop, customer) = start().await;
    let action = json!([{"action": "changeEmail", "email": "doe@example.com"}]);
    let now = changed(&shop, action).await;
    assert_eq!(
        (&now["email"], &now["isEmailVerified"]),
        (&json!("doe@example.com"), &json!(false))
    );
    let (types, message) = told(&shop, &customer["id"]).await;
    assert_eq!(types, ["CustomerEmailChanged"]);
    assert_eq!(
        (&message["email"], &message["oldEmail"]),
        (&json!("doe@example.com"), &json!("jane@example.com"))
    );
    let other = json!({"email": "other@example.com", "password": "x", "customerNumber": "2"});
    shop.post("/customers", other).await;
    let taken = json!([{"action": "changeEmail", "email": "OTHER@example.com"}]);
    assert_eq!(refused(&shop, taken).await, "DuplicateField");

    let number = |number: Value| json!([{"action": "setCustomerNumber", "customerNumber": number}]);
    assert_eq!(refused(&shop, number(json!("2"))).await, "DuplicateField");
    changed(&shop, number(json!("1"))).await;
    for wrong in [json!("3"), Value::Null] {
        assert_eq!(refused(&shop, number(wrong)).await, "InvalidOperation");
    }
    assert_eq!(changed(&shop, number(json!("1"))).await["version"], 3);
}

#[tokio::test]
async fn a_customer_has_a_group_and_is_assigned_to_groups() {
    let (shop, customer) = start().await;
    let mut ids = Vec::new();
    for key in ["gold", "silver"] {
        let draft = json!({"key": key, "groupName": key});
        let group = shop.post("/customer-groups", draft).await.json();
        ids.push(json!({"typeId": "customer-group", "id": group["id"]}));
    }
    let group = |key: &str| json!({"typeId": "customer-group", "key": key});
    let of = |place: usize| json!({"customerGroup": ids[place]});
    let add = |key: &str| json!([{"action": "addCustomerGroupAssignment", "customerGroupAssignment": {"customerGroup": group(key)}}]);
    let remove = |key: &str| json!([{"action": "removeCustomerGroupAssignment", "customerGroup": group(key)}]);
    let now = changed(
        &shop,
        json!([{"action": "setCustomerGroup", "customerGroup": group("gold")}]),
    )
    .await;
    assert_eq!(now["customerGroup"], ids[0]);
    changed(&shop, add("gold")).await;
    let now = changed(&shop, add("silver")).await;
    assert_eq!(now["customerGroupAssignments"], json!([of(0), of(1)]));
    let (types, message) = told(&shop, &customer["id"]).await;
    assert_eq!(
        types,
        [
            "CustomerGroupSet",
            "CustomerGroupAssignmentAdded",
            "CustomerGroupAssignmentAdded"
        ]
    );
    assert_eq!(message["customerGroupAssignment"], of(1));
    assert_eq!(refused(&shop, add("gold")).await, "InvalidOperation");
    let now = changed(&shop, remove("gold")).await;
    assert_eq!(now["customerGroupAssignments"], json!([of(1)]));
    assert_eq!(refused(&shop, remove("gold")).await, "InvalidOperation");
    let assignment = json!({"customerGroup": group("gold")});
    let set = json!([{"action": "setCustomerGroupAssignments", "customerGroupAssignments": [assignment]}]);
    let now = changed(&shop, set).await;
    assert_eq!(now["customerGroupAssignments"], json!([of(0)]));
    let (types, message) = told(&shop, &customer["id"]).await;
    assert_eq!(
        types[3..],
        [
            "CustomerGroupAssignmentRemoved",
            "CustomerGroupAssignmentsSet"
        ]
    );
    assert_eq!(message["oldCustomerGroupAssignments"], json!([of(1)]));
    let twice = json!([{"action": "setCustomerGroupAssignments", "customerGroupAssignments": [assignment, assignment]}]);
    assert_eq!(refused(&shop, twice).await, "InvalidOperation");
    let delete = shop.send(Method::DELETE, "/customer-groups/key=gold?version=1", None);
    assert_eq!(delete.await.refusal().1, "ReferenceExists");
}

#[tokio::test]
async fn the_stores_and_the_end_of_an_account_are_told() {
    let (shop, customer) = start().await;
    for key in ["north", "south"] {
        assert_eq!(shop.post("/stores", json!({"key": key})).await.status, 201);
    }
    let store = |key: &str| json!({"typeId": "store", "key": key});
    let twice = [store("north"), store("south"), store("north")];
    let now = changed(&shop, json!([{"action": "setStores", "stores": twice}])).await;
    assert_eq!(now["stores"], json!([store("north"), store("south")]));
    let (types, message) = told(&shop, &customer["id"]).await;
    assert_eq!(types, ["CustomerStoresSet"]);
    assert_eq!(message["oldStores"], json!([]));
    let remove = |key: &str| json!([{"action": "removeStore", "store": store(key)}]);
    let now = changed(&shop, remove("north")).await;
    assert_eq!(now["stores"], json!([store("south")]));
    assert_eq!(refused(&shop, remove("north")).await, "InvalidOperation");
    let path = format!("{PATH}?version=3");
    let deleted = shop.send(Method::DELETE, &path, None).await;
    assert_eq!(deleted.status, 200, "{}", deleted.text);
    let path = "/messages?where=type%3D%22CustomerDeleted%22";
    let message = shop.get(path).await.json()["results"][0].clone();
    assert_eq!(
        (&message["resource"]["id"], &message["email"]),
        (&customer["id"], &json!("jane@example.com"))
    );
}

#[tokio::test]
async fn a_customer_reads_and_changes_the_own_account() {
    let (shop, customer) = start().await;
    let other = json!({"email": "john@example.com", "password": "x"});
    let other = shop.post("/customers", other).await.json()["customer"].clone();
    let token = customer_token(&shop).await;
    let form = "grant_type=client_credentials";
    let guest = shop
        .auth(shop.client(), "/oauth/emulator/anonymous/token", form)
        .await
        .json();
    assert_eq!(shop.get("/me").await.refusal().0, 403);
    let group = json!({"key": "gold", "groupName": "Gold"});
    shop.post("/customer-groups", group).await;
    let email_token =
        |id: &Value| shop.post("/customers/email-token", json!({"id": id, "ttlMinutes": 9}));
    let (hers, his) = (
        value(&email_token(&customer["id"]).await),
        value(&email_token(&other["id"]).await),
    );

    let shop = shop.with_token(&token["access_token"]);
    assert_eq!(shop.get("/me").await.json(), customer);
    let found = shop.get("/me?where=firstName%20is%20not%20defined").await;
    assert_eq!(found.json(), customer);
    let missed = shop.get("/me?where=firstName%3D%22Jane%22").await;
    assert_eq!(missed.refusal().0, 404);
    assert_eq!(shop.get("/me?limit=1").await.refusal().0, 501);
    let name = json!([{"action": "setFirstName", "firstName": "Jane"}]);
    assert_eq!(shop.update("/me", 2, name.clone()).await.refusal().0, 409);
    let changed = shop.update("/me", 1, name).await.json();
    assert_eq!(
        (&changed["firstName"], &changed["version"]),
        (&json!("Jane"), &json!(2))
    );
    assert_eq!(changed["lastModifiedBy"]["customer"]["id"], customer["id"]);
    // What only the shop may do is no action here.
    let group = json!([{"action": "setCustomerGroup", "customerGroup": {"typeId": "customer-group", "key": "gold"}}]);
    assert_eq!(shop.update("/me", 2, group).await.refusal().0, 400);

    let confirm = |value: &str| shop.post("/me/email/confirm", json!({"tokenValue": value}));
    assert_eq!(confirm(&his).await.refusal().0, 404);
    assert_eq!(confirm(&hers).await.json()["isEmailVerified"], true);

    let password =
        |current: &str| json!({"version": 3, "currentPassword": current, "newPassword": "other"});
    let refused = shop.post("/me/password", password("wrong")).await;
    assert_eq!(refused.refusal().1, "InvalidCurrentPassword");
    let changed = shop.post("/me/password", password("secret")).await;
    assert_eq!(changed.json()["version"], 4, "{}", changed.text);
    assert_eq!(shop.get("/me").await.status, 401);

    // A guest is no customer.
    let shop = shop.with_token(&guest["access_token"]);
    assert_eq!(shop.get("/me").await.status, 403);
}

#[tokio::test]
async fn a_customer_resets_the_password_without_a_session_and_deletes_the_account() {
    let (shop, _) = start().await;
    let body = json!({"email": "jane@example.com"});
    let value = value(&shop.post("/customers/password-token", body).await);
    let form = "grant_type=client_credentials&scope=manage_my_profile%3Aemulator";
    let narrow = shop.token(shop.client(), form).await.json();
    let shop = shop.with_token(&narrow["access_token"]);
    let body = json!({"tokenValue": value, "newPassword": "secret"});
    assert_eq!(shop.post("/me/password/reset", body).await.status, 200);
    let token = customer_token(&shop).await;
    let shop = shop.with_token(&token["access_token"]);
    let refused = shop.send(Method::DELETE, "/me?version=1", None).await;
    assert_eq!(refused.refusal().0, 409);
    let deleted = shop.send(Method::DELETE, "/me?version=2", None).await;
    assert_eq!(deleted.json()["key"], "jane", "{}", deleted.text);
    assert_eq!(shop.get("/me").await.status, 401);
}

#[tokio::test]
async fn somebody_else_can_change_the_account_first() {
    let (shop, customer) = start().await;
    let token = customer_token(&shop).await;
    let shop = shop.with_token(&token["access_token"]);
    shop.emulator.fault(Fault::conflict()).unwrap();
    let name = json!([{"action": "setFirstName", "firstName": "Jane"}]);
    let refused = shop.update("/me", 1, name.clone()).await;
    assert_eq!(refused.refusal().1, "ConcurrentModification");
    assert_eq!(refused.json()["errors"][0]["currentVersion"], 2);
    let changed = shop.update("/me", 2, name).await.json();
    assert_eq!(
        (&changed["id"], &changed["firstName"]),
        (&customer["id"], &json!("Jane"))
    );
}
