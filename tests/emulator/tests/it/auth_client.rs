//! The authorization service, asked by the project's own client of it.

use std::time::Duration;

use ctp_auth::{AnonymousSession, AuthClient, Grant, Password, Scope, ScopeSet};
use serde_json::json;

use crate::shop::Shop;

const SCOPES: &str = "create_anonymous_token:emulator introspect_oauth_tokens:emulator \
    manage_customers:emulator manage_my_profile:emulator";

async fn shop() -> (Shop, AuthClient) {
    let shop = Shop::start(SCOPES).await;
    let config = shop.emulator.config(SCOPES.parse().unwrap()).unwrap();
    let client = AuthClient::new(&config).unwrap();
    (shop, client)
}

fn profile() -> ScopeSet {
    "manage_my_profile:emulator".parse().unwrap()
}

#[tokio::test]
async fn a_customer_is_signed_in_renewed_looked_into_and_signed_out() {
    let (shop, auth) = shop().await;
    let draft = json!({"email": "jane@example.com", "password": "secret word"});
    let created = shop.post("/customers", draft).await.json();
    let id = created["customer"]["id"].as_str().unwrap();

    let wrong = Grant::Password(Password::new("jane@example.com", "secret"));
    let refused = auth.token(&wrong, &profile()).await.unwrap_err();
    let code = refused.oauth().unwrap().to_string();
    assert!(
        code.contains("invalid_customer_account_credentials"),
        "{code}"
    );

    let right = Grant::Password(Password::new("jane@example.com", "secret word"));
    let token = auth.token(&right, &profile()).await.unwrap();
    let customer = token.scopes().iter().find_map(Scope::customer_id);
    assert_eq!(customer, Some(id));
    let known = auth.introspect(token.access_token()).await.unwrap();
    assert!(known.is_active());
    assert_eq!(known.scopes(), token.scopes());

    shop.emulator.advance(Duration::from_secs(172_801));
    let known = auth.introspect(token.access_token()).await.unwrap();
    assert!(!known.is_active());
    let refresh_token = token.refresh_token().unwrap();
    let grant = Grant::RefreshToken(refresh_token.clone());
    let renewed = auth.token(&grant, &ScopeSet::new()).await.unwrap();
    assert_eq!(renewed.scopes(), token.scopes());

    let access_token = renewed.access_token();
    auth.revoke(access_token, Some(refresh_token))
        .await
        .unwrap();
    assert!(!auth.introspect(access_token).await.unwrap().is_active());
    assert!(auth.token(&grant, &ScopeSet::new()).await.is_err());
}

#[tokio::test]
async fn a_guest_has_a_session() {
    let (_shop, auth) = shop().await;
    let session = Grant::AnonymousSession(AnonymousSession::with_id("guest-1"));
    let token = auth.token(&session, &profile()).await.unwrap();
    let id = token.scopes().iter().find_map(Scope::anonymous_id);
    assert_eq!(id, Some("guest-1"));
    assert!(auth.token(&session, &profile()).await.is_err());
    let other = Grant::AnonymousSession(AnonymousSession::new().unwrap());
    assert!(auth.token(&other, &profile()).await.is_ok());
}
