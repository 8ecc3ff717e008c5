//! Who gets a token, and what it permits.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::shop::{Shop, answer};

const MANAGE: &str = "manage_categories:emulator";

#[tokio::test]
async fn a_token_has_the_scopes_that_were_asked_for() {
    let shop = Shop::start(MANAGE).await;
    let client = shop.emulator.api_client(MANAGE.parse().unwrap());
    let all = shop
        .token(&client, "grant_type=client_credentials")
        .await
        .json();
    assert_eq!(all["scope"], MANAGE);
    assert_eq!(
        (&all["token_type"], &all["expires_in"]),
        (&json!("Bearer"), &json!(172_800))
    );
    let form = "grant_type=client_credentials&scope=view_categories%3Aemulator";
    let narrow = shop.token(&client, form).await.json();
    assert_eq!(narrow["scope"], "view_categories:emulator");
    assert_ne!(all["access_token"], narrow["access_token"]);
}

#[tokio::test]
async fn an_api_client_with_manage_project_cannot_request_fewer_scopes() {
    const SCOPES: &str = "create_anonymous_token:emulator manage_project:emulator";
    let shop = Shop::start(MANAGE).await;
    let client = shop.emulator.api_client(SCOPES.parse().unwrap());
    let form = |scopes: &str| format!("grant_type=client_credentials&scope={scopes}");
    let paths = ["/oauth/token", "/oauth/emulator/anonymous/token"];
    for path in paths {
        for fewer in [
            "view_categories:emulator",
            "create_anonymous_token:emulator",
        ] {
            let refused = shop.auth(&client, path, &form(fewer)).await;
            let (status, error) = (refused.status, &refused.json()["error"]);
            assert_eq!(
                (status, error),
                (400, &json!("invalid_scope")),
                "{path}: {fewer}"
            );
        }
        for permitted in ["grant_type=client_credentials", &form(SCOPES)] {
            let token = shop.auth(&client, path, permitted).await;
            assert_eq!(token.status, 200, "{path}: {permitted}");
        }
        let whole = shop
            .auth(&client, path, &form("manage_project:emulator"))
            .await;
        assert_eq!(whole.status, 200, "{path}");
    }
}

#[tokio::test]
async fn who_is_not_known_or_asks_for_too_much_gets_none() {
    let shop = Shop::start(MANAGE).await;
    let client = shop.emulator.api_client(MANAGE.parse().unwrap());
    let form = "grant_type=client_credentials&scope=manage_orders%3Aemulator";
    let refused = shop.token(&client, form).await;
    assert_eq!(
        (refused.status, &refused.json()["error"]),
        (400, &json!("invalid_scope"))
    );
    let mut other = client.clone();
    other.secret = "another".to_owned().into();
    let refused = shop.token(&other, "grant_type=client_credentials").await;
    assert_eq!(
        (refused.status, &refused.json()["error"]),
        (401, &json!("invalid_client"))
    );
    let refused = shop.token(&client, "scope=a").await;
    assert_eq!(
        (refused.status, &refused.json()["error"]),
        (400, &json!("invalid_request"))
    );
    let refused = shop.token(&client, "grant_type=magic").await;
    assert_eq!(
        (refused.status, &refused.json()["error"]),
        (400, &json!("unsupported_grant_type"))
    );
}

#[tokio::test]
async fn a_revoked_token_is_neither_active_nor_accepted() {
    let scopes = "introspect_oauth_tokens:emulator manage_categories:emulator";
    let shop = Shop::start(scopes).await;
    let client = shop.client();
    let form = format!("token={}", shop.bearer());
    let known = shop.auth(client, "/oauth/introspect", &form).await.json();
    assert_eq!(
        (&known["active"], &known["scope"]),
        (&json!(true), &json!(scopes))
    );
    assert_eq!(shop.get("/categories").await.status, 200);

    let revoked = shop.auth(client, "/oauth/token/revoke", &form).await;
    assert_eq!((revoked.status, revoked.text.as_str()), (200, ""));
    let known = shop.auth(client, "/oauth/introspect", &form).await.json();
    assert_eq!(known, json!({"active": false}));
    let refused = shop.get("/categories").await;
    let expected = (401, "invalid_token".to_owned(), "invalid_token".to_owned());
    assert_eq!(refused.refusal(), expected);
    assert_eq!(refused.json()["error"], "invalid_token");
}

#[tokio::test]
async fn a_request_without_a_token_is_refused() {
    let shop = Shop::start(MANAGE).await;
    let refused = answer(shop.request(Method::GET, "/emulator/categories")).await;
    assert_eq!(refused.refusal().0, 401);
    let refused = answer(
        shop.request(Method::GET, "/emulator/categories")
            .bearer_auth("x"),
    )
    .await;
    assert_eq!(refused.refusal().0, 401);
}

#[tokio::test]
async fn each_operation_needs_one_of_its_scopes() {
    let draft = json!({"name": {"en": "Shoes"}, "slug": {"en": "shoes"}});
    for (scopes, reads, creates) in [
        ("view_categories:emulator", 200, 403),
        ("view_products:emulator", 200, 403),
        ("manage_categories:emulator", 200, 201),
        ("manage_project:emulator", 200, 201),
        ("manage_orders:emulator", 403, 403),
        ("manage_categories:another", 403, 403),
    ] {
        let shop = Shop::start(scopes).await;
        assert_eq!(shop.get("/categories").await.status, reads, "{scopes}");
        let created = shop.post("/categories", draft.clone()).await;
        assert_eq!(created.status, creates, "{scopes}");
        if creates == 403 {
            let (_, code, message) = created.refusal();
            assert_eq!(code, "insufficient_scope");
            assert!(message.contains("manage_categories:emulator"), "{message}");
            assert_eq!(created.json()["error"], "insufficient_scope");
        }
    }
}

#[tokio::test]
async fn nothing_prints_a_secret() {
    use ctp_auth::ExposeSecret;
    let shop = Shop::start(MANAGE).await;
    let client = shop.emulator.api_client(MANAGE.parse().unwrap());
    let printed = format!("{client:?} {:?}", shop.emulator);
    assert!(
        !printed.contains(client.secret.expose_secret()),
        "{printed}"
    );
    assert!(!printed.contains(shop.bearer()), "{printed}");
}

#[tokio::test]
async fn a_client_looks_into_tokens_with_a_scope_and_revokes_its_own() {
    let shop = Shop::start(MANAGE).await;
    let other = shop.emulator.api_client(MANAGE.parse().unwrap());
    let form = format!("token={}", shop.bearer());
    let refused = shop.auth(&other, "/oauth/introspect", &form).await;
    assert_eq!(refused.json()["error"], "insufficient_scope");
    let ignored = shop.auth(&other, "/oauth/token/revoke", &form).await;
    assert_eq!(ignored.status, 200);
    assert_eq!(shop.get("/categories").await.status, 200);
}

#[tokio::test]
async fn a_token_ends_with_its_lifetime() {
    let shop = Shop::start(MANAGE).await;
    shop.emulator.advance(Duration::from_secs(172_790));
    assert_eq!(shop.get("/categories").await.status, 200);
    shop.emulator.advance(Duration::from_secs(20));
    let refused = shop.get("/categories").await;
    assert_eq!(
        (refused.status, &refused.json()["error"]),
        (401, &json!("invalid_token"))
    );
}
