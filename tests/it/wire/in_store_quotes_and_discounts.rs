//! What is reached through a store: quotes, business units, discounts, and what is one's own there.

use ctp_sdk::models::{
    BusinessUnit, BusinessUnitChangeNameAction, BusinessUnitUpdate,
    CartDiscountChangeIsActiveAction, CartDiscountDraft, CartDiscountUpdate,
    CartDiscountValueAbsoluteDraft, CartResourceIdentifier, CompanyDraft, Money, MyCartDraft,
    MyCustomerChangePassword, MyCustomerDraft, MyCustomerSignin, MyOrderFromCartDraft,
    QuoteChangeQuoteStateAction, QuoteDraft, QuoteRequestDraft, QuoteRequestResourceIdentifier,
    QuoteState, QuoteUpdate, StagedQuoteDraft, StagedQuoteResourceIdentifier,
};
use serde_json::{Value, json};

use super::bodies::{cart, cents, customer, order, page, resource, shopping_list, with};
use super::exchange::{delete, get, head, post};

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

fn staged_quote() -> Value {
    with(
        resource("staged-1"),
        json!({
            "stagedQuoteState": "InProgress",
            "quoteRequest": {"typeId": "quote-request", "id": "request-1"},
            "quotationCart": {"typeId": "cart", "id": "cart-2"},
        }),
    )
}

fn quote() -> Value {
    with(
        resource("quote-1"),
        json!({
            "quoteRequest": {"typeId": "quote-request", "id": "request-1"},
            "stagedQuote": {"typeId": "staged-quote", "id": "staged-1"},
            "totalPrice": cents(450),
            "quoteState": "Pending",
        }),
    )
}

#[tokio::test]
async fn quotes_of_a_store() {
    let target = "/my-shop/in-store/key=berlin/quote-requests";
    let body = json!({"cart": {"typeId": "cart", "id": "cart-1"}, "cartVersion": 2, "key": "r"});
    let created = post(target, body, quote_request(), |api| {
        let cart = CartResourceIdentifier::new().id("cart-1");
        let draft = QuoteRequestDraft::new(cart, 2).key("r");
        api.in_store_key("berlin")
            .quote_requests()
            .post(draft)
            .send()
    });
    assert_eq!(created.await.customer.id, "customer-1");
    let target = "/my-shop/in-store/key=berlin/quote-requests/key=r";
    let read = get(target, quote_request(), |api| {
        let requests = api.in_store_key("berlin").quote_requests();
        requests.with_key("r").get().send()
    });
    assert_eq!(read.await.total_price.cent_amount(), 500);

    let target = "/my-shop/in-store/key=berlin/staged-quotes";
    let body = json!({
        "quoteRequest": {"typeId": "quote-request", "key": "r"},
        "quoteRequestVersion": 1,
    });
    let created = post(target, body, staged_quote(), |api| {
        let request = QuoteRequestResourceIdentifier::new().key("r");
        let draft = StagedQuoteDraft::new(request, 1);
        api.in_store_key("berlin")
            .staged_quotes()
            .post(draft)
            .send()
    });
    assert_eq!(created.await.quotation_cart.id, "cart-2");
    let target = "/my-shop/in-store/key=berlin/staged-quotes/staged-1?version=1";
    delete(target, staged_quote(), |api| {
        let quotes = api.in_store_key("berlin").staged_quotes();
        quotes.with_id("staged-1").delete(1).send()
    })
    .await;

    let target = "/my-shop/in-store/key=berlin/quotes?where=quoteState%3D%22Pending%22&limit=5";
    let found = get(target, page(json!([quote()])), |api| {
        let query = api.in_store_key("berlin").quotes().get();
        query.where_("quoteState=\"Pending\"").limit(5).send()
    });
    assert_eq!(found.await.results[0].quote_state, QuoteState::Pending);
    let body = json!({
        "stagedQuote": {"typeId": "staged-quote", "id": "staged-1"},
        "stagedQuoteVersion": 2,
    });
    post(
        "/my-shop/in-store/key=berlin/quotes",
        body,
        quote(),
        |api| {
            let staged = StagedQuoteResourceIdentifier::new().id("staged-1");
            let draft = QuoteDraft::new(staged, 2);
            api.in_store_key("berlin").quotes().post(draft).send()
        },
    )
    .await;
    let body = json!({"version": 1, "actions": [{"action": "changeQuoteState", "quoteState": "Withdrawn"}]});
    post(
        "/my-shop/in-store/key=berlin/quotes/key=q",
        body,
        quote(),
        |api| {
            let actions = [QuoteChangeQuoteStateAction::new(QuoteState::Withdrawn)];
            let quote = api.in_store_key("berlin").quotes().with_key("q");
            quote.post(QuoteUpdate::new(1, actions)).send()
        },
    )
    .await;
}

