//! Payments and payment methods.

use ctp_sdk::models::{
    CustomerResourceIdentifier, Money, PaymentAddTransactionAction,
    PaymentChangeTransactionStateAction, PaymentDraft, PaymentMethodDraft, PaymentMethodInfoDraft,
    PaymentMethodSetDefaultAction, PaymentMethodSetNameAction, PaymentMethodStatus,
    PaymentMethodUpdate, PaymentMethodUpdateAction, PaymentSetStatusInterfaceCodeAction,
    PaymentUpdate, PaymentUpdateAction, TransactionDraft, TransactionState, TransactionType,
};
use serde_json::{Value, json};

use super::bodies::{self, cents, page, resource, with};
use super::exchange::{delete, get, head, post};

fn payment() -> Value {
    let charge = json!({
        "id": "transaction-1",
        "type": "Charge",
        "amount": cents(500),
        "state": "Pending",
        "interactionId": "psp-9",
    });
    with(
        with(resource("payment-1"), bodies::payment()),
        json!({"key": "p", "transactions": [charge], "paymentStatus": {"interfaceCode": "100"}}),
    )
}

#[tokio::test]
async fn payments() {
    let target = "/my-shop/payments?where=interfaceId%3D%22psp-1%22&limit=1&expand=customer";
    let found = get(target, page(json!([payment()])), |api| {
        let query = api.payments().get().where_("interfaceId=\"psp-1\"");
        query.limit(1).expand("customer").send()
    });
    let found = &found.await.results[0];
    assert_eq!(found.amount_planned.cent_amount, 500);
    assert_eq!(found.payment_status.interface_code.as_deref(), Some("100"));

    let read = get("/my-shop/payments/payment-1", payment(), |api| {
        api.payments().with_id("payment-1").get().send()
    });
    let transaction = &read.await.transactions[0];
    assert_eq!(transaction.type_, TransactionType::Charge);
    assert_eq!(transaction.interaction_id.as_deref(), Some("psp-9"));
    let read = get("/my-shop/payments/key=p", payment(), |api| {
        api.payments().with_key("p").get().send()
    });
    assert_eq!(
        read.await.payment_method_info.method.as_deref(),
        Some("CREDIT_CARD")
    );
    head("/my-shop/payments/key=p", |api| {
        api.payments().with_key("p").head().send()
    })
    .await;

    let body = json!({
        "amountPlanned": {"centAmount": 500, "currencyCode": "EUR"},
        "customer": {"typeId": "customer", "id": "customer-1"},
        "interfaceId": "psp-1",
        "paymentMethodInfo": {"paymentInterface": "psp", "method": "CREDIT_CARD"},
        "transactions": [{"type": "Authorization", "amount": {"centAmount": 500, "currencyCode": "EUR"}, "state": "Initial"}],
    });
    let created = post("/my-shop/payments", body, payment(), |api| {
        let authorization =
            TransactionDraft::new(TransactionType::Authorization, Money::new(500, "EUR"))
                .state(TransactionState::Initial);
        let draft = PaymentDraft::new(Money::new(500, "EUR"))
            .customer(CustomerResourceIdentifier::new().id("customer-1"))
            .interface_id("psp-1")
            .payment_method_info(
                PaymentMethodInfoDraft::new()
                    .payment_interface("psp")
                    .method("CREDIT_CARD"),
            )
            .transactions([authorization]);
        api.payments().post(draft).send()
    });
    assert_eq!(created.await.id, "payment-1");

    delete("/my-shop/payments/payment-1?version=2", payment(), |api| {
        api.payments().with_id("payment-1").delete(2).send()
    })
    .await;
}

