//! What is not fit to be sent.

use super::*;

#[tokio::test]
async fn a_request_that_is_not_fit_is_not_sent() {
    // No server: an attempt to send would get another error.
    let client = client("http://127.0.0.1:1").bearer(SECRET).build().unwrap();
    let path = Path::new().literal("/carts/").parameter("ID", "");
    let error = client
        .execute(Request::new(Method::GET, "/carts/{ID}", path))
        .await
        .unwrap_err();
    assert!(error.is_request() && !error.is_transient());
    assert_eq!(
        error.to_string(),
        "the request was not sent: the path parameter `ID` is empty"
    );
    let path = Path::new().literal("/carts/").parameter("ID", "..");
    let error = client
        .exists(Request::new(Method::HEAD, "/carts/{ID}", path))
        .await
        .unwrap_err();
    assert!(error.is_request());
}

#[test]
fn an_api_url_that_is_not_fit_is_refused_without_showing_it() {
    for url in [
        "",
        "api.example.com",
        "ftp://s3cr3t.example.com",
        "https://user:s3cr3t@api.example.com",
        "https://s3cr3t@api.example.com",
        "https://api.example.com?s3cr3t",
        "https://api.example.com#s3cr3t",
        "https://",
    ] {
        let builder = Client::builder(url);
        let printed = format!("{builder:?}");
        let error = builder.build().unwrap_err();
        assert!(error.is_request(), "{url}");
        assert!(
            !format!("{printed} {error} {error:?}").contains(SECRET),
            "{url}"
        );
    }
    assert!(
        Client::builder("https://api.example.com")
            .user_agent("a\nb")
            .build()
            .unwrap_err()
            .is_request()
    );
}
