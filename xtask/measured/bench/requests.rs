//! Reads one category again and again, in several ways: by the SDK with a bearer token or with client credentials, and by
//! reqwest alone with the same decoding.
//!
//! Its arguments are the port of the server, how many requests each way sends at each number of tasks, and the ways. They are
//! measured alternately, in short blocks: other load on the machine, and what the allocator has kept, affect all of them.

use std::{
    env,
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use bench_programs::{CATEGORY, PROJECT, count_allocations, counted, print, process_cpu};
use ctp_sdk::{
    ApiRoot, Client, CtpClient,
    auth::{Config, Region},
    models::Category,
};

/// The numbers of tasks that send at the same time.
const LEVELS: [usize; 3] = [1, 16, 64];

/// The number of blocks of each way.
const BLOCKS: usize = 40;

/// How many requests allocations are counted of.
const COUNTED: usize = 1_024;

/// Sends so many requests in so many tasks, and gives the nanoseconds that each of them took.
type Run = Box<dyn Fn(usize, usize) -> Pin<Box<dyn Future<Output = Vec<u32>>>>>;

/// What the blocks of a way took.
#[derive(Default)]
struct Spent {
    seconds: f64,
    cpu: f64,
    latencies: Vec<u32>,
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [port, requests, ways @ ..] = arguments.as_slice() else {
        panic!("usage: requests <port> <requests> <way>...");
    };
    let url = format!("http://127.0.0.1:{port}");
    let requests = requests.parse().expect("the requests are a number");
    let ways: Vec<(&str, Run)> = ways.iter().map(|way| (&**way, sender(way, &url))).collect();
    for tasks in LEVELS {
        measure(&ways, tasks, requests).await;
    }
}

fn sender(way: &str, url: &str) -> Run {
    match way {
        "bearer" => {
            let client = Client::builder(url).bearer("an-access-token").build();
            let api = ApiRoot::new(client.expect("the client is made"), PROJECT);
            in_tasks(move || by_sdk(api.clone()))
        }
        "credentials" => {
            let region = Region::custom(url, url).expect("the URL is one");
            let config = Config::new(&region, PROJECT, "an-identifier", "a secret");
            let client = CtpClient::new(&config.expect("the configuration is right"));
            let api = client.expect("the client is made").integration_api_root();
            in_tasks(move || by_sdk(api.clone()))
        }
        "reqwest" => {
            let client = reqwest::Client::builder()
                .no_proxy()
                .build()
                .expect("the client is made");
            let url: Arc<str> = format!("{url}/{PROJECT}/categories/{CATEGORY}").into();
            in_tasks(move || by_reqwest(client.clone(), Arc::clone(&url)))
        }
        other => panic!("there is no way {other}"),
    }
}

/// The call through a pointer is outside of what is measured of a request.
fn in_tasks<F: Future<Output = ()> + Send + 'static>(
    send: impl Fn() -> F + Clone + Send + 'static,
) -> Run {
    Box::new(move |tasks, requests| Box::pin(run(tasks, requests, send.clone())))
}

async fn by_sdk(api: ApiRoot) {
    let category = api
        .categories()
        .with_id(CATEGORY)
        .get()
        .send()
        .await
        .expect("the server answers");
    assert_eq!(category.version, 7);
}

async fn by_reqwest(client: reqwest::Client, url: Arc<str>) {
    let sent = client
        .get(&*url)
        .bearer_auth("an-access-token")
        .send()
        .await;
    let answer = sent
        .and_then(reqwest::Response::error_for_status)
        .expect("the server answers");
    let body = answer.bytes().await.expect("the body is sent");
    let category =
        ctp_sdk::runtime::body::<Category>(&body).unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(category.version, 7);
}

async fn measure(ways: &[(&str, Run)], tasks: usize, requests: usize) {
    for (_, run) in ways {
        // The connections are opened, the token is fetched.
        run(tasks, requests.div_ceil(10).max(2 * tasks)).await;
    }
    let mut spent: Vec<Spent> = ways.iter().map(|_| Spent::default()).collect();
    for block in 0..BLOCKS {
        for place in 0..ways.len() {
            // None of them is always the first one.
            let place = (place + block) % ways.len();
            let (_, run) = &ways[place];
            let (began, cpu) = (Instant::now(), process_cpu());
            let latencies = run(tasks, requests.div_ceil(BLOCKS)).await;
            spent[place].seconds += began.elapsed().as_secs_f64();
            spent[place].cpu += process_cpu() - cpu;
            spent[place].latencies.extend(latencies);
        }
    }
    for ((way, run), spent) in ways.iter().zip(spent) {
        count_allocations();
        let counted_requests = run(tasks, COUNTED).await.len();
        let allocations = counted().allocations;
        let mut latencies = spent.latencies;
        latencies.sort_unstable();
        let quantile = |of: f64| f64::from(latencies[(latencies.len() as f64 * of) as usize]) / 1e9;
        let case = format!("{way} {tasks}");
        print(&case, "rate", latencies.len() as f64 / spent.seconds);
        print(&case, "cpu", spent.cpu / latencies.len() as f64);
        print(
            &case,
            "allocations",
            allocations as f64 / counted_requests as f64,
        );
        print(&case, "p50", quantile(0.5));
        print(&case, "p99", quantile(0.99));
    }
}

/// Sends so many requests in so many tasks, and gives the nanoseconds that each of them took.
async fn run<F: Future<Output = ()> + Send + 'static>(
    tasks: usize,
    requests: usize,
    send: impl Fn() -> F + Clone + Send + 'static,
) -> Vec<u32> {
    let left = Arc::new(AtomicUsize::new(requests));
    let tasks: Vec<_> = (0..tasks)
        .map(|_| {
            let (left, send) = (Arc::clone(&left), send.clone());
            tokio::spawn(async move {
                let mut latencies = Vec::with_capacity(requests);
                while left
                    .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                        left.checked_sub(1)
                    })
                    .is_ok()
                {
                    let began = Instant::now();
                    send().await;
                    latencies.push(u32::try_from(began.elapsed().as_nanos()).unwrap_or(u32::MAX));
                }
                latencies
            })
        })
        .collect();
    let mut latencies = Vec::with_capacity(requests);
    for task in tasks {
        latencies.extend(task.await.expect("no request fails"));
    }
    latencies
}