#[tokio::test]
async fn the_transactions_of_a_payment_are_added_and_changed() {
    let body = json!({"version": 1, "actions": [
        {
            "action": "addTransaction",
            "transaction": {
                "type": "Refund",
                "amount": {"centAmount": 100, "currencyCode": "EUR"},
                "timestamp": "2024-02-01T08:00:00Z",
            },
        },
        {"action": "changeTransactionState", "transactionId": "transaction-1", "state": "Success"},
        {"action": "setStatusInterfaceCode", "interfaceCode": "200"},
    ]});
    let changed = post("/my-shop/payments/key=p", body, payment(), |api| {
        let timestamp: ctp_sdk::DateTime = "2024-02-01T08:00:00Z".parse().unwrap();
        let refund = TransactionDraft::new(TransactionType::Refund, Money::new(100, "EUR"))
            .timestamp(timestamp);
        let success = TransactionState::Success;
        let actions = [
            PaymentUpdateAction::from(PaymentAddTransactionAction::new(refund)),
            PaymentChangeTransactionStateAction::new("transaction-1", success).into(),
            PaymentSetStatusInterfaceCodeAction::new()
                .interface_code("200")
                .into(),
        ];
        api.payments()
            .with_key("p")
            .post(PaymentUpdate::new(1, actions))
            .send()
    });
    assert_eq!(
        changed.await.transactions[0].state,
        TransactionState::Pending
    );
}

fn payment_method() -> Value {
    with(
        resource("method-1"),
        json!({
            "key": "m",
            "name": {"en": "My card"},
            "customer": {"typeId": "customer", "id": "customer-1"},
            "method": "CREDIT_CARD",
            "token": {"value": "pl4nted"},
            "paymentMethodStatus": "Active",
            "default": true,
        }),
    )
}

#[tokio::test]
async fn payment_methods() {
    let target = "/my-shop/payment-methods?where=customer%28id%3D%22customer-1%22%29&limit=5";
    let found = get(target, page(json!([payment_method()])), |api| {
        let query = api.payment_methods().get();
        query.where_("customer(id=\"customer-1\")").limit(5).send()
    });
    assert!(found.await.results[0].default);

    let read = get(
        "/my-shop/payment-methods/method-1?expand=customer",
        payment_method(),
        |api| {
            let method = api.payment_methods().with_id("method-1").get();
            method.expand("customer").send()
        },
    );
    let read = read.await;
    assert_eq!(read.payment_method_status, PaymentMethodStatus::Active);
    assert_eq!(read.customer.unwrap().id, "customer-1");
    let read = get("/my-shop/payment-methods/key=m", payment_method(), |api| {
        api.payment_methods().with_key("m").get().send()
    });
    assert_eq!(read.await.method.as_deref(), Some("CREDIT_CARD"));
    head("/my-shop/payment-methods/method-1", |api| {
        api.payment_methods().with_id("method-1").head().send()
    })
    .await;

    let body = json!({
        "key": "m",
        "customer": {"typeId": "customer", "id": "customer-1"},
        "method": "CREDIT_CARD",
        "paymentMethodStatus": "Inactive",
    });
    let created = post("/my-shop/payment-methods", body, payment_method(), |api| {
        let draft = PaymentMethodDraft::new()
            .key("m")
            .customer(CustomerResourceIdentifier::new().id("customer-1"))
            .method("CREDIT_CARD")
            .payment_method_status(PaymentMethodStatus::Inactive);
        api.payment_methods().post(draft).send()
    });
    assert_eq!(created.await.id, "method-1");

    let body = json!({"version": 1, "actions": [
        {"action": "setDefault", "default": true},
        {"action": "setName", "name": {"en": "Card"}},
    ]});
    let changed = post(
        "/my-shop/payment-methods/method-1",
        body,
        payment_method(),
        |api| {
            let actions = [
                PaymentMethodUpdateAction::from(PaymentMethodSetDefaultAction::new(true)),
                PaymentMethodSetNameAction::new()
                    .name([("en", "Card")])
                    .into(),
            ];
            let method = api.payment_methods().with_id("method-1");
            method.post(PaymentMethodUpdate::new(1, actions)).send()
        },
    );
    assert_eq!(changed.await.version, 1);

    delete(
        "/my-shop/payment-methods/key=m?version=2",
        payment_method(),
        |api| api.payment_methods().with_key("m").delete(2).send(),
    )
    .await;
}
