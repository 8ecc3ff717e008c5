//! Customers: their operations, tokens, passwords and the search. Logging in for the whole project.

use ctp_sdk::models::{
    AuthenticationMode, CartResourceIdentifier, CustomerChangeEmailAction, CustomerChangePassword,
    CustomerCreateEmailToken, CustomerCreatePasswordResetToken, CustomerDraft, CustomerEmailVerify,
    CustomerGroupChangeNameAction, CustomerGroupDraft, CustomerGroupResourceIdentifier,
    CustomerGroupSetKeyAction, CustomerGroupUpdate, CustomerGroupUpdateAction,
    CustomerResetPassword, CustomerSearchRequest, CustomerSetFirstNameAction, CustomerSignin,
    CustomerUpdate, CustomerUpdateAction, SearchExactExpression, SearchExactValue,
};
use serde_json::{Value, json};

use super::bodies::{cart, customer, page, resource, with};
use super::exchange::{delete, get, head, post};

#[tokio::test]
async fn customers() {
    let target = "/my-shop/customers?where=lowercaseEmail%3D%3Amail&var.mail=jane%40example.com&limit=1&expand=customerGroup";
    let found = get(target, page(json!([customer()])), |api| {
        let query = api.customers().get().where_("lowercaseEmail=:mail");
        let query = query.var("mail", "jane@example.com").limit(1);
        query.expand("customerGroup").send()
    });
    assert_eq!(found.await.results[0].email, "jane@example.com");

    let external = with(customer(), json!({"authenticationMode": "ExternalAuth"}));
    let read = get("/my-shop/customers/customer-1", external, |api| {
        api.customers().with_id("customer-1").get().send()
    });
    assert_eq!(
        read.await.authentication_mode,
        AuthenticationMode::ExternalAuth
    );
    let read = get("/my-shop/customers/key=jane", customer(), |api| {
        api.customers().with_key("jane").get().send()
    });
    assert!(!read.await.is_email_verified);
    head("/my-shop/customers/key=jane", |api| {
        api.customers().with_key("jane").head().send()
    })
    .await;

    let body = json!({
        "email": "jane@example.com",
        "password": "s3cret",
        "anonymousCart": {"typeId": "cart", "id": "cart-1"},
        "customerGroup": {"typeId": "customer-group", "key": "gold"},
    });
    let answer = json!({"customer": customer(), "cart": cart()});
    let created = post("/my-shop/customers", body, answer, |api| {
        let draft = CustomerDraft::new("jane@example.com")
            .password("s3cret")
            .anonymous_cart(CartResourceIdentifier::new().id("cart-1"))
            .customer_group(CustomerGroupResourceIdentifier::new().key("gold"));
        api.customers().post(draft).send()
    });
    let created = created.await;
    assert_eq!(
        (
            created.customer.id.as_str(),
            created.cart.unwrap().id.as_str()
        ),
        ("customer-1", "cart-1")
    );

    let body = json!({"version": 1, "actions": [
        {"action": "changeEmail", "email": "ann@example.com"},
        {"action": "setFirstName", "firstName": "Ann"},
    ]});
    let changed = with(customer(), json!({"firstName": "Ann"}));
    let changed = post("/my-shop/customers/customer-1", body, changed, |api| {
        let actions = [
            CustomerUpdateAction::from(CustomerChangeEmailAction::new("ann@example.com")),
            CustomerSetFirstNameAction::new().first_name("Ann").into(),
        ];
        let customer = api.customers().with_id("customer-1");
        customer.post(CustomerUpdate::new(1, actions)).send()
    });
    assert_eq!(changed.await.first_name.as_deref(), Some("Ann"));

    let target = "/my-shop/customers/key=jane?version=2&dataErasure=true";
    delete(target, customer(), |api| {
        let customer = api.customers().with_key("jane");
        customer.delete(2).data_erasure(true).send()
    })
    .await;
}

fn token() -> Value {
    json!({
        "id": "token-1",
        "customerId": "customer-1",
        "value": "t0ken",
        "expiresAt": "2024-02-01T08:00:00.000Z",
        "invalidateOlderTokens": true,
        "createdAt": "2024-01-31T12:00:00.100Z",
    })
}

#[tokio::test]
async fn a_password_is_reset_and_changed() {
    let body =
        json!({"email": "jane@example.com", "ttlMinutes": 60, "invalidateOlderTokens": true});
    let created = post("/my-shop/customers/password-token", body, token(), |api| {
        let draft = CustomerCreatePasswordResetToken::new("jane@example.com")
            .ttl_minutes(60)
            .invalidate_older_tokens(true);
        api.customers().password_token().post(draft).send()
    });
    let created = created.await;
    assert_eq!(
        (created.value.as_str(), created.customer_id.as_str()),
        ("t0ken", "customer-1")
    );

    let owner = get(
        "/my-shop/customers/password-token=t0ken",
        customer(),
        |api| api.customers().with_password_token("t0ken").get().send(),
    );
    assert_eq!(owner.await.id, "customer-1");

    let body = json!({"tokenValue": "t0ken", "newPassword": "n3w"});
    let reset = post(
        "/my-shop/customers/password/reset",
        body,
        customer(),
        |api| {
            let reset = CustomerResetPassword::new("t0ken", "n3w");
            api.customers().password_reset().post(reset).send()
        },
    );
    assert_eq!(reset.await.version, 1);

    let body =
        json!({"id": "customer-1", "version": 2, "currentPassword": "n3w", "newPassword": "n3wer"});
    let changed = post("/my-shop/customers/password", body, customer(), |api| {
        let change = CustomerChangePassword::new("customer-1", 2, "n3w", "n3wer");
        api.customers().password().post(change).send()
    });
    assert_eq!(changed.await.id, "customer-1");
}

