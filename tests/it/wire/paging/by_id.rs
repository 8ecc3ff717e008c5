//! Pages that start after an id.

use ctp_sdk::models::{BusinessUnitPagedQueryResponse, CartPagedQueryResponse};
use ctp_sdk::{Method, Pages, Paging, Path, Request};
use emulator::Answer;
use futures_util::TryStreamExt;

use super::super::bodies::cart;
use super::{Catalogue, category, collect, id, ids, last_id, page, parameters, values};

const FIRST: &str = "limit=500&withTotal=false&sort=id%20asc";

#[tokio::test]
async fn a_hundred_thousand_results_come_in_the_order_of_their_ids() {
    let shop = Catalogue::of(100_000);
    let found = collect(&mut shop.categories().items()).await.unwrap();

    assert_eq!(found, ids(0..100_000));
    // The last page is full, so that one more has to be asked for.
    assert_eq!(shop.calls(), 201);
    assert!(shop.queries().iter().all(|query| !query.contains("offset")));
}

#[tokio::test]
async fn what_is_created_and_deleted_meanwhile_neither_repeats_nor_hides_another() {
    // Every tenth number is taken, so that others can be put between them.
    let shop = Catalogue::new((0..2_000).map(|number| id(10 * number)));
    let mut items = shop.categories().limit(100).items();
    let mut found = Vec::new();
    while let Some(category) = items.try_next().await.unwrap() {
        let number = u32::from_str_radix(&category.id[..8], 16).unwrap();
        found.push(category.id);
        if number % 1_000 == 500 {
            // Behind the walk, in front of it on the page that is here, and on pages to come.
            shop.records.insert(id(number - 5));
            shop.records.remove(&id(number - 10));
            shop.records.insert(id(number + 2_001));
            shop.records.remove(&id(number + 2_010));
        }
    }

    assert!(found.is_sorted_by(|one, other| one < other));
    let was_there = |number: u32| number % 1_000 != 510 || number < 2_500;
    let created = (0..18).map(|page| 1_000 * page + 2_501);
    let mut expected: Vec<u32> = (0..2_000)
        .map(|number| 10 * number)
        .filter(|number| was_there(*number))
        .chain(created)
        .collect();
    // What is created where the walk will end is found as well.
    expected.extend([20_501, 21_501]);
    expected.sort_unstable();
    assert_eq!(found, ids(expected));
}

#[tokio::test]
async fn what_the_caller_asks_for_is_on_every_page() {
    let shop = Catalogue::of(5);
    let query = shop
        .categories()
        .expand("parent")
        .where_("name(en = :name) or key is defined")
        .where_("version > 0")
        .var("name", "Roots & herbs")
        .limit(2);
    assert_eq!(collect(&mut query.items()).await.unwrap(), ids(0..5));

    let asked = "expand=parent\
                 &where=name%28en%20%3D%20%3Aname%29%20or%20key%20is%20defined\
                 &where=version%20%3E%200\
                 &var.name=Roots%20%26%20herbs\
                 &limit=2&withTotal=false&sort=id%20asc";
    let after = |number| format!("{asked}&where=id%20%3E%20%22{}%22", id(number));
    assert_eq!(shop.queries(), [asked.to_owned(), after(1), after(3)]);
}

#[tokio::test]
async fn letters_of_any_kind_in_an_id_are_found_again() {
    let mut odd = [
        "\"",
        "\\",
        "\\\"",
        "a\" or id > \"",
        "a%22b",
        "a&b=c",
        "a b+c",
        "Köln/#?",
        "\u{1F954}",
    ]
    .map(str::to_owned)
    .to_vec();
    odd.sort();
    let shop = Catalogue::new(odd.clone());
    let found = collect(&mut shop.categories().limit(1).items())
        .await
        .unwrap();

    assert_eq!(found, odd);
    let last = parameters(shop.queries().last().unwrap());
    let predicate = values(&last, "where").next().unwrap();
    assert_eq!(last_id(predicate).as_deref(), Some("\u{1F954}"));
    let quote = shop.queries()[1].clone();
    assert!(quote.ends_with("&where=id%20%3E%20%22%5C%22%22"), "{quote}");
}

