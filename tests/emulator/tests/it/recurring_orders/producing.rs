//! What recurring orders do as time passes.

use std::time::Duration;

use serde_json::json;

use super::{
    DAY, acted, cart_with, created, daily, draft, in_future, later, line, orders, path, policy,
    recurring_shop, refused, set_state,
};
use crate::carts::{changed, id, invalid};
use crate::orders::told;

#[tokio::test]
async fn an_order_of_a_cart_begins_a_recurring_order_for_each_policy() {
    let shop = recurring_shop().await;
    let lines = json!([{"sku": "lamp-1"}, line("daily", "Fixed"), line("weekly", "Fixed")]);
    let cart = cart_with(&shop, lines).await;
    let draft = json!({"cart": {"typeId": "cart", "id": cart["id"]}, "version": cart["version"]});
    let order = created(&shop, "/orders", draft).await;
    assert_eq!(order.get("recurringOrder"), None);
    let page = shop.get("/recurring-orders?expand=cart").await.json();
    let all = page["results"].as_array().unwrap();
    assert_eq!(all.len(), 2);
    for recurring in all {
        assert_eq!(
            recurring["originOrder"],
            json!({"typeId": "order", "id": order["id"]})
        );
        let days = recurring["schedule"]["value"].as_i64().unwrap();
        let time =
            |name: &str| -> jiff::Timestamp { recurring[name].as_str().unwrap().parse().unwrap() };
        // The order itself was the first one.
        let next = time("startsAt") + jiff::SignedDuration::from_hours(24 * days);
        assert_eq!(time("nextOrderAt"), next);
        let lines = recurring["cart"]["obj"]["lineItems"].as_array().unwrap();
        let policies = lines
            .iter()
            .map(|line| &line["recurrenceInfo"]["recurrencePolicy"]["id"]);
        let key = if days == 1 { "daily" } else { "weekly" };
        let policy = json!(id(&shop, &format!("/recurrence-policies/key={key}")).await);
        assert_eq!(policies.collect::<Vec<_>>(), [&policy]);
    }
    let shop = later(shop, 7 * DAY).await;
    // Seven by day, one by week, and the first one.
    assert_eq!(orders(&shop).await.len(), 1 + 7 + 1);
}

#[tokio::test]
async fn orders_are_made_when_their_time_has_come() {
    let (shop, recurring) = daily("Fixed", json!({})).await;
    assert!(orders(&shop).await.is_empty());
    let shop = later(shop, Duration::from_secs(60 * 60)).await;
    let all = orders(&shop).await;
    let [order] = all.as_slice() else {
        panic!("{all:?}");
    };
    let expected = json!({
        "orderState": "Open", "origin": "RecurringOrder", "customerId": recurring["customer"]["id"],
        "recurringOrder": {"typeId": "recurring-order", "id": recurring["id"]},
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&order[name], value, "{name}");
    }
    assert_eq!(order["totalPrice"]["centAmount"], 1800);
    assert!(told(&shop, "OrderCreated").await.is_empty());
    let messages = told(&shop, "OrderCreatedFromRecurringOrder").await;
    assert_eq!(
        (&messages[0]["order"], &messages[0]["recurringOrderRef"]),
        (order, &expected["recurringOrder"])
    );
    let after = shop.get(&path(&recurring)).await.json();
    assert_eq!(after["lastOrderAt"], recurring["startsAt"]);
    let shop = later(shop, 3 * DAY).await;
    assert_eq!(orders(&shop).await.len(), 4);
}

#[tokio::test]
async fn what_was_due_long_ago_has_the_time_at_which_it_was_due() {
    let (shop, recurring) = daily("Fixed", json!({})).await;
    let start: jiff::Timestamp = recurring["startsAt"].as_str().unwrap().parse().unwrap();
    let due = [0, 1, 2].map(|day| {
        let time = start + jiff::SignedDuration::from_hours(24 * day);
        json!(format!("{time:.3}"))
    });
    let shop = later(shop, 3 * DAY).await;
    let all = orders(&shop).await;
    for name in ["createdAt", "lastModifiedAt"] {
        let times: Vec<_> = all.iter().map(|order| order[name].clone()).collect();
        assert_eq!(times, due, "{name}");
    }
    let mut told = told(&shop, "OrderCreatedFromRecurringOrder").await;
    told.sort_by_key(|message| message["createdAt"].to_string());
    let times: Vec<_> = told.iter().map(|of| of["createdAt"].clone()).collect();
    assert_eq!(times, due);
    let after = shop.get(&path(&recurring)).await.json();
    assert_eq!(after["lastModifiedAt"], due[2]);
    // The next request has its own time again.
    let now = in_future(&shop, 0).await;
    assert!(Some(now.as_str()) > due[2].as_str(), "{now}");
}

