//! The update actions of business units, and what is told about them.

use serde_json::{Value, json};

use super::{acted, associate, id, read, refused, shop, told, unit};
use crate::carts::{code, invalid};

#[tokio::test]
async fn a_draft_has_addresses_by_their_positions() {
    let shop = shop().await;
    let draft = json!({
        "key": "new", "unitType": "Company", "name": "New", "status": "Inactive",
        "addresses": [{"key": "home", "country": "DE"}, {"key": "work", "country": "FR"}],
        "shippingAddresses": [0, 1], "defaultShippingAddress": 1, "defaultBillingAddress": 0,
        "customerGroupAssignments": [{"customerGroup": {"typeId": "customer-group", "key": "vip"}}],
    });
    let created = shop.post("/business-units", draft).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let created = created.json();
    let ids = [
        &created["addresses"][0]["id"],
        &created["addresses"][1]["id"],
    ];
    assert_eq!(created["shippingAddressIds"], json!(ids));
    assert_eq!(created["billingAddressIds"], json!([ids[0]]));
    assert_eq!(&created["defaultShippingAddressId"], ids[1]);
    assert_eq!(&created["defaultBillingAddressId"], ids[0]);
    assert_eq!(created["status"], "Inactive");
    let id = created["id"].as_str().unwrap();
    let path = format!("/messages?where=resource(id%3D%22{id}%22)");
    let page = shop.get(&path).await.json();
    assert_eq!(page["results"][0]["type"], "BusinessUnitCreated");
    assert_eq!(page["results"][0]["businessUnit"], created);
    let draft =
        json!({"key": "newer", "unitType": "Company", "name": "New", "shippingAddresses": [0]});
    let refused = shop.post("/business-units", draft).await;
    assert_eq!(code(&refused).1, "InvalidInput");
}

#[tokio::test]
async fn addresses_change() {
    let shop = shop().await;
    let address = |key: &str| json!({"key": key, "country": "DE"});
    for key in ["home", "work"] {
        acted(
            &shop,
            "acme",
            json!({"action": "addAddress", "address": address(key)}),
        )
        .await;
    }
    let twice = json!({"action": "addAddress", "address": address("home")});
    assert_eq!(refused(&shop, "acme", twice).await, invalid());
    assert_eq!(
        told(&shop, "BusinessUnitAddressAdded").await["address"]["key"],
        "work"
    );
    for (action, message) in [
        ("addShippingAddressId", "BusinessUnitShippingAddressAdded"),
        (
            "setDefaultBillingAddress",
            "BusinessUnitDefaultBillingAddressSet",
        ),
        (
            "removeShippingAddressId",
            "BusinessUnitShippingAddressRemoved",
        ),
        (
            "setDefaultShippingAddress",
            "BusinessUnitDefaultShippingAddressSet",
        ),
        (
            "removeBillingAddressId",
            "BusinessUnitBillingAddressRemoved",
        ),
        ("addBillingAddressId", "BusinessUnitBillingAddressAdded"),
    ] {
        acted(
            &shop,
            "acme",
            json!({"action": action, "addressKey": "home"}),
        )
        .await;
        assert_eq!(
            told(&shop, message).await["address"]["key"],
            "home",
            "{message}"
        );
    }
    let change = json!({"action": "changeAddress", "addressKey": "home", "address": {"key": "new", "country": "FR"}});
    let changed = acted(&shop, "acme", change).await;
    assert_eq!(changed["addresses"][0]["country"], "FR");
    let message = told(&shop, "BusinessUnitAddressChanged").await;
    assert_eq!(message["addressRoles"], json!(["Shipping", "Billing"]));
    let removed = acted(
        &shop,
        "acme",
        json!({"action": "removeAddress", "addressKey": "new"}),
    )
    .await;
    assert_eq!(removed["addresses"].as_array().unwrap().len(), 1);
    assert_eq!(removed["shippingAddressIds"], json!([]));
    assert_eq!(removed.get("defaultShippingAddressId"), None);
    assert_eq!(
        told(&shop, "BusinessUnitAddressRemoved").await["address"]["key"],
        "new"
    );
    let gone = json!({"action": "removeAddress", "addressKey": "new"});
    assert_eq!(refused(&shop, "acme", gone).await, invalid());
}

