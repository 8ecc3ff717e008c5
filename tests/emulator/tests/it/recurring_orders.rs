//! Recurring orders, and the orders that they make.

mod producing;

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::carts::{cart, changed, code, draft as cart_draft, id, invalid, shop};
use crate::orders::{home, told};
use crate::shop::{Answer, Shop};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A shop with recurrence policies, and a product with prices for each.
async fn recurring_shop() -> Shop {
    let shop = shop().await;
    let policy = |key: &str, schedule: Value| json!({"key": key, "schedule": schedule});
    let days = |value: u32| json!({"type": "standard", "value": value, "intervalUnit": "Days"});
    let price = |cents: u32, policy: Option<&str>| {
        let mut price = json!({"value": {"centAmount": cents, "currencyCode": "EUR"}});
        if let Some(key) = policy {
            price["recurrencePolicy"] = json!({"typeId": "recurrence-policy", "key": key});
        }
        price
    };
    shop.seed(json!({
        "recurrence-policies": [
            policy("daily", days(1)),
            policy("weekly", days(7)),
            policy("monthly", json!({"type": "dayOfMonth", "day": 31})),
        ],
        "products": [{
            "key": "coffee", "productType": {"typeId": "product-type", "key": "thing"},
            "name": {"en": "Coffee"}, "slug": {"en": "coffee"},
            "taxCategory": {"typeId": "tax-category", "key": "standard"},
            "masterVariant": {"sku": "coffee-1", "prices": [
                price(1000, None), price(900, Some("daily")), price(800, Some("weekly")),
            ]},
            "publish": true,
        }],
    }));
    shop
}

fn policy(key: &str) -> Value {
    json!({"typeId": "recurrence-policy", "key": key})
}

/// A line item that is ordered again.
fn line(key: &str, mode: &str) -> Value {
    let info = json!({"recurrencePolicy": policy(key), "priceSelectionMode": mode});
    json!({"sku": "coffee-1", "quantity": 2, "recurrenceInfo": info})
}

async fn cart_with(shop: &Shop, lines: Value) -> Value {
    let ann = id(shop, "/customers/key=ann").await;
    let more = json!({"customerId": ann, "shippingAddress": home(), "lineItems": lines});
    cart(shop, more).await
}

fn draft(cart: &Value, more: Value) -> Value {
    let cart_id = json!({"typeId": "cart", "id": cart["id"]});
    let mut draft = json!({"cart": cart_id, "cartVersion": cart["version"]});
    let members = draft.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    draft
}

async fn created(shop: &Shop, path: &str, draft: Value) -> Value {
    let created = shop.post(path, draft).await;
    assert_eq!(created.status, 201, "{}", created.text);
    created.json()
}

/// A daily recurring order that begins in an hour.
async fn daily(mode: &str, more: Value) -> (Shop, Value) {
    let shop = recurring_shop().await;
    let cart = cart_with(&shop, json!([line("daily", mode)])).await;
    let mut draft = draft(&cart, more);
    draft["startsAt"] = json!(in_future(&shop, 60 * 60).await);
    let recurring = created(&shop, "/recurring-orders", draft).await;
    (shop, recurring)
}

/// A time so many seconds from the time of the emulator on.
async fn in_future(shop: &Shop, seconds: i64) -> String {
    let probe = created(shop, "/zones", json!({"name": "Probe", "locations": []})).await;
    let now: jiff::Timestamp = probe["createdAt"].as_str().unwrap().parse().unwrap();
    let time = now + jiff::SignedDuration::from_secs(seconds);
    format!("{time:.3}")
}

fn path(of: &Value) -> String {
    format!("/recurring-orders/{}", of["id"].as_str().unwrap())
}

async fn act(shop: &Shop, of: &Value, action: Value) -> Answer {
    let version = shop.get(&path(of)).await.json()["version"]
        .as_u64()
        .unwrap();
    shop.update(&path(of), version, json!([action])).await
}

async fn acted(shop: &Shop, of: &Value, action: Value) -> Value {
    let answer = act(shop, of, action.clone()).await;
    assert_eq!(answer.status, 200, "{action}: {}", answer.text);
    let answer = answer.json();
    assert_eq!(shop.get(&path(of)).await.json(), answer);
    answer
}

async fn refused(shop: &Shop, of: &Value, action: Value) -> (u16, String) {
    let before = shop.get(&path(of)).await.json();
    let answer = act(shop, of, action).await;
    assert_eq!(shop.get(&path(of)).await.json(), before);
    code(&answer)
}

fn set_state(kind: &str) -> Value {
    json!({"action": "setRecurringOrderState", "recurringOrderState": {"type": kind}})
}

async fn orders(shop: &Shop) -> Vec<Value> {
    let page = shop.get("/orders?limit=500&sort=createdAt").await.json();
    page["results"].as_array().unwrap().clone()
}

