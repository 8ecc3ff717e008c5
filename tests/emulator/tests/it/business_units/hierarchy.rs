//! What divisions inherit.

use reqwest::Method;
use serde_json::{Value, json};

use super::{act, acted, associate, id, read, refused, role, shop, told, unit};
use crate::carts::{code, invalid};

fn store(key: &str) -> Value {
    json!({"typeId": "store", "key": key})
}

#[tokio::test]
async fn a_division_inherits_associates_whose_roles_can_be_inherited() {
    let shop = shop().await;
    let division = read(&shop, "north").await;
    assert_eq!(division["topLevelUnit"], unit("acme"));
    assert_eq!(division["parentUnit"], unit("acme"));
    let inherited = json!([{
        "customer": {"typeId": "customer", "id": id(&shop, "vip").await},
        "associateRoleAssignments": [{"associateRole": role("admin"), "source": unit("acme")}],
    }]);
    assert_eq!(division["inheritedAssociates"], inherited);
    assert_eq!(division["inheritedStores"], json!([]));
    assert_eq!(division["associates"], json!([]));
    for absent in ["stores", "custom"] {
        assert_eq!(division.get(absent), None);
    }
    let draft = json!({"key": "far-north", "unitType": "Division", "name": "Far", "parentUnit": unit("north")});
    let below = shop.post("/business-units", draft).await.json();
    assert_eq!(below["inheritedAssociates"], inherited);
    assert_eq!(below["topLevelUnit"], unit("acme"));
    // What changes above changes below as well, without a new version.
    let changed = associate("ann", "buyer", "Enabled");
    acted(
        &shop,
        "acme",
        json!({"action": "changeAssociate", "associate": changed}),
    )
    .await;
    for key in ["north", "far-north"] {
        let division = read(&shop, key).await;
        assert_eq!(division["inheritedAssociates"].as_array().unwrap().len(), 2);
        assert_eq!(division["version"], 1);
    }
    let explicit = json!({"action": "changeAssociateMode", "associateMode": "Explicit", "makeInheritedAssociatesExplicit": true});
    let north = acted(&shop, "north", explicit).await;
    assert_eq!(north.get("inheritedAssociates"), None);
    let associates = north["associates"].as_array().unwrap();
    assert_eq!(associates.len(), 2);
    assert_eq!(
        associates[0]["associateRoleAssignments"][0]["inheritance"],
        "Disabled"
    );
    assert_eq!(
        read(&shop, "far-north").await["inheritedAssociates"],
        json!([])
    );
    assert_eq!(
        told(&shop, "BusinessUnitAssociateModeChanged").await["oldAssociateMode"],
        "ExplicitAndFromParent"
    );
}

#[tokio::test]
async fn a_division_inherits_stores_until_it_has_its_own() {
    let shop = shop().await;
    acted(
        &shop,
        "acme",
        json!({"action": "addStore", "store": store("germany")}),
    )
    .await;
    acted(
        &shop,
        "acme",
        json!({"action": "addStore", "store": store("germany")}),
    )
    .await;
    assert_eq!(
        read(&shop, "acme").await["stores"],
        json!([store("germany")])
    );
    assert_eq!(
        read(&shop, "north").await["inheritedStores"],
        json!([store("germany")])
    );
    let add = json!({"action": "addStore", "store": store("anywhere")});
    assert_eq!(refused(&shop, "north", add).await, invalid());
    let inherit = json!({"action": "setStoreMode", "storeMode": "FromParent"});
    assert_eq!(refused(&shop, "acme", inherit.clone()).await, invalid());
    let own =
        json!({"action": "setStoreMode", "storeMode": "Explicit", "stores": [store("anywhere")]});
    let north = acted(&shop, "north", own).await;
    assert_eq!(north["stores"], json!([store("anywhere")]));
    assert_eq!(north.get("inheritedStores"), None);
    let message = told(&shop, "BusinessUnitStoreModeChanged").await;
    assert_eq!(message["oldStores"], json!([]));
    assert_eq!(message["stores"], json!([store("anywhere")]));
    let north = acted(&shop, "north", inherit).await;
    assert_eq!(north.get("stores"), None);
    assert_eq!(north["inheritedStores"], json!([store("germany")]));
    // A store that a business unit has is not deleted.
    let version = shop.get("/stores/key=germany").await.json()["version"].clone();
    let path = format!("/stores/key=germany?version={version}");
    let deleted = shop.send(Method::DELETE, &path, None).await;
    assert_eq!(code(&deleted).1, "ReferenceExists");
}

