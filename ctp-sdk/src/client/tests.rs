#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod answers;
mod failures;
mod refusals;
mod sending;
mod steps;

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

struct NoToken;

#[async_trait::async_trait]
impl TokenProvider for NoToken {
    async fn token(&self) -> Result<AccessToken, AuthError> {
        Err(AuthError::provider("the vault is sealed"))
    }
}
