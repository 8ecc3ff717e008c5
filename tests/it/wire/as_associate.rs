//! What an associate does in a business unit.

use ctp_sdk::models::{
    ApprovalFlowRejectAction, ApprovalFlowUpdate, ApprovalRuleDraft,
    ApprovalRuleSetPredicateAction, ApprovalRuleSetStatusAction, ApprovalRuleStatus,
    ApprovalRuleUpdate, ApprovalRuleUpdateAction, ApproverConjunctionDraft,
    ApproverDisjunctionDraft, ApproverHierarchyDraft, AssociateRoleAssignmentDraft,
    AssociateRoleResourceIdentifier, BusinessUnit, BusinessUnitChangeNameAction,
    BusinessUnitUpdate, CartDraft, CartResourceIdentifier, CartSetCountryAction, CartUpdate,
    MyBusinessUnitAssociateDraft, MyCustomerDraft, OrderFromCartDraft, QuoteRequestDraft,
    RuleApproverDraft, RuleRequesterDraft, ShoppingListDraft,
};
use ctp_sdk::{ApiRoot, requests};
use serde_json::{Value, json};

use super::bodies::{cart, cents, customer, order, page, resource, shopping_list, with};
use super::exchange::{delete, get, head, post};

/// What the associate `customer-1` reaches in the business unit `acme`.
fn unit(
    api: &ApiRoot,
) -> requests::as_associate::AsAssociateByAssociateIdInBusinessUnitByBusinessUnitKeyRequests {
    let associate = api.as_associate().with_associate_id("customer-1");
    associate.in_business_unit_key("acme")
}

#[tokio::test]
async fn carts_of_a_business_unit() {
    let target = "/my-shop/as-associate/customer-1/in-business-unit/key=acme/carts?where=cartState%3D%22Active%22&limit=5&expand=customerGroup";
    let found = get(target, page(json!([cart()])), |api| {
        let query = unit(api).carts().get().where_("cartState=\"Active\"");
        query.limit(5).expand("customerGroup").send()
    });
    assert_eq!(found.await.results[0].id, "cart-1");
    let read = get(
        "/my-shop/as-associate/customer-1/in-business-unit/key=acme/carts/cart-1",
        cart(),
        |api| unit(api).carts().with_id("cart-1").get().send(),
    );
    assert_eq!(read.await.version, 1);
    head(
        "/my-shop/as-associate/customer-1/in-business-unit/key=acme/carts/key=c",
        |api| unit(api).carts().with_key("c").head().send(),
    )
    .await;
    let created = post(
        "/my-shop/as-associate/customer-1/in-business-unit/key=acme/carts",
        json!({"currency": "EUR", "key": "c"}),
        cart(),
        |api| {
            unit(api)
                .carts()
                .post(CartDraft::new("EUR").key("c"))
                .send()
        },
    );
    assert_eq!(created.await.id, "cart-1");
    let body = json!({"version": 1, "actions": [{"action": "setCountry", "country": "DE"}]});
    let changed = post(
        "/my-shop/as-associate/customer-1/in-business-unit/key=acme/carts/key=c",
        body,
        cart(),
        |api| {
            let actions = [CartSetCountryAction::new().country("DE")];
            unit(api)
                .carts()
                .with_key("c")
                .post(CartUpdate::new(1, actions))
                .send()
        },
    );
    assert_eq!(changed.await.id, "cart-1");
    delete(
        "/my-shop/as-associate/customer-1/in-business-unit/key=acme/carts/cart-1?version=2",
        cart(),
        |api| unit(api).carts().with_id("cart-1").delete(2).send(),
    )
    .await;
}

