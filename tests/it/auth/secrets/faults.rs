//! A service that fails in every way, and repeats what it was sent as it does so.

use ctp_auth::{AuthError, Grant, ScopeSet};
use emulator::{Answer, Request};
use serde_json::json;

use super::traces::Traces;
use super::{
    ACCESS_TOKEN, CLIENT_SECRET, PASSWORD, REFRESH_TOKEN, assert_hidden, assert_prints_none,
    assert_tells_none, secret_access_token, secret_password, secret_refresh_token, secret_service,
    secret_token,
};
use crate::auth::form;
use crate::auth::service::Service;

/// A way to fail, and whether it is by not answering.
type Fault = (fn(&Request) -> Answer, bool);

const FAULTS: &[Fault] = &[
    (|request| refusal(400, request), false),
    (|request| refusal(401, request), false),
    (|request| refusal(403, request), false),
    (
        |request| refusal(429, request).header("Retry-After", "3600"),
        false,
    ),
    (
        |request| refusal(429, request).header("Retry-After", "1"),
        false,
    ),
    (|request| refusal(500, request), false),
    (|request| refusal(503, request), false),
    (
        |request| Answer::json(400, json!({"message": echo(request)}).to_string()),
        false,
    ),
    (
        |request| Answer::json(400, json!({"error": echo(request)}).to_string()),
        false,
    ),
    (
        |request| Answer::json(400, json!(echo(request)).to_string()),
        false,
    ),
    (|request| Answer::json(400, echo(request)), false),
    (|request| html(200, request), false),
    (|request| html(400, request), false),
    (|request| html(502, request), false),
    (|request| no_token("access_token", request), false),
    (|request| no_token("token_type", request), false),
    (|request| no_token("expires_in", request), false),
    (|request| no_token("scope", request), false),
    (|request| no_token("active", request), false),
    (
        |_| secret_token().body(format!(r#"{{"access_token":"{ACCESS_TOKEN}"#)),
        false,
    ),
    (
        |request| Answer::empty(307).header("Location", format!("/?{}", raw(request))),
        false,
    ),
    (|request| html(200, request).truncated(40), false),
    (|request| refusal(400, request).truncated(40), false),
    (|_| Answer::reset(), false),
    (|_| Answer::close(), false),
    (|_| Answer::stall(), true),
];

/// The body as it was sent.
fn raw(request: &Request) -> String {
    String::from_utf8(request.body().to_vec()).unwrap()
}

/// All that was sent, in the ways in which it may come back: as it was, decoded, and the credentials.
fn echo(request: &Request) -> String {
    let credentials = request.header("authorization").unwrap();
    let decoded: Vec<String> = form(request).into_values().collect();
    let in_url = raw(request).replace('+', "%20");
    let client = format!("client {CLIENT_SECRET}");
    [
        raw(request),
        in_url,
        decoded.join(" "),
        credentials.to_owned(),
        client,
    ]
    .join(" | ")
}

fn refusal(status: u16, request: &Request) -> Answer {
    let echo = echo(request);
    let errors = [
        json!({"code": echo, "message": echo}),
        json!({"code": "invalid_grant", "message": echo}),
    ];
    let body = json!({
        "statusCode": status,
        "message": echo,
        "errors": errors,
        "error": echo,
        "error_description": echo,
    });
    let credentials = request.header("authorization").unwrap();
    Answer::json(status, body.to_string())
        .header(
            "X-Correlation-ID",
            format!("{} {credentials}", raw(request)),
        )
        .header("WWW-Authenticate", credentials)
}

fn html(status: u16, request: &Request) -> Answer {
    Answer::empty(status)
        .header("Content-Type", "text/html")
        .body(format!("<html><body>{}</body></html>", echo(request)))
}

/// A token one of whose fields is of a form that it cannot have.
fn no_token(field: &str, request: &Request) -> Answer {
    let mut body = json!({
        "access_token": ACCESS_TOKEN,
        "refresh_token": REFRESH_TOKEN,
        "token_type": "Bearer",
        "expires_in": 60,
        "active": true,
    });
    body[field] = match field {
        "access_token" | "active" => json!([PASSWORD, echo(request)]),
        _ => json!(format!("\"{PASSWORD}\" {}", echo(request))),
    };
    Answer::json(200, body.to_string())
}

/// Makes each call that there is, one after the other, and gives what came of the `index`th of them.
async fn call(service: &Service, index: usize, stalls: usize) -> Option<Result<(), AuthError>> {
    let auth = &service.auth;
    let scopes = ScopeSet::new();
    let (access, refresh) = (secret_access_token(), secret_refresh_token());
    let grants = [
        Grant::ClientCredentials,
        secret_password(),
        Grant::from(refresh.clone()),
    ];
    if let Some(grant) = grants.get(index) {
        let (outcome, _) = service.wait_for(auth.token(grant, &scopes), stalls).await;
        assert_prints_none(&outcome);
        return Some(outcome.map(drop));
    }
    let (outcome, _) = match index {
        3 => {
            let known = async { auth.introspect(&access).await.map(drop) };
            service.wait_for(known, stalls).await
        }
        4 => {
            service
                .wait_for(auth.revoke_access_token(&access), stalls)
                .await
        }
        5 => {
            service
                .wait_for(auth.revoke_refresh_token(&refresh), stalls)
                .await
        }
        _ => return None,
    };
    Some(outcome)
}

#[track_caller]
fn assert_error_tells_none(error: &AuthError) {
    assert_tells_none(error);
    let Some(refusal) = error.oauth() else { return };
    assert_prints_none(refusal);
    assert_hidden(&refusal.to_string());
    assert_hidden(refusal.code().as_str());
    for text in [refusal.description(), refusal.correlation_id()] {
        assert_hidden(text.unwrap_or_default());
    }
    for error in refusal.errors() {
        assert_hidden(error.code().as_str());
        assert_hidden(error.message());
    }
}

#[tokio::test]
async fn no_failure_of_the_service_tells_what_it_was_sent() {
    let (traces, _guard) = Traces::begin();
    let (mut failed, mut tried_again) = (0, 0);
    for (fault, is_stall) in FAULTS {
        for index in 0.. {
            let service = secret_service(fault);
            let stalls = if *is_stall { 4 } else { 0 };
            let Some(outcome) = call(&service, index, stalls).await else {
                break;
            };
            if let Err(error) = outcome {
                assert_error_tells_none(&error);
                failed += 1;
            }
            tried_again += service.emulator.requests().len() - 1;
        }
    }
    // All of them fail but what a revocation, which reads no body, is told with success.
    assert!(failed > 120, "{failed}");
    assert!(tried_again > 100, "{tried_again}");
    let text = traces.text();
    assert_eq!(
        text.matches("retrying the request for a token").count(),
        tried_again
    );
    assert_hidden(&text);
}

#[tokio::test]
async fn what_is_no_secret_is_still_told() {
    let service = secret_service(|request| refusal(400, request));
    let Some(Err(error)) = call(&service, 1, 0).await else {
        panic!("it is a refusal");
    };
    let told = error.oauth().unwrap().description().unwrap().to_owned();
    assert!(told.contains("[redacted]"), "{told}");
    assert!(told.contains("username=anna%40example.com"), "{told}");
    assert!(told.contains("grant_type=password"), "{told}");
}
