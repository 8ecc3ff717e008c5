//! What is sent for custom objects of a type, and what comes of the answers.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::HashMap;
use std::convert::Infallible;

use emulator::{Answer, Emulator};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Value, json};

use super::*;
use crate::{Client, RequestOptions, Step, models};

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Limits {
    orders_per_day: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    closed: Vec<Hours>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
struct Hours {
    from: u8,
}

impl Limits {
    fn of(orders_per_day: u32) -> Self {
        Self {
            orders_per_day,
            closed: Vec::new(),
        }
    }
}

/// A project that gives each answer once.
struct Project {
    emulator: Emulator,
    api: ApiRoot,
}

impl Project {
    fn answering(answers: impl IntoIterator<Item = Answer>) -> Self {
        let emulator = Emulator::start().unwrap();
        answers
            .into_iter()
            .for_each(|answer| emulator.enqueue(answer));
        let client = Client::builder(&emulator.url())
            .remove(Step::Retry)
            .build()
            .unwrap();
        let api = ApiRoot::new(client, "my-shop");
        Self { emulator, api }
    }

    fn limits(&self) -> CustomObjects<Limits> {
        self.api.custom_objects_of("limits")
    }

    fn berlin(&self) -> CustomObjectByKey<Limits> {
        self.limits().with_key("berlin")
    }

    /// Method and target of each request.
    fn targets(&self) -> Vec<String> {
        let requests = self.emulator.requests();
        let target = |request: &emulator::Request| {
            let target = request.target().replace("/my-shop/custom-objects", "");
            format!("{} {target}", request.method())
        };
        requests.iter().map(target).collect()
    }

    /// The bodies that were sent.
    fn bodies(&self) -> Vec<Value> {
        let requests = self.emulator.requests();
        let sent = requests.iter().filter(|request| !request.body().is_empty());
        sent.map(|request| serde_json::from_slice(request.body()).unwrap())
            .collect()
    }
}

fn object(key: &str, version: i64, value: Value) -> Value {
    json!({
        "id": format!("id-{key}"), "version": version, "container": "limits", "key": key, "value": value,
        "createdAt": "2026-01-01T00:00:00Z", "lastModifiedAt": "2026-01-02T00:00:00Z",
    })
}

fn answer(object: Value) -> Answer {
    Answer::json(200, object.to_string())
}

fn berlin(version: i64, orders_per_day: u32) -> Answer {
    answer(object(
        "berlin",
        version,
        json!({"ordersPerDay": orders_per_day}),
    ))
}

fn refusal(status: u16, code: &str, more: Value) -> Answer {
    let mut error = json!({"code": code, "message": "no"});
    if let (Value::Object(error), Value::Object(more)) = (&mut error, more) {
        error.extend(more);
    }
    let body = json!({"statusCode": status, "message": "no", "errors": [error]});
    Answer::json(status, body.to_string())
}

fn not_found() -> Answer {
    refusal(404, "ResourceNotFound", json!({}))
}

fn conflict(current: i64) -> Answer {
    refusal(
        409,
        "ConcurrentModification",
        json!({"currentVersion": current}),
    )
}

fn page(results: impl IntoIterator<Item = Value>) -> Answer {
    let results: Vec<Value> = results.into_iter().collect();
    answer(json!({"limit": 500, "offset": 0, "count": results.len(), "results": results}))
}

#[tokio::test]
async fn one_is_read_by_container_and_key() {
    let project = Project::answering([berlin(3, 100), not_found(), not_found()]);
    let found = project.berlin().get().send_optional().await.unwrap();
    let found = found.unwrap();
    assert_eq!((found.version, found.value.clone()), (3, Limits::of(100)));
    assert_eq!((&*found.container, &*found.key), ("limits", "berlin"));
    assert_eq!(found.created_at.to_string(), "2026-01-01T00:00:00Z");
    assert_eq!(found.to_reference().id, "id-berlin");

    let get = project.berlin().get().expand("value.product");
    assert!(get.send_optional().await.unwrap().is_none());
    let error = project.berlin().get().send().await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert_eq!(
        project.targets(),
        [
            "GET /limits/berlin",
            "GET /limits/berlin?expand=value.product",
            "GET /limits/berlin"
        ]
    );
}

#[tokio::test]
async fn an_upsert_sends_the_value_and_the_version() {
    let project = Project::answering([berlin(1, 100), berlin(2, 110), conflict(5)]);
    let berlin = project.berlin();
    let created = berlin.upsert(&Limits::of(100)).send().await.unwrap();
    assert_eq!(created.version, 1);
    let whole = berlin.upsert(&Limits::of(110)).version(1).execute().await;
    assert_eq!(whole.unwrap().body().value, Limits::of(110));

    let refused = berlin.upsert(&Limits::of(120)).version(2).send().await;
    let error = refused.unwrap_err();
    assert!(error.is_conflict(), "{error}");
    assert_eq!(error.current_version(), Some(5));

    let draft = |orders: u32, version: Value| {
        let mut draft =
            json!({"container": "limits", "key": "berlin", "value": {"ordersPerDay": orders}});
        if !version.is_null() {
            draft["version"] = version;
        }
        draft
    };
    assert_eq!(
        project.bodies(),
        [
            draft(100, Value::Null),
            draft(110, json!(1)),
            draft(120, json!(2))
        ]
    );
    assert_eq!(project.targets(), ["POST ", "POST ", "POST "]);
}

#[test]
fn an_upsert_may_be_sent_again_if_a_version_guards_it() {
    let project = Project::answering([]);
    let mut upsert = project.berlin().upsert(&Limits::of(100));
    assert!(!upsert.request_mut().is_idempotent());
    assert!(upsert.version(1).request_mut().is_idempotent());
}

#[tokio::test]
async fn a_value_that_cannot_be_written_is_not_sent() {
    struct Broken;
    impl Serialize for Broken {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("s3cret"))
        }
    }
    impl<'de> Deserialize<'de> for Broken {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            serde::de::IgnoredAny::deserialize(deserializer).map(|_| Self)
        }
    }
    let project = Project::answering([]);
    let broken = project.api.custom_objects_of::<Broken>("limits");
    let upsert = broken.with_key("berlin").upsert(&Broken).version(1);
    let Err(error) = upsert.send().await else {
        unreachable!("it cannot be written")
    };
    assert!(error.is_request(), "{error}");
    assert!(!error.to_string().contains("s3cret"), "{error}");
    assert_eq!(project.targets(), Vec::<String>::new());
}

