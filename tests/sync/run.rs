//! Many drafts at once, and what goes wrong meanwhile.

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
async fn parents_may_come_behind_their_children() {
    let shop = Shop::open().await;
    let drafts = [
        below("b", "a"),
        below("c", "b"),
        below("d", "c"),
        category("d"),
    ];
    // Keys have two characters at the least.
    let drafts = drafts.map(|mut draft| {
        draft.key = draft.key.map(|key| format!("key-{key}"));
        if let Some(parent) = &mut draft.parent {
            parent.key = parent.key.take().map(|key| format!("key-{key}"));
        }
        draft
    });
    let summary = sync::sync_all(&shop.api, drafts.clone()).await;
    assert_eq!(
        summary.to_string(),
        "4 created, 0 updated, 0 unchanged, 0 failed"
    );
    let leaf = shop.get(BY_KEY, "key-a").await.unwrap();
    assert_eq!(leaf["ancestors"].as_array().unwrap().len(), 3);
    let summary = sync::sync_all(&shop.api, drafts).await;
    assert_eq!(summary.unchanged, 4);
}

/// The second slug is free when the third category has given it away, and the first one after that.
#[tokio::test]
async fn slugs_may_change_hands() {
    let shop = Shop::open().await;
    let with_slugs = |slugs: [&str; 3]| {
        let keys = ["one", "two", "three"].into_iter().zip(slugs);
        keys.map(|(key, slug)| CategoryDraft::new([("en", key)], [("en", slug)]).key(key))
            .collect::<Vec<_>>()
    };
    sync::sync_all(&shop.api, with_slugs(["slug-1", "slug-2", "slug-3"])).await;
    let turned = with_slugs(["slug-2", "slug-3", "slug-4"]);
    let summary = sync::sync_all(&shop.api, turned.clone())
        .concurrency(1)
        .await;
    assert_eq!(summary.updated, 3, "{:?}", summary.failures);
    assert_eq!(sync::sync_all(&shop.api, turned).await.unchanged, 3);
}

#[tokio::test]
async fn times_of_prices_may_change_hands() {
    let shop = Shop::open().await;
    let prices = |dates: [&str; 3]| {
        let price = |key: &str, from: &str, until: &str| {
            let draft = json!({
                "key": key, "sku": "a", "value": {"centAmount": 5, "currencyCode": "EUR"},
                "validFrom": format!("2026-{from}T00:00:00.000Z"), "validUntil": format!("2026-{until}T00:00:00.000Z"),
            });
            serde_json::from_value::<StandalonePriceDraft>(draft).unwrap()
        };
        let [first, second, third] = dates;
        [
            price("winter", first, second),
            price("spring", second, third),
        ]
    };
    sync::sync_all(&shop.api, prices(["01-01", "02-01", "03-01"])).await;
    let moved = prices(["02-01", "03-01", "04-01"]);
    let summary = sync::sync_all(&shop.api, moved.clone())
        .concurrency(1)
        .await;
    assert_eq!(summary.updated, 2, "{:?}", summary.failures);
    assert_eq!(sync::sync_all(&shop.api, moved).await.unchanged, 2);
}

/// Answers the first requests that write a price as the API does while another one of its scope is being written.
struct Locked(AtomicUsize);

#[async_trait]
impl Middleware for Locked {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> StepResult<Response> {
        if request.method() != "POST" || self.0.fetch_add(1, Ordering::SeqCst) > 1 {
            return next.run(request, extensions).await;
        }
        let error =
            json!({"code": "ValidityLockConflict", "message": "no", "sku": "a", "currency": "EUR"});
        let body = json!({"statusCode": 400, "message": "no", "errors": [error]});
        let answer = http::Response::builder().status(400).body(body.to_string());
        Ok(answer.unwrap().into())
    }
}

