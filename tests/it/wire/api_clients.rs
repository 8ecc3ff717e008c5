//! API clients.

use ctp_sdk::models::ApiClientDraft;
use serde_json::json;

use super::bodies::{api_client, page, with};
use super::shop::Shop;

#[tokio::test]
async fn a_created_client_has_its_secret_in_the_value_and_not_in_what_is_printed() {
    let shop = Shop::answering(201, with(api_client(), json!({"secret": "pl4nted-s3cret"})));
    let draft = ApiClientDraft::new("importer", "manage_products:my-shop")
        .delete_days_after_creation(30)
        .access_token_validity_seconds(3600);
    let answer = shop.api.api_clients().post(draft).execute().await.unwrap();

    assert_eq!(answer.status(), 201);
    let created = answer.body();
    assert_eq!(created.secret.as_deref(), Some("pl4nted-s3cret"));
    for printed in [
        format!("{created:?}"),
        format!("{created:#?}"),
        format!("{answer:?}"),
    ] {
        assert!(!printed.contains("pl4nted"), "{printed}");
    }
    shop.assert_sent_json(
        "POST",
        "/my-shop/api-clients",
        json!({
            "name": "importer",
            "scope": "manage_products:my-shop",
            "deleteDaysAfterCreation": 30,
            "accessTokenValiditySeconds": 3600,
        }),
    );
}

#[tokio::test]
async fn a_client_is_read_by_its_id() {
    let body = with(
        api_client(),
        json!({"lastUsedAt": "2024-02-29", "createdAt": "2024-01-31T12:00:00.000Z", "secret": null}),
    );
    let shop = Shop::answering(200, body);
    let client = shop
        .api
        .api_clients()
        .with_id("client-1")
        .get()
        .send()
        .await
        .unwrap();

    assert_eq!(
        (client.id.as_str(), client.name.as_str()),
        ("client-1", "importer")
    );
    assert_eq!(client.secret, None);
    assert_eq!(client.last_used_at.unwrap().to_string(), "2024-02-29");
    assert_eq!(
        client.created_at.unwrap().to_string(),
        "2024-01-31T12:00:00.000Z"
    );
    assert_eq!(client.access_token_validity_seconds, Some(3600));
    shop.assert_sent("GET", "/my-shop/api-clients/client-1");
}

#[tokio::test]
async fn deleting_a_client_takes_no_version_and_gives_what_was_deleted() {
    let shop = Shop::answering(200, api_client());
    let deleted = shop
        .api
        .api_clients()
        .with_id("client-1")
        .delete()
        .send()
        .await
        .unwrap();
    assert_eq!(deleted.id, "client-1");
    shop.assert_sent("DELETE", "/my-shop/api-clients/client-1");
}

#[tokio::test]
async fn clients_are_queried_page_by_page() {
    let shop = Shop::answering(200, page(json!([api_client(), api_client()])));
    let page = shop
        .api
        .api_clients()
        .get()
        .where_(r#"name = "importer""#)
        .sort("createdAt desc")
        .limit(2)
        .offset(4)
        .with_total(false)
        .send()
        .await
        .unwrap();

    assert_eq!((page.count, page.results.len()), (2, 2));
    shop.assert_sent(
        "GET",
        "/my-shop/api-clients?where=name%20%3D%20%22importer%22&sort=createdAt%20desc&limit=2&offset=4&withTotal=false",
    );
}

#[tokio::test]
async fn a_head_tells_whether_a_client_is_there() {
    let shop = Shop::answering(200, api_client());
    assert!(
        shop.api
            .api_clients()
            .with_id("client-1")
            .head()
            .send()
            .await
            .unwrap()
    );
    shop.assert_sent("HEAD", "/my-shop/api-clients/client-1");

    let shop = Shop::answering(404, json!({"statusCode": 404}));
    assert!(
        !shop
            .api
            .api_clients()
            .head()
            .where_("scope is defined")
            .send()
            .await
            .unwrap()
    );
    shop.assert_sent("HEAD", "/my-shop/api-clients?where=scope%20is%20defined");
}
