//! API clients that are made through the API.

use ctp_auth::SecretString;
use ctp_emulator::ApiClient;
use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::Shop;

const SCOPES: &str = "manage_api_clients:emulator manage_categories:emulator";
const CLIENT_CREDENTIALS: &str = "grant_type=client_credentials";

fn client(of: &Value) -> ApiClient {
    ApiClient {
        id: of["id"].as_str().unwrap().to_owned(),
        secret: SecretString::from(of["secret"].as_str().unwrap()),
    }
}

#[tokio::test]
async fn who_is_made_obtains_tokens_and_who_is_deleted_does_not() {
    let shop = Shop::start(SCOPES).await;
    let draft = json!({
        "name": "shop",
        "scope": "view_categories:emulator",
        "accessTokenValiditySeconds": 3600,
    });
    let created = shop.post("/api-clients", draft).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let created = created.json();
    let path = format!("/api-clients/{}", created["id"].as_str().unwrap());
    let read = shop.get(&path).await.json();
    assert_eq!((&read["name"], read.get("secret")), (&json!("shop"), None));

    let new = client(&created);
    let token = shop.token(&new, CLIENT_CREDENTIALS).await.json();
    assert_eq!(
        (&token["scope"], &token["expires_in"]),
        (&json!("view_categories:emulator"), &json!(3600))
    );
    let manager = json!(shop.bearer());
    let shop = shop.with_token(&token["access_token"]);
    assert_eq!(shop.get("/categories").await.status, 200);

    let shop = shop.with_token(&manager);
    let deleted = shop.send(Method::DELETE, &path, None).await;
    assert_eq!((deleted.status, deleted.json()), (200, read));
    assert_eq!(shop.get(&path).await.status, 404);
    assert_eq!(shop.token(&new, CLIENT_CREDENTIALS).await.status, 401);
    let shop = shop.with_token(&token["access_token"]);
    assert_eq!(shop.get("/categories").await.status, 401);
}

#[tokio::test]
async fn who_is_to_be_deleted_later_is() {
    let shop = Shop::start(SCOPES).await;
    let draft =
        json!({"name": "shop", "scope": "view_categories:emulator", "deleteDaysAfterCreation": 1});
    let created = client(&shop.post("/api-clients", draft).await.json());
    assert_eq!(shop.token(&created, CLIENT_CREDENTIALS).await.status, 200);
    shop.emulator
        .advance(std::time::Duration::from_secs(86_401));
    assert_eq!(shop.token(&created, CLIENT_CREDENTIALS).await.status, 401);
    assert_eq!(shop.get("/api-clients").await.json()["total"], 1);
}

#[tokio::test]
async fn they_are_queried_and_their_drafts_checked() {
    let shop = Shop::start(SCOPES).await;
    for name in ["a", "b"] {
        let draft = json!({"name": name, "scope": "view_categories:emulator"});
        shop.post("/api-clients", draft).await;
    }
    let page = shop.get("/api-clients?where=name%3D%22b%22").await.json();
    assert_eq!(
        (&page["total"], &page["results"][0]["name"]),
        (&json!(1), &json!("b"))
    );
    for draft in [
        json!({"name": "a"}),
        json!({"name": "a", "scope": "a scope:of:too:many:parts"}),
        json!({"name": "a", "scope": "view_categories:emulator", "accessTokenValiditySeconds": 1}),
    ] {
        assert_eq!(
            shop.post("/api-clients", draft.clone()).await.refusal().0,
            400,
            "{draft}"
        );
    }
}

#[tokio::test]
async fn api_clients_are_paged_by_their_ids() {
    let shop = Shop::start(SCOPES).await;
    for _ in 0..3 {
        let draft = json!({"name": "shop", "scope": "view_categories:emulator"});
        assert_eq!(shop.post("/api-clients", draft).await.status, 201);
    }
    let page = shop.get("/api-clients?sort=id%20asc").await.json();
    let clients = page["results"].as_array().unwrap();
    let ids: Vec<&str> = clients
        .iter()
        .map(|of| of["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), 4);
    assert!(ids.is_sorted());
    let refused = shop.get("/api-clients?sort=name%20asc").await;
    assert_eq!(refused.refusal().0, 501);
}