#[tokio::test]
async fn a_delete_names_the_version_that_was_seen() {
    let project = Project::answering([berlin(3, 100), conflict(4)]);
    let berlin = project.berlin();
    let deleted = berlin.delete().version(3).data_erasure(true).send().await;
    assert_eq!(deleted.unwrap().value, Limits::of(100));
    let error = berlin.delete().send().await.unwrap_err();
    assert!(error.is_conflict(), "{error}");
    assert_eq!(
        project.targets(),
        [
            "DELETE /limits/berlin?version=3&dataErasure=true",
            "DELETE /limits/berlin"
        ]
    );
}

#[tokio::test]
async fn a_value_that_does_not_fit_names_container_key_and_place() {
    let value = json!({"ordersPerDay": 1, "closed": [{"from": 1}, {"from": "s3cret"}]});
    let project = Project::answering([answer(object("berlin", 3, value))]);
    let error = project.berlin().get().send().await.unwrap_err();
    assert!(error.is_decode(), "{error}");
    let failure = error.decode_failure().unwrap();
    assert_eq!(failure.resource(), Some("custom object `limits/berlin`"));
    assert_eq!(failure.path(), "value.closed[1].from");
    assert_eq!(failure.excerpt(), "{from: string}");
    let expected = format!(
        "the API answered 200 OK, but: custom object `limits/berlin`: value.closed[1].from: invalid type: string, \
         expected u8 (reading {})",
        std::any::type_name::<Limits>()
    );
    let told = error.to_string();
    let told = told.split(" (correlation id").next().unwrap();
    assert_eq!(told, expected);
    assert!(!format!("{error:?}").contains("s3cret"));
    let body: Value = serde_json::from_slice(error.body().unwrap()).unwrap();
    assert_eq!(body["value"]["closed"][1]["from"], "s3cret");
}

#[tokio::test]
async fn what_is_no_custom_object_says_so() {
    let project = Project::answering([answer(json!({"id": "a"}))]);
    let error = project.berlin().get().send().await.unwrap_err();
    assert!(error.is_decode(), "{error}");
    assert!(error.to_string().contains("missing field `"), "{error}");
    assert_eq!(error.decode_failure().unwrap().resource(), None);
}

#[tokio::test]
async fn a_model_becomes_a_typed_one() {
    let project = Project::answering([berlin(3, 100), berlin(3, 100)]);
    let untyped = project.api.custom_objects();
    let get = || untyped.with_container_and_key("limits", "berlin").get();
    let model: models::CustomObject = get().send().await.unwrap();
    assert_eq!(
        CustomObject::<Limits>::try_from(model).unwrap().value,
        Limits::of(100)
    );
    let model = get().send().await.unwrap();
    let failure = CustomObject::<String>::try_from(model).unwrap_err();
    assert_eq!(failure.path(), "value");
    assert_eq!(failure.resource(), Some("custom object `limits/berlin`"));
}

