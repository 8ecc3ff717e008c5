//! The steps around a request.

use super::*;

/// Notes what it sees, and wraps errors as middleware that sends again does.
struct Noting {
    name: &'static str,
    seen: Arc<Mutex<Vec<String>>>,
}

#[derive(Debug)]
struct GaveUp(reqwest_middleware::Error);

impl fmt::Display for GaveUp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("gave up")
    }
}

impl std::error::Error for GaveUp {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

#[async_trait::async_trait]
impl Middleware for Noting {
    async fn handle(
        &self,
        request: reqwest::Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<reqwest::Response> {
        let authorized = request.headers().contains_key("authorization");
        self.seen
            .lock()
            .unwrap()
            .push(format!("{} {authorized}", self.name));
        next.run(request, extensions)
            .await
            .map_err(|error| reqwest_middleware::Error::middleware(GaveUp(error)))
    }
}

#[tokio::test]
async fn middleware_runs_in_order_and_before_the_token() {
    let server = Server::one(OK);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noting = |name| Noting {
        name,
        seen: Arc::clone(&seen),
    };
    let client = client(&server.url)
        .bearer(SECRET)
        .middleware(noting("first"))
        .middleware(noting("second"))
        .build()
        .unwrap();
    client.execute(get()).await.unwrap();
    assert_eq!(*seen.lock().unwrap(), ["first false", "second false"]);
    assert_header(&server.request(), "authorization: Bearer s3cr3t");
}

#[tokio::test]
async fn an_error_that_middleware_wraps_is_still_known() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noting = || Noting {
        name: "",
        seen: Arc::clone(&seen),
    };
    let builder = || {
        client("http://127.0.0.1:1")
            .middleware(noting())
            .middleware(noting())
    };
    let mut request = get();
    request.set_query("password", SECRET);

    let error = builder()
        .build()
        .unwrap()
        .execute(request)
        .await
        .unwrap_err();
    assert!(error.is_transient() && !error.is_auth());
    assert_eq!(error.to_string(), "a middleware stopped the request");
    assert!(error.source().unwrap().is::<GaveUp>());
    assert!(!logged(&error).contains(SECRET), "{}", logged(&error));

    let unauthorized = builder().token_provider(NoToken).build().unwrap();
    let error = unauthorized.execute(get()).await.unwrap_err();
    assert!(error.is_auth() && !error.is_transient());
}

#[tokio::test]
async fn nothing_prints_the_token_or_a_body() {
    let server = Server::one(OK);
    let builder = client(&server.url).bearer(SECRET);
    let mut printed = format!("{builder:?}");
    let client = builder.build().unwrap();
    printed += &format!("{client:?} {client:#?}");
    let raw = client.execute(get()).await.unwrap();
    printed += &format!("{raw:?}");
    let response = raw.json::<crate::Value>().unwrap();
    printed += &format!("{response:?}");
    assert!(
        !printed.contains(SECRET) && !printed.contains("\"a\""),
        "{printed}"
    );
}

#[test]
fn a_client_is_cheap_and_goes_anywhere() {
    fn goes_anywhere<T: Clone + Send + Sync + 'static>() {}
    fn is_send(_: impl Send) {}
    goes_anywhere::<Client>();
    let client = client("http://127.0.0.1:1").build().unwrap();
    is_send(client.execute(get()));
    is_send(client.exists(get()));
    assert_eq!(size_of::<Client>(), size_of::<usize>());
}
