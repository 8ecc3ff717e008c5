//! Responses are read only up to the limit.

use std::io::Write;

use ctp_sdk::{Error, RequestOptions};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

const MIB: usize = 1024 * 1024;

/// Zeros without end, as far as the client knows.
fn endless(status: u16) -> Answer {
    Answer::empty(status).body(vec![b'0'; 64 * 1024]).endless()
}

/// So many bytes of JSON, which are few when they are compressed.
fn bomb(bytes: usize) -> Answer {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(b"\"").unwrap();
    let zeros = vec![b'0'; MIB];
    let mut left = bytes - 2;
    while left > 0 {
        let written = left.min(MIB);
        encoder.write_all(&zeros[..written]).unwrap();
        left -= written;
    }
    encoder.write_all(b"\"").unwrap();
    Answer::empty(200)
        .header("Content-Encoding", "gzip")
        .body(encoder.finish().unwrap())
}

#[track_caller]
fn assert_too_large(error: &Error, limit: usize) {
    assert!(error.is_response_too_large(), "{error:?}");
    assert!(!error.is_transient() && !error.is_decode() && !error.is_auth());
    assert_eq!(error.status().unwrap(), 200);
    assert!(
        error
            .to_string()
            .starts_with(&format!("the response is larger than {limit} bytes: ")),
        "{error}"
    );
    assert!(error.correlation_id().is_some());
}

#[tokio::test]
async fn an_answer_without_end_is_refused_at_sixty_four_mebibytes_and_not_asked_for_again() {
    let emulator = Emulator::with(|_| endless(200)).unwrap();
    let client = client(&emulator.url()).build().unwrap();
    let error = client.execute(get()).await.unwrap_err();
    assert_too_large(&error, 64 * MIB);
    assert_eq!((error.attempts(), emulator.requests().len()), (1, 1));
    // The connection is closed, not read to an end that never comes.
    emulator.idle().await;
}

#[tokio::test]
async fn a_compressed_answer_is_counted_as_what_it_becomes() {
    let answer = bomb(65 * MIB);
    // It is not refused for its size on the wire.
    assert!(answer.body_len() < MIB);
    let emulator = Emulator::with(move |_| answer.clone()).unwrap();
    let client = client(&emulator.url()).build().unwrap();
    assert_too_large(&client.execute(get()).await.unwrap_err(), 64 * MIB);
    assert_eq!(emulator.requests().len(), 1);
}

#[tokio::test]
async fn the_limit_is_the_clients_or_the_requests_own_and_an_answer_of_that_size_is_read() {
    let size = 3 * MIB;
    for answer in [bomb(size), Answer::empty(200).body(vec![b'0'; size])] {
        let emulator = Emulator::with(move |_| answer.clone()).unwrap();
        for (of_client, of_request, is_read) in [
            (size, None, true),
            (size - 1, None, false),
            (1, Some(size), true),
            (size, Some(size - 1), false),
            (size, Some(0), false),
        ] {
            let builder = client(&emulator.url()).response_limit(of_client);
            let client = builder.build().unwrap();
            let mut request = get();
            assert_eq!(request.response_limit(), None);
            if let Some(limit) = of_request {
                request = request.with_response_limit(limit);
                assert_eq!(request.response_limit(), Some(limit));
            }
            match client.execute(request).await {
                Ok(answer) => assert!(is_read && answer.body().len() == size),
                Err(error) => {
                    assert!(!is_read, "{error}");
                    assert_too_large(&error, of_request.unwrap_or(of_client));
                }
            }
        }
    }
}

#[tokio::test]
async fn of_an_error_no_more_than_one_mebibyte_is_read() {
    for (padding, message) in [(MIB / 2, Some("No.")), (MIB, None)] {
        let body = serde_json::json!({"a": "0".repeat(padding), "message": "No."});
        let emulator = Emulator::with(move |_| Answer::json(400, body.to_string())).unwrap();
        let client = client(&emulator.url()).build().unwrap();
        let error = client.execute(get()).await.unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert_eq!(error.message(), message);
    }
}

#[tokio::test]
async fn an_error_is_an_error_of_its_status_however_much_comes_with_it() {
    for status in [400, 401, 404, 500, 503] {
        let emulator = Emulator::with(move |_| endless(status)).unwrap();
        let client = client(&emulator.url()).build().unwrap();
        let error = client.execute(get()).await.unwrap_err();
        assert_eq!(error.status().unwrap(), status);
        assert!(!error.is_response_too_large());
        drop(client);
        emulator.idle().await;
    }
    // What the API says is read, also where the limit for answers is small.
    let reason = r#"{"statusCode":400,"message":"No.","errors":[{"code":"InvalidInput"}]}"#;
    let emulator = Emulator::with(move |_| Answer::json(400, reason)).unwrap();
    let client = client(&emulator.url()).response_limit(200).build().unwrap();
    let error = client.execute(get()).await.unwrap_err();
    assert_eq!(error.message(), Some("No."));
}

#[tokio::test]
async fn a_token_answer_is_refused_beyond_one_mebibyte() {
    for answer in [endless(200), Answer::empty(200).body(vec![b' '; MIB + 1])] {
        let emulator = Emulator::with(move |_| answer.clone()).unwrap();
        let error = token(&auth(&emulator.url()).build().unwrap())
            .await
            .unwrap_err();
        assert!(error.is_unreadable() && !error.is_transient());
        assert_eq!(error.status().unwrap(), 200);
        assert!(
            error.to_string().contains("larger than 1048576 bytes"),
            "{error}"
        );
        assert_eq!(emulator.requests().len(), 1);
        emulator.idle().await;
    }
    let large = format!("{}{}", token_body(), " ".repeat(1000));
    let emulator = Emulator::with(move |_| Answer::json(200, large.clone())).unwrap();
    let builder = || auth(&emulator.url());
    assert_eq!(token(&builder().build().unwrap()).await.unwrap(), "access");
    let small = builder().response_limit(1000).build().unwrap();
    assert!(token(&small).await.unwrap_err().is_unreadable());
}

#[tokio::test]
async fn a_refusal_of_a_token_is_told_whatever_comes_with_it() {
    let emulator = Emulator::with(|_| endless(400)).unwrap();
    let error = token(&auth(&emulator.url()).build().unwrap())
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap(), 400);
    assert!(error.oauth().is_some());
    emulator.idle().await;
}

fn token_body() -> &'static str {
    r#"{"access_token":"access","token_type":"Bearer","expires_in":172800,"scope":""}"#
}
