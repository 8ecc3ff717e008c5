//! Drafts that can be created or updated only after others.

use super::*;

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
