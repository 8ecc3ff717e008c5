//! Many drafts at once, and what goes wrong meanwhile.

mod conflicts;
mod dependencies;
mod load;

use std::future::IntoFuture as _;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use ctp_emulator::Fault;
use ctp_sdk::auth::Clock;
use ctp_sdk::models::{
    CategoryDraft, CategoryResourceIdentifier, ProductTypeDraft, StandalonePriceDraft,
};
use ctp_sdk::reqwest::{Request, Response};
use ctp_sdk::reqwest_middleware::{Middleware, Next, Result as StepResult};
use ctp_sdk::sync::{self, FailureReason, Outcome};
use ctp_sdk::{ApiRoot, Client, CtpClient};
use emulator::in_time;
use futures_util::future::{Either, select};
use futures_util::{StreamExt as _, stream};
use http::Extensions;
use serde_json::json;
use tokio::sync::Notify;

use crate::shop::Shop;

const BY_KEY: &str = "/{projectKey}/categories/key={key}";

fn category(key: &str) -> CategoryDraft {
    CategoryDraft::new([("en", key)], [("en", key)]).key(key)
}

fn categories(count: usize) -> Vec<CategoryDraft> {
    (0..count)
        .map(|of| category(&format!("category-{of}")))
        .collect()
}

fn below(parent: &str, key: &str) -> CategoryDraft {
    category(key).parent(CategoryResourceIdentifier::new().key(parent))
}

/// How long the API asks to wait.
const ASKED: Duration = Duration::from_secs(10);

/// Lets no time pass, and notes the pauses.
#[derive(Clone, Debug, Default)]
struct Noting(Arc<Mutex<Vec<Duration>>>);

#[async_trait]
impl Clock for Noting {
    fn now(&self) -> Duration {
        Duration::ZERO
    }

    async fn sleep(&self, duration: Duration) {
        // Requests have longer limits, which are not met.
        if duration > ASKED + Duration::from_secs(1) {
            std::future::pending::<()>().await;
        }
        self.0.lock().unwrap().push(duration);
    }
}

#[tokio::test]
async fn fifty_are_looked_up_together_and_a_second_run_writes_nothing() {
    let shop = Shop::open().await;
    let before = shop.seen();
    let summary = sync::sync_all(&shop.api, categories(120)).await;
    assert_eq!(
        summary.to_string(),
        "120 created, 0 updated, 0 unchanged, 0 failed"
    );
    assert!(summary.is_complete());
    assert_eq!(summary.resume_at, 120);
    let told = shop.told_since(before);
    let count = |what: &str| told.iter().filter(|of| *of == what).count();
    assert_eq!(count("GET /categories"), 3);
    assert_eq!(count("POST /categories"), 120);
    assert_eq!(told.len(), 123);

    let before = shop.seen();
    let summary = sync::sync_all(&shop.api, categories(120)).await;
    assert_eq!(
        summary.to_string(),
        "0 created, 0 updated, 120 unchanged, 0 failed"
    );
    assert_eq!(shop.told_since(before), ["GET /categories"; 3]);

    let mut keys = Vec::new();
    let before = shop.seen();
    let summary = sync::sync_all(&shop.api, categories(120))
        .skip(100)
        .on_progress(|progress| keys.push(progress.key.unwrap().to_owned()))
        .await;
    assert_eq!((summary.unchanged, summary.resume_at), (20, 120));
    assert_eq!(summary.skipped, 100);
    assert_eq!(
        summary.to_string(),
        "0 created, 0 updated, 20 unchanged, 0 failed, 100 skipped"
    );
    assert!(
        keys.contains(&"category-100".to_owned()) && keys.len() == 20,
        "{keys:?}"
    );
    assert_eq!(shop.told_since(before), ["GET /categories"; 1]);
}

#[tokio::test]
async fn what_differs_is_updated_by_its_version() {
    let shop = Shop::open().await;
    sync::sync_all(&shop.api, [category("boots")]).await;
    let mut draft = category("boots");
    draft.name = [("en", "Boots")].into();
    let before = shop.emulator.requests().len();
    let mut outcomes = Vec::new();
    sync::sync_all(&shop.api, [draft.external_id("17")])
        .on_progress(|progress| outcomes.push(progress.outcome.unwrap()))
        .await;
    assert_eq!(outcomes, [Outcome::Updated { actions: 2 }]);
    let requests = shop.emulator.requests().split_off(before);
    let body: serde_json::Value = serde_json::from_slice(&requests.last().unwrap().body).unwrap();
    assert_eq!(
        body,
        json!({"version": 1, "actions": [
            {"action": "changeName", "name": {"en": "Boots"}},
            {"action": "setExternalId", "externalId": "17"},
        ]})
    );
}

