//! All grants. The server knows neither introspection nor revocation, and takes any secret: that is tested on the emulator.

use ctp_sdk::auth::{
    AnonymousSession, AuthClient, Grant, Password, Scope, ScopeSet, TokenResponse,
};
use ctp_sdk::models::CustomerDraft;

use crate::mock::mock;

#[tokio::test]
async fn the_token_of_client_credentials_is_taken_by_the_api() {
    let Some(mock) = mock() else { return };
    let client = mock.client("token-of-client");
    let first = client.integration_token().await.unwrap();
    let api = client.integration_api_root();
    assert_eq!(api.categories().get().send().await.unwrap().count, 0);
    // It is kept.
    let second = client.integration_token().await.unwrap();
    assert_eq!(second.expose_secret(), first.expose_secret());
}

#[tokio::test]
async fn a_token_that_the_server_did_not_hand_out_is_refused() {
    let Some(mock) = mock() else { return };
    let client = ctp_sdk::Client::builder(mock.url()).bearer("made-up");
    let api = ctp_sdk::ApiRoot::new(client.build().unwrap(), "token-made-up");
    let error = api.categories().get().send().await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
    assert!(error.is_auth(), "{error}");
}

#[tokio::test]
async fn the_token_of_a_customer_names_the_customer_and_is_renewed() {
    let Some(mock) = mock() else { return };
    let client = mock.client("token-of-customer");
    let draft = CustomerDraft::new("anna@example.com").password("a password");
    let customers = client.integration_api_root().customers();
    let customer = customers.post(draft).send().await.unwrap().customer;

    let auth = AuthClient::new(&mock.config("token-of-customer")).unwrap();
    let scopes: ScopeSet = "manage_my_profile:token-of-customer".parse().unwrap();
    let wrong = Grant::Password(Password::new("anna@example.com", "wrong"));
    let refused = auth.token(&wrong, &scopes).await.unwrap_err();
    let refused = refused.oauth().unwrap().to_string();
    assert!(
        refused.contains("invalid_customer_account_credentials"),
        "{refused}"
    );

    let right = Grant::Password(Password::new("anna@example.com", "a password"));
    let token = auth.token(&right, &scopes).await.unwrap();
    let id = token.scopes().iter().find_map(Scope::customer_id);
    assert_eq!(id, Some(&*customer.id));

    let refresh = Grant::RefreshToken(token.refresh_token().unwrap().clone());
    let renewed = auth.token(&refresh, &ScopeSet::new()).await.unwrap();
    let text = |of: &TokenResponse| of.access_token().expose_secret().to_owned();
    assert_ne!(text(&renewed), text(&token));
    assert_eq!(renewed.scopes(), token.scopes());
    assert!(renewed.refresh_token().is_none());
}

#[tokio::test]
async fn the_token_of_a_guest_names_the_session() {
    let Some(mock) = mock() else { return };
    let auth = AuthClient::new(&mock.config("token-of-guest")).unwrap();
    let scopes: ScopeSet = "manage_my_orders:token-of-guest".parse().unwrap();
    // It chooses an id itself where the request names one: that is tested on the emulator.
    let session = Grant::AnonymousSession(AnonymousSession::new().unwrap());
    let token = auth.token(&session, &scopes).await.unwrap();
    let id = token.scopes().iter().find_map(Scope::anonymous_id);
    assert!(id.is_some_and(|id| !id.is_empty()));
}
