//! The steps that every request takes, against a local server: attempts, times, ids, limits, and what is told of them.

mod attempts;
mod concurrency;
mod correlation;
mod errors;
mod metrics;
mod order;
mod repetition;
pub(crate) mod spans;
mod steps;
mod telemetry;
mod timeouts;
mod trace_context;
mod updates;

use std::convert::Infallible;
use std::sync::Mutex;
use std::time::Duration;

use ctp_sdk::{Client, ClientBuilder, Method, Path, Request};
use emulator::{Answer, Emulator, in_time};

use crate::clock::ManualClock;

const TOKEN: &str = "pl4nted-token";

/// How long a request may take in all, where nobody says otherwise.
const TOTAL: Duration = Duration::from_secs(180);

const ROUTE: &str = "/{projectKey}/carts/{ID}";

/// An API, and the time that passes for its clients.
struct Api {
    emulator: Emulator,
    clock: ManualClock,
}

impl Api {
    /// One that has no answers yet.
    fn new() -> Self {
        Self {
            emulator: Emulator::start().unwrap(),
            clock: ManualClock::new(),
        }
    }

    /// One that gives each answer once, in their order.
    fn answering(answers: impl IntoIterator<Item = Answer>) -> Self {
        let api = Self::new();
        for answer in answers {
            api.emulator.enqueue(answer);
        }
        api
    }

    /// One that always gives the same answer.
    fn always(answer: Answer) -> Self {
        Self {
            emulator: Emulator::with(move |_| answer.clone()).unwrap(),
            clock: ManualClock::new(),
        }
    }

    fn builder(&self) -> ClientBuilder {
        self.builder_at(&self.emulator.url())
    }

    /// A client of another server by the same clock.
    fn builder_at(&self, url: &str) -> ClientBuilder {
        Client::builder(url).clock(self.clock.clone()).bearer(TOKEN)
    }

    fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    fn calls(&self) -> usize {
        self.emulator.requests().len()
    }

    /// What each request had in this header.
    fn headers(&self, name: &str) -> Vec<Option<String>> {
        let requests = self.emulator.requests();
        let values = requests.iter().map(|request| request.header(name));
        values.map(|value| value.map(str::to_owned)).collect()
    }

    /// The correlation id of the one request that was sent.
    #[track_caller]
    fn sent_id(&self) -> String {
        let ids = self.headers("x-correlation-id");
        assert_eq!(ids.len(), 1, "{ids:?}");
        ids[0].clone().unwrap()
    }

    /// How much time has passed.
    fn elapsed(&self) -> Duration {
        use ctp_sdk::auth::Clock;
        self.clock.now() - ManualClock::START
    }

    /// Waits for something, whose pauses pass at once; what comes of it, and the pauses. The time of a request as a whole is
    /// not among them.
    async fn wait_for<T>(&self, work: impl Future<Output = T>) -> (T, Vec<Duration>) {
        let pauses = Mutex::default();
        let outcome = tokio::select! {
            biased;
            outcome = in_time("the outcome of a request", work) => outcome,
            never = self.pass_pauses(&pauses) => match never {},
        };
        (outcome, pauses.into_inner().unwrap())
    }

    async fn pass_pauses(&self, pauses: &Mutex<Vec<Duration>>) -> Infallible {
        loop {
            let asked = self.clock.next_sleep().await;
            if asked != TOTAL {
                pauses.lock().unwrap().push(asked);
                self.clock.advance(asked);
            }
        }
    }

    /// Lets the time of a request pass as soon as the server has got this many requests in all.
    async fn let_time_pass(&self, received: usize, total: Duration) {
        self.emulator.received(received).await;
        self.clock.pass(|asked| asked == total).await;
    }
}

/// A request for the cart `cart-1`, without anything else.
fn request(method: Method) -> Request {
    let path = Path::new()
        .literal("/")
        .parameter("projectKey", "my-shop")
        .literal("/carts/")
        .parameter("ID", "cart-1");
    Request::new(method, ROUTE, path)
}

/// A request that creates something, and may not be done twice.
fn create() -> Request {
    let mut request = request(Method::POST);
    request.set_json(&serde_json::json!({"currency": "EUR"}));
    request
}

fn get() -> Request {
    request(Method::GET)
}

/// A deletion that the version guards.
fn delete_of_a_version() -> Request {
    let mut request = request(Method::DELETE);
    request.set_query("version", 3);
    request
}

fn ok() -> Answer {
    Answer::json(200, r#"{"id":"cart-1"}"#)
}

fn unavailable() -> Answer {
    Answer::json(503, r#"{"statusCode":503,"message":"Come back later."}"#)
}

fn too_many(retry_after: &str) -> Answer {
    Answer::json(429, r#"{"statusCode":429,"message":"Too many."}"#)
        .header("Retry-After", retry_after)
}