/// Lets time pass, with a token that is good then.
async fn later(shop: Shop, by: Duration) -> Shop {
    shop.emulator.advance(by);
    let token = shop
        .token(shop.client(), "grant_type=client_credentials")
        .await;
    shop.with_token(&token.json()["access_token"])
}

#[tokio::test]
async fn a_recurring_item_has_the_price_of_its_policy_and_no_other() {
    let shop = recurring_shop().await;
    let lines = json!([{"sku": "coffee-1"}, line("daily", "Fixed"), line("weekly", "Dynamic")]);
    let cart = cart_with(&shop, lines).await;
    let cents = |cart: &Value| -> Vec<u64> {
        let lines = cart["lineItems"].as_array().unwrap().iter();
        lines
            .map(|line| line["price"]["value"]["centAmount"].as_u64().unwrap())
            .collect()
    };
    assert_eq!(cents(&cart), [1000, 900, 800]);
    let daily = id(&shop, "/recurrence-policies/key=daily").await;
    let expected = json!({
        "recurrencePolicy": {"typeId": "recurrence-policy", "id": daily}, "priceSelectionMode": "Fixed",
    });
    assert_eq!(cart["lineItems"][1]["recurrenceInfo"], expected);
    let more = json!({"lineItems": [line("monthly", "Fixed")]});
    let none = cart_draft(&shop, more).await;
    assert_eq!(code(&none), (400, "MatchingPriceNotFound".to_owned()));
    let monthly = id(&shop, "/recurrence-policies/key=monthly").await;
    let message = none.refusal().2;
    let expected = format!("recurrence policy '{monthly}'");
    assert!(message.contains(&expected), "{message}");
    let set = json!({
        "action": "setLineItemRecurrenceInfo", "lineItemId": cart["lineItems"][0]["id"],
        "recurrenceInfo": {"recurrencePolicy": policy("weekly"), "priceSelectionMode": "Fixed"},
    });
    let set = changed(&shop, &cart, json!([set])).await;
    assert_eq!(cents(&set), [800, 900, 800]);
    let unset =
        json!({"action": "setLineItemRecurrenceInfo", "lineItemId": cart["lineItems"][1]["id"]});
    let unset = changed(&shop, &set, json!([unset])).await;
    assert_eq!(cents(&unset), [800, 1000, 800]);
    let custom = json!({
        "action": "addCustomLineItem", "name": {"en": "Service"}, "slug": "service",
        "money": {"centAmount": 100, "currencyCode": "EUR"},
        "taxCategory": {"typeId": "tax-category", "key": "standard"},
        "recurrenceInfo": {"recurrencePolicy": policy("daily")},
    });
    let with_custom = changed(&shop, &unset, json!([custom])).await;
    let item = &with_custom["customLineItems"][0];
    assert_eq!(
        item["recurrenceInfo"]["recurrencePolicy"]["id"],
        json!(daily)
    );
    let unset =
        json!({"action": "setCustomLineItemRecurrenceInfo", "customLineItemId": item["id"]});
    let unset = changed(&shop, &with_custom, json!([unset])).await;
    assert_eq!(unset["customLineItems"][0].get("recurrenceInfo"), None);
}

#[tokio::test]
async fn a_recurring_order_has_a_cart_of_its_own() {
    let shop = recurring_shop().await;
    let cart = cart_with(&shop, json!([line("weekly", "Fixed")])).await;
    let starts_at = in_future(&shop, 60).await;
    let more =
        json!({"key": "coffee", "startsAt": starts_at, "expiresAt": "2099-01-01T00:00:00.000Z"});
    let draft = draft(&cart, more);
    let recurring = created(&shop, "/recurring-orders", draft.clone()).await;
    let expected = json!({
        "version": 1, "key": "coffee", "startsAt": starts_at, "nextOrderAt": starts_at,
        "expiresAt": "2099-01-01T00:00:00.000Z", "recurringOrderState": "Active",
        "schedule": {"type": "standard", "value": 7, "intervalUnit": "Days"},
        "customer": {"typeId": "customer", "id": cart["customerId"]},
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&recurring[name], value, "{name}");
    }
    assert_eq!(recurring.get("originOrder"), None);
    let own = shop
        .get(&format!(
            "/carts/{}",
            recurring["cart"]["id"].as_str().unwrap()
        ))
        .await
        .json();
    assert_ne!(own["id"], cart["id"]);
    assert_eq!(
        (&own["origin"], &own["lineItems"], &own["totalPrice"]),
        (
            &json!("RecurringOrder"),
            &cart["lineItems"],
            &cart["totalPrice"]
        )
    );
    assert_eq!(
        shop.get("/recurring-orders/key=coffee").await.json(),
        recurring
    );
    assert_eq!(
        told(&shop, "RecurringOrderCreated").await[0]["recurringOrder"],
        recurring
    );
    assert!(orders(&shop).await.is_empty());
    let again = shop.post("/recurring-orders", draft).await;
    assert_eq!(code(&again), (400, "DuplicateField".to_owned()));
    let gone = shop
        .send(
            Method::DELETE,
            "/recurring-orders/key=coffee?version=1",
            None,
        )
        .await;
    assert_eq!(gone.json(), recurring);
    assert_eq!(shop.get("/recurring-orders").await.json()["total"], 0);
    assert_eq!(told(&shop, "RecurringOrderDeleted").await.len(), 1);
}

