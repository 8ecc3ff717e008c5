//! The number of requests at the same time.

use super::*;

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