#[tokio::test]
async fn an_email_address_is_confirmed() {
    let body = json!({"id": "customer-1", "ttlMinutes": 4320, "version": 1});
    let created = post("/my-shop/customers/email-token", body, token(), |api| {
        let draft = CustomerCreateEmailToken::new("customer-1", 4320).version(1);
        api.customers().email_token().post(draft).send()
    });
    assert!(created.await.invalidate_older_tokens);

    let owner = get("/my-shop/customers/email-token=t0ken", customer(), |api| {
        api.customers().with_email_token("t0ken").get().send()
    });
    assert_eq!(owner.await.email, "jane@example.com");

    let verified = with(customer(), json!({"isEmailVerified": true}));
    let confirmed = post(
        "/my-shop/customers/email/confirm",
        json!({"tokenValue": "t0ken"}),
        verified,
        |api| {
            let verify = CustomerEmailVerify::new("t0ken");
            api.customers().email_confirm().post(verify).send()
        },
    );
    assert!(confirmed.await.is_email_verified);
}

#[tokio::test]
async fn customers_are_searched() {
    let body =
        json!({"query": {"exact": {"field": "email", "value": "jane@example.com"}}, "limit": 2});
    let answer = json!({"total": 1, "limit": 2, "offset": 0, "results": [{"id": "customer-1", "relevance": 0.5}]});
    let found = post("/my-shop/customers/search", body, answer, |api| {
        let email = SearchExactValue::new("email").value("jane@example.com");
        let request = CustomerSearchRequest::new().query(SearchExactExpression::new(email));
        api.customers().search().post(request.limit(2)).send()
    });
    assert_eq!(found.await.results[0].id, "customer-1");

    let answer = json!({"status": "Indexing", "retryCount": 2});
    let target = "/my-shop/customers/search/indexing-status";
    let status = get(target, answer, |api| {
        api.customers().search_indexing_status().get().send()
    });
    assert_eq!(status.await.retry_count, Some(2));
}

#[tokio::test]
async fn a_customer_logs_in() {
    let body = json!({
        "email": "jane@example.com",
        "password": "s3cret",
        "anonymousCart": {"typeId": "cart", "id": "cart-1"},
        "updateProductData": true,
    });
    let signed_in = post(
        "/my-shop/login",
        body,
        json!({"customer": customer()}),
        |api| {
            let signin = CustomerSignin::new("jane@example.com", "s3cret")
                .anonymous_cart(CartResourceIdentifier::new().id("cart-1"))
                .update_product_data(true);
            api.login().post(signin).send()
        },
    );
    let signed_in = signed_in.await;
    assert_eq!(signed_in.customer.id, "customer-1");
    assert!(signed_in.cart.is_none());
}

fn customer_group() -> Value {
    with(resource("group-1"), json!({"key": "gold", "name": "Gold"}))
}

#[tokio::test]
async fn customer_groups() {
    let target = "/my-shop/customer-groups?where=name%3D%22Gold%22&limit=1";
    let found = get(target, page(json!([customer_group()])), |api| {
        api.customer_groups()
            .get()
            .where_("name=\"Gold\"")
            .limit(1)
            .send()
    });
    assert_eq!(found.await.results[0].name, "Gold");

    let read = get(
        "/my-shop/customer-groups/group-1",
        customer_group(),
        |api| api.customer_groups().with_id("group-1").get().send(),
    );
    assert_eq!(read.await.key.as_deref(), Some("gold"));
    let target = "/my-shop/customer-groups/key=gold?expand=custom.type";
    let read = get(target, customer_group(), |api| {
        let group = api.customer_groups().with_key("gold").get();
        group.expand("custom.type").send()
    });
    assert_eq!(read.await.id, "group-1");
    head("/my-shop/customer-groups/key=gold", |api| {
        api.customer_groups().with_key("gold").head().send()
    })
    .await;

    let body = json!({"groupName": "Gold", "key": "gold"});
    let created = post("/my-shop/customer-groups", body, customer_group(), |api| {
        let draft = CustomerGroupDraft::new("Gold").key("gold");
        api.customer_groups().post(draft).send()
    });
    assert_eq!(created.await.version, 1);

    let body = json!({"version": 1, "actions": [
        {"action": "changeName", "name": "Silver"},
        {"action": "setKey", "key": "silver"},
    ]});
    let changed = post(
        "/my-shop/customer-groups/key=gold",
        body,
        customer_group(),
        |api| {
            let actions = [
                CustomerGroupUpdateAction::from(CustomerGroupChangeNameAction::new("Silver")),
                CustomerGroupSetKeyAction::new().key("silver").into(),
            ];
            let group = api.customer_groups().with_key("gold");
            group.post(CustomerGroupUpdate::new(1, actions)).send()
        },
    );
    assert_eq!(changed.await.version, 1);

    delete(
        "/my-shop/customer-groups/group-1?version=3",
        customer_group(),
        |api| api.customer_groups().with_id("group-1").delete(3).send(),
    )
    .await;
}