#[tokio::test]
async fn nothing_found_is_one_call() {
    let shop = Catalogue::of(0);
    assert_eq!(
        collect(&mut shop.categories().items()).await.unwrap(),
        Vec::<String>::new()
    );
    assert_eq!(shop.queries(), [FIRST]);

    // The page is there all the same, with what else it says.
    let mut pages = shop.categories().pages();
    let page = pages.try_next().await.unwrap().unwrap();
    assert_eq!((page.count, page.limit), (0, 500));
    assert!(pages.try_next().await.unwrap().is_none());
    assert_eq!(shop.calls(), 2);
}

#[tokio::test]
async fn a_page_that_is_not_full_is_the_last() {
    for (count, calls) in [(1, 1), (9, 1), (10, 2), (11, 2), (20, 3)] {
        let shop = Catalogue::of(count);
        let mut pages = shop.categories().limit(10).pages();
        let mut found = 0;
        while let Some(page) = pages.try_next().await.unwrap() {
            assert!(!page.results.is_empty());
            found += page.results.len();
        }
        assert_eq!((found, shop.calls()), (count as usize, calls));
        // To ask behind the end is no request.
        assert!(pages.next().await.is_none());
        assert_eq!(shop.calls(), calls);
    }
}

#[tokio::test]
async fn a_server_with_smaller_pages_than_asked_for_is_read_to_the_end() {
    let shop = Catalogue::with(|request| {
        let parameters = parameters(request.query().unwrap());
        let results = match values(&parameters, "where").find_map(last_id).as_deref() {
            None => vec![category(&id(0)), category(&id(1))],
            Some(_) => vec![category(&id(2))],
        };
        Answer::json(200, page(2, 0, &results))
    });
    assert_eq!(
        collect(&mut shop.categories().items()).await.unwrap(),
        ids(0..3)
    );
    assert_eq!(shop.calls(), 2);
}

#[tokio::test]
async fn the_same_page_again_is_an_error_and_not_a_circle() {
    let shop = Catalogue::with(|_| Answer::json(200, page(1, 0, &[category(&id(0))])));
    let mut items = shop.categories().limit(1).items();
    assert!(items.try_next().await.unwrap().is_some());
    let error = items.try_next().await.unwrap_err();

    assert!(error.is_request(), "{error}");
    assert!(items.next().await.is_none());
    assert_eq!(shop.calls(), 2);
}

