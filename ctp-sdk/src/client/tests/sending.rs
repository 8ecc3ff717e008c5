//! What is on the wire.

use super::*;

#[tokio::test]
async fn a_get_is_on_the_wire_as_it_was_made() {
    let server = Server::one(OK);
    let mut request = get();
    request.set_query("where", "key = \"a\" & b");
    request.append_query("expand", "x[*]");
    request.append_query("expand", "y");

    let response = server.client().execute(request).await.unwrap();
    let response = response.json::<crate::Value>().unwrap();

    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.into_body()["a"], 1);
    let request = server.request();
    assert!(
        request.starts_with("GET /my%20shop/carts?where=key%20%3D%20%22a%22%20%26%20b&expand=x%5B%2A%5D&expand=y HTTP/1.1\r\n"),
        "{request}"
    );
    assert_header(&request, "accept: application/json");
    assert_header(&request, "accept-encoding: gzip");
    assert_header(
        &request,
        concat!("user-agent: ctp-sdk/", env!("CARGO_PKG_VERSION")),
    );
    assert!(
        !request.to_lowercase().contains("content-type"),
        "{request}"
    );
    assert!(
        !request.to_lowercase().contains("authorization"),
        "{request}"
    );
}

#[tokio::test]
async fn the_path_comes_after_that_of_the_api() {
    for suffix in ["", "/", "/api/v1", "/api/v1/", "/api/v1//"] {
        let server = Server::one(OK);
        let client = client(&format!("{}{suffix}", server.url)).build().unwrap();
        client.execute(get()).await.unwrap();
        let expected = format!(
            "GET {}/my%20shop/carts HTTP/1.1",
            suffix.trim_end_matches('/')
        );
        let request = server.request();
        assert_eq!(request.lines().next().unwrap(), expected);
    }
}

#[tokio::test]
async fn a_parameter_reaches_the_server_as_one_segment() {
    let server = Server::one(OK);
    let path = Path::new()
        .literal("/shop/carts/key=")
        .parameter("key", "../a/b?c#d\\%2e");
    let request = Request::new(Method::GET, "/shop/carts/key={key}", path);
    server.client().execute(request).await.unwrap();
    let request = server.request();
    assert!(
        request.starts_with("GET /shop/carts/key=..%2Fa%2Fb%3Fc%23d%5C%252e HTTP/1.1\r\n"),
        "{request}"
    );
}

#[tokio::test]
async fn each_body_has_its_content_type() {
    let mut json = request(Method::POST);
    json.set_json(&serde_json::json!({"a": 1}));
    let mut form = request(Method::POST);
    form.append_form("filter", "a b");
    form.append_form("filter", "c");
    let mut binary = request(Method::POST);
    binary.set_binary("image/png", "bytes");
    for (request, content_type, body) in [
        (json, "application/json", r#"{"a":1}"#),
        (
            form,
            "application/x-www-form-urlencoded",
            "filter=a%20b&filter=c",
        ),
        (binary, "image/png", "bytes"),
    ] {
        let server = Server::one(OK);
        server.client().execute(request).await.unwrap();
        let request = server.request();
        assert_header(&request, &format!("content-type: {content_type}"));
        assert!(request.ends_with(&format!("\r\n\r\n{body}")), "{request}");
    }
}

#[tokio::test]
async fn the_callers_headers_win() {
    let server = Server::one(OK);
    let mut request = request(Method::POST);
    request.set_json(&1);
    request.set_header("Accept", "text/csv");
    request.set_header("Content-Type", "application/graphql");
    request.set_header("X-Correlation-ID", "mine");
    let client = client(&server.url)
        .user_agent("my-shop/2.1")
        .build()
        .unwrap();
    client.execute(request).await.unwrap();
    let request = server.request();
    assert_header(&request, "accept: text/csv");
    assert_header(&request, "content-type: application/graphql");
    assert_header(&request, "x-correlation-id: mine");
    assert_header(
        &request,
        concat!(
            "user-agent: ctp-sdk/",
            env!("CARGO_PKG_VERSION"),
            " my-shop/2.1"
        ),
    );
}

#[tokio::test]
async fn the_token_is_sent_unless_the_caller_has_one() {
    let server = Server::start([OK.to_vec(), OK.to_vec()]);
    let client = client(&server.url).bearer(SECRET).build().unwrap();
    client.execute(get()).await.unwrap();
    let mut own = get();
    own.set_header("Authorization", "Bearer mine");
    client.execute(own).await.unwrap();
    let requests = server.requests();
    assert_header(&requests[0], "authorization: Bearer s3cr3t");
    assert_header(&requests[1], "authorization: Bearer mine");
}

#[tokio::test]
async fn a_post_without_a_body_says_that_it_has_none() {
    let server = Server::one(OK);
    server
        .client()
        .execute(request(Method::POST))
        .await
        .unwrap();
    assert_header(&server.request(), "content-length: 0");
}

#[tokio::test]
async fn a_form_without_fields_is_a_form() {
    let server = Server::one(OK);
    let mut form = request(Method::POST);
    form.start_form();
    server.client().execute(form).await.unwrap();
    let request = server.request();
    assert_header(&request, "content-type: application/x-www-form-urlencoded");
    assert_header(&request, "content-length: 0");
}
