//! Takes a token that is there already, in one thread and in 64 tasks, and counts how often 1000 requests ask for one that is
//! not there.
//!
//! Its arguments are the way and the port of the server.

use std::{
    env,
    hint::black_box,
    sync::{Arc, RwLock},
    time::{Duration, Instant},
};

use bench_programs::{CATEGORY, PROJECT, print, process_cpu, raise_file_limit, thread_cpu};
use ctp_sdk::{
    CtpClient,
    auth::{AuthClient, Config, Grant, Region, ScopeSet, TokenCache, TokenProvider},
};

const ALONE: usize = 1_000_000;
const TASKS: usize = 64;
const OF_EACH_TASK: usize = 50_000;
const COLD_REQUESTS: usize = 1_000;

/// What one writes who has no cache of tokens: a token, and until when it is good.
struct Held {
    token: Arc<str>,
    good_until: Instant,
}

/// Takes a token again and again, in this thread and in many tasks. A macro, for the future of each way borrows from what has
/// the token, as a client does.
macro_rules! measure {
    ($held:ident, $take:expr) => {
        $take;
        let cpu = thread_cpu();
        for _ in 0..ALONE {
            $take;
        }
        print("alone", "cpu", (thread_cpu() - cpu) / ALONE as f64);
        let cpu = process_cpu();
        let tasks: Vec<_> = (0..TASKS)
            .map(|_| {
                let $held = $held.clone();
                tokio::spawn(async move {
                    for _ in 0..OF_EACH_TASK {
                        $take;
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.expect("no task panics");
        }
        print(
            "64 tasks",
            "cpu",
            (process_cpu() - cpu) / (TASKS * OF_EACH_TASK) as f64,
        );
    };
}

#[tokio::main]
async fn main() {
    raise_file_limit();
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [way, port] = arguments.as_slice() else {
        panic!("usage: tokens <way> <port>");
    };
    let url = format!("http://127.0.0.1:{port}");
    match way.as_str() {
        "sdk" => {
            let region = Region::custom(&url, &url).expect("the URL is one");
            let config = Config::new(&region, PROJECT, "an-identifier", "a secret")
                .expect("the configuration is right");
            let auth = AuthClient::new(&config).expect("the client is made");
            let cache = TokenCache::new(auth, Grant::ClientCredentials, ScopeSet::default());
            measure!(
                cache,
                // As the middleware of a client takes it.
                drop(black_box(match cache.token_at_hand() {
                    Some(token) => token,
                    None => cache.token().await.expect("there is a token"),
                }))
            );
            cold(&config, &url).await;
        }
        "by-hand" => {
            let good_until = Instant::now() + Duration::from_secs(3600);
            let held = Arc::new(RwLock::new(Held {
                token: "a token".into(),
                good_until,
            }));
            measure!(held, {
                let held = held.read().expect("nobody panics");
                assert!(held.good_until > Instant::now());
                drop(black_box(Arc::clone(&held.token)));
            });
        }
        other => panic!("there is no way {other}"),
    }
}

/// How often a client asks for a token whose first requests come all at once.
async fn cold(config: &Config, url: &str) {
    let calls_until_now = || async {
        let answer = reqwest::get(format!("{url}/token-calls"))
            .await
            .expect("the server answers");
        let calls: f64 = answer
            .text()
            .await
            .ok()
            .and_then(|calls| calls.parse().ok())
            .expect("it tells a number");
        calls
    };
    let before = calls_until_now().await;
    let api = CtpClient::new(config)
        .expect("the client is made")
        .integration_api_root();
    let tasks: Vec<_> = (0..COLD_REQUESTS)
        .map(|_| {
            let api = api.clone();
            tokio::spawn(async move {
                api.categories()
                    .with_id(CATEGORY)
                    .get()
                    .send()
                    .await
                    .map(|it| it.version)
            })
        })
        .collect();
    for task in tasks {
        assert_eq!(
            task.await
                .expect("no task panics")
                .expect("the server answers"),
            7
        );
    }
    print(
        "1000 requests without a token",
        "calls",
        calls_until_now().await - before,
    );
}
