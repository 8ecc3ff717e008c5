//! What was handled is not handled again.

use std::cell::Cell;

use futures_util::FutureExt;

use super::*;
use crate::events::{Deduplicator, Handled, MemorySeenStore, SeenError, SeenState, SeenStore};

#[derive(Debug, PartialEq)]
enum Problem {
    Handler,
    Store,
}

impl From<SeenError> for Problem {
    fn from(_: SeenError) -> Self {
        Self::Store
    }
}

#[tokio::test]
async fn the_second_copy_is_a_duplicate() {
    let deduplicator = Deduplicator::new(MemorySeenStore::new(10));
    let handled = Cell::new(0);
    let handle = async || {
        handled.set(handled.get() + 1);
        Ok::<_, Problem>("done")
    };
    let first = deduplicator
        .once(&delivery(&message("m-1", 1)), handle)
        .await;
    assert_eq!(first, Ok(Handled::Done("done")));
    let copy = delivery(&cloud_event(message("m-1", 1)));
    assert_eq!(
        deduplicator.once(&copy, handle).await,
        Ok(Handled::Duplicate)
    );
    let other = delivery(&message("m-2", 2));
    assert_eq!(
        deduplicator.once(&other, handle).await,
        Ok(Handled::Done("done"))
    );
    assert_eq!(handled.get(), 2);
}

#[tokio::test]
async fn what_has_failed_is_handled_again() {
    let deduplicator = Deduplicator::new(MemorySeenStore::new(10));
    let delivery = delivery(&message("m-1", 1));
    let failed = deduplicator.once(&delivery, async || Err::<(), _>(Problem::Handler));
    assert_eq!(failed.await, Err(Problem::Handler));
    let again = deduplicator.once(&delivery, async || Ok::<_, Problem>(()));
    assert_eq!(again.await, Ok(Handled::Done(())));
}

#[tokio::test]
async fn a_copy_meets_the_first_one_in_progress_until_that_is_dropped() {
    let deduplicator = Deduplicator::new(MemorySeenStore::new(10));
    let delivery = delivery(&message("m-1", 1));
    let mut first = Box::pin(deduplicator.once(&delivery, async || {
        std::future::pending::<()>().await;
        Ok::<_, Problem>(())
    }));
    assert!((&mut first).now_or_never().is_none());
    let handle = async || Ok::<_, Problem>(());
    assert_eq!(
        deduplicator.once(&delivery, handle).await,
        Ok(Handled::InProgress)
    );
    drop(first);
    assert_eq!(
        deduplicator.once(&delivery, handle).await,
        Ok(Handled::Done(()))
    );
}

#[tokio::test]
async fn a_claim_ends_with_its_lease() {
    let clock = ManualClock::default();
    let store = MemorySeenStore::new(10).clock(clock.clone());
    let lease = Duration::from_secs(60);
    assert_eq!(store.claim("k", lease).await.unwrap(), SeenState::New);
    clock.advance(59);
    assert_eq!(
        store.claim("k", lease).await.unwrap(),
        SeenState::InProgress
    );
    clock.advance(1);
    assert_eq!(store.claim("k", lease).await.unwrap(), SeenState::New);
    store.finish("k").await.unwrap();
    clock.advance(1_000_000);
    assert_eq!(store.claim("k", lease).await.unwrap(), SeenState::Done);
}

#[tokio::test]
async fn memory_is_bounded() {
    let deduplicator = Deduplicator::new(MemorySeenStore::new(2));
    let handle = async || Ok::<_, Problem>(());
    for id in ["m-1", "m-2", "m-3"] {
        let handled = deduplicator.once(&delivery(&message(id, 1)), handle).await;
        assert_eq!(handled, Ok(Handled::Done(())));
    }
    let last = deduplicator
        .once(&delivery(&message("m-3", 1)), handle)
        .await;
    assert_eq!(last, Ok(Handled::Duplicate));
    let forgotten = deduplicator
        .once(&delivery(&message("m-1", 1)), handle)
        .await;
    assert_eq!(forgotten, Ok(Handled::Done(())));
}

/// A store that cannot note what was handled, or cannot be asked at all.
struct Failing {
    claims: bool,
}

#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
impl SeenStore for Failing {
    async fn claim(&self, _: &str, _: Duration) -> Result<SeenState, SeenError> {
        match self.claims {
            true => Ok(SeenState::New),
            false => Err(SeenError::new("down")),
        }
    }

    async fn finish(&self, _: &str) -> Result<(), SeenError> {
        Err(SeenError::new("down"))
    }

    async fn release(&self, _: &str) -> Result<(), SeenError> {
        Err(SeenError::new("down"))
    }
}

#[tokio::test]
async fn nothing_is_handled_while_the_store_cannot_be_asked() {
    let called = Cell::new(false);
    let handle = async || {
        called.set(true);
        Ok::<_, Problem>(())
    };
    let delivery = delivery(&message("m-1", 1));
    let deduplicator = Deduplicator::new(Failing { claims: false });
    assert_eq!(
        deduplicator.once(&delivery, handle).await,
        Err(Problem::Store)
    );
    assert!(!called.get());
    // What was done is done, also where it cannot be noted.
    let deduplicator = Deduplicator::new(Failing { claims: true });
    assert_eq!(
        deduplicator.once(&delivery, handle).await,
        Ok(Handled::Done(()))
    );
}

#[tokio::test]
async fn who_is_slower_than_the_lease_gives_up_the_claim_of_nobody_else() {
    // However it ends: the work of the slow one fails, or is dropped.
    for is_dropped in [false, true] {
        let clock = ManualClock::default();
        let store = MemorySeenStore::new(10).clock(clock.clone());
        let deduplicator = Deduplicator::new(store).clock(clock.clone());
        let deduplicator = deduplicator.lease(Duration::from_secs(60));
        let delivery = delivery(&message("m-1", 1));
        let (go, waits) = tokio::sync::oneshot::channel::<()>();
        let mut slow = Box::pin(deduplicator.once(&delivery, async || {
            waits.await.unwrap();
            Err::<(), _>(Problem::Handler)
        }));
        assert!((&mut slow).now_or_never().is_none());
        clock.advance(60);
        let handle = async || Ok::<_, Problem>(());
        let second = deduplicator.once(&delivery, handle).await;
        assert_eq!(second, Ok(Handled::Done(())));
        if is_dropped {
            drop(slow);
        } else {
            go.send(()).unwrap();
            assert_eq!(slow.await, Err(Problem::Handler));
        }
        let third = deduplicator.once(&delivery, handle).await;
        assert_eq!(third, Ok(Handled::Duplicate), "dropped: {is_dropped}");
    }
}