#[tokio::test]
async fn not_each_cart_recurs() {
    let shop = recurring_shop().await;
    let refused = async |lines: Value, more: Value, expected: (u16, &str)| {
        let cart = cart_with(&shop, lines).await;
        let answer = shop.post("/recurring-orders", draft(&cart, more)).await;
        assert_eq!(
            code(&answer),
            (expected.0, expected.1.to_owned()),
            "{}",
            answer.text
        );
    };
    let once = json!({"sku": "coffee-1"});
    let invalid = (400, "InvalidOperation");
    let not_emulated = (501, "NotEmulated");
    refused(json!([once]), json!({}), invalid).await;
    refused(json!([]), json!({}), invalid).await;
    let daily = line("daily", "Fixed");
    refused(json!([once, daily]), json!({}), not_emulated).await;
    refused(
        json!([line("weekly", "Fixed"), daily]),
        json!({}),
        not_emulated,
    )
    .await;
    let past = json!({"startsAt": "2020-01-01T00:00:00.000Z"});
    refused(json!([daily]), past, invalid).await;
    refused(
        json!([daily]),
        json!({"cartVersion": 7}),
        (409, "ConcurrentModification"),
    )
    .await;
    assert_eq!(shop.get("/recurring-orders").await.json()["total"], 0);
}

#[tokio::test]
async fn a_schedule_is_another_one_with_its_prices() {
    let (shop, recurring) = daily("Fixed", json!({})).await;
    let set = |key: &str| json!({"action": "setSchedule", "recurrencePolicy": policy(key)});
    let none = refused(&shop, &recurring, set("monthly")).await;
    assert_eq!(none, (400, "MatchingPriceNotFound".to_owned()));
    let weekly = acted(&shop, &recurring, set("weekly")).await;
    assert_eq!(weekly["schedule"]["value"], 7);
    let message = told(&shop, "RecurringOrderScheduleSet").await[0].clone();
    assert_eq!(
        (
            &message["recurrencePolicySchedule"],
            &message["oldRecurrencePolicySchedule"]
        ),
        (&weekly["schedule"], &recurring["schedule"])
    );
    let cart = shop
        .get(&format!(
            "/carts/{}",
            recurring["cart"]["id"].as_str().unwrap()
        ))
        .await
        .json();
    assert_eq!(cart["totalPrice"]["centAmount"], 1600);
    let info = &cart["lineItems"][0]["recurrenceInfo"]["recurrencePolicy"]["id"];
    assert_eq!(
        *info,
        json!(id(&shop, "/recurrence-policies/key=weekly").await)
    );
    acted(&shop, &recurring, set_state("paused")).await;
    assert_eq!(refused(&shop, &recurring, set("daily")).await, invalid());
}

#[tokio::test]
async fn the_beginning_is_set_until_it_has_come() {
    let (shop, recurring) = daily("Fixed", json!({})).await;
    let set = |time: &str| json!({"action": "setStartsAt", "startsAt": time});
    let time = in_future(&shop, 2 * 24 * 60 * 60).await;
    let changed = acted(&shop, &recurring, set(&time)).await;
    assert_eq!(
        (&changed["startsAt"], &changed["nextOrderAt"]),
        (&json!(time), &json!(time))
    );
    assert_eq!(
        told(&shop, "RecurringOrderStartsAtSet").await[0]["startsAt"],
        json!(time)
    );
    let past = refused(&shop, &recurring, set("2020-01-01T00:00:00.000Z")).await;
    assert_eq!(past, invalid());
    let key = json!({"action": "setKey", "key": "coffee"});
    assert_eq!(acted(&shop, &recurring, key).await["key"], "coffee");
    assert_eq!(
        told(&shop, "RecurringOrderKeySet").await[0]["key"],
        "coffee"
    );
    let state = json!({"key": "subscribed", "type": "RecurringOrderState"});
    created(&shop, "/states", state).await;
    let transition =
        json!({"action": "transitionState", "state": {"typeId": "state", "key": "subscribed"}});
    assert!(acted(&shop, &recurring, transition).await["state"].is_object());
    assert_eq!(told(&shop, "RecurringOrderStateTransition").await.len(), 1);
    let shop = later(shop, 3 * DAY).await;
    let time = in_future(&shop, 60).await;
    assert_eq!(refused(&shop, &recurring, set(&time)).await, invalid());
}

