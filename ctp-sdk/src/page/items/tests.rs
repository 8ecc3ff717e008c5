//! Results that cannot be read. How pages follow each other has tests of its own, against the API of the SDK.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use emulator::{Answer, Emulator};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::*;
use crate::page::{Apart, Paging};
use crate::runtime;
use crate::{Client, Error, Method, Path, RawResponse, Request, Step};

#[derive(Clone, Debug, PartialEq)]
struct Item {
    id: String,
    version: i64,
}

#[derive(Clone, Debug, PartialEq)]
struct Results {
    limit: i64,
    results: Vec<Item>,
}

runtime::received! { Item { id: "id", version: "version", } }
runtime::received! { Results { limit: "limit", results: "results", } }

impl Page for Results {
    type Item = Item;

    fn read(answer: RawResponse) -> Result<Self> {
        answer.into_model()
    }

    fn read_apart(answer: RawResponse) -> Result<Apart<Self>> {
        Apart::read(answer, "results")
    }

    fn results(&mut self) -> &mut Vec<Item> {
        &mut self.results
    }

    fn limit(&self) -> Option<u64> {
        runtime::page_limit(self.limit)
    }

    fn id(result: &Item) -> Option<&str> {
        Some(&result.id)
    }
}

/// A project that gives each page once.
struct Project {
    emulator: Emulator,
    client: Client,
}

impl Project {
    fn new(pages: impl IntoIterator<Item = Value>) -> Self {
        let emulator = Emulator::start().unwrap();
        for results in pages {
            let answer = Answer::json(200, json!({"limit": 3, "results": results}).to_string());
            emulator.enqueue(answer.header("X-Correlation-ID", "c0rrelation"));
        }
        let client = Client::builder(&emulator.url())
            .remove(Step::Retry)
            .build()
            .unwrap();
        Self { emulator, client }
    }

    fn pages(&self, paging: Paging) -> Pages<Results> {
        let mut request = Request::new(Method::GET, "/items", Path::new().literal("/items"));
        request.set_query("limit", 3);
        Pages::new(self.client.clone(), request, paging)
    }

    fn items(&self) -> Items<Results> {
        self.pages(Paging::by_id()).items()
    }

    /// What the requests asked for beside the limit and the order.
    fn queries(&self) -> Vec<String> {
        let requests = self.emulator.requests();
        let query = |request: &emulator::Request| {
            let parameters = form_urlencoded::parse(request.query().unwrap_or_default().as_bytes());
            let own = parameters.filter(|(name, _)| name != "limit" && name != "sort");
            own.map(|(name, value)| format!("{name}={value}")).collect()
        };
        requests.iter().map(query).collect()
    }
}

fn item(id: &str) -> Value {
    json!({"id": id, "version": 1})
}

/// One that cannot be read, but tells its id.
fn unreadable(id: &str) -> Value {
    json!({"id": id, "version": "s3cr3t"})
}

/// All that comes, in a few words: the id of a result, and the place of an error.
async fn all(items: &mut Items<Results>) -> Vec<String> {
    let mut all = Vec::new();
    while let Some(result) = items.next().await {
        let is_over = matches!(&result, Err(error) if !error.is_decode());
        all.push(match result {
            Ok(item) => item.id,
            Err(error) => error
                .decode_failure()
                .map_or_else(|| error.to_string(), |failure| failure.path().to_owned()),
        });
        // An error of another kind would come again and again.
        if is_over || all.len() > 20 {
            break;
        }
    }
    all
}

#[tokio::test]
async fn a_result_that_cannot_be_read_is_an_error_in_its_place() {
    let project = Project::new([
        json!([item("a"), unreadable("b"), item("c")]),
        json!([unreadable("d")]),
    ]);
    let mut items = project.items();
    let expected = ["a", "results[1].version", "c", "results[0].version"];
    assert_eq!(all(&mut items).await, expected);
    assert_eq!(items.cursor(), &PageCursor::after("d"));
    assert_eq!(project.queries().len(), 2);
}