#[tokio::test]
async fn a_price_waits_for_others_of_its_scope() {
    let shop = Shop::open().await;
    let clock = Noting::default();
    let client = CtpClient::builder(&shop.config())
        .client(|client| client.clock(clock.clone()))
        .middleware(Locked(AtomicUsize::new(0)));
    let api = client.build().unwrap().integration_api_root();
    let draft = json!({"key": "pp", "sku": "a", "value": {"centAmount": 5, "currencyCode": "EUR"}});
    let draft: StandalonePriceDraft = serde_json::from_value(draft).unwrap();
    let summary = sync::sync_all(&api, [draft]).await;
    assert_eq!(summary.created, 1, "{:?}", summary.failures);
    let pauses = clock.0.lock().unwrap().clone();
    let asked = Duration::from_millis(300);
    assert!(
        pauses.len() == 2 && pauses.iter().all(|pause| *pause >= asked),
        "{pauses:?}"
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
async fn somebody_else_is_faster() {
    let shop = Shop::open().await;
    sync::sync_all(&shop.api, [category("boots")]).await;
    let renamed = |name: &str| {
        let mut draft = category("boots");
        draft.name = [("en", name)].into();
        draft
    };
    let of_update = |fault: Fault| fault.on("POST", "/categories/{ID}");
    shop.emulator
        .fault(of_update(Fault::conflict()).times(2))
        .unwrap();
    let before = shop.seen();
    let summary = sync::sync_all(&shop.api, [renamed("Boots")]).await;
    assert_eq!(
        summary.to_string(),
        "0 created, 1 updated, 0 unchanged, 0 failed"
    );
    // It is read again before each further attempt.
    let told = shop.told_since(before);
    let methods: Vec<&str> = told
        .iter()
        .map(|of| of.split(' ').next().unwrap())
        .collect();
    assert_eq!(methods, ["GET", "POST", "GET", "POST", "GET", "POST"]);

    shop.emulator
        .fault(of_update(Fault::conflict()).times(100))
        .unwrap();
    let before = shop.seen();
    let summary = sync::sync_all(&shop.api, [renamed("Shoes")]).await;
    let told = shop.told_since(before);
    assert_eq!(told.iter().filter(|of| of.starts_with("POST")).count(), 5);
    let [failure] = summary.failures.as_slice() else {
        panic!("{summary}");
    };
    assert_eq!(failure.key.as_deref(), Some("boots"));
    assert!(matches!(&failure.reason, FailureReason::Api(error) if error.is_conflict()));
}

/// Creates the category `boots` when somebody is about to.
struct Faster {
    api: ApiRoot,
    external_id: &'static str,
    is_done: AtomicBool,
}

#[async_trait]
impl Middleware for Faster {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> StepResult<Response> {
        if request.method() == "POST" && !self.is_done.swap(true, Ordering::SeqCst) {
            let draft = category("boots").external_id(self.external_id);
            self.api.categories().post(draft).send().await.unwrap();
        }
        next.run(request, extensions).await
    }
}

#[tokio::test]
async fn somebody_else_creates_it_in_between() {
    for (external_id, expected) in [
        ("17", "0 created, 0 updated, 2 unchanged, 0 failed"),
        ("18", "0 created, 1 updated, 1 unchanged, 0 failed"),
    ] {
        let shop = Shop::open().await;
        let faster = Faster {
            api: shop.api.clone(),
            external_id,
            is_done: AtomicBool::new(false),
        };
        let client = CtpClient::builder(&shop.config()).middleware(faster);
        let api = client.build().unwrap().integration_api_root();
        let draft = category("boots").external_id("17");
        sync::sync_all(&shop.api, [category("shoes")]).await;
        let mut order = Vec::new();
        let summary = sync::sync_all(&api, [draft.clone(), category("shoes")])
            .concurrency(1)
            .on_progress(|progress| order.push(progress.key.unwrap().to_owned()))
            .await;
        assert_eq!(summary.to_string(), expected, "{:?}", summary.failures);
        // It is not put off.
        assert_eq!(order, ["boots", "shoes"]);
        assert_eq!(sync::sync_all(&shop.api, [draft]).await.unchanged, 1);
    }
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
async fn it_waits_as_long_as_the_api_asks_for() {
    for (method, path) in [("GET", "/categories"), ("POST", "/categories")] {
        let shop = Shop::open().await;
        let clock = Noting::default();
        let client =
            CtpClient::builder(&shop.config()).client(|client| client.clock(clock.clone()));
        let api = client.build().unwrap().integration_api_root();
        let fault = Fault::too_many_requests(ASKED).on(method, path);
        shop.emulator.fault(fault).unwrap();
        let summary = sync::sync_all(&api, [category("boots")]).await;
        assert_eq!(summary.created, 1, "{method}: {:?}", summary.failures);
        let pauses = clock.0.lock().unwrap().clone();
        assert!(
            pauses.iter().any(|pause| *pause >= ASKED),
            "{method}: {pauses:?}"
        );
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_creates_nothing_twice() {
    let shop = Shop::open().await;
    shop.emulator
        .fault(Fault::lost_answer().on("POST", "/categories"))
        .unwrap();
    let summary = sync::sync_all(&shop.api, categories(3)).await;
    assert_eq!(
        summary.to_string(),
        "3 created, 0 updated, 0 unchanged, 0 failed"
    );
    let summary = sync::sync_all(&shop.api, categories(3)).await;
    assert_eq!(summary.unchanged, 3);
}

/// The client itself sends an update again, and the second one meets the version that the first one has made.
#[tokio::test]
async fn an_update_whose_answer_is_lost_counts_as_one() {
    let shop = Shop::open().await;
    sync::sync_all(&shop.api, [category("boots")]).await;
    let fault = Fault::lost_answer().on("POST", "/categories/{ID}");
    shop.emulator.fault(fault).unwrap();
    let before = shop.seen();
    let draft = category("boots").external_id("17");
    let summary = sync::sync_all(&shop.api, [draft.clone()]).await;
    assert_eq!(
        summary.to_string(),
        "0 created, 1 updated, 0 unchanged, 0 failed",
        "{:?}",
        shop.told_since(before)
    );
    let summary = sync::sync_all(&shop.api, [draft]).await;
    assert_eq!(summary.unchanged, 1);
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
async fn fewer_requests_are_under_way_when_the_api_is_overloaded() {
    let shop = Shop::open().await;
    let fault = Fault::unavailable().on("POST", "/categories");
    shop.emulator.fault(fault.after(60).times(1)).unwrap();
    let mut limits = Vec::new();
    let summary = sync::sync_all(&shop.api, categories(100))
        .concurrency(8)
        .on_progress(|progress| limits.push(progress.concurrency))
        .await;
    assert_eq!(summary.created, 100);
    assert!(
        limits.iter().all(|limit| (1..=8).contains(limit)),
        "{limits:?}"
    );
    assert_eq!(limits.iter().max(), Some(&8));
    let falls: Vec<_> = limits.windows(2).filter(|of| of[1] < of[0]).collect();
    let [[before, after]] = falls.as_slice() else {
        panic!("{limits:?}");
    };
    assert_eq!(*after, before / 2, "{limits:?}");
    let after_fall = limits.windows(2).filter(|of| of[1] > of[0]);
    assert!(
        after_fall.into_iter().all(|of| of[1] - of[0] == 1),
        "{limits:?}"
    );
}

/// The client has sent it again on its own, so that the run does not see the refusal.
#[tokio::test]
async fn a_request_that_was_sent_again_is_a_sign_of_overload() {
    let shop = Shop::open().await;
    let fault = Fault::unavailable().on("GET", "/categories");
    for (fault, expected) in [(None, 4), (Some(fault), 2)] {
        if let Some(fault) = fault {
            shop.emulator.fault(fault).unwrap();
        }
        let mut concurrency = 0;
        sync::sync_all(&shop.api, categories(1))
            .on_progress(|progress| concurrency = progress.concurrency)
            .await;
        assert_eq!(concurrency, expected);
    }
}

#[tokio::test]
async fn a_slug_that_is_taken_is_tried_once_more_when_the_others_are_done() {
    let shop = Shop::open().await;
    sync::sync_all(&shop.api, [category("one")]).await;
    let before = shop.seen();
    let taken = CategoryDraft::new([("en", "x")], [("en", "one")]).key("two");
    let summary = sync::sync_all(&shop.api, [taken]).await;
    assert_eq!(summary.failures.len(), 1, "{summary}");
    let told = shop.told_since(before);
    assert_eq!(told.iter().filter(|of| of.starts_with("POST")).count(), 2);
}

/// Counts how many requests are under way.
#[derive(Clone, Default)]
struct UnderWay {
    now: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

#[async_trait]
impl Middleware for UnderWay {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> StepResult<Response> {
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        let answer = next.run(request, extensions).await;
        self.now.fetch_sub(1, Ordering::SeqCst);
        answer
    }
}

#[tokio::test]
async fn no_more_are_under_way_and_no_more_drafts_are_taken_than_allowed() {
    let shop = Shop::open().await;
    let counts = UnderWay::default();
    let client = CtpClient::builder(&shop.config())
        .middleware(counts.clone())
        .build()
        .unwrap();
    let taken = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&taken);
    let drafts = stream::iter(categories(200)).inspect(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
    });
    let mut ahead = 0;
    let summary = sync::sync_stream(&client.integration_api_root(), drafts)
        .concurrency(3)
        .on_progress(|progress| {
            let taken = taken.load(Ordering::SeqCst);
            ahead = ahead.max(taken - usize::try_from(progress.done()).unwrap());
        })
        .await;
    assert_eq!(summary.created, 200);
    assert_eq!(counts.most.load(Ordering::SeqCst), 3);
    assert!(ahead < 100, "{ahead} were taken ahead");
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
