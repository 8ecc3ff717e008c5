#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::io;

use ctp_auth::{AccessToken, ScopeSet};
use emulator::{Answer, Emulator};

use super::*;
use crate::requests::{carts, in_store};
use crate::{ApiRoot, Client, Method, Path, RequestOptions, Step};

const SECRET: &str = "s3cret";

/// A project that refuses all, so that nothing has to be read.
struct Project {
    emulator: Emulator,
    api: ApiRoot,
}

impl Project {
    fn recording(recorder: &ScopeRecorder, scopes: &str) -> Self {
        let emulator = Emulator::start().unwrap();
        for _ in 0..8 {
            emulator.enqueue(Answer::empty(403));
        }
        let token = AccessToken::new(SECRET).with_scopes(scopes.parse::<ScopeSet>().unwrap());
        let client = Client::builder(&emulator.url())
            .remove(Step::Retry)
            .middleware(recorder.clone())
            .bearer(token)
            .build()
            .unwrap();
        let api = ApiRoot::new(client, "my-shop");
        Self { emulator, api }
    }
}

/// What is written, for all to see.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn operations_are_noted_once_and_without_values() {
    let written = Shared::default();
    let recorder = ScopeRecorder::writing_to(written.clone());
    let project = Project::recording(&recorder, "manage_orders:my-shop");
    let api = &project.api;
    for id in [SECRET, "another"] {
        let get = api.carts().with_id(id).get().expand(SECRET);
        let get = get.with_header("X-Secret", SECRET);
        assert!(get.send().await.is_err());
    }
    let store = api.in_store_key("berlin");
    assert!(store.carts().get().where_(SECRET).send().await.is_err());
    assert_eq!(project.emulator.requests().len(), 3);

    let recorded = recorder.recorded();
    let expected = RecordedOperations::from_iter([
        RecordedOperation::new("GET", "/{projectKey}/carts/{ID}")
            .requiring(carts::CartsByIdGet::REQUIRED_SCOPES.iter().copied())
            .in_project("my-shop"),
        RecordedOperation::new("GET", "/{projectKey}/in-store/key={storeKey}/carts")
            .requiring(
                in_store::InStoreByStoreKeyCartsGet::REQUIRED_SCOPES
                    .iter()
                    .copied(),
            )
            .in_project("my-shop")
            .in_store("berlin"),
    ]);
    assert_eq!(recorded, expected);
    assert_eq!(
        recorded.minimum().unwrap().to_string(),
        "view_orders:my-shop"
    );

    let written = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    assert_eq!(written.lines().count(), 2);
    assert_eq!(
        RecordedOperations::from_json_lines(&written).unwrap(),
        recorded
    );
    assert!(!written.contains(SECRET), "{written}");
    assert_eq!(
        format!("{recorder:?}"),
        "ScopeRecorder { operations: 2, .. }"
    );
}

#[tokio::test]
async fn what_is_sent_by_hand_is_known_where_its_scopes_were_said() {
    let recorder = ScopeRecorder::new();
    let project = Project::recording(&recorder, "manage_orders:my-shop");
    let api = &project.api;
    let raw = || api.raw_request(Method::GET, "/{projectKey}/orders/{id}", &[("id", "1")]);
    assert!(raw().execute_raw().await.is_err());
    let unknown: Vec<String> = recorder
        .recorded()
        .unknown()
        .map(ToString::to_string)
        .collect();
    assert_eq!(unknown, ["GET /{projectKey}/orders/{id}"]);

    let recorder = ScopeRecorder::new();
    let project = Project::recording(&recorder, "manage_orders:my-shop");
    let raw = project
        .api
        .raw_request(Method::GET, "/{projectKey}/orders/{id}", &[("id", "1")]);
    let raw = raw.requiring(&["view_orders:{projectKey}"]);
    assert!(raw.execute_raw().await.is_err());
    recorder
        .recorded()
        .assert_permitted_by(&"manage_orders:my-shop".parse().unwrap());

    // What needs no scope needs no project either.
    let path = Path::new().literal("/health");
    let request = crate::Request::new(Method::GET, "/health", path).requiring(&[]);
    assert!(project.api.client().execute(request).await.is_err());
    assert_eq!(recorder.recorded().unknown().count(), 0);
}

#[tokio::test]
async fn the_token_of_a_guest_needs_a_scope_of_the_api_client() {
    let needed = |scopes: &'static str| async move {
        let recorder = ScopeRecorder::new();
        let project = Project::recording(&recorder, scopes);
        assert!(project.api.me().carts().get().send().await.is_err());
        recorder.recorded().minimum().unwrap()
    };
    let expected: ScopeSet = "create_anonymous_token:my-shop manage_my_orders:my-shop"
        .parse()
        .unwrap();
    assert_eq!(
        needed("manage_my_orders:my-shop anonymous_id:4f").await,
        expected
    );
    let expected: ScopeSet = "manage_my_orders:my-shop".parse().unwrap();
    assert_eq!(
        needed("manage_my_orders:my-shop customer_id:4f").await,
        expected
    );
}

#[tokio::test]
async fn a_writer_that_fails_stops_nothing() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is full"))
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let recorder = ScopeRecorder::writing_to(Full);
    let project = Project::recording(&recorder, "manage_orders:my-shop");
    let refused = project.api.carts().get().send().await.unwrap_err();
    assert_eq!(refused.status().unwrap(), 403);
    assert_eq!(recorder.recorded().len(), 1);
    assert!(recorder.lock().writer.is_none());
}

#[test]
fn no_more_than_a_limit_is_kept() {
    let recorder = ScopeRecorder::new();
    for number in 0..=MOST {
        let store = format!("store-{number}");
        let operation = RecordedOperation::new("GET", "/carts")
            .requiring(["view_orders:{projectKey}:{storeKey}"])
            .in_store(store);
        recorder.note(operation);
    }
    assert_eq!(recorder.recorded().len(), MOST);
}
