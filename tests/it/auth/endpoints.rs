//! What each call sends: where to, with which headers, and which bytes.

use std::time::Duration;

use ctp_auth::{
    AccessToken, AnonymousSession, AuthClient, Config, Grant, Password, RefreshToken, Region,
    ScopeSet,
};
use emulator::{Answer, Emulator, Request};

use super::{CLIENT_ID, CLIENT_SECRET, PROJECT_KEY, auth_client, form, only, token_answer};
use crate::clock::ManualClock;

/// Each kind of character that has a meaning in a form or in a URL, and one that is not ASCII.
const AWKWARD: &str = "a+b&c=d%e:é f/?#\"";

/// How a form has it ([URL Standard](https://url.spec.whatwg.org/#urlencoded-serializing)).
const AWKWARD_IN_FORM: &str = "a%2Bb%26c%3Dd%25e%3A%C3%A9+f%2F%3F%23%22";

/// What the authorization service was sent for a token, and nothing else was.
async fn sent_for(grant: impl Into<Grant>, scopes: &str) -> Request {
    let emulator = Emulator::start().unwrap();
    emulator.enqueue(token_answer("access", None, 172_800, ""));
    let auth = auth_client(&emulator, &ManualClock::new());
    let scopes: ScopeSet = scopes.parse().unwrap();
    auth.token(&grant.into(), &scopes).await.unwrap();
    only(&emulator)
}

#[track_caller]
fn assert_sent(request: &Request, target: &str, body: &str) {
    assert_eq!((request.method(), request.target()), ("POST", target));
    assert_eq!(request.query(), None);
    assert_eq!(std::str::from_utf8(request.body()).unwrap(), body);
}

#[tokio::test]
async fn client_credentials_name_no_project() {
    let request = sent_for(Grant::ClientCredentials, "").await;
    assert_sent(&request, "/oauth/token", "grant_type=client_credentials");
    let request = sent_for(
        Grant::ClientCredentials,
        "view_products:my-shop manage_my_orders:my-shop",
    )
    .await;
    assert_sent(
        &request,
        "/oauth/token",
        "grant_type=client_credentials&scope=manage_my_orders%3Amy-shop+view_products%3Amy-shop",
    );
}

#[tokio::test]
async fn a_customer_is_one_of_the_project() {
    let request = sent_for(
        Password::new("anna@example.com", "secret"),
        "manage_my_orders:my-shop",
    )
    .await;
    assert_sent(
        &request,
        "/oauth/my-shop/customers/token",
        "grant_type=password&username=anna%40example.com&password=secret&scope=manage_my_orders%3Amy-shop",
    );
}

#[tokio::test]
async fn a_customer_is_one_of_a_store() {
    let request = sent_for(
        Password::new("anna@example.com", "secret").in_store("berlin"),
        "",
    )
    .await;
    assert_sent(
        &request,
        "/oauth/my-shop/in-store/key=berlin/customers/token",
        "grant_type=password&username=anna%40example.com&password=secret",
    );
}

#[tokio::test]
async fn an_anonymous_session_has_the_id_that_was_chosen_or_none() {
    let request = sent_for(AnonymousSession::with_id("visitor-17"), "").await;
    assert_sent(
        &request,
        "/oauth/my-shop/anonymous/token",
        "grant_type=client_credentials&anonymous_id=visitor-17",
    );
    // The crate tells it from others by a name of its own, which is not sent.
    let request = sent_for(AnonymousSession::new().unwrap(), "manage_my_orders:my-shop").await;
    assert_sent(
        &request,
        "/oauth/my-shop/anonymous/token",
        "grant_type=client_credentials&scope=manage_my_orders%3Amy-shop",
    );
}

#[tokio::test]
async fn an_anonymous_session_is_one_of_a_store() {
    let request = sent_for(
        AnonymousSession::with_id("visitor-17").in_store("berlin"),
        "",
    )
    .await;
    assert_sent(
        &request,
        "/oauth/my-shop/in-store/key=berlin/anonymous/token",
        "grant_type=client_credentials&anonymous_id=visitor-17",
    );
}

#[tokio::test]
async fn a_refresh_asks_for_no_scope() {
    let request = sent_for(
        RefreshToken::new("my-shop:refresh"),
        "manage_my_orders:my-shop",
    )
    .await;
    assert_sent(
        &request,
        "/oauth/token",
        "grant_type=refresh_token&refresh_token=my-shop%3Arefresh",
    );
}

