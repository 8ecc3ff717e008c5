#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

use bytes::Bytes;
use http::HeaderMap;
use serde::Deserialize;

use super::*;
use crate::models::Permission;
use crate::{RawResponse, Value};

fn refused(status: u16, body: &'static str) -> Error {
    refused_to(&Method::GET, status, body)
}

fn refused_to(method: &Method, status: u16, body: &'static str) -> Error {
    let mut headers = HeaderMap::new();
    headers.insert("x-correlation-id", "projects-1".parse().unwrap());
    Error::refused(Refused {
        method,
        status: StatusCode::from_u16(status).unwrap(),
        headers: &headers,
        body: body.as_bytes(),
        missing_scopes: None,
        retry_after: None,
        redact: &str::to_owned,
    })
}

fn codes(error: &Error) -> Vec<&str> {
    error.api_errors().iter().map(ApiError::code).collect()
}

#[test]
fn the_reasons_of_the_api_are_there() {
    let error = refused(
        400,
        r#"{"statusCode":400,"message":"A duplicate value exists for field 'slug.en'.","errors":[
            {"code":"DuplicateField","message":"A duplicate value exists.","field":"slug.en","duplicateValue":"x"},
            {"code":"InvalidOperation","message":"No."}]}"#,
    );
    assert_eq!(error.status(), Some(StatusCode::BAD_REQUEST));
    assert_eq!(error.correlation_id(), Some("projects-1"));
    assert_eq!(
        error.message(),
        Some("A duplicate value exists for field 'slug.en'.")
    );
    assert_eq!(codes(&error), ["DuplicateField", "InvalidOperation"]);
    let [duplicate, _] = error.api_errors() else {
        unreachable!("there are two");
    };
    assert_eq!(duplicate.message(), "A duplicate value exists.");
    assert_eq!(duplicate.field("field").unwrap(), "slug.en");
    assert_eq!(duplicate.field("missing"), None);
    assert_eq!(
        error.to_string(),
        "the API answered 400 Bad Request: A duplicate value exists for field 'slug.en'. \
         [DuplicateField, InvalidOperation] (correlation id projects-1)"
    );
}

#[test]
fn a_refusal_because_of_an_extension_says_what_is_wrong_with_its_actions() {
    let error = refused(
        502,
        r#"{"statusCode":502,"message":"The update actions could not be executed.","errors":[
            {"code":"ExtensionUpdateActionsFailed","message":"The update actions could not be executed.","extensionErrors":[
                {"code":"RequiredField","message":"A value is required.","extensionId":"e-1","extensionKey":"checks"},
                {"message":"No.","extensionId":"e-2"},
                {"extensionId":"e-3"}]}]}"#,
    );
    assert_eq!(
        error.to_string(),
        "the API answered 502 Bad Gateway: The update actions could not be executed. [ExtensionUpdateActionsFailed]: \
         extension checks: A value is required. [RequiredField], extension e-2: No. (correlation id projects-1)"
    );
}

#[test]
fn what_was_sent_is_struck_out_of_the_errors_of_extensions() {
    let error = Error::refused(Refused {
        method: &Method::POST,
        status: StatusCode::BAD_GATEWAY,
        headers: &HeaderMap::new(),
        body:
            br#"{"message":"No.","errors":[{"code":"ExtensionUpdateActionsFailed","message":"No.",
            "extensionErrors":[{"message":"s3cret is wrong"}]}]}"#,
        missing_scopes: None,
        retry_after: None,
        redact: &|text| text.replace("s3cret", "[redacted]"),
    });
    assert!(error.to_string().contains("[redacted] is wrong"), "{error}");
    let of_extensions = error.api_errors()[0].field("extensionErrors").unwrap();
    assert_eq!(of_extensions[0]["message"], "[redacted] is wrong");
}