#[tokio::test]
async fn the_error_keeps_the_result() {
    let project = Project::new([json!([unreadable("b")])]);
    let error: Error = project.items().next().await.unwrap().unwrap_err();
    assert!(error.is_decode());
    let body: Value = serde_json::from_slice(error.body().unwrap()).unwrap();
    assert_eq!(body, unreadable("b"));
    assert_eq!(error.status().unwrap().as_u16(), 200);
    assert_eq!(error.correlation_id(), Some("c0rrelation"));
    let failure = error.decode_failure().unwrap();
    assert_eq!(failure.message(), "invalid type: string, expected i64");
    let printed = format!("{error} {error:?} {error:#?}");
    assert!(!printed.contains("s3cr3t"), "{printed}");
}

#[tokio::test]
async fn the_cursor_goes_behind_each_result_by_its_id() {
    let project = Project::new([json!([item("a"), unreadable("b"), item("c")])]);
    let mut items = project.items();
    let mut cursors = vec![items.cursor().clone()];
    for _ in 0..3 {
        let _ = items.next().await.unwrap();
        cursors.push(items.cursor().clone());
    }
    assert_eq!(cursors[1..], ["a", "b", "c"].map(PageCursor::after));

    // To go on behind the error is to ask for what lies behind it.
    let project = Project::new([json!([item("c")])]);
    let mut items = project.items().resume_from(cursors.remove(2));
    assert_eq!(all(&mut items).await, ["c"]);
    assert_eq!(project.queries(), [r#"where=id > "b""#]);
}

#[tokio::test]
async fn the_next_page_begins_behind_the_last_result_even_if_it_cannot_be_read() {
    let project = Project::new([
        json!([item("a"), item("b"), unreadable("c")]),
        json!([unreadable("d"), unreadable("e"), unreadable("f")]),
        json!([]),
    ]);
    let mut items = project.items();
    let expected = [
        "a",
        "b",
        "results[2].version",
        "results[0].version",
        "results[1].version",
        "results[2].version",
    ];
    assert_eq!(all(&mut items).await, expected);
    assert_eq!(
        project.queries(),
        ["", r#"where=id > "c""#, r#"where=id > "f""#]
    );
}

/// A page that is not full is the last one, so nobody asks what lies behind it.
#[tokio::test]
async fn the_last_page_may_end_with_a_result_without_an_id() {
    for last in [json!({"version": 1}), json!({"id": 7}), json!(null)] {
        let project = Project::new([json!([item("a"), last])]);
        let all = all(&mut project.items()).await;
        assert_eq!(all.len(), 2, "{all:?}");
        assert_eq!(all[0], "a");
        assert!(all[1].starts_with("results[1]"), "{all:?}");
    }
}

/// Paging cannot continue, but the received elements are not lost.
#[tokio::test]
async fn a_full_page_that_ends_with_a_result_without_an_id_is_given_before_the_error() {
    let project = Project::new([json!([item("a"), item("b"), {"version": 1}])]);
    let mut items = project.items();
    let all = all(&mut items).await;
    assert_eq!(all[..3], ["a", "b", "results[2]"]);
    assert_eq!(all.len(), 4, "{all:?}");
    assert!(all[3].contains("cannot continue"), "{all:?}");
    assert_eq!(items.cursor(), &PageCursor::after("b"), "it comes again");
}

#[tokio::test]
async fn the_cap_counts_what_cannot_be_read() {
    for (cap, expected) in [
        (0, &[][..]),
        (1, &["results[0].version"]),
        (2, &["results[0].version", "b"]),
        (3, &["results[0].version", "b", "results[2].version"]),
        (4, &["results[0].version", "b", "results[2].version", "d"]),
    ] {
        // A server that gives more than it was asked for.
        let project = Project::new([
            json!([unreadable("a"), item("b"), unreadable("c")]),
            json!([item("d"), item("e"), unreadable("f")]),
        ]);
        let mut items = project.items().cap(cap);
        assert_eq!(all(&mut items).await, expected, "{cap}");
    }
}

#[tokio::test]
async fn by_offsets_a_result_that_cannot_be_read_counts_as_one() {
    let project = Project::new([
        json!([item("a"), {}, unreadable("c")]),
        json!([{"id": 7}, item("e")]),
    ]);
    let mut items = project.pages(Paging::by_offset()).items();
    let expected = [
        "a",
        "results[1]",
        "results[2].version",
        "results[0].id",
        "e",
    ];
    assert_eq!(all(&mut items).await, expected);
    assert_eq!(project.queries(), ["offset=0", "offset=3"]);
    assert_eq!(
        serde_json::to_value(items.cursor()).unwrap(),
        json!({"offset": 5})
    );
}

#[tokio::test]
async fn anything_else_on_the_page_that_cannot_be_read_is_an_error_of_the_page() {
    let project = Project::new([]);
    let broken = r#"{"limit":"s3cr3t","results":[{"id":"a","version":1}]}"#;
    project.emulator.enqueue(Answer::json(200, broken));
    let mut items = project.items();
    let error = items.next().await.unwrap().unwrap_err();
    assert_eq!(error.decode_failure().unwrap().path(), "limit");
    assert_eq!(&error.body().unwrap()[..], broken.as_bytes());
    // It would come again, so it is the last; to resume is to ask for the same page.
    assert!(items.next().await.is_none());
    let cursor = items.cursor().clone();
    let mut items = items.resume_from(cursor);
    let answer = json!({"limit": 3, "results": [item("a")]});
    project
        .emulator
        .enqueue(Answer::json(200, answer.to_string()));
    assert_eq!(all(&mut items).await, ["a"]);
    assert_eq!(project.queries(), ["", ""]);
}

/// Who asks for pages gets whole ones.
#[tokio::test]
async fn a_page_is_an_error_where_one_of_its_results_cannot_be_read() {
    let project = Project::new([
        json!([item("a"), unreadable("b")]),
        json!([item("a"), item("b")]),
    ]);
    let mut pages = project.pages(Paging::by_id());
    let error = pages.next().await.unwrap().unwrap_err();
    assert_eq!(error.decode_failure().unwrap().path(), "results[1].version");
    assert!(pages.next().await.is_none());
    let cursor = pages.cursor().clone();
    let mut pages = pages.resume_from(cursor);
    assert_eq!(pages.next().await.unwrap().unwrap().results.len(), 2);
}

#[tokio::test]
async fn all_results_are_collected() {
    let pages = [json!([item("a"), item("b"), item("c")]), json!([item("d")])];
    let project = Project::new(pages.clone());
    let all: Vec<Item> = project.items().try_collect().await.unwrap();
    let ids: Vec<&str> = all.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(ids, ["a", "b", "c", "d"]);
    assert_eq!(project.queries().len(), 2);

    let project = Project::new(pages);
    let capped = project.items().cap(2).try_collect::<Vec<_>>().await;
    assert_eq!(capped.unwrap(), all[..2]);
    assert_eq!(project.queries().len(), 1);
}

#[tokio::test]
async fn an_error_is_collected_in_its_place_or_ends_it() {
    let pages = [
        json!([item("a"), unreadable("b"), item("c")]),
        json!([item("d")]),
    ];
    let project = Project::new(pages.clone());
    let all: Vec<Result<Item>> = project.items().collect().await;
    let are_read: Vec<bool> = all.iter().map(Result::is_ok).collect();
    assert_eq!(are_read, [true, false, true, true]);

    let project = Project::new(pages);
    let error = project.items().try_collect::<Vec<_>>().await.unwrap_err();
    assert!(error.is_decode());
    assert_eq!(project.queries().len(), 1);
}

/// `next` would ask for the page again and again.
#[tokio::test]
async fn collecting_ends_at_an_error_that_may_pass() {
    let project = Project::new([json!([item("a"), item("b"), item("c")])]);
    for _ in 0..3 {
        project.emulator.enqueue(Answer::json(503, "{}"));
    }
    let all: Vec<Result<Item>> = project.items().collect().await;
    assert_eq!(all.len(), 4);
    assert!(all[3].as_ref().unwrap_err().is_transient());
    assert_eq!(project.queries().len(), 2);
}
