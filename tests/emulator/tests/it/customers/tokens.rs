//! Passwords, and the tokens that are sent to email addresses: to reset a password, or to verify the address.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{SCOPES, customer_token, signs_in, start, told, value};
use crate::shop::Shop;

#[tokio::test]
async fn a_password_is_changed_with_the_current_one() {
    let (shop, customer) = start().await;
    let token = customer_token(&shop).await;
    let body = |version: u64, current: &str| json!({"id": customer["id"], "version": version, "currentPassword": current, "newPassword": "other"});
    let refused = shop.post("/customers/password", body(1, "wrong")).await;
    let message = "The given current password does not match.";
    let expected = (400, "InvalidCurrentPassword".to_owned(), message.to_owned());
    assert_eq!(refused.refusal(), expected);
    let refused = shop.post("/customers/password", body(2, "secret")).await;
    assert_eq!(refused.refusal().0, 409);
    let mut unknown = body(1, "secret");
    unknown["id"] = json!("none");
    assert_eq!(
        shop.post("/customers/password", unknown).await.refusal().0,
        404
    );
    assert!(signs_in(&shop, "secret").await);

    let changed = shop.post("/customers/password", body(1, "secret")).await;
    assert_eq!(changed.json()["version"], 2, "{}", changed.text);
    assert!(!signs_in(&shop, "secret").await);
    assert!(signs_in(&shop, "other").await);
    let (types, message) = told(&shop, &customer["id"]).await;
    assert_eq!(types, ["CustomerPasswordUpdated"]);
    assert_eq!(message["reset"], false);
    // Who knew the old password is signed out.
    let form = format!(
        "grant_type=refresh_token&refresh_token={}",
        token["refresh_token"].as_str().unwrap()
    );
    let refreshed = shop.token(shop.client(), &form).await;
    assert_eq!(refreshed.json()["error"], "invalid_grant");
    let shop = shop.with_token(&token["access_token"]);
    assert_eq!(shop.get("/me").await.status, 401);
}

#[tokio::test]
async fn a_password_is_reset_with_a_token() {
    let (shop, customer) = start().await;
    let session = customer_token(&shop).await;
    let create = |minutes: u64| {
        shop.post(
            "/customers/password-token",
            json!({"email": "JANE@example.com", "ttlMinutes": minutes}),
        )
    };
    let token = create(10).await;
    let value = value(&token);
    let token = token.json();
    assert_eq!(token["customerId"], customer["id"]);
    assert_eq!(token["invalidateOlderTokens"], false);
    let path = format!("/customers/password-token={value}");
    assert_eq!(shop.get(&path).await.json(), customer);
    let wrong = format!("/customers/email-token={value}");
    assert_eq!(shop.get(&wrong).await.status, 404);

    let (types, message) = told(&shop, &customer["id"]).await;
    assert_eq!((types.len(), message), (0, Value::Null));
    let path = "/messages?where=type%3D%22CustomerPasswordTokenCreated%22";
    let message = shop.get(path).await.json()["results"][0].clone();
    let reference = json!({"typeId": "customer-password-token", "id": token["id"]});
    assert_eq!(message["resource"], reference);
    assert_eq!(
        (
            &message["value"],
            &message["customerId"],
            &message["expiresAt"]
        ),
        (&json!(value), &customer["id"], &token["expiresAt"])
    );

    let reset = |value: &str| json!({"tokenValue": value, "newPassword": "other"});
    let path = "/customers/password/reset";
    assert_eq!(shop.post(path, reset("none")).await.refusal().0, 404);
    let mut outdated = reset(&value);
    outdated["version"] = json!(7);
    assert_eq!(shop.post(path, outdated).await.refusal().0, 409);
    let changed = shop.post(path, reset(&value)).await;
    assert_eq!(changed.json()["version"], 2, "{}", changed.text);
    assert!(signs_in(&shop, "other").await);
    let (types, message) = told(&shop, &customer["id"]).await;
    assert_eq!(types, ["CustomerPasswordUpdated"]);
    assert_eq!(message["reset"], true);
    // A token is good for one time.
    assert_eq!(shop.post(path, reset(&value)).await.refusal().0, 404);
    let shop = shop.with_token(&session["access_token"]);
    assert_eq!(shop.get("/me").await.status, 401);
}

