//! Which token a request has, and whether it is still good.

use std::collections::BTreeMap;

use ctp_sdk::CtpClient;
use ctp_sdk::auth::{MemoryStore, ScopeSet, Visitor};
use emulator::{Answer, Emulator};

use super::platform::{Platform, TWO_DAYS};
use crate::auth::{auth_client, config, form, token_answer};
use crate::clock::ManualClock;

#[tokio::test]
async fn the_project_and_the_visitor_have_a_token_each() {
    let platform = Platform::start();
    let (client, session) = platform.guest().await;
    assert_eq!(client.project_key(), "my-shop");
    client
        .integration_api_root()
        .categories()
        .get()
        .send()
        .await
        .unwrap();
    let root = session.api_root_with_visitor_token();
    for me in [root.me(), session.me()] {
        assert_eq!(me.get().send().await.unwrap().id, "guest-1");
    }
    assert_eq!(
        platform.told_since(0),
        [
            "client_credentials /oauth/my-shop/anonymous/token",
            "client_credentials",
            "GET /my-shop/categories by project/1",
            "GET /my-shop/me by guest-1/1",
            "GET /my-shop/me by guest-1/1",
        ]
    );
    assert_eq!(
        session.visitor().await.unwrap(),
        Visitor::Guest {
            anonymous_id: Some("guest-1".to_owned())
        }
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_sessions_never_get_each_others_tokens() {
    let platform = Platform::start();
    let client = platform.client();
    let mut requests = Vec::new();
    let mut sessions = Vec::new();
    for who in ["guest-1", "guest-2", "guest-3"] {
        sessions.push((who, client.start_session().await.unwrap()));
    }
    for (who, session) in sessions {
        for number in 0..20 {
            let (client, session) = (client.clone(), session.clone());
            requests.push(tokio::spawn(async move {
                // What is asked for tells whose token is meant.
                let carts = session.me().carts();
                let cart = carts.with_id(format!("{who}-{number}"));
                assert_eq!(cart.get().send_optional().await.unwrap(), None);
                let token = client.customer_token(&session).await.unwrap();
                assert_eq!(token.expose_secret(), format!("{who}/1"));
            }));
        }
    }
    for request in requests {
        request.await.unwrap();
    }
    let told = platform.told_since(3);
    assert_eq!(told.len(), 60);
    for line in told {
        let (what, token) = line.split_once(" by ").unwrap();
        let who = token.strip_suffix("/1").unwrap();
        let of_them = format!("GET /my-shop/me/carts/{who}-");
        assert!(what.starts_with(&of_them), "{line}");
    }
}

#[tokio::test]
async fn the_token_of_the_project_is_the_same_until_it_is_spent() {
    let platform = Platform::start();
    let client = platform.client();
    for _ in 0..3 {
        let token = client.integration_token().await.unwrap();
        assert_eq!(token.expose_secret(), "project/1");
    }
    platform.clock.advance(TWO_DAYS);
    for _ in 0..3 {
        let token = client.integration_token().await.unwrap();
        assert_eq!(token.expose_secret(), "project/2");
    }
    assert_eq!(
        platform.told_since(0),
        ["client_credentials", "client_credentials"]
    );
}

#[tokio::test]
async fn the_token_of_a_guest_is_renewed_by_its_refresh_token_and_the_guest_is_the_same() {
    let platform = Platform::start();
    let (client, session) = platform.guest().await;
    let cart = session.get_or_create_cart(super::euros()).await.unwrap();
    let before = platform.calls();
    platform.clock.advance(TWO_DAYS);
    for _ in 0..3 {
        let token = client.customer_token(&session).await.unwrap();
        assert_eq!(token.expose_secret(), "guest-1/2");
    }
    assert_eq!(session.me().get().send().await.unwrap().id, "guest-1");
    assert_eq!(
        session.get_or_create_cart(super::euros()).await.unwrap().id,
        cart.id
    );
    assert_eq!(
        platform.told_since(before),
        [
            "refresh by guest-1/1-refresh",
            "GET /my-shop/me by guest-1/2",
            "GET /my-shop/me/carts/cart-1 by guest-1/2",
        ]
    );
    assert!(matches!(
        session.visitor().await.unwrap(),
        Visitor::Guest { anonymous_id: Some(id) } if id == "guest-1"
    ));
}

/// The forms of all requests for tokens.
fn forms(platform: &Platform) -> Vec<BTreeMap<String, String>> {
    let requests = platform.emulator.requests();
    let tokens = requests
        .iter()
        .filter(|request| request.path().ends_with("/token"));
    tokens.map(form).collect()
}

#[tokio::test]
async fn visitors_get_no_more_than_they_need_and_the_project_all_it_has_where_nobody_says_otherwise()
 {
    let platform = Platform::start();
    let (client, _session) = platform.guest().await;
    client.integration_token().await.unwrap();
    let forms = forms(&platform);
    assert_eq!(
        forms[0]["scope"],
        "manage_my_orders:my-shop manage_my_payments:my-shop manage_my_profile:my-shop \
         manage_my_shopping_lists:my-shop view_categories:my-shop view_published_products:my-shop"
    );
    assert_eq!(forms[1].get("scope"), None);
}

#[tokio::test]
async fn the_scopes_of_the_configuration_are_asked_for() {
    let platform = Platform::start();
    let visitors = ScopeSet::storefront_customer("my-shop").unwrap();
    let project = ScopeSet::storefront_integration("my-shop").unwrap();
    let config = crate::auth::config(&platform.emulator)
        .with_customer_scopes(visitors.clone())
        .with_scopes(project.clone());
    let client = platform.builder_of(&config).build().unwrap();
    let session = client.start_session().await.unwrap();
    client.integration_token().await.unwrap();
    let _signed_in = session.log_in(super::signin()).await.unwrap();
    let forms = forms(&platform);
    assert_eq!(forms[0]["scope"], visitors.to_string());
    assert_eq!(forms[1]["scope"], project.to_string());
    assert_eq!(forms[2]["scope"], visitors.to_string());
}

#[tokio::test]
async fn a_visitor_reads_the_catalogue_and_logs_in_with_no_more_scopes_than_the_default() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    session.categories().get().send().await.unwrap();
    session.product_projections().get().send().await.unwrap();
    // What only the project may do is not done with the visitor's token.
    let _signed_in = session.log_in(super::signin()).await.unwrap();
    let told = platform.told_since(1);
    assert_eq!(
        told[..2],
        [
            "GET /my-shop/categories by guest-1/1",
            "GET /my-shop/product-projections by guest-1/1",
        ]
    );
    assert!(
        told.contains(&"POST /my-shop/login by project/1".to_owned()),
        "{told:?}"
    );
}

#[tokio::test]
async fn the_scopes_are_the_callers_own_where_they_are_given() {
    let platform = Platform::start();
    let scopes = |text: &str| text.parse::<ScopeSet>().unwrap();
    let client = platform
        .builder()
        .integration_scopes(scopes("view_products:my-shop"))
        .customer_scopes(scopes("manage_my_orders:my-shop"))
        .build()
        .unwrap();
    client.start_session().await.unwrap();
    client.integration_token().await.unwrap();
    let all = platform
        .builder()
        .integration_scopes(ScopeSet::new())
        .build()
        .unwrap();
    all.integration_token().await.unwrap();
    let forms = forms(&platform);
    assert_eq!(forms[0]["scope"], "manage_my_orders:my-shop");
    assert_eq!(forms[1]["scope"], "view_products:my-shop");
    assert_eq!(forms[2].get("scope"), None);
}

#[tokio::test]
async fn clients_that_share_a_store_share_the_token_of_the_project() {
    let (platform, store) = (Platform::start(), MemoryStore::new());
    for _ in 0..3 {
        let client = platform
            .builder()
            .token_store(store.clone())
            .build()
            .unwrap();
        let token = client.integration_token().await.unwrap();
        assert_eq!(token.expose_secret(), "project/1");
    }
    assert_eq!(platform.calls(), 1);
}

#[tokio::test]
async fn nothing_prints_a_token_or_the_id_of_a_session() {
    let platform = Platform::start();
    let (client, session) = platform.guest().await;
    let root = session.api_root_with_visitor_token();
    let printed = format!("{client:?} {session:?} {root:?}");
    let id = session.id().expose_secret();
    for secret in ["guest-1/1", id, crate::auth::CLIENT_SECRET] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

/// Sends so many requests at once by a client of this server; what came of them.
async fn burst(emulator: &Emulator, count: usize) -> Vec<ctp_sdk::Error> {
    let clock = ManualClock::new();
    let client = CtpClient::builder(&config(emulator))
        .auth(auth_client(emulator, &clock))
        .client(|client| client.clock(clock.clone()))
        .build()
        .unwrap();
    let sending: Vec<_> = (0..count)
        .map(|_| {
            let api = client.integration_api_root();
            tokio::spawn(async move { api.categories().get().send().await })
        })
        .collect();
    let mut errors = Vec::new();
    for sending in sending {
        let outcome = emulator::in_time("a request of a burst", sending).await;
        errors.push(outcome.unwrap().unwrap_err());
    }
    errors
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_wrong_secret_of_the_shop_makes_one_call_for_a_hundred_requests() {
    let emulator = Emulator::with(|_| {
        let body =
            r#"{"statusCode":401,"error":"invalid_client","errors":[{"code":"invalid_client"}]}"#;
        Answer::json(401, body)
    })
    .unwrap();
    for error in burst(&emulator, 100).await {
        assert!(error.is_auth() && !error.is_transient(), "{error:?}");
        assert!(error.auth_error().unwrap().is_invalid_client(), "{error:?}");
        assert!(!error.is_invalid_credentials());
    }
    assert_eq!(emulator.requests().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_api_that_takes_no_token_makes_two_token_calls_for_a_hundred_requests() {
    let mut count = 0;
    let emulator = Emulator::with(move |request| {
        if request.path() == "/oauth/token" {
            count += 1;
            return token_answer(&format!("token-{count}"), None, 172_800, "");
        }
        let body = r#"{"statusCode":401,"errors":[{"code":"invalid_token"}]}"#;
        Answer::json(401, body)
    })
    .unwrap();
    for error in burst(&emulator, 100).await {
        assert_eq!(error.status().unwrap(), 401);
        assert_eq!(error.api_errors()[0].code(), "invalid_token");
    }
    let requests = emulator.requests();
    let tokens = requests
        .iter()
        .filter(|request| request.path() == "/oauth/token");
    assert_eq!(tokens.count(), 2);
    // No request is sent more than twice.
    assert!(requests.len() <= 2 + 200, "{}", requests.len());
}
