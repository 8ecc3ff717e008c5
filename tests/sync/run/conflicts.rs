//! Changes by other programs, and responses that come late or not at all.

use super::*;

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