#[tokio::test]
async fn the_modes_of_a_company_are_explicit() {
    let shop = shop().await;
    for (mode, value) in [
        ("storeMode", "FromParent"),
        ("associateMode", "ExplicitAndFromParent"),
        ("approvalRuleMode", "ExplicitAndFromParent"),
    ] {
        let draft = json!({"key": "new", "unitType": "Company", "name": "New", mode: value});
        let refused = shop.post("/business-units", draft).await;
        assert_eq!(code(&refused), invalid(), "{mode}");
    }
    for action in [
        json!({"action": "changeAssociateMode", "associateMode": "ExplicitAndFromParent", "makeInheritedAssociatesExplicit": false}),
        json!({"action": "changeApprovalRuleMode", "approvalRuleMode": "ExplicitAndFromParent"}),
        json!({"action": "changeParentUnit", "parentUnit": unit("other")}),
        json!({"action": "setUnitType", "unitType": "Company", "parentUnit": unit("other")}),
    ] {
        assert_eq!(
            refused(&shop, "acme", action.clone()).await,
            invalid(),
            "{action}"
        );
    }
    let draft = json!({"key": "new", "unitType": "Division", "name": "New", "parentUnit": unit("acme"), "stores": [store("germany")]});
    let refused = shop.post("/business-units", draft).await;
    assert_eq!(code(&refused), invalid());
    let draft =
        json!({"key": "new", "unitType": "Division", "name": "New", "parentUnit": unit("none")});
    let refused = shop.post("/business-units", draft).await;
    assert_eq!(code(&refused).1, "ReferencedResourceNotFound");
    assert_eq!(shop.get("/business-units/key=new").await.status, 404);
}

#[tokio::test]
async fn a_division_moves_and_becomes_a_company() {
    let shop = shop().await;
    let draft = json!({"key": "far-north", "unitType": "Division", "name": "Far", "parentUnit": unit("north")});
    shop.post("/business-units", draft).await;
    let into = |key: &str| json!({"action": "changeParentUnit", "parentUnit": unit(key)});
    for key in ["north", "far-north"] {
        assert_eq!(refused(&shop, "north", into(key)).await, invalid(), "{key}");
    }
    let north = acted(&shop, "north", into("other")).await;
    assert_eq!(north["topLevelUnit"], unit("other"));
    assert_eq!(north["inheritedAssociates"], json!([]));
    assert_eq!(
        read(&shop, "far-north").await["topLevelUnit"],
        unit("other")
    );
    let message = told(&shop, "BusinessUnitParentChanged").await;
    assert_eq!(message["oldParentUnit"], unit("acme"));
    assert_eq!(message["newParentUnit"], unit("other"));
    assert_eq!(
        told(&shop, "BusinessUnitTopLevelUnitSet").await["topLevelUnit"],
        unit("other")
    );
    // The parents have to have the same stores.
    acted(
        &shop,
        "acme",
        json!({"action": "setStores", "stores": [store("germany")]}),
    )
    .await;
    assert_eq!(refused(&shop, "north", into("acme")).await, invalid());
    // Nothing can be inherited any more.
    let company = json!({"action": "setUnitType", "unitType": "Company"});
    assert_eq!(refused(&shop, "north", company.clone()).await, invalid());
    for action in [
        json!({"action": "setStoreMode", "storeMode": "Explicit"}),
        json!({"action": "changeAssociateMode", "associateMode": "Explicit", "makeInheritedAssociatesExplicit": false}),
        json!({"action": "changeApprovalRuleMode", "approvalRuleMode": "Explicit"}),
    ] {
        acted(&shop, "north", action).await;
    }
    let north = acted(&shop, "north", company).await;
    assert_eq!(
        (&north["unitType"], &north["topLevelUnit"]),
        (&json!("Company"), &unit("north"))
    );
    assert_eq!(north.get("parentUnit"), None);
    assert_eq!(
        read(&shop, "far-north").await["topLevelUnit"],
        unit("north")
    );
    let message = told(&shop, "BusinessUnitTypeSet").await;
    assert_eq!(message["oldUnitType"], "Division");
    let division = json!({"action": "setUnitType", "unitType": "Division"});
    let refused = act(&shop, "north", division).await;
    assert_eq!(code(&refused).1, "RequiredField");
    let division =
        json!({"action": "setUnitType", "unitType": "Division", "parentUnit": unit("other")});
    assert_eq!(
        acted(&shop, "north", division).await["parentUnit"],
        unit("other")
    );
}

