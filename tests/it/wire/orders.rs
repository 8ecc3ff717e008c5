//! Orders, order edits and the order search.

use ctp_sdk::models::{
    CartResourceIdentifier, DeliveryItem, LineItemImportDraft, Money, OrderAddDeliveryAction,
    OrderChangeOrderStateAction, OrderEditAddStagedActionAction, OrderEditApply, OrderEditDraft,
    OrderEditResult, OrderEditSetCommentAction, OrderEditUpdate, OrderEditUpdateAction,
    OrderFromCartDraft, OrderFromQuoteDraft, OrderImportDraft, OrderReference, OrderSearchAnyValue,
    OrderSearchExactExpression, OrderSearchRequest, OrderSearchSortOrder, OrderSearchSorting,
    OrderState, OrderTransitionStateAction, OrderUpdate, OrderUpdateAction, PaymentState,
    PriceDraft, ProductVariantImportDraft, QuoteResourceIdentifier, ShipmentState,
    StagedOrderChangeShipmentStateAction, StagedOrderSetCustomerEmailAction,
    StagedOrderUpdateAction, StateResourceIdentifier,
};
use serde_json::{Value, json};

use super::bodies::{cents, line_item, order, page, resource, with};
use super::exchange::{delete, get, head, post};

fn numbered() -> Value {
    with(
        order(),
        json!({"orderNumber": "17", "shipmentState": "Ready"}),
    )
}

#[tokio::test]
async fn orders_are_queried_read_and_deleted() {
    let target = "/my-shop/orders?where=orderState%3D%22Open%22&sort=createdAt%20desc&limit=20&expand=paymentInfo.payments%5B%2A%5D";
    let found = get(target, page(json!([numbered()])), |api| {
        let query = api.orders().get().where_("orderState=\"Open\"");
        let query = query.sort("createdAt desc").limit(20);
        query.expand("paymentInfo.payments[*]").send()
    });
    let order = &found.await.results[0];
    assert_eq!(
        (order.total_price.cent_amount, &order.order_state),
        (500, &OrderState::Open)
    );

    let read = get("/my-shop/orders/order-1", numbered(), |api| {
        api.orders().with_id("order-1").get().send()
    });
    assert_eq!(read.await.shipment_state, Some(ShipmentState::Ready));
    let read = get("/my-shop/orders/order-number=17", numbered(), |api| {
        api.orders().with_order_number("17").get().send()
    });
    assert_eq!(read.await.order_number.as_deref(), Some("17"));
    head("/my-shop/orders/order-number=17", |api| {
        api.orders().with_order_number("17").head().send()
    })
    .await;

    delete(
        "/my-shop/orders/order-1?version=4&dataErasure=true",
        numbered(),
        |api| {
            api.orders()
                .with_id("order-1")
                .delete(4)
                .data_erasure(true)
                .send()
        },
    )
    .await;
}

#[tokio::test]
async fn an_order_is_made_of_a_cart_or_of_a_quote() {
    let body = json!({
        "version": 5,
        "cart": {"typeId": "cart", "id": "cart-1"},
        "orderNumber": "17",
        "paymentState": "Paid",
    });
    let created = post("/my-shop/orders?expand=cart", body, numbered(), |api| {
        let draft = OrderFromCartDraft::new(5)
            .cart(CartResourceIdentifier::new().id("cart-1"))
            .order_number("17")
            .payment_state(PaymentState::Paid);
        api.orders().post(draft).expand("cart").send()
    });
    assert_eq!(created.await.id, "order-1");

    let body = json!({
        "quote": {"typeId": "quote", "key": "q"},
        "version": 2,
        "quoteStateToAccepted": true,
        "orderNumber": "18",
    });
    let created = post("/my-shop/orders/quotes", body, numbered(), |api| {
        let quote = QuoteResourceIdentifier::new().key("q");
        let draft = OrderFromQuoteDraft::new(quote, 2)
            .quote_state_to_accepted(true)
            .order_number("18");
        api.orders().order_quote().post(draft).send()
    });
    assert_eq!(created.await.version, 1);
}

