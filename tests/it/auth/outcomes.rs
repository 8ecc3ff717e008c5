//! What comes of each answer to a call for a token.
//!
//! | the service | calls | the outcome |
//! | --- | --- | --- |
//! | refuses by 4xx, with a code of OAuth or without | 1 | the refusal, with its code and all of its errors |
//! | redirects | 1 | the refusal, without a code |
//! | answers 429, and says for how long to wait | 2 or more | waits that long, and a little longer |
//! | answers 429, and does not say it, or asks to wait too long | 1 | the refusal, which is transient |
//! | answers 502, 503 or 504 | up to 4 | a pause that grows, at random, before each further call |
//! | answers 500 | 1 | the refusal, which is transient |
//! | resets or closes the connection, before or within the answer | up to 4 | the same; unreachable |
//! | cannot be connected to | up to 4 | the same; unreachable |
//! | does not answer within 5 seconds | up to 4 | the same; a timeout, within 20 seconds in all |
//! | answers 2xx with something that is no token | 1 | unreadable |
//!
//! A refusal by 4xx would be no other the second time, and an answer of success may have used up a refresh token.

mod fixed_id;
mod repeated;
mod stalls;
mod waits;

use ctp_auth::{AuthError, OAuthErrorCode};
use emulator::Answer;
use serde_json::json;

use super::service::{Service, token};

/// What the client makes of one answer, which it must not ask for twice.
async fn error_of(answer: Answer) -> AuthError {
    let service = Service::answering([answer, token()]);
    let asked = service.ask().await;
    assert_eq!((asked.calls, asked.pauses.len()), (1, 0), "{asked:?}");
    asked.outcome.unwrap_err()
}

/// A refusal in both of the forms that the platform has: that of OAuth and its own.
fn refusal(status: u16, code: &str) -> Answer {
    let message = format!("the message of {code}");
    let body = json!({
        "statusCode": status,
        "message": message,
        "errors": [{"code": code, "message": message}],
        "error": code,
        "error_description": message,
    });
    Answer::json(status, body.to_string()).header("X-Correlation-ID", "projects-17")
}

#[tokio::test]
async fn a_refusal_is_asked_for_once_and_tells_its_code() {
    for (status, text, code) in [
        (401, "invalid_client", OAuthErrorCode::InvalidClient),
        (400, "invalid_grant", OAuthErrorCode::InvalidGrant),
        (
            400,
            "invalid_customer_account_credentials",
            OAuthErrorCode::InvalidCustomerAccountCredentials,
        ),
        (400, "invalid_scope", OAuthErrorCode::InvalidScope),
        (400, "insufficient_scope", OAuthErrorCode::InsufficientScope),
        (403, "insufficient_scope", OAuthErrorCode::InsufficientScope),
        (400, "invalid_request", OAuthErrorCode::InvalidRequest),
        (401, "invalid_token", OAuthErrorCode::InvalidToken),
        (403, "access_denied", OAuthErrorCode::AccessDenied),
        (
            400,
            "unauthorized_client",
            OAuthErrorCode::UnauthorizedClient,
        ),
        (
            400,
            "unsupported_grant_type",
            OAuthErrorCode::UnsupportedGrantType,
        ),
        (
            400,
            "invalid_moon_phase",
            OAuthErrorCode::Unknown("invalid_moon_phase".to_owned()),
        ),
    ] {
        let error = error_of(refusal(status, text)).await;
        let told = error.oauth().unwrap();
        assert_eq!((told.code(), told.code().as_str()), (&code, text));
        assert!(told.has(&code));
        let errors: Vec<_> = told
            .errors()
            .iter()
            .map(|it| (it.code(), it.message()))
            .collect();
        assert_eq!(errors, [(&code, format!("the message of {text}").as_str())]);
        assert_eq!(told.correlation_id(), Some("projects-17"));
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert!(!error.is_transient() && !error.is_unreadable() && !error.is_timeout());
        let shown = error.to_string();
        for part in [text, "projects-17", &status.to_string()] {
            assert!(shown.contains(part), "{shown}");
        }
    }
}

