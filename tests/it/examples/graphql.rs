//! Operations by GraphQL.

use ctp_emulator::{CATALOGUE, Emulator};
use ctp_sdk::CtpClient;
use serde_json::{Value, json};

use super::sources::graphql::{categories, misspelt, overview};

#[tokio::test]
async fn operations_are_sent_as_graphql_client_writes_them_and_read_as_it_reads_them() {
    let emulator = Emulator::start().await.unwrap();
    emulator.seed(CATALOGUE).unwrap();
    let scopes = "view_categories:emulator".parse().unwrap();
    let client = CtpClient::new(&emulator.config(scopes).unwrap()).unwrap();
    let api = client.integration_api_root();

    let found = categories(&api, "de").await.unwrap().categories;
    assert_eq!(found.total, 4);
    let names = found.results.iter();
    let names: Vec<(Option<&str>, Option<&str>)> = names
        .map(|of| (of.key.as_deref(), of.name.as_deref()))
        .collect();
    let expected = [
        (Some("shoes"), Some("Schuhe")),
        (Some("boots"), Some("Stiefel")),
        (Some("sneakers"), Some("Turnschuhe")),
    ];
    assert_eq!(names, expected);

    let overview = overview(&api).await.unwrap();
    let data = overview.data.unwrap();
    assert_eq!(data.categories.total, 4);
    assert!(data.store.is_none());
    let [error] = overview.errors.as_slice() else {
        panic!("{:?}", overview.errors);
    };
    assert_eq!(error.place(), "store");
    assert_eq!(error.code(), "insufficient_scope");

    let error = misspelt(&api).await.unwrap_err();
    let [reason] = error.graphql_errors() else {
        panic!("{error}");
    };
    let location = reason.locations()[0];
    assert_eq!((location.line, location.column), (1, 16));
    assert!(reason.message().contains("totl"), "{reason}");

    let requests = emulator.requests();
    let mut sent = requests.iter().filter(|of| of.path == "/emulator/graphql");
    let sent: Value = serde_json::from_slice(&sent.next().unwrap().body).unwrap();
    assert_eq!(sent["operationName"], "Categories");
    assert_eq!(sent["variables"], json!({"locale": "de", "limit": 3}));
    let query = sent["query"].as_str().unwrap();
    assert!(query.starts_with("query Categories("), "{query}");
}
