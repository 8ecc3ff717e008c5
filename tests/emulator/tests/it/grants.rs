//! Tokens of customers and of anonymous sessions.

use std::time::Duration;

use ctp_auth::ScopeSet;
use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::{Answer, Shop, answer};

const SCOPES: &str = "create_anonymous_token:emulator introspect_oauth_tokens:emulator \
    manage_customers:emulator manage_my_shopping_lists:emulator manage_stores:emulator view_shopping_lists:emulator";

const PASSWORD: &str = "grant_type=password&username=jane%40example.com&password=secret%20word";

async fn jane(shop: &Shop) -> String {
    let draft = json!({"email": "jane@example.com", "password": "secret word"});
    let created = shop.post("/customers", draft).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let customer = &created.json()["customer"];
    assert_eq!(customer.get("password"), None);
    customer["id"].as_str().unwrap().to_owned()
}

async fn customer_token(shop: &Shop, form: &str) -> Answer {
    shop.auth(shop.client(), "/oauth/emulator/customers/token", form)
        .await
}

async fn anonymous_token(shop: &Shop, form: &str) -> Answer {
    shop.auth(shop.client(), "/oauth/emulator/anonymous/token", form)
        .await
}

fn error(answer: &Answer) -> (u16, String) {
    let error = answer.json()["error"].as_str().unwrap().to_owned();
    (answer.status, error)
}

#[tokio::test]
async fn a_customer_signs_in_with_the_password() {
    let shop = Shop::start(SCOPES).await;
    let id = jane(&shop).await;
    let token = customer_token(&shop, PASSWORD).await.json();
    let scopes = token["scope"].as_str().unwrap();
    assert!(scopes.contains(&format!("customer_id:{id}")), "{scopes}");
    assert!(token["refresh_token"].is_string());
    let form = format!("token={}", token["access_token"].as_str().unwrap());
    let known = shop.auth(shop.client(), "/oauth/introspect", &form).await;
    assert_eq!(known.json()["scope"], token["scope"]);
    for wrong in [
        "grant_type=password&username=jane%40example.com&password=secret",
        "grant_type=password&username=john%40example.com&password=secret%20word",
    ] {
        let refused = customer_token(&shop, wrong).await;
        let expected = "invalid_customer_account_credentials".to_owned();
        assert_eq!(error(&refused), (400, expected));
    }
    let refused = customer_token(&shop, "grant_type=password&username=a").await;
    assert_eq!(error(&refused), (400, "invalid_request".to_owned()));
    let refused = customer_token(&shop, "grant_type=client_credentials").await;
    assert_eq!(error(&refused), (400, "unsupported_grant_type".to_owned()));
}

#[tokio::test]
async fn a_customer_of_a_store_signs_in_there_only() {
    let shop = Shop::start(SCOPES).await;
    for key in ["north", "south"] {
        let created = shop.post("/stores", json!({"key": key})).await;
        assert_eq!(created.status, 201, "{}", created.text);
    }
    let draft = json!({
        "email": "jane@example.com",
        "password": "secret word",
        "stores": [{"typeId": "store", "key": "north"}],
    });
    let created = shop.post("/customers", draft).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let path = |store: &str| format!("/oauth/emulator/in-store/key={store}/customers/token");
    let token = shop.auth(shop.client(), &path("north"), PASSWORD).await;
    assert_eq!(token.status, 200, "{}", token.text);
    let elsewhere = shop.auth(shop.client(), &path("south"), PASSWORD).await;
    assert_eq!(elsewhere.status, 400);
    assert_eq!(customer_token(&shop, PASSWORD).await.status, 400);
}

#[tokio::test]
async fn a_refresh_token_gets_tokens_for_the_same_customer_until_it_ends() {
    let shop = Shop::start(SCOPES).await;
    jane(&shop).await;
    let token = customer_token(&shop, PASSWORD).await.json();
    let refresh_token = token["refresh_token"].as_str().unwrap();
    let form = format!("grant_type=refresh_token&refresh_token={refresh_token}");
    shop.emulator.advance(Duration::from_secs(172_801));
    let renewed = shop.token(shop.client(), &form).await.json();
    assert_eq!(renewed["scope"], token["scope"]);
    assert_ne!(renewed["access_token"], token["access_token"]);

    let other = shop.emulator.api_client(ScopeSet::new());
    let refused = shop.token(&other, &form).await;
    assert_eq!(error(&refused), (400, "invalid_grant".to_owned()));

    let revocation = format!("token={refresh_token}");
    shop.auth(shop.client(), "/oauth/token/revoke", &revocation)
        .await;
    let refused = shop.token(shop.client(), &form).await;
    assert_eq!(error(&refused), (400, "invalid_grant".to_owned()));
    let list = shop.request(Method::GET, "/emulator/me/shopping-lists");
    let with_ended = list.bearer_auth(renewed["access_token"].as_str().unwrap());
    assert_eq!(answer(with_ended).await.status, 401);
}

#[tokio::test]
async fn a_refresh_token_that_nobody_uses_ends() {
    let shop = Shop::start(SCOPES).await;
    let token = anonymous_token(&shop, "grant_type=client_credentials").await;
    let token = token.json();
    let refresh_token = token["refresh_token"].as_str().unwrap();
    let form = format!("grant_type=refresh_token&refresh_token={refresh_token}");
    for _ in 0..3 {
        // Each use gives it its whole lifetime again.
        shop.emulator.advance(Duration::from_secs(17_000_000));
        assert_eq!(shop.token(shop.client(), &form).await.status, 200);
    }
    shop.emulator.advance(Duration::from_secs(17_280_001));
    let refused = shop.token(shop.client(), &form).await;
    assert_eq!(error(&refused), (400, "invalid_grant".to_owned()));
}

