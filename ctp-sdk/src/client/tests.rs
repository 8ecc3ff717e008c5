#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::error::Error as _;
use std::sync::Mutex;
use std::time::Duration;

use ctp_auth::{AccessToken, AuthError, TokenProvider};
use http::Extensions;
use reqwest_middleware::{Middleware, Next};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::*;
use crate::{Method, Path};

const SECRET: &str = "s3cr3t";
const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\n{\"a\":1}";
const EMPTY: &[u8] = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

/// A server that gives each of the answers once, and then the requests that it got.
struct Server {
    url: String,
    requests: JoinHandle<Vec<String>>,
}

impl Server {
    async fn start(answers: Vec<Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = tokio::spawn(async move {
            let mut requests = Vec::new();
            for answer in answers {
                let (mut stream, _) = listener.accept().await.unwrap();
                requests.push(read_request(&mut stream).await);
                stream.write_all(&answer).await.unwrap();
                stream.shutdown().await.unwrap();
            }
            requests
        });
        Self { url, requests }
    }

    async fn one(answer: &[u8]) -> Self {
        Self::start(vec![answer.to_vec()]).await
    }

    fn client(&self) -> Client {
        client(&self.url).build().unwrap()
    }

    async fn requests(self) -> Vec<String> {
        self.requests.await.unwrap()
    }

    async fn request(self) -> String {
        self.requests().await.remove(0)
    }
}

/// One without the proxy that the environment may name.
/// A client of one exchange: what is sent, and what comes of the answer. The steps around it have tests of their own.
fn client(url: &str) -> ClientBuilder {
    Client::builder(url)
        .http(
            reqwest::Client::builder()
                .no_proxy()
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .unwrap(),
        )
        .remove(Step::CorrelationId)
        .remove(Step::Retry)
}

async fn read_request(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    while !text.ends_with(b"\r\n\r\n") {
        text.push(stream.read_u8().await.unwrap());
    }
    let head = String::from_utf8(text).unwrap();
    let length = head
        .lines()
        .find_map(|line| {
            line.to_lowercase()
                .strip_prefix("content-length: ")?
                .parse()
                .ok()
        })
        .unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    head + &String::from_utf8(body).unwrap()
}

fn get() -> Request {
    request(Method::GET)
}

fn request(method: Method) -> Request {
    let path = Path::new()
        .literal("/")
        .parameter("projectKey", "my shop")
        .literal("/carts");
    Request::new(method, "/{projectKey}/carts", path)
}

#[track_caller]
fn assert_header(request: &str, expected: &str) {
    let found = request
        .lines()
        .any(|line| line.eq_ignore_ascii_case(expected));
    assert!(found, "{expected} in:\n{request}");
}

#[tokio::test]
async fn a_get_is_on_the_wire_as_it_was_made() {
    let server = Server::one(OK).await;
    let mut request = get();
    request.set_query("where", "key = \"a\" & b");
    request.append_query("expand", "x[*]");
    request.append_query("expand", "y");

    let response = server.client().execute(request).await.unwrap();
    let response = response.json::<crate::Value>().unwrap();

    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.into_body()["a"], 1);
    let request = server.request().await;
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
        let server = Server::one(OK).await;
        let client = client(&format!("{}{suffix}", server.url)).build().unwrap();
        client.execute(get()).await.unwrap();
        let expected = format!(
            "GET {}/my%20shop/carts HTTP/1.1",
            suffix.trim_end_matches('/')
        );
        let request = server.request().await;
        assert_eq!(request.lines().next().unwrap(), expected);
    }
}

#[tokio::test]
async fn a_parameter_reaches_the_server_as_one_segment() {
    let server = Server::one(OK).await;
    let path = Path::new()
        .literal("/shop/carts/key=")
        .parameter("key", "../a/b?c#d\\%2e");
    let request = Request::new(Method::GET, "/shop/carts/key={key}", path);
    server.client().execute(request).await.unwrap();
    let request = server.request().await;
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
        let server = Server::one(OK).await;
        server.client().execute(request).await.unwrap();
        let request = server.request().await;
        assert_header(&request, &format!("content-type: {content_type}"));
        assert!(request.ends_with(&format!("\r\n\r\n{body}")), "{request}");
    }
}

#[tokio::test]
async fn the_callers_headers_win() {
    let server = Server::one(OK).await;
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
    let request = server.request().await;
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
    let server = Server::start(vec![OK.to_vec(), OK.to_vec()]).await;
    let client = client(&server.url).bearer(SECRET).build().unwrap();
    client.execute(get()).await.unwrap();
    let mut own = get();
    own.set_header("Authorization", "Bearer mine");
    client.execute(own).await.unwrap();
    let requests = server.requests().await;
    assert_header(&requests[0], "authorization: Bearer s3cr3t");
    assert_header(&requests[1], "authorization: Bearer mine");
}

