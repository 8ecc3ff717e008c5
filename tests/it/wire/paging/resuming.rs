//! Continuing after a failure, in this process or another one.

use ctp_sdk::PageCursor;
use emulator::{Answer, Gate};
use futures_util::FutureExt;

use super::{Catalogue, category, collect, id, ids, page};

/// Takes what comes until there is an error.
async fn until_error(
    items: &mut ctp_sdk::Items<ctp_sdk::models::CategoryPagedQueryResponse>,
    mut each: impl FnMut(usize),
) -> (Vec<String>, ctp_sdk::Error) {
    let mut found = Vec::new();
    loop {
        match items.next().await.unwrap() {
            Ok(category) => {
                found.push(category.id);
                each(found.len());
            }
            Err(error) => return (found, error),
        }
    }
}

#[tokio::test]
async fn a_page_that_failed_is_fetched_by_another_walk_without_loss_or_repetition() {
    let shop = Catalogue::of(1_000);
    let query = || shop.categories().where_("x = 1").limit(100);
    let mut items = query().items();
    let (mut found, error) =
        until_error(&mut items, |count| shop.records.set_down(count >= 250)).await;
    assert_eq!((found.len(), error.status().unwrap().as_u16()), (300, 503));

    // As a worker does that ends, and is started again.
    let stored = serde_json::to_string(items.cursor()).unwrap();
    drop(items);
    shop.records.set_down(false);
    let cursor: PageCursor = serde_json::from_str(&stored).unwrap();
    found.extend(
        collect(&mut query().items().resume_from(cursor))
            .await
            .unwrap(),
    );

    assert_eq!(found, ids(0..1_000));
    // Three pages, one that failed, the seven that are left, and an empty one.
    assert_eq!(shop.calls(), 12);
    let queries = shop.queries();
    assert_eq!(queries[3], queries[4]);
}

#[tokio::test]
async fn a_page_that_failed_is_fetched_again_when_it_is_asked_for_again() {
    let shop = Catalogue::of(10);
    let mut items = shop.categories().limit(4).items();
    let (mut found, _) = until_error(&mut items, |count| shop.records.set_down(count >= 4)).await;
    // As often as it fails.
    assert!(items.next().await.unwrap().unwrap_err().is_transient());
    shop.records.set_down(false);
    found.extend(collect(&mut items).await.unwrap());

    assert_eq!(found, ids(0..10));
    assert_eq!(shop.calls(), 5);
}

