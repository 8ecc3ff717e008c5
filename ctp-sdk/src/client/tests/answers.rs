//! What comes of an answer.

use super::*;

#[tokio::test]
async fn a_response_has_its_headers_and_any_body() {
    let answer = b"HTTP/1.1 201 Created\r\nX-Correlation-ID: projects-1\r\nX-DEPRECATION-NOTICE: soon gone\r\nX-Other: \xff\r\nContent-Length: 3\r\n\r\n\x00\xff\n";
    let server = Server::start([answer.to_vec(), answer.to_vec()]);
    let response = server.client().execute(get()).await.unwrap().bytes();
    assert_eq!(response.status(), StatusCode::CREATED);
    assert_eq!(response.correlation_id(), Some("projects-1"));
    assert_eq!(response.deprecation_notice(), Some("soon gone"));
    assert_eq!(response.headers()["x-other"].as_bytes(), b"\xff");
    assert_eq!(response.body().as_ref(), b"\x00\xff\n");
    let response = server.client().execute(get()).await.unwrap().empty();
    assert_eq!(response.correlation_id(), Some("projects-1"));
    response.into_body();
}

#[tokio::test]
async fn a_compressed_body_is_unpacked() {
    let mut answer =
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 27\r\n\r\n".to_vec();
    answer.extend(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x4a\x54\xb2\x32\xac\x05\x00\xaf\xac\x1b\x56\x07\x00\x00\x00");
    let server = Server::one(&answer);
    let response = server.client().execute(get()).await.unwrap();
    assert_eq!(response.body().as_ref(), br#"{"a":1}"#);
}

#[tokio::test]
async fn an_answer_without_success_is_an_error_with_its_reasons() {
    let body = r#"{"statusCode":404,"message":"The Resource with ID 'x' was not found.","errors":[{"code":"ResourceNotFound","message":"no"}]}"#;
    let answer = format!(
        "HTTP/1.1 404 Not Found\r\nX-Correlation-ID: projects-1\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let server = Server::one(answer.as_bytes());
    let error = server.client().execute(get()).await.unwrap_err();
    assert!(error.is_not_found() && !error.is_transient() && !error.is_request());
    assert_eq!(error.correlation_id(), Some("projects-1"));
    assert_eq!(
        error.api_errors().first().unwrap().code(),
        "ResourceNotFound"
    );
}

#[tokio::test]
async fn a_redirect_is_an_error_and_the_token_stays_here() {
    let other = Emulator::start().unwrap();
    let answer = format!(
        "HTTP/1.1 302 Found\r\nLocation: {}/\r\nContent-Length: 0\r\n\r\n",
        other.url()
    );
    let server = Server::one(answer.as_bytes());
    let client = Client::builder(&server.url).bearer(SECRET).build().unwrap();
    let error = client.execute(get()).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::FOUND));
    assert_eq!(server.requests().len(), 1);
    assert_eq!(other.connections(), 0);
}

#[tokio::test]
async fn exists_tells_found_from_not_found_from_failed() {
    let answer =
        |status: &str| format!("HTTP/1.1 {status}\r\nConnection: close\r\n\r\n").into_bytes();
    let server = Server::start([
        EMPTY.to_vec(),
        answer("404 Not Found"),
        answer("403 Forbidden"),
    ]);
    let client = server.client();
    assert!(client.exists(request(Method::HEAD)).await.unwrap());
    assert!(!client.exists(request(Method::HEAD)).await.unwrap());
    let error = client.exists(request(Method::HEAD)).await.unwrap_err();
    assert!(error.is_auth());
    assert!(
        server
            .request()
            .starts_with("HEAD /my%20shop/carts HTTP/1.1")
    );
}
