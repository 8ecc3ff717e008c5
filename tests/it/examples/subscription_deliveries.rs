//! The message about an order, as two destinations hand it over.

use serde_json::json;

use super::platform::platform;
use super::sources::subscription_deliveries::run;

#[tokio::test]
async fn the_order_arrives_once_and_the_bad_record_is_reported() {
    let (emulator, client) = platform().await;
    let arrived = run(&emulator, &client).await.unwrap();
    assert_eq!(arrived.orders, [arrived.placed]);
    assert_eq!(arrived.first_pushes, 1);
    let report = json!({"batchItemFailures": [{"itemIdentifier": "record-2"}]});
    assert_eq!(arrived.report, report);
}
