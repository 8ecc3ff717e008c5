//! Messages, and the subscriptions and extensions that get them sent.

use ctp_sdk::models::{
    AuthorizationHeaderAuthentication, ChangeSubscription, CloudEventsFormat,
    CloudEventsFormatCloudEventsVersion, Destination, EventBridgeDestination, ExtensionAction,
    ExtensionChangeDestinationAction, ExtensionChangeTriggersAction, ExtensionDestination,
    ExtensionDraft, ExtensionResourceTypeId, ExtensionSetTimeoutInMsAction, ExtensionTrigger,
    ExtensionUpdate, ExtensionUpdateAction, GoogleCloudFunctionDestination,
    GoogleCloudPubSubDestination, HttpDestination, Message, MessageSubscription,
    MessageSubscriptionResourceTypeId, OrderState, SqsDestination,
    SubscriptionChangeDestinationAction, SubscriptionDraft, SubscriptionHealthStatus,
    SubscriptionSetMessagesAction, SubscriptionUpdate, SubscriptionUpdateAction,
};
use serde_json::{Value, json};

use super::bodies::{order, page, resource, with};
use super::exchange::{delete, get, head, post};

fn message(kind: &str, members: Value) -> Value {
    let common = json!({
        "type": kind,
        "sequenceNumber": 3,
        "resource": {"typeId": "order", "id": "order-1"},
        "resourceVersion": 4,
        "resourceUserProvidedIdentifiers": {"orderNumber": "17"},
    });
    with(with(resource("message-1"), common), members)
}

#[tokio::test]
async fn messages_are_queried_and_each_is_read_as_what_it_is() {
    let messages = json!([
        message("OrderCreated", json!({"order": order()})),
        message(
            "OrderStateChanged",
            json!({"orderState": "Complete", "oldOrderState": "Open"})
        ),
        message("OrderPainted", json!({"color": "red"})),
        // The value was taken away, so that the message does not have what its type requires.
        message("StagedQuoteValidToSet", json!({})),
    ]);
    let target = "/my-shop/messages?where=resource%28typeId%3D%22order%22%29&sort=createdAt%20asc&limit=3&expand=resource";
    let found = get(target, page(messages), |api| {
        let query = api.messages().get().where_("resource(typeId=\"order\")");
        query
            .sort("createdAt asc")
            .limit(3)
            .expand("resource")
            .send()
    });
    let found = found.await;

    let Message::OrderCreated(created) = &found.results[0] else {
        panic!("{:?}", found.results[0])
    };
    assert_eq!(created.order.total_price.cent_amount, 500);
    assert_eq!((created.sequence_number, created.resource_version), (3, 4));
    let Message::OrderStateChanged(changed) = &found.results[1] else {
        panic!("{:?}", found.results[1])
    };
    assert_eq!(changed.order_state, OrderState::Complete);
    assert_eq!(changed.old_order_state, Some(OrderState::Open));
    let identifiers = changed.resource_user_provided_identifiers.as_ref().unwrap();
    assert_eq!(identifiers.order_number.as_deref(), Some("17"));
    assert!(
        matches!(found.results[2], Message::Unknown(_)),
        "{:?}",
        found.results[2]
    );
    let Message::Unknown(without_value) = &found.results[3] else {
        panic!("{:?}", found.results[3])
    };
    assert_eq!(without_value.tag(), Some("StagedQuoteValidToSet"));
    assert!(without_value.failure().is_some());
}

#[tokio::test]
async fn a_message_is_read_by_its_id() {
    let body = message("OrderStateChanged", json!({"orderState": "Complete"}));
    let read = get("/my-shop/messages/message-1?expand=resource", body, |api| {
        api.messages()
            .with_id("message-1")
            .get()
            .expand("resource")
            .send()
    });
    let read = read.await;
    assert!(matches!(read, Message::OrderStateChanged(_)), "{read:?}");
    head("/my-shop/messages/message-1", |api| {
        api.messages().with_id("message-1").head().send()
    })
    .await;
}