#[cfg(feature = "predicates")]
#[tokio::test]
async fn a_query_asks_by_predicates_and_gives_a_page() {
    use crate::predicates::{bound, custom_object};

    let found = answer(json!({
        "limit": 2, "offset": 1, "count": 1, "total": 7,
        "results": [object("berlin", 3, json!({"ordersPerDay": 100}))],
    }));
    let project = Project::answering([found]);
    let value = custom_object::predicate().value();
    let page = project
        .limits()
        .query()
        .matching(value.field("ordersPerDay").integer().ge(bound("least", 10)))
        .where_("key <> :not")
        .var("not", "bonn")
        .sort("key asc")
        .limit(2)
        .offset(1)
        .with_total(true)
        .expand("value.product")
        .send()
        .await
        .unwrap();
    assert_eq!((page.limit, page.offset, page.count), (2, 1, 1));
    assert_eq!(page.total, Some(7));
    assert_eq!(page.results[0].value, Limits::of(100));
    let requests = project.emulator.requests();
    assert_eq!(requests[0].path(), "/my-shop/custom-objects/limits");
    let query: Vec<(String, String)> =
        url::form_urlencoded::parse(requests[0].query().unwrap().as_bytes())
            .into_owned()
            .collect();
    let expected = [
        ("where", "value(ordersPerDay >= :least)"),
        ("var.least", "10"),
        ("where", "key <> :not"),
        ("var.not", "bonn"),
        ("sort", "key asc"),
        ("limit", "2"),
        ("offset", "1"),
        ("withTotal", "true"),
        ("expand", "value.product"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(query, expected);
}

#[tokio::test]
async fn a_value_on_a_page_that_does_not_fit_names_its_place() {
    let results = [
        object("aachen", 1, json!({"ordersPerDay": 1})),
        object("bonn", 1, json!({"ordersPerDay": -1})),
    ];
    let project = Project::answering([page(results)]);
    let error = project.limits().query().send().await.unwrap_err();
    let failure = error.decode_failure().unwrap();
    assert_eq!(failure.path(), "results[1].value.ordersPerDay");
    assert_eq!(failure.resource(), Some("custom object `limits/bonn`"));
}

#[tokio::test]
async fn items_pass_over_values_that_do_not_fit_and_objects_that_are_none() {
    let good = |key: &str| object(key, 1, json!({"ordersPerDay": 1}));
    let results = [
        good("a"),
        object("b", 1, json!({"ordersPerDay": "s3cret"})),
        json!({"id": "id-c", "key": "c"}),
        object("d", 1, json!([])),
        good("e"),
        json!({"id": "id-f", "key": "f"}),
    ];
    let first = answer(json!({"limit": 6, "offset": 0, "count": 6, "results": results}));
    let project = Project::answering([first, page([good("g")])]);
    let mut items = project.limits().query().limit(6).items();
    let mut seen = Vec::new();
    while let Some(item) = items.next().await {
        seen.push(match item {
            Ok(found) => found.key,
            Err(error) => {
                let body: Value = serde_json::from_slice(error.body().unwrap()).unwrap();
                let failure = error.decode_failure().unwrap();
                assert!(!error.to_string().contains("s3cret"));
                format!("{} {}", body["key"].as_str().unwrap(), failure.path())
            }
        });
    }
    assert_eq!(
        seen,
        [
            "a",
            "b results[1].value.ordersPerDay",
            "c results[2]",
            "d results[3].value",
            "e",
            "f results[5]",
            "g"
        ]
    );
    let second = project.targets()[1].clone();
    assert!(second.contains("id+%3E+%22id-f%22") || second.contains("id%20%3E%20%22id-f%22"));
}

#[tokio::test]
async fn all_pages_follow_each_other_by_id() {
    let one = |key: &str| object(key, 1, json!({"ordersPerDay": 1}));
    let first = answer(json!({"limit": 1, "offset": 0, "count": 1, "results": [one("a")]}));
    let second = answer(json!({"limit": 1, "offset": 0, "count": 1, "results": [one("b")]}));
    let project = Project::answering([first, second, page([])]);
    let mut pages = project.limits().query().limit(1).pages();
    let mut keys = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        keys.extend(page.results.into_iter().map(|found| found.key));
    }
    assert_eq!(keys, ["a", "b"]);
    let targets = project.targets();
    assert_eq!(targets.len(), 3);
    assert!(targets[0].contains("withTotal=false"), "{}", targets[0]);
}

#[tokio::test]
async fn a_change_is_made_again_on_what_somebody_else_has_made_of_it() {
    let project = Project::answering([berlin(3, 100), conflict(4), berlin(4, 200), berlin(5, 210)]);
    let mut seen = Vec::new();
    let changed = project
        .berlin()
        .update_with(|limits| {
            seen.push(limits.orders_per_day);
            limits.orders_per_day += 10;
        })
        .await
        .unwrap();
    assert_eq!((changed.version, changed.value), (5, Limits::of(210)));
    assert_eq!(seen, [100, 200]);
    let sent = project.bodies();
    assert_eq!(sent[0]["version"], 3);
    assert_eq!(sent[0]["value"]["ordersPerDay"], 110);
    assert_eq!(sent[1]["version"], 4);
    assert_eq!(sent[1]["value"]["ordersPerDay"], 210);
}

#[tokio::test]
async fn a_change_that_changes_nothing_is_not_sent() {
    let project = Project::answering([berlin(3, 100)]);
    let kept = project.berlin().update_with(|_| ()).await.unwrap();
    assert_eq!(kept.version, 3);
    assert_eq!(project.targets(), ["GET /limits/berlin"]);
}

#[tokio::test]
async fn conflicts_without_end_are_the_result_after_so_many_attempts() {
    let project = Project::answering([berlin(3, 1), conflict(4), berlin(4, 1), conflict(5)]);
    let update = project
        .berlin()
        .update_with(|limits| limits.orders_per_day += 1);
    let error = update.attempts(2).await.unwrap_err();
    assert!(error.is_conflict(), "{error}");
    assert_eq!(project.targets().len(), 4);
}

#[tokio::test]
async fn a_change_of_nothing_is_an_error_unless_it_says_how_to_begin() {
    let project = Project::answering([
        not_found(),
        not_found(),
        conflict(1),
        berlin(1, 7),
        berlin(2, 8),
    ]);
    let more = |limits: &mut Limits| limits.orders_per_day += 1;
    let error = project.berlin().update_with(more).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");

    // Somebody else creates it in between.
    let created = project.berlin().update_with(more);
    let created = created.or_create_with(|| Limits::of(0)).await.unwrap();
    assert_eq!(created.version, 2);
    let sent = project.bodies();
    assert_eq!(sent[0]["version"], 0);
    assert_eq!(sent[0]["value"]["ordersPerDay"], 1);
    assert_eq!(sent[1]["version"], 1);
    assert_eq!(sent[1]["value"]["ordersPerDay"], 8);
}

#[tokio::test]
async fn a_closure_that_fails_ends_the_change() {
    let project = Project::answering([berlin(3, 100)]);
    let change = |_: &mut Limits| Err("too many".parse::<u32>().unwrap_err());
    let error = project.berlin().try_update_with(change).await.unwrap_err();
    assert!(error.caller_error::<std::num::ParseIntError>().is_some());
    assert_eq!(project.targets(), ["GET /limits/berlin"]);
}

#[tokio::test]
async fn a_change_of_a_value_that_does_not_fit_writes_nothing() {
    let project = Project::answering([answer(object("berlin", 3, json!({"ordersPerDay": null})))]);
    let change = |_: &mut Limits| Ok::<_, Infallible>(());
    let update = project.berlin().try_update_with(change);
    let error = update.or_create_with(|| Limits::of(0)).await.unwrap_err();
    assert!(error.is_decode(), "{error}");
    assert_eq!(project.targets(), ["GET /limits/berlin"]);
}

#[test]
fn debug_shows_where_and_no_values() {
    let project = Project::answering([]);
    let upsert = project.berlin().upsert(&Limits::of(4711));
    let debug = format!("{upsert:?} {:?} {:?}", project.limits(), project.berlin());
    assert!(
        debug.contains("limits") && debug.contains("berlin"),
        "{debug}"
    );
    assert!(!debug.contains("4711"), "{debug}");
}

/// Values of other shapes than structs, written and read back.
#[tokio::test]
async fn a_value_may_be_of_any_shape() {
    async fn round_trip<T>(value: T, json: Value)
    where
        T: Serialize + serde::de::DeserializeOwned + PartialEq + fmt::Debug,
    {
        let project = Project::answering([answer(object("berlin", 1, json.clone()))]);
        let objects = project.api.custom_objects_of::<T>("limits");
        let written = objects.with_key("berlin").upsert(&value).send().await;
        assert_eq!(written.unwrap().value, value);
        assert_eq!(project.bodies()[0]["value"], json);
    }
    round_trip(5_u64, json!(5)).await;
    round_trip(u64::MAX, json!(u64::MAX)).await;
    round_trip(0.1_f64, json!(0.1)).await;
    round_trip("a \"text\"".to_owned(), json!("a \"text\"")).await;
    round_trip(vec![Some(1), None], json!([1, null])).await;
    round_trip(HashMap::from([(7_u8, true)]), json!({"7": true})).await;
}
