//! Operations by GraphQL.

use ctp_sdk::{ApiRoot, Client};
use serde_json::{Value, json};

use super::sources::graphql::{categories, server, totals};

#[tokio::test]
async fn operations_are_sent_as_graphql_client_writes_them_and_read_as_it_reads_them() {
    let server = server().unwrap();
    let client = Client::builder(&server.url()).bearer("a-token").build();
    let api = ApiRoot::new(client.unwrap(), "my-shop");
    let found = categories(&api, "de").await.unwrap().categories;
    assert_eq!(found.total, 2);
    assert_eq!(found.results[0].key.as_deref(), Some("shoes"));
    assert_eq!(found.results[1].key, None);

    let totals = totals(&api).await.unwrap();
    let data = totals.data.unwrap();
    assert_eq!(data.categories.unwrap().total, 2);
    assert!(data.stores.is_none());
    assert_eq!(totals.errors[0].place(), "stores");

    let requests = server.requests();
    assert_eq!(requests[0].target(), "/my-shop/graphql");
    let sent: Value = serde_json::from_slice(requests[0].body()).unwrap();
    assert_eq!(sent["operationName"], "Categories");
    assert_eq!(sent["variables"], json!({"locale": "de", "limit": 3}));
    assert!(
        sent["query"]
            .as_str()
            .unwrap()
            .starts_with("query Categories(")
    );
}