#[tokio::test]
async fn what_is_due_first_is_ordered_first() {
    let shop = recurring_shop().await;
    let stock = json!({"sku": "coffee-1", "quantityOnStock": 4});
    created(&shop, "/inventory", stock).await;
    let mut all = Vec::new();
    for minutes in [90, 60] {
        let mut line = line("daily", "Fixed");
        line["inventoryMode"] = json!("ReserveOnOrder");
        let cart = cart_with(&shop, json!([line])).await;
        let starts_at = in_future(&shop, minutes * 60).await;
        let draft = draft(&cart, json!({"startsAt": starts_at}));
        all.push(created(&shop, "/recurring-orders", draft).await);
    }
    let shop = later(shop, 2 * DAY).await;
    let ordered = orders(&shop).await;
    let of: Vec<_> = ordered
        .iter()
        .map(|order| &order["recurringOrder"]["id"])
        .collect();
    assert_eq!(of, [&all[1]["id"], &all[0]["id"]]);
    let daily = shop.get(&path(&all[0])).await.json();
    assert_eq!(daily["recurringOrderState"], "Failed");
}

#[tokio::test]
async fn prices_are_fixed_or_those_of_the_time() {
    for (mode, cents) in [("Fixed", 1800), ("Dynamic", 1000)] {
        let (shop, _) = daily(mode, json!({})).await;
        let product = shop.get("/products/key=coffee").await.json();
        let prices = &product["masterData"]["current"]["masterVariant"]["prices"];
        let change = json!([
            {
                "action": "changePrice", "priceId": prices[1]["id"], "staged": false,
                "price": {
                    "value": {"centAmount": 500, "currencyCode": "EUR"}, "recurrencePolicy": policy("daily"),
                },
            },
        ]);
        let version = product["version"].as_u64().unwrap();
        let updated = shop.update("/products/key=coffee", version, change).await;
        assert_eq!(updated.status, 200, "{}", updated.text);
        let shop = later(shop, DAY).await;
        let order = &orders(&shop).await[0];
        assert_eq!(order["totalPrice"]["centAmount"], cents, "{mode}");
    }
}

#[tokio::test]
async fn orders_are_skipped_paused_and_end() {
    let (shop, recurring) = daily("Fixed", json!({})).await;
    let skip = json!({
        "action": "setOrderSkipConfiguration",
        "skipConfigurationInputDraft": {"type": "Counter", "totalToSkip": 2},
    });
    let set = acted(&shop, &recurring, skip).await;
    assert_eq!(
        set["skipConfiguration"],
        json!({"type": "Counter", "totalToSkip": 2, "skipped": 0})
    );
    let schedule = json!({"action": "setSchedule", "recurrencePolicy": policy("weekly")});
    assert_eq!(refused(&shop, &recurring, schedule).await, invalid());
    let shop = later(shop, 2 * DAY).await;
    // The first two are skipped, and the third one is not due.
    assert!(orders(&shop).await.is_empty());
    let skipped = shop.get(&path(&recurring)).await.json()["skipConfiguration"].clone();
    assert_eq!(skipped["skipped"], 2);
    assert!(skipped["lastSkippedAt"].is_string());
    let shop = later(shop, DAY).await;
    assert_eq!(orders(&shop).await.len(), 1);
    let paused = acted(&shop, &recurring, set_state("paused")).await;
    assert_eq!(
        (&paused["recurringOrderState"], paused.get("nextOrderAt")),
        (&json!("Paused"), None)
    );
    let message = told(&shop, "RecurringOrderStateChanged").await[0].clone();
    assert_eq!(
        (&message["state"], &message["oldState"]),
        (&json!("Paused"), &json!("Active"))
    );
    let shop = later(shop, 5 * DAY).await;
    assert_eq!(orders(&shop).await.len(), 1);
    let resumes_at = in_future(&shop, 2 * 24 * 60 * 60).await;
    let mut resume = set_state("active");
    resume["recurringOrderState"]["resumesAt"] = json!(resumes_at);
    let active = acted(&shop, &recurring, resume).await;
    assert_eq!(active["resumesAt"], json!(resumes_at));
    assert!(active["nextOrderAt"].as_str().unwrap() >= resumes_at.as_str());
    let shop = later(shop, DAY).await;
    assert_eq!(orders(&shop).await.len(), 1);
    let shop = later(shop, 2 * DAY).await;
    assert_eq!(orders(&shop).await.len(), 2);
    let canceled = acted(&shop, &recurring, set_state("canceled")).await;
    assert_eq!(canceled["recurringOrderState"], "Canceled");
    assert_eq!(
        refused(&shop, &recurring, set_state("active")).await,
        invalid()
    );
    let shop = later(shop, 5 * DAY).await;
    assert_eq!(orders(&shop).await.len(), 2);
}