#[tokio::test]
async fn a_response_has_its_headers_and_any_body() {
    let answer = b"HTTP/1.1 201 Created\r\nX-Correlation-ID: projects-1\r\nX-DEPRECATION-NOTICE: soon gone\r\nX-Other: \xff\r\nContent-Length: 3\r\n\r\n\x00\xff\n";
    let server = Server::start(vec![answer.to_vec(), answer.to_vec()]).await;
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
    let server = Server::one(&answer).await;
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
    let server = Server::one(answer.as_bytes()).await;
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
    let other = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let answer = format!(
        "HTTP/1.1 302 Found\r\nLocation: http://{}/\r\nContent-Length: 0\r\n\r\n",
        other.local_addr().unwrap()
    );
    let server = Server::one(answer.as_bytes()).await;
    let http = builder::default_http(Duration::from_secs(10))
        .no_proxy()
        .build()
        .unwrap();
    let client = Client::builder(&server.url)
        .http(http)
        .bearer(SECRET)
        .build()
        .unwrap();
    let error = client.execute(get()).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::FOUND));
    assert_eq!(server.requests().await.len(), 1);
}

#[tokio::test]
async fn exists_tells_found_from_not_found_from_failed() {
    let answer =
        |status: &str| format!("HTTP/1.1 {status}\r\nConnection: close\r\n\r\n").into_bytes();
    let server = Server::start(vec![
        EMPTY.to_vec(),
        answer("404 Not Found"),
        answer("403 Forbidden"),
    ])
    .await;
    let client = server.client();
    assert!(client.exists(request(Method::HEAD)).await.unwrap());
    assert!(!client.exists(request(Method::HEAD)).await.unwrap());
    let error = client.exists(request(Method::HEAD)).await.unwrap_err();
    assert!(error.is_auth());
    assert!(
        server
            .request()
            .await
            .starts_with("HEAD /my%20shop/carts HTTP/1.1")
    );
}

#[tokio::test]
async fn a_request_that_is_not_fit_is_not_sent() {
    // No server: whoever tried to send would get another error.
    let client = client("http://127.0.0.1:1").bearer(SECRET).build().unwrap();
    let path = Path::new().literal("/carts/").parameter("ID", "");
    let error = client
        .execute(Request::new(Method::GET, "/carts/{ID}", path))
        .await
        .unwrap_err();
    assert!(error.is_request() && !error.is_transient());
    assert_eq!(
        error.to_string(),
        "the request was not sent: the path parameter `ID` is empty"
    );
    let path = Path::new().literal("/carts/").parameter("ID", "..");
    let error = client
        .exists(Request::new(Method::HEAD, "/carts/{ID}", path))
        .await
        .unwrap_err();
    assert!(error.is_request());
}

#[test]
fn an_api_url_that_is_not_fit_is_refused_without_showing_it() {
    for url in [
        "",
        "api.example.com",
        "ftp://s3cr3t.example.com",
        "https://user:s3cr3t@api.example.com",
        "https://s3cr3t@api.example.com",
        "https://api.example.com?s3cr3t",
        "https://api.example.com#s3cr3t",
        "https://",
    ] {
        let builder = Client::builder(url);
        let printed = format!("{builder:?}");
        let error = builder.build().unwrap_err();
        assert!(error.is_request(), "{url}");
        assert!(
            !format!("{printed} {error} {error:?}").contains(SECRET),
            "{url}"
        );
    }
    assert!(
        Client::builder("https://api.example.com")
            .user_agent("a\nb")
            .build()
            .unwrap_err()
            .is_request()
    );
}

/// What an application might log of an error.
fn logged(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(error) = source {
        text += &format!(" {error} {error:?}");
        source = error.source();
    }
    text
}