#[tokio::test]
async fn an_order_is_imported() {
    let body = json!({
        "totalPrice": {"centAmount": 500, "currencyCode": "EUR"},
        "orderNumber": "17",
        "customerEmail": "jane@example.com",
        "lineItems": [{
            "name": {"en": "Potato"},
            "variant": {"sku": "potato-1"},
            "quantity": 2,
            "price": {"value": {"centAmount": 250, "currencyCode": "EUR"}},
        }],
    });
    let answer = with(numbered(), json!({"lineItems": [line_item()]}));
    let imported = post("/my-shop/orders/import", body, answer, |api| {
        let item = LineItemImportDraft::new(
            [("en", "Potato")],
            ProductVariantImportDraft::new().sku("potato-1"),
            2,
            PriceDraft::new(Money::new(250, "EUR")),
        );
        let draft = OrderImportDraft::new(Money::new(500, "EUR"))
            .order_number("17")
            .customer_email("jane@example.com")
            .line_items([item]);
        api.orders().import_order().post(draft).send()
    });
    assert_eq!(imported.await.line_items[0].quantity, 2);
}

#[tokio::test]
async fn an_order_is_changed() {
    let body = json!({"version": 1, "actions": [
        {"action": "changeOrderState", "orderState": "Confirmed"},
        {"action": "transitionState", "state": {"typeId": "state", "key": "packed"}},
        {"action": "addDelivery", "deliveryKey": "d", "items": [{"id": "line-1", "quantity": 2}]},
    ]});
    let changed = with(numbered(), json!({"orderState": "Confirmed"}));
    let changed = post("/my-shop/orders/order-number=17", body, changed, |api| {
        let packed = StateResourceIdentifier::new().key("packed");
        let delivery = OrderAddDeliveryAction::new()
            .delivery_key("d")
            .items([DeliveryItem::new("line-1", 2)]);
        let actions = [
            OrderUpdateAction::from(OrderChangeOrderStateAction::new(OrderState::Confirmed)),
            OrderTransitionStateAction::new(packed).into(),
            delivery.into(),
        ];
        let order = api.orders().with_order_number("17");
        order.post(OrderUpdate::new(1, actions)).send()
    });
    assert_eq!(changed.await.order_state, OrderState::Confirmed);
}

#[tokio::test]
async fn orders_are_searched() {
    let body = json!({
        "query": {"exact": {"field": "orderNumber", "value": "17"}},
        "sort": [{"field": "createdAt", "order": "desc"}],
        "limit": 5,
        "offset": 0,
    });
    let answer = json!({"total": 1, "hits": [{"id": "order-1", "version": 4, "relevance": 1.0}]});
    let found = post("/my-shop/orders/search", body, answer, |api| {
        let number = OrderSearchAnyValue::new("orderNumber", "17");
        let request = OrderSearchRequest::new(OrderSearchExactExpression::new(number))
            .sort([OrderSearchSorting::new("createdAt").order(OrderSearchSortOrder::Desc)])
            .limit(5)
            .offset(0);
        api.orders().search().post(request).send()
    });
    let found = found.await;
    assert_eq!((found.total, found.hits[0].id.as_str()), (1, "order-1"));
    head("/my-shop/orders/search", |api| {
        api.orders().search().head().send()
    })
    .await;
}

fn order_edit() -> Value {
    with(
        resource("edit-1"),
        json!({
            "key": "e",
            "resource": {"typeId": "order", "id": "order-1"},
            "stagedActions": [{"action": "setCustomerEmail", "email": "ann@example.com"}],
            "result": {"type": "NotProcessed"},
        }),
    )
}

