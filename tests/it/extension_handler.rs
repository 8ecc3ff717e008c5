//! The handler for API Extensions, asked by the emulator over HTTP about what the SDK sends.

use std::future::pending;
use std::time::Duration;

use axum::Router;
use ctp_emulator::Emulator;
use ctp_sdk::extension_handler::{
    ExtensionHandler, ExtensionHandlerBuilder, Fallback, Reply, ReplyError,
};
use ctp_sdk::models::{
    AuthorizationHeaderAuthentication, CartDraft, CartSetCountryAction, CartSetKeyAction,
    CartUpdate, CartUpdateAction, ErrorObject, ExtensionAction, ExtensionDraft,
    ExtensionResourceTypeId, ExtensionTrigger, HttpDestination, Money, PaymentDraft,
    PaymentSetStatusInterfaceTextAction,
};
use ctp_sdk::{ApiRoot, Error, RequestOptions};
use serde_json::json;
use tokio::net::TcpListener;

use crate::clock::ManualClock;
use crate::pipeline::spans::Spans;
use crate::recorded::Recorded;

const SECRET: &str = "Bearer s3cr3t";

/// A project whose carts and payments this extension is asked about.
struct Project {
    _emulator: Recorded,
    api: ApiRoot,
    /// The id of the extension.
    extension: String,
}

impl Project {
    async fn with(handler: ExtensionHandlerBuilder) -> Self {
        Self::sending(SECRET, handler).await
    }

    async fn sending(secret: &str, handler: ExtensionHandlerBuilder) -> Self {
        let emulator = Recorded(Emulator::start().await.unwrap());
        let client = emulator.client(emulator.all_scopes().unwrap()).unwrap();
        let api = client.integration_api_root();

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/extension", listener.local_addr().unwrap());
        let router = Router::new().route_service("/extension", handler.build().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });

        let authentication = AuthorizationHeaderAuthentication::new(secret);
        let destination = HttpDestination::new(url).authentication(authentication);
        let triggers = [
            ExtensionResourceTypeId::Cart,
            ExtensionResourceTypeId::Payment,
        ]
        .map(|of| ExtensionTrigger::new(of, [ExtensionAction::Create, ExtensionAction::Update]));
        let draft = ExtensionDraft::new(destination, triggers).key("checks");
        let extension = api.extensions().post(draft).send().await.unwrap().id;
        Self {
            _emulator: emulator,
            api,
            extension,
        }
    }

    /// Why a new cart is refused.
    async fn refusal(&self) -> Error {
        let cart = self.api.carts().post(CartDraft::new("EUR")).send().await;
        cart.expect_err("the cart was created")
    }
}

fn builder() -> ExtensionHandlerBuilder {
    ExtensionHandler::builder().authorization(SECRET)
}

#[tokio::test]
async fn carts_and_payments_are_changed_by_their_own_functions() {
    let handler = builder()
        .on_cart(|input| async move {
            let cart = input.resource;
            Ok(match input.action {
                ExtensionAction::Create => Reply::actions([
                    CartUpdateAction::from(CartSetCountryAction::new().country("DE")),
                    CartSetKeyAction::new().key("by-the-extension").into(),
                ])?,
                _ => Reply::action(CartSetKeyAction::new().key(format!("after-{}", cart.version))),
            })
        })
        .on_payment(|input| async move {
            let cents = input.resource.amount_planned.cent_amount;
            Reply::action(PaymentSetStatusInterfaceTextAction::new(format!(
                "{cents} cents"
            )))
        });
    let project = Project::with(handler).await;
    let carts = project.api.carts();
    let cart = carts.post(CartDraft::new("EUR")).send().await.unwrap();
    assert_eq!(cart.country.as_deref(), Some("DE"));
    assert_eq!(cart.key.as_deref(), Some("by-the-extension"));

    let update = CartUpdate::new(cart.version, [CartSetCountryAction::new().country("AT")]);
    let updated = carts.with_id(&cart.id).post(update).send().await.unwrap();
    assert_eq!(updated.country.as_deref(), Some("AT"));
    assert!(updated.key.unwrap().starts_with("after-"));
    let read = carts.with_id(&cart.id).get().send().await.unwrap();
    assert_eq!(
        (read.version, read.country.as_deref()),
        (updated.version, Some("AT"))
    );

    let payment = PaymentDraft::new(Money::new(500, "EUR"));
    let payment = project.api.payments().post(payment).send().await.unwrap();
    let text = payment.payment_status.interface_text;
    assert_eq!(text.as_deref(), Some("500 cents"));
}

