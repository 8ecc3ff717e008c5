//! Goes through categories in pages of 500, by the SDK or by a loop around reqwest with the same decoding.
//!
//! Its arguments are the way, the port of the server and how many categories there are to go through.

use std::env;

use bench_programs::{
    PROJECT, keep_freed_memory, peak_memory, print, process_cpu, reset_peak_memory,
};
use ctp_sdk::{ApiRoot, Client, models::CategoryPagedQueryResponse};

const PAGE: i64 = 500;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    keep_freed_memory();
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [way, port, items] = arguments.as_slice() else {
        panic!("usage: paging <way> <port> <items>");
    };
    let url = format!("http://127.0.0.1:{port}");
    let items: usize = items.parse().expect("the items are a number");
    let sdk = Client::builder(&url)
        .bearer("an-access-token")
        .build()
        .expect("the client is made");
    let api = ApiRoot::new(sdk, PROJECT);
    let bare = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("the client is made");
    let url = format!("{url}/{PROJECT}/categories");
    let walk = async |items: usize| match way.as_str() {
        "sdk" => by_sdk(&api, items).await,
        "reqwest" => by_reqwest(&bare, &url, items).await,
        other => panic!("there is no way {other}"),
    };
    // The connection is opened, and the memory of a page is there.
    walk(2 * PAGE as usize).await;
    reset_peak_memory();
    let cpu = process_cpu();
    let seen = walk(items).await;
    assert_eq!(seen, items);
    print("", "cpu", (process_cpu() - cpu) / items as f64);
    if let Some(memory) = peak_memory() {
        print("", "memory", memory);
    }
}

async fn by_sdk(api: &ApiRoot, most: usize) -> usize {
    let mut items = api.categories().get().limit(PAGE).items().cap(most as u64);
    let (mut seen, mut names) = (0, 0);
    while let Some(category) = items.try_next().await.expect("the server answers") {
        seen += 1;
        names += category.name.len();
    }
    assert_eq!(names, 4 * seen);
    seen
}

async fn by_reqwest(client: &reqwest::Client, url: &str, most: usize) -> usize {
    let (mut seen, mut names) = (0, 0);
    let mut last: Option<String> = None;
    while seen < most {
        let mut parameters = vec![("limit", "500"), ("sort", "id asc"), ("withTotal", "false")];
        let behind = last.as_ref().map(|last| format!("id > \"{last}\""));
        parameters.extend(behind.as_ref().map(|behind| ("where", behind.as_str())));
        let url = reqwest::Url::parse_with_params(url, &parameters).expect("the URL is one");
        let request = client.get(url).bearer_auth("an-access-token");
        let sent = request
            .send()
            .await
            .and_then(reqwest::Response::error_for_status);
        let body = sent
            .expect("the server answers")
            .bytes()
            .await
            .expect("the body is sent");
        let page = ctp_sdk::runtime::body::<CategoryPagedQueryResponse>(&body)
            .unwrap_or_else(|failure| panic!("{failure}"));
        if page.results.is_empty() {
            break;
        }
        for category in page.results {
            seen += 1;
            names += category.name.len();
            last = Some(category.id);
        }
    }
    assert_eq!(names, 4 * seen);
    seen
}
