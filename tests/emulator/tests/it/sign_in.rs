//! Sign-up and sign-in, and what a customer takes over of an anonymous session.

mod carts;

use serde_json::{Value, json};

use crate::shop::Shop;

const SCOPES: &str = "create_anonymous_token:emulator manage_customers:emulator manage_my_profile:emulator \
    manage_my_shopping_lists:emulator manage_my_payments:emulator manage_shopping_lists:emulator \
    manage_payments:emulator manage_stores:emulator";

const PASSWORD: &str = "grant_type=password&username=JANE%40example.com&password=secret";

fn jane() -> Value {
    json!({"email": "Jane@example.com", "password": "secret"})
}

fn credentials(email: &str, password: &str) -> Value {
    json!({"email": email, "password": password})
}

async fn token(shop: &Shop, path: &str, form: &str) -> Value {
    let path = format!("/oauth/emulator{path}/token");
    let answer = shop.auth(shop.client(), &path, form).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["access_token"].clone()
}

async fn client_token(shop: &Shop) -> Value {
    let answer = shop.token(shop.client(), "grant_type=client_credentials");
    answer.await.json()["access_token"].clone()
}

#[tokio::test]
async fn a_customer_signs_in_with_the_address_in_any_case() {
    let shop = Shop::start(SCOPES).await;
    let created = shop.post("/customers", jane()).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let customer = created.json()["customer"].clone();
    // The address is kept as it was given.
    assert_eq!(customer["email"], "Jane@example.com");
    let signed_in = shop
        .post("/login", credentials("jane@EXAMPLE.com", "secret"))
        .await;
    assert_eq!(signed_in.status, 200, "{}", signed_in.text);
    assert_eq!(signed_in.json(), json!({"customer": customer}));
    token(&shop, "/customers", PASSWORD).await;
    for (email, password) in [
        ("jane@example.com", "Secret"),
        ("jane@example.com", ""),
        ("john@example.com", "secret"),
    ] {
        let refused = shop.post("/login", credentials(email, password)).await;
        let message = "Account with the given credentials not found.";
        let expected = (400, "InvalidCredentials".to_owned(), message.to_owned());
        assert_eq!(refused.refusal(), expected, "{email} {password}");
    }
}

#[tokio::test]
async fn an_address_is_taken_in_any_case() {
    let shop = Shop::start(SCOPES).await;
    shop.post("/customers", jane()).await;
    let refused = shop
        .post("/customers", credentials("JANE@example.com", "other"))
        .await;
    let message = "There is already an existing customer with the provided email.";
    let expected = (400, "DuplicateField".to_owned(), message.to_owned());
    assert_eq!(refused.refusal(), expected);
    let error = &refused.json()["errors"][0];
    assert_eq!(
        (&error["field"], &error["duplicateValue"]),
        (&json!("email"), &json!("JANE@example.com"))
    );
    // A refused sign-up has not changed the password.
    let signed_in = shop
        .post("/login", credentials("jane@example.com", "secret"))
        .await;
    assert_eq!(signed_in.status, 200, "{}", signed_in.text);
}

#[tokio::test]
async fn who_authenticates_elsewhere_has_no_password() {
    let shop = Shop::start(SCOPES).await;
    let draft = json!({"email": "jane@example.com"});
    let refused = shop.post("/customers", draft).await.json();
    let error = &refused["errors"][0];
    assert_eq!(
        (&error["code"], &error["field"]),
        (&json!("RequiredField"), &json!("password"))
    );
    let draft = json!({"key": "jane", "email": "jane@example.com", "password": "secret", "authenticationMode": "ExternalAuth"});
    assert_eq!(shop.post("/customers", draft).await.status, 201);
    let body = credentials("jane@example.com", "secret");
    let refused = shop.post("/login", body.clone()).await;
    assert_eq!(refused.refusal().1, "InvalidCredentials");
    let mode = |mode: &str| json!([{"action": "setAuthenticationMode", "authMode": mode}]);
    let refused = shop
        .update("/customers/key=jane", 1, mode("Password"))
        .await;
    assert_eq!(refused.refusal().1, "RequiredField");
    let actions =
        json!([{"action": "setAuthenticationMode", "authMode": "Password", "password": "secret"}]);
    let changed = shop.update("/customers/key=jane", 1, actions).await.json();
    assert_eq!(changed["authenticationMode"], "Password");
    assert_eq!(shop.post("/login", body.clone()).await.status, 200);
    let changed = shop
        .update("/customers/key=jane", 2, mode("ExternalAuth"))
        .await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_eq!(shop.post("/login", body).await.status, 400);
}