#[tokio::test]
async fn an_error_is_one_of_the_sdk_with_all_that_the_extension_says() {
    let project = Project::with(builder().on_cart(|_| async {
        let error = ReplyError::invalid_input("No more than 8 crates.")
            .localized([("de", "Höchstens 8 Kisten.")])
            .extra_info("most", 8);
        Reply::errors([
            error,
            ReplyError::invalid_field("country", "US", "Not there."),
        ])
    }))
    .await;
    let error = project.refusal().await;
    assert_eq!(error.status().map(|status| status.as_u16()), Some(400));
    assert_eq!(error.message(), Some("No more than 8 crates."));
    let [first, second] = error.api_errors() else {
        panic!("{error}");
    };
    assert_eq!(
        first.field("localizedMessage"),
        Some(&json!({"de": "Höchstens 8 Kisten."}))
    );
    assert_eq!(first.field("extensionExtraInfo"), Some(&json!({"most": 8})));
    let by = json!({"id": project.extension, "key": "checks"});
    assert_eq!(first.field("errorByExtension"), Some(&by));
    assert!(
        matches!(first.typed(), Some(ErrorObject::InvalidInput(_))),
        "{first:?}"
    );
    let Some(ErrorObject::InvalidField(field)) = second.typed() else {
        panic!("{second:?}");
    };
    assert_eq!(
        (field.field.as_str(), &field.invalid_value),
        ("country", &json!("US"))
    );
    let carts = project.api.carts().get().send().await.unwrap();
    assert!(carts.results.is_empty());
}

/// A cart is created while time passes for the extension, which does not reply.
async fn while_late(clock: &ManualClock, project: &Project) -> ctp_sdk::Result<Option<String>> {
    let create = project.api.carts().post(CartDraft::new("EUR")).send();
    let deadline = clock.pass(|sleep| sleep == Duration::from_millis(9800));
    let (cart, ()) = tokio::join!(create, deadline);
    cart.map(|cart| cart.country)
}

#[tokio::test]
async fn a_late_extension_is_answered_for() {
    let late = |clock: &ManualClock| {
        let handler = builder().clock(clock.clone());
        let handler = handler.deadline(Duration::from_millis(9800));
        handler.on_cart(|_| async {
            pending::<()>().await;
            Reply::action(CartSetCountryAction::new().country("DE"))
        })
    };
    let clock = ManualClock::new();
    let project = Project::with(late(&clock)).await;
    let error = while_late(&clock, &project).await.unwrap_err();
    let [reason] = error.api_errors() else {
        panic!("{error}");
    };
    assert!(
        matches!(reason.typed(), Some(ErrorObject::InvalidOperation(_))),
        "{error}"
    );
    assert!(
        reason.message().contains("did not answer in time"),
        "{error}"
    );

    let clock = ManualClock::new();
    let project = Project::with(late(&clock).when_late(Fallback::NoChange)).await;
    assert_eq!(while_late(&clock, &project).await.unwrap(), None);
}

#[tokio::test]
async fn a_panic_is_a_refusal_and_the_extension_goes_on() {
    let handler = builder().on_cart(|input| async move {
        assert!(input.resource.country.is_some(), "a panic of the test");
        Reply::no_change()
    });
    let project = Project::with(handler).await;
    for _ in 0..2 {
        let error = project.refusal().await;
        assert_eq!(error.status().map(|status| status.as_u16()), Some(400));
        assert_eq!(error.api_errors()[0].code(), "InvalidOperation");
    }
    let draft = CartDraft::new("EUR").country("DE");
    project.api.carts().post(draft).send().await.unwrap();
}

#[tokio::test]
async fn with_another_secret_the_platform_gets_no_answer() {
    let handler = builder().on_cart(|_| async { Reply::no_change() });
    let project = Project::sending("Bearer other", handler).await;
    let error = project.refusal().await;
    let Some(ErrorObject::ExtensionBadResponse(bad)) = error.api_errors()[0].typed() else {
        panic!("{error}");
    };
    assert_eq!(bad.extension_status_code, Some(401));
    assert_eq!(bad.extension_key.as_deref(), Some("checks"));
}

#[tokio::test]
async fn a_span_says_what_was_asked_and_what_became_of_it() {
    let handler = builder().on_cart(|input| async move {
        let id = input.correlation_id.unwrap_or_default();
        match input.resource.country {
            None => Reply::action(CartSetKeyAction::new().key(id)),
            Some(_) => panic!("a panic of the test"),
        }
    });
    let (spans, guard) = Spans::begin();
    let project = Project::with(handler).await;
    let carts = project.api.carts();
    let create = carts.post(CartDraft::new("EUR"));
    let create = create.with_header("X-Correlation-ID", "shop-17");
    let cart = create.send().await.unwrap();
    assert_eq!(cart.key.as_deref(), Some("shop-17"));
    let other = CartDraft::new("EUR").country("DE");
    carts.post(other).send().await.unwrap_err();
    drop(guard);

    let told = spans.ended("http.server.request");
    let [first, second] = told.as_slice() else {
        panic!("{told:?}");
    };
    for (field, value) in [
        ("otel.kind", "server"),
        ("http.request.method", "POST"),
        ("http.response.status_code", "200"),
        ("ctp.correlation_id", "shop-17"),
        ("ctp.extension.resource_type", "cart"),
        ("ctp.extension.action", "Create"),
        ("ctp.extension.outcome", "actions"),
    ] {
        assert_eq!(first.get(field), Some(value), "{field}");
    }
    assert_eq!(first.get("error.type"), None);
    assert_eq!(second.get("http.response.status_code"), Some("400"));
    assert_eq!(second.get("ctp.extension.outcome"), Some("errors"));
    assert_eq!(second.get("error.type"), Some("panic"));
    assert!(!spans.text().contains("s3cr3t"), "{}", spans.text());
}
