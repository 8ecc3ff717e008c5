//! A Redis that is down, comes back, breaks its connections or is another program.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use ctp_auth::StoreError;
use tokio::time::timeout;

use super::*;

/// Far more than any error takes, and far less than a person waits who runs the tests.
const BOUND: Duration = Duration::from_secs(30);

/// What each method makes of a Redis that it cannot use.
async fn errors(store: &RedisStore) -> [StoreError; 4] {
    let key = key("token:a");
    let planted = text(PLANTED);
    let all = async {
        [
            store.get(&key).await.unwrap_err(),
            store
                .replace(&key, Some(&planted), Some(&planted), MINUTE)
                .await
                .unwrap_err(),
            store.try_lock(&key, PLANTED, MINUTE).await.unwrap_err(),
            store.unlock(&key, PLANTED).await.unwrap_err(),
        ]
    };
    timeout(BOUND, all).await.unwrap()
}

#[tokio::test]
async fn a_redis_that_was_down_is_used_as_soon_as_it_is_back() {
    let Some(mut server) = server() else { return };
    server.stop().unwrap();
    // A service starts although Redis is down.
    let store = RedisStore::connect(&server.url()).unwrap();
    let (key, a) = (key("token:a"), text("a"));
    for _ in 0..3 {
        for error in errors(&store).await {
            let told = told(&error);
            assert!(
                told.contains(&format!("127.0.0.1:{}", server.port())),
                "{told}"
            );
            assert!(told.contains("no connection"), "{told}");
        }
        server.restart().unwrap();
        // The first try succeeds, whichever it is.
        assert!(store.replace(&key, None, Some(&a), MINUTE).await.unwrap());
        assert!(store.try_lock(&key, "me", MINUTE).await.unwrap());
        assert_eq!(get(&store, "token:a").await.as_deref(), Some("a"));

        server.restart().unwrap();
        assert!(store.try_lock(&key, "me", MINUTE).await.unwrap());
        server.restart().unwrap();
        assert_eq!(get(&store, "token:a").await, None);
        server.restart().unwrap();
        store.unlock(&key, "me").await.unwrap();
        server.stop().unwrap();
    }
}

#[tokio::test]
async fn what_was_done_before_the_connection_broke_is_not_taken_for_another_s() {
    let Some(server) = server() else { return };
    let (port, is_to_break) = breaking_proxy(server.port());
    let store = RedisStore::connect(&format!("redis://127.0.0.1:{port}")).unwrap();
    let (key, a, b) = (key("token:a"), text("a"), text("b"));
    // Now Redis has the scripts, and the store a connection.
    assert!(store.replace(&key, None, Some(&a), MINUTE).await.unwrap());
    store.unlock(&key, "me").await.unwrap();

    is_to_break.store(true, Ordering::SeqCst);
    assert!(
        store
            .replace(&key, Some(&a), Some(&b), MINUTE)
            .await
            .unwrap()
    );
    assert!(!is_to_break.load(Ordering::SeqCst));
    assert_eq!(get(&store, "token:a").await.as_deref(), Some("b"));

    is_to_break.store(true, Ordering::SeqCst);
    assert!(store.try_lock(&key, "me", MINUTE).await.unwrap());
    is_to_break.store(true, Ordering::SeqCst);
    assert!(!store.try_lock(&key, "you", MINUTE).await.unwrap());
    is_to_break.store(true, Ordering::SeqCst);
    store.unlock(&key, "me").await.unwrap();
    is_to_break.store(true, Ordering::SeqCst);
    assert!(store.replace(&key, Some(&b), None, MINUTE).await.unwrap());
    is_to_break.store(true, Ordering::SeqCst);
    assert!(
        !store
            .replace(&key, Some(&b), Some(&a), MINUTE)
            .await
            .unwrap()
    );
    is_to_break.store(true, Ordering::SeqCst);
    assert_eq!(get(&store, "token:a").await, None);
    assert!(!is_to_break.load(Ordering::SeqCst));
}

