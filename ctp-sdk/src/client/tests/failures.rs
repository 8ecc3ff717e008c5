//! What comes of no answer, and of no token.

use super::*;

#[tokio::test]
async fn a_failed_connection_is_transient_and_shows_no_query() {
    let emulator = Emulator::start().unwrap();
    let url = emulator.url();
    drop(emulator);
    let mut request = get();
    request.set_query("password", SECRET);
    let error = client(&url)
        .build()
        .unwrap()
        .execute(request)
        .await
        .unwrap_err();
    assert!(error.is_transient() && !error.is_timeout());
    assert_eq!(error.status(), None);
    let shown = error.to_string();
    assert!(
        shown.starts_with("no connection to the API: ") && shown.contains("refused"),
        "{shown}"
    );
    assert!(!logged(&error).contains(SECRET), "{}", logged(&error));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_transient() {
    let server = Server::one(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
    let mut request = get();
    request.set_query("password", SECRET);
    let error = server.client().execute(request).await.unwrap_err();
    assert!(error.is_transient() && !error.is_decode());
    assert!(!logged(&error).contains(SECRET), "{}", logged(&error));
}

#[tokio::test]
async fn no_answer_in_time_is_a_timeout() {
    let server = Server::answering([Answer::stall()]);
    let client = client(&server.url)
        .attempt_timeout(Duration::from_millis(1))
        .build()
        .unwrap();
    let error = client.execute(get()).await.unwrap_err();
    assert!(error.is_timeout() && error.is_transient());
}

#[tokio::test]
async fn a_token_that_cannot_be_had_is_an_auth_error() {
    let client = client("http://127.0.0.1:1")
        .token_provider(NoToken)
        .build()
        .unwrap();
    let error = client.execute(get()).await.unwrap_err();
    assert!(error.is_auth() && !error.is_transient());
    let source = error.source().unwrap().downcast_ref::<AuthError>().unwrap();
    assert!(source.is_provider());
}

#[tokio::test]
async fn a_token_is_not_sent_over_plain_http_to_elsewhere() {
    let client = client("http://api.example.com")
        .bearer(SECRET)
        .build()
        .unwrap();
    let error = client.execute(get()).await.unwrap_err();
    assert!(error.is_auth());
    let source = error.source().unwrap().downcast_ref::<AuthError>().unwrap();
    assert!(source.is_insecure_url());
    assert!(!logged(&error).contains(SECRET));
}