#[tokio::test]
async fn a_cap_limits_the_results_in_all() {
    for (cap, limits) in [
        (0, vec![]),
        (1, vec!["1"]),
        (10, vec!["10"]),
        (25, vec!["10", "10", "5"]),
        (31, vec!["10", "10", "10", "1"]),
        (100, vec!["10"; 5]),
    ] {
        let shop = Catalogue::of(45);
        let found = collect(&mut shop.categories().limit(10).items().cap(cap)).await;
        let expected = u32::try_from(cap).unwrap().min(45);
        assert_eq!(found.unwrap(), ids(0..expected));
        let queries = shop.queries();
        let asked: Vec<String> = queries
            .iter()
            .flat_map(|query| {
                values(&parameters(query), "limit")
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(asked, limits);
    }
}

#[tokio::test]
async fn a_server_that_gives_more_than_it_was_asked_for_does_not_break_the_cap() {
    let shop = Catalogue::with(|_| {
        let results: Vec<String> = ids(0..10).iter().map(category).collect();
        Answer::json(200, page(10, 0, &results))
    });
    let mut pages = shop.categories().pages().cap(3);
    assert_eq!(pages.try_next().await.unwrap().unwrap().results.len(), 3);
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn the_results_are_counted_where_the_caller_says_so() {
    let shop = Catalogue::of(1);
    collect(&mut shop.categories().with_total(true).items())
        .await
        .unwrap();
    assert_eq!(shop.queries(), ["withTotal=true&limit=500&sort=id%20asc"]);
}

#[tokio::test]
async fn an_offset_is_skipped_once() {
    let shop = Catalogue::of(7);
    let mut items = shop.categories().offset(3).limit(2).items();
    assert_eq!(collect(&mut items).await.unwrap(), ids(3..7));
    let offsets: Vec<bool> = shop
        .queries()
        .iter()
        .map(|query| query.contains("offset=3"))
        .collect();
    assert_eq!(offsets, [true, false, false]);
}

#[tokio::test]
async fn a_page_is_fetched_when_it_is_asked_for_and_no_sooner() {
    let shop = Catalogue::of(4);
    let mut items = shop.categories().limit(2).items();
    assert_eq!(shop.calls(), 0);
    for calls in [1, 1, 2, 2] {
        items.try_next().await.unwrap().unwrap();
        assert_eq!(shop.calls(), calls);
    }
    drop(items);
    assert_eq!(shop.calls(), 2);
}

#[tokio::test]
async fn it_is_a_stream_that_a_task_can_have() {
    let shop = Catalogue::of(3);
    let items = shop.categories().limit(2).items();
    let walk =
        tokio::spawn(async move { items.map_ok(|category| category.id).try_collect().await });
    let found: Vec<String> = walk.await.unwrap().unwrap();
    assert_eq!(found, ids(0..3));

    let mut pages = shop.categories().limit(2).pages();
    let walk = tokio::spawn(async move { pages.try_next().await });
    assert_eq!(walk.await.unwrap().unwrap().unwrap().results.len(), 2);
}

#[tokio::test]
async fn the_customers_own_carts_are_paged_through_alike() {
    let shop = Catalogue::with(|_| Answer::json(200, page(1, 0, &[])));
    let mut items = shop.api.me().carts().get().where_("x = 1").items();
    assert!(items.try_next().await.unwrap().is_none());
    assert_eq!(
        shop.emulator.requests()[0].target(),
        format!("/my-shop/me/carts?where=x%20%3D%201&{FIRST}")
    );
}

#[tokio::test]
async fn results_of_several_kinds_have_ids_as_well() {
    let mut bodies = vec![
        r#"{"id": "unit-2", "version": 1, "createdAt": "2024-01-31T12:00:00.100Z", "lastModifiedAt": "2024-01-31T12:00:00.100Z",
            "key": "b", "status": "Active", "storeMode": "Explicit", "unitType": "Guild", "name": "B", "addresses": [],
            "associateMode": "Explicit", "associates": [], "topLevelUnit": {"typeId": "business-unit", "key": "b"},
            "approvalRuleMode": "Explicit"}"#,
        "",
    ]
    .into_iter();
    let shop = Catalogue::with(move |_| {
        let results: Vec<String> = bodies
            .next()
            .filter(|body| !body.is_empty())
            .map(str::to_owned)
            .into_iter()
            .collect();
        Answer::json(200, page(1, 0, &results))
    });
    let pages: Pages<BusinessUnitPagedQueryResponse> =
        shop.api.me().business_units().get().limit(1).pages();
    let units: Vec<_> = pages.items().try_collect().await.unwrap();

    assert_eq!(units[0].id(), "unit-2");
    let second = shop.emulator.requests()[1].target().to_owned();
    assert!(
        second.ends_with("&where=id%20%3E%20%22unit-2%22"),
        "{second}"
    );
}

#[tokio::test]
async fn a_query_that_the_sdk_does_not_know_is_paged_through_by_hand() {
    let mut bodies = vec![page(1, 0, &[cart().to_string()]), page(1, 0, &[])].into_iter();
    let shop = Catalogue::with(move |_| Answer::json(200, bodies.next().unwrap()));
    let path = Path::new()
        .literal("/my-shop/in-store/key=")
        .parameter("storeKey", "a/b")
        .literal("/carts");
    let mut request = Request::new(Method::GET, "/my-shop/in-store/key={storeKey}/carts", path);
    request.set_query("limit", 1);
    let pages: Pages<CartPagedQueryResponse> = Pages::new(
        shop.client.clone(),
        request,
        Paging::by_id().without_total(),
    );
    let carts: Vec<_> = pages.items().try_collect().await.unwrap();

    assert_eq!(carts[0].id, "cart-1");
    let targets: Vec<String> = shop
        .emulator
        .requests()
        .iter()
        .map(|request| request.target().to_owned())
        .collect();
    let first = "/my-shop/in-store/key=a%2Fb/carts?limit=1&withTotal=false&sort=id%20asc";
    assert_eq!(
        targets,
        [
            first.to_owned(),
            format!("{first}&where=id%20%3E%20%22cart-1%22")
        ]
    );
}
