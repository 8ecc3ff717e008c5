//! One of the shops: the tasks of a process.

use std::sync::Arc;
use std::time::Duration;

use ctp_sdk::auth::{AuthClient, Backoff, Config, MemoryStore, RedisStore, Region, TokenStore};
use ctp_sdk::{CtpClient, RetryBudget};
use fastrand::Rng;
use serde::{Deserialize, Serialize};

use crate::report::{Book, Report};
use crate::secrets::{NotingStore, Secrets};
use crate::shopper::Shopper;
use crate::visits::Visits;

/// How many visitors the shops have.
const VISITORS: u32 = 20;

/// For a machine that is so slow that a server seems not to answer.
const LONG: Duration = Duration::from_secs(50);

/// What a process is told.
#[derive(Serialize, Deserialize)]
pub(crate) struct Orders {
    pub(crate) url: String,
    pub(crate) project_key: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    /// Where the sessions are; in the memory of the process, if there is none.
    pub(crate) redis_url: Option<String>,
    pub(crate) seed: u64,
    /// The number of the first task, and how many there are.
    pub(crate) first_task: u32,
    pub(crate) tasks: u32,
    /// Operations of each task.
    pub(crate) operations: u32,
    /// Whether the shop waits for as long as a `Retry-After` of a second asks.
    pub(crate) is_patient: bool,
}

/// Does all that the orders say.
pub(crate) async fn serve(orders: Orders) -> Report {
    let secrets = Secrets::default();
    secrets.trace();
    secrets.add(&orders.client_secret);
    let book = Arc::new(Book::default());
    let redis = orders.redis_url.as_deref().map(redis);
    let client = client(&orders, redis.as_ref(), &secrets);
    let visits = redis.map_or_else(Visits::in_memory, Visits::in_redis);
    let mut tasks = Vec::new();
    for task in orders.first_task..orders.first_task + orders.tasks {
        let shopper = Shopper {
            client: client.clone(),
            visits: visits.clone(),
            book: Arc::clone(&book),
            secrets: secrets.clone(),
            random: Rng::with_seed(
                orders
                    .seed
                    .wrapping_mul(1_000)
                    .wrapping_add(u64::from(task)),
            ),
            visitor: task % VISITORS,
            name: format!("t{task}"),
            made: 0,
            visit: None,
            cart: None,
            accounts: Vec::new(),
            orders: Vec::new(),
        };
        tasks.push(tokio::spawn(shopper.work(orders.operations)));
    }
    for task in tasks {
        if let Err(error) = task.await {
            book.violation(format!("a task has ended: {error}"));
        }
    }
    let (texts, leaks) = secrets.leaks();
    if texts == 0 {
        book.violation("nothing was traced");
    }
    for leak in leaks {
        book.violation(format!("a secret was said: {leak}"));
    }
    drop((client, visits));
    book.write(std::mem::take)
}

fn redis(url: &str) -> RedisStore {
    let store = RedisStore::connect(url).expect("the URL of Redis is right");
    store.with_connect_timeout(LONG).with_response_timeout(LONG)
}

fn client(orders: &Orders, redis: Option<&RedisStore>, secrets: &Secrets) -> CtpClient {
    let region = Region::custom(&orders.url, &orders.url).expect("the URL is right");
    let config = Config::new(
        &region,
        &orders.project_key,
        &orders.client_id,
        orders.client_secret.as_str(),
    );
    let config = config.expect("the credentials are right");
    let (longest, budget) = match orders.is_patient {
        true => (Duration::from_secs(2), RetryBudget::unlimited()),
        false => (Duration::from_millis(30), RetryBudget::default()),
    };
    let backoff = Backoff::default()
        .with_pauses(Duration::from_millis(2), longest)
        .with_total(LONG);
    let auth = AuthClient::builder(&config)
        .backoff(backoff)
        .attempt_timeout(LONG)
        .build()
        .expect("there is an HTTP client");
    let store = || -> Box<dyn TokenStore> {
        match redis {
            Some(redis) => Box::new(redis.clone()),
            None => Box::new(MemoryStore::new()),
        }
    };
    CtpClient::builder(&config)
        .auth(auth)
        .token_store(NotingStore::new(store(), secrets))
        .session_store(NotingStore::new(store(), secrets))
        .client(|client| {
            client
                .backoff(backoff)
                .retry_budget(budget)
                .attempt_timeout(LONG)
        })
        .build()
        .expect("there is an HTTP client")
}
