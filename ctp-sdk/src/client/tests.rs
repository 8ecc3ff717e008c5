#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod answers;
mod failures;
mod read_later;
mod refusals;
mod sending;
mod steps;

use std::error::Error as _;
use std::sync::Mutex;
use std::time::Duration;

use ctp_auth::{AccessToken, AuthError, TokenProvider};
use emulator::{Answer, Emulator};
use http::Extensions;
use reqwest_middleware::{Middleware, Next};

use super::*;
use crate::{Method, Path};

const SECRET: &str = "s3cr3t";
const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\n{\"a\":1}";
const EMPTY: &[u8] = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

/// A server that gives each of the answers once, and then the requests that it got.
struct Server {
    url: String,
    emulator: Emulator,
}

impl Server {
    fn start(answers: impl IntoIterator<Item = Vec<u8>>) -> Self {
        Self::answering(answers.into_iter().map(Answer::raw))
    }

    fn answering(answers: impl IntoIterator<Item = Answer>) -> Self {
        let emulator = Emulator::start().unwrap();
        answers
            .into_iter()
            .for_each(|answer| emulator.enqueue(answer));
        Self {
            url: emulator.url(),
            emulator,
        }
    }

    fn one(answer: &[u8]) -> Self {
        Self::start([answer.to_vec()])
    }

    fn client(&self) -> Client {
        client(&self.url).build().unwrap()
    }

    /// The requests as they were on the wire.
    fn requests(&self) -> Vec<String> {
        self.emulator.requests().iter().map(on_the_wire).collect()
    }

    fn request(&self) -> String {
        self.requests().remove(0)
    }
}

fn on_the_wire(request: &emulator::Request) -> String {
    let mut text = format!("{} {} HTTP/1.1\r\n", request.method(), request.target());
    for (name, value) in request.headers() {
        text += &format!("{name}: {value}\r\n");
    }
    text + "\r\n" + std::str::from_utf8(request.body()).unwrap()
}

/// A client of one exchange: what is sent, and what comes of the answer. The steps around it have tests of their own.
fn client(url: &str) -> ClientBuilder {
    Client::builder(url)
        .remove(Step::CorrelationId)
        .remove(Step::Retry)
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
