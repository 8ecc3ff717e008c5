//! One request and its answer: what was sent is compared, what was read is handed back.

use ctp_sdk::{ApiRoot, Result};
use serde_json::Value;

use super::shop::Shop;

/// A `GET` of `target`, without a body.
pub(super) async fn get<T, F>(target: &str, answer: Value, send: impl FnOnce(&ApiRoot) -> F) -> T
where
    F: Future<Output = Result<T>>,
{
    let shop = Shop::answering(200, answer);
    let read = receive(target, send(&shop.api)).await;
    shop.assert_sent("GET", target);
    read
}

/// A `HEAD` of `target`, which is answered with 200 once and with 404 once.
pub(super) async fn head<F>(target: &str, send: impl Fn(&ApiRoot) -> F)
where
    F: Future<Output = Result<bool>>,
{
    for (status, is_there) in [(200, true), (404, false)] {
        let shop = Shop::answering(status, Value::Null);
        assert_eq!(receive(target, send(&shop.api)).await, is_there, "{target}");
        shop.assert_sent("HEAD", target);
    }
}

/// A `POST` of `body` to `target`.
pub(super) async fn post<T, F>(
    target: &str,
    body: Value,
    answer: Value,
    send: impl FnOnce(&ApiRoot) -> F,
) -> T
where
    F: Future<Output = Result<T>>,
{
    let shop = Shop::answering(200, answer);
    let read = receive(target, send(&shop.api)).await;
    shop.assert_sent_json("POST", target, body);
    read
}

/// A `DELETE` of `target`, without a body.
pub(super) async fn delete<T, F>(target: &str, answer: Value, send: impl FnOnce(&ApiRoot) -> F) -> T
where
    F: Future<Output = Result<T>>,
{
    let shop = Shop::answering(200, answer);
    let read = receive(target, send(&shop.api)).await;
    shop.assert_sent("DELETE", target);
    read
}

async fn receive<T>(target: &str, sent: impl Future<Output = Result<T>>) -> T {
    sent.await
        .unwrap_or_else(|error| panic!("{target}: {error}"))
}
