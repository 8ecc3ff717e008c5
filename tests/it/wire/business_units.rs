//! Business units and associate roles.

use ctp_sdk::models::{
    AssociateDraft, AssociateRoleAddPermissionAction, AssociateRoleAssignmentDraft,
    AssociateRoleChangeBuyerAssignableAction, AssociateRoleDraft, AssociateRoleResourceIdentifier,
    AssociateRoleUpdate, AssociateRoleUpdateAction, BusinessUnit, BusinessUnitAddAssociateAction,
    BusinessUnitChangeNameAction, BusinessUnitResourceIdentifier, BusinessUnitSearchRequest,
    BusinessUnitStatus, BusinessUnitUpdate, BusinessUnitUpdateAction, CompanyDraft,
    CustomerResourceIdentifier, DivisionDraft, Permission, SearchExactExpression, SearchExactValue,
};
use serde_json::{Value, json};

use super::bodies::{page, resource, with};
use super::exchange::{delete, get, head, post};

fn company() -> Value {
    let role = json!({"typeId": "associate-role", "key": "buyer"});
    let associate = json!({
        "associateRoleAssignments": [{"associateRole": role, "inheritance": "Enabled"}],
        "customer": {"typeId": "customer", "id": "customer-1"},
    });
    with(
        resource("unit-1"),
        json!({
            "key": "acme",
            "unitType": "Company",
            "name": "Acme",
            "status": "Active",
            "storeMode": "Explicit",
            "associateMode": "Explicit",
            "approvalRuleMode": "Explicit",
            "associates": [associate],
            "topLevelUnit": {"typeId": "business-unit", "key": "acme"},
        }),
    )
}

fn division() -> Value {
    let unit = json!({"typeId": "business-unit", "key": "acme"});
    with(
        company(),
        json!({"id": "unit-2", "key": "it", "name": "IT", "unitType": "Division", "parentUnit": unit}),
    )
}

#[tokio::test]
async fn business_units() {
    let target = "/my-shop/business-units?where=status%3D%22Active%22&limit=5&expand=associates%5B%2A%5D.customer";
    let found = get(target, page(json!([company(), division()])), |api| {
        let query = api.business_units().get().where_("status=\"Active\"");
        query.limit(5).expand("associates[*].customer").send()
    });
    let found = found.await;
    let BusinessUnit::Company(acme) = &found.results[0] else {
        panic!("{:?}", found.results)
    };
    assert_eq!(
        (acme.name.as_str(), &acme.status),
        ("Acme", &BusinessUnitStatus::Active)
    );
    assert_eq!(acme.associates[0].customer.id, "customer-1");
    let BusinessUnit::Division(it) = &found.results[1] else {
        panic!("{:?}", found.results)
    };
    assert_eq!(
        (it.key.as_str(), it.parent_unit.key.as_str()),
        ("it", "acme")
    );

    let read = get("/my-shop/business-units/unit-1", company(), |api| {
        api.business_units().with_id("unit-1").get().send()
    });
    assert!(matches!(read.await, BusinessUnit::Company(_)));
    let read = get("/my-shop/business-units/key=it", division(), |api| {
        api.business_units().with_key("it").get().send()
    });
    assert!(matches!(read.await, BusinessUnit::Division(_)));
    head("/my-shop/business-units/key=acme", |api| {
        api.business_units().with_key("acme").head().send()
    })
    .await;

    let role = json!({"associateRole": {"typeId": "associate-role", "key": "buyer"}});
    let customer = json!({"typeId": "customer", "id": "customer-1"});
    let associate = json!({"associateRoleAssignments": [role], "customer": customer});
    let buyer = || {
        let role = AssociateRoleResourceIdentifier::new().key("buyer");
        let customer = CustomerResourceIdentifier::new().id("customer-1");
        AssociateDraft::new([AssociateRoleAssignmentDraft::new(role)], customer)
    };

    let body = json!({
        "unitType": "Company",
        "key": "acme",
        "name": "Acme",
        "contactEmail": "info@example.com",
        "associates": [associate],
    });
    post("/my-shop/business-units", body, company(), |api| {
        let draft = CompanyDraft::new("acme", "Acme")
            .contact_email("info@example.com")
            .associates([buyer()]);
        api.business_units().post(draft).send()
    })
    .await;
    let body = json!({
        "unitType": "Division",
        "key": "it",
        "name": "IT",
        "parentUnit": {"typeId": "business-unit", "key": "acme"},
    });
    post("/my-shop/business-units", body, division(), |api| {
        let parent = BusinessUnitResourceIdentifier::new().key("acme");
        let draft = DivisionDraft::new("it", "IT", parent);
        api.business_units().post(draft).send()
    })
    .await;

    let body = json!({"version": 1, "actions": [
        {"action": "changeName", "name": "Acme AG"},
        {"action": "addAssociate", "associate": associate},
    ]});
    post("/my-shop/business-units/unit-1", body, company(), |api| {
        let actions = [
            BusinessUnitUpdateAction::from(BusinessUnitChangeNameAction::new("Acme AG")),
            BusinessUnitAddAssociateAction::new(buyer()).into(),
        ];
        let unit = api.business_units().with_id("unit-1");
        unit.post(BusinessUnitUpdate::new(1, actions)).send()
    })
    .await;

    delete(
        "/my-shop/business-units/key=it?version=2",
        division(),
        |api| api.business_units().with_key("it").delete(2).send(),
    )
    .await;
}