#[tokio::test]
async fn all_that_is_wrong_is_told() {
    let body = json!({
        "statusCode": 400,
        "message": "two things",
        "errors": [
            {"code": "invalid_scope", "message": "the scope"},
            {"code": "invalid_request", "message": "the request"},
        ],
    });
    let error = error_of(Answer::json(400, body.to_string())).await;
    let told = error.oauth().unwrap();
    let errors: Vec<_> = told
        .errors()
        .iter()
        .map(|it| (it.code().as_str(), it.message()))
        .collect();
    assert_eq!(
        errors,
        [
            ("invalid_scope", "the scope"),
            ("invalid_request", "the request")
        ]
    );
    assert_eq!(told.code(), &OAuthErrorCode::InvalidScope);
    assert!(told.has(&OAuthErrorCode::InvalidRequest));
    assert_eq!(told.description(), Some("two things"));
}

#[tokio::test]
async fn what_oauth_alone_says_is_enough() {
    let body = r#"{"error":"invalid_grant","error_description":"gone"}"#;
    let error = error_of(Answer::json(400, body)).await;
    let told = error.oauth().unwrap();
    assert_eq!(told.code(), &OAuthErrorCode::InvalidGrant);
    assert_eq!(told.description(), Some("gone"));
    assert_eq!(told.errors()[0].message(), "gone");
    // Without a description as well.
    let error = error_of(Answer::json(400, r#"{"error":"invalid_grant"}"#)).await;
    assert_eq!(error.oauth().unwrap().code(), &OAuthErrorCode::InvalidGrant);
}

#[tokio::test]
async fn a_part_that_is_of_no_known_form_does_not_hide_the_code() {
    for rest in [
        r#""errors":null"#,
        r#""errors":[{"code":"invalid_grant","message":null}]"#,
        r#""errors":[{"code":17}]"#,
        r#""errors":["invalid_grant"]"#,
        r#""errors":{}"#,
        r#""error_description":{"text":"gone"}"#,
        r#""message":17"#,
    ] {
        let body = format!(r#"{{"error":"invalid_grant",{rest}}}"#);
        let error = error_of(Answer::json(400, body)).await;
        let told = error.oauth().unwrap();
        assert_eq!(told.code(), &OAuthErrorCode::InvalidGrant, "{rest}");
    }
}

#[tokio::test]
async fn a_refusal_that_says_nothing_still_has_its_status() {
    for (status, body) in [
        (400, ""),
        (401, "{}"),
        (403, "<html>forbidden by the firewall</html>"),
        (404, "null"),
        (405, "[]"),
        (418, "\u{feff}"),
        (307, ""),
        (500, r#"{"statusCode":500}"#),
        (501, ""),
    ] {
        let error = error_of(Answer::empty(status).body(body)).await;
        let told = error.oauth().unwrap();
        assert_eq!(told.status().as_u16(), status);
        assert_eq!(told.code(), &OAuthErrorCode::Unknown(String::new()));
        assert_eq!((told.errors().len(), told.description()), (0, None));
        assert_eq!(error.is_transient(), status >= 500, "{status}");
        assert!(!format!("{error} {error:?}").contains("firewall"));
    }
}

#[tokio::test]
async fn an_answer_of_success_that_is_no_token_is_unreadable() {
    let whole = json!({"access_token": "s3cr3t", "token_type": "Bearer", "expires_in": 60});
    let with = |name: &str, value: serde_json::Value| {
        let mut body = whole.clone();
        body[name] = value;
        body.to_string()
    };
    let without = |name: &str| {
        let mut body = whole.clone();
        body.as_object_mut().unwrap().remove(name);
        body.to_string()
    };
    for body in [
        "<html><body>maintenance s3cr3t</body></html>".to_owned(),
        String::new(),
        "null".to_owned(),
        r#"{"access_token":"s3cr3t"#.to_owned(),
        with("token_type", "mac".into()),
        with("access_token", "".into()),
        with("expires_in", "s3cr3t".into()),
        with("expires_in", 60.5.into()),
        with("expires_in", "60.0".into()),
        with("scope", "s3cr3t \"quoted\"".into()),
        without("access_token"),
        without("token_type"),
        without("expires_in"),
    ] {
        let error = error_of(Answer::json(200, body.as_str())).await;
        assert!(error.is_unreadable() && !error.is_transient(), "{body}");
        assert_eq!(error.status().unwrap().as_u16(), 200);
        assert!(error.oauth().is_none());
        let shown = format!("{error} {error:?} {error:#?}");
        for text in ["s3cr3t", "html", "maintenance"] {
            assert!(!shown.contains(text), "{shown}");
        }
    }
    let error = error_of(Answer::empty(204)).await;
    assert!(error.is_unreadable());
    assert_eq!(error.status().unwrap().as_u16(), 204);
}

#[tokio::test]
async fn a_token_is_read_however_the_service_writes_it() {
    for body in [
        r#"{"access_token":"access","token_type":"Bearer","expires_in":60}"#,
        r#"{"access_token":"access","token_type":"bearer","expires_in":60,"refresh_token":""}"#,
        r#"{"expires_in":60,"new":{"a":[1]},"scope":"","access_token":"\u0061ccess","token_type":"BEARER"}"#,
        r#"{"access_token":"access","token_type":"Bearer","expires_in":60.0}"#,
        r#"{"access_token":"access","token_type":"Bearer","expires_in":6e1}"#,
        r#"{"access_token":"access","token_type":"Bearer","expires_in":"60"}"#,
    ] {
        let asked = Service::answering([Answer::empty(200).body(body)])
            .ask()
            .await;
        asked.assert_token();
        let response = asked.outcome.unwrap();
        assert_eq!(response.expires_in().as_secs(), 60);
        assert!(response.refresh_token().is_none());
    }
}

#[tokio::test]
async fn a_refused_scope_is_told_with_all_that_were_asked_for_and_their_setting() {
    use ctp_auth::{AnonymousSession, Grant, Password, ScopeSet};

    let scopes: ScopeSet = "manage_my_orders:my-shop view_products:my-shop"
        .parse()
        .unwrap();
    let customer = "CTP_CUSTOMER_SCOPES";
    for (grant, setting) in [
        (Grant::ClientCredentials, "CTP_SCOPES"),
        (AnonymousSession::new().unwrap().into(), customer),
        (Password::new("anna@example.com", "pass").into(), customer),
    ] {
        let service = Service::answering([refusal(400, "invalid_scope")]);
        let error = service.auth.token(&grant, &scopes).await.unwrap_err();
        assert_eq!(error.requested_scopes(), Some(&scopes));
        let told = error.to_string();
        for part in [setting, &scopes.to_string(), "invalid_scope"] {
            assert!(told.contains(part), "{told}");
        }
    }
    // Other refusals have nothing to do with them.
    let service = Service::answering([refusal(400, "invalid_grant")]);
    let error = service.auth.token(&Grant::ClientCredentials, &scopes).await;
    let told = error.unwrap_err().to_string();
    assert!(!told.contains("CTP_SCOPES"), "{told}");
}

#[tokio::test]
async fn a_token_that_no_service_hands_out_is_refused_and_not_kept() {
    let body = |access: &str, refresh: &str| {
        json!({
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": 60,
            "refresh_token": refresh,
        })
        .to_string()
    };
    for answer in [
        body("to\nken", "r"),
        body("to\0ken", "r"),
        body("token\u{7f}", "r"),
        body("tökén", "r"),
        body("token", "re\r\nfresh"),
        r#"["token","Bearer",60,null,null]"#.to_owned(),
        r#" ["token","Bearer",60]"#.to_owned(),
    ] {
        let error = error_of(Answer::json(200, answer.clone())).await;
        assert!(error.is_unreadable(), "{answer}: {error:?}");
        assert!(!error.is_transient());
    }
    // The same for what the service says of a token.
    let service = Service::answering([Answer::json(200, "[true]")]);
    let token = ctp_auth::AccessToken::new("token");
    let error = service.auth.introspect(&token).await.unwrap_err();
    assert!(error.is_unreadable(), "{error:?}");
}
