//! Clients of many projects in one process.

use ctp_sdk::CtpClient;
use ctp_sdk::auth::{Config, RedisStore, Region};
use emulator::{Answer, Emulator, RedisServer};

use crate::auth::faulty_store::{Fault, FaultyStore};
use crate::auth::{auth_client, config, token_answer};
use crate::clock::ManualClock;

/// A service and an API for any project.
fn platform() -> Emulator {
    let emulator = Emulator::with(|request| {
        if request.path().starts_with("/oauth/") {
            let refresh = request.path().contains("anonymous").then_some("refresh");
            return token_answer("token", refresh, 172_800, "a:b");
        }
        let page = r#"{"limit":20,"offset":0,"count":0,"results":[]}"#;
        Answer::json(200, page)
    });
    emulator.unwrap()
}

fn config_of(emulator: &Emulator, project_key: &str) -> Config {
    let region = Region::custom(&emulator.url(), &emulator.url()).unwrap();
    Config::new(&region, project_key, "client-id", "client-secret").unwrap()
}

#[tokio::test]
async fn five_hundred_clients_need_no_more_connections_than_one() {
    let Some(redis) = RedisServer::start().unwrap() else {
        crate::skip::say("redis-server is not installed");
        return;
    };
    let emulator = platform();
    let clock = ManualClock::new();
    let store = RedisStore::connect(&redis.url()).unwrap();
    let first = CtpClient::builder(&config(&emulator))
        .auth(auth_client(&emulator, &clock))
        .client(|client| client.clock(clock))
        .token_store(store.clone())
        .session_store(store)
        .build()
        .unwrap();
    for number in 0..500 {
        let project_key = format!("shop-{number}");
        let client = first
            .for_project(&config_of(&emulator, &project_key))
            .unwrap();
        assert_eq!(client.project_key(), project_key);
        let root = client.integration_api_root();
        root.categories().get().send().await.unwrap();
        if number % 50 == 0 {
            let session = client.start_session().await.unwrap();
            session.visitor().await.unwrap();
        }
    }
    // One to the authorization service and one to the API.
    assert!(emulator.connections() <= 2, "{}", emulator.connections());
    let paths: Vec<String> = emulator
        .requests()
        .iter()
        .map(|request| request.path().to_owned())
        .collect();
    // Each has a token of its own, and its own paths.
    let tokens = paths.iter().filter(|path| *path == "/oauth/token");
    assert_eq!(tokens.count(), 500);
    for number in 0..500 {
        let path = format!("/shop-{number}/categories");
        assert!(paths.contains(&path), "{path}");
    }
    let client = redis::Client::open(redis.url()).unwrap();
    let mut connection = client.get_connection().unwrap();
    let mut info = redis::cmd("INFO");
    let info: String = info.arg("clients").query(&mut connection).unwrap();
    // That of the store, and this one.
    assert!(info.contains("connected_clients:2\r\n"), "{info}");
}

#[tokio::test]
async fn clients_of_two_projects_share_a_store_and_no_token() {
    let emulator = {
        let mut count = 0;
        Emulator::with(move |_| {
            count += 1;
            token_answer(&format!("token-{count}"), None, 172_800, "")
        })
    };
    let emulator = emulator.unwrap();
    let first = CtpClient::builder(&config(&emulator))
        .auth(auth_client(&emulator, &ManualClock::new()))
        .build()
        .unwrap();
    let second = first.for_project(&config_of(&emulator, "another")).unwrap();
    for (client, token) in [
        (&first, "token-1"),
        (&second, "token-2"),
        (&first, "token-1"),
    ] {
        let found = client.integration_token().await.unwrap();
        assert_eq!(found.expose_secret(), token);
    }
}

#[tokio::test]
async fn clients_of_many_projects_find_out_once_that_a_store_fails() {
    let emulator = platform();
    let (tokens, sessions) = (FaultyStore::default(), FaultyStore::default());
    let first = CtpClient::builder(&config(&emulator))
        .auth(auth_client(&emulator, &ManualClock::new()))
        .token_store(tokens.clone())
        .session_store(sessions.clone())
        .build()
        .unwrap();
    tokens.set(Fault::All);
    sessions.set(Fault::All);
    for number in 0..20 {
        let config = config_of(&emulator, &format!("shop-{number}"));
        let client = first.for_project(&config).unwrap();
        client.integration_token().await.unwrap();
        client.start_session().await.unwrap_err();
    }
    // What is guarded already is not guarded once more.
    for _ in 0..5 {
        let told = first.start_session().await.unwrap_err().to_string();
        assert_eq!(told.matches("in a row").count(), 1, "{told}");
    }
    assert_eq!((tokens.calls(), sessions.calls()), (3, 3));
}
