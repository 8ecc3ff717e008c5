//! Reads one category again and again, in one way: by the SDK with a bearer token or with client credentials, or by reqwest
//! alone with the same decoding.
//!
//! Its arguments are the way, the port of the server and how many requests are sent at each number of tasks.

use std::{
    env,
    future::Future,
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

/// How many requests allocations are counted of.
const COUNTED: usize = 1_024;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [way, port, requests] = arguments.as_slice() else {
        panic!("usage: requests <way> <port> <requests>");
    };
    let url = format!("http://127.0.0.1:{port}");
    let requests = requests.parse().expect("the requests are a number");
    match way.as_str() {
        "bearer" => {
            let client = Client::builder(&url).bearer("an-access-token").build();
            let api = ApiRoot::new(client.expect("the client is made"), PROJECT);
            measure(requests, move || by_sdk(api.clone())).await;
        }
        "credentials" => {
            let region = Region::custom(&url, &url).expect("the URL is one");
            let config = Config::new(&region, PROJECT, "an-identifier", "a secret");
            let client = CtpClient::new(&config.expect("the configuration is right"));
            let api = client.expect("the client is made").integration_api_root();
            measure(requests, move || by_sdk(api.clone())).await;
        }
        "reqwest" => {
            let client = reqwest::Client::builder()
                .no_proxy()
                .build()
                .expect("the client is made");
            let url: Arc<str> = format!("{url}/{PROJECT}/categories/{CATEGORY}").into();
            measure(requests, move || {
                by_reqwest(client.clone(), Arc::clone(&url))
            })
            .await;
        }
        other => panic!("there is no way {other}"),
    }
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

async fn measure<F: Future<Output = ()> + Send + 'static>(
    requests: usize,
    send: impl Fn() -> F + Clone + Send + 'static,
) {
    for tasks in LEVELS {
        // The connections are opened, the token is fetched.
        run(tasks, requests.div_ceil(10).max(2 * tasks), send.clone()).await;
        let (began, cpu) = (Instant::now(), process_cpu());
        let mut latencies = run(tasks, requests, send.clone()).await;
        let (took, cpu) = (began.elapsed().as_secs_f64(), process_cpu() - cpu);
        count_allocations();
        let counted_requests = run(tasks, COUNTED, send.clone()).await.len();
        let allocations = counted().allocations;
        latencies.sort_unstable();
        let quantile = |of: f64| f64::from(latencies[(latencies.len() as f64 * of) as usize]) / 1e6;
        let case = tasks.to_string();
        print(&case, "rate", latencies.len() as f64 / took);
        print(&case, "cpu", cpu / latencies.len() as f64);
        print(
            &case,
            "allocations",
            allocations as f64 / counted_requests as f64,
        );
        print(&case, "p50", quantile(0.5) / 1e3);
        print(&case, "p99", quantile(0.99) / 1e3);
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
