//! Many clients of one process share connections and certificates.

use ctp_sdk::CtpClient;

use super::*;
use crate::tls::{AUTHORITY, Flaw, Tls};

fn config(url: &str, project_key: &str) -> Config {
    let region = Region::custom(url, url).unwrap();
    Config::new(&region, project_key, CLIENT_ID, CLIENT_SECRET).unwrap()
}

#[tokio::test]
async fn a_client_fetches_tokens_and_sends_by_one_connection() {
    let service = service();
    let client = CtpClient::new(&config(&service.url(), "my-shop")).unwrap();
    for _ in 0..3 {
        client
            .integration_api_root()
            .categories()
            .get()
            .send()
            .await
            .unwrap();
    }
    assert_eq!((service.requests().len(), service.connections()), (4, 1));
}

#[tokio::test]
async fn five_hundred_clients_with_one_http_client_have_one_connection() {
    const CLIENTS: usize = 500;
    let service = service();
    let server = Tls::before(&service.url(), Flaw::None).await;
    let http = HttpClient::builder().root_certificates(AUTHORITY).build();
    for index in 0..CLIENTS {
        let config = config(&server.url(), &format!("shop-{index}"));
        let client = CtpClient::builder(&config)
            .http(http.clone())
            .build()
            .unwrap();
        client
            .integration_api_root()
            .categories()
            .get()
            .send()
            .await
            .unwrap();
    }
    assert_eq!(
        (service.requests().len(), server.connections()),
        (2 * CLIENTS, 1)
    );
}

#[tokio::test]
async fn the_http_client_of_a_client_for_tokens_is_that_of_the_api_as_well() {
    let service = service();
    let config = config(&service.url(), "my-shop");
    let via = |value: &'static str| {
        HttpClient::builder()
            .configure(move |http| {
                let headers = [(http::header::VIA, value.parse().unwrap())];
                http.default_headers(headers.into_iter().collect())
            })
            .build()
    };
    let auth = AuthClient::builder(&config)
        .http(via("1.1 tokens"))
        .build()
        .unwrap();
    let client = CtpClient::builder(&config)
        .auth(auth.clone())
        .build()
        .unwrap();
    client
        .integration_api_root()
        .categories()
        .get()
        .send()
        .await
        .unwrap();
    // Unless another one is given.
    let client = CtpClient::builder(&config)
        .auth(auth)
        .http(via("1.1 api"))
        .build()
        .unwrap();
    client
        .integration_api_root()
        .categories()
        .get()
        .send()
        .await
        .unwrap();
    let requests = service.requests();
    let seen: Vec<Option<&str>> = requests
        .iter()
        .map(|request| request.header("via"))
        .collect();
    let (tokens, api) = (Some("1.1 tokens"), Some("1.1 api"));
    assert_eq!(seen, [tokens, tokens, tokens, api]);
}