#[tokio::test]
async fn business_units_are_searched_and_their_associates_read() {
    let body = json!({"query": {"exact": {"field": "status", "value": "Active"}}, "offset": 10});
    let answer = json!({"total": 11, "limit": 10, "offset": 10, "results": [{"id": "unit-1", "relevance": 1}]});
    let found = post("/my-shop/business-units/search", body, answer, |api| {
        let status = SearchExactValue::new("status").value("Active");
        let request = BusinessUnitSearchRequest::new().query(SearchExactExpression::new(status));
        api.business_units()
            .search()
            .post(request.offset(10))
            .send()
    });
    let found = found.await;
    assert_eq!((found.total, found.results[0].id.as_str()), (11, "unit-1"));

    let answer = json!({
        "customer": {"typeId": "customer", "id": "customer-1"},
        "associateRoles": [associate_role()],
        "permissions": ["ViewMyCarts"],
    });
    let target = "/my-shop/business-units/key=acme/associates/customer-1";
    let associate = get(target, answer, |api| {
        let units = api.business_units();
        units.key_associates("acme", "customer-1").get().send()
    });
    let associate = associate.await;
    assert_eq!(associate.permissions, [Permission::ViewMyCarts]);
    assert_eq!(associate.associate_roles[0].key, "buyer");
}

fn associate_role() -> Value {
    with(
        resource("role-1"),
        json!({"key": "buyer", "name": "Buyer", "buyerAssignable": true, "permissions": ["ViewMyCarts", "UpdateMyCarts"]}),
    )
}

#[tokio::test]
async fn associate_roles() {
    let target = "/my-shop/associate-roles?where=buyerAssignable%3Dtrue&limit=5";
    let found = get(target, page(json!([associate_role()])), |api| {
        let query = api.associate_roles().get();
        query.where_("buyerAssignable=true").limit(5).send()
    });
    let permissions = &found.await.results[0].permissions;
    assert_eq!(
        *permissions,
        [Permission::ViewMyCarts, Permission::UpdateMyCarts]
    );

    let read = get("/my-shop/associate-roles/role-1", associate_role(), |api| {
        api.associate_roles().with_id("role-1").get().send()
    });
    assert!(read.await.buyer_assignable);
    let read = get(
        "/my-shop/associate-roles/key=buyer",
        associate_role(),
        |api| api.associate_roles().with_key("buyer").get().send(),
    );
    assert_eq!(read.await.name.as_deref(), Some("Buyer"));
    head("/my-shop/associate-roles/key=buyer", |api| {
        api.associate_roles().with_key("buyer").head().send()
    })
    .await;

    let body = json!({"key": "buyer", "permissions": ["ViewMyCarts"]});
    let created = post("/my-shop/associate-roles", body, associate_role(), |api| {
        let draft = AssociateRoleDraft::new("buyer").permissions([Permission::ViewMyCarts]);
        api.associate_roles().post(draft).send()
    });
    assert_eq!(created.await.key, "buyer");

    let body = json!({"version": 1, "actions": [
        {"action": "addPermission", "permission": "CreateMyCarts"},
        {"action": "changeBuyerAssignable", "buyerAssignable": false},
    ]});
    let changed = post(
        "/my-shop/associate-roles/role-1",
        body,
        associate_role(),
        |api| {
            let permission = AssociateRoleAddPermissionAction::new(Permission::CreateMyCarts);
            let actions = [
                AssociateRoleUpdateAction::from(permission),
                AssociateRoleChangeBuyerAssignableAction::new(false).into(),
            ];
            let role = api.associate_roles().with_id("role-1");
            role.post(AssociateRoleUpdate::new(1, actions)).send()
        },
    );
    assert_eq!(changed.await.id, "role-1");

    delete(
        "/my-shop/associate-roles/key=buyer?version=2",
        associate_role(),
        |api| api.associate_roles().with_key("buyer").delete(2).send(),
    )
    .await;
}
