//! The Checkout API.

use ctp_sdk::checkout::ApiRoot;
use ctp_sdk::checkout::models::{
    AddCountryUpdateAction, AllowedOrigins, Amount, ApplicationDraft, ApplicationMode,
    ApplicationReference, ApplicationResourceIdentifier, ApplicationStatus,
    ApplicationUpdateAction, ApplicationUpdateActions, CartResourceIdentifier,
    ConnectorDeploymentReference, PaymentComponentType, PaymentIntegrationDraft,
    PaymentIntegrationResourceIdentifier, PaymentIntegrationUpdateActions, PaymentIntent,
    PaymentIntentAction, PaymentIntentCaptureAction, PaymentIntentOutcome,
    PaymentIntentRefundAction, PaymentsConfiguration, SetApplicationNameUpdateAction,
    SetNameUpdateAction, TransactionDraft, TransactionItemDraft, TransactionState,
};
use serde_json::{Value, json};

use super::bodies::{page, resource, with};
use super::exchange::{delete, get, head, post};

fn checkout(api: &ctp_sdk::ApiRoot) -> ApiRoot {
    ApiRoot::new(api.client().clone(), "my-shop")
}

fn application() -> Value {
    with(
        resource("application-1"),
        json!({
            "key": "web",
            "name": "Web",
            "countries": ["DE"],
            "allowedOrigins": {"allowAll": false, "origins": ["https://shop.example.com"]},
            "mode": "PaymentOnly",
            "status": "Active",
            "paymentsConfiguration": {"activePaymentComponentType": "DropIn"},
        }),
    )
}

#[tokio::test]
async fn applications() {
    let target = "/my-shop/applications?sort=name%20asc&limit=2&offset=4&withTotal=false";
    let found = get(target, page(json!([application()])), |api| {
        let query = checkout(api).applications().get().sort("name asc");
        query.limit(2).offset(4).with_total(false).send()
    });
    assert_eq!(found.await.results[0].mode, ApplicationMode::PaymentOnly);
    let read = get(
        "/my-shop/applications/application-1",
        application(),
        |api| {
            checkout(api)
                .applications()
                .with_id("application-1")
                .get()
                .send()
        },
    );
    assert_eq!(read.await.status, Some(ApplicationStatus::Active));
    head("/my-shop/applications/key=web", |api| {
        checkout(api).applications().with_key("web").head().send()
    })
    .await;

    let body = json!({
        "key": "web",
        "name": "Web",
        "countries": ["DE"],
        "allowedOrigins": {"allowAll": false, "origins": ["https://shop.example.com"]},
        "mode": "PaymentOnly",
        "paymentsConfiguration": {"activePaymentComponentType": "DropIn"},
    });
    let created = post("/my-shop/applications", body, application(), |api| {
        let draft = ApplicationDraft::new(
            "web",
            "Web",
            ["DE"],
            AllowedOrigins::new(false).origins(["https://shop.example.com"]),
            ApplicationMode::PaymentOnly,
            PaymentsConfiguration::new(PaymentComponentType::DropIn),
        );
        checkout(api).applications().post(draft).send()
    });
    assert_eq!(created.await.id, "application-1");

    let body = json!({"version": 1, "actions": [
        {"action": "addCountry", "country": "AT"},
        {"action": "setName", "name": "Website"},
    ]});
    let changed = post(
        "/my-shop/applications/key=web",
        body,
        application(),
        |api| {
            let actions = [
                ApplicationUpdateAction::from(AddCountryUpdateAction::new("AT")),
                SetApplicationNameUpdateAction::new("Website").into(),
            ];
            let application = checkout(api).applications().with_key("web");
            application
                .post(ApplicationUpdateActions::new(1, actions))
                .send()
        },
    );
    assert_eq!(changed.await.countries, ["DE"]);
    delete(
        "/my-shop/applications/key=web?version=3",
        application(),
        |api| {
            checkout(api)
                .applications()
                .with_key("web")
                .delete(3)
                .send()
        },
    )
    .await;
}

fn integration() -> Value {
    with(
        resource("integration-1"),
        json!({
            "key": "card",
            "application": {"typeId": "application", "id": "application-1"},
            "type": "card",
            "name": "Card",
            "componentType": "Component",
            "connectorDeployment": {"typeId": "deployment", "id": "deployment-1"},
        }),
    )
}