#[tokio::test]
async fn order_edits() {
    let target =
        "/my-shop/orders/edits?where=resource%28id%3D%22order-1%22%29&limit=2&expand=resource";
    let found = get(target, page(json!([order_edit()])), |api| {
        let query = api
            .orders()
            .edits()
            .get()
            .where_("resource(id=\"order-1\")");
        query.limit(2).expand("resource").send()
    });
    assert_eq!(found.await.results[0].resource.id, "order-1");

    let read = get("/my-shop/orders/edits/edit-1", order_edit(), |api| {
        api.orders().edits().with_id("edit-1").get().send()
    });
    let read = read.await;
    assert!(
        matches!(read.result, OrderEditResult::NotProcessed(_)),
        "{:?}",
        read.result
    );
    let StagedOrderUpdateAction::SetCustomerEmail(staged) = &read.staged_actions[0] else {
        panic!("{:?}", read.staged_actions)
    };
    assert_eq!(staged.email.as_deref(), Some("ann@example.com"));
    let read = get("/my-shop/orders/edits/key=e", order_edit(), |api| {
        api.orders().edits().with_key("e").get().send()
    });
    assert_eq!(read.await.key.as_deref(), Some("e"));
    head("/my-shop/orders/edits/key=e", |api| {
        api.orders().edits().with_key("e").head().send()
    })
    .await;

    let body = json!({
        "resource": {"typeId": "order", "id": "order-1"},
        "stagedActions": [{"action": "setCustomerEmail", "email": "ann@example.com"}],
        "comment": "wrong address",
        "dryRun": true,
    });
    let created = post("/my-shop/orders/edits", body, order_edit(), |api| {
        let email = StagedOrderSetCustomerEmailAction::new().email("ann@example.com");
        let draft = OrderEditDraft::new(OrderReference::new("order-1"))
            .staged_actions([email])
            .comment("wrong address")
            .dry_run(true);
        api.orders().edits().post(draft).send()
    });
    assert_eq!(created.await.id, "edit-1");

    let body = json!({"version": 1, "actions": [
        {"action": "setComment", "comment": "shipped"},
        {"action": "addStagedAction", "stagedAction": {"action": "changeShipmentState", "shipmentState": "Shipped"}},
    ]});
    let changed = post("/my-shop/orders/edits/key=e", body, order_edit(), |api| {
        let shipped = StagedOrderChangeShipmentStateAction::new(ShipmentState::Shipped);
        let actions = [
            OrderEditUpdateAction::from(OrderEditSetCommentAction::new().comment("shipped")),
            OrderEditAddStagedActionAction::new(shipped).into(),
        ];
        let edit = api.orders().edits().with_key("e");
        edit.post(OrderEditUpdate::new(1, actions)).send()
    });
    assert_eq!(changed.await.version, 1);

    delete(
        "/my-shop/orders/edits/edit-1?version=3",
        order_edit(),
        |api| api.orders().edits().with_id("edit-1").delete(3).send(),
    )
    .await;
}

#[tokio::test]
async fn an_order_edit_is_applied() {
    let excerpt =
        |version: i64, amount: i64| json!({"version": version, "totalPrice": cents(amount)});
    let applied = json!({
        "type": "Applied",
        "appliedAt": "2024-02-01T08:00:00.000Z",
        "excerptBeforeEdit": excerpt(4, 500),
        "excerptAfterEdit": excerpt(6, 700),
    });
    let answer = with(order_edit(), json!({"result": applied}));
    let body = json!({"editVersion": 3, "resourceVersion": 4});
    let edit = post("/my-shop/orders/edits/edit-1/apply", body, answer, |api| {
        let edit = api.orders().edits().with_id("edit-1");
        edit.apply().post(OrderEditApply::new(3, 4)).send()
    });
    let OrderEditResult::Applied(applied) = edit.await.result else {
        panic!("another result")
    };
    assert_eq!(applied.excerpt_after_edit.version, 6);
    assert_eq!(applied.excerpt_after_edit.total_price.cent_amount(), 700);
}
