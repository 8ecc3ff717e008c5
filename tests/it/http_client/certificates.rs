//! Which servers are trusted, and what comes of those that are not.

use super::*;
use crate::tls::{AUTHORITY, Flaw, Tls};

fn trusting() -> HttpClient {
    HttpClient::builder().root_certificates(AUTHORITY).build()
}

#[tokio::test]
async fn certificates_that_are_given_once_are_good_for_tokens_and_the_api() {
    let service = service();
    let server = Tls::before(&service.url(), Flaw::None).await;
    let region = Region::custom(&server.url(), &server.url()).unwrap();
    let config = Config::new(&region, "my-shop", CLIENT_ID, CLIENT_SECRET).unwrap();
    let client = ctp_sdk::CtpClient::builder(&config)
        .http(trusting())
        .build()
        .unwrap();
    for _ in 0..3 {
        client
            .integration_api_root()
            .categories()
            .get()
            .send()
            .await
            .unwrap();
    }
    // Tokens and the API are at the same host here, and share the connection.
    assert_eq!((service.requests().len(), server.connections()), (4, 1));
}

#[tokio::test]
async fn a_certificate_that_is_not_accepted_is_tried_once_and_its_flaw_is_told() {
    for (flaw, trusted, reason) in [
        (Flaw::None, false, "invalid peer certificate: UnknownIssuer"),
        (
            Flaw::Expired,
            true,
            "invalid peer certificate: certificate expired",
        ),
        (
            Flaw::OfAnotherHost,
            true,
            "invalid peer certificate: certificate not valid for name \"localhost\"",
        ),
    ] {
        let service = service();
        let server = Tls::before(&service.url(), flaw).await;
        let http = if trusted {
            trusting()
        } else {
            HttpClient::new()
        };
        let client = client(&server.url()).http(http.clone()).build().unwrap();
        let error = client.execute(get()).await.unwrap_err();
        assert!(!error.is_transient() && !error.is_auth(), "{error:?}");
        assert_eq!((error.attempts(), server.connections()), (1, 1), "{flaw:?}");
        let expected = format!("no connection to the API: {reason}");
        assert!(error.to_string().starts_with(&expected), "{error}");

        let auth = auth(&server.url()).http(http).build().unwrap();
        let error = token(&auth).await.unwrap_err();
        assert!(!error.is_transient(), "{error:?}");
        assert_eq!(server.connections(), 2, "{flaw:?}");
        let expected = format!("no connection to the authorization service: {reason}");
        assert!(error.to_string().starts_with(&expected), "{error}");
        assert_eq!(service.connections(), 0);
    }
}

#[tokio::test]
async fn a_request_whose_token_cannot_be_had_tells_the_reason_in_its_message() {
    let service = service();
    let server = Tls::before(&service.url(), Flaw::None).await;
    let region = Region::custom(&server.url(), &server.url()).unwrap();
    let config = Config::new(&region, "my-shop", CLIENT_ID, CLIENT_SECRET).unwrap();
    let client = ctp_sdk::CtpClient::new(&config).unwrap();
    let error = client
        .integration_api_root()
        .categories()
        .get()
        .send()
        .await
        .unwrap_err();
    assert!(error.is_auth() && !error.is_transient());
    assert!(
        error
            .to_string()
            .contains("invalid peer certificate: UnknownIssuer"),
        "{error}"
    );
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_tried_once() {
    let plain = Emulator::with(|_| Answer::json(200, "{}")).unwrap();
    let url = plain.url().replace("http:", "https:");
    let error = client(&url)
        .build()
        .unwrap()
        .execute(get())
        .await
        .unwrap_err();
    assert!(!error.is_transient(), "{error:?}");
    assert_eq!(plain.connections(), 1);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_tried_four_times_and_the_reason_is_told() {
    let emulator = Emulator::start().unwrap();
    let url = emulator.url();
    drop(emulator);
    let error = client(&url)
        .build()
        .unwrap()
        .execute(get())
        .await
        .unwrap_err();
    assert!(error.is_transient());
    assert_eq!(error.attempts(), 4);
    assert!(error.to_string().contains("onnection refused"), "{error}");
}

#[test]
fn what_is_no_certificate_is_refused_when_a_client_is_made() {
    for pem in [
        "",
        "no certificate",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        let http = HttpClient::builder().root_certificates(pem).build();
        let error = client("https://api.example.com")
            .http(http)
            .build()
            .unwrap_err();
        assert!(error.is_request() && !error.is_transient(), "{error:?}");
        assert!(error.to_string().contains("certificate"), "{error}");
    }
}