#[tokio::test]
async fn no_value_of_a_form_runs_into_the_next() {
    let request = sent_for(Password::new(AWKWARD, AWKWARD), "x+y&z=100%:my-shop").await;
    assert_sent(
        &request,
        "/oauth/my-shop/customers/token",
        &format!(
            "grant_type=password&username={AWKWARD_IN_FORM}&password={AWKWARD_IN_FORM}\
             &scope=x%2By%26z%3D100%25%3Amy-shop"
        ),
    );
    assert_eq!(form(&request)["password"], AWKWARD);
    let request = sent_for(AnonymousSession::with_id(AWKWARD), "").await;
    assert_eq!(form(&request)["anonymous_id"], AWKWARD);
    let request = sent_for(RefreshToken::new(AWKWARD), "").await;
    assert_eq!(form(&request)["refresh_token"], AWKWARD);
}

#[tokio::test]
async fn no_store_key_leaves_its_segment() {
    for (key, segment) in [
        ("../carts?x=1", "..%2Fcarts%3Fx=1"),
        ("a/b", "a%2Fb"),
        (".", "."),
        ("..", ".."),
        ("", ""),
        ("a%2Fb", "a%252Fb"),
        ("a#b", "a%23b"),
        ("a\\..\\b", "a%5C..%5Cb"),
        ("é b", "%C3%A9%20b"),
        ("a\tb\r\n", "a%09b%0D%0A"),
    ] {
        let request = sent_for(Password::new("anna", "secret").in_store(key), "").await;
        let target = format!("/oauth/my-shop/in-store/key={segment}/customers/token");
        assert_eq!(request.target(), target, "{key:?}");
        let request = sent_for(AnonymousSession::with_id("v").in_store(key), "").await;
        let target = format!("/oauth/my-shop/in-store/key={segment}/anonymous/token");
        assert_eq!(request.target(), target, "{key:?}");
    }
}

#[tokio::test]
async fn a_service_may_stand_below_a_path() {
    let emulator = Emulator::start().unwrap();
    emulator.enqueue(token_answer("access", None, 172_800, ""));
    emulator.enqueue(token_answer("access", None, 172_800, ""));
    for (index, base) in ["/eu/auth", "/eu/auth/"].into_iter().enumerate() {
        let url = format!("{}{base}", emulator.url());
        let region = Region::custom(&url, &url).unwrap();
        let config = Config::new(&region, PROJECT_KEY, CLIENT_ID, CLIENT_SECRET).unwrap();
        let auth = AuthClient::builder(&config).build().unwrap();
        auth.token(&Grant::ClientCredentials, &ScopeSet::new())
            .await
            .unwrap();
        assert_eq!(emulator.requests()[index].target(), "/eu/auth/oauth/token");
    }
}

#[tokio::test]
async fn an_access_token_is_looked_into() {
    let emulator = Emulator::start().unwrap();
    emulator.enqueue(Answer::json(
        200,
        r#"{"active":true,"scope":"manage_my_orders:my-shop customer_id:c-1","exp":1800000000123,"client_id":"an-id"}"#,
    ));
    emulator.enqueue(Answer::json(200, r#"{"active":false}"#));
    let auth = auth_client(&emulator, &ManualClock::new());
    let known = auth.introspect(&AccessToken::new("a+b")).await.unwrap();
    assert_sent(&only(&emulator), "/oauth/introspect", "token=a%2Bb");
    assert!(known.is_active());
    assert_eq!(
        known.scopes().to_string(),
        "customer_id:c-1 manage_my_orders:my-shop"
    );
    assert_eq!(
        known.expires_at(),
        Some(Duration::from_millis(1_800_000_000_123))
    );
    assert_eq!(known.client_id(), Some("an-id"));

    let unknown = auth.introspect(&AccessToken::new("b")).await.unwrap();
    assert!(!unknown.is_active() && unknown.scopes().is_empty());
    assert_eq!((unknown.expires_at(), unknown.client_id()), (None, None));
}

#[tokio::test]
async fn tokens_of_both_kinds_are_given_back() {
    let emulator = Emulator::with(|_| Answer::empty(200)).unwrap();
    let auth = auth_client(&emulator, &ManualClock::new());
    auth.revoke_access_token(&AccessToken::new("a+b"))
        .await
        .unwrap();
    auth.revoke_refresh_token(&RefreshToken::new("my-shop:r"))
        .await
        .unwrap();
    let requests = emulator.requests();
    assert_eq!(requests.len(), 2);
    assert_sent(
        &requests[0],
        "/oauth/token/revoke",
        "token=a%2Bb&token_type_hint=access_token",
    );
    assert_sent(
        &requests[1],
        "/oauth/token/revoke",
        "token=my-shop%3Ar&token_type_hint=refresh_token",
    );
}