#[tokio::test]
async fn a_guest_who_signs_up_takes_over_what_the_session_has() {
    let shop = Shop::start(SCOPES).await;
    let guest = token(&shop, "/anonymous", "grant_type=client_credentials").await;
    let other = token(&shop, "/anonymous", "grant_type=client_credentials").await;
    let list = |name: &str| json!({"name": {"en": name}});
    let shop = shop.with_token(&other);
    let theirs = shop.post("/me/shopping-lists", list("theirs")).await.json();
    let shop = shop.with_token(&guest);
    let hers = shop.post("/me/shopping-lists", list("hers")).await.json();
    let amount = json!({"centAmount": 100, "currencyCode": "EUR"});
    let payment = shop
        .post("/me/payments", json!({"amountPlanned": amount}))
        .await;
    assert_eq!(payment.status, 201, "{}", payment.text);
    let payment = payment.json();
    assert_eq!(payment["anonymousId"], hers["anonymousId"]);

    let refused = shop.post("/me/signup", json!({"email": "jane@example.com"}));
    assert_eq!(refused.await.refusal().0, 400);
    assert_eq!(shop.get("/me/shopping-lists").await.json()["total"], 1);

    let created = shop.post("/me/signup", jane()).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let customer = created.json()["customer"].clone();
    // The token is still one of the session, which has nothing any more.
    assert_eq!(shop.get("/me/shopping-lists").await.json()["total"], 0);

    let token = token(&shop, "/customers", PASSWORD).await;
    let shop = shop.with_token(&token);
    let taken = shop.get("/me/shopping-lists").await.json()["results"][0].clone();
    let of_jane = json!({"typeId": "customer", "id": customer["id"]});
    assert_eq!(
        (&taken["id"], &taken["customer"], taken.get("anonymousId")),
        (&hers["id"], &of_jane, None)
    );
    assert_eq!(taken["version"], 2);
    let taken = shop.get("/me/payments").await.json();
    assert_eq!(taken["results"][0]["id"], payment["id"]);
    assert_eq!(taken["results"][0]["customer"], of_jane);

    let shop = shop.with_token(&other);
    let read = shop.get("/me/shopping-lists").await.json();
    assert_eq!(read["results"], json!([theirs]));
}

#[tokio::test]
async fn a_guest_who_signs_in_takes_over_what_the_session_has() {
    let shop = Shop::start(SCOPES).await;
    let customer = shop.post("/customers", jane()).await.json()["customer"].clone();
    let guest = token(
        &shop,
        "/anonymous",
        "grant_type=client_credentials&anonymous_id=guest-1",
    )
    .await;
    let all = client_token(&shop).await;
    let shop = shop.with_token(&guest);
    let list = json!({"name": {"en": "List"}});
    let list = shop.post("/me/shopping-lists", list).await.json();
    let refused = shop
        .post("/me/login", credentials("jane@example.com", "wrong"))
        .await;
    assert_eq!(refused.refusal().1, "InvalidCredentials");
    assert_eq!(shop.get("/me/shopping-lists").await.json()["total"], 1);
    let shop = shop.with_token(&all);
    let path = format!("/shopping-lists/{}", list["id"].as_str().unwrap());
    assert_eq!(shop.get(&path).await.json(), list);

    // With a token of the API client, the body names the session.
    let mut body = credentials("jane@example.com", "secret");
    body["anonymousId"] = json!("guest-2");
    assert_eq!(shop.post("/login", body.clone()).await.status, 200);
    assert_eq!(shop.get(&path).await.json(), list);
    body["anonymousId"] = json!("guest-1");
    let signed_in = shop.post("/login", body).await;
    assert_eq!(signed_in.json()["customer"], customer);
    let taken = shop.get(&path).await.json();
    assert_eq!(taken["customer"]["id"], customer["id"]);

    let shop = shop.with_token(&guest);
    let list = json!({"name": {"en": "Another"}});
    let list = shop.post("/me/shopping-lists", list).await.json();
    let signed_in = shop
        .post("/me/login", credentials("jane@example.com", "secret"))
        .await;
    assert_eq!(signed_in.json()["customer"], customer);
    let path = format!("/me/shopping-lists/{}", list["id"].as_str().unwrap());
    assert_eq!(shop.get(&path).await.status, 404);
    let token = token(&shop, "/customers", PASSWORD).await;
    let shop = shop.with_token(&token);
    assert_eq!(shop.get("/me/shopping-lists").await.json()["total"], 2);
}