fn subscription() -> Value {
    with(
        resource("subscription-1"),
        json!({
            "key": "s",
            "destination": {"type": "GoogleCloudPubSub", "projectId": "p", "topic": "t"},
            "messages": [{"resourceTypeId": "order", "types": ["OrderCreated"]}],
            "changes": [{"resourceTypeId": "product"}],
            "format": {"type": "Platform"},
            "status": "Healthy",
        }),
    )
}

#[tokio::test]
async fn subscriptions() {
    let target = "/my-shop/subscriptions?where=key%3D%22s%22&limit=1";
    let found = get(target, page(json!([subscription()])), |api| {
        api.subscriptions()
            .get()
            .where_("key=\"s\"")
            .limit(1)
            .send()
    });
    assert_eq!(
        found.await.results[0].status,
        SubscriptionHealthStatus::Healthy
    );

    let read = get(
        "/my-shop/subscriptions/subscription-1",
        subscription(),
        |api| api.subscriptions().with_id("subscription-1").get().send(),
    );
    let read = read.await;
    assert_eq!(read.messages[0].types.as_ref().unwrap()[0], "OrderCreated");
    let Destination::GoogleCloudPubSub(destination) = read.destination else {
        panic!("{:?}", read.destination)
    };
    assert_eq!(destination.topic, "t");
    let read = get("/my-shop/subscriptions/key=s", subscription(), |api| {
        api.subscriptions().with_key("s").get().send()
    });
    assert_eq!(read.await.key.as_deref(), Some("s"));
    head("/my-shop/subscriptions/key=s", |api| {
        api.subscriptions().with_key("s").head().send()
    })
    .await;

    let body = json!({
        "destination": {"type": "SQS", "queueUrl": "https://sqs.example.com/q", "region": "eu-west-1"},
        "key": "s",
        "messages": [{"resourceTypeId": "order", "types": ["OrderCreated", "OrderStateChanged"]}],
        "changes": [{"resourceTypeId": "product"}],
        "format": {"type": "CloudEvents", "cloudEventsVersion": "1.0"},
    });
    let created = post("/my-shop/subscriptions", body, subscription(), |api| {
        let orders = MessageSubscription::new(MessageSubscriptionResourceTypeId::Order);
        let version = CloudEventsFormatCloudEventsVersion::Value10;
        let draft = SubscriptionDraft::new(SqsDestination::new(
            "https://sqs.example.com/q",
            "eu-west-1",
        ))
        .key("s")
        .messages([orders.types(["OrderCreated", "OrderStateChanged"])])
        .changes([ChangeSubscription::new("product")])
        .format(CloudEventsFormat::new(version));
        api.subscriptions().post(draft).send()
    });
    assert_eq!(created.await.id, "subscription-1");

    let body = json!({"version": 1, "actions": [
        {"action": "changeDestination", "destination": {"type": "GoogleCloudPubSub", "projectId": "p", "topic": "u"}},
        {"action": "changeDestination", "destination": {"type": "EventBridge", "region": "eu-west-1", "accountId": "12", "source": "aws/x"}},
        {"action": "setMessages", "messages": [{"resourceTypeId": "payment"}]},
    ]});
    let changed = post(
        "/my-shop/subscriptions/key=s",
        body,
        subscription(),
        |api| {
            let topic = GoogleCloudPubSubDestination::new("p", "u");
            let bridge = EventBridgeDestination::new("eu-west-1", "12", "aws/x");
            let payments = MessageSubscription::new(MessageSubscriptionResourceTypeId::Payment);
            let actions = [
                SubscriptionUpdateAction::from(SubscriptionChangeDestinationAction::new(topic)),
                SubscriptionChangeDestinationAction::new(bridge).into(),
                SubscriptionSetMessagesAction::new()
                    .messages([payments])
                    .into(),
            ];
            let subscription = api.subscriptions().with_key("s");
            subscription
                .post(SubscriptionUpdate::new(1, actions))
                .send()
        },
    );
    assert_eq!(changed.await.version, 1);

    delete(
        "/my-shop/subscriptions/subscription-1?version=2",
        subscription(),
        |api| {
            api.subscriptions()
                .with_id("subscription-1")
                .delete(2)
                .send()
        },
    )
    .await;
}

