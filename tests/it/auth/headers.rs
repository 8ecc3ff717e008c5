//! Which headers the authorization service gets, and which nobody else gets.

use ctp_auth::{
    AccessToken, AuthClient, AuthMiddleware, Config, Grant, HttpClient, Password, Region, ScopeSet,
    TokenCache,
};
use emulator::{Answer, Emulator, Request};
use http::header::VIA;

use super::text::base64_decoded;
use super::{
    CLIENT_ID, CLIENT_SECRET, PROJECT_KEY, auth_client, auth_client_builder, config, only,
    token_answer,
};
use crate::clock::ManualClock;

/// The names of the headers in lower case, each as often as it came, in the order of the alphabet.
fn header_names(request: &Request) -> Vec<String> {
    let headers = request.headers().iter();
    let mut names: Vec<String> = headers.map(|(name, _)| name.to_lowercase()).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn the_api_client_authenticates_by_basic() {
    for (id, secret) in [
        (CLIENT_ID, CLIENT_SECRET),
        ("i", "s"),
        ("an id", "a:secret with + & = % / ~"),
    ] {
        let emulator = Emulator::start().unwrap();
        emulator.enqueue(token_answer("access", None, 172_800, ""));
        let region = Region::custom(&emulator.url(), &emulator.url()).unwrap();
        let config = Config::new(&region, PROJECT_KEY, id, secret).unwrap();
        let auth = AuthClient::builder(&config).build().unwrap();
        auth.token(&Grant::ClientCredentials, &ScopeSet::new())
            .await
            .unwrap();
        let request = only(&emulator);
        let credentials = request.header("authorization").unwrap();
        let credentials = credentials.strip_prefix("Basic ").unwrap();
        let credentials = base64_decoded(credentials).unwrap();
        assert_eq!(credentials, format!("{id}:{secret}").into_bytes());
    }
}

#[tokio::test]
async fn no_header_is_sent_but_those_that_oauth_needs() {
    let emulator = Emulator::with(|_| token_answer("access", None, 172_800, "")).unwrap();
    // The client that the crate makes, which the features of the others must not change.
    let auth = AuthClient::new(&config(&emulator)).unwrap();
    let token = AccessToken::new("access");
    auth.token(&Grant::ClientCredentials, &ScopeSet::new())
        .await
        .unwrap();
    auth.revoke_access_token(&token).await.unwrap();
    for request in emulator.requests() {
        assert_eq!(
            header_names(&request),
            [
                "accept",
                "accept-encoding",
                "authorization",
                "content-length",
                "content-type",
                "host",
                "user-agent"
            ]
        );
        assert_eq!(request.header("accept"), Some("application/json"));
        // Without it, the features of another crate would decide about it.
        assert_eq!(request.header("accept-encoding"), Some("identity"));
        assert_eq!(
            request.header("content-type"),
            Some("application/x-www-form-urlencoded")
        );
        assert_eq!(
            request.header("user-agent"),
            Some(concat!("ctp-auth/", env!("CARGO_PKG_VERSION")))
        );
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = Emulator::with(|_| token_answer("stolen", None, 60, "")).unwrap();
        let emulator = Emulator::start().unwrap();
        let location = format!("{}/oauth/token", elsewhere.url());
        emulator.enqueue(Answer::empty(status).header("Location", location));
        let auth = AuthClient::new(&config(&emulator)).unwrap();
        let error = auth
            .token(&Password::new("anna", "secret").into(), &ScopeSet::new())
            .await
            .unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert!(!error.is_transient());
        assert_eq!(emulator.requests().len(), 1);
        assert_eq!(elsewhere.connections(), 0);
    }
}

#[tokio::test]
async fn a_client_of_ones_own_sends_what_it_always_sends() {
    let emulator = Emulator::start().unwrap();
    emulator.enqueue(token_answer("access", None, 172_800, ""));
    let http = HttpClient::builder()
        .configure(|http| {
            http.user_agent("not-this-one")
                .default_headers([(VIA, "1.1 mine".parse().unwrap())].into_iter().collect())
        })
        .build();
    let auth = auth_client_builder(&emulator, &ManualClock::new()).http(http);
    let auth = auth.build().unwrap();
    auth.token(&Grant::ClientCredentials, &ScopeSet::new())
        .await
        .unwrap();
    assert_eq!(only(&emulator).header("via"), Some("1.1 mine"));
}

/// A client of the API with headers of its own, as an application has them.
fn api_client(tokens: TokenCache) -> reqwest_middleware::ClientWithMiddleware {
    let headers = [(VIA, "1.1 the-api".parse().unwrap())]
        .into_iter()
        .collect();
    let http = reqwest::Client::builder()
        .no_proxy()
        .user_agent("the-api")
        .default_headers(headers)
        .build()
        .unwrap();
    reqwest_middleware::ClientBuilder::new(http)
        .with(Marking)
        .with(AuthMiddleware::new(tokens))
        .with(Marking)
        .build()
}

/// Puts a header on each request that passes.
struct Marking;

#[async_trait::async_trait]
impl reqwest_middleware::Middleware for Marking {
    async fn handle(
        &self,
        mut request: reqwest::Request,
        extensions: &mut http::Extensions,
        next: reqwest_middleware::Next<'_>,
    ) -> reqwest_middleware::Result<reqwest::Response> {
        let mark = "the-api".parse().unwrap();
        request.headers_mut().append("x-mark", mark);
        next.run(request, extensions).await
    }
}

#[tokio::test]
async fn the_api_and_the_authorization_service_do_not_get_each_others_headers() {
    let service = Emulator::with(|_| token_answer("access", None, 172_800, "")).unwrap();
    let api = Emulator::with(|_| Answer::json(200, "{}")).unwrap();
    let auth = auth_client(&service, &ManualClock::new());
    let tokens = TokenCache::new(auth, Grant::ClientCredentials, ScopeSet::new());
    let client = api_client(tokens);
    for _ in 0..3 {
        let request = client.post(api.url()).header("x-mine", "the-api").body("b");
        request.send().await.unwrap();
    }

    let asked = only(&service);
    for (name, value) in asked.headers() {
        assert!(!value.contains("the-api"), "{name}: {value}");
    }
    assert!(!header_names(&asked).contains(&"x-mark".to_owned()));

    assert_eq!(api.requests().len(), 3);
    for request in api.requests() {
        assert_eq!(request.header("authorization"), Some("Bearer access"));
        assert_eq!(request.header("via"), Some("1.1 the-api"));
        let (basic, sent) = (
            asked.header("authorization").unwrap(),
            format!("{request:?}"),
        );
        for secret in [basic, CLIENT_ID, CLIENT_SECRET, "Basic"] {
            assert!(!sent.contains(secret), "{sent}");
        }
    }
}
