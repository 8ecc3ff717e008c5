//! The business units, quotes and quote requests of the customer whose token it is.

use ctp_sdk::models::{
    BusinessUnit, MyBusinessUnitChangeNameAction, MyBusinessUnitUpdate, MyCompanyDraft,
    MyQuoteChangeMyQuoteStateAction, MyQuoteRequestCancelAction, MyQuoteRequestDraft,
    MyQuoteRequestUpdate, MyQuoteState, MyQuoteUpdate, QuoteRequestState,
};
use serde_json::{Value, json};

use super::bodies::{cents, page, resource, with};
use super::exchange::{get, head, post};

#[tokio::test]
async fn my_business_units() {
    let company = || {
        with(
            resource("unit-1"),
            json!({
                "key": "acme",
                "unitType": "Company",
                "name": "Acme",
                "status": "Active",
                "topLevelUnit": {"typeId": "business-unit", "key": "acme"},
            }),
        )
    };
    let target = "/my-shop/me/business-units?where=status%3D%22Active%22&limit=5";
    let found = get(target, page(json!([company()])), |api| {
        let query = api.me().business_units().get();
        query.where_("status=\"Active\"").limit(5).send()
    });
    assert!(matches!(found.await.results[0], BusinessUnit::Company(_)));
    head("/my-shop/me/business-units/key=acme", |api| {
        api.me().business_units().with_key("acme").head().send()
    })
    .await;

    let body = json!({"unitType": "Company", "key": "acme", "name": "Acme", "contactEmail": "info@example.com"});
    let created = post("/my-shop/me/business-units", body, company(), |api| {
        let draft = MyCompanyDraft::new("acme", "Acme").contact_email("info@example.com");
        api.me().business_units().post(draft).send()
    });
    let BusinessUnit::Company(created) = created.await else {
        panic!("another kind of unit")
    };
    assert_eq!(created.key, "acme");
    let body = json!({"version": 1, "actions": [{"action": "changeName", "name": "Acme AG"}]});
    post(
        "/my-shop/me/business-units/unit-1",
        body,
        company(),
        |api| {
            let actions = [MyBusinessUnitChangeNameAction::new("Acme AG")];
            let unit = api.me().business_units().with_id("unit-1");
            unit.post(MyBusinessUnitUpdate::new(1, actions)).send()
        },
    )
    .await;
}

fn quote_request() -> Value {
    with(
        resource("request-1"),
        json!({
            "quoteRequestState": "Submitted",
            "customer": {"typeId": "customer", "id": "customer-1"},
            "totalPrice": cents(500),
        }),
    )
}

#[tokio::test]
async fn my_quote_requests() {
    let body = json!({"cartId": "cart-1", "cartVersion": 2, "comment": "for the canteen"});
    let created = post("/my-shop/me/quote-requests", body, quote_request(), |api| {
        let draft = MyQuoteRequestDraft::new("cart-1", 2).comment("for the canteen");
        api.me().quote_requests().post(draft).send()
    });
    assert_eq!(
        created.await.quote_request_state,
        QuoteRequestState::Submitted
    );
    let read = get(
        "/my-shop/me/quote-requests/request-1",
        quote_request(),
        |api| api.me().quote_requests().with_id("request-1").get().send(),
    );
    assert_eq!(read.await.total_price.cent_amount(), 500);
    let body = json!({"version": 1, "actions": [{"action": "cancelQuoteRequest"}]});
    let canceled = with(quote_request(), json!({"quoteRequestState": "Cancelled"}));
    let canceled = post("/my-shop/me/quote-requests/key=r", body, canceled, |api| {
        let actions = [MyQuoteRequestCancelAction::new()];
        let request = api.me().quote_requests().with_key("r");
        request.post(MyQuoteRequestUpdate::new(1, actions)).send()
    });
    assert_eq!(
        canceled.await.quote_request_state,
        QuoteRequestState::Cancelled
    );
}

#[tokio::test]
async fn my_quotes() {
    let quote = || {
        with(
            resource("quote-1"),
            json!({
                "quoteRequest": {"typeId": "quote-request", "id": "request-1"},
                "stagedQuote": {"typeId": "staged-quote", "id": "staged-1"},
                "totalPrice": cents(450),
                "quoteState": "Pending",
            }),
        )
    };
    let read = get(
        "/my-shop/me/quotes/key=q?expand=stagedQuote",
        quote(),
        |api| {
            api.me()
                .quotes()
                .with_key("q")
                .get()
                .expand("stagedQuote")
                .send()
        },
    );
    assert_eq!(read.await.staged_quote.id, "staged-1");
    let body = json!({"version": 1, "actions": [{"action": "changeMyQuoteState", "quoteState": "Accepted"}]});
    let accepted = post("/my-shop/me/quotes/quote-1", body, quote(), |api| {
        let actions = [MyQuoteChangeMyQuoteStateAction::new(MyQuoteState::Accepted)];
        let quote = api.me().quotes().with_id("quote-1");
        quote.post(MyQuoteUpdate::new(1, actions)).send()
    });
    assert_eq!(accepted.await.total_price.cent_amount(), 450);
}
