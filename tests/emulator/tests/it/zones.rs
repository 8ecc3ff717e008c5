//! Another kind of the uniform shape: what is written for categories is generic.

use serde_json::{Value, json};

use crate::shop::Shop;

#[tokio::test]
async fn elements_are_added_and_removed() {
    let shop = Shop::start("manage_zones:emulator").await;
    let draft = json!({"key": "north", "name": "North"});
    let zone = shop.post("/zones", draft).await;
    assert_eq!(zone.status, 201, "{}", zone.text);
    assert_eq!(zone.json()["locations"], json!([]));
    let (berlin, oslo) = (
        json!({"country": "DE", "state": "Berlin"}),
        json!({"country": "NO"}),
    );
    let add = |location: &Value| json!({"action": "addLocation", "location": location});
    let update = json!({"version": 1, "actions": [add(&berlin), add(&oslo)]});
    let zone = shop.post("/zones/key=north", update).await.json();
    assert_eq!(zone["locations"], json!([berlin, oslo]));
    let remove = json!({"action": "removeLocation", "location": berlin});
    let update = json!({"version": 2, "actions": [remove]});
    let zone = shop.post("/zones/key=north", update.clone()).await.json();
    assert_eq!(
        (&zone["locations"], &zone["version"]),
        (&json!([oslo]), &json!(3))
    );
    let update = json!({"version": 3, "actions": update["actions"]});
    let (status, code, _) = shop.post("/zones/key=north", update).await.refusal();
    assert_eq!((status, code.as_str()), (400, "InvalidOperation"));
}

#[tokio::test]
async fn a_country_is_two_letters() {
    let shop = Shop::start("manage_zones:emulator").await;
    let draft = json!({"name": "North", "locations": [{"country": "Germany"}]});
    let refused = shop.post("/zones", draft).await;
    assert_eq!(
        (refused.status, &refused.json()["errors"][0]["field"]),
        (400, &json!("locations[0].country"))
    );
}