#[tokio::test]
async fn sign_up_and_sign_in_need_no_session() {
    let shop = Shop::start("manage_my_profile:emulator").await;
    assert_eq!(shop.post("/me/signup", jane()).await.status, 201);
    let body = credentials("jane@example.com", "secret");
    assert_eq!(shop.post("/me/login", body.clone()).await.status, 200);
    // Nobody who may only sign up and in has the others' accounts.
    assert_eq!(shop.post("/login", body).await.refusal().0, 403);
    assert_eq!(shop.post("/customers", jane()).await.refusal().0, 403);
    assert_eq!(shop.get("/me").await.refusal().0, 403);
}

#[tokio::test]
async fn the_same_address_is_one_account_in_each_store_and_one_in_none() {
    let shop = Shop::start(SCOPES).await;
    for key in ["north", "south", "east"] {
        assert_eq!(shop.post("/stores", json!({"key": key})).await.status, 201);
    }
    let draft = |password: &str| credentials("jane@example.com", password);
    let id = |answer: Value| answer["customer"]["id"].clone();
    let global = shop.post("/customers", draft("global")).await;
    assert_eq!(global.status, 201, "{}", global.text);
    let global = id(global.json());
    let north = shop
        .post("/in-store/key=north/customers", draft("north"))
        .await;
    assert_eq!(north.status, 201, "{}", north.text);
    let north = north.json()["customer"].clone();
    let in_north = json!({"typeId": "store", "key": "north"});
    assert_eq!(north["stores"], json!([in_north]));
    let south = shop
        .post("/in-store/key=south/me/signup", draft("south"))
        .await;
    assert_eq!(south.status, 201, "{}", south.text);
    let south = id(south.json());

    for (path, password, expected) in [
        ("", "global", Some(&global)),
        ("", "north", None),
        ("/in-store/key=north", "north", Some(&north["id"])),
        ("/in-store/key=north/me", "north", Some(&north["id"])),
        ("/in-store/key=north", "global", None),
        ("/in-store/key=south/me", "south", Some(&south)),
        ("/in-store/key=east/me", "south", None),
    ] {
        let answer = shop.post(&format!("{path}/login"), draft(password)).await;
        match expected {
            Some(expected) => assert_eq!(&id(answer.json()), expected, "{path} {password}"),
            None => assert_eq!(
                answer.refusal().1,
                "InvalidCredentials",
                "{path} {password}"
            ),
        }
    }

    let refused = shop
        .post("/in-store/key=north/customers", draft("again"))
        .await;
    assert_eq!(refused.refusal().1, "DuplicateField");
    // A customer of a store whose address is taken in another one cannot enter it.
    let path = format!("/customers/{}", north["id"].as_str().unwrap());
    let add = json!([{"action": "addStore", "store": {"typeId": "store", "key": "south"}}]);
    let refused = shop.update(&path, 1, add).await;
    assert_eq!(refused.refusal().1, "DuplicateField");
    let add = json!([{"action": "addStore", "store": {"typeId": "store", "key": "east"}}]);
    let changed = shop.update(&path, 1, add).await.json();
    assert_eq!(changed["stores"].as_array().unwrap().len(), 2);
    let answer = shop.post("/in-store/key=east/login", draft("north")).await;
    assert_eq!(id(answer.json()), north["id"]);
    let elsewhere = json!({"email": "john@example.com", "password": "x", "stores": [in_north]});
    let refused = shop.post("/in-store/key=east/customers", elsewhere).await;
    assert_eq!(refused.refusal().0, 501);
}
