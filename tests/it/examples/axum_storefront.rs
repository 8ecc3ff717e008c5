//! The storefront with axum, as a browser uses it.

use ctp_sdk::auth::ScopeSet;
use reqwest::header::{COOKIE, SET_COOKIE};
use tokio::net::TcpListener;

use super::platform::platform_for_visitors;
use super::sources::axum_storefront::router;
use crate::recorded::Recorded;

/// A storefront, and a browser that keeps its cookie.
struct Browser {
    url: String,
    http: reqwest::Client,
    cookie: String,
    /// How many answers have set or removed the cookie.
    cookies_set: usize,
    _emulator: Recorded,
}

impl Browser {
    async fn open() -> Self {
        let (emulator, client) = platform_for_visitors(ScopeSet::storefront_integration).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(axum::serve(listener, router(client)).into_future());
        Self {
            url,
            http: reqwest::Client::new(),
            cookie: String::new(),
            cookies_set: 0,
            _emulator: emulator,
        }
    }

    async fn get(&mut self, path: &str) -> (u16, String) {
        let request = self.http.get(format!("{}{path}", self.url));
        self.send(request).await
    }

    async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> (u16, String) {
        let form = form.iter().map(|(name, value)| format!("{name}={value}"));
        let body = form.collect::<Vec<_>>().join("&");
        let request = self.http.post(format!("{}{path}", self.url));
        let request = request.header("Content-Type", "application/x-www-form-urlencoded");
        self.send(request.body(body)).await
    }

    async fn send(&mut self, request: reqwest::RequestBuilder) -> (u16, String) {
        let request = match self.cookie.is_empty() {
            true => request,
            false => request.header(COOKIE, &self.cookie),
        };
        let answer = request.send().await.unwrap();
        if let Some(set) = answer.headers().get(SET_COOKIE) {
            let set = set.to_str().unwrap();
            self.cookies_set += 1;
            self.cookie = match set.contains("Max-Age=0") {
                true => String::new(),
                false => {
                    let is_protected = set.contains("HttpOnly") && set.contains("SameSite=Lax");
                    assert!(is_protected, "{set}");
                    set.split(';').next().unwrap().to_owned()
                }
            };
        }
        (answer.status().as_u16(), answer.text().await.unwrap())
    }
}

const ACCOUNT: [(&str, &str); 2] = [("email", "anna@example.com"), ("password", "secret-1")];

#[tokio::test]
async fn a_guest_keeps_the_cart_as_a_customer_and_finds_it_again() {
    let mut browser = Browser::open().await;
    let (status, products) = browser.get("/products").await;
    assert_eq!(status, 200);
    let sku = products.split(['(', ')']).nth(1).unwrap().to_owned();
    assert!(browser.cookie.is_empty(), "looking around needs no session");

    let (status, cart) = browser.post("/cart", &[("sku", &sku)]).await;
    assert_eq!(status, 200, "{cart}");
    assert!(cart.starts_with("1 × "), "{cart}");
    let guest = browser.cookie.clone();

    let (status, welcome) = browser.post("/sign-up", &ACCOUNT).await;
    assert_eq!((status, &*welcome), (200, "Welcome, anna@example.com.\n"));
    assert_ne!(browser.cookie, guest);
    assert_eq!(browser.get("/cart").await, (200, cart.clone()));

    // The id of the guest's session is no longer valid.
    let customer = std::mem::replace(&mut browser.cookie, guest);
    let old = browser.cookie.clone();
    let empty = (200, "The cart is empty.\n".to_owned());
    assert_eq!(browser.get("/cart").await, empty);
    // The answer to an old request leaves the cookie alone, which may be a newer one by then.
    assert_eq!(browser.cookie, old);
    browser.cookie = customer;

    assert_eq!(browser.post("/log-out", &[]).await.0, 200);
    assert_eq!(browser.get("/cart").await.1, "The cart is empty.\n");
    let (status, _) = browser.post("/log-in", &ACCOUNT).await;
    assert_eq!(status, 200);
    assert_eq!(browser.get("/cart").await, (200, cart));
}

#[tokio::test]
async fn only_the_start_of_a_session_and_a_login_set_the_cookie() {
    let mut browser = Browser::open().await;
    let line = [("sku", "boot-42")];
    // Also where the page then fails: the next request finds the session.
    let (status, _) = browser.post("/cart", &[("sku", "unknown")]).await;
    assert_eq!((status, browser.cookies_set), (502, 1));
    for _ in 0..2 {
        assert_eq!(browser.post("/cart", &line).await.0, 200);
    }
    assert_eq!(browser.cookies_set, 1);
    assert_eq!(browser.post("/sign-up", &ACCOUNT).await.0, 200);
    assert_eq!(browser.cookies_set, 2);
    assert_eq!(browser.post("/cart", &line).await.0, 200);
    assert_eq!(browser.cookies_set, 2);
}

#[tokio::test]
async fn a_browser_whose_session_has_ended_gets_another_one() {
    let mut browser = Browser::open().await;
    let ended = "session=of-another-process".to_owned();
    for (path, form) in [
        ("/cart", &[("sku", "boot-42")][..]),
        ("/sign-up", &ACCOUNT),
        ("/log-in", &ACCOUNT),
    ] {
        browser.cookie.clone_from(&ended);
        let (status, text) = browser.post(path, form).await;
        assert_eq!(status, 200, "{path}: {text}");
        assert_ne!(browser.cookie, ended, "{path}");
        assert_eq!(browser.get("/cart").await.0, 200, "{path}");
    }
}

#[tokio::test]
async fn a_wrong_password_and_a_second_account_are_told() {
    let mut browser = Browser::open().await;
    browser.post("/sign-up", &ACCOUNT).await;
    browser.cookie.clear();
    let wrong = [ACCOUNT[0], ("password", "wrong")];
    let refused = (401, "Wrong email address or password.\n".to_owned());
    assert_eq!(browser.post("/log-in", &wrong).await, refused);
    // The second attempt belongs to the session that the first one started.
    let guest = browser.cookie.clone();
    assert!(!guest.is_empty());
    assert_eq!(browser.post("/log-in", &wrong).await, refused);
    assert_eq!(browser.cookie, guest);
    let (status, text) = browser.post("/sign-up", &ACCOUNT).await;
    assert_eq!(
        (status, &*text),
        (409, "There is an account with this address.\n")
    );
}