#[tokio::test]
async fn associates_change() {
    let shop = shop().await;
    let customer = |key: &str| json!({"typeId": "customer", "key": key});
    let ann = json!({"typeId": "customer", "id": id(&shop, "ann").await});
    let again =
        json!({"action": "addAssociate", "associate": associate("ann", "buyer", "Disabled")});
    assert_eq!(refused(&shop, "acme", again.clone()).await, invalid());
    let remove = json!({"action": "removeAssociate", "customer": customer("ann")});
    let acme = acted(&shop, "acme", remove.clone()).await;
    assert_eq!(acme["associates"].as_array().unwrap().len(), 1);
    assert_eq!(
        told(&shop, "BusinessUnitAssociateRemoved").await["associate"]["customer"],
        ann
    );
    assert_eq!(refused(&shop, "acme", remove).await, invalid());
    let change =
        json!({"action": "changeAssociate", "associate": associate("ann", "admin", "Disabled")});
    assert_eq!(refused(&shop, "acme", change.clone()).await, invalid());
    acted(&shop, "acme", again).await;
    assert_eq!(
        told(&shop, "BusinessUnitAssociateAdded").await["associate"]["customer"],
        ann
    );
    let acme = acted(&shop, "acme", change).await;
    assert_eq!(
        acme["associates"][1]["associateRoleAssignments"][0]["associateRole"]["key"],
        "admin"
    );
    assert_eq!(
        told(&shop, "BusinessUnitAssociateChanged").await["associate"],
        acme["associates"][1]
    );
    let set =
        json!({"action": "setAssociates", "associates": [associate("ann", "buyer", "Enabled")]});
    let acme = acted(&shop, "acme", set).await;
    assert_eq!(acme["associates"][0]["customer"], ann);
    assert_eq!(
        told(&shop, "BusinessUnitAssociatesSet").await["associates"],
        acme["associates"]
    );
    let unknown =
        json!({"action": "addAssociate", "associate": associate("none", "buyer", "Disabled")});
    assert_eq!(
        refused(&shop, "acme", unknown).await.1,
        "ReferencedResourceNotFound"
    );
    let unknown =
        json!({"action": "addAssociate", "associate": associate("vip", "none", "Disabled")});
    assert_eq!(
        refused(&shop, "acme", unknown).await.1,
        "ReferencedResourceNotFound"
    );
}

#[tokio::test]
async fn fields_change() {
    let shop = shop().await;
    shop.seed(json!({"types": [{
        "key": "unit", "name": {"en": "Unit"}, "resourceTypeIds": ["business-unit"],
        "fieldDefinitions": [{"name": "number", "label": {"en": "Number"}, "required": false, "type": {"name": "String"}, "inputHint": "SingleLine"}],
    }]}));
    let group = json!({"typeId": "customer-group", "key": "vip"});
    for (action, field, value, message) in [
        (
            json!({"action": "changeName", "name": "New"}),
            "name",
            json!("New"),
            "BusinessUnitNameChanged",
        ),
        (
            json!({"action": "setContactEmail", "contactEmail": "new@example.com"}),
            "contactEmail",
            json!("new@example.com"),
            "BusinessUnitContactEmailSet",
        ),
        (
            json!({"action": "changeStatus", "status": "Inactive"}),
            "status",
            json!("Inactive"),
            "BusinessUnitStatusChanged",
        ),
        (
            json!({"action": "setCustomType", "type": {"typeId": "type", "key": "unit"}, "fields": {"number": "1"}}),
            "custom",
            Value::Null,
            "BusinessUnitCustomTypeSet",
        ),
        (
            json!({"action": "setCustomField", "name": "number", "value": "2"}),
            "custom",
            Value::Null,
            "BusinessUnitCustomFieldChanged",
        ),
        (
            json!({"action": "addCustomerGroupAssignment", "customerGroupAssignment": {"customerGroup": group}}),
            "customerGroupAssignments",
            Value::Null,
            "BusinessUnitCustomerGroupAssignmentAdded",
        ),
        (
            json!({"action": "removeCustomerGroupAssignment", "customerGroup": group}),
            "customerGroupAssignments",
            json!([]),
            "BusinessUnitCustomerGroupAssignmentRemoved",
        ),
        (
            json!({"action": "setCustomerGroupAssignments", "customerGroupAssignments": [{"customerGroup": group}]}),
            "customerGroupAssignments",
            Value::Null,
            "BusinessUnitCustomerGroupAssignmentsSet",
        ),
    ] {
        let changed = acted(&shop, "acme", action.clone()).await;
        if value.is_null() {
            assert!(
                changed[field].is_object() || changed[field][0].is_object(),
                "{action}"
            );
        } else {
            assert_eq!(changed[field], value, "{action}");
        }
        assert_eq!(
            told(&shop, message).await["resourceVersion"],
            changed["version"],
            "{message}"
        );
    }
    assert_eq!(read(&shop, "acme").await["custom"]["fields"]["number"], "2");
    assert_eq!(
        told(&shop, "BusinessUnitStatusChanged").await["active"],
        "Inactive"
    );
    let mode = json!({"action": "changeApprovalRuleMode", "approvalRuleMode": "Explicit"});
    acted(&shop, "north", mode).await;
    assert_eq!(
        told(&shop, "BusinessUnitApprovalRuleModeChanged").await["oldApprovalRuleMode"],
        "ExplicitAndFromParent"
    );
    let status = json!({"action": "changeStatus", "status": "Asleep"});
    assert_eq!(
        refused(&shop, "acme", status).await,
        (400, "InvalidInput".to_owned())
    );
    let expanded = shop
        .get("/business-units/key=north?expand=parentUnit")
        .await
        .json();
    assert_eq!(expanded["parentUnit"]["key"], "acme", "{expanded}");
    let query = "/business-units?where=parentUnit(key%3D%22acme%22)&sort=key";
    let page = shop.get(query).await.json();
    assert_eq!(
        (&page["total"], &page["results"][0]["topLevelUnit"]),
        (&json!(1), &unit("acme"))
    );
}
