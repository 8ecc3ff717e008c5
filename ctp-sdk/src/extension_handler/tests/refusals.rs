//! Requests that no function is asked about, and handlers that cannot be built.

use super::*;

/// A handler whose functions must not be asked.
fn unasked(builder: ExtensionHandlerBuilder) -> ExtensionHandler {
    let asked = || ReplyError::invalid_operation("A function was asked.");
    let handler = builder.on_payment(move |_| async move { Reply::error(asked()) });
    let handler = handler.on_other(move |_| async move { Reply::error(asked()) });
    handler.build().unwrap()
}

async fn refusal(
    handler: &ExtensionHandler,
    request: http::request::Builder,
    body: impl ToString,
) -> Answered {
    let body = Full::new(Bytes::from(body.to_string()));
    answer_to(handler, request.body(body).unwrap()).await
}

fn permitted() -> http::request::Builder {
    Request::post("/extensions").header("authorization", SECRET)
}

#[tokio::test]
async fn without_the_secret_nothing_is_read() {
    let handler = unasked(builder());
    let requests = [
        Request::post("/"),
        Request::get("/"),
        Request::post("/").header("authorization", "Bearer other"),
        Request::post("/").header("x-functions-key", SECRET),
    ];
    for request in requests {
        // A body that is no input would be another answer.
        let answered = refusal(&handler, request, "none").await;
        assert_eq!(answered.status, 401);
        assert_eq!(answered.body["statusCode"], 401);
        let message = answered.body["message"].as_str().unwrap();
        assert!(message.contains("secret") && !message.contains("s3cr3t"));
    }
}

#[tokio::test]
async fn the_key_of_azure_functions_is_a_secret_too_and_an_open_handler_needs_none() {
    let azure = ExtensionHandler::builder().functions_key("k3y");
    let azure = azure
        .on_payment(|_| async { Reply::no_change() })
        .build()
        .unwrap();
    let request = || Request::post("/").header("x-functions-key", "k3y");
    assert_eq!(refusal(&azure, request(), input()).await.status, 200);
    assert_eq!(refusal(&azure, permitted(), input()).await.status, 401);

    let open = ExtensionHandler::builder().without_authentication();
    let open = open
        .on_payment(|_| async { Reply::no_change() })
        .build()
        .unwrap();
    assert_eq!(
        refusal(&open, Request::post("/"), input()).await.status,
        200
    );
}

#[tokio::test]
async fn another_method_is_told_which_one_to_use() {
    let request = Request::get("/").header("authorization", SECRET);
    let answered = refusal(&unasked(builder()), request, "").await;
    assert_eq!(answered.status, 405);
    assert_eq!(answered.headers["allow"], "POST");
    assert_eq!(
        answered.body,
        json!({"statusCode": 405, "message": "API Extensions are called with POST."})
    );
}

#[tokio::test]
async fn a_body_that_is_no_input_is_told_where_it_is_wrong() {
    let handler = unasked(builder());
    for (body, place) in [
        ("", "EOF"),
        ("{\"action\":", "EOF"),
        ("[]", "expected an object with `action` and `resource`"),
        ("{\"action\":\"Create\"}", "missing field `resource`"),
        (
            "{\"action\":\"Create\",\"resource\":{\"typeId\":7,\"id\":\"a\"}}",
            "resource.typeId",
        ),
    ] {
        let answered = refusal(&handler, permitted(), body).await;
        assert_eq!(answered.status, 400, "{body}");
        let error = &answered.body["errors"][0];
        assert_eq!(error["code"], "InvalidJsonInput", "{body}");
        let detail = error["detailedErrorMessage"].as_str().unwrap();
        assert!(detail.contains(place), "{body}: {detail}");
    }
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_not_read() {
    let size = input().to_string().len();
    let fits = builder()
        .body_limit(size)
        .on_payment(|_| async { Reply::no_change() });
    assert_eq!(ask(&fits.build().unwrap(), &input()).await, no_change());
    let answered = refusal(
        &unasked(builder().body_limit(size - 1)),
        permitted(),
        input(),
    )
    .await;
    assert_eq!(answered.status, 413);
    let message = answered.body["message"].as_str().unwrap();
    assert!(message.contains(&(size - 1).to_string()), "{message}");
}

#[test]
fn what_cannot_be_built_is_told() {
    let open = ExtensionHandler::builder().build().unwrap_err();
    assert_eq!(open, InvalidHandler::NoAuthentication);
    let empty = ExtensionHandler::builder()
        .functions_key("")
        .build()
        .unwrap_err();
    assert_eq!(
        empty,
        InvalidHandler::UnusableSecret {
            header: "x-functions-key".to_owned()
        }
    );
    let hasty = builder().deadline(Duration::ZERO).build().unwrap_err();
    assert_eq!(hasty, InvalidHandler::NoTime);
}

#[test]
fn nothing_shows_the_secret() {
    let handler = unasked(builder());
    assert!(!format!("{handler:?}").contains("s3cr3t"));
    assert!(format!("{handler:?}").contains("payment"));
}

#[test]
fn without_a_runtime_the_fallback_is_the_answer() {
    let mut handler = unasked(builder().when_failed(Fallback::NoChange));
    let body = Full::new(Bytes::from(input().to_string()));
    let answer = handler.call(permitted().body(body).unwrap());
    let answer = futures_util::FutureExt::now_or_never(answer).unwrap();
    assert_eq!(answer.unwrap().status(), 200);
}
