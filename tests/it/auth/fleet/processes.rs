//! Real processes, started from the binary of the tests.

use std::env;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use ctp_auth::{AuthClient, Clock, Config, Region, TokenProvider};
use emulator::Gate;

use super::*;
use crate::auth::waiting::{crowd, passing_short_sleeps, token, tokens};
use crate::auth::{CLIENT_ID, CLIENT_SECRET, PROJECT_KEY};

/// What makes the test binary a process of the fleet: the URLs of the authorization service and of Redis, and how long
/// an attempt may take, in seconds.
const ORDERS: &str = "CTP_TESTS_CHILD_PROCESS";

const WAITS: &str = "the child waits";
const DIGEST: &str = "the child's token has the digest ";

/// Asks for the token fifty times at once, and prints a digest of it.
pub(super) fn ask_as_child() {
    let Ok(orders) = env::var(ORDERS) else { return };
    let [auth_url, redis_url, timeout] = orders.split(' ').collect::<Vec<_>>()[..] else {
        panic!("{orders}");
    };
    let region = Region::custom(auth_url, auth_url).unwrap();
    let config = Config::new(&region, PROJECT_KEY, CLIENT_ID, CLIENT_SECRET).unwrap();
    let auth = AuthClient::builder(&config)
        .attempt_timeout(Duration::from_secs(timeout.parse().unwrap()))
        .build()
        .unwrap();
    let store = RedisStore::connect(redis_url).unwrap();
    let cache = TokenCache::with_store(auth, Grant::ClientCredentials, ScopeSet::new(), store);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let asked = crowd(&cache, 50).await;
        println!("{WAITS}");
        let mut tokens = tokens(asked).await;
        tokens.dedup();
        assert_eq!(tokens.len(), 1);
        println!("{DIGEST}{}", digest(&tokens[0]));
    });
}

fn digest(token: &str) -> String {
    let mut hasher = DefaultHasher::new();
    token.hash(&mut hasher);
    hasher.finish().to_string()
}

/// A process of the fleet. It is killed when it is dropped.
struct Process {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Process {
    fn start(fleet: &Fleet, timeout: u32) -> Self {
        let (auth_url, redis_url) = (fleet.emulator.url(), fleet.redis.url());
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "auth::fleet::child_process", "--nocapture"])
            .env(ORDERS, format!("{auth_url} {redis_url} {timeout}"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, output }
    }

    /// Reads until the process prints this, and gives what it prints behind it.
    fn read_until(&mut self, text: &str) -> String {
        let mut line = String::new();
        while self.output.read_line(&mut line).unwrap() > 0 {
            if let Some((_, rest)) = line.split_once(text) {
                return rest.trim().to_owned();
            }
            line.clear();
        }
        panic!("the child process has ended before it printed {text:?}");
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It fails where the process has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn one_of_two_processes_fetches_for_both() {
    let Some(fleet) = Fleet::start() else { return };
    let gate = Gate::new();
    fleet
        .emulator
        .enqueue(project_token("token-1").behind(&gate));
    // So long that no lock falls, however slow the machine is.
    let mut processes = [(); 2].map(|()| Process::start(&fleet, 600));
    for process in &mut processes {
        process.read_until(WAITS);
    }
    gate.open();
    for process in &mut processes {
        assert_eq!(process.read_until(DIGEST), digest("token-1"));
    }
    assert_eq!(fleet.calls(), 1);
}

#[test]
fn a_process_that_is_started_later_fetches_nothing() {
    let Some(fleet) = Fleet::start() else { return };
    fleet.enqueue_token("token-1");
    for _ in 0..2 {
        let mut process = Process::start(&fleet, 600);
        assert_eq!(process.read_until(DIGEST), digest("token-1"));
    }
    assert_eq!(fleet.calls(), 1);
}

#[tokio::test]
async fn a_process_that_is_killed_while_it_fetches_delays_the_others_by_no_more_than_its_lock_lasts()
 {
    let Some(fleet) = Fleet::start() else { return };
    fleet.emulator.enqueue(Answer::stall());
    // The lock of the process lasts for much longer than the test.
    let process = Process::start(&fleet, 600);
    fleet.emulator.received(1).await;
    process.kill();

    fleet.enqueue_token("token-2");
    let cache = fleet.cache();
    let before = fleet.clock.now();
    assert_eq!(
        passing_short_sleeps(&fleet.clock, token(&cache)).await,
        "token-2"
    );
    // As long as a lock of this process would last: an attempt, and a second.
    let waited = fleet.clock.now() - before;
    assert!(waited <= Duration::from_secs(6), "{waited:?}");
    assert_eq!(fleet.calls(), 2);
    // What it has fetched is there for the others all the same.
    assert_eq!(
        fleet.cache().token().await.unwrap().expose_secret(),
        "token-2"
    );
    assert_eq!(fleet.calls(), 2);
}

#[tokio::test]
async fn a_lock_that_falls_is_waited_for_no_longer() {
    let Some(fleet) = Fleet::start() else { return };
    fleet.emulator.enqueue(Answer::stall());
    let process = Process::start(&fleet, 600);
    fleet.emulator.received(1).await;
    process.kill();

    let cache = fleet.cache();
    let asked = crowd(&cache, 10).await;
    // Waits for the lock, until its time has come; the time of Redis cannot be set.
    while fleet.clock.next_sleep().await >= Duration::from_secs(1) {}
    let client = redis::Client::open(fleet.redis.url()).unwrap();
    let mut connection = client.get_connection().unwrap();
    let locks: Vec<String> = redis::Commands::keys(&mut connection, "ctp:lock:*").unwrap();
    assert_eq!(locks.len(), 1);
    let () = redis::Commands::pexpire(&mut connection, &locks[0], 0).unwrap();

    fleet.enqueue_token("token-2");
    let before = fleet.clock.now();
    assert_eq!(
        passing_short_sleeps(&fleet.clock, tokens(asked)).await,
        vec!["token-2"; 10]
    );
    let waited = fleet.clock.now() - before;
    assert!(waited < Duration::from_secs(1), "{waited:?}");
    assert_eq!(fleet.calls(), 2);
}
