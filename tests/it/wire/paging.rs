//! Going through the pages of a query.

mod by_id;
mod by_offset;
mod resuming;

use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use ctp_sdk::models::CategoryPagedQueryResponse;
use ctp_sdk::requests::categories::CategoriesGet;
use ctp_sdk::{ApiRoot, Client, Items, Step};
use emulator::{Answer, Emulator, Request};
use url::form_urlencoded;

/// A project with categories, which answers queries as the API does: it knows `where=id > "…"`, `sort`, `limit` and `offset`.
struct Catalogue {
    emulator: Emulator,
    client: Client,
    api: ApiRoot,
    records: Arc<Records>,
}

/// The categories of it, by their ids.
#[derive(Default)]
struct Records {
    ids: Mutex<BTreeSet<String>>,
    is_down: AtomicBool,
}

impl Catalogue {
    fn new(ids: impl IntoIterator<Item = String>) -> Self {
        let records = Arc::new(Records::default());
        records.ids.lock().unwrap().extend(ids);
        let answering = Arc::clone(&records);
        Self::answering(records, move |request| answering.answer(request))
    }

    /// One of this many categories, whose ids are as long as those of the API and stand in the order of their numbers.
    fn of(count: u32) -> Self {
        Self::new((0..count).map(id))
    }

    /// One with answers of the test's own.
    fn with(handler: impl FnMut(&Request) -> Answer + Send + 'static) -> Self {
        Self::answering(Arc::default(), handler)
    }

    fn answering(
        records: Arc<Records>,
        handler: impl FnMut(&Request) -> Answer + Send + 'static,
    ) -> Self {
        let emulator = Emulator::with(handler).unwrap();
        // What fails is to fail at once.
        let client = Client::builder(&emulator.url())
            .remove(Step::Retry)
            .build()
            .unwrap();
        Self {
            api: ApiRoot::new(client.clone(), "my-shop"),
            client,
            emulator,
            records,
        }
    }

    fn categories(&self) -> CategoriesGet {
        self.api.categories().get()
    }

    /// The targets of the requests so far, behind the path of the categories.
    fn queries(&self) -> Vec<String> {
        let requests = self.emulator.requests();
        requests
            .iter()
            .map(|request| {
                assert_eq!(
                    (request.method(), request.path()),
                    ("GET", "/my-shop/categories")
                );
                request.query().unwrap_or_default().to_owned()
            })
            .collect()
    }

    fn calls(&self) -> usize {
        self.emulator.requests().len()
    }
}

impl Records {
    fn insert(&self, id: String) {
        self.ids.lock().unwrap().insert(id);
    }

    fn remove(&self, id: &str) {
        self.ids.lock().unwrap().remove(id);
    }

    /// Whether it answers 503 from now on.
    fn set_down(&self, is_down: bool) {
        self.is_down.store(is_down, Ordering::SeqCst);
    }

    fn answer(&self, request: &Request) -> Answer {
        if self.is_down.load(Ordering::SeqCst) {
            return Answer::empty(503);
        }
        let parameters = parameters(request.query().unwrap_or_default());
        let limit = number(&parameters, "limit").unwrap_or(20);
        let offset = number(&parameters, "offset").unwrap_or(0);
        if limit > 500 || offset > 10_000 {
            return Answer::json(
                400,
                r#"{"statusCode": 400, "message": "Malformed parameter."}"#,
            );
        }
        let after = values(&parameters, "where").find_map(last_id);
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let ids = self.ids.lock().unwrap();
        let found = ids.range((from, Bound::Unbounded));
        let results: Vec<String> = match values(&parameters, "sort").next() {
            Some("id asc") => found.skip(offset).take(limit).map(category).collect(),
            Some(sort) if sort.ends_with(" desc") => {
                found.rev().skip(offset).take(limit).map(category).collect()
            }
            sort => panic!("{sort:?} is no order of this test"),
        };
        Answer::json(200, page(limit, offset, &results))
    }
}

fn page(limit: usize, offset: usize, results: &[String]) -> String {
    format!(
        r#"{{"limit": {limit}, "offset": {offset}, "count": {}, "results": [{}]}}"#,
        results.len(),
        results.join(",")
    )
}

fn category(id: &String) -> String {
    let id = serde_json::to_string(id).unwrap();
    format!(
        r#"{{"id": {id}, "version": 1, "createdAt": "2024-01-31T12:00:00.100Z", "lastModifiedAt": "2024-01-31T12:00:00.100Z",
            "name": {{}}, "slug": {{}}, "ancestors": [], "orderHint": "0.1"}}"#
    )
}

fn id(number: u32) -> String {
    format!("{number:08x}-0000-4000-8000-000000000000")
}

fn ids(numbers: impl IntoIterator<Item = u32>) -> Vec<String> {
    numbers.into_iter().map(id).collect()
}

fn parameters(query: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect()
}

fn values<'a>(parameters: &'a [(String, String)], name: &str) -> impl Iterator<Item = &'a str> {
    let named = parameters.iter().filter(move |(known, _)| known == name);
    named.map(|(_, value)| value.as_str())
}

fn number(parameters: &[(String, String)], name: &str) -> Option<usize> {
    values(parameters, name)
        .next()
        .map(|value| value.parse().unwrap())
}

/// The id of `id > "…"`, with what is escaped in it as it was.
fn last_id(predicate: &str) -> Option<String> {
    let quoted = predicate
        .strip_prefix("id > \"")?
        .strip_suffix('"')
        .unwrap();
    let (mut id, mut letters) = (String::new(), quoted.chars());
    while let Some(letter) = letters.next() {
        assert_ne!(letter, '"', "{predicate}");
        id.push(if letter == '\\' {
            letters.next().unwrap()
        } else {
            letter
        });
    }
    Some(id)
}

/// The ids of all that comes.
async fn collect(items: &mut Items<CategoryPagedQueryResponse>) -> ctp_sdk::Result<Vec<String>> {
    let mut ids = Vec::new();
    while let Some(category) = items.try_next().await? {
        ids.push(category.id);
    }
    Ok(ids)
}
