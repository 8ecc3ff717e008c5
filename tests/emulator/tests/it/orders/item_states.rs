//! The states of line items.

use serde_json::{Value, json};

use super::{acted, refused, shop_with_order, told};
use crate::carts::{id, invalid};

#[tokio::test]
async fn pieces_of_a_line_item_go_from_state_to_state() {
    let (shop, order) = shop_with_order().await;
    for (key, more) in [
        ("packed", json!({"type": "LineItemState"})),
        ("sent", json!({"type": "LineItemState", "transitions": []})),
        ("other", json!({"type": "OrderState"})),
    ] {
        let mut draft = more;
        draft["key"] = json!(key);
        assert_eq!(shop.post("/states", draft).await.status, 201);
    }
    let by_key = |key: &str| json!({"typeId": "state", "key": key});
    let initial = order["lineItems"][0]["state"][0]["state"].clone();
    let packed = json!({"typeId": "state", "id": id(&shop, "/states/key=packed").await});
    let line = order["lineItems"][0]["id"].clone();
    let transition = |quantity: u32, from: &Value, to: &Value| {
        json!({
            "action": "transitionLineItemState", "lineItemId": line, "quantity": quantity,
            "fromState": from, "toState": to, "actualTransitionDate": "2026-01-01T00:00:00.000Z",
        })
    };
    let states = |order: Value| order["lineItems"][0]["state"].clone();
    let changed = acted(&shop, &order, transition(2, &initial, &by_key("packed"))).await;
    let expected = json!([{"quantity": 1, "state": initial}, {"quantity": 2, "state": packed}]);
    assert_eq!(states(changed), expected);
    let message = &told(&shop, "LineItemStateTransition").await[0];
    assert_eq!(
        (
            &message["lineItemId"],
            &message["quantity"],
            &message["transitionDate"]
        ),
        (&line, &json!(2), &json!("2026-01-01T00:00:00.000Z"))
    );
    assert_eq!(
        (&message["fromState"], &message["toState"]),
        (&initial, &packed)
    );
    for refusal in [
        transition(2, &initial, &packed),
        transition(0, &initial, &packed),
        transition(1, &by_key("sent"), &packed),
        transition(1, &initial, &by_key("other")),
    ] {
        assert_eq!(refused(&shop, &order, refusal).await, invalid());
    }
    // The rest follows, and the state that nothing is in any more is gone.
    let changed = acted(&shop, &order, transition(1, &by_key("Initial"), &packed)).await;
    assert_eq!(states(changed), json!([{"quantity": 3, "state": packed}]));
    acted(&shop, &order, transition(3, &packed, &by_key("sent"))).await;
    // It leads nowhere.
    let back = transition(1, &by_key("sent"), &packed);
    assert_eq!(refused(&shop, &order, back).await, invalid());
}

#[tokio::test]
async fn states_are_imported_for_all_pieces() {
    let (shop, order) = shop_with_order().await;
    shop.post("/states", json!({"key": "sent", "type": "LineItemState"}))
        .await;
    let sent = json!({"typeId": "state", "id": id(&shop, "/states/key=sent").await});
    let line = &order["lineItems"][0]["id"];
    let import = |quantity: u32| {
        let state = json!([{"quantity": quantity, "state": sent}]);
        json!({"action": "importLineItemState", "lineItemId": line, "state": state})
    };
    assert_eq!(refused(&shop, &order, import(2)).await, invalid());
    let changed = acted(&shop, &order, import(3)).await;
    assert_eq!(
        changed["lineItems"][0]["state"],
        json!([{"quantity": 3, "state": sent}])
    );
    let unknown = json!({"action": "importLineItemState", "lineItemId": "none", "state": []});
    assert_eq!(refused(&shop, &order, unknown).await, invalid());
}
