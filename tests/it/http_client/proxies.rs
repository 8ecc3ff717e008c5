//! Requests through a proxy, and refusals of a proxy.

use super::*;

/// A client that sends all by this proxy.
fn by_proxy(proxy: &Emulator) -> ctp_auth::HttpClientBuilder {
    let url = proxy.url();
    HttpClient::builder()
        .configure(move |http| http.proxy(reqwest::Proxy::all(url.clone()).unwrap()))
}

#[tokio::test]
async fn the_same_machine_is_reached_without_a_proxy() {
    let (service, proxy) = (service(), Emulator::start().unwrap());
    for host in ["127.0.0.1", "localhost"] {
        let url = service.url().replace("127.0.0.1", host);
        let http = by_proxy(&proxy).build();
        let auth = auth(&url).http(http.clone()).build().unwrap();
        assert_eq!(token(&auth).await.unwrap(), "access");
        let client = client(&url).http(http).build().unwrap();
        client.execute(get()).await.unwrap();
    }
    assert_eq!((service.requests().len(), proxy.connections()), (4, 0));
}

#[tokio::test]
async fn a_proxy_that_is_asked_for_gets_what_is_sent_to_the_same_machine() {
    let (service, proxy) = (
        service(),
        Emulator::with(|_| Answer::json(200, "{}")).unwrap(),
    );
    let http = by_proxy(&proxy).proxy_loopback().build();
    let client = client(&service.url()).http(http).build().unwrap();
    client.execute(get()).await.unwrap();
    assert_eq!((service.connections(), proxy.requests().len()), (0, 1));
}

#[tokio::test]
async fn another_machine_is_reached_by_the_proxy() {
    let proxy = Emulator::with(|_| Answer::json(200, "{}")).unwrap();
    let http = by_proxy(&proxy).build();
    let client = Client::builder("http://api.example.com").http(http).build();
    client.unwrap().execute(get()).await.unwrap();
    let [request] = &proxy.requests()[..] else {
        panic!("{:?}", proxy.requests())
    };
    assert_eq!(request.target(), "http://api.example.com/my-shop/carts");
}

#[tokio::test]
async fn a_proxy_that_refuses_is_asked_once_and_its_reason_is_told() {
    for (status, reason) in [
        (407, "tunnel error: proxy authorization required"),
        (403, "tunnel error: unsuccessful"),
    ] {
        let proxy = Emulator::with(move |_| Answer::empty(status)).unwrap();
        let http = by_proxy(&proxy).build();
        let client = client("https://api.example.com").http(http.clone());
        let error = client.build().unwrap().execute(get()).await.unwrap_err();
        assert!(!error.is_transient(), "{error:?}");
        assert_eq!((error.attempts(), proxy.requests().len()), (1, 1));
        let expected = format!("no connection to the API: {reason}");
        assert!(error.to_string().starts_with(&expected), "{error}");

        let auth = auth("https://auth.example.com").http(http).build().unwrap();
        let error = token(&auth).await.unwrap_err();
        assert!(!error.is_transient(), "{error:?}");
        assert_eq!(proxy.requests().len(), 2);
        let expected = format!("no connection to the authorization service: {reason}");
        assert_eq!(error.to_string(), expected);
        for request in proxy.requests() {
            assert_eq!(request.method(), "CONNECT");
            assert!(!format!("{request:?}").contains(TOKEN));
        }
    }
}