#[tokio::test]
async fn business_units_of_a_store() {
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
    let target = "/my-shop/in-store/key=berlin/business-units";
    let body = json!({"unitType": "Company", "key": "acme", "name": "Acme"});
    let created = post(target, body, company(), |api| {
        let draft = CompanyDraft::new("acme", "Acme");
        api.in_store_key("berlin")
            .business_units()
            .post(draft)
            .send()
    });
    assert!(matches!(created.await, BusinessUnit::Company(_)));
    let target = "/my-shop/in-store/key=berlin/business-units/key=acme";
    let body = json!({"version": 1, "actions": [{"action": "changeName", "name": "Acme AG"}]});
    post(target, body, company(), |api| {
        let actions = [BusinessUnitChangeNameAction::new("Acme AG")];
        let unit = api.in_store_key("berlin").business_units().with_key("acme");
        unit.post(BusinessUnitUpdate::new(1, actions)).send()
    })
    .await;
    let target = "/my-shop/in-store/key=berlin/business-units/unit-1/associates/customer-1";
    let answer = json!({"customer": {"typeId": "customer", "id": "customer-1"}, "permissions": []});
    let associate = get(target, answer, |api| {
        let units = api.in_store_key("berlin").business_units();
        units.associates("unit-1", "customer-1").get().send()
    });
    assert_eq!(associate.await.customer.id, "customer-1");
}

#[tokio::test]
async fn discounts_and_variants_of_a_store() {
    let discount = || {
        with(
            resource("discount-1"),
            json!({
                "name": {"en": "Spring"},
                "value": {"type": "absolute", "money": [cents(500)]},
                "cartPredicate": "1 = 1",
                "sortOrder": "0.5",
                "isActive": true,
                "requiresDiscountCode": false,
                "stackingMode": "Stacking",
                "stores": [{"typeId": "store", "key": "berlin"}],
            }),
        )
    };
    let target = "/my-shop/in-store/key=berlin/cart-discounts";
    let body = json!({
        "name": {"en": "Spring"},
        "value": {"type": "absolute", "money": [{"centAmount": 500, "currencyCode": "EUR"}]},
        "cartPredicate": "1 = 1",
    });
    let created = post(target, body, discount(), |api| {
        let value = CartDiscountValueAbsoluteDraft::new([Money::new(500, "EUR")]);
        let draft = CartDiscountDraft::new([("en", "Spring")], value, "1 = 1");
        api.in_store_key("berlin")
            .cart_discounts()
            .post(draft)
            .send()
    });
    assert_eq!(created.await.stores[0].key, "berlin");
    let target = "/my-shop/in-store/key=berlin/cart-discounts/discount-1";
    let body = json!({"version": 1, "actions": [{"action": "changeIsActive", "isActive": false}]});
    post(target, body, discount(), |api| {
        let actions = [CartDiscountChangeIsActiveAction::new(false)];
        let discount = api
            .in_store_key("berlin")
            .cart_discounts()
            .with_id("discount-1");
        discount.post(CartDiscountUpdate::new(1, actions)).send()
    })
    .await;
    let target = "/my-shop/in-store/key=berlin/cart-discounts/key=spring?version=2";
    delete(target, discount(), |api| {
        let discounts = api.in_store_key("berlin").cart_discounts();
        discounts.with_key("spring").delete(2).send()
    })
    .await;

    let code = json!({"code": "SPRING", "isActive": true, "cartDiscounts": []});
    let target = "/my-shop/in-store/key=berlin/discount-codes?where=code%3D%22SPRING%22&limit=1";
    let found = get(
        target,
        page(json!([with(resource("code-1"), code)])),
        |api| {
            let query = api.in_store_key("berlin").discount_codes().get();
            query.where_("code=\"SPRING\"").limit(1).send()
        },
    );
    assert_eq!(found.await.results[0].code, "SPRING");

    let target = "/my-shop/in-store/key=berlin/variant-projections/variant-1?priceCurrency=EUR";
    head(target, |api| {
        let projections = api.in_store_key("berlin").variant_projections();
        projections
            .with_id("variant-1")
            .head()
            .price_currency("EUR")
            .send()
    })
    .await;
}