// The clock of tokio jumps to the end of a timeout as soon as nothing else is left to wait for.
#[tokio::test(start_paused = true)]
async fn a_redis_that_never_answers_is_an_error() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let store = RedisStore::connect(&format!("redis://:{PLANTED}@{address}")).unwrap();
    for error in errors(&store).await {
        let told = told(&error);
        assert!(
            told.contains(&format!("Redis at {address} does not answer")),
            "{told}"
        );
    }
}

#[tokio::test]
async fn a_server_that_repeats_what_it_is_sent_does_not_get_it_into_errors() {
    for answer in [
        "-ERR unknown command: ",
        "-WRONGPASS ",
        "-",
        "+",
        ":",
        "$",
        "*",
        "",
    ] {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for stream in listener.incoming() {
                repeat(stream.unwrap(), answer);
            }
        });
        for user in [
            "",
            &format!(":{PLANTED}@"),
            &format!("{PLANTED}:{PLANTED}@"),
        ] {
            let store = RedisStore::connect(&format!("redis://{user}{address}")).unwrap();
            printed(&store);
            for error in errors_or_none(&store).await {
                told(&error);
            }
        }
    }
}

#[test]
fn without_a_runtime_it_is_an_error() {
    let store = RedisStore::connect("redis://127.0.0.1").unwrap();
    let key = key("token:a");
    let mut get = store.get(&key);
    let mut context = Context::from_waker(Waker::noop());
    let Poll::Ready(Err(error)) = get.as_mut().poll(&mut context) else {
        panic!("nothing is there to drive the connection");
    };
    assert!(told(&error).contains("runtime"));
}

/// Like [`errors`], of a server that may happen to give an answer that makes sense.
async fn errors_or_none(store: &RedisStore) -> Vec<StoreError> {
    let key = key("token:a");
    let planted = text(PLANTED);
    let all = async {
        [
            store.get(&key).await.err(),
            store
                .replace(&key, None, Some(&planted), MINUTE)
                .await
                .err(),
            store.try_lock(&key, PLANTED, MINUTE).await.err(),
            store.unlock(&key, PLANTED).await.err(),
        ]
    };
    let all = timeout(BOUND, all).await.unwrap();
    all.into_iter().flatten().collect()
}

/// Answers each command by all that it read, behind the beginning of an answer.
fn repeat(mut stream: TcpStream, answer: &str) {
    let mut read = [0; 4096];
    while let Ok(count @ 1..) = stream.read(&mut read) {
        let sent = String::from_utf8_lossy(&read[..count]).into_owned();
        let line = format!("{answer}{}\r\n", sent.replace("\r\n", " "));
        let commands = sent.lines().filter(|line| line.starts_with('*')).count();
        if stream.write_all(line.repeat(commands).as_bytes()).is_err() {
            return;
        }
    }
}

/// A port that leads to the server at another, and a switch: when it is on, the next answer of the server is not passed
/// on; the connection is closed instead, and the switch is off.
fn breaking_proxy(server: u16) -> (u16, Arc<AtomicBool>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let is_to_break = Arc::new(AtomicBool::new(false));
    let switch = Arc::clone(&is_to_break);
    thread::spawn(move || {
        for client in listener.incoming() {
            let client = client.unwrap();
            let server = TcpStream::connect((Ipv4Addr::LOCALHOST, server)).unwrap();
            let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            thread::spawn(move || pass_on(from, to, || false));
            let switch = Arc::clone(&switch);
            thread::spawn(move || pass_on(server, client, || switch.swap(false, Ordering::SeqCst)));
        }
    });
    (port, is_to_break)
}

/// Passes on what comes until one side closes, or until something came that is not to be passed on.
fn pass_on(mut from: TcpStream, mut to: TcpStream, is_over: impl Fn() -> bool) {
    let mut read = [0; 4096];
    while let Ok(count @ 1..) = from.read(&mut read) {
        if is_over() || to.write_all(&read[..count]).is_err() {
            break;
        }
    }
    // What is closed already cannot be shut down.
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}
