//! What was asked for is kept.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use ctp_emulator::Fault;
use reqwest::Method;
use serde_json::json;

use crate::shop::{Shop, answer};

#[tokio::test]
async fn requests_are_kept_in_their_order_with_what_became_of_them() {
    let shop = Shop::start("manage_zones:emulator").await;
    shop.emulator
        .fault(Fault::unavailable().on("GET", "/zones"))
        .unwrap();
    shop.get("/zones?limit=1").await;
    let draft = json!({"key": "north", "name": "North"});
    shop.post("/zones", draft.clone()).await;
    shop.get("/carts").await;

    let requests = shop.emulator.requests();
    let told = requests
        .iter()
        .map(|of| format!("{} {} {}", of.method, of.path, of.status));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            "POST /oauth/token 200",
            "GET /emulator/zones 503",
            "POST /emulator/zones 201",
            "GET /emulator/carts 403",
        ]
    );
    assert_eq!(requests[1].query.as_deref(), Some("limit=1"));
    assert_eq!(requests[2].body, draft.to_string());
    assert_eq!(requests[2].headers["accept"], "*/*");
    assert!(
        requests
            .iter()
            .all(|of| !of.headers.contains_key("authorization"))
    );
    // Neither a secret of a form nor personal data is shown.
    assert!(!format!("{requests:?}").contains("client_credentials"));
}

#[tokio::test]
async fn headers_are_kept_but_for_credentials() {
    let shop = Shop::start("manage_zones:emulator").await;
    let url = format!("{}/emulator/zones", shop.emulator.url());
    let request = reqwest::Client::new().get(url).bearer_auth("s3cr3t");
    let request = request
        .header("cookie", "s3cr3t")
        .header("traceparent", "00-1-2-01");
    let request = request.header("x-shop", "one").header("x-shop", "two");
    request.send().await.unwrap();

    let requests = shop.emulator.requests();
    let seen = requests.last().unwrap();
    assert_eq!(seen.status, 401);
    assert_eq!(seen.headers["traceparent"], "00-1-2-01");
    assert_eq!(seen.headers["x-shop"], "one, two");
    assert!(!serde_json::to_string(seen).unwrap().contains("s3cr3t"));
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let shop = Shop::start("manage_zones:emulator").await;
    // Nothing is sent of it: a client that still writes when the answer comes may see no more than a broken connection.
    let address = shop.emulator.url().replace("http://", "");
    let mut connection = TcpStream::connect(address).unwrap();
    let head =
        "POST /emulator/zones HTTP/1.1\r\nHost: localhost\r\nContent-Length: 17000000\r\n\r\n";
    connection.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    BufReader::new(connection).read_line(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    let fits = json!({"name": "North", "description": "x".repeat(3 << 20)});
    assert_eq!(shop.post("/zones", fits).await.status, 201);
}

#[tokio::test]
async fn old_requests_make_room() {
    let shop = Shop::start("manage_zones:emulator").await;
    for name in ["first", "second"] {
        let draft = json!({"name": name, "description": "x".repeat(10 << 20)});
        assert_eq!(shop.post("/zones", draft).await.status, 201);
    }
    let requests = shop.emulator.requests();
    assert_eq!(requests.len(), 1);
    assert!(requests[0].body.windows(6).any(|part| part == b"second"));
}

#[tokio::test]
async fn tests_in_other_languages_see_them_too() {
    let shop = Shop::start("manage_zones:emulator").await;
    shop.post("/zones", json!({"name": "North"})).await;
    let list = shop.request(Method::GET, "/_emulator/requests");
    let list = answer(list).await.json();
    // Asking for the list is not in it.
    assert_eq!(list.as_array().map(Vec::len), Some(2));
    assert_eq!(list[1]["path"], "/emulator/zones");
    assert_eq!(list[1]["body"], r#"{"name":"North"}"#);
    assert_eq!(list[1]["status"], 201);
}