#[tokio::test]
async fn a_recurring_order_expires_and_goes_on_if_it_is_told_to() {
    let shop = recurring_shop().await;
    let cart = cart_with(&shop, json!([line("daily", "Fixed")])).await;
    let end = in_future(&shop, 36 * 60 * 60).await;
    let recurring = created(
        &shop,
        "/recurring-orders",
        draft(&cart, json!({"expiresAt": end})),
    )
    .await;
    // It begins at once.
    assert_eq!(orders(&shop).await.len(), 1);
    let shop = later(shop, 4 * DAY).await;
    assert_eq!(orders(&shop).await.len(), 2);
    let expired = shop.get(&path(&recurring)).await.json();
    assert_eq!(
        (&expired["recurringOrderState"], expired.get("nextOrderAt")),
        (&json!("Expired"), None)
    );
    let later_end = in_future(&shop, 30 * 24 * 60 * 60).await;
    let extend = json!({"action": "setExpiresAt", "expiresAt": later_end});
    let active = acted(&shop, &recurring, extend).await;
    assert_eq!(active["recurringOrderState"], "Active");
    let message = told(&shop, "RecurringOrderExpiresAtSet").await[0].clone();
    assert_eq!(
        (&message["newExpiresAt"], &message["oldExpiresAt"]),
        (&json!(later_end), &json!(end))
    );
    let shop = later(shop, DAY).await;
    assert_eq!(orders(&shop).await.len(), 3);
}

#[tokio::test]
async fn what_cannot_be_ordered_fails() {
    let (shop, recurring) = daily("Fixed", json!({})).await;
    let cart = shop
        .get(&format!(
            "/carts/{}",
            recurring["cart"]["id"].as_str().unwrap()
        ))
        .await
        .json();
    let line = &cart["lineItems"][0]["id"];
    let mode = json!({"action": "setLineItemInventoryMode", "lineItemId": line, "inventoryMode": "ReserveOnOrder"});
    changed(&shop, &cart, json!([mode])).await;
    let shop = later(shop, 3 * DAY).await;
    assert!(orders(&shop).await.is_empty());
    let failed = shop.get(&path(&recurring)).await.json();
    assert_eq!(
        (&failed["recurringOrderState"], failed.get("nextOrderAt")),
        (&json!("Failed"), None)
    );
    let messages = told(&shop, "RecurringOrderFailed").await;
    let [message] = messages.as_slice() else {
        panic!("{messages:?}");
    };
    assert_eq!(
        (&message["cartId"], &message["orderScheduledAt"]),
        (&cart["id"], &recurring["startsAt"])
    );
    let reason = message["failureReason"].as_str().unwrap();
    assert!(reason.contains("out of stock"), "{reason}");
    created(
        &shop,
        "/inventory",
        json!({"sku": "coffee-1", "quantityOnStock": 3}),
    )
    .await;
    acted(&shop, &recurring, set_state("active")).await;
    let shop = later(shop, DAY).await;
    assert_eq!(orders(&shop).await.len(), 1);
}
