//! One API client after another, where all goes well.

use ctp_sdk::OldApiClient;
use emulator::Answer;
use secrecy::ExposeSecret;
use serde_json::json;

use super::{
    Infrastructure, PLANTED, SECRET, assert_hidden, body, created, found, not_found, sent_json,
};
use crate::auth::token_answer;
use crate::pipeline::spans::Spans;
use crate::wire::bodies::with;

/// The answer to the proof of the successor.
pub(super) fn token() -> Answer {
    token_answer("pl4nted-proof", None, 172_800, "manage_products:my-shop")
}

/// The authorization service does not know the successor yet.
pub(super) fn invalid_client() -> Answer {
    Answer::json(
        401,
        r#"{"statusCode":401,"message":"no","errors":[{"code":"invalid_client","message":"no"}],"error":"invalid_client"}"#,
    )
}

pub(super) fn proof() -> String {
    format!("client_credentials as new:{SECRET}")
}

fn revocation() -> String {
    format!("revoke pl4nted-proof as new:{SECRET}")
}

#[tokio::test]
async fn the_old_one_is_deleted_once_the_new_one_has_proven_itself() {
    let infrastructure = Infrastructure::answering([
        found("old"),
        created("new"),
        token(),
        Answer::empty(200),
        found("old"),
    ]);
    let (spans, guard) = Spans::begin();
    let rotation = infrastructure.api_clients.rotate("old").await.unwrap();
    drop(guard);

    assert_eq!(
        infrastructure.told(),
        [
            "GET /my-shop/api-clients/old",
            "POST /my-shop/api-clients",
            proof().as_str(),
            revocation().as_str(),
            "DELETE /my-shop/api-clients/old",
        ]
    );
    assert_eq!(
        sent_json(&infrastructure.requests()[1]),
        json!({
            "name": "importer \"1\"",
            "scope": "manage_products:my-shop view_stores:my-shop",
            "accessTokenValiditySeconds": 7200,
            "refreshTokenValiditySeconds": 60,
        })
    );
    assert!(matches!(rotation.old(), OldApiClient::Deleted));
    assert_eq!(rotation.successor().id(), "new");
    assert_hidden(&[&rotation]);
    assert!(!spans.text().contains(PLANTED), "{}", spans.text());
    let secret = rotation.into_successor().into_secret();
    assert_eq!(secret.expose_secret(), SECRET);
}

#[tokio::test]
async fn a_successor_leaves_the_old_one_as_it_is() {
    let infrastructure =
        Infrastructure::answering([found("old"), created("new"), token(), Answer::empty(200)]);
    let successor = infrastructure
        .api_clients
        .create_successor("old")
        .await
        .unwrap();
    assert_eq!(successor.id(), "new");
    assert_eq!(successor.into_secret().expose_secret(), SECRET);
    assert_eq!(infrastructure.requests().len(), 4);
}

#[tokio::test]
async fn an_authorization_service_that_takes_a_moment_is_waited_for() {
    let infrastructure = Infrastructure::answering([
        found("old"),
        created("new"),
        invalid_client(),
        invalid_client(),
        token(),
        Answer::empty(200),
        found("old"),
    ]);
    let rotation = infrastructure.api_clients.rotate("old");
    let rotation = infrastructure.wait_for(rotation).await.unwrap();
    assert!(matches!(rotation.old(), OldApiClient::Deleted));
    let (told, proof) = (infrastructure.told(), proof());
    assert_eq!(told[2..5], [proof.clone(), proof.clone(), proof]);
    assert_eq!(told[6], "DELETE /my-shop/api-clients/old");
}

#[tokio::test]
async fn a_proof_that_cannot_be_given_back_is_as_good() {
    let infrastructure = Infrastructure::answering([
        found("old"),
        created("new"),
        token(),
        Answer::empty(400),
        found("old"),
    ]);
    let rotation = infrastructure.api_clients.rotate("old").await.unwrap();
    assert!(matches!(rotation.old(), OldApiClient::Deleted));
}

#[tokio::test]
async fn an_old_one_that_somebody_else_has_deleted_is_gone_all_the_same() {
    let infrastructure = Infrastructure::answering([
        found("old"),
        created("new"),
        token(),
        Answer::empty(200),
        not_found(),
    ]);
    let rotation = infrastructure.api_clients.rotate("old").await.unwrap();
    assert!(matches!(rotation.old(), OldApiClient::Deleted));
}

#[tokio::test]
async fn scopes_that_the_sdk_does_not_know_go_along() {
    let old = with(
        body("old"),
        json!({"scope": "view_stores:my-shop from_the_future:my-shop manage_orders:my-shop:berlin"}),
    );
    let infrastructure = Infrastructure::answering([
        Answer::json(200, old.to_string()),
        created("new"),
        token(),
        Answer::empty(200),
    ]);
    let _ = infrastructure
        .api_clients
        .create_successor("old")
        .await
        .unwrap();
    let sent = sent_json(&infrastructure.requests()[1]);
    let mut sent: Vec<&str> = sent["scope"].as_str().unwrap().split(' ').collect();
    sent.sort_unstable();
    assert_eq!(
        sent,
        [
            "from_the_future:my-shop",
            "manage_orders:my-shop:berlin",
            "view_stores:my-shop",
        ]
    );
}