#[tokio::test]
async fn a_failed_connection_is_transient_and_shows_no_query() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
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
    assert_eq!(error.to_string(), "no connection to the API");
    assert!(!logged(&error).contains(SECRET), "{}", logged(&error));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_transient() {
    let server = Server::one(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{").await;
    let mut request = get();
    request.set_query("password", SECRET);
    let error = server.client().execute(request).await.unwrap_err();
    assert!(error.is_transient() && !error.is_decode());
    assert!(!logged(&error).contains(SECRET), "{}", logged(&error));
}

#[tokio::test]
async fn no_answer_in_time_is_a_timeout() {
    // It listens but never answers.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let http = reqwest::Client::builder()
        .no_proxy()
        .timeout(Duration::from_millis(1))
        .build()
        .unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let client = client(&url).http(http).build().unwrap();
    let error = client.execute(get()).await.unwrap_err();
    assert!(error.is_timeout() && error.is_transient());
}

struct NoToken;

#[async_trait::async_trait]
impl TokenProvider for NoToken {
    async fn token(&self) -> Result<AccessToken, AuthError> {
        Err(AuthError::provider("the vault is sealed"))
    }
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

/// Notes what it sees, and wraps errors as middleware that sends again does.
struct Noting {
    name: &'static str,
    seen: Arc<Mutex<Vec<String>>>,
}

#[derive(Debug)]
struct GaveUp(reqwest_middleware::Error);

impl fmt::Display for GaveUp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("gave up")
    }
}

impl std::error::Error for GaveUp {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

#[async_trait::async_trait]
impl Middleware for Noting {
    async fn handle(
        &self,
        request: reqwest::Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<reqwest::Response> {
        let authorized = request.headers().contains_key("authorization");
        self.seen
            .lock()
            .unwrap()
            .push(format!("{} {authorized}", self.name));
        next.run(request, extensions)
            .await
            .map_err(|error| reqwest_middleware::Error::middleware(GaveUp(error)))
    }
}

#[tokio::test]
async fn middleware_runs_in_order_and_before_the_token() {
    let server = Server::one(OK).await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noting = |name| Noting {
        name,
        seen: Arc::clone(&seen),
    };
    let client = client(&server.url)
        .bearer(SECRET)
        .middleware(noting("first"))
        .middleware(noting("second"))
        .build()
        .unwrap();
    client.execute(get()).await.unwrap();
    assert_eq!(*seen.lock().unwrap(), ["first false", "second false"]);
    assert_header(&server.request().await, "authorization: Bearer s3cr3t");
}

#[tokio::test]
async fn an_error_that_middleware_wraps_is_still_known() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noting = || Noting {
        name: "",
        seen: Arc::clone(&seen),
    };
    let builder = || {
        client("http://127.0.0.1:1")
            .middleware(noting())
            .middleware(noting())
    };
    let mut request = get();
    request.set_query("password", SECRET);

    let error = builder()
        .build()
        .unwrap()
        .execute(request)
        .await
        .unwrap_err();
    assert!(error.is_transient() && !error.is_auth());
    assert_eq!(error.to_string(), "a middleware stopped the request");
    assert!(error.source().unwrap().is::<GaveUp>());
    assert!(!logged(&error).contains(SECRET), "{}", logged(&error));

    let unauthorized = builder().token_provider(NoToken).build().unwrap();
    let error = unauthorized.execute(get()).await.unwrap_err();
    assert!(error.is_auth() && !error.is_transient());
}

#[tokio::test]
async fn nothing_prints_the_token_or_a_body() {
    let server = Server::one(OK).await;
    let builder = client(&server.url).bearer(SECRET);
    let mut printed = format!("{builder:?}");
    let client = builder.build().unwrap();
    printed += &format!("{client:?} {client:#?}");
    let raw = client.execute(get()).await.unwrap();
    printed += &format!("{raw:?}");
    let response = raw.json::<crate::Value>().unwrap();
    printed += &format!("{response:?}");
    assert!(
        !printed.contains(SECRET) && !printed.contains("\"a\""),
        "{printed}"
    );
}

#[test]
fn a_client_is_cheap_and_goes_anywhere() {
    fn goes_anywhere<T: Clone + Send + Sync + 'static>() {}
    fn is_send(_: impl Send) {}
    goes_anywhere::<Client>();
    let client = client("http://127.0.0.1:1").build().unwrap();
    is_send(client.execute(get()));
    is_send(client.exists(get()));
    assert_eq!(size_of::<Client>(), size_of::<usize>());
}

#[tokio::test]
async fn a_post_without_a_body_says_that_it_has_none() {
    let server = Server::one(OK).await;
    server
        .client()
        .execute(request(Method::POST))
        .await
        .unwrap();
    assert_header(&server.request().await, "content-length: 0");
}

#[tokio::test]
async fn a_form_without_fields_is_a_form() {
    let server = Server::one(OK).await;
    let mut form = request(Method::POST);
    form.start_form();
    server.client().execute(form).await.unwrap();
    let request = server.request().await;
    assert_header(&request, "content-type: application/x-www-form-urlencoded");
    assert_header(&request, "content-length: 0");
}