#[tokio::test]
async fn orders_quote_requests_and_lists_of_a_business_unit() {
    let body =
        json!({"version": 2, "cart": {"typeId": "cart", "id": "cart-1"}, "orderNumber": "17"});
    let created = post(
        "/my-shop/as-associate/customer-1/in-business-unit/key=acme/orders",
        body,
        order(),
        |api| {
            let cart = CartResourceIdentifier::new().id("cart-1");
            let draft = OrderFromCartDraft::new(2).cart(cart).order_number("17");
            unit(api).orders().post(draft).send()
        },
    );
    assert_eq!(created.await.id, "order-1");
    let read = get(
        "/my-shop/as-associate/customer-1/in-business-unit/key=acme/orders/order-number=17",
        order(),
        |api| unit(api).orders().with_order_number("17").get().send(),
    );
    assert_eq!(read.await.total_price.cent_amount, 500);

    let body = json!({"cart": {"typeId": "cart", "id": "cart-1"}, "cartVersion": 2});
    let request = with(
        resource("request-1"),
        json!({
            "quoteRequestState": "Submitted",
            "customer": {"typeId": "customer", "id": "customer-1"},
            "totalPrice": cents(500),
        }),
    );
    let created = post(
        "/my-shop/as-associate/customer-1/in-business-unit/key=acme/quote-requests",
        body,
        request,
        |api| {
            let cart = CartResourceIdentifier::new().id("cart-1");
            unit(api)
                .quote_requests()
                .post(QuoteRequestDraft::new(cart, 2))
                .send()
        },
    );
    assert_eq!(created.await.customer.id, "customer-1");
    head("/my-shop/as-associate/customer-1/in-business-unit/key=acme/quotes?where=quoteState%3D%22Pending%22", |api| {
        unit(api)
            .quotes()
            .head()
            .where_("quoteState=\"Pending\"")
            .send()
    })
    .await;

    let body = json!({"name": {"en": "Soup"}});
    let created = post(
        "/my-shop/as-associate/customer-1/in-business-unit/key=acme/shopping-lists",
        body,
        shopping_list(),
        |api| {
            let draft = ShoppingListDraft::new([("en", "Soup")]);
            unit(api).shopping_lists().post(draft).send()
        },
    );
    assert_eq!(created.await.id, "list-1");
    delete(
        "/my-shop/as-associate/customer-1/in-business-unit/key=acme/shopping-lists/key=soup?version=1",
        shopping_list(),
        |api| unit(api).shopping_lists().with_key("soup").delete(1).send(),
    )
    .await;
}

fn approval_rule() -> Value {
    let manager = json!({"associateRole": {"typeId": "associate-role", "key": "manager"}});
    with(
        resource("rule-1"),
        json!({
            "key": "large",
            "name": "Large orders",
            "status": "Active",
            "predicate": "totalPrice > \"1000 EUR\"",
            "approvers": {"tiers": [{"and": [{"or": [manager]}]}]},
            "requesters": [{"associateRole": {"typeId": "associate-role", "key": "buyer"}}],
            "businessUnit": {"typeId": "business-unit", "key": "acme"},
        }),
    )
}

#[tokio::test]
async fn approval_rules() {
    let target = "/my-shop/as-associate/customer-1/in-business-unit/key=acme/approval-rules?where=status%3D%22Active%22&limit=5";
    let found = get(target, page(json!([approval_rule()])), |api| {
        let query = unit(api).approval_rules().get();
        query.where_("status=\"Active\"").limit(5).send()
    });
    let tiers = &found.await.results[0].approvers.tiers;
    assert_eq!(tiers[0].and[0].or[0].associate_role.key, "manager");
    let read = get(
        "/my-shop/as-associate/customer-1/in-business-unit/key=acme/approval-rules/rule-1",
        approval_rule(),
        |api| unit(api).approval_rules().with_id("rule-1").get().send(),
    );
    assert_eq!(read.await.requesters[0].associate_role.key, "buyer");

    let body = json!({
        "name": "Large orders",
        "status": "Active",
        "predicate": "totalPrice > \"1000 EUR\"",
        "approvers": {"tiers": [{"and": [{"or": [{"associateRole": {"typeId": "associate-role", "key": "manager"}}]}]}]},
        "requesters": [{"associateRole": {"typeId": "associate-role", "key": "buyer"}}],
    });
    let created = post(
        "/my-shop/as-associate/customer-1/in-business-unit/key=acme/approval-rules",
        body,
        approval_rule(),
        |api| {
            let role = |key: &str| AssociateRoleResourceIdentifier::new().key(key);
            let managers = ApproverDisjunctionDraft::new([RuleApproverDraft::new(role("manager"))]);
            let tier = ApproverConjunctionDraft::new([managers]);
            let draft = ApprovalRuleDraft::new(
                "Large orders",
                ApprovalRuleStatus::Active,
                "totalPrice > \"1000 EUR\"",
                ApproverHierarchyDraft::new([tier]),
                [RuleRequesterDraft::new(role("buyer"))],
            );
            unit(api).approval_rules().post(draft).send()
        },
    );
    assert_eq!(created.await.business_unit.key, "acme");

    let body = json!({"version": 1, "actions": [
        {"action": "setStatus", "status": "Inactive"},
        {"action": "setPredicate", "predicate": "1 = 1"},
    ]});
    let changed = post(
        "/my-shop/as-associate/customer-1/in-business-unit/key=acme/approval-rules/key=large",
        body,
        approval_rule(),
        |api| {
            let status = ApprovalRuleSetStatusAction::new(ApprovalRuleStatus::Inactive);
            let actions = [
                ApprovalRuleUpdateAction::from(status),
                ApprovalRuleSetPredicateAction::new("1 = 1").into(),
            ];
            let rule = unit(api).approval_rules().with_key("large");
            rule.post(ApprovalRuleUpdate::new(1, actions)).send()
        },
    );
    assert_eq!(changed.await.key.as_deref(), Some("large"));
}

