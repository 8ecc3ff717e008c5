//! Whatever fails, there is one API client that works, and no secret is lost or shown.

use std::error::Error as _;

use ctp_sdk::auth::OAuthErrorCode;
use ctp_sdk::{Error, OldApiClient};
use emulator::Answer;
use secrecy::ExposeSecret;

use super::rotating::{invalid_client, proof, token};
use super::{Infrastructure, PLANTED, SECRET, assert_hidden, created, found, not_found};
use crate::pipeline::spans::Spans;

const GET_OLD: &str = "GET /my-shop/api-clients/old";
const CREATE: &str = "POST /my-shop/api-clients";
const DELETE_NEW: &str = "DELETE /my-shop/api-clients/new";

/// A rotation that fails; why, and what was asked for. Nothing that is printed shows a secret.
async fn failed(answers: impl IntoIterator<Item = Answer>) -> (Error, Vec<String>) {
    let infrastructure = Infrastructure::answering(answers);
    let (spans, guard) = Spans::begin();
    let rotation = infrastructure.api_clients.rotate("old");
    let error = infrastructure.wait_for(rotation).await.unwrap_err();
    drop(guard);
    assert!(!spans.text().contains(PLANTED), "{}", spans.text());
    assert_hidden(&[&error, &error.source()]);
    assert!(!error.to_string().contains(PLANTED), "{error}");
    (error, infrastructure.told())
}

#[tokio::test]
async fn one_that_is_not_there_is_not_replaced() {
    let (error, told) = failed([not_found()]).await;
    assert!(error.is_not_found());
    assert_eq!(told, [GET_OLD]);
}

#[tokio::test]
async fn nothing_is_deleted_when_there_is_no_new_one() {
    for status in [400, 403, 500, 503] {
        let (error, told) = failed([found("old"), Answer::empty(status)]).await;
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(told, [GET_OLD, CREATE]);
    }
    let (error, told) = failed([found("old"), Answer::close()]).await;
    assert!(error.is_transient());
    assert_eq!(told, [GET_OLD, CREATE]);
}

#[tokio::test]
async fn a_new_one_that_stays_unknown_is_deleted_and_the_old_one_stays() {
    let unknown = (0..4).map(|_| invalid_client());
    let answers = [found("old"), created("new")]
        .into_iter()
        .chain(unknown)
        .chain([found("new")]);
    let (error, told) = failed(answers).await;
    let refusal = error.auth_error().unwrap().oauth().unwrap();
    assert!(refusal.has(&OAuthErrorCode::InvalidClient));
    let proof = proof();
    let proofs = [proof.as_str(); 4];
    assert_eq!(told[..2], [GET_OLD, CREATE]);
    assert_eq!(told[2..6], proofs);
    assert_eq!(told[6..], [DELETE_NEW]);
}

#[tokio::test]
async fn a_new_one_that_is_refused_for_another_reason_is_deleted_at_once() {
    let refused = Answer::json(400, r#"{"error":"invalid_scope","statusCode":400}"#);
    let (error, told) = failed([found("old"), created("new"), refused, found("new")]).await;
    assert!(error.is_auth());
    assert_eq!(told, [GET_OLD, CREATE, proof().as_str(), DELETE_NEW]);
}

#[tokio::test]
async fn a_new_one_that_cannot_prove_itself_because_the_service_is_down_is_deleted() {
    let down = (0..4).map(|_| Answer::empty(503));
    let answers = [found("old"), created("new")]
        .into_iter()
        .chain(down)
        .chain([found("new")]);
    let (error, told) = failed(answers).await;
    assert!(error.is_transient());
    assert_eq!(told.len(), 7);
    assert_eq!(told[6], DELETE_NEW);
}

#[tokio::test]
async fn a_new_one_that_cannot_be_deleted_either_leaves_the_first_reason_and_a_warning() {
    let refused = Answer::json(400, r#"{"error":"invalid_scope","statusCode":400}"#);
    let answers = [found("old"), created("new"), refused, Answer::empty(500)];
    let infrastructure = Infrastructure::answering(answers);
    let (spans, guard) = Spans::begin();
    let error = infrastructure.api_clients.rotate("old").await.unwrap_err();
    drop(guard);
    assert!(error.is_auth());
    let text = spans.text();
    assert!(text.contains("an API client that cannot obtain a token could not be deleted"));
    assert!(text.contains("new") && !text.contains(PLANTED), "{text}");
}

#[tokio::test]
async fn an_old_one_that_cannot_be_deleted_remains_and_the_new_secret_is_there() {
    for answer in [Answer::empty(500), Answer::empty(403), Answer::close()] {
        let infrastructure = Infrastructure::answering([
            found("old"),
            created("new"),
            token(),
            Answer::empty(200),
            answer,
        ]);
        let rotation = infrastructure.api_clients.rotate("old").await.unwrap();
        let OldApiClient::Remains(reason) = rotation.old() else {
            panic!("{rotation:?}")
        };
        assert!(reason.is_transient() || reason.is_auth());
        assert_hidden(&[&rotation, rotation.old()]);
        assert_eq!(infrastructure.requests().len(), 5);
        let secret = rotation.into_successor().into_secret();
        assert_eq!(secret.expose_secret(), SECRET);
    }
}
