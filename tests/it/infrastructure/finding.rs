//! Finding API clients, and deleting them.

use emulator::{Answer, Request};
use serde_json::json;

use super::{Infrastructure, TOKEN, assert_hidden, body, found, not_found};
use crate::wire::bodies::{page, with};

#[tokio::test]
async fn whether_there_is_one_is_asked_by_a_head() {
    let infrastructure =
        Infrastructure::answering([Answer::empty(200), Answer::empty(404), Answer::empty(403)]);
    let api_clients = &infrastructure.api_clients;
    assert!(api_clients.exists("a/b").await.unwrap());
    assert!(!api_clients.exists("a/b").await.unwrap());
    assert!(api_clients.exists("a/b").await.unwrap_err().is_auth());
    let expected = ["HEAD /my-shop/api-clients/a%2Fb"; 3];
    assert_eq!(infrastructure.told(), expected);
}

#[tokio::test]
async fn whether_there_is_one_of_a_kind_is_asked_by_a_head_with_the_predicate() {
    let infrastructure = Infrastructure::answering([Answer::empty(200), Answer::empty(404)]);
    let api_clients = &infrastructure.api_clients;
    let predicate = r#"name = "importer""#;
    assert!(api_clients.exists_where(predicate).await.unwrap());
    assert!(!api_clients.exists_where(predicate).await.unwrap());
    let expected = ["HEAD /my-shop/api-clients?where=name%20%3D%20%22importer%22"; 2];
    assert_eq!(infrastructure.told(), expected);
}

#[tokio::test]
async fn one_is_found_by_its_id_without_its_secret() {
    let infrastructure = Infrastructure::answering([found("one"), not_found(), Answer::empty(500)]);
    let api_clients = &infrastructure.api_clients;
    let one = api_clients.find("one").await.unwrap().unwrap();
    assert_eq!((one.id.as_str(), one.secret), ("one", None));
    assert_eq!(api_clients.find("one").await.unwrap(), None);
    let error = api_clients.find("one").await.unwrap_err();
    assert_eq!(error.status().unwrap(), 500);
    assert_eq!(infrastructure.told(), ["GET /my-shop/api-clients/one"; 3]);
    assert!(api_clients.find("").await.unwrap_err().is_request());
}

/// The values of a query parameter.
fn query(request: &Request, name: &str) -> Vec<String> {
    url::form_urlencoded::parse(request.query().unwrap().as_bytes())
        .filter(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
        .collect()
}

#[tokio::test]
async fn all_of_a_name_are_found_whatever_is_in_the_name() {
    let both = json!([body("one"), with(body("two"), json!({"secret": "pl4nted"}))]);
    let infrastructure = Infrastructure::answering([Answer::json(200, page(both).to_string())]);
    let name = r#"the "importer" \ id = "x" & more"#;
    let api_clients = &infrastructure.api_clients;
    let clients = api_clients.find_by_name(name).await.unwrap();
    let ids: Vec<&str> = clients.iter().map(|client| client.id.as_str()).collect();
    assert_eq!(ids, ["one", "two"]);
    assert_hidden(&[&clients]);

    let requests = infrastructure.requests();
    assert_eq!((requests.len(), requests[0].method()), (1, "GET"));
    assert_eq!(requests[0].path(), "/my-shop/api-clients");
    assert_eq!(query(&requests[0], "where"), ["name = :name"]);
    assert_eq!(query(&requests[0], "var.name"), [name]);
}

#[tokio::test]
async fn all_pages_of_a_name_are_read_and_none_is_no_error() {
    let full: Vec<_> = (0..500).map(|n| body(&format!("id-{n:03}"))).collect();
    let first = Answer::json(
        200,
        with(page(full.into()), json!({"limit": 500})).to_string(),
    );
    let last = Answer::json(200, page(json!([body("id-999")])).to_string());
    let infrastructure = Infrastructure::answering([first, last]);
    let api_clients = &infrastructure.api_clients;
    let clients = api_clients.find_by_name("importer").await.unwrap();
    assert_eq!(clients.len(), 501);
    assert_eq!(infrastructure.requests().len(), 2);

    let none = Answer::json(200, page(json!([])).to_string());
    let infrastructure = Infrastructure::answering([none, Answer::empty(403)]);
    let api_clients = &infrastructure.api_clients;
    assert_eq!(api_clients.find_by_name("importer").await.unwrap(), []);
    let error = api_clients.find_by_name("importer").await.unwrap_err();
    assert!(error.is_auth());
}

#[tokio::test]
async fn a_deletion_tells_whether_there_was_one() {
    let infrastructure = Infrastructure::answering([found("one"), not_found(), Answer::empty(503)]);
    let api_clients = &infrastructure.api_clients;
    assert!(api_clients.delete("one").await.unwrap());
    assert!(!api_clients.delete("one").await.unwrap());
    let deletion = api_clients.delete("one");
    let error = infrastructure.wait_for(deletion).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    assert_eq!(
        infrastructure.told(),
        ["DELETE /my-shop/api-clients/one"; 3]
    );
    assert!(format!("{:?}", infrastructure.requests()).contains(TOKEN));
}