/// A loop that goes on after errors ends where the same error would come forever.
#[tokio::test]
async fn an_error_that_would_come_again_is_the_last() {
    let forbidden = r#"{"statusCode":403,"message":"no","errors":[]}"#;
    for (status, body) in [
        (403, forbidden),
        (404, forbidden),
        (200, r#"{"results":{}}"#),
        (200, "<html>"),
    ] {
        let shop = Catalogue::with(move |_| Answer::json(status, body));
        let mut items = shop.categories().items();
        assert!(items.next().await.unwrap().is_err(), "{status} {body}");
        assert!(items.next().await.is_none(), "{status} {body}");
        let mut pages = shop.categories().pages();
        assert!(pages.next().await.unwrap().is_err(), "{status} {body}");
        assert!(pages.next().await.is_none(), "{status} {body}");
        assert_eq!(shop.calls(), 2, "{status} {body}");
    }
}

#[tokio::test]
async fn the_first_page_may_fail_as_well() {
    let shop = Catalogue::of(3);
    shop.records.set_down(true);
    let mut pages = shop.categories().pages();
    assert!(pages.try_next().await.is_err());
    let cursor = pages.cursor().clone();
    shop.records.set_down(false);
    let mut items = shop.categories().pages().resume_from(cursor).items();
    assert_eq!(collect(&mut items).await.unwrap(), ids(0..3));
}

#[tokio::test]
async fn a_body_that_cannot_be_read_does_not_move_the_cursor() {
    let bad = page(2, 0, &[category(&id(2)), r#"{"id": 3}"#.to_owned()]);
    let good = page(2, 0, &[category(&id(0)), category(&id(1))]);
    let mut bodies = vec![good, bad].into_iter();
    let shop = Catalogue::with(move |_| Answer::json(200, bodies.next().unwrap()));
    let mut pages = shop.categories().limit(2).pages();
    pages.try_next().await.unwrap();
    let cursor = pages.cursor().clone();
    assert!(pages.try_next().await.unwrap_err().is_decode());
    assert_eq!(*pages.cursor(), cursor);
}

#[tokio::test]
async fn a_walk_can_be_resumed_from_the_middle_of_a_page() {
    let shop = Catalogue::of(10);
    let mut items = shop.categories().limit(4).items();
    for _ in 0..6 {
        items.try_next().await.unwrap();
    }
    let cursor = items.cursor().clone();
    let mut rest = shop.categories().limit(4).items().resume_from(cursor);
    assert_eq!(collect(&mut rest).await.unwrap(), ids(6..10));
}

#[tokio::test]
async fn a_walk_by_offsets_can_be_resumed_from_the_middle_of_a_page() {
    let shop = Catalogue::of(10);
    let query = || shop.categories().sort("createdAt desc").offset(1).limit(4);
    let mut items = query().items();
    for _ in 0..6 {
        items.try_next().await.unwrap();
    }
    let stored = serde_json::to_string(items.cursor()).unwrap();
    let cursor: PageCursor = serde_json::from_str(&stored).unwrap();
    let rest = collect(&mut query().items().resume_from(cursor))
        .await
        .unwrap();
    assert_eq!(rest, [2, 1, 0].map(id));
    let last = shop.queries().last().unwrap().clone();
    assert!(last.contains("offset=7"), "{last}");
}

#[tokio::test]
async fn the_cursor_behind_the_end_finds_what_came_since() {
    let shop = Catalogue::of(3);
    let mut items = shop.categories().items();
    collect(&mut items).await.unwrap();
    shop.records.insert(id(3));
    let mut since = shop
        .categories()
        .items()
        .resume_from(items.cursor().clone());
    assert_eq!(collect(&mut since).await.unwrap(), ids(3..4));
}

#[tokio::test]
async fn a_cursor_of_another_order_is_refused_before_anything_is_sent() {
    let shop = Catalogue::of(3);
    let by_id = {
        let mut items = shop.categories().items();
        items.try_next().await.unwrap();
        items.cursor().clone()
    };
    let sorted = || shop.categories().sort("createdAt desc");
    let by_offset = sorted().items().cursor().clone();
    let calls = shop.calls();

    let error = sorted().items().resume_from(by_id).try_next().await;
    assert!(error.unwrap_err().is_request());
    let error = shop
        .categories()
        .items()
        .resume_from(by_offset)
        .try_next()
        .await;
    assert!(error.unwrap_err().is_request());
    assert_eq!(shop.calls(), calls);
}

#[tokio::test]
async fn to_give_up_waiting_loses_nothing() {
    let gate = Gate::new();
    let held = gate.clone();
    let shop = Catalogue::with(move |_| {
        Answer::json(200, page(500, 0, &[category(&id(0)), category(&id(1))])).behind(&held)
    });
    let mut items = shop.categories().items();
    // Asked for and given up, twice.
    assert!(items.next().now_or_never().is_none());
    assert!(items.next().now_or_never().is_none());
    gate.open();

    assert_eq!(collect(&mut items).await.unwrap(), ids(0..2));
    assert_eq!(shop.calls(), 1);
}

#[tokio::test]
async fn a_walk_of_pages_that_is_resumed_gives_its_first_page_though_it_is_empty() {
    let shop = Catalogue::of(4);
    let mut pages = shop.categories().limit(4).pages();
    let page = pages.try_next().await.unwrap().unwrap();
    assert_eq!(page.results.len(), 4);
    assert!(pages.try_next().await.unwrap().is_none());
    assert!(pages.try_next().await.unwrap().is_none());
    assert_eq!(shop.calls(), 2);

    let end = pages.cursor().clone();
    // The same walk, which has given a page before, and a new one.
    for mut pages in [
        pages.resume_from(end.clone()),
        shop.categories().limit(4).pages().resume_from(end),
    ] {
        let page = pages.try_next().await.unwrap().unwrap();
        assert_eq!((page.results.len(), page.limit), (0, 4));
        assert!(pages.try_next().await.unwrap().is_none());
    }
    assert_eq!(shop.calls(), 4);
}