#[tokio::test]
async fn a_token_for_a_password_ends() {
    let (shop, _) = start().await;
    let body = |more: Value| {
        let mut body = json!({"email": "jane@example.com"});
        let members = more.as_object().unwrap().clone();
        body.as_object_mut().unwrap().extend(members);
        body
    };
    let path = "/customers/password-token";
    let first = value(&shop.post(path, body(json!({"ttlMinutes": 60}))).await);
    let second = value(&shop.post(path, body(json!({}))).await);
    // What is good for longer than an hour is not told.
    let messages = "/messages?sort=createdAt&where=type%3D%22CustomerPasswordTokenCreated%22";
    let told = shop.get(messages).await.json()["results"].clone();
    let values: Vec<&Value> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|of| &of["value"])
        .collect();
    assert!(
        values.contains(&&json!(first)) && values.contains(&&Value::Null),
        "{told}"
    );

    shop.emulator.advance(Duration::from_secs(59 * 60));
    let read = |value: &str| format!("/customers/password-token={value}");
    assert_eq!(shop.get(&read(&first)).await.status, 200);
    shop.emulator.advance(Duration::from_secs(61));
    let expired = (
        400,
        "ExpiredCustomerPasswordToken".to_owned(),
        "The given password token has expired.".to_owned(),
    );
    assert_eq!(shop.get(&read(&first)).await.refusal(), expired);
    let reset = json!({"tokenValue": first, "newPassword": "other"});
    let refused = shop.post("/customers/password/reset", reset).await;
    assert_eq!(refused.refusal(), expired);
    assert!(signs_in(&shop, "secret").await);
    shop.emulator.advance(Duration::from_secs(22 * 3600));
    assert_eq!(shop.get(&read(&second)).await.status, 200);
    shop.emulator.advance(Duration::from_secs(3600));
    assert_eq!(shop.get(&read(&second)).await.refusal(), expired);

    let third = value(&shop.post(path, body(json!({}))).await);
    let body = body(json!({"invalidateOlderTokens": true}));
    let fourth = value(&shop.post(path, body).await);
    assert_eq!(shop.get(&read(&third)).await.status, 404);
    assert_eq!(shop.get(&read(&fourth)).await.status, 200);
    let deleted = shop.send(Method::DELETE, "/customers/key=jane?version=1", None);
    assert_eq!(deleted.await.status, 200);
    assert_eq!(shop.get(&read(&fourth)).await.status, 404);
}

#[tokio::test]
async fn whom_a_token_cannot_be_made_for_gets_none() {
    let (shop, customer) = start().await;
    let path = "/customers/password-token";
    let unknown = json!({"email": "john@example.com"});
    assert_eq!(shop.post(path, unknown).await.refusal().0, 404);
    let never = json!({"email": "jane@example.com", "ttlMinutes": 0});
    assert_eq!(shop.post(path, never).await.refusal().0, 400);
    let path = "/customers/email-token";
    let unknown = json!({"id": "none", "ttlMinutes": 1});
    assert_eq!(shop.post(path, unknown).await.refusal().0, 404);
    let outdated = json!({"id": customer["id"], "version": 2, "ttlMinutes": 1});
    assert_eq!(shop.post(path, outdated).await.refusal().0, 409);
    let external = json!({"email": "john@example.com", "authenticationMode": "ExternalAuth"});
    assert_eq!(shop.post("/customers", external).await.status, 201);
    let body = json!({"email": "john@example.com"});
    let refused = shop.post("/customers/password-token", body).await;
    assert_eq!(refused.refusal().0, 501);
}

#[tokio::test]
async fn an_address_is_verified_with_a_token() {
    let shop = Shop::start(SCOPES).await;
    let draft = json!({"key": "jane", "email": "jane@example.com", "password": "secret"});
    let customer = shop.post("/customers", draft).await.json()["customer"].clone();
    assert_eq!(customer["isEmailVerified"], false);
    let create = |minutes: u64| {
        shop.post(
            "/customers/email-token",
            json!({"id": customer["id"], "version": 1, "ttlMinutes": minutes}),
        )
    };
    let confirm = |value: &str| shop.post("/customers/email/confirm", json!({"tokenValue": value}));
    let (first, second) = (value(&create(1).await), value(&create(60).await));
    let read = |value: &str| format!("/customers/email-token={value}");
    assert_eq!(shop.get(&read(&first)).await.json(), customer);
    shop.emulator.advance(Duration::from_secs(61));
    for refused in [shop.get(&read(&first)).await, confirm(&first).await] {
        assert_eq!(refused.refusal().1, "ExpiredCustomerEmailToken");
    }
    let verified = confirm(&second).await.json();
    assert_eq!(
        (&verified["isEmailVerified"], &verified["version"]),
        (&json!(true), &json!(2))
    );
    let (types, _) = told(&shop, &customer["id"]).await;
    assert_eq!(types, ["CustomerEmailVerified"]);
    assert_eq!(confirm(&second).await.refusal().0, 404);
    assert_eq!(shop.get(&read(&first)).await.status, 404);
}