#[tokio::test]
async fn what_is_ones_own_in_a_store() {
    let target = "/my-shop/in-store/key=berlin/me?expand=customerGroup";
    let read = get(target, customer(), |api| {
        api.in_store_key("berlin")
            .me()
            .get()
            .expand("customerGroup")
            .send()
    });
    assert_eq!(read.await.id, "customer-1");
    let read = get(
        "/my-shop/in-store/key=berlin/me/active-cart",
        cart(),
        |api| api.in_store_key("berlin").me().active_cart().get().send(),
    );
    assert_eq!(read.await.id, "cart-1");
    let target = "/my-shop/in-store/key=berlin/me/carts";
    post(target, json!({"currency": "EUR"}), cart(), |api| {
        let draft = MyCartDraft::new("EUR");
        api.in_store_key("berlin").me().carts().post(draft).send()
    })
    .await;
    let target = "/my-shop/in-store/key=berlin/me/orders";
    let created = post(
        target,
        json!({"id": "cart-1", "version": 3}),
        order(),
        |api| {
            let draft = MyOrderFromCartDraft::new("cart-1", 3);
            api.in_store_key("berlin").me().orders().post(draft).send()
        },
    );
    assert_eq!(created.await.id, "order-1");
    let target = "/my-shop/in-store/key=berlin/me/shopping-lists/key=soup?version=2";
    delete(target, shopping_list(), |api| {
        let lists = api.in_store_key("berlin").me().shopping_lists();
        lists.with_key("soup").delete(2).send()
    })
    .await;

    let body = json!({"email": "jane@example.com", "password": "s3cret"});
    let answer = || json!({"customer": customer()});
    let target = "/my-shop/in-store/key=berlin/me/signup";
    post(target, body.clone(), answer(), |api| {
        let draft = MyCustomerDraft::new("jane@example.com", "s3cret");
        api.in_store_key("berlin").me().signup().post(draft).send()
    })
    .await;
    let target = "/my-shop/in-store/key=berlin/me/login";
    let signed_in = post(target, body, answer(), |api| {
        let signin = MyCustomerSignin::new("jane@example.com", "s3cret");
        api.in_store_key("berlin").me().login().post(signin).send()
    });
    assert_eq!(signed_in.await.customer.email, "jane@example.com");
    let target = "/my-shop/in-store/key=berlin/me/password";
    let body = json!({"version": 1, "currentPassword": "s3cret", "newPassword": "n3w"});
    post(target, body, customer(), |api| {
        let change = MyCustomerChangePassword::new(1, "s3cret", "n3w");
        api.in_store_key("berlin")
            .me()
            .password()
            .post(change)
            .send()
    })
    .await;
}
