//! What an error says of an answer, and what it never says of a request.

use std::error::Error as _;
use std::time::Duration;

use ctp_sdk::auth::{AccessToken, ExistingToken, ScopeSet};
use ctp_sdk::{Error, Method, Path, Request, Value};
use emulator::Answer;
use http::{Extensions, HeaderValue};
use reqwest_middleware::{Middleware, Next};

use super::steps::ClosedPort;
use super::{Api, TOTAL, create, get, ok};

/// What all planted values have in common.
const PLANTED: &str = "pl4nted";

/// A request that has a value in each place that can have one.
fn planted() -> Request {
    let path = Path::new()
        .literal("/")
        .parameter("projectKey", "my-shop")
        .literal("/carts/")
        .parameter("ID", "pl4nted-id");
    let mut request = Request::new(Method::POST, super::ROUTE, path);
    request.set_query("where", "email = \"pl4nted-query\"");
    request.set_query("pl4nted-name", "value");
    request.set_header("X-Own", "pl4nted-header");
    request.set_json(&serde_json::json!({"password": "pl4nted-body"}));
    request
}

/// The error with all of its sources, in each way in which it can be printed.
fn printed(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut next = error.source();
    while let Some(source) = next {
        text += &format!(" {source} {source:?} {source:#?}");
        next = source.source();
    }
    text
}