#[test]
fn a_reason_without_a_code_leaves_no_empty_brackets() {
    let error = refused(400, r#"{"message":"No.","errors":[{"message":"No."}]}"#);
    assert_eq!(
        error.to_string(),
        "the API answered 400 Bad Request: No. (correlation id projects-1)"
    );
}

#[test]
fn a_reason_decodes_as_a_type() {
    #[derive(Debug, Deserialize)]
    struct ConcurrentModification {
        #[serde(rename = "currentVersion")]
        current_version: i64,
    }
    let error = refused(
        409,
        r#"{"errors":[{"code":"ConcurrentModification","currentVersion":8}]}"#,
    );
    let reason = error.api_errors().first().unwrap();
    assert_eq!(
        reason
            .decode::<ConcurrentModification>()
            .unwrap()
            .current_version,
        8
    );

    let error = refused(
        409,
        r#"{"errors":[{"code":"ConcurrentModification","currentVersion":"s3cr3t"}]}"#,
    );
    let failure = error
        .api_errors()
        .first()
        .unwrap()
        .decode::<ConcurrentModification>()
        .unwrap_err();
    assert!(failure.is_decode());
    assert!(
        failure
            .to_string()
            .starts_with("currentVersion: invalid type: string, expected i64")
    );
    assert!(!format!("{failure} {failure:?} {error:?}").contains("s3cr3t"));
}

#[test]
fn the_usual_reasons_have_shortcuts() {
    let both = refused(
        409,
        r#"{"errors":[{"code":"DuplicateField","field":"email"},{"code":"ConcurrentModification","currentVersion":8}]}"#,
    );
    assert_eq!(both.current_version(), Some(8));
    assert_eq!(both.duplicate_field(), Some("email"));
    let named = refused(
        400,
        r#"{"errors":[{"code":"DuplicateFieldWithConflictingResource","field":"key"}]}"#,
    );
    assert_eq!(named.duplicate_field(), Some("key"));
    for body in [
        "",
        r#"{"errors":[]}"#,
        r#"{"errors":[{"code":"InvalidField","field":"key","currentVersion":8}]}"#,
        r#"{"errors":[{"code":"ConcurrentModification"},{"code":"DuplicateField"}]}"#,
        r#"{"errors":[{"code":"ConcurrentModification","currentVersion":"8"},{"code":"DuplicateField","field":7}]}"#,
    ] {
        let error = refused(409, body);
        assert!(error.is_conflict(), "{body}");
        assert_eq!(error.current_version(), None, "{body}");
        assert_eq!(error.duplicate_field(), None, "{body}");
    }
}

#[test]
fn an_error_of_oauth_has_its_reason() {
    let error = refused(
        401,
        r#"{"statusCode":401,"message":"invalid_token","errors":[{"code":"invalid_token","message":"invalid_token"}],"error":"invalid_token"}"#,
    );
    assert_eq!(codes(&error), ["invalid_token"]);
    let error = refused(
        400,
        r#"{"error":"invalid_scope","error_description":"Malformed scope."}"#,
    );
    assert_eq!(codes(&error), ["invalid_scope"]);
    assert_eq!(error.message(), Some("Malformed scope."));
}

#[test]
fn an_answer_of_another_shape_still_has_its_status() {
    for body in [
        "",
        "<html>s3cr3t</html>",
        "null",
        "[]",
        r#""s3cr3t""#,
        "{}",
        r#"{"errors":[]}"#,
        r#"{"errors":null,"message":null}"#,
        r#"{"errors":"s3cr3t","message":["s3cr3t"]}"#,
        r#"{"errors":[1,null,"s3cr3t"]}"#,
    ] {
        let error = refused(502, body);
        assert_eq!(error.status(), Some(StatusCode::BAD_GATEWAY), "{body}");
        assert_eq!(error.api_errors(), [], "{body}");
        assert_eq!(error.message(), None, "{body}");
        assert_eq!(
            error.to_string(),
            "the API answered 502 Bad Gateway (correlation id projects-1)",
            "{body}"
        );
    }
    let error = refused(502, r#"{"errors":[{"message":"no code"},{"code":7}]}"#);
    assert_eq!(codes(&error), ["", ""]);
}

#[test]
fn a_message_is_one_line_of_bounded_length() {
    let error = refused(400, r#"{"message":"one\r\ntwo\u2028three\u001b[31m"}"#);
    assert!(
        error.to_string().contains(": one  two three [31m"),
        "{error}"
    );
    let long = Box::leak(format!(r#"{{"message":"{}"}}"#, "é".repeat(5_000)).into_boxed_str());
    assert!(refused(400, long).to_string().chars().count() < 600);
}

#[test]
fn each_status_has_its_predicates() {
    let predicates = |status| {
        let error = refused(status, "");
        [
            error.is_not_found(),
            error.is_conflict(),
            error.is_auth(),
            error.is_transient(),
        ]
    };
    assert_eq!(predicates(409), [false, true, false, false]);
    for status in [401, 403] {
        assert_eq!(predicates(status), [false, false, true, false]);
    }
    for status in [408, 429, 500, 502, 503, 504] {
        assert_eq!(predicates(status), [false, false, false, true]);
    }
    // Without a body, nobody knows whose 404 it is.
    for status in [302, 400, 404, 412, 413, 501, 505] {
        assert_eq!(predicates(status), [false; 4]);
    }
}

#[test]
fn a_404_means_that_there_is_no_such_resource_only_if_it_is_the_apis_own() {
    for body in [
        r#"{"statusCode":404,"message":"The Resource with ID 'x' was not found.","errors":[{"code":"ResourceNotFound","message":"no"}]}"#,
        r#"{"statusCode":404}"#,
        r#"{"errors":[{"code":"ResourceNotFound"}]}"#,
    ] {
        assert!(refused(404, body).is_not_found(), "{body}");
    }
    for body in [
        "",
        "<html>404 Not Found</html>",
        "null",
        r#"{"message":"no Route matched with those values"}"#,
        r#"{"statusCode":200}"#,
        r#"{"errors":[]}"#,
        r#"{"errors":[{"message":"no code"}]}"#,
    ] {
        let error = refused(404, body);
        assert!(!error.is_not_found(), "{body}");
        assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
        // The answer to a `HEAD` has no body that could tell.
        assert!(refused_to(&Method::HEAD, 404, body).is_not_found());
    }
}

#[test]
fn a_delete_that_finds_nothing_after_its_answer_was_lost_may_have_been_done() {
    let gone = r#"{"statusCode":404}"#;
    let lost = Attempts {
        count: 2,
        may_be_done: true,
    };
    let not_begun = Attempts {
        count: 2,
        may_be_done: false,
    };
    for (method, body, attempts, expected) in [
        (Method::DELETE, gone, lost, true),
        (Method::DELETE, gone, not_begun, false),
        (Method::DELETE, gone, Attempts::ONE, false),
        (Method::DELETE, "<html>", lost, false),
        (Method::GET, gone, lost, false),
    ] {
        let error = refused_to(&method, 404, body).attempted(attempts);
        assert_eq!(
            error.is_already_deleted(),
            expected,
            "{method} {attempts:?}"
        );
    }
}

#[test]
fn a_403_that_another_token_would_meet_as_well_is_not_about_the_token() {
    let associate = r#"{"statusCode":403,"message":"no","errors":[{"code":"AssociateMissingPermission","message":"no",
        "associate":{"typeId":"customer","id":"c"},"businessUnit":{"typeId":"business-unit","key":"b"},
        "permissions":["CreateMyCarts","FlyRockets"]}]}"#;
    let error = refused(403, associate);
    assert!(!error.is_auth() && !error.is_transient() && !error.is_not_found());
    let missing = error.missing_permissions().unwrap();
    assert_eq!(
        missing,
        [Permission::CreateMyCarts, Permission::from("FlyRockets")]
    );
    // By GraphQL.
    let error = refused(
        200,
        r#"{"errors":[{"message":"no","extensions":{"code":"AssociateMissingPermission","permissions":["ViewMyCarts"]}}]}"#,
    );
    assert!(!error.is_auth());
    assert_eq!(
        error.missing_permissions().unwrap(),
        [Permission::ViewMyCarts]
    );
    // The code counts, also where the fields that belong to it are missing.
    let error = refused(403, r#"{"errors":[{"code":"AssociateMissingPermission"}]}"#);
    assert!(!error.is_auth());
    assert_eq!(error.missing_permissions(), Some(Vec::new()));

    for (status, body, expected) in [
        (403, r#"{"errors":[{"code":"insufficient_scope"}]}"#, true),
        (403, r#"{"error":"access_denied"}"#, true),
        (403, r#"{"errors":[{"code":"Forbidden"}]}"#, true),
        (403, "<html>", true),
        (401, r#"{"errors":[{"code":"Unauthorized"}]}"#, true),
        // A customer who expands other customers of a business unit.
        (403, r#"{"errors":[{"code":"Unauthorized"}]}"#, false),
        // The scopes are of other stores than the cart discount.
        (
            403,
            r#"{"errors":[{"code":"Unauthorized","storesWithoutPermission":["berlin"]}]}"#,
            true,
        ),
        (400, r#"{"errors":[{"code":"insufficient_scope"}]}"#, false),
    ] {
        let error = refused(status, body);
        assert_eq!(error.is_auth(), expected, "{status} {body}");
        assert_eq!(error.missing_permissions(), None, "{status} {body}");
    }
}

#[test]
fn what_may_be_done_is_told_from_what_is_not() {
    let lost = Attempts {
        count: 2,
        may_be_done: true,
    };
    let not_begun = Attempts {
        count: 3,
        may_be_done: false,
    };
    for (status, attempts, expected) in [
        (409, Attempts::ONE, false),
        (409, not_begun, false),
        (409, lost, true),
        (400, lost, true),
        (429, not_begun, false),
        (500, Attempts::ONE, true),
        (503, Attempts::ONE, true),
    ] {
        let error = refused_to(&Method::POST, status, "").attempted(attempts);
        assert_eq!(error.may_be_done(), expected, "{status} {attempts:?}");
        assert_eq!(error.attempts(), attempts.count);
    }
    assert!(Error::total_timeout(Duration::from_secs(1)).may_be_done());
    assert!(!Error::caller("no").may_be_done());
    let answer = RawResponse::new(StatusCode::OK, HeaderMap::new(), Bytes::from_static(b"{"));
    assert!(answer.json::<Value>().unwrap_err().may_be_done());
}

#[test]
fn the_attempts_show_when_there_was_more_than_one() {
    let shown = |method, attempts| refused_to(&method, 409, "").attempted(attempts).to_string();
    let lost = Attempts {
        count: 2,
        may_be_done: true,
    };
    let not_begun = Attempts {
        count: 3,
        may_be_done: false,
    };
    assert_eq!(
        shown(Method::POST, Attempts::ONE),
        "the API answered 409 Conflict (correlation id projects-1)"
    );
    assert_eq!(
        shown(Method::POST, not_begun),
        "the API answered 409 Conflict, after 3 attempts (correlation id projects-1)"
    );
    assert_eq!(
        shown(Method::POST, lost),
        "the API answered 409 Conflict, after 2 attempts, an earlier one may have been processed \
         (correlation id projects-1)"
    );
    // A read that was done does not matter.
    assert_eq!(
        shown(Method::GET, lost),
        "the API answered 409 Conflict, after 2 attempts (correlation id projects-1)"
    );
    let error = Error::total_timeout(Duration::from_secs(1)).attempted(lost);
    assert_eq!(
        error.to_string(),
        "no response of the API within 1s in total, after 2 attempts"
    );
}

#[test]
fn an_error_of_the_callers_own_comes_back_as_it_was() {
    #[derive(Debug, PartialEq, thiserror::Error)]
    #[error("no stock of {0}")]
    struct NoStock(u32);

    let error = Error::caller(NoStock(7));
    assert_eq!(error.caller_error(), Some(&NoStock(7)));
    assert_eq!(error.to_string(), "no stock of 7");
    assert!(!error.is_transient() && !error.is_request() && !error.is_auth());
    // One of the SDK stays what it is.
    let error = Error::caller(refused(409, ""));
    assert!(error.is_conflict() && error.caller_error::<NoStock>().is_none());
}

#[test]
fn a_body_that_cannot_be_read_names_status_and_place() {
    let answer = RawResponse::new(
        StatusCode::OK,
        HeaderMap::new(),
        Bytes::from_static(br#"{"id":{"token":"s3cr3t"}}"#),
    );
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "it is never made")]
    struct Resource {
        id: String,
    }
    let error = answer.json::<Resource>().unwrap_err();
    assert!(error.is_decode() && !error.is_transient());
    assert_eq!(error.status(), Some(StatusCode::OK));
    assert_eq!(error.decode_failure().unwrap().path(), "id");
    assert!(
        error
            .to_string()
            .starts_with("the API answered 200 OK, but: id: invalid type: map, expected a string"),
        "{error}"
    );
    assert!(!format!("{error:?}").contains("s3cr3t"));
}

#[test]
fn an_error_is_small_and_goes_anywhere() {
    fn goes_anywhere<T: Send + Sync + 'static>() {}
    goes_anywhere::<Error>();
    assert!(size_of::<Error>() <= 16);
}
