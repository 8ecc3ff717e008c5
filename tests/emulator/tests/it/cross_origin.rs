//! What a page of another origin may send, and read.

use reqwest::Method;

use crate::shop::Shop;

#[tokio::test]
async fn a_page_may_send_the_headers_of_the_platform_and_no_others() {
    let shop = Shop::start("view_categories:emulator").await;
    for path in ["/oauth/token", "/emulator/categories", "/emulator/carts"] {
        let request = shop.request(Method::OPTIONS, path);
        let request = request.header("Origin", "https://shop.example");
        let request = request.header("Access-Control-Request-Method", "POST");
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        let headers = answer.headers();
        let allowed = headers["access-control-allow-headers"].to_str().unwrap();
        let mut allowed: Vec<&str> = allowed.split(',').collect();
        allowed.sort_unstable();
        let expected = [
            "accept",
            "authorization",
            "content-type",
            "origin",
            "user-agent",
            "x-correlation-id",
        ];
        assert_eq!(allowed, expected, "{path}");
        assert_eq!(headers["access-control-allow-origin"], "*", "{path}");
    }
}

#[tokio::test]
async fn a_page_reads_refusals_too_but_no_headers() {
    let shop = Shop::start("view_categories:emulator").await;
    let request = shop.request(Method::GET, "/emulator/categories");
    let request = request.header("X-Correlation-ID", "mine");
    let answer = request
        .header("Origin", "https://shop.example")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status().as_u16(), 401);
    let headers = answer.headers();
    assert_eq!(headers["access-control-allow-origin"], "*");
    assert_eq!(headers.get("access-control-expose-headers"), None);
    assert_eq!(headers["x-correlation-id"], "mine");
}