#[tokio::test]
async fn no_error_prints_what_was_sent_or_a_body_that_came() {
    let failing = [
        Answer::empty(502).body("<html>pl4nted</html>"),
        Answer::json(503, r#"{"secret":"pl4nted"}"#),
        Answer::json(
            400,
            r#"{"message":"No.","errors":[{"code":"DuplicateField","duplicateValue":"pl4nted"}]}"#,
        ),
        Answer::json(401, r#"{"error":"invalid_token","token":"pl4nted"}"#),
        Answer::empty(302).header("Location", "/pl4nted"),
        Answer::json(200, r#"{"id":"pl4nted"#),
        Answer::json(200, r#""pl4nted""#),
        Answer::close(),
        Answer::reset(),
        Answer::json(200, r#"{"id":"pl4nted"}"#).truncated(12),
    ];
    for answer in failing {
        let shown = format!("{answer:?}");
        let api = Api::answering([answer]);
        let outcome = api.client().execute(planted()).await;
        let error = outcome
            .and_then(ctp_sdk::RawResponse::json::<Vec<Value>>)
            .unwrap_err();
        let text = printed(&error);
        assert!(!text.contains(PLANTED), "{text} of {shown}");
        // Without this, nothing would have been planted.
        let sent = format!("{:?}", api.emulator.requests());
        assert!(sent.matches(PLANTED).count() >= 4, "{sent}");
    }
}

#[tokio::test]
async fn no_error_without_an_answer_prints_what_was_sent() {
    let (api, port) = (Api::always(Answer::stall()), ClosedPort::new());
    let unreachable = api.builder_at(&port.url()).build().unwrap();
    let (refused, _) = api.wait_for(unreachable.execute(planted())).await;

    let mut hasty = planted();
    hasty.set_attempt_timeout(Duration::ZERO);
    let late = api.client().execute(hasty).await;

    let client = api.client();
    let received = api.calls() + 1;
    let (too_late, ()) = tokio::join!(
        client.execute(planted()),
        api.let_time_pass(received, TOTAL)
    );
    for outcome in [refused, late, too_late] {
        let text = printed(&outcome.unwrap_err());
        assert!(!text.contains(PLANTED), "{text}");
    }
}

#[tokio::test]
async fn an_answer_of_a_proxy_has_a_status_and_nothing_else() {
    let html = Answer::empty(502)
        .header("Content-Type", "text/html")
        .body("<html>Bad Gateway</html>");
    let api = Api::answering([html]);
    let error = api.client().execute(create()).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 502);
    assert_eq!((error.message(), error.api_errors().len()), (None, 0));
    assert!(error.is_transient());
}

#[tokio::test]
async fn a_success_without_a_body_is_an_error_only_where_one_is_read() {
    let api = Api::always(Answer::empty(200).header("X-Correlation-ID", "projects-1"));
    let client = api.client();
    let answer = client.execute(create()).await.unwrap();
    assert_eq!(answer.clone().empty().status(), 200);
    assert_eq!(answer.clone().bytes().body().len(), 0);
    let error = answer.json::<Value>().unwrap_err();
    assert!(error.is_decode() && !error.is_transient());
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(error.correlation_id(), Some("projects-1"));
}

#[tokio::test]
async fn an_answer_without_reasons_or_with_unknown_ones_is_told_as_it_is() {
    let empty = r#"{"statusCode":400,"message":"Something.","errors":[]}"#;
    let api = Api::answering([Answer::json(400, empty)]);
    let error = api.client().execute(create()).await.unwrap_err();
    assert_eq!(error.message(), Some("Something."));
    assert_eq!(error.api_errors(), []);

    let unknown = r#"{"errors":[{"code":"NotYetThoughtOf","message":"New.","extent":7}]}"#;
    let api = Api::answering([Answer::json(418, unknown)]);
    let error = api.client().execute(create()).await.unwrap_err();
    let [reason] = error.api_errors() else {
        panic!("{error:?}")
    };
    assert_eq!(
        (reason.code(), reason.message()),
        ("NotYetThoughtOf", "New.")
    );
    assert_eq!(reason.field("extent").unwrap(), 7);
    assert!(error.to_string().contains("[NotYetThoughtOf]"), "{error}");
}

#[tokio::test]
async fn a_refusal_tells_what_is_deprecated() {
    let notice = "This endpoint goes away.";
    let api = Api::answering([Answer::empty(400).header("X-DEPRECATION-NOTICE", notice)]);
    let error = api.client().execute(create()).await.unwrap_err();
    assert_eq!(error.deprecation_notice(), Some(notice));
    let api = Api::answering([Answer::empty(400)]);
    let error = api.client().execute(create()).await.unwrap_err();
    assert_eq!(error.deprecation_notice(), None);
}

fn forbidden() -> Answer {
    Answer::json(
        403,
        r#"{"statusCode":403,"message":"Insufficient scope","errors":[{"code":"insufficient_scope","message":"Insufficient scope"}]}"#,
    )
}

/// A request that needs a scope in the project, and one in the store.
fn needing() -> Request {
    get().requiring(&[
        "manage_orders:{projectKey}",
        "view_orders:{projectKey}",
        "view_orders:{projectKey}:{storeKey}",
    ])
}

#[tokio::test]
async fn a_refusal_for_want_of_scopes_names_them_where_those_of_the_token_are_known() {
    let held: ScopeSet = "view_products:my-shop".parse().unwrap();
    let known = AccessToken::new(super::TOKEN).with_scopes(held);
    let enough: ScopeSet = "manage_orders:my-shop".parse().unwrap();
    let enough = AccessToken::new(super::TOKEN).with_scopes(enough);
    let unknown = AccessToken::new(super::TOKEN);
    for (token, missing) in [(known, true), (enough, false), (unknown, false)] {
        let api = Api::answering([forbidden(), ok()]);
        let client = api
            .builder()
            .token_provider(ExistingToken::new(token))
            .build()
            .unwrap();
        let error = client.execute(needing()).await.unwrap_err();
        assert!(error.is_auth());
        let named = error.missing_scopes().map(ToString::to_string);
        let expected = "manage_orders:my-shop or view_orders:my-shop";
        assert_eq!(named.as_deref(), missing.then_some(expected));
        let shown = error.to_string();
        assert_eq!(shown.contains(expected), missing, "{shown}");
        assert!(!printed(&error).contains(PLANTED));
        assert_eq!(client.execute(needing()).await.unwrap().status(), 200);
    }
}

#[tokio::test]
async fn no_other_refusal_names_scopes() {
    let held: ScopeSet = "view_products:my-shop".parse().unwrap();
    for status in [400, 401, 404, 500] {
        let api = Api::answering([Answer::empty(status)]);
        let token = AccessToken::new(super::TOKEN).with_scopes(held.clone());
        let client = api.builder().bearer(token).build().unwrap();
        let error = client.execute(needing()).await.unwrap_err();
        assert!(error.missing_scopes().is_none(), "{status}");
    }
}

/// Prints the errors that pass, with all of their sources.
#[derive(Clone, Default)]
struct Printing(std::sync::Arc<std::sync::Mutex<Vec<String>>>);

#[async_trait::async_trait]
impl reqwest_middleware::Middleware for Printing {
    async fn handle(
        &self,
        request: reqwest::Request,
        extensions: &mut http::Extensions,
        next: reqwest_middleware::Next<'_>,
    ) -> reqwest_middleware::Result<reqwest::Response> {
        let outcome = next.run(request, extensions).await;
        if let Err(error) = &outcome {
            let mut text = format!("{error} {error:?}");
            let mut next = error.source();
            while let Some(source) = next {
                text += &format!(" {source} {source:?}");
                next = source.source();
            }
            self.0.lock().unwrap().push(text);
        }
        outcome
    }
}

#[tokio::test]
async fn a_step_of_the_callers_own_sees_no_url_on_an_error() {
    let failing = [
        ok().truncated(1),
        Answer::empty(503).body("cut off").truncated(2),
        Answer::close(),
        Answer::reset(),
        Answer::raw("no HTTP"),
        ok().body("0".repeat(2000)),
    ];
    for answer in failing {
        let shown = format!("{answer:?}");
        let (api, printing) = (Api::answering([answer]), Printing::default());
        let client = api
            .builder()
            .response_limit(1000)
            .middleware(printing.clone())
            .attempt_middleware(printing.clone())
            .build()
            .unwrap();
        let error = client.execute(planted()).await.unwrap_err();
        let texts = printing.0.lock().unwrap().clone();
        assert_eq!(texts.len(), 2, "{shown}");
        for text in texts.into_iter().chain([printed(&error)]) {
            assert!(!text.contains(PLANTED), "{text} of {shown}");
            assert!(!text.contains(&api.emulator.url()), "{text} of {shown}");
        }
    }
}

/// An error whose texts repeat this.
fn repeating(text: &str) -> Answer {
    let message = format!("{text} is not what it should be");
    let reason = serde_json::json!({"code": "InvalidField", "message": message, "detailedErrorMessage": message, "field": "password"});
    let body = serde_json::json!({"statusCode": 400, "message": message, "errors": [reason]});
    Answer::json(400, body.to_string())
}

#[track_caller]
fn assert_struck_out(error: &Error) {
    let reason = &error.api_errors()[0];
    let texts = [
        printed(error),
        error.message().unwrap().to_owned(),
        reason.message().to_owned(),
        reason.field("detailedErrorMessage").unwrap().to_string(),
    ];
    for text in texts {
        assert!(!text.contains(PLANTED), "{text}");
        assert!(
            text.contains("[redacted] is not what it should be"),
            "{text}"
        );
    }
    // What is no secret is told as it is.
    assert_eq!(
        (reason.code(), reason.field("field").unwrap()),
        ("InvalidField", &Value::from("password"))
    );
}

#[tokio::test]
async fn a_message_of_the_api_does_not_repeat_the_secrets_of_the_request() {
    const SECRET: &str = "pl4nted p4ss\"word";
    let mut requests = Vec::new();
    for body in [
        serde_json::json!({"password": SECRET}),
        serde_json::json!({"version": 3, "currentPassword": SECRET, "newPassword": "other"}),
        serde_json::json!({"tokenValue": SECRET}),
        serde_json::json!({"tokens": ["other", [SECRET]]}),
        serde_json::json!({"actions": [{"destination": {"accessSecret": SECRET}}]}),
    ] {
        let mut request = create();
        request.set_json(&body);
        requests.push(request);
    }
    let mut form = super::request(Method::POST);
    form.append_form("password", SECRET);
    let mut query = get();
    query.set_query("emailToken", SECRET);
    let mut header = get();
    header.set_header("Authorization", &format!("Bearer {SECRET}"));
    let path = Path::new()
        .literal("/my-shop/customers/password-token=")
        .parameter("passwordToken", SECRET);
    let path = Request::new(
        Method::GET,
        "/my-shop/customers/password-token={passwordToken}",
        path,
    );
    requests.extend([form, query, header, path]);
    for request in requests {
        let in_url = "pl4nted%20p4ss%22word";
        for repeated in [SECRET, in_url] {
            let api = Api::answering([repeating(repeated)]);
            let error = api.client().execute(request.clone()).await.unwrap_err();
            assert_struck_out(&error);
        }
    }
}

#[tokio::test]
async fn a_message_of_the_api_does_not_repeat_the_token_that_a_step_put_on_the_request() {
    // The client's own token, that of a session, and the header of a middleware of the caller's.
    let api = Api::answering([repeating(super::TOKEN)]);
    assert_struck_out(&api.client().execute(get()).await.unwrap_err());
    let api = Api::answering([repeating(&format!("Bearer {PLANTED}-session"))]);
    let session = ExistingToken::new(format!("{PLANTED}-session"));
    let client = api.client().authorized_by(session);
    let error = client.execute(get()).await.unwrap_err();
    assert!(!printed(&error).contains(PLANTED), "{error}");
    let api = Api::answering([repeating(&format!("{PLANTED}-own"))]);
    let client = api.builder().attempt_middleware(OwnToken).build().unwrap();
    assert_struck_out(&client.execute(get()).await.unwrap_err());
}

/// Puts a token of the caller's own on each attempt.
struct OwnToken;

#[async_trait::async_trait]
impl Middleware for OwnToken {
    async fn handle(
        &self,
        mut request: reqwest::Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<reqwest::Response> {
        let token = HeaderValue::from_static("Bearer pl4nted-own");
        request.headers_mut().insert("Authorization", token);
        next.run(request, extensions).await
    }
}

#[tokio::test]
async fn a_message_of_the_api_shows_no_token_of_a_path_that_the_request_does_not_have() {
    for path in [
        "/customers/password-token=pl4nted",
        "/me/customers/email-token=pl4nted%20token",
    ] {
        let api = Api::answering([repeating(&format!("URI {path}"))]);
        let error = api.client().execute(get()).await.unwrap_err();
        assert_struck_out(&error);
        let (before, _) = path.split_once('=').unwrap();
        assert!(
            error
                .to_string()
                .contains(&format!("URI {before}=[redacted] is not")),
            "{error}"
        );
    }
}

#[tokio::test]
async fn what_is_no_secret_of_the_request_is_told() {
    let mut request = create();
    request.set_json(&serde_json::json!({"email": "anna@example.com", "password": "s3cr3t"}));
    let api = Api::answering([repeating("anna@example.com")]);
    let error = api.client().execute(request).await.unwrap_err();
    assert!(
        error.to_string().contains(": anna@example.com is not what"),
        "{error}"
    );
}