#[tokio::test]
async fn an_anonymous_id_is_used_once() {
    let shop = Shop::start(SCOPES).await;
    let form = "grant_type=client_credentials&anonymous_id=me-1";
    let token = anonymous_token(&shop, form).await.json();
    let scopes = token["scope"].as_str().unwrap();
    assert!(scopes.contains("anonymous_id:me-1"), "{scopes}");
    let again = anonymous_token(&shop, form).await;
    assert_eq!(error(&again), (400, "invalid_request".to_owned()));

    let client = shop
        .emulator
        .api_client("manage_my_orders:emulator".parse().unwrap());
    let path = "/oauth/emulator/anonymous/token";
    let refused = shop.auth(&client, path, form).await;
    assert_eq!(error(&refused), (400, "invalid_scope".to_owned()));
    let other = shop.auth(shop.client(), "/oauth/other/anonymous/token", form);
    assert_eq!(other.await.status, 404);
}

#[tokio::test]
async fn everybody_sees_their_own_only() {
    let shop = Shop::start(SCOPES).await;
    let customer = jane(&shop).await;
    let jane = customer_token(&shop, PASSWORD).await.json();
    let guest = anonymous_token(&shop, "grant_type=client_credentials").await;
    let guest = guest.json();
    let draft = |name: &str| json!({"name": {"en": name}});

    let shop = shop.with_token(&jane["access_token"]);
    let hers = shop.post("/me/shopping-lists", draft("hers")).await.json();
    assert_eq!(
        hers["customer"],
        json!({"typeId": "customer", "id": customer})
    );
    let shop = shop.with_token(&guest["access_token"]);
    let theirs = shop.post("/me/shopping-lists", draft("theirs")).await;
    let theirs = theirs.json();
    assert!(theirs["anonymousId"].is_string());

    let page = shop.get("/me/shopping-lists").await.json();
    assert_eq!(page["results"], json!([theirs]));
    let path = format!("/me/shopping-lists/{}", hers["id"].as_str().unwrap());
    assert_eq!(shop.get(&path).await.status, 404);
    let actions = json!([{"action": "setKey", "key": "mine"}]);
    assert_eq!(shop.update(&path, 1, actions).await.status, 404);
    let path = format!("{path}?version=1");
    let delete = shop.send(Method::DELETE, &path, None);
    assert_eq!(delete.await.status, 404);

    // A token of the API client is nobody's.
    let all = shop
        .token(shop.client(), "grant_type=client_credentials")
        .await;
    let shop = shop.with_token(&all.json()["access_token"]);
    assert_eq!(shop.get("/me/shopping-lists").await.status, 403);
    assert_eq!(shop.get("/shopping-lists").await.json()["total"], 2);
}

#[tokio::test]
async fn the_tokens_of_a_customer_end_with_the_account() {
    let shop = Shop::start(SCOPES).await;
    let id = jane(&shop).await;
    let jane = customer_token(&shop, PASSWORD).await.json();
    let deleted = shop
        .send(Method::DELETE, &format!("/customers/{id}?version=1"), None)
        .await;
    assert_eq!(deleted.status, 200);
    assert_eq!(customer_token(&shop, PASSWORD).await.status, 400);
    let shop = shop.with_token(&jane["access_token"]);
    assert_eq!(shop.get("/me/shopping-lists").await.status, 401);
}

#[tokio::test]
async fn addresses_of_a_draft_are_named_by_their_positions() {
    let shop = Shop::start(SCOPES).await;
    let draft = |position: u64| {
        json!({
            "email": "jane@example.com",
            "password": "secret word",
            "addresses": [{"country": "DE"}, {"country": "AT"}],
            "shippingAddresses": [0],
            "defaultShippingAddress": position,
        })
    };
    assert_eq!(shop.post("/customers", draft(2)).await.refusal().0, 400);
    let customer = shop.post("/customers", draft(1)).await.json();
    let customer = &customer["customer"];
    let ids: Vec<&Value> = customer["addresses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| &of["id"])
        .collect();
    assert_eq!(customer["shippingAddressIds"], json!(ids));
    assert_eq!(&customer["defaultShippingAddressId"], ids[1]);
    assert_eq!(customer["billingAddressIds"], json!([]));
}

#[tokio::test]
async fn the_fields_of_a_token_request_may_be_in_its_url() {
    let shop = Shop::start(SCOPES).await;
    jane(&shop).await;
    for (path, form) in [
        ("/oauth/token?grant_type=client_credentials", ""),
        ("/oauth/token", "grant_type=client_credentials"),
        (
            "/oauth/emulator/anonymous/token?grant_type=client_credentials",
            "anonymous_id=guest",
        ),
        (&format!("/oauth/emulator/customers/token?{PASSWORD}"), ""),
        // What the form says counts.
        (
            "/oauth/token?grant_type=password",
            "grant_type=client_credentials",
        ),
    ] {
        let answer = shop.auth(shop.client(), path, form).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        assert!(answer.json()["access_token"].is_string());
    }
    let scoped = "/oauth/token?grant_type=client_credentials&scope=manage_stores%3Aemulator";
    let answer = shop.auth(shop.client(), scoped, "").await.json();
    assert_eq!(answer["scope"], "manage_stores:emulator");
    let refused = shop
        .auth(shop.client(), "/oauth/token?grant_type=none", "")
        .await;
    assert_eq!(error(&refused), (400, "unsupported_grant_type".to_owned()));
}
