//! Recurring orders and recurrence policies.

use ctp_sdk::models::{
    CartResourceIdentifier, DayOfMonthScheduleDraft, IntervalUnit, RecurrencePolicyDraft,
    RecurrencePolicyResourceIdentifier, RecurrencePolicySchedule, RecurrencePolicySetKeyAction,
    RecurrencePolicySetScheduleAction, RecurrencePolicyUpdate, RecurrencePolicyUpdateAction,
    RecurringOrderActive, RecurringOrderCanceled, RecurringOrderDraft,
    RecurringOrderSetScheduleAction, RecurringOrderSetStateAction, RecurringOrderState,
    RecurringOrderUpdate, RecurringOrderUpdateAction, StandardScheduleDraft,
};
use serde_json::{Value, json};

use super::bodies::{page, resource, with};
use super::exchange::{delete, get, head, post};

fn recurring_order() -> Value {
    with(
        resource("recurring-1"),
        json!({
            "key": "weekly",
            "cart": {"typeId": "cart", "id": "cart-1"},
            "originOrder": {"typeId": "order", "id": "order-1"},
            "startsAt": "2024-02-01T08:00:00.000Z",
            "recurringOrderState": "Active",
            "schedule": {"type": "standard", "value": 2, "intervalUnit": "Weeks"},
        }),
    )
}

#[tokio::test]
async fn recurring_orders() {
    let target = "/my-shop/recurring-orders?where=recurringOrderState%3D%22Active%22&limit=5&expand=originOrder";
    let found = get(target, page(json!([recurring_order()])), |api| {
        let query = api.recurring_orders().get();
        let query = query.where_("recurringOrderState=\"Active\"").limit(5);
        query.expand("originOrder").send()
    });
    let found = &found.await.results[0];
    assert_eq!(found.recurring_order_state, RecurringOrderState::Active);
    let origin = found.origin_order.as_ref().unwrap();
    assert_eq!(origin.id, "order-1");

    let read = get(
        "/my-shop/recurring-orders/recurring-1",
        recurring_order(),
        |api| api.recurring_orders().with_id("recurring-1").get().send(),
    );
    let RecurrencePolicySchedule::Standard(schedule) = read.await.schedule else {
        panic!("another schedule")
    };
    assert_eq!(
        (schedule.value, schedule.interval_unit),
        (2, IntervalUnit::Weeks)
    );
    let read = get(
        "/my-shop/recurring-orders/key=weekly",
        recurring_order(),
        |api| api.recurring_orders().with_key("weekly").get().send(),
    );
    assert_eq!(read.await.starts_at.to_string(), "2024-02-01T08:00:00.000Z");
    head("/my-shop/recurring-orders/key=weekly", |api| {
        api.recurring_orders().with_key("weekly").head().send()
    })
    .await;

    let body = json!({
        "cart": {"typeId": "cart", "id": "cart-1"},
        "cartVersion": 4,
        "key": "weekly",
        "startsAt": "2024-02-01T08:00:00Z",
    });
    let created = post(
        "/my-shop/recurring-orders",
        body,
        recurring_order(),
        |api| {
            let cart = CartResourceIdentifier::new().id("cart-1");
            let starts_at: ctp_sdk::DateTime = "2024-02-01T08:00:00Z".parse().unwrap();
            let draft = RecurringOrderDraft::new(cart, 4).key("weekly");
            api.recurring_orders()
                .post(draft.starts_at(starts_at))
                .send()
        },
    );
    assert_eq!(created.await.id, "recurring-1");

    let body = json!({"version": 1, "actions": [
        {"action": "setRecurringOrderState", "recurringOrderState": {"type": "active", "resumesAt": "2024-03-01T08:00:00Z"}},
        {"action": "setRecurringOrderState", "recurringOrderState": {"type": "canceled", "reason": "moved"}},
        {"action": "setSchedule", "recurrencePolicy": {"typeId": "recurrence-policy", "key": "monthly"}},
    ]});
    let changed = post(
        "/my-shop/recurring-orders/recurring-1",
        body,
        recurring_order(),
        |api| {
            let resumes_at: ctp_sdk::DateTime = "2024-03-01T08:00:00Z".parse().unwrap();
            let active = RecurringOrderActive::new().resumes_at(resumes_at);
            let canceled = RecurringOrderCanceled::new().reason("moved");
            let monthly = RecurrencePolicyResourceIdentifier::new().key("monthly");
            let actions = [
                RecurringOrderUpdateAction::from(RecurringOrderSetStateAction::new(active)),
                RecurringOrderSetStateAction::new(canceled).into(),
                RecurringOrderSetScheduleAction::new(monthly).into(),
            ];
            let order = api.recurring_orders().with_id("recurring-1");
            order.post(RecurringOrderUpdate::new(1, actions)).send()
        },
    );
    assert_eq!(changed.await.key.as_deref(), Some("weekly"));

    delete(
        "/my-shop/recurring-orders/recurring-1?version=2",
        recurring_order(),
        |api| {
            api.recurring_orders()
                .with_id("recurring-1")
                .delete(2)
                .send()
        },
    )
    .await;
}

