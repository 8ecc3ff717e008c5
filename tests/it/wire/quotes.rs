//! Quote requests, staged quotes and quotes.

use ctp_sdk::models::{
    CartResourceIdentifier, QuoteChangeQuoteStateAction, QuoteDraft,
    QuoteRequestChangeQuoteRequestStateAction, QuoteRequestDraft,
    QuoteRequestQuoteRenegotiationAction, QuoteRequestResourceIdentifier,
    QuoteRequestSetCustomFieldAction, QuoteRequestState, QuoteRequestUpdate,
    QuoteRequestUpdateAction, QuoteState, QuoteUpdate, QuoteUpdateAction,
    StagedQuoteChangeStagedQuoteStateAction, StagedQuoteDraft, StagedQuoteResourceIdentifier,
    StagedQuoteSetSellerCommentAction, StagedQuoteState, StagedQuoteUpdate,
    StagedQuoteUpdateAction,
};
use serde_json::{Value, json};

use super::bodies::{cents, line_item, page, resource, with};
use super::exchange::{delete, get, head, post};

fn quote_request() -> Value {
    with(
        resource("request-1"),
        json!({
            "key": "r",
            "quoteRequestState": "Submitted",
            "customer": {"typeId": "customer", "id": "customer-1"},
            "lineItems": [line_item()],
            "totalPrice": cents(500),
            "comment": "for the canteen",
        }),
    )
}

#[tokio::test]
async fn quote_requests() {
    let target =
        "/my-shop/quote-requests?where=quoteRequestState%3D%22Submitted%22&limit=5&expand=customer";
    let found = get(target, page(json!([quote_request()])), |api| {
        let query = api.quote_requests().get();
        let query = query.where_("quoteRequestState=\"Submitted\"").limit(5);
        query.expand("customer").send()
    });
    let found = &found.await.results[0];
    assert_eq!(found.quote_request_state, QuoteRequestState::Submitted);
    assert_eq!(found.total_price.cent_amount(), 500);

    let read = get(
        "/my-shop/quote-requests/request-1",
        quote_request(),
        |api| api.quote_requests().with_id("request-1").get().send(),
    );
    assert_eq!(read.await.comment.as_deref(), Some("for the canteen"));
    let read = get("/my-shop/quote-requests/key=r", quote_request(), |api| {
        api.quote_requests().with_key("r").get().send()
    });
    assert_eq!(read.await.customer.id, "customer-1");
    head("/my-shop/quote-requests/key=r", |api| {
        api.quote_requests().with_key("r").head().send()
    })
    .await;

    let body = json!({
        "cart": {"typeId": "cart", "id": "cart-1"},
        "cartVersion": 3,
        "comment": "for the canteen",
    });
    let created = post("/my-shop/quote-requests", body, quote_request(), |api| {
        let cart = CartResourceIdentifier::new().id("cart-1");
        let draft = QuoteRequestDraft::new(cart, 3).comment("for the canteen");
        api.quote_requests().post(draft).send()
    });
    assert_eq!(created.await.line_items.len(), 1);

    let body = json!({"version": 1, "actions": [
        {"action": "changeQuoteRequestState", "quoteRequestState": "Rejected"},
        {"action": "setCustomField", "name": "reason", "value": "too late"},
    ]});
    let changed = post(
        "/my-shop/quote-requests/request-1",
        body,
        quote_request(),
        |api| {
            let rejected =
                QuoteRequestChangeQuoteRequestStateAction::new(QuoteRequestState::Rejected);
            let reason = QuoteRequestSetCustomFieldAction::new("reason").value("too late");
            let actions = [QuoteRequestUpdateAction::from(rejected), reason.into()];
            let request = api.quote_requests().with_id("request-1");
            request.post(QuoteRequestUpdate::new(1, actions)).send()
        },
    );
    assert_eq!(changed.await.id, "request-1");

    delete(
        "/my-shop/quote-requests/key=r?version=2",
        quote_request(),
        |api| api.quote_requests().with_key("r").delete(2).send(),
    )
    .await;
}

fn staged_quote() -> Value {
    with(
        resource("staged-1"),
        json!({
            "key": "s",
            "stagedQuoteState": "InProgress",
            "quoteRequest": {"typeId": "quote-request", "id": "request-1"},
            "quotationCart": {"typeId": "cart", "id": "cart-2"},
        }),
    )
}