#[tokio::test]
async fn a_failure_has_its_key_and_the_others_go_on() {
    let shop = Shop::open().await;
    sync::sync_all(&shop.api, [below("root-0", "child")]).await;
    let keyless = CategoryDraft::new([("en", "x")], [("en", "x")]);
    let orphan = below("nobody", "orphan");
    let drafts = [
        category("one"),
        keyless,
        category("one"),
        category("child"),
        orphan,
        // The slug of another one.
        category("two").clone(),
        CategoryDraft::new([("en", "x")], [("en", "two")]).key("three"),
        category("four"),
    ];
    let summary = sync::sync_all(&shop.api, drafts).concurrency(1).await;
    let failures: Vec<String> = summary.failures.iter().map(ToString::to_string).collect();
    assert_eq!(
        (summary.created, summary.resume_at),
        (3, 1),
        "{failures:#?}"
    );
    assert_eq!(failures.len(), 5, "{failures:#?}");
    for (failure, start) in failures.iter().zip([
        "draft 1: the draft has no key",
        "one: another draft has the same key",
        "child: `parent`: no update action can remove it",
        "orphan: ",
        "three: ",
    ]) {
        assert!(failure.starts_with(start), "{failure}");
    }
    let code = |place: usize| match &summary.failures[place].reason {
        FailureReason::Api(error) => error.api_errors()[0].code().to_owned(),
        other => panic!("{other}"),
    };
    assert_eq!(code(3), "ReferencedResourceNotFound");
    assert_eq!(code(4), "DuplicateField");
    assert!(!summary.is_complete() && !summary.is_stopped());
}

#[tokio::test]
async fn what_was_done_is_told_with_the_id() {
    let shop = Shop::open().await;
    let mut drafts = vec![category("one"), category("two"), category("three")];
    sync::sync_all(&shop.api, drafts[1..].to_vec()).await;
    drafts[1] = category("two").external_id("2");
    drafts.push(category("one"));
    let mut told = Vec::new();
    sync::sync_all(&shop.api, drafts)
        .concurrency(1)
        .on_progress(|progress| {
            let (key, id) = (progress.key.unwrap(), progress.id.map(str::to_owned));
            told.push((key.to_owned(), id, progress.outcome.ok()));
        })
        .await;
    told.sort_by_key(|(key, id, _)| (key.clone(), id.is_none()));
    let id = async |key| Some(shop.id(BY_KEY, key).await);
    assert_eq!(
        told,
        [
            ("one".to_owned(), id("one").await, Some(Outcome::Created)),
            ("one".to_owned(), None, None),
            (
                "three".to_owned(),
                id("three").await,
                Some(Outcome::Unchanged)
            ),
            (
                "two".to_owned(),
                id("two").await,
                Some(Outcome::Updated { actions: 1 })
            ),
        ]
    );
}

#[tokio::test]
async fn a_draft_whose_key_was_skipped_does_not_count_either() {
    let shop = Shop::open().await;
    let drafts = [
        category("one"),
        category("one").external_id("another"),
        category("two"),
    ];
    let first = sync::sync_all(&shop.api, drafts.clone()).await;
    assert_eq!((first.created, first.resume_at), (2, 1));
    let second = sync::sync_all(&shop.api, drafts)
        .skip(first.resume_at)
        .await;
    assert_eq!((second.updated, second.unchanged), (0, 1), "{second}");
    let [failure] = second.failures.as_slice() else {
        panic!("{second}");
    };
    assert!(
        matches!(failure.reason, FailureReason::DuplicateKey),
        "{failure}"
    );
}

#[tokio::test]
async fn keys_that_are_long_together_are_looked_up_apart() {
    let shop = Shop::open().await;
    let before = shop.seen();
    // The first one alone is more than the API takes, and fails alone.
    let long = "k".repeat(4_500);
    let keys = (0..30).map(|of| format!("{of:0>250}"));
    let drafts = [long.clone()].into_iter().chain(keys).map(|key| {
        let slug = format!("slug-{}", key.trim_start_matches(['k', '0']));
        CategoryDraft::new([("en", "x")], [("en", slug.as_str())]).key(key)
    });
    let summary = sync::sync_all(&shop.api, drafts).await;
    assert_eq!(
        (summary.created, summary.failures.len()),
        (30, 1),
        "{summary}"
    );
    assert_eq!(summary.failures[0].key.as_deref(), Some(long.as_str()));
    let requests = shop.emulator.requests().split_off(before);
    let lookups = requests
        .iter()
        .filter(|of| of.method == "GET" && of.path == "/emulator/categories");
    // Sixteen of the others are 4,000 bytes.
    assert_eq!(lookups.count(), 3);
}

