//! What is sent over plain HTTP, and where.

use std::net::SocketAddr;

use ctp_sdk::{CtpClient, Step};

use super::*;
use crate::tls::AUTHORITY;

/// A server that is reached by the name of a container.
struct Mock {
    emulator: Emulator,
    url: String,
}

impl Mock {
    fn start() -> Self {
        let emulator = service();
        let url = emulator.url().replace("127.0.0.1", "ct-mock");
        Self { emulator, url }
    }

    /// A client that knows where the name leads.
    fn http(&self) -> HttpClient {
        let address = self.emulator.url();
        let address: SocketAddr = address.trim_start_matches("http://").parse().unwrap();
        HttpClient::builder()
            .configure(move |http| http.no_proxy().resolve("ct-mock", address))
            .build()
    }
}

#[tokio::test]
async fn a_callers_own_authorization_is_not_sent_over_plain_http_whatever_the_steps_are() {
    let mock = Mock::start();
    let builders = [
        Client::builder(&mock.url),
        Client::builder(&mock.url).bearer(TOKEN),
        Client::builder(&mock.url).bearer(TOKEN).remove(Step::Auth),
    ];
    for builder in builders {
        let client = builder.http(mock.http()).build().unwrap();
        let mut request = get();
        request.set_header("Authorization", "Bearer pl4nted-own");
        let error = client.execute(request).await.unwrap_err();
        assert!(error.is_auth() && !error.is_transient());
        assert!(error.auth_error().unwrap().is_insecure_url(), "{error:?}");
        assert!(
            error
                .to_string()
                .contains("credentials are not sent over plain HTTP"),
            "{error}"
        );
        assert!(!printed(&error).contains("pl4nted"), "{}", printed(&error));
    }
    assert_eq!(mock.emulator.connections(), 0);

    // Without credentials there is nothing to protect.
    let client = Client::builder(&mock.url).http(mock.http()).build();
    client.unwrap().execute(get()).await.unwrap();
    assert_eq!(mock.emulator.requests().len(), 1);
}

#[tokio::test]
async fn a_header_that_a_step_of_the_callers_own_sets_is_not_sent_either() {
    struct Authorizing;

    #[async_trait::async_trait]
    impl reqwest_middleware::Middleware for Authorizing {
        async fn handle(
            &self,
            mut request: reqwest::Request,
            extensions: &mut http::Extensions,
            next: reqwest_middleware::Next<'_>,
        ) -> reqwest_middleware::Result<reqwest::Response> {
            let headers = request.headers_mut();
            headers.insert("authorization", "Basic pl4nted".parse().unwrap());
            next.run(request, extensions).await
        }
    }

    let mock = Mock::start();
    let client = Client::builder(&mock.url).http(mock.http());
    let client = client.replace(Step::Auth, Authorizing).build().unwrap();
    let error = client.execute(get()).await.unwrap_err();
    assert!(error.auth_error().unwrap().is_insecure_url(), "{error:?}");
    assert_eq!(mock.emulator.connections(), 0);
}

#[tokio::test]
async fn a_host_that_is_allowed_gets_tokens_over_plain_http_and_no_other_does() {
    let mock = Mock::start();
    let client = |host: &str| {
        let builder = Client::builder(&mock.url).http(mock.http()).bearer(TOKEN);
        builder.allow_plain_http(host).build().unwrap()
    };
    let error = client("ct-other").execute(get()).await.unwrap_err();
    assert!(error.auth_error().unwrap().is_insecure_url());
    client("ct-mock").execute(get()).await.unwrap();
    let [request] = &mock.emulator.requests()[..] else {
        panic!("{:?}", mock.emulator.requests())
    };
    assert_eq!(
        request.header("authorization"),
        Some("Bearer pl4nted-token")
    );
}

#[tokio::test]
async fn a_configuration_allows_it_for_tokens_and_the_api_alike() {
    let mock = Mock::start();
    let values = |hosts: Option<&str>| {
        let (url, hosts) = (mock.url.clone(), hosts.map(str::to_owned));
        Config::from_lookup(move |name| match name {
            "CTP_PROJECT_KEY" => Some("my-shop".to_owned()),
            "CTP_CLIENT_ID" => Some(CLIENT_ID.to_owned()),
            "CTP_CLIENT_SECRET" => Some(CLIENT_SECRET.to_owned()),
            "CTP_AUTH_URL" | "CTP_API_URL" => Some(url.clone()),
            "CTP_PLAIN_HTTP_HOSTS" => hosts.clone(),
            _ => None,
        })
    };
    let error = values(None).unwrap_err();
    assert!(
        error.to_string().contains("CTP_PLAIN_HTTP_HOSTS"),
        "{error}"
    );
    assert!(values(Some("ct-other")).is_err());

    let client = CtpClient::builder(&values(Some("ct-mock")).unwrap())
        .http(mock.http())
        .build()
        .unwrap();
    let api = client.integration_api_root();
    api.categories().get().send().await.unwrap();
    let requests = mock.emulator.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[1].header("authorization"), Some("Bearer access"));
}

#[tokio::test]
async fn the_client_of_another_project_reaches_the_hosts_of_its_own_configuration() {
    let mock = Mock::start();
    let elsewhere = Region::custom("https://auth.example.com", "https://api.example.com").unwrap();
    let config = Config::new(&elsewhere, "my-shop", CLIENT_ID, CLIENT_SECRET).unwrap();
    let http = HttpClient::builder()
        .root_certificates(AUTHORITY)
        .configure({
            let address: SocketAddr = mock.emulator.url()[7..].parse().unwrap();
            move |http| http.no_proxy().resolve("ct-mock", address)
        })
        .build();
    let first = CtpClient::builder(&config).http(http).build().unwrap();

    let region = Region::custom_over_plain_http(&mock.url, &mock.url).unwrap();
    let config = Config::new(&region, "another", CLIENT_ID, CLIENT_SECRET).unwrap();
    let client = first.for_project(&config).unwrap();
    let api = client.integration_api_root();
    api.categories().get().send().await.unwrap();
    let paths: Vec<String> = mock
        .emulator
        .requests()
        .iter()
        .map(|request| request.path().to_owned())
        .collect();
    assert_eq!(paths, ["/oauth/token", "/another/categories"]);
}