#[tokio::test]
async fn staged_quotes() {
    let target = "/my-shop/staged-quotes?where=stagedQuoteState%3D%22InProgress%22&limit=5";
    let found = get(target, page(json!([staged_quote()])), |api| {
        let query = api.staged_quotes().get();
        query
            .where_("stagedQuoteState=\"InProgress\"")
            .limit(5)
            .send()
    });
    assert_eq!(found.await.results[0].quotation_cart.id, "cart-2");

    let read = get(
        "/my-shop/staged-quotes/staged-1?expand=quotationCart",
        staged_quote(),
        |api| {
            let quote = api.staged_quotes().with_id("staged-1").get();
            quote.expand("quotationCart").send()
        },
    );
    assert_eq!(read.await.staged_quote_state, StagedQuoteState::InProgress);
    let read = get("/my-shop/staged-quotes/key=s", staged_quote(), |api| {
        api.staged_quotes().with_key("s").get().send()
    });
    assert_eq!(read.await.quote_request.id, "request-1");
    head("/my-shop/staged-quotes/staged-1", |api| {
        api.staged_quotes().with_id("staged-1").head().send()
    })
    .await;

    let body = json!({
        "quoteRequest": {"typeId": "quote-request", "key": "r"},
        "quoteRequestVersion": 1,
        "quoteRequestStateToAccepted": true,
    });
    let created = post("/my-shop/staged-quotes", body, staged_quote(), |api| {
        let request = QuoteRequestResourceIdentifier::new().key("r");
        let draft = StagedQuoteDraft::new(request, 1).quote_request_state_to_accepted(true);
        api.staged_quotes().post(draft).send()
    });
    assert_eq!(created.await.id, "staged-1");

    let body = json!({"version": 1, "actions": [
        {"action": "setSellerComment", "sellerComment": "10% off"},
        {"action": "changeStagedQuoteState", "stagedQuoteState": "Sent"},
    ]});
    let changed = post(
        "/my-shop/staged-quotes/key=s",
        body,
        staged_quote(),
        |api| {
            let comment = StagedQuoteSetSellerCommentAction::new().seller_comment("10% off");
            let sent = StagedQuoteChangeStagedQuoteStateAction::new(StagedQuoteState::Sent);
            let actions = [StagedQuoteUpdateAction::from(comment), sent.into()];
            let quote = api.staged_quotes().with_key("s");
            quote.post(StagedQuoteUpdate::new(1, actions)).send()
        },
    );
    assert_eq!(changed.await.version, 1);

    delete(
        "/my-shop/staged-quotes/staged-1?version=2",
        staged_quote(),
        |api| api.staged_quotes().with_id("staged-1").delete(2).send(),
    )
    .await;
}

fn quote() -> Value {
    with(
        resource("quote-1"),
        json!({
            "key": "q",
            "quoteRequest": {"typeId": "quote-request", "id": "request-1"},
            "stagedQuote": {"typeId": "staged-quote", "id": "staged-1"},
            "lineItems": [],
            "totalPrice": cents(450),
            "quoteState": "Pending",
            "sellerComment": "10% off",
        }),
    )
}

#[tokio::test]
async fn quotes() {
    let target = "/my-shop/quotes?where=quoteState%3D%22Pending%22&sort=createdAt%20asc&limit=5";
    let found = get(target, page(json!([quote()])), |api| {
        let query = api.quotes().get().where_("quoteState=\"Pending\"");
        query.sort("createdAt asc").limit(5).send()
    });
    assert_eq!(found.await.results[0].total_price.cent_amount(), 450);

    let read = get("/my-shop/quotes/quote-1", quote(), |api| {
        api.quotes().with_id("quote-1").get().send()
    });
    assert_eq!(read.await.staged_quote.id, "staged-1");
    let read = get("/my-shop/quotes/key=q?expand=stagedQuote", quote(), |api| {
        api.quotes()
            .with_key("q")
            .get()
            .expand("stagedQuote")
            .send()
    });
    assert_eq!(read.await.seller_comment.as_deref(), Some("10% off"));
    head("/my-shop/quotes/key=q", |api| {
        api.quotes().with_key("q").head().send()
    })
    .await;

    let body = json!({
        "stagedQuote": {"typeId": "staged-quote", "id": "staged-1"},
        "stagedQuoteVersion": 3,
        "stagedQuoteStateToSent": true,
        "key": "q",
    });
    let created = post("/my-shop/quotes", body, quote(), |api| {
        let staged = StagedQuoteResourceIdentifier::new().id("staged-1");
        let draft = QuoteDraft::new(staged, 3)
            .staged_quote_state_to_sent(true)
            .key("q");
        api.quotes().post(draft).send()
    });
    assert_eq!(created.await.quote_state, QuoteState::Pending);

    let body = json!({"version": 1, "actions": [
        {"action": "requestQuoteRenegotiation", "buyerComment": "15%"},
        {"action": "changeQuoteState", "quoteState": "Withdrawn"},
    ]});
    let changed = post("/my-shop/quotes/quote-1", body, quote(), |api| {
        let again = QuoteRequestQuoteRenegotiationAction::new().buyer_comment("15%");
        let withdrawn = QuoteChangeQuoteStateAction::new(QuoteState::Withdrawn);
        let actions = [QuoteUpdateAction::from(again), withdrawn.into()];
        api.quotes()
            .with_id("quote-1")
            .post(QuoteUpdate::new(1, actions))
            .send()
    });
    assert_eq!(changed.await.version, 1);

    delete("/my-shop/quotes/key=q?version=2", quote(), |api| {
        api.quotes().with_key("q").delete(2).send()
    })
    .await;
}