#[tokio::test]
async fn payment_integrations() {
    let target = "/my-shop/payment-integrations?limit=2";
    let found = get(target, page(json!([integration()])), |api| {
        checkout(api).payment_integrations().get().limit(2).send()
    });
    assert_eq!(
        found.await.results[0].component_type,
        PaymentComponentType::Component
    );
    let read = get(
        "/my-shop/payment-integrations/key=card",
        integration(),
        |api| {
            checkout(api)
                .payment_integrations()
                .with_key("card")
                .get()
                .send()
        },
    );
    assert_eq!(read.await.application.id, "application-1");

    let body = json!({
        "application": {"typeId": "application", "id": "application-1"},
        "type": "card",
        "name": "Card",
        "componentType": "Component",
        "connectorDeployment": {"id": "deployment-1", "typeId": "deployment"},
    });
    let created = post(
        "/my-shop/payment-integrations",
        body,
        integration(),
        |api| {
            let draft = PaymentIntegrationDraft::new(
                ApplicationReference::new("application-1"),
                "card",
                "Card",
                PaymentComponentType::Component,
                ConnectorDeploymentReference::new("deployment-1", "deployment"),
            );
            checkout(api).payment_integrations().post(draft).send()
        },
    );
    assert_eq!(created.await.name, "Card");
    let body = json!({"version": 1, "actions": [{"action": "setName", "name": "Credit card"}]});
    post(
        "/my-shop/payment-integrations/integration-1",
        body,
        integration(),
        |api| {
            let actions = [SetNameUpdateAction::new("Credit card")];
            let integration = checkout(api)
                .payment_integrations()
                .with_id("integration-1");
            integration
                .post(PaymentIntegrationUpdateActions::new(1, actions))
                .send()
        },
    )
    .await;
    delete(
        "/my-shop/payment-integrations/key=card?version=2",
        integration(),
        |api| {
            checkout(api)
                .payment_integrations()
                .with_key("card")
                .delete(2)
                .send()
        },
    )
    .await;
}

#[tokio::test]
async fn a_transaction_is_made_and_its_payment_captured() {
    let transaction = || {
        with(
            resource("transaction-1"),
            json!({
                "application": {"typeId": "application", "id": "application-1"},
                "transactionItems": [{"paymentIntegration": {"typeId": "payment-integration", "id": "integration-1"}}],
                "transactionStatus": {"state": "Pending", "errors": []},
            }),
        )
    };
    let body = json!({
        "application": {"typeId": "application", "key": "web"},
        "transactionItems": [{
            "paymentIntegration": {"typeId": "payment-integration", "id": "integration-1"},
            "amount": {"centAmount": 500, "currencyCode": "EUR"},
        }],
        "cart": {"typeId": "cart", "id": "cart-1"},
    });
    let created = post("/my-shop/transactions", body, transaction(), |api| {
        let integration = PaymentIntegrationResourceIdentifier::new().id("integration-1");
        let item = TransactionItemDraft::new(integration).amount(Amount::new(500, "EUR"));
        let application = ApplicationResourceIdentifier::new().key("web");
        let cart = CartResourceIdentifier::new().id("cart-1");
        let draft = TransactionDraft::new(application, [item], cart);
        checkout(api).transactions().post(draft).send()
    });
    assert_eq!(
        created.await.transaction_status.state,
        TransactionState::Pending
    );
    let read = get("/my-shop/transactions/key=t", transaction(), |api| {
        checkout(api).transactions().with_key("t").get().send()
    });
    assert_eq!(read.await.transaction_items.len(), 1);

    let body = json!({"actions": [
        {"action": "capturePayment", "amount": {"centAmount": 500, "currencyCode": "EUR"}},
        {"action": "refundPayment", "amount": {"centAmount": 100, "currencyCode": "EUR"}, "transactionId": "t-1"},
    ]});
    let target = "/my-shop/payment-intents/payment-1";
    let answer = post(target, body, json!({"outcome": "received"}), |api| {
        let refund = PaymentIntentRefundAction::new(Amount::new(100, "EUR"));
        let actions = [
            PaymentIntentAction::from(PaymentIntentCaptureAction::new(Amount::new(500, "EUR"))),
            refund.transaction_id("t-1").into(),
        ];
        let intents = checkout(api).payment_intents().with_payment_id("payment-1");
        intents.post(PaymentIntent::new(actions)).send()
    });
    assert_eq!(answer.await.outcome, PaymentIntentOutcome::Received);
}
