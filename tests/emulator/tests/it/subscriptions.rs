//! Subscriptions, which are kept and shown, and say that nothing is delivered.

use serde_json::{Value, json};

use crate::shop::Shop;

fn draft() -> Value {
    json!({
        "key": "orders",
        "destination": {"type": "SQS", "queueUrl": "https://sqs.example.com/1", "region": "eu", "accessKey": "id", "accessSecret": "s3cret"},
        "messages": [{"resourceTypeId": "order", "types": ["OrderCreated"]}],
    })
}

#[tokio::test]
async fn a_subscription_says_that_nothing_is_delivered() {
    let shop = Shop::start("manage_project:emulator").await;
    let created = shop.post("/subscriptions", draft()).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let created = created.json();
    assert_eq!(created["status"], "ManuallySuspended");
    assert_eq!(created["format"], json!({"type": "Platform"}));
    assert_eq!(
        (
            &created["messages"],
            &created["changes"],
            &created["events"]
        ),
        (&draft()["messages"], &json!([]), &json!([]))
    );
    assert_eq!(shop.get("/subscriptions/key=orders").await.json(), created);
}

#[tokio::test]
async fn secrets_of_destinations_are_not_kept() {
    let shop = Shop::start("manage_project:emulator").await;
    shop.post("/subscriptions", draft()).await;
    let shown = shop.get("/subscriptions/key=orders").await.json()["destination"].clone();
    assert_eq!(
        (&shown["accessKey"], &shown["accessSecret"]),
        (&json!("id"), &json!("****"))
    );
    let destinations = [
        json!({"type": "SNS", "topicArn": "a", "accessKey": "id", "accessSecret": "s3cret"}),
        json!({"type": "EventGrid", "uri": "https://example.com", "accessKey": "s3cret"}),
        json!({"type": "AzureServiceBus", "connectionString": "Endpoint=a;SharedAccessKey=s3cret"}),
        json!({"type": "ConfluentCloud", "bootstrapServer": "a", "apiKey": "id", "apiSecret": "s3cret", "acks": "1", "topic": "t"}),
        json!({"type": "GoogleCloudPubSub", "projectId": "p", "topic": "t"}),
        json!({"type": "EventBridge", "region": "r", "accountId": "a", "source": "s"}),
    ];
    for (version, destination) in (1..).zip(destinations) {
        let action = json!({"action": "changeDestination", "destination": destination});
        let updated = shop
            .update("/subscriptions/key=orders", version, json!([action]))
            .await;
        assert_eq!(updated.status, 200, "{}", updated.text);
        assert!(!updated.text.contains("s3cret"), "{}", updated.text);
        assert_eq!(updated.json()["destination"]["type"], destination["type"]);
    }
}

#[tokio::test]
async fn a_subscription_is_about_something() {
    let shop = Shop::start("manage_project:emulator").await;
    let mut empty = draft();
    empty["messages"] = json!([]);
    assert_eq!(
        shop.post("/subscriptions", empty).await.refusal().1,
        "InvalidInput"
    );
    shop.post("/subscriptions", draft()).await;
    let changes = json!([{"resourceTypeId": "cart"}]);
    let actions = json!([{"action": "setMessages"}, {"action": "setChanges", "changes": changes}]);
    let updated = shop
        .update("/subscriptions/key=orders", 1, actions)
        .await
        .json();
    assert_eq!(
        (&updated["changes"], &updated["messages"]),
        (&changes, &json!([]))
    );
    let actions = json!([{"action": "setChanges"}]);
    let refused = shop.update("/subscriptions/key=orders", 2, actions).await;
    assert_eq!(refused.refusal().1, "InvalidInput");
    assert_eq!(
        shop.post("/subscriptions", draft()).await.refusal().1,
        "DuplicateField"
    );
}

#[tokio::test]
async fn monitoring_asks_for_the_health_of_a_subscription_without_a_token() {
    let shop = Shop::start("manage_project:emulator").await;
    let created = shop.post("/subscriptions", draft()).await.json();
    let health = |id: &str| {
        let path = format!("/emulator/subscriptions/{id}/health");
        crate::shop::answer(shop.request(reqwest::Method::GET, &path))
    };
    let (status, _, message) = health(created["id"].as_str().unwrap()).await.refusal();
    assert_eq!(status, 400);
    assert!(message.contains("ManuallySuspended"), "{message}");
    assert_eq!(health("none").await.status, 404);
}