#[tokio::test]
async fn approval_flows() {
    let flow = || {
        with(
            resource("flow-1"),
            json!({
                "order": {"typeId": "order", "id": "order-1"},
                "businessUnit": {"typeId": "business-unit", "key": "acme"},
                "rules": [approval_rule()],
                "status": "Pending",
            }),
        )
    };
    let target = "/my-shop/as-associate/customer-1/in-business-unit/key=acme/approval-flows?where=status%3D%22Pending%22&limit=5&expand=order";
    let found = get(target, page(json!([flow()])), |api| {
        let query = unit(api).approval_flows().get();
        query
            .where_("status=\"Pending\"")
            .limit(5)
            .expand("order")
            .send()
    });
    let found = &found.await.results[0];
    assert_eq!(
        (found.order.id.as_str(), found.rules[0].name.as_str()),
        ("order-1", "Large orders")
    );

    let body = json!({"version": 1, "actions": [{"action": "reject", "reason": "too much"}]});
    let changed = post(
        "/my-shop/as-associate/customer-1/in-business-unit/key=acme/approval-flows/flow-1",
        body,
        flow(),
        |api| {
            let reject = ApprovalFlowRejectAction::new().reason("too much");
            let flow = unit(api).approval_flows().with_id("flow-1");
            flow.post(ApprovalFlowUpdate::new(1, [reject])).send()
        },
    );
    assert_eq!(changed.await.status.as_str(), "Pending");
}

#[tokio::test]
async fn the_business_units_of_an_associate() {
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
    let target = "/my-shop/as-associate/customer-1/business-units/key=acme";
    let read = get(target, company(), |api| {
        let associate = api.as_associate().with_associate_id("customer-1");
        associate.business_units().with_key("acme").get().send()
    });
    assert!(matches!(read.await, BusinessUnit::Company(_)));
    let body = json!({"version": 1, "actions": [{"action": "changeName", "name": "Acme AG"}]});
    let changed = post(target, body, company(), |api| {
        let associate = api.as_associate().with_associate_id("customer-1");
        let unit = associate.business_units().with_key("acme");
        let actions = [BusinessUnitChangeNameAction::new("Acme AG")];
        unit.post(BusinessUnitUpdate::new(1, actions)).send()
    });
    let BusinessUnit::Company(changed) = changed.await else {
        panic!("another kind of unit")
    };
    assert_eq!(changed.name, "Acme");
}

#[tokio::test]
async fn an_associate_is_created_in_ones_business_unit() {
    let body = json!({
        "version": 3,
        "customer": {"email": "jane@example.com", "password": "s3cret"},
        "associateRoleAssignments": [{"associateRole": {"typeId": "associate-role", "key": "buyer"}}],
    });
    let target = "/my-shop/in-business-unit/key=acme/me/customers";
    let created = post(target, body, json!({"customer": customer()}), |api| {
        let role = AssociateRoleResourceIdentifier::new().key("buyer");
        let roles = [AssociateRoleAssignmentDraft::new(role)];
        let customer = MyCustomerDraft::new("jane@example.com", "s3cret");
        let draft = MyBusinessUnitAssociateDraft::new(3, customer, roles);
        api.in_business_unit_key("acme")
            .me()
            .customers()
            .post(draft)
            .send()
    });
    assert_eq!(created.await.customer.id, "customer-1");
}