#[tokio::test]
async fn the_health_of_a_subscription_is_a_status() {
    let target = "/my-shop/subscriptions/subscription-1/health";
    get(target, Value::Null, |api| {
        let subscription = api.subscriptions().with_id("subscription-1");
        subscription.with_id_health().get().send()
    })
    .await;
}

fn extension() -> Value {
    let authentication = json!({"type": "AuthorizationHeader", "headerValue": "Bea***"});
    with(
        resource("extension-1"),
        json!({
            "key": "x",
            "destination": {"type": "HTTP", "url": "https://x.example.com", "authentication": authentication},
            "triggers": [{"resourceTypeId": "cart", "actions": ["Create", "Update"], "condition": "version > 1"}],
            "timeoutInMs": 2000,
        }),
    )
}

#[tokio::test]
async fn extensions() {
    let target = "/my-shop/extensions?where=key%3D%22x%22&limit=1";
    let found = get(target, page(json!([extension()])), |api| {
        api.extensions().get().where_("key=\"x\"").limit(1).send()
    });
    let trigger = &found.await.results[0].triggers[0];
    assert_eq!(trigger.resource_type_id, ExtensionResourceTypeId::Cart);
    assert_eq!(
        trigger.actions,
        [ExtensionAction::Create, ExtensionAction::Update]
    );

    let read = get("/my-shop/extensions/extension-1", extension(), |api| {
        api.extensions().with_id("extension-1").get().send()
    });
    let read = read.await;
    assert_eq!(read.timeout_in_ms, Some(2000));
    let ExtensionDestination::Http(destination) = read.destination else {
        panic!("{:?}", read.destination)
    };
    assert_eq!(destination.url, "https://x.example.com");
    let read = get("/my-shop/extensions/key=x", extension(), |api| {
        api.extensions().with_key("x").get().send()
    });
    assert_eq!(read.await.key.as_deref(), Some("x"));
    head("/my-shop/extensions/key=x", |api| {
        api.extensions().with_key("x").head().send()
    })
    .await;

    let body = json!({
        "destination": {
            "type": "HTTP",
            "url": "https://x.example.com",
            "authentication": {"type": "AuthorizationHeader", "headerValue": "Bearer s3cret"},
        },
        "triggers": [{"resourceTypeId": "cart", "actions": ["Create"], "condition": "version > 1"}],
        "key": "x",
        "timeoutInMs": 2000,
    });
    let created = post("/my-shop/extensions", body, extension(), |api| {
        let destination = HttpDestination::new("https://x.example.com")
            .authentication(AuthorizationHeaderAuthentication::new("Bearer s3cret"));
        let carts = ExtensionTrigger::new(ExtensionResourceTypeId::Cart, [ExtensionAction::Create]);
        let draft = ExtensionDraft::new(destination, [carts.condition("version > 1")])
            .key("x")
            .timeout_in_ms(2000);
        api.extensions().post(draft).send()
    });
    assert_eq!(created.await.id, "extension-1");

    let body = json!({"version": 1, "actions": [
        {"action": "changeDestination", "destination": {"type": "GoogleCloudFunction", "url": "https://f.example.com"}},
        {"action": "changeTriggers", "triggers": [{"resourceTypeId": "order", "actions": ["Update"]}]},
        {"action": "setTimeoutInMs", "timeoutInMs": 500},
    ]});
    let changed = post(
        "/my-shop/extensions/extension-1",
        body,
        extension(),
        |api| {
            let function = GoogleCloudFunctionDestination::new("https://f.example.com");
            let orders =
                ExtensionTrigger::new(ExtensionResourceTypeId::Order, [ExtensionAction::Update]);
            let actions = [
                ExtensionUpdateAction::from(ExtensionChangeDestinationAction::new(function)),
                ExtensionChangeTriggersAction::new([orders]).into(),
                ExtensionSetTimeoutInMsAction::new()
                    .timeout_in_ms(500)
                    .into(),
            ];
            let extension = api.extensions().with_id("extension-1");
            extension.post(ExtensionUpdate::new(1, actions)).send()
        },
    );
    assert_eq!(changed.await.version, 1);

    delete("/my-shop/extensions/key=x?version=2", extension(), |api| {
        api.extensions().with_key("x").delete(2).send()
    })
    .await;
}