#[tokio::test]
async fn a_parent_and_a_role_that_is_used_are_not_deleted() {
    let shop = shop().await;
    for (path, referrer) in [
        ("/business-units/key=acme", "business-unit"),
        ("/associate-roles/key=buyer", "business-unit"),
    ] {
        let path = format!("{path}?version=1");
        let refused = shop.send(Method::DELETE, &path, None).await;
        let error = refused.json()["errors"][0].clone();
        assert_eq!(
            (&error["code"], &error["referencedBy"]),
            (&json!("ReferenceExists"), &json!(referrer))
        );
    }
    for path in [
        "/business-units/key=north",
        "/business-units/key=acme",
        "/associate-roles/key=buyer",
    ] {
        let deleted = shop
            .send(Method::DELETE, &format!("{path}?version=1"), None)
            .await;
        assert_eq!(deleted.status, 200, "{path}: {}", deleted.text);
    }
}

#[tokio::test]
async fn a_store_has_the_business_units_that_have_or_inherit_it() {
    let shop = shop().await;
    acted(
        &shop,
        "acme",
        json!({"action": "addStore", "store": store("germany")}),
    )
    .await;
    let of = |key: &str| format!("/in-store/key={key}/business-units");
    let page = shop.get(&of("germany")).await.json();
    assert_eq!(page["total"], 2);
    assert_eq!(shop.get(&of("anywhere")).await.json()["total"], 0);
    for (path, status) in [("germany", 200), ("anywhere", 404)] {
        let path = format!("{}/key=north", of(path));
        assert_eq!(shop.get(&path).await.status, status);
        assert_eq!(shop.send(Method::HEAD, &path, None).await.status, status);
        let changed = shop
            .update(&path, 1, json!([{"action": "changeName", "name": "North"}]))
            .await;
        assert_eq!(changed.status, status, "{}", changed.text);
    }
    let draft = json!({"key": "new", "unitType": "Company", "name": "New"});
    let created = shop.post(&of("anywhere"), draft).await;
    assert_eq!(
        created.json()["stores"],
        json!([store("anywhere")]),
        "{}",
        created.text
    );
    let draft = |parent: &str| json!({"key": "newer", "unitType": "Division", "name": "New", "parentUnit": unit(parent)});
    let refused = shop.post(&of("anywhere"), draft("acme")).await;
    assert_eq!(code(&refused), invalid());
    let created = shop.post(&of("germany"), draft("acme")).await;
    assert_eq!(
        created.json()["inheritedStores"],
        json!([store("germany")]),
        "{}",
        created.text
    );
    // A token of one store is good for this store only.
    let token = |store: &str| {
        let scopes = format!("view_business_units:emulator:{store}");
        shop.emulator.api_client(scopes.parse().unwrap())
    };
    for (other, status) in [("germany", 200), ("anywhere", 403)] {
        let answer = shop
            .token(&token("germany"), "grant_type=client_credentials")
            .await;
        let token = answer.json()["access_token"].as_str().unwrap().to_owned();
        let read = shop.send_as(&token, Method::GET, &of(other), None).await;
        assert_eq!(read.status, status, "{}", read.text);
        let all = shop
            .send_as(&token, Method::GET, "/business-units", None)
            .await;
        assert_eq!(all.status, 403);
    }
}