fn recurrence_policy() -> Value {
    with(
        resource("policy-1"),
        json!({"key": "monthly", "name": {"en": "Monthly"}, "schedule": {"type": "dayOfMonth", "day": 15}}),
    )
}

#[tokio::test]
async fn recurrence_policies() {
    let target = "/my-shop/recurrence-policies?where=key%3D%22monthly%22&limit=1";
    let found = get(target, page(json!([recurrence_policy()])), |api| {
        let query = api.recurrence_policies().get().where_("key=\"monthly\"");
        query.limit(1).send()
    });
    let RecurrencePolicySchedule::DayOfMonth(schedule) = &found.await.results[0].schedule else {
        panic!("another schedule")
    };
    assert_eq!(schedule.day, 15);

    let read = get(
        "/my-shop/recurrence-policies/policy-1",
        recurrence_policy(),
        |api| api.recurrence_policies().with_id("policy-1").get().send(),
    );
    assert_eq!(read.await.name.unwrap().get("en").unwrap(), "Monthly");
    let read = get(
        "/my-shop/recurrence-policies/key=monthly",
        recurrence_policy(),
        |api| api.recurrence_policies().with_key("monthly").get().send(),
    );
    assert_eq!(read.await.key, "monthly");
    head("/my-shop/recurrence-policies/policy-1", |api| {
        api.recurrence_policies().with_id("policy-1").head().send()
    })
    .await;

    let body = json!({"key": "monthly", "schedule": {"type": "dayOfMonth", "day": 15}});
    let created = post(
        "/my-shop/recurrence-policies",
        body,
        recurrence_policy(),
        |api| {
            let draft = RecurrencePolicyDraft::new("monthly", DayOfMonthScheduleDraft::new(15));
            api.recurrence_policies().post(draft).send()
        },
    );
    assert_eq!(created.await.id, "policy-1");

    let body = json!({"version": 1, "actions": [
        {"action": "setKey", "key": "fortnightly"},
        {"action": "setSchedule", "schedule": {"type": "standard", "value": 2, "intervalUnit": "Weeks"}},
    ]});
    let changed = post(
        "/my-shop/recurrence-policies/key=monthly",
        body,
        recurrence_policy(),
        |api| {
            let schedule = StandardScheduleDraft::new(2, IntervalUnit::Weeks);
            let actions = [
                RecurrencePolicyUpdateAction::from(
                    RecurrencePolicySetKeyAction::new().key("fortnightly"),
                ),
                RecurrencePolicySetScheduleAction::new(schedule).into(),
            ];
            let policy = api.recurrence_policies().with_key("monthly");
            policy.post(RecurrencePolicyUpdate::new(1, actions)).send()
        },
    );
    assert_eq!(changed.await.version, 1);

    delete(
        "/my-shop/recurrence-policies/policy-1?version=2",
        recurrence_policy(),
        |api| {
            api.recurrence_policies()
                .with_id("policy-1")
                .delete(2)
                .send()
        },
    )
    .await;
}
