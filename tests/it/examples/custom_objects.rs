//! Pickup points in custom objects.

use super::platform::platform;
use super::sources::custom_objects::run;

#[tokio::test]
async fn points_are_filled_queried_and_deleted() {
    let (_emulator, client) = platform().await;
    let points = run(&client).await.unwrap();
    let parcels: Vec<(&str, u32)> = points
        .iter()
        .map(|point| (point.key.as_str(), point.value.parcels))
        .collect();
    assert_eq!(parcels, [("station", 3)]);
    assert_eq!(points[0].version, 2);

    let left = client.integration_api_root();
    let left = left.custom_objects_of::<ctp_sdk::Value>("ctp-sdk-example");
    assert!(left.query().send().await.unwrap().results.is_empty());
}