#[tokio::test]
async fn recurring_orders_need_their_scopes() {
    let shop = Shop::start("view_recurring_orders:emulator manage_orders:emulator").await;
    assert_eq!(shop.get("/recurring-orders").await.status, 200);
    assert_eq!(shop.post("/recurring-orders", json!({})).await.status, 403);
}

#[tokio::test]
async fn a_recurring_order_that_resumes_later_does_so_with_another_schedule() {
    let (shop, recurring) = daily("Fixed", json!({})).await;
    acted(&shop, &recurring, set_state("paused")).await;
    let resumes_at = in_future(&shop, 5 * 24 * 60 * 60).await;
    let mut resume = set_state("active");
    resume["recurringOrderState"]["resumesAt"] = json!(resumes_at);
    acted(&shop, &recurring, resume).await;
    let starts_at = in_future(&shop, 2 * 60 * 60).await;
    for action in [
        json!({"action": "setStartsAt", "startsAt": starts_at}),
        json!({"action": "setSchedule", "recurrencePolicy": policy("weekly")}),
    ] {
        let changed = acted(&shop, &recurring, action.clone()).await;
        assert_eq!(changed["resumesAt"], json!(resumes_at), "{action}");
        let next = changed["nextOrderAt"].as_str().unwrap();
        assert!(next >= resumes_at.as_str(), "{action}: {next}");
    }
}

#[tokio::test]
async fn an_expiry_is_told_when_it_is_set_first_and_when_it_is_taken_away() {
    let (shop, recurring) = daily("Fixed", json!({})).await;
    let end = in_future(&shop, 30 * 24 * 60 * 60).await;
    let set = json!({"action": "setExpiresAt", "expiresAt": end});
    acted(&shop, &recurring, set).await;
    acted(&shop, &recurring, json!({"action": "setExpiresAt"})).await;
    let messages = told(&shop, "RecurringOrderExpiresAtSet").await;
    let times = messages
        .iter()
        .map(|of| (of.get("newExpiresAt"), of.get("oldExpiresAt")));
    let end = json!(end);
    assert_eq!(
        times.collect::<Vec<_>>(),
        [(Some(&end), None), (None, Some(&end))]
    );
}

#[tokio::test]
async fn a_schedule_that_leads_to_no_order_is_refused() {
    let shop = recurring_shop().await;
    let draft = |key: &str, schedule: &Value| json!({"key": key, "schedule": schedule});
    let every = |value: i64| json!({"type": "standard", "value": value, "intervalUnit": "Days"});
    let on = |day: i64| json!({"type": "dayOfMonth", "day": day});
    for schedule in [every(0), every(-1), every(99_999_999_999), on(0), on(32)] {
        let refused = shop
            .post("/recurrence-policies", draft("wrong", &schedule))
            .await;
        let expected = (400, "InvalidField".to_owned());
        assert_eq!(code(&refused), expected, "{schedule}");
        let action = json!([{"action": "setSchedule", "schedule": schedule}]);
        let refused = shop
            .update("/recurrence-policies/key=daily", 1, action)
            .await;
        assert_eq!(code(&refused), expected, "{schedule}");
    }
    created(&shop, "/recurrence-policies", draft("rare", &every(365))).await;
}

#[tokio::test]
async fn no_negative_number_of_orders_is_skipped() {
    let (shop, recurring) = daily("Fixed", json!({})).await;
    let skip = |total: i64| {
        json!({
            "action": "setOrderSkipConfiguration",
            "skipConfigurationInputDraft": {"type": "Counter", "totalToSkip": total},
        })
    };
    assert_eq!(
        refused(&shop, &recurring, skip(-3)).await,
        (400, "InvalidField".to_owned())
    );
    acted(&shop, &recurring, skip(3)).await;
}

#[tokio::test]
async fn a_recurrence_policy_in_use_is_not_deleted() {
    let shop = recurring_shop().await;
    let delete = async |key: &str| {
        let path = format!("/recurrence-policies/key={key}?version=1");
        shop.send(Method::DELETE, &path, None).await
    };
    let in_use = (400, "ReferenceExists".to_owned());
    // A price of the product has it.
    assert_eq!(code(&delete("daily").await), in_use);
    // A line item has it.
    let line = json!([{"sku": "coffee-1", "quantity": 1, "recurrenceInfo": {
        "recurrencePolicy": policy("weekly"), "priceSelectionMode": "Fixed",
    }}]);
    cart_with(&shop, line).await;
    assert_eq!(code(&delete("weekly").await), in_use);
    assert_eq!(delete("monthly").await.status, 200);
}