#[tokio::test]
async fn a_run_that_is_dropped_sends_nothing_more_and_can_be_done_again() {
    let shop = Shop::open().await;
    let tenth = Arc::new(Notify::new());
    let told = Arc::clone(&tenth);
    let run = sync::sync_all(&shop.api, categories(100)).on_progress(move |progress| {
        if progress.done() == 10 {
            told.notify_one();
        }
    });
    let wait = Box::pin(tenth.notified());
    let run = in_time("the tenth draft", select(run.into_future(), wait)).await;
    let Either::Right(((), run)) = run else {
        panic!("it came to its end");
    };
    drop(run);
    // What was under way when it was dropped may still be there; nothing is begun any more.
    shop.get(BY_KEY, "root-0").await;
    let created = shop
        .told_since(0)
        .iter()
        .filter(|of| *of == "POST /categories")
        .count();
    assert!((10..=21).contains(&created), "{created}");
    let summary = sync::sync_all(&shop.api, categories(100)).await;
    let found = usize::try_from(summary.unchanged).unwrap();
    assert!(summary.is_complete(), "{summary}");
    assert!((10..=21).contains(&found), "{summary}");
    assert_eq!(summary.created + summary.unchanged, 100);
}

#[tokio::test]
async fn it_stops_when_the_credentials_are_at_fault() {
    let shop = Shop::open().await;
    let scopes = "view_categories:emulator".parse().unwrap();
    let reader = shop.emulator.client(scopes).unwrap().integration_api_root();
    let before = shop.seen();
    let summary = sync::sync_all(&reader, categories(100)).await;
    assert!(summary.is_stopped() && !summary.is_complete());
    assert_eq!(summary.created, 0);
    assert!((1..=4).contains(&summary.failures.len()), "{summary}");
    let told = shop.told_since(before);
    assert!(told.len() <= 5, "{told:?}");
    assert!(
        summary
            .to_string()
            .ends_with("because of an error of the credentials"),
        "{summary}"
    );
}

#[tokio::test]
async fn an_api_that_is_away_fails_each_draft_by_its_key() {
    let client = Client::builder("http://127.0.0.1:1")
        .bearer("token")
        .build()
        .unwrap();
    let summary = sync::sync_all(&ApiRoot::new(client, "nowhere"), categories(2)).await;
    let keys: Vec<_> = summary
        .failures
        .iter()
        .map(|of| of.key.as_deref().unwrap())
        .collect();
    assert_eq!(keys, ["category-0", "category-1"]);
    assert_eq!(summary.resume_at, 0);
}

#[tokio::test]
async fn more_actions_than_the_api_takes_are_sent_in_parts() {
    let shop = Shop::open().await;
    let values = |count: usize| {
        let values = (0..count).map(|of| json!({"key": format!("v{of}"), "label": "x"}));
        let of = json!({"name": "enum", "values": values.collect::<Vec<_>>()});
        let attribute =
            json!({"name": "of-many", "label": {"en": "x"}, "isRequired": false, "type": of});
        let draft =
            json!({"key": "many", "name": "x", "description": "x", "attributes": [attribute]});
        serde_json::from_value::<ProductTypeDraft>(draft).unwrap()
    };
    sync::sync_all(&shop.api, [values(1)]).await;
    let before = shop.seen();
    let summary = sync::sync_all(&shop.api, [values(1201)]).await;
    assert_eq!(summary.updated, 1, "{summary}");
    let told = shop.told_since(before);
    assert_eq!(told.iter().filter(|of| of.starts_with("POST")).count(), 3);
    let summary = sync::sync_all(&shop.api, [values(1201)]).await;
    assert_eq!(summary.unchanged, 1, "{summary}");

    // Each part has the version that the one before has made, and what is left is found out after a conflict.
    let fault = Fault::conflict().on("POST", "/product-types/{ID}");
    shop.emulator.fault(fault.after(1)).unwrap();
    let before = shop.emulator.requests().len();
    let mut outcome = None;
    sync::sync_all(&shop.api, [values(2301)])
        .on_progress(|progress| outcome = progress.outcome.ok())
        .await;
    assert_eq!(outcome, Some(Outcome::Updated { actions: 1100 }));
    let requests = shop.emulator.requests().split_off(before);
    let sent = requests.iter().filter(|of| of.method == "POST");
    let sent: Vec<(i64, usize)> = sent
        .map(|of| {
            let body: serde_json::Value = serde_json::from_slice(&of.body).unwrap();
            let actions = body["actions"].as_array().unwrap().len();
            (body["version"].as_i64().unwrap(), actions)
        })
        .collect();
    let first = sent[0].0;
    let sizes: Vec<usize> = sent.iter().map(|(_, size)| *size).collect();
    assert_eq!(sizes, [500, 500, 500, 100], "{sent:?}");
    assert!(
        sent.windows(2).all(|of| of[0].0 < of[1].0) && first > 1,
        "{sent:?}"
    );
}
